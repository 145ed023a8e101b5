"""What training starts from: the weights that learn, those that stay, and the reference.

Three ways: all weights (the reference is a second copy), a new adapter on the language part (the
reference is the model without it), or an adapter that exists (the reference is what it was).
"""

import math
import os
from typing import Any, NamedTuple

from srkit.errors import SrkitError
from srkit.models.hub import base_of, load_checked
from srkit.models.processors import load_processor
from srkit.training.settings import Settings

LORA_ALPHA = 2  # times the rank
LEAST_MOVE = 1e-3  # of a weight's size; less over a whole run is as good as none


class Start(NamedTuple):
    model: Any
    reference: Any  # None where TRL finds it in the model
    adapter: Any  # how a new one is made
    processor: Any


def load_start(target: str, method: str, settings: Settings) -> Start:
    """Load the model in the way that the settings ask for; nothing is written."""
    import torch

    base = base_of(target)
    # All weights learn in float32 (small steps would round away in bfloat16, which is for what is
    # computed from them); under an adapter the base only has to be read.
    half = bool(settings.lora) and is_bf16(settings)
    dtype = torch.bfloat16 if half else torch.float32
    whole = base or target
    if os.path.isdir(whole):  # an adapter names its base: from wherever it will be loaded
        whole = os.path.abspath(whole)
    processor, model = load_processor(target), load_weights(whole, dtype)
    reference = adapter = None
    if base:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, target, is_trainable=True)
    elif settings.lora:
        adapter = new_adapter(model, settings, target.partition("@")[2] or None)
    elif method != "sft":
        reference = load_weights(whole, dtype)  # as the policy is loaded, of the same revision
    if settings.freeze_vision:
        freeze(model)
    return Start(model, reference, adapter, processor)


def load_weights(target: str, dtype: Any) -> Any:
    """Load a whole model onto the CPU; the trainer knows where it goes."""
    from transformers import AutoModelForImageTextToText

    model, lacking = load_checked(AutoModelForImageTextToText, target, dtype=dtype)
    if lacking:
        raise SrkitError(lacking)
    if getattr(model, "_hf_peft_config_loaded", False):
        raise SrkitError(f"hf:{target}: an adapter on the Hub; download it and name the folder")
    return model


def is_bf16(settings: Settings) -> bool:
    """Whether a run computes in bfloat16: on a GPU, unless it is told otherwise."""
    import torch

    has_gpu = torch.cuda.is_available()
    return settings.precision == "bf16" or (settings.precision == "auto" and has_gpu)


def new_adapter(model: Any, settings: Settings, revision: str | None = None) -> Any:
    """Return how a LoRA adapter is made: on the linear layers of the language part alone."""
    from peft import LoraConfig
    from torch.nn import Linear

    decoder = model.get_decoder()
    where = next((name for name, part in model.named_modules() if part is decoder), None)
    layers = {name.rpartition(".")[2] for name, part in decoder.named_modules()
              if isinstance(part, Linear)}  # fmt: skip
    chosen = sorted(set(settings.targets) or layers)
    if where is None or not chosen:
        raise SrkitError(f"{type(model).__name__}: no language part is found; try --lora none")
    if unknown := sorted(set(chosen) - layers):
        said = f"--targets: the language part has no {unknown[0]!r}"
        raise SrkitError(f"{said}, but {', '.join(sorted(layers))}")
    prefix = where.replace(".", r"\.")
    return LoraConfig(
        r=settings.lora, lora_alpha=LORA_ALPHA * (settings.lora or 0), lora_dropout=0.0,
        target_modules=rf"{prefix}\..*\b({'|'.join(chosen)})", task_type="CAUSAL_LM",
        revision=revision,
    )  # fmt: skip


def freeze(model: Any) -> None:
    """Keep the vision part as it is; what joins it to the language part still learns."""
    tower = model.get_encoder(modality="image")
    if tower is None or tower is model:
        raise SrkitError(f"{type(model).__name__}: no vision part is found to freeze")
    tower.requires_grad_(False)


def counts_of(model: Any) -> tuple[int, int]:
    """Return how many weights there are, without TRL's copy of an adapter, and how many learn."""
    sizes = [(weight.numel(), weight.requires_grad) for name, weight in model.named_parameters()
             if ".ref." not in name]  # fmt: skip
    return sum(size for size, _ in sizes), sum(size for size, learns in sizes if learns)


def largest_move(model: Any, settings: Settings, steps: int) -> float:
    """Return about how far a run can move a weight, as a share of the size of weights.

    Adam moves a weight by about its learning rate a step, which falls to 0 over a run. Of an
    adapter's product, r terms of a moved B and an A that stays about as it was made add up.
    """
    path = (settings.lr or 0.0) * full_steps(settings, steps)
    sizes, moves = 0.0, path
    for name, weight in model.named_parameters():
        if "lora_A" in name:
            moves = LORA_ALPHA * path * math.sqrt(weight.shape[0]) * _size(weight)
        elif weight.ndim > 1 and "lora_" not in name:
            sizes = max(sizes, _size(weight))
    return moves / sizes if sizes else math.inf


def full_steps(settings: Settings, steps: int) -> float:
    """Return how many steps at the full learning rate a schedule is worth; its first is at 0."""
    warm = math.ceil(steps * settings.warmup) if settings.warmup < 1 else int(settings.warmup)
    rising = [k / warm for k in range(min(warm, steps))]
    rest = max(0, steps - warm)
    falls = settings.schedule != "constant_with_warmup"
    return sum(rising) + ((rest + 1) / 2 if falls and rest else rest)


def _size(weight: Any) -> float:
    return float(weight.detach().float().square().mean().sqrt())
