"""Several prompts answered at once by a transformers model, each as if it were alone.

Every row has a seed and its own random numbers: a token is drawn as the largest of the logits with
noise of that row added (Gumbel's way), so that what a row says does not depend on the others. A
prompt that all rows share is read once.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from PIL import Image

from srkit.models.base import EMPTY, Reply, Useless
from srkit.models.prompts import Message
from srkit.models.replies import CUT_OFF
from srkit.records.flow import Usage


class Call(NamedTuple):
    """What one reply is asked by."""

    messages: list[Message]
    images: list[Image.Image]
    settings: dict[str, Any]
    seed: int


def write_batch(model: Any, processor: Any, calls: list[Call]) -> list[Reply | Useless]:
    """Return what the model writes for each; all have the same `max_tokens` and `stop`.

    A batch that fails, for lack of memory or for one that the model can't read, is halved.
    """
    import torch

    try:
        return _written(model, processor, calls)
    except Exception as error:  # of somebody else's code: what it can't read, or do in a batch
        if len(calls) == 1:
            is_memory = isinstance(error, torch.OutOfMemoryError)
            said = "out of memory" if is_memory else str(error).strip() or type(error).__name__
            return [Useless(f"the model failed: {said.splitlines()[0][:200]}")]
    # Here, where nothing holds what did not fit any more.
    torch.cuda.empty_cache()
    half = len(calls) // 2
    return [reply for part in (calls[:half], calls[half:])
            for reply in write_batch(model, processor, part)]  # fmt: skip


def foreign_sign(tokenizer: Any, call: Call) -> str:
    """Return a special token that a text of a row holds: it would be read as one, not as text."""
    texts = [part.get("text", "") for message in call.messages
             for part in _as_parts(message)["content"]]  # fmt: skip
    return next((sign for sign in tokenizer.all_special_tokens
                 if sign.strip() and any(sign in text for text in texts)), "")  # fmt: skip


def _written(model: Any, processor: Any, calls: list[Call]) -> list[Reply | Useless]:
    import torch

    for call in calls:
        if sign := foreign_sign(processor.tokenizer, call):
            raise ValueError(f"a text holds the special token {sign}")
    settings = calls[0].settings
    is_shared = len(calls) > 1 and all(asks_the_same(calls[0], call) for call in calls[1:])
    inputs = encode(processor, calls[:1] if is_shared else calls).to(model.device)
    start = inputs["input_ids"].shape[1]
    stopper = Stopper(processor.tokenizer, settings.get("stop", []), start, len(calls))
    options: dict[str, Any] = {"max_new_tokens": settings["max_tokens"], "do_sample": False}
    options |= {"stopping_criteria": [stopper]} if stopper.stops else {}
    if any(call.settings.get("temperature") for call in calls):
        options["logits_processor"] = [noise_of(calls, model.device)]
    with torch.inference_mode():
        if is_shared:
            inputs = read_once(model, inputs, len(calls))
        output = model.generate(**inputs, **options)[:, start:]
    read = inputs["attention_mask"].sum(dim=1).tolist()
    ends = ends_of(model)
    return [
        read_row(processor.tokenizer, output[k].tolist(), ends, stopper, k, read[k])
        for k in range(len(calls))
    ]


def asks_the_same(one: Call, other: Call) -> bool:
    """Whether two calls have the same prompt and pictures."""
    return (
        one.messages == other.messages
        and [image.size for image in one.images] == [image.size for image in other.images]
        and all(a.tobytes() == b.tobytes()
                for a, b in zip(one.images, other.images, strict=True))
    )  # fmt: skip


def read_once(model: Any, inputs: Any, count: int) -> dict[str, Any]:
    """Let the model read all of one prompt but its last token; return what so many go on from."""
    from transformers import DynamicCache

    length = inputs["input_ids"].shape[1]
    read = {key: value[:, :-1] if value.shape[:2] == (1, length) else value
            for key, value in inputs.items()}  # fmt: skip
    cache = DynamicCache(config=model.config.get_text_config())
    model(**read, past_key_values=cache, use_cache=True)
    cache.batch_repeat_interleave(count)
    again = {key: inputs[key].repeat(count, 1) for key in ("input_ids", "attention_mask")}
    return again | {"past_key_values": cache}


def read_row(
    tokenizer: Any, tokens: list[int], ends: set[int], stopper: "Stopper", k: int, read: int
) -> Reply | Useless:
    """Return one row's reply: up to its end, or to where it was stopped."""
    stop = stopper.stopped_at[k]
    end = next((i + 1 for i, token in enumerate(tokens) if token in ends), None)
    written = min(n for n in (stop, end, len(tokens)) if n is not None)
    text = str(tokenizer.decode(tokens[:written], skip_special_tokens=True))
    for mark in stopper.stops:
        text = text.partition(mark)[0]
    used = Usage(1, read, written)
    if not text.strip():
        nothing = Useless(EMPTY)
        nothing.usage = used
        return nothing
    is_cut = stop is None and end is None
    return Reply(text, used, CUT_OFF if is_cut else "")


class Stopper:
    """Ends a row at one of these; a line that the prompt ends with is no part of it."""

    def __init__(self, tokenizer: Any, stops: list[str], start: int, rows: int) -> None:
        self.tokenizer, self.stops, self.start = tokenizer, stops, start
        self.stopped_at: list[int | None] = [None] * rows

    def __call__(self, ids: Any, scores: Any, **kwargs: Any) -> Any:
        import torch

        written = ids.shape[1] - self.start
        for k, texts in enumerate(self.tokenizer.batch_decode(ids[:, self.start :])):
            if self.stopped_at[k] is None and any(mark in texts for mark in self.stops):
                self.stopped_at[k] = written
        done = [at is not None for at in self.stopped_at]
        return torch.tensor(done, device=ids.device)


def noise_of(calls: list[Call], device: Any) -> Callable[[Any, Any], Any]:
    """Return what adds each row's noise to its logits; a row without temperature is greedy."""
    import torch

    generators = [torch.Generator().manual_seed(call.seed % 2**63) for call in calls]
    heats = [float(call.settings.get("temperature") or 0.0) for call in calls]
    shares = [float(call.settings.get("top_p", 1.0)) for call in calls]

    def processor(ids: Any, scores: Any) -> Any:
        found = scores.float().clone()
        for k, (heat, share) in enumerate(zip(heats, shares, strict=True)):
            if not heat:
                continue
            logits = found[k] / heat
            if share < 1.0:
                ranked, order = logits.sort(descending=True)
                before = ranked.softmax(dim=0).cumsum(dim=0) - ranked.softmax(dim=0)
                logits[order[before >= share]] = -torch.inf
            uniform = torch.rand(logits.shape, generator=generators[k]).clamp_min(1e-20)
            found[k] = logits - torch.log(-torch.log(uniform)).to(device)
        return found

    return processor


def encode(processor: Any, calls: list[Call]) -> Any:
    """Return the prompts' tensors, padded on the left."""
    processor.tokenizer.padding_side = "left"
    images = [call.images for call in calls]
    pictures = images[0] if len(calls) == 1 else images
    return processor(
        images=pictures if any(images) else None, text=[prompt_of(processor, c) for c in calls],
        return_tensors="pt", padding=len(calls) > 1, add_special_tokens=False,
    )  # fmt: skip


def prompt_of(processor: Any, call: Call) -> str:
    """Return a prompt; a rubric joins the user's text where none may stand alone."""
    from jinja2.exceptions import TemplateError

    said = [_as_parts(message) for message in call.messages]
    try:
        return str(processor.apply_chat_template(said, add_generation_prompt=True))
    except TemplateError:
        parts = [*said[0]["content"], *said[-1]["content"]]
        said = [{"role": "user", "content": parts}]
        return str(processor.apply_chat_template(said, add_generation_prompt=True))


def _as_parts(message: Message) -> Message:
    """Return a message as chat templates want it: parts, pictures without a name."""
    content = message["content"]
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    parts = [{"type": "image"} if part["type"] == "image" else part for part in content]
    return {"role": message["role"], "content": parts}


def ends_of(model: Any) -> set[int]:
    """Return the tokens that end a reply."""
    found = model.generation_config.eos_token_id
    return set(found) if isinstance(found, list) else {found}
