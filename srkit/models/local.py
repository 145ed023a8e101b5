"""`hf:` — a transformers image-text-to-text model in this process, adapters included.

Answers greedily, one question at a time, in the trained form: picture with outlined regions,
legend and question.
"""

import os
from collections.abc import Callable
from typing import Any

from srkit.errors import AddressError, SrkitError
from srkit.models.base import Reply
from srkit.models.prompts import chat_messages
from srkit.records.address import parse_address
from srkit.records.rows import Row
from srkit.records.run import load_record
from srkit.scene.regions import draw_regions, open_image


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
    model = _load(AutoModelForImageTextToText, target, use_safetensors=True)
    return model.to("cuda" if torch.cuda.is_available() else "cpu"), processor


def load_processor(target: str) -> Any:
    """Load what turns pictures and text into a model's input."""
    from transformers import AutoProcessor

    return _load(AutoProcessor, target)


def _load(kind: Any, target: str, **kwargs: Any) -> Any:
    """Load a part of a model from a folder, or from the Hub at a revision."""
    name, _, revision = target.partition("@")
    if name.startswith((".", "/")) and not os.path.isdir(name):
        raise SrkitError(f"hf:{target}: no such folder")
    record = load_record(name) if os.path.isdir(name) else None
    if record and record.get("finished") is False:
        raise SrkitError(f"hf:{target}: an unfinished checkpoint (its run.json says so)")
    kwargs |= {"revision": revision} if revision else {}
    try:
        return kind.from_pretrained(name, **kwargs)
    except (OSError, ValueError) as error:
        said = str(error).strip().splitlines()[0]
        where = "" if os.path.isdir(name) else "no folder of that name here, and "
        raise SrkitError(f"hf:{target}: {where}{said}") from error


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
    return Reply(text.strip(), start, len(output[0]) - start)
