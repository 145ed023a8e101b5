"""How families of models write coordinates: what they were trained on is what they understand."""

import re
from collections.abc import Sequence
from typing import NamedTuple


class Convention(NamedTuple):
    """A way to write a box: its scale (0: pixels), its places, and how that is said."""

    scale: float
    digits: int
    is_y_first: bool
    said: str


X_FIRST, Y_FIRST = "[x1, y1, x2, y2]", "[y1, x1, y2, x2]"
CONVENTIONS = {
    "pixels": Convention(0, 0, False, f"{X_FIRST} in pixels of the {{}} × {{}} picture"),
    "thousandths": Convention(
        1000, 0, False, f"{X_FIRST} in thousandths of the picture's width and height"
    ),
    "fractions": Convention(1, 2, False, f"{X_FIRST} as shares of the picture's width and height"),
    "thousandths-yx": Convention(
        1000, 0, True, f"{Y_FIRST} in thousandths of the picture's height and width"
    ),
}
# The first of these that a name holds (of repositories, servers, and transformers' types): a Llava
# on a Qwen is a Llava.
FAMILIES = (
    (r"llava", "fractions"),
    (r"intern[-_.]?vl", "thousandths"),
    (r"qwen[-_.]?2[-_.]?5[-_.]?vl", "pixels"),
    (r"qwen", "thousandths"),
    (r"gemma|gemini", "thousandths-yx"),
)
DEFAULT = "pixels"  # Idefics and SmolVLM were not trained on any


def convention_of(name: str) -> str:
    """Return how the model of this name writes coordinates."""
    found = (kind for words, kind in FAMILIES if re.search(words, name, re.IGNORECASE))
    return next(found, DEFAULT)


def write_box(box: Sequence[float], size: tuple[int, int], convention: str) -> str:
    """Return a box in a picture of this size as a family writes it."""
    way = CONVENTIONS[convention]
    sides = size * 2 if way.scale else (1, 1, 1, 1)
    values = [value / side * (way.scale or 1) for value, side in zip(box, sides, strict=True)]
    if way.is_y_first:
        values = [values[k] for k in (1, 0, 3, 2)]
    return f"[{', '.join(f'{value:.{way.digits}f}' for value in values)}]"


def said_of(convention: str, size: tuple[int, int]) -> str:
    """Return how a convention is said in a prompt."""
    return CONVENTIONS[convention].said.format(*size)
