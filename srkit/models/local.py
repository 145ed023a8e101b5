"""`hf:` — loading a transformers image-text-to-text model into this process, adapters included."""

import logging
from typing import Any

from srkit.errors import AddressError
from srkit.models.hub import load_checked
from srkit.models.processors import load_processor
from srkit.records.address import Address

log = logging.getLogger(__name__)
DTYPES = ("auto", "float32", "float16", "bfloat16")
PLACES = ("one", "auto", "balanced", "sequential", "cpu")  # one: the GPU, or else the CPU
HOW = ("dtype", "device_map", "bits")  # options that say how weights are loaded,
AS_IT_IS = ("auto", "one", 16)  # and what they are by default


def load_model(target: str, dtype: str = "auto", device_map: str = "one", bits: int = 16
               ) -> tuple[Any, Any]:  # fmt: skip
    """Load model and processor; no code of the repository is run.

    By default it is on the GPU, as it is stored, if there is one; else on the CPU, in float32.
    """
    import torch
    from transformers import AutoModelForImageTextToText

    processor = load_processor(target)
    has_gpu = torch.cuda.is_available()
    options: dict[str, Any] = {"dtype": "float32" if dtype == "auto" and not has_gpu else dtype}
    if device_map != "one":
        options["device_map"] = device_map
    if bits == 4:
        options["quantization_config"] = _four_bits(target)
    model, lacking = load_checked(AutoModelForImageTextToText, target, **options)
    if lacking:  # perhaps a part that is not used
        log.warning("%s: they are random", lacking)
    if device_map == "one" and bits != 4:
        model = model.to("cuda" if has_gpu else "cpu")
    return model, processor


def _four_bits(target: str) -> Any:
    from importlib.util import find_spec

    from transformers import BitsAndBytesConfig

    if not find_spec("bitsandbytes"):
        raise AddressError(f"hf:{target}: bits=4 needs the package bitsandbytes")
    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_compute_dtype="bfloat16")


def how_of(address: Address) -> tuple[str, str, int]:
    """Return how an address wants weights to be loaded: type, placement, bits."""
    bits = int(address.choice("bits", ("4", "16"), "16"))
    placed = address.choice("device_map", PLACES, "one")
    return address.choice("dtype", DTYPES, "auto"), placed, bits
