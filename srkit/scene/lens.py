"""Where a picture's camera comes from: its row, its EXIF, a model, or an assumed field of view."""

import math
from collections.abc import Sequence

from srkit.errors import AddressError, RowError
from srkit.records.rows import Camera, Row
from srkit.scene.pictures import Photo

SOURCES = ("row", "model", "exif")  # in the order in which they are asked, unless told otherwise
FORMS = "row, exif, model and fov:DEGREES"


def check_sources(order: Sequence[str]) -> tuple[str, ...]:
    """Return the order in which sources are asked, or raise for a word that is none."""
    for word in order:
        if word not in SOURCES and field_of_view(word) is None:
            raise AddressError(f"{word!r} is no source of a camera; there are {FORMS} (1 to 175)")
    return tuple(order) or SOURCES


def field_of_view(word: str) -> float | None:
    """Return the degrees of `fov:DEGREES`."""
    name, _, text = word.partition(":")
    try:
        degrees = float(text) if name == "fov" else 0.0
    except ValueError:
        degrees = 0.0
    return degrees if 1 <= degrees <= 175 else None


def camera_of(row: Row, photo: Photo, predicted_deg: float | None, order: Sequence[str]) -> Camera:
    """Return the camera of the first source that has one, and which that was.

    `predicted_deg` is the horizontal field of view that a depth model found. Pitch and roll are
    the row's, whatever the lens is from.
    """
    width, height = photo.image.size
    for word in order:
        focal = None
        if word == "row" and "camera" in row:
            given: Camera = row["camera"]
            return given if "source" in given else {**given, "source": "row"}
        if word == "exif":
            focal = photo.focal_px
        if word == "model" and predicted_deg is not None:
            focal = focal_px(width, predicted_deg)
        if (degrees := field_of_view(word)) is not None:
            focal = focal_px(max(width, height), degrees)
        if focal is not None:
            found: Camera = {"fx": focal, "fy": focal, "cx": (width - 1) / 2,
                             "cy": (height - 1) / 2, "source": word}  # fmt: skip
            own = row.get("camera", {})
            for key in ("pitch_deg", "roll_deg"):
                if key in own and own.get("down") != "floor":  # which another lens sees otherwise
                    found[key] = own[key]
            return found
    raise RowError(_why_none(row, photo, order))


def focal_px(across: int, degrees: float) -> float:
    """Return the focal length at which so many pixels are seen under an angle."""
    return across / 2 / math.tan(math.radians(degrees) / 2)


def _why_none(row: Row, photo: Photo, order: Sequence[str]) -> str:
    reasons = {"row": "the row has no 'camera'", "model": "no model predicted it",
               "exif": photo.no_focal}  # fmt: skip
    said = ", ".join(reasons[word] for word in order if word in reasons)
    return f"{said} (--camera fov:60 would assume one)"
