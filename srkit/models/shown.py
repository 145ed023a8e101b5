"""The pictures of a question as they are sent: drawn on, made small enough, encoded once.

What is sent is made from the pixels alone, so that nothing else that a photo's file tells (where
and when it was taken) leaves the machine.
"""

import asyncio
import base64
import hashlib
import io
import json
import math
import os
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

from srkit.errors import RowError
from srkit.models.prompts import region_places
from srkit.records.paths import refuse_elsewhere
from srkit.records.rows import Region, Row
from srkit.scene.depth import load_depth
from srkit.scene.overlays import depth_picture
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions

PNG_UP_TO = 512 * 512  # pixels; larger ones are sent as JPEG
QUALITY = 92


class Picture(NamedTuple):
    """A content part as JSON, and the hash that stands for the picture in a journal."""

    part: bytes
    sha256: str


class Shown(NamedTuple):
    """A question as a model sees it: text and regions, picture, depth and what it means."""

    text: str
    regions: list[Region]
    mode: str  # how regions are shown
    picture: Picture
    size: tuple[int, int]
    scale: float  # of the picture as it is sent
    depth: Picture | None = None
    depth_legend: str | None = None

    def question(self, convention: str = "pixels") -> str:
        """Return legend and question, coordinates as a family of models writes them."""
        legend = region_places(self.regions, self.mode, self.size, self.scale, convention)
        return legend + self.text


NO_PICTURE = Shown("", [], "none", Picture(b"", ""), (1, 1), 1.0)  # for what is asked by text alone


class Pictures:
    """Shows questions, each once for all who are asked about it."""

    def __init__(
        self, regions: str, kept: int, folders: Sequence[str] | None = None, max_side: int = 2048
    ) -> None:
        self.regions = regions
        self.kept = kept  # questions
        self.folders = None if folders is None else [os.path.realpath(one) for one in folders]
        self.max_side = max_side  # 0: as they are
        self._made: OrderedDict[str, asyncio.Task[Shown]] = OrderedDict()

    async def show(self, row: Row) -> Shown:
        """Return a question's pictures; they are made in a thread of their own."""
        known = [row["image"], row["question"], row.get("regions"), row.get("depth")]
        key = hashlib.sha256(json.dumps(known).encode()).hexdigest()
        task = self._made.get(key)
        if task is None:
            task = asyncio.ensure_future(asyncio.to_thread(self.make, row))
            self._made[key] = task
            while len(self._made) > self.kept:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return await asyncio.shield(task)

    def make(self, row: Row) -> Shown:
        """Draw and encode."""
        refuse_elsewhere(row["image"], self.folders, "a server")
        if row.get("depth"):
            refuse_elsewhere(row["depth"]["path"], self.folders, "a server")
        image = open_image(row["image"])
        regions = row.get("regions", [])
        drawn = draw_regions(image, regions) if self.regions in ("overlay", "both") else image
        scale = min(1.0, (self.max_side or math.inf) / max(image.size))
        small = shrink(drawn, scale)
        up_to = PNG_UP_TO if self.max_side else math.inf
        depth, depth_legend = None, None
        if row.get("depth"):
            found = depth_picture(load_depth(row["depth"], image.width, image.height))
            depth = encode(shrink(found.image, scale), up_to)
            is_metric = row["depth"].get("kind") == "metric" and found.far > 0
            depth_legend = (
                f"In the depth picture the brightest is {found.near:.1f} m away, the darkest"
                f" {found.far:.1f} m."
                if is_metric
                else ""
            )
        return Shown(str(row["question"]), regions, self.regions, encode(small, up_to), small.size,
                     scale, depth, depth_legend)  # fmt: skip


def shrink(image: Image.Image, scale: float) -> Image.Image:
    """Return a picture made smaller, its sides at least a pixel long."""
    if scale == 1.0:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def encode(image: Image.Image, png_up_to: float = PNG_UP_TO) -> Picture:
    """Return a picture as a content part of a message."""
    if min(image.size) < 1:
        raise RowError("a picture without pixels")
    buffer = io.BytesIO()
    is_small = image.width * image.height <= png_up_to
    image.save(buffer, "PNG") if is_small else image.save(buffer, "JPEG", quality=QUALITY)
    data = buffer.getvalue()
    kind = b"png" if is_small else b"jpeg"
    url = b"data:image/" + kind + b";base64," + base64.b64encode(data)
    part = b'{"type": "image_url", "image_url": {"url": "' + url + b'"}}'
    return Picture(part, hashlib.sha256(data).hexdigest())
