"""Pictures inside a page: small, each once, as many as there is room for."""

import base64
import io
import json
from typing import Any

from PIL import Image

from srkit.errors import RowError
from srkit.records.rows import Row
from srkit.scene.depth import load_depth
from srkit.scene.overlays import depth_picture
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions

SIDE = 320  # pixels
PNG_UP_TO = 128 * 128
QUALITY = 80


class Pictures:
    """Numbers pictures as they are asked for, and makes them at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rows: list[tuple[str, Row]] = []

    def number(self, row: Row, what: str) -> int | None:
        """Return the number of a row's picture or depth; None if it has none."""
        if not isinstance(row.get("image"), str):
            return None
        kept = {key: row.get(key) for key in ("image", "regions", "depth")}
        key = json.dumps([what, kept])
        if key not in self._numbers:
            self._numbers[key] = len(self._rows)
            self._rows.append((what, kept))
        return self._numbers[key]

    def make(self, room: int) -> tuple[dict[int, str], int, int]:
        """Return data URLs by number, how many found no room, and how many can't be read.

        Pictures come before depth: without room for all, those go first that say less.
        """
        made: dict[int, str] = {}
        left_out = unreadable = 0
        order = sorted(range(len(self._rows)), key=lambda k: (self._rows[k][0] == "depth", k))
        for number in order:
            if room <= 0:
                left_out += 1
                continue
            try:
                url = encode(shown(*self._rows[number]))
            except (RowError, OSError, ValueError, KeyError, TypeError):
                unreadable += 1
                continue
            if len(url) > room:
                left_out, room = left_out + 1, 0
                continue
            made[number] = url
            room -= len(url)
        return made, left_out, unreadable


def shown(what: str, row: Row) -> Image.Image:
    """Return a picture with its regions, or depth as shades; no larger than a thumbnail."""
    image = open_image(row["image"])
    if what == "depth":
        image = depth_picture(load_depth(row["depth"], *image.size)).image.convert("RGB")
    else:
        image = draw_regions(image, row.get("regions") or [])
    image.thumbnail((SIDE, SIDE))
    return image


def encode(image: Any) -> str:
    """Return a picture as a data URL."""
    buffer = io.BytesIO()
    is_small = image.width * image.height <= PNG_UP_TO
    image.save(buffer, "PNG", optimize=True) if is_small else image.save(
        buffer, "JPEG", quality=QUALITY
    )
    kind = "png" if is_small else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"
