"""`hf:` — a transformers image-text-to-text model in this process, adapters included.

Answers greedily, one question at a time, in the trained form: picture with outlined regions,
legend and question.
"""

import os
from collections.abc import Callable
from typing import Any

from srkit.errors import AddressError, SrkitError
from srkit.models.prompts import chat_messages
from srkit.records.address import parse_address
from srkit.records.rows import Row
from srkit.scene.regions import draw_regions, open_image


def load_answerer(text: str, max_tokens: int) -> Callable[[Row], Row]:
    """Return a function that adds the model's response to a task."""
    address = parse_address(text)
    if address.scheme != "hf":
        raise AddressError(f"{text}: --model takes hf:FOLDER_OR_REPO, as yet")
    address.only()
    model, processor = load_model(address.target)
    model.eval()

    def answer(row: Row) -> Row:
        reply, used = generate(model, processor, row, max_tokens)
        tokens = {"input": used[0], "output": used[1]}
        ids = {"id": f"{row['id']}#{address.name}#0", "task": row["id"], "source": address.name}
        return {**row, **ids, "response": reply, "tokens": tokens}

    return answer


def load_model(target: str) -> tuple[Any, Any]:
    """Load model and processor; no code of the repository's own is run."""
    from transformers import AutoModelForImageTextToText, AutoProcessor

    name, _, revision = target.partition("@")
    if name.startswith((".", "/")) and not os.path.isdir(name):
        raise SrkitError(f"hf:{target}: no such folder")
    kwargs: dict[str, Any] = {"revision": revision} if revision else {}
    try:
        model = AutoModelForImageTextToText.from_pretrained(name, use_safetensors=True, **kwargs)
        processor = AutoProcessor.from_pretrained(name, **kwargs)
    except (OSError, ValueError) as error:
        raise SrkitError(f"hf:{target}: {str(error).strip().splitlines()[0]}") from error
    return model, processor


def generate(model: Any, processor: Any, row: Row, max_tokens: int) -> tuple[str, tuple[int, int]]:
    """Return the greedy answer, and how many tokens went in and came out."""
    import torch

    image = draw_regions(open_image(row["image"]), row.get("regions", []))
    prompt = processor.apply_chat_template(chat_messages(row), add_generation_prompt=True)
    inputs = processor(images=[image], text=[prompt], return_tensors="pt", add_special_tokens=False)
    inputs = inputs.to(model.device)
    with torch.inference_mode():
        output = model.generate(**inputs, max_new_tokens=max_tokens, do_sample=False)
    start = inputs["input_ids"].shape[1]
    reply = processor.tokenizer.decode(output[0, start:], skip_special_tokens=True)
    return reply.strip(), (start, len(output[0]) - start)
