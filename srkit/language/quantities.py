"""Lengths in text: numbers with a unit, in metres, with the place where they stand."""

import math
import re
from typing import NamedTuple

from srkit.language.tags import mask_tags

METERS = {"m": 1.0, "cm": 0.01, "in": 0.0254, "ft": 0.3048}
_SPELLINGS = {
    "m": r"m|meters?|metres?",
    "cm": r"cm|centimeters?|centimetres?",
    # "of the 2 in the picture" is no length
    "in": r"in(?!\s+(?:the|an?|this|that|front|total|fact|all|order|each|it)\b)|inch|inches",
    "ft": r"ft|foot|feet",
}
_UNIT = "|".join(f"(?P<{unit}>{words})" for unit, words in _SPELLINGS.items())
_QUANTITY = re.compile(
    rf"(?<![\w.])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"\s*-?(?:{_UNIT})(?![\w])",
    re.IGNORECASE,
)


class Quantity(NamedTuple):
    value_m: float
    unit: str
    start: int
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """Return every length of a text, in order."""
    found = []
    for match in _QUANTITY.finditer(mask_tags(text)):
        unit = next(unit for unit in METERS if match[unit])
        number = float(match["number"].replace(",", ""))
        if not math.isfinite(number):
            continue
        found.append(Quantity(number * METERS[unit], unit, *match.span()))
    return found


def write_quantity(value_m: float, unit: str = "m") -> str:
    """Write a length as the benchmark does: two decimals at most, the unit spelled out."""
    words = {"m": "meters", "cm": "centimeters", "in": "inches", "ft": "feet"}
    return f"{round(value_m / METERS[unit], 2):g} {words[unit]}"
