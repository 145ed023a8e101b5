"""What learns and what stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from srkit.errors import SrkitError
from tests.training.runs import prepared

pytestmark = pytest.mark.slow
Row = dict[str, Any]
FAMILIES = ("llava", "idefics3", "qwen2_5_vl", "internvl", "gemma3")


@pytest.mark.parametrize("family", FAMILIES)
def test_an_adapter_is_on_the_language_part_alone(
    bases: Callable[[str], Path], pair_rows: list[Row], tmp_path: Path, family: str
) -> None:
    trainer = prepared(bases(family), pair_rows, tmp_path / "o", "dpo", lora=4).trainer
    learns = [name for name, weight in trainer.model.named_parameters() if weight.requires_grad]
    assert len(learns) == 3 * 7 * 2, "three layers of seven, A and B"
    assert all(".language_model." in name or ".text_model." in name for name in learns)
    some = prepared(bases(family), pair_rows, tmp_path / "o", "dpo", lora=4,
                    targets=("q_proj", "v_proj")).trainer  # fmt: skip
    assert sum(weight.requires_grad for weight in some.model.parameters()) == 3 * 2 * 2


@pytest.mark.parametrize("family", FAMILIES)
def test_a_frozen_vision_part_stays_as_it_is(
    bases: Callable[[str], Path], sft_rows: list[Row], tmp_path: Path, family: str
) -> None:
    import torch

    ready = prepared(bases(family), sft_rows, tmp_path / "o", "sft", freeze_vision=True,
                     max_steps=2, checkpointing=True)  # fmt: skip
    model = ready.trainer.model
    tower = model.get_encoder(modality="image")
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    inside = {id(weight) for weight in tower.parameters()}
    ready.trainer.train()
    moved = {name for name, weight in model.named_parameters()
             if not torch.equal(weight, before[name])}  # fmt: skip
    others = {name for name, weight in model.named_parameters() if id(weight) not in inside}
    assert (
        moved <= others and len(moved) >= len(others) - 1
    )  # a norm of Gemma's has no gradient yet


def test_two_steps_of_every_precision(
    bases: Callable[[str], Path], pair_rows: list[Row], tmp_path: Path
) -> None:
    import torch

    losses = {}
    for precision in ("fp32", "bf16"):
        ready = prepared(bases("llava"), pair_rows, tmp_path / precision, lora=4, max_steps=4,
                         precision=precision)  # fmt: skip
        kinds = {weight.dtype for weight in ready.trainer.model.parameters()}
        learns = {w.dtype for w in ready.trainer.model.parameters() if w.requires_grad}
        half = {torch.bfloat16} if precision == "bf16" else set()
        assert learns == {torch.float32} and kinds == {torch.float32, *half}
        ready.trainer.train()
        losses[precision] = [line["loss"] for line in ready.trainer.state.log_history[:4]]
    assert losses["bf16"] != losses["fp32"]
    assert losses["bf16"] == pytest.approx(losses["fp32"], rel=0.02)


def test_the_schedule_is_what_was_told(
    bases: Callable[[str], Path], pair_rows: list[Row], tmp_path: Path
) -> None:
    rates = {}
    for schedule in ("linear", "constant_with_warmup"):
        ready = prepared(bases("llava"), pair_rows, tmp_path / schedule, "dpo", lora=4, lr=0.01,
                         max_steps=5, warmup=2, schedule=schedule, workers=1)  # fmt: skip
        assert ready.trainer.args.weight_decay == 0.05 and ready.trainer.args.seed == 0
        ready.trainer.train()
        history = ready.trainer.state.log_history
        rates[schedule] = [line["learning_rate"] for line in history if "learning_rate" in line]
    assert rates["linear"] == pytest.approx([0, 0.005, 0.01, 0.01 * 2 / 3, 0.01 / 3])
    assert rates["constant_with_warmup"] == pytest.approx([0, 0.005, 0.01, 0.01, 0.01])


def test_how_far_a_run_can_move_a_weight(
    bases: Callable[[str], Path], pair_rows: list[Row], tmp_path: Path
) -> None:
    """The estimate is within a factor of a few of what a run did."""
    from srkit.training.settings import Settings
    from srkit.training.start import largest_move

    ready = prepared(bases("llava"), pair_rows, tmp_path / "o", max_steps=20, lr=1e-4, batch_size=1)
    model = ready.trainer.model
    name = "model.language_model.layers.1.mlp.up_proj.weight"
    before = model.get_parameter(name).detach().clone()
    told = largest_move(model, Settings(lr=1e-4), steps=20)
    ready.trainer.train()
    moved = (model.get_parameter(name).detach() - before).square().mean().sqrt()
    assert 0.2 < float(moved / before.square().mean().sqrt()) / told < 5


def test_what_a_schedule_is_worth() -> None:
    from srkit.training.settings import Settings
    from srkit.training.start import full_steps

    assert full_steps(Settings(), 1) == 0, "the one step is at 0"
    assert full_steps(Settings(warmup=2), 5) == pytest.approx(0 + 0.5 + 1 + 2 / 3 + 1 / 3)
    assert full_steps(Settings(warmup=2, schedule="constant_with_warmup"), 5) == 3.5
    assert full_steps(Settings(warmup=100), 3) == pytest.approx(0 + 0.01 + 0.02)


def test_weights_that_lack_are_not_made_up(
    bases: Callable[[str], Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import shutil

    import torch
    from safetensors.torch import load_file, save_file

    from srkit.models.local import load_model
    from srkit.training.start import load_weights

    folder = tmp_path / "base"
    shutil.copytree(bases("llava"), folder)
    saved = load_file(folder / "model.safetensors")
    kept = {name: weight for name, weight in saved.items() if "layers.1.self_attn.q_" not in name}
    assert len(kept) < len(saved)
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(SrkitError, match="of its weights are not there, model.language_model"):
        load_weights(str(folder), torch.float32)
    with caplog.at_level("WARNING", logger="srkit"):  # whatever -q of another test has left
        load_model(str(folder))
    assert "they are random" in caplog.text


def test_an_adapter_that_is_no_lora_is_refused(tmp_path: Path) -> None:
    from srkit.models.hub import rank_of

    (tmp_path / "adapter_model.safetensors").write_bytes(b"")
    (tmp_path / "adapter_config.json").write_text(
        '{"base_model_name_or_path": "x", "peft_type": "IA3"}'
    )
    with pytest.raises(SrkitError, match="not LoRA"):
        rank_of(str(tmp_path))
