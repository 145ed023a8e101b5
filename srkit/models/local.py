"""`hf:` — a transformers image-text-to-text model in this process, adapters included.

Answers greedily, one question at a time, in the trained form: picture with outlined regions,
legend and question.
"""

import os
from collections.abc import Callable
from typing import Any

from srkit.errors import AddressError
from srkit.models.base import Reply
from srkit.models.hub import base_of, load_part
from srkit.models.prompts import chat_messages
from srkit.records.address import parse_address
from srkit.records.flow import Usage
from srkit.records.rows import Row
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions


def load_answerer(text: str, max_tokens: int) -> tuple[str, Callable[[Row], Reply]]:
    """Return a model's name, and a function from a task to its reply."""
    address = parse_address(text)
    if address.scheme != "hf":
        raise AddressError(f"{text}: --model takes hf:FOLDER or hf:OWNER/REPO, as yet")
    address.only()
    model, processor = load_model(address.target)
    model.eval()
    return address.name, lambda row: generate(model, processor, row, max_tokens)


def load_model(target: str) -> tuple[Any, Any]:
    """Load model and processor, onto the GPU if there is one; no code of the repository is run."""
    import torch
    from transformers import AutoModelForImageTextToText

    processor = load_processor(target)
    model = load_part(AutoModelForImageTextToText, target, use_safetensors=True)
    return model.to("cuda" if torch.cuda.is_available() else "cpu"), processor


def load_processor(target: str) -> Any:
    """Load what turns pictures and text into a model's input."""
    from transformers import AutoProcessor

    base = base_of(target)
    has_own = os.path.isfile(os.path.join(target, "preprocessor_config.json"))
    has_own = has_own or os.path.isfile(os.path.join(target, "processor_config.json"))
    return load_part(AutoProcessor, base if base and not has_own else target)


def generate(model: Any, processor: Any, row: Row, max_tokens: int) -> Reply:
    """Return the greedy answer."""
    import torch

    image = draw_regions(open_image(row["image"]), row.get("regions", []))
    prompt = processor.apply_chat_template(chat_messages(row), add_generation_prompt=True)
    inputs = processor(images=[image], text=[prompt], return_tensors="pt", add_special_tokens=False)
    inputs = inputs.to(model.device)
    with torch.inference_mode():
        output = model.generate(**inputs, max_new_tokens=max_tokens, do_sample=False)
    start = inputs["input_ids"].shape[1]
    text = processor.tokenizer.decode(output[0, start:], skip_special_tokens=True)
    return Reply(text.strip(), Usage(1, start, len(output[0]) - start))
