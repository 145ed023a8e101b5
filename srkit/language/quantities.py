"""Lengths in text: numbers with a unit, in metres, with the place where they stand.

A range is one quantity, its middle; so is a length in two units (5 ft 2 in). What has no unit of
length is none.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from srkit.language.numbers import NUMBER, number_of
from srkit.language.tags import mask_tags

METERS = {"m": 1.0, "cm": 0.01, "in": 0.0254, "ft": 0.3048, "mm": 0.001, "km": 1000.0, "yd": 0.9144,
          "mi": 1609.344}  # fmt: skip
_SPELLINGS = {
    "mm": r"mm|milli(?:meters?|metres?)",
    "cm": r"cms?|centi(?:meters?|metres?)",
    "km": r"kms?|kilo(?:meters?|metres?)",
    "m": r"m|meters?|metres?|mtrs?",
    # "of the 2 in the picture" is no length
    "in": r"inch(?:es)?|in(?!\s+(?:the|an?|this|that|front|total|fact|all|order|each|it|which|both"
          r"|my|your|our|radians|favou?r|size|height|width|length|depth|Region"
          r"|(?:centi|milli)?met(?:er|re)s?|c?m|feet|ft|inch(?:es)?|yards?)\b)",
    "ft": r"ft|foot|feet",
    "yd": r"yds?|yards?",
    "mi": r"miles?",
}  # fmt: skip
_SIGNS = {"ft": r"′|’(?!s\b)|'(?!s\b)", "in": r"″|”|\"|''"}  # 5'7"
_UNIT = "|".join(f"(?:{words})" for words in _SPELLINGS.values())
_LETTERS = _UNIT
_UNIT = rf"(?:{_UNIT})(?![a-z_²³^/])|{_SIGNS['in']}|{_SIGNS['ft']}"
# one metre eighty, six foot two
_REST_WORDS = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?:one|two|three|four|five"
    r"|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
)
_AMOUNT = re.compile(
    rf"(?:(?<![\w.,/])|(?<=\dm)(?=\d))(?P<number>{NUMBER})(?:[^\S\n]*\(\d{{1,3}}\))?(?:[^\S\n]"
    rf"|[+-])*\(?(?P<unit>{_UNIT})(?P<rest>(?<=\dm)\d\d(?!\w)|(?<=[a-z])\s+(?:\d{{1,2}}"
    rf"|{_REST_WORDS})\b(?=\s*(?:[.,;:!?)]|$|tall|high|wide|apart|away|across|or so)))?"
    r"(?P<and>\s+and\s+(?:a\s+half|a\s+quarter|three[\s-]quarters)\b)?",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.,/]){NUMBER}", re.IGNORECASE)
_UNITS = {
    unit: re.compile(f"{words}|{_SIGNS[unit]}" if unit in _SIGNS else words, re.IGNORECASE)
    for unit, words in _SPELLINGS.items()
}
_DECLARED = re.compile(
    rf"\b(?:(?:answer|expressed|given|measured|distance|height|width|values?|all|result)s? (?:is "
    rf"|are )?)?(?:in|unit(?:s)?(?: is| are|:)?|\((?:in\b)?)\s*({_LETTERS})\b(?!\s+\w+\s+of)",
    re.IGNORECASE,
)
_MORE = {"a half": 0.5, "a quarter": 0.25, "three quarters": 0.75}
# What joins two lengths into one: 5 ft 2 in, 5'2", 1 m and 20 cm,
_COMPOUND = re.compile(r"\.?\s*,?\s*(?:and\s+)?", re.IGNORECASE)
_SMALLER = {"ft": "in", "m": "cm", "yd": "ft", "km": "m", "cm": "mm"}
# and what joins two numbers into a range.
_RANGE = re.compile(
    r"[ \t]*(?:-|–|—|−|(?:and )?(?:all the way )?(?:up )?to|and|or|through"
    r"|,?\s*(?:and|but|to) (?:at most|no more than|not more than|up to|at the most))[ \t]*",
    re.IGNORECASE,
)
_TOLERANCE = re.compile(r"\s*(?:±|\+/-|\+-|plus or minus|plus/minus|give or take)\s*", re.I)
_COUNTED = re.compile(r"\b(?:step|line|item|figure|no\.)\s*$", re.IGNORECASE)
_SAYS_HOW_MUCH = re.compile(
    r"\b(?:about|around|almost|nearly|roughly|approximately|exactly|is|than|under|over|half|maybe"
    r"|of)\s+$",
    re.I,
)
WIDE = 3.0  # a range whose ends differ by more than this factor says nothing


class Quantity(NamedTuple):
    value_m: float
    unit: str
    start: int
    end: int
    is_wide: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Return every length of a text, in order."""
    return list(_quantities(text))


@lru_cache(maxsize=4)  # an answer's are looked for by several
def _quantities(text: str) -> tuple[Quantity, ...]:
    masked = mask_tags(text)
    found: list[Quantity] = []
    for amount in _amounts(masked):
        last = found[-1] if found else None
        if last and _is_second_part(last, amount, masked):
            found[-1] = last._replace(value_m=last.value_m + amount.value_m, end=amount.end)
        elif last and _are_ends(last, amount, masked):
            found[-1] = _middle(last.value_m, amount.value_m, amount.unit, last.start, amount.end)
        elif last and _TOLERANCE.fullmatch(masked, last.end, amount.start):
            found[-1] = last._replace(end=amount.end)
        else:
            found.append(_with_lower_end(amount, masked, last.end if last else 0))
    return tuple(found)


def _amounts(masked: str) -> list[Quantity]:
    """Return each number with a unit."""
    found = []
    for match in _AMOUNT.finditer(masked):
        number, unit = number_of(match["number"]), _unit_of(match["unit"])
        if number is None or _is_none(match, unit):
            continue
        if match["and"]:
            said = " ".join(match["and"].replace("-", " ").split()[1:])
            number += _MORE[said.lower()]
        rest = number_of(match["rest"]) if match["rest"] else None
        part = {"m": 0.01, "ft": METERS["in"]}.get(unit)
        end = match.end()
        value = number * METERS[unit]
        if rest is not None and part and (rest >= 10 if unit == "m" else rest < 12):
            value += rest * part
        elif rest is not None:
            end = match.start("rest")
        found.append(Quantity(value, unit, match.start(), end))
    return found


def _is_none(match: re.Match[str], unit: str) -> bool:
    """Whether this is no length: "one in the corner", "in a yard", a quoted "5"."""
    is_counted = bool(re.search(r"[\d¼-¾⅐-⅞]", match["number"]))
    if match["unit"].lower() == "in":
        return not is_counted
    if unit == "yd" and match["number"].strip().lower() in ("a", "an"):
        return not _SAYS_HOW_MUCH.search(match.string[: match.start()])
    if match["unit"][0].isalpha():
        return False
    opening = ('"', "“") if unit == "in" else ("'", "‘")
    return not is_counted or match.string[: match.start()].endswith(opening)


def _unit_of(word: str) -> str:
    return next(unit for unit, words in _UNITS.items() if words.fullmatch(word))


def _is_second_part(last: Quantity, amount: Quantity, masked: str) -> bool:
    is_smaller = _SMALLER.get(last.unit) == amount.unit and amount.value_m < METERS[last.unit]
    is_smaller = is_smaller and "." not in masked[last.start : last.end]  # "2.14 m, 45 cm tall"
    return is_smaller and bool(_COMPOUND.fullmatch(masked, last.end, amount.start))


def _are_ends(last: Quantity, amount: Quantity, masked: str) -> bool:
    """Whether two lengths are the ends of a range: "2 m to 3 m", "between 2 m and 3 m"."""
    joint = _RANGE.fullmatch(masked, last.end, amount.start)
    if not joint or last.is_wide or last.value_m > amount.value_m:
        return False
    if joint[0].strip().lower() not in ("and", "or"):  # "2 m or 4 m" can't make up its mind
        return True
    return bool(re.search(r"\bbetween\s+$", masked[max(0, last.start - 20) : last.start], re.I))


def _with_lower_end(amount: Quantity, masked: str, after: int) -> Quantity:
    """Return an amount, or the range that it ends: "2-3 m", "2 to 3 m", "2 ± 0.1 m"."""
    before = masked[max(after, amount.start - 60) : amount.start]
    offset = amount.start - len(before)
    for match in _BARE.finditer(before):
        tail = before[match.end() :]
        lower = number_of(match[0])
        if lower is None or not tail.strip() or _COUNTED.search(before[: match.start()]):
            continue
        if match[0].lower() in ("a", "an"):
            continue
        if _TOLERANCE.fullmatch(tail):
            return amount._replace(
                value_m=lower * METERS[amount.unit], start=offset + match.start()
            )
        joint = _RANGE.fullmatch(tail)
        is_between = re.search(r"\bbetween\s+$", before[: match.start()], re.I)
        if joint and lower and (joint[0].strip().lower() != "and" or is_between):
            low = lower * METERS[amount.unit]
            if low <= amount.value_m:
                return _middle(low, amount.value_m, amount.unit, offset + match.start(), amount.end)
    return amount


def _middle(low: float, high: float, unit: str, start: int, end: int) -> Quantity:
    return Quantity((low + high) / 2, unit, start, end, is_wide=high > WIDE * low)


def write_quantity(value_m: float, unit: str = "m") -> str:
    """Write a length as the benchmark does: two decimals at most, the unit spelled out."""
    words = {"m": "meters", "cm": "centimeters", "in": "inches", "ft": "feet"}
    return f"{round(value_m / METERS[unit], 2):g} {words[unit]}"


def unit_said(text: str) -> str | None:
    """Return the unit that a text asks for or declares: "in meters", "unit: cm"."""
    match = _DECLARED.search(text)
    return _unit_of(match[1]) if match else None


def bare_length(text: str, unit: str | None) -> Quantity | None:
    """Return the only number of a text as a length of this unit."""
    masked = mask_tags(text)
    numbers = [m for m in _BARE.finditer(masked) if m[0].lower() not in ("a", "an")]
    if unit is None or len(numbers) != 1:
        return None
    value = number_of(numbers[0][0])
    if value is None:
        return None
    return Quantity(value * METERS[unit], unit, *numbers[0].span())
