"""Region tags in text: `Region [0]` as srkit writes it, and the forms that models write.

Tags are masked with blanks of the same length before numbers are looked for, so that offsets
into the text stay true.
"""

import re
from typing import NamedTuple

_TAG = re.compile(r"<region\s*(\d{1,3})>|\bregion\s*[\[(]?\s*(\d{1,3})\s*[\])]?", re.IGNORECASE)


class Tag(NamedTuple):
    region: int
    start: int
    end: int


def tag(index: int) -> str:
    """Return the tag of a region, as all of srkit writes it."""
    return f"Region [{index}]"


def find_tags(text: str) -> list[Tag]:
    """Return the tags of a text in order."""
    return [Tag(int(m[1] or m[2]), m.start(), m.end()) for m in _TAG.finditer(text)]


def mask_tags(text: str) -> str:
    """Return the text with every tag blanked out, at the same length."""
    return _TAG.sub(lambda match: " " * len(match[0]), text)
