"""What turns pictures and text into a model's input, without torchvision where it isn't there.

Processors of models that also see videos ask for a video processor, which needs torchvision.
Pictures don't need it: the same processor is loaded without that part.
"""

import os
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from srkit.models.hub import base_of, load_part

VIDEO = "video_processor"
# SmolVLM's own spells out the numbers of video frames; its pictures are Idefics3's.
INSTEAD = {"SmolVLMProcessor": "Idefics3Processor"}


def processor_home(target: str) -> str:
    """Return the model whose files are the processor's: an adapter without any has its base's."""
    has_own = any(os.path.isfile(os.path.join(target, f"{name}_config.json"))
                  for name in ("preprocessor", "processor"))  # fmt: skip
    return target if has_own else base_of(target) or target


def load_processor(target: str) -> Any:
    """Load the processor of a model."""
    from transformers import AutoProcessor

    # An adapter's folder has no config of a model.
    kind = None if find_spec("torchvision") else _kind_of(base_of(target) or target)
    return load_part(kind or AutoProcessor, processor_home(target))


def _kind_of(target: str) -> Any:
    """Return the class that sees pictures alone, for a model that sees videos too; else None."""
    import transformers
    from transformers import AutoConfig
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING_NAMES

    config = load_part(AutoConfig, target)
    name = PROCESSOR_MAPPING_NAMES.get(config.model_type) or ""
    kind = getattr(transformers, INSTEAD.get(name, name), None)
    if kind and VIDEO in kind.get_attributes():
        return images_only(kind)
    return kind if name in INSTEAD else None


@lru_cache(maxsize=16)
def images_only(kind: Any) -> Any:
    """Return a processor's class without its video part; what it saves carries the old name."""
    parts = [name for name in kind.get_attributes() if name != VIDEO]
    return type(kind.__name__, (kind,), {"get_attributes": classmethod(lambda cls: list(parts))})
