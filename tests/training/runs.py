"""Runs that are ready to go on tiny bases."""

from pathlib import Path
from typing import Any

Row = dict[str, Any]


def prepared(
    base: Path, rows: list[Row], output: Path, method: str = "fdpo", **settings: Any
) -> Any:
    """A run that is ready to go, of all weights unless it is said otherwise."""
    from srkit.models.hub import rank_of
    from srkit.training.runs import prepare
    from srkit.training.settings import Settings

    settings = {"lr": 1e-3, "batch_size": 4, "lora": 0} | settings
    chosen = Settings(**settings).of(method, rank_of(str(base)))
    return prepare(rows, method, str(base), chosen, str(output))


def moved_away(trainer: Any) -> Any:
    """Move a policy away from its reference, so that losses are not log 2."""
    import torch

    torch.manual_seed(1)
    with torch.no_grad():
        for weight in trainer.model.parameters():
            if weight.requires_grad:
                weight += 0.02 * torch.randn_like(weight)
    trainer.model.train()  # else nothing is checkpointed
    return trainer
