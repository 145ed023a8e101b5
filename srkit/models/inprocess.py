"""`hf:` — a transformers image-text-to-text model in this process, as policy and as judge.

It is asked with the messages and pictures that a server would get, one call at a time: those who
name the same weights share them.
"""

import asyncio
import base64
import io
import json
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PIL import Image

from srkit.models.asked import OWN_OPTIONS, AskedModel
from srkit.models.base import Reply, Useless
from srkit.models.connections import Connections
from srkit.models.hub import base_of, name_of
from srkit.models.prompts import Message
from srkit.models.replies import CUT_OFF
from srkit.models.shown import Picture, Shown
from srkit.records.address import Address, parse_address
from srkit.records.flow import Usage

OPTIONS = ("temperature", "top_p", "max_tokens")
TEMPERATURE = 0.7  # of a policy that is not told another


class Weights:
    """A loaded model; one call at a time, since its random numbers are the process's."""

    def __init__(self, target: str) -> None:
        from srkit.models.local import load_model

        self.model, self.processor = load_model(target)
        self.model.eval()
        self.lock = threading.Lock()

    def write(
        self,
        messages: list[Message],
        images: list[Image.Image],
        settings: dict[str, Any],
        seed: int,
    ) -> Reply:
        """Return what the model writes; the same seed gives the same text."""
        import torch

        stops = settings.get("stop", [])
        inputs = self._inputs(messages, images).to(self.model.device)
        start = inputs["input_ids"].shape[1]
        with self.lock, torch.random.fork_rng(), torch.inference_mode():
            torch.manual_seed(seed % 2**63)
            options = _options(settings)
            if stops:
                options["stopping_criteria"] = [self._stopper(stops, start)]
            try:
                output = self.model.generate(**inputs, **options)[0, start:]
            except (RuntimeError, IndexError, ValueError) as error:  # too long, out of memory
                raise Useless(f"the model failed: {str(error).splitlines()[0][:200]}") from error
        text = str(self.processor.tokenizer.decode(output, skip_special_tokens=True))
        is_stopped = any(mark in text for mark in stops)
        for mark in stops:
            text = text.partition(mark)[0]
        used = Usage(1, start, len(output))
        if not text.strip():
            nothing = Useless("an empty reply")
            nothing.usage = used
            raise nothing
        is_cut = len(output) >= settings["max_tokens"] and not is_stopped
        is_cut = is_cut and int(output[-1]) not in _ends(self.model)
        return Reply(text, used, CUT_OFF if is_cut else "")

    def _stopper(self, stops: list[str], start: int) -> Callable[..., Any]:
        """Return what ends a reply at one of these; a line that the prompt ends with is no part."""
        import torch

        def stopper(ids: Any, scores: Any, **kwargs: Any) -> Any:
            text = self.processor.tokenizer.decode(ids[0, start:], skip_special_tokens=True)
            return torch.tensor([any(mark in text for mark in stops)], device=ids.device)

        return stopper

    def _inputs(self, messages: list[Message], images: list[Image.Image]) -> Any:
        """Return a prompt's tensors; a rubric joins the user's text where none may stand alone."""
        from jinja2.exceptions import TemplateError

        said = [_as_parts(message) for message in messages]
        try:
            prompt = self.processor.apply_chat_template(said, add_generation_prompt=True)
        except TemplateError:
            parts = [*said[0]["content"], *said[-1]["content"]]
            said = [{"role": "user", "content": parts}]
            prompt = self.processor.apply_chat_template(said, add_generation_prompt=True)
        return self.processor(
            images=images, text=[prompt], return_tensors="pt", add_special_tokens=False
        )


@lru_cache(maxsize=8)
def load_weights(target: str) -> Weights:
    """Load a model once, however many of its names ask for it."""
    return Weights(target)


class InProcessModel(AskedModel):
    """Asks a model of this process."""

    def __init__(self, address: Address, connections: Connections, role: str) -> None:
        address.only(*OPTIONS, *OWN_OPTIONS[role])
        self.weights = load_weights(address.target)
        config, base = self.weights.model.config, base_of(address.target)
        revision = name_of(address, config).rpartition("@")[2]
        if base:  # an adapter answers as its base does, too
            revision += f"+{name_of(parse_address(f'hf:{base}'), config).rpartition('@')[2]}"
        super().__init__(address, connections, role, f"{address.settled}@{revision}")
        if role != "judge" and "temperature" not in address.options:
            self.sampling["temperature"] = TEMPERATURE
        connections.shows_pictures = True

    async def _reply(
        self, messages: list[Message], shown: Shown, settings: dict[str, Any], seed: int
    ) -> Reply:
        depth = any(part.get("image") == "depth" for message in messages
                    for part in message["content"] if isinstance(part, dict))  # fmt: skip
        pictures = [shown.picture, *([shown.depth] if depth and shown.depth else [])]
        images = [opened(picture) for picture in pictures]
        return await asyncio.to_thread(self.weights.write, messages, images, settings, seed)


def opened(picture: Picture) -> Image.Image:
    """Return a picture as a server would see it."""
    url = json.loads(picture.part)["image_url"]["url"]
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")


def _as_parts(message: Message) -> Message:
    """Return a message as chat templates want it: parts, pictures without a name."""
    content = message["content"]
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    parts = [{"type": "image"} if part["type"] == "image" else part for part in content]
    return {"role": message["role"], "content": parts}


def _options(settings: dict[str, Any]) -> dict[str, Any]:
    """Return what `generate` is told."""
    options: dict[str, Any] = {"max_new_tokens": settings["max_tokens"], "do_sample": False}
    if settings.get("temperature"):
        options |= {"do_sample": True, "temperature": settings["temperature"], "top_k": 0}
        options["top_p"] = settings.get("top_p", 1.0)
    return options


def _ends(model: Any) -> list[int]:
    found = model.generation_config.eos_token_id
    return found if isinstance(found, list) else [found]
