"""Pictures: opened upright and as RGB, and what a photo says of the lens that took it.

Pixels are those of the picture as viewers show it: where EXIF says that it is stored turned, it is
turned back, and boxes, masks and depth are those of the upright picture.
"""

import math
import warnings
from typing import NamedTuple

from PIL import ExifTags, Image, ImageOps

from srkit.errors import RowError, plain
from srkit.records.paths import open_file

MAX_PIXELS = 100_000_000
MIN_PIXELS = 16
# What becomes RGB by more than a look-up; wide ones would be cut off at 255.
WIDE_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
DIAGONAL_35MM = 43.2666  # of the 36 × 24 mm frame that "equivalent" focal lengths are told for
UNIT_MM = {2: 25.4, 3: 10.0, 4: 1.0}  # EXIF's focal plane resolution is in pixels per one of these
CROPPED = 0.02  # a shape that differs by more from the one that EXIF tells was cropped
FOCAL_RANGE = (0.2, 50.0)  # of picture diagonals: any lens between a fisheye and a telescope


class Photo(NamedTuple):
    """A picture as RGB, upright, with what its file tells."""

    image: Image.Image
    focal_px: float | None
    no_focal: str  # why there is none
    is_turned: bool  # it was stored otherwise than it is shown


def open_image(path: str) -> Image.Image:
    """Load a picture as RGB, upright."""
    return _open(path).image


def size_of(path: str) -> tuple[int, int]:
    """Return width and height of a picture as `open_image` gives it, without reading its pixels."""
    with open_file(path) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(file) as image:
                found = Image.Exif()
                found.load(image.info.get("exif", b""))  # getexif would read a PNG's pixels
                is_on_side = found.get(ExifTags.Base.Orientation, 1) in range(5, 9)
                return image.size[::-1] if is_on_side else image.size
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise RowError(f"a picture that can't be read: {plain(error)}") from error


def open_photo(path: str) -> Photo:
    """Load a picture that is to be measured; what only looks like one is refused."""
    return _open(path, is_measured=True)


def _open(path: str, is_measured: bool = False) -> Photo:
    with open_file(path) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's on large pictures; we have a limit of our own
        try:
            with Image.open(file) as image:
                _refuse(image, is_measured)
                focal, reason = _focal(image) if is_measured else (None, "")
                is_turned = image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9)
                return Photo(ImageOps.exif_transpose(image).convert("RGB"), focal, reason,
                             is_turned)  # fmt: skip
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise RowError(f"a picture that can't be read: {plain(error)}") from error


def _refuse(image: Image.Image, is_measured: bool) -> None:
    """Raise for what can't be taken as one picture in 8-bit colours; its pixels are not read."""
    if is_measured and image.width * image.height < MIN_PIXELS:
        raise RowError(f"a picture of {image.width} × {image.height} pixels shows nothing")
    if image.width * image.height > MAX_PIXELS:
        raise RowError(f"{image.width} × {image.height} pixels are too many")
    if image.mode in WIDE_MODES:
        raise RowError(f"a picture of mode {image.mode}: 8 bits a channel are meant")
    if is_measured and image.mode == "CMYK":
        raise RowError("a CMYK picture: colours can't be told from it, convert it to RGB")
    # A phone's JPEG may hold a second picture, a preview or a depth map: the first is meant.
    frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    if is_measured and frames > 1:
        raise RowError(f"an animated picture: which of its {frames} frames is meant?")


def _focal(image: Image.Image) -> tuple[float | None, str]:
    """Return the focal length in pixels that EXIF tells, or why it tells none."""
    exif = image.getexif()
    more = exif.get_ifd(ExifTags.IFD.Exif)

    def number(tag: ExifTags.Base) -> float:
        try:
            value = float(more.get(tag) or exif.get(tag) or 0)
        except (TypeError, ValueError, ZeroDivisionError):
            return 0.0
        return value if math.isfinite(value) else 0.0

    width = number(ExifTags.Base.ExifImageWidth)
    taken = width, number(ExifTags.Base.ExifImageHeight)
    if min(taken) > 0 and not _same_shape(image.size, taken):
        return None, f"EXIF tells of {taken[0]:.0f} × {taken[1]:.0f} pixels: it was cropped"
    focal = number(ExifTags.Base.FocalLengthIn35mmFilm) / DIAGONAL_35MM * math.hypot(*image.size)
    unit = UNIT_MM.get(int(number(ExifTags.Base.FocalPlaneResolutionUnit)) or 2, math.inf)
    if focal <= 0:
        per_mm = number(ExifTags.Base.FocalPlaneXResolution) / unit
        shrunk = max(image.size) / max(taken) if min(taken) > 0 else 1.0
        focal = number(ExifTags.Base.FocalLength) * per_mm * shrunk
    if focal <= 0:
        return None, "its EXIF has no focal length"
    low, high = (share * math.hypot(*image.size) for share in FOCAL_RANGE)
    if not low < focal < high:
        return None, f"its EXIF tells an absurd focal length of {focal:.3g} pixels"
    return focal, ""


def _same_shape(size: tuple[int, int], taken: tuple[float, float]) -> bool:
    shapes = max(size) / min(size), max(taken) / min(taken)
    return abs(shapes[0] / shapes[1] - 1) <= CROPPED
