"""Pictures of what was found: regions as models see them, depth as judges see it."""

import os
import re
from typing import NamedTuple

import numpy as np
from PIL import Image

from srkit.errors import SrkitError
from srkit.records.rows import Row
from srkit.records.seeds import derive_seed
from srkit.scene.depth import ENDS, Depths
from srkit.scene.regions import draw_regions

DARKEST = 40  # what is farther than all else is not as black as what is unknown


class DepthPicture(NamedTuple):
    """Near is bright; black is unknown. The ends are in metres, None if depth is relative."""

    image: Image.Image
    near: float
    far: float


def depth_picture(depth: Depths) -> DepthPicture:
    """Return depth as shades of gray, even steps for even shares of the distance."""
    known = np.isfinite(depth) & (depth > 0)
    if not known.any():
        return DepthPicture(Image.fromarray(np.zeros(depth.shape, np.uint8)), 0.0, 0.0)
    near, far = (float(v) for v in np.percentile(depth[known], ENDS))
    nearness = np.log(max(far, 1e-9) / np.clip(np.where(known, depth, far), near, far))
    scale = np.log(max(far, 1e-9) / max(near, 1e-9)) or 1.0
    shades = np.where(known, DARKEST + (255 - DARKEST) * nearness / scale, 0)
    return DepthPicture(Image.fromarray(shades.round().astype(np.uint8)), near, far)


def save(folder: str, row: Row, image: Image.Image, depth: Depths) -> None:
    """Write both pictures of a row, called after its id."""
    stem = os.path.join(folder, file_stem(row["id"]))
    try:
        os.makedirs(folder, exist_ok=True)
        draw_regions(image, row.get("regions", [])).save(f"{stem}.png")
        depth_picture(depth).image.save(f"{stem}.depth.png")
    except OSError as error:
        raise SrkitError(f"{error.filename or stem}: {error.strerror}") from error


def file_stem(name: str) -> str:
    """Return an id as the name of a file; ids that differ give names that do."""
    safe = re.sub(r"[^\w.-]+", "_", name).strip(".").encode()[:80].decode(errors="ignore")
    return (
        name
        if name and safe == name and not name.endswith(".depth")
        else f"{safe or 'row'}-{derive_seed(name) % 16**6:06x}"
    )
