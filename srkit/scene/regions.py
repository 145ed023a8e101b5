"""Regions of a picture: masks from COCO run lengths or boxes, and how a model is shown them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from srkit.errors import RowError
from srkit.records.rows import Region, Rle

Mask = NDArray[np.bool_]

# The outline of a region, by its index.
PALETTE = (
    ("red", (230, 25, 25)), ("blue", (20, 70, 255)), ("green", (0, 170, 40)),
    ("yellow", (255, 215, 0)), ("magenta", (230, 30, 200)), ("cyan", (0, 200, 220)),
    ("orange", (255, 130, 0)), ("white", (255, 255, 255)),
)  # fmt: skip
LABEL_FROM_PX = 160
LIGHT = 140  # on what is lighter than this, numbers are black


def region_mask(region: Region, width: int, height: int) -> Mask:
    """Return the region's mask, (H, W); its box, filled, where it has no mask."""
    rle = region.get("mask")
    if rle is not None:
        return decode_mask(rle, width, height)
    if len(region["box"]) != 4:
        raise RowError(f"a box of {len(region['box'])} numbers: [x1, y1, x2, y2] is meant")
    x1, y1, x2, y2 = (round(min(max(v, -1.0), 1e6)) for v in region["box"])
    if not (x1 < x2 and y1 < y2 and x2 > 0 and y2 > 0 and x1 < width and y1 < height):
        raise RowError(f"the box {region['box']} holds no pixel of a {width} × {height} picture")
    mask = np.zeros((height, width), bool)
    mask[max(0, y1) : y2, max(0, x1) : x2] = True
    return mask


def decode_mask(rle: Rle, width: int, height: int) -> Mask:
    """Decode a COCO run-length mask, (H, W)."""
    from pycocotools import mask as coco

    if rle["size"] != [height, width]:
        raise RowError(f"a mask of size {rle['size']} on a picture of {[height, width]}")
    if _run_total(rle["counts"]) != width * height:
        raise RowError("a mask whose 'counts' are no COCO run lengths of this picture")
    counts: Any = {"size": rle["size"], "counts": rle["counts"].encode()}
    return coco.decode(counts).astype(bool)


def _run_total(counts: str) -> int:
    """Return how many pixels compressed run lengths cover, −1 if they are none.

    The decoder below takes any string. Runs are base-32 digits, six bits to a character, least
    first; from the third on each is a difference to the run two before it.
    """
    runs: list[int] = []
    value = shift = 0
    for letter in counts:
        bits = ord(letter) - 48
        if not 0 <= bits < 64:
            return -1
        value |= (bits & 31) << shift
        shift += 5
        if bits & 32:
            continue
        value -= (bits & 16) << (shift - 4)  # the sign
        value += runs[-2] if len(runs) > 2 else 0
        if value < 0:
            return -1
        runs.append(value)
        value = shift = 0
    return -1 if shift else sum(runs)


def encode_mask(mask: Mask) -> Rle:
    """Encode a mask, (H, W), as COCO run lengths."""
    from pycocotools import mask as coco

    rle = coco.encode(np.asfortranarray(mask, np.uint8))
    return {"size": [int(n) for n in mask.shape], "counts": rle["counts"].decode()}


def mask_box(mask: Mask) -> list[float]:
    """Return the box around a mask, far edges excluded."""
    ys, xs = np.nonzero(mask)
    return [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]


def color_of(index: int) -> str:
    """Return the name of the colour in which a region is outlined."""
    return PALETTE[index % len(PALETTE)][0]


def draw_regions(image: Image.Image, regions: list[Region]) -> Image.Image:
    """Return the picture with every region outlined, and labelled where there is room."""
    shown = image.convert("RGB")
    pixels = np.array(shown)
    thick = max(1, round(min(image.size) / LABEL_FROM_PX))
    for index, region in enumerate(regions):
        mask = region_mask(region, image.width, image.height)
        pixels[_outline(mask, thick)] = PALETTE[index % len(PALETTE)][1]
    shown = Image.fromarray(pixels)
    if min(image.size) >= LABEL_FROM_PX:
        draw = ImageDraw.Draw(shown)
        for index, region in enumerate(regions):
            _label(draw, region, index, image)
    return shown


def _label(draw: ImageDraw.ImageDraw, region: Region, index: int, image: Image.Image) -> None:
    """Write a region's number above its box, or inside where there is no room above."""
    font = ImageFont.load_default(max(10, round(min(image.size) / 22)))
    left, top, right, bottom = draw.textbbox((0, 0), str(index), font=font)
    wide, high = right - left + 4, bottom - top + 4
    x = min(max(0, region["box"][0]), image.width - wide)
    y = max(0, region["box"][1] - high - 1)
    color = PALETTE[index % len(PALETTE)][1]
    is_light = 0.3 * color[0] + 0.6 * color[1] + 0.1 * color[2] > LIGHT
    draw.rectangle((x, y, x + wide, y + high), fill=color)
    draw.text((x + 2 - left, y + 2 - top), str(index), "black" if is_light else "white", font=font)


def _outline(mask: Mask, thick: int) -> Mask:
    """Return the mask's pixels that are no farther than this from a pixel outside it."""
    kept = mask
    for _ in range(thick):
        inside = np.pad(kept, 1)
        kept = inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2] & inside[1:-1, 2:] & kept
    return mask & ~kept
