"""`hf:` — a transformers image-text-to-text model in this process, as policy and as judge.

It is asked with the messages and pictures that a server would get. Calls that wait together are
answered together, up to `?batch=`; those who name the same weights share them.
"""

import asyncio
import base64
import io
import json
import logging
from functools import lru_cache
from typing import Any

from PIL import Image

from srkit.models.asked import OPTIONS, OWN_OPTIONS, AskedModel
from srkit.models.base import Reply, Useless
from srkit.models.batches import Call, write_batch
from srkit.models.connections import Connections
from srkit.models.hub import base_of, name_of
from srkit.models.local import AS_IT_IS, HOW, how_of, load_model
from srkit.models.prompts import Message
from srkit.models.shown import Picture, Shown
from srkit.records.address import Address, parse_address
from srkit.records.ahead import PLACE
from srkit.records.rows import Row
from srkit.records.run import load_record

log = logging.getLogger(__name__)
TEMPERATURE = 0.7  # of a policy that is not told another
BATCH, MOST = 8, 512
HOME = "synth:simple"  # the pictures that the models which come with srkit were trained on


class Weights:
    """A loaded model, and the calls that wait for it."""

    def __init__(self, target: str, *how: Any) -> None:
        self.model, self.processor = load_model(target, *how)
        self.model.eval()
        self.waiting: list[tuple[int, Call, asyncio.Future[Reply]]] = []
        self.is_busy = False

    def write(self, calls: list[Call]) -> list[Reply | Useless]:
        """Return what the model writes for each."""
        return write_batch(self.model, self.processor, calls)

    async def reply(self, call: Call, batch: int) -> Reply:
        """Return what the model writes, once its turn has come."""
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((PLACE.get(), call, future))
        if not self.is_busy:
            self.is_busy = True
            try:
                await asyncio.sleep(0)  # let those who ask at the same time join
                while self.waiting:
                    await self._write_some(batch)
            finally:
                self.is_busy = False
        return await future

    async def _write_some(self, batch: int) -> None:
        """Answer the first questions' calls, as far as they are asked alike."""
        self.waiting.sort(key=lambda one: one[0])
        first = _alike(self.waiting[0][1])
        taken = [one for one in self.waiting if _alike(one[1]) == first][:batch]
        self.waiting = [one for one in self.waiting if not any(one is other for other in taken)]
        try:
            replies = await asyncio.to_thread(self.write, [call for _, call, _ in taken])
        except BaseException as error:  # all of them wait for it, not only whoever asked first
            for _, _, future in taken:
                if not future.done():
                    future.set_exception(
                        error if isinstance(error, Exception) else Useless("the run was stopped")
                    )
            if not isinstance(error, Exception):
                raise
            return
        for (_, _, future), reply in zip(taken, replies, strict=True):
            if future.cancelled():
                continue
            if isinstance(reply, Useless):
                future.set_exception(reply)
            else:
                future.set_result(reply)


def _alike(call: Call) -> tuple[Any, ...]:
    """Return what calls of one batch have in common."""
    return call.settings["max_tokens"], call.settings.get("stop"), bool(call.images)


def load_weights(target: str, how: tuple[str, str, int] = AS_IT_IS) -> Weights:
    """Load a model once, however many of its names ask for it."""
    return _loaded(target, how)


@lru_cache(maxsize=8)
def _loaded(target: str, how: tuple[str, str, int]) -> Weights:
    return Weights(target, *how)


class InProcessModel(AskedModel):
    """Asks a model of this process."""

    def __init__(self, address: Address, connections: Connections, role: str) -> None:
        address.only(*OPTIONS, "batch", *HOW, *OWN_OPTIONS[role])
        self.batch = address.count("batch", BATCH, high=MOST)
        self.weights = load_weights(address.target, how_of(address))
        config, base = self.weights.model.config, base_of(address.target)
        revision = name_of(address, config).rpartition("@")[2]
        if base:  # an adapter answers as its base does, too
            revision += f"+{name_of(parse_address(f'hf:{base}'), config).rpartition('@')[2]}"
        family = str(getattr(config, "model_type", ""))
        super().__init__(address, connections, role, family, f"{address.settled}@{revision}")
        self._warn_of_regions(address.target)
        self.warns_of_others = address.scheme == "tiny"
        if role in ("policy", "direct") and "temperature" not in address.options:
            self.sampling["temperature"] = TEMPERATURE
        connections.batch = max(connections.batch, self.batch)

    def _warn_of_regions(self, target: str) -> None:
        """Say so if a model of srkit's was trained with regions shown in another way."""
        record = load_record(target) if self.style == "trained" else None
        trained = (record or {}).get("options", {}).get("regions", self.connections.regions)
        if trained != self.connections.regions:
            log.warning("%s was trained with --regions %s, and is asked with --regions %s",
                        self.name, trained, self.connections.regions)  # fmt: skip

    async def show(self, row: Row) -> Shown:
        if self.warns_of_others and row.get("origin") != HOME:
            self.warns_of_others = False  # once is enough
            log.warning("%s knows nothing but the simple scenes of srkit synth: of other pictures"
                        " it says what it would of these", self.name)  # fmt: skip
        return await self.connections.own_pictures.show(row)

    async def _reply(
        self, messages: list[Message], shown: Shown, settings: dict[str, Any], seed: int
    ) -> Reply:
        named = [part["image"] for message in messages for part in message["content"]
                 if isinstance(part, dict) and "image" in part]  # fmt: skip
        pictures = {"picture": shown.picture, "depth": shown.depth}
        images = [opened(picture) for name in named if (picture := pictures[name])]
        return await self.weights.reply(Call(messages, images, settings, seed), self.batch)

    async def _passed_on(self, messages: list[Message], settings: dict[str, Any]) -> Reply:
        images = [_decoded(part["image_url"]["url"]) for message in messages
                  for part in message["content"]
                  if isinstance(part, dict) and part.get("type") == "image_url"]  # fmt: skip
        own = [message if isinstance(message["content"], str) else {**message, "content": [
                   {"type": "image"} if part["type"] == "image_url" else part
                   for part in message["content"]]}
               for message in messages]  # fmt: skip
        return await self.weights.reply(Call(own, images, settings, 0), self.batch)


def opened(picture: Picture) -> Image.Image:
    """Return a picture as a server would see it."""
    return _decoded(json.loads(picture.part)["image_url"]["url"])


def _decoded(url: str) -> Image.Image:
    if not url.startswith("data:"):
        raise Useless("a picture that is not in the message")
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
