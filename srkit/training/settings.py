"""How a model is trained: every setting with its default, the paper's where it gives one.

A learning rate depends on the method and on what is trained: the paper's are for all weights of
models of 4 and 8 billion parameters, an adapter needs larger ones.
"""

from typing import NamedTuple

from srkit.errors import AddressError

METHODS = ("sft", "dpo", "fdpo")
REPLIES = {"sft": ("completion",), "dpo": ("chosen", "rejected"), "fdpo": ("chosen", "rejected")}
RANK = 16  # of a new adapter
FULL_RATE = {"sft": 4e-5, "dpo": 1e-7, "fdpo": 1e-7}
LORA_RATE = {"sft": 2e-4, "dpo": 5e-6, "fdpo": 5e-6}
PRECISIONS = ("auto", "fp32", "bf16")
SCHEDULES = ("linear", "cosine", "constant_with_warmup")
# What only some methods read; to give it to another would do nothing.
OF_PREFERENCES = ("beta", "chosen_nll")
OF_FDPO = ("alpha", "lam")


class Settings(NamedTuple):
    """What a run does; `lora` 0 trains all weights, None is the default or an adapter's own."""

    lr: float | None = None
    epochs: float = 1.0
    max_steps: int | None = None
    batch_size: int = 1
    accumulate: int = 1
    beta: float = 0.1
    alpha: float = 0.3
    lam: float = 0.6
    lora: int | None = None
    freeze_vision: bool = False
    eval_share: float = 0.0
    regions: str = "overlay"
    report_to: tuple[str, ...] = ()
    save_every: int | None = None
    seed: int = 0
    # Rarer:
    warmup: float = 0.05  # below 1 a share of the steps
    weight_decay: float = 0.05
    schedule: str = "linear"
    targets: tuple[str, ...] = ()
    checkpointing: bool | None = None  # None: where there is a GPU
    chosen_nll: float = 0.0
    precision: str = "auto"
    max_length: int | None = None
    workers: int = 0

    def of(self, method: str, rank: int | None) -> "Settings":
        """Return the settings as they are meant for a method; `rank` is a given adapter's."""
        if rank is not None and self.lora == 0:
            raise AddressError("--lora none: the model is an adapter; merge it into its base first")
        if rank is not None and self.lora not in (None, rank):
            raise AddressError(f"--lora {self.lora}: the model is an adapter of rank {rank}")
        lora = rank or (RANK if self.lora is None else self.lora)
        if lora and self.freeze_vision:
            raise AddressError("--freeze-vision is for --lora none: an adapter leaves it alone")
        if self.targets and not (lora and rank is None):
            raise AddressError("--targets is for a new adapter")
        rates = LORA_RATE if lora else FULL_RATE
        return self._replace(lora=lora, lr=rates[method] if self.lr is None else self.lr)
