"""Clock directions in text, as hours with fractions: 12 is away from the viewer, 3 to its right.

"2 o'clock", "half past five", "10:30", "between 1 and 2 o'clock" (its middle), degrees clockwise,
and directions in words ("ahead and to the left"), which are marked as inferred.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAMES = "one two three four five six seven eight nine ten eleven twelve".split()
_HOUR = (
    rf"(?:\d{{1,2}}(?:[:.]\d{{1,2}})?"
    rf"|{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?:\s?(?:½|1/2|and a half))?"
)
_CLOCK = r"(?:\s|-|')*(?:o'?\s?c?lo?cks?|o'c\b|uhr|h\b)"
_TO = r"\s*(?:-|to|and|or|until|through|,\s*(?:maybe|perhaps|or)?)\s*"
_RANGE = re.compile(
    rf"\b({_HOUR})(?:{_CLOCK})?{_TO}(?:(?:maybe|perhaps|at)\s+)?({_HOUR}){_CLOCK}"
    rf"|\bbetween\s+({_HOUR})(?:{_CLOCK})?\s+and\s+({_HOUR})(?:{_CLOCK})?",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(half|a quarter|quarter|ten|twenty|five)[\s-]+(past|after|to"
    rf"|before)[\s-]+({_HOUR})(?:{_CLOCK})?",
    re.IGNORECASE,
)
_DIGITAL = rf"(?:{'|'.join(_NAMES)})[\s-]+(?:thirty|fifteen|forty-five)"
_PLAIN = re.compile(
    rf"\b({_DIGITAL})\b(?:{_CLOCK})?|\b({_HOUR}){_CLOCK}|\b(\d{{1,2}}:\d{{2}})\b", re.IGNORECASE
)
_BARE = re.compile(rf"(?<![\w.,:/])(?:({_HOUR}))(?![\w:/]|[.,]\d)", re.IGNORECASE)
_COUNTS = re.compile(
    r"\s+(?!on\b|of the clock|or so|from\b|as\b|relative|direction|position)[a-z]", re.I
)
_LABELS = re.compile(
    r"\b(?!(?:at|is|be|about|around|roughly|approximately|near|towards?|to|the|position|direction"
    r"|say|answer|hour|of|by|it|probably|number|nearly|almost|exactly|clock|maybe|perhaps|half|my"
    r"|your|its|las)\b)[a-z]+\s+$",
    re.IGNORECASE,
)
_OF_DAY = re.compile(r"\s*(?:in the (?:morning|afternoon|evening)|[ap]\.?m\b)", re.IGNORECASE)
_DEGREES = re.compile(
    r"(-?\d{1,3}(?:\.\d+)?)\s*(?:°|degrees?|deg\b)(?=([^.;]{0,60}))", re.IGNORECASE
)
_TURN = re.compile(r"(counter-?\s?|anti-?)?clockwise|to (?:the|your|its) (left|right)", re.I)
_MINUTES = {"half": 0.5, "a quarter": 0.25, "quarter": 0.25, "ten": 1 / 6, "twenty": 1 / 3,
            "five": 1 / 12}  # fmt: skip

_DIAGONAL = {("ahead", "right"): 1.5, ("behind", "right"): 4.5, ("behind", "left"): 7.5,
             ("ahead", "left"): 10.5}  # fmt: skip
_CARDINAL = {"ahead": 12.0, "right": 3.0, "behind": 6.0, "left": 9.0}
_WORDS = {
    "ahead": r"ahead|(?:upper|top)(?=[\s-]+(?:left|right)\b)|forward(?:s)?|away from (?:the |us"
             r"|you)?(?:viewer|camera|observer|us"
             r"|photographer)?|farther (?:away|back|from|in)|further (?:away|back|from|in|into)"
             r"|into the (?:scene|distance|picture|image|background)|deeper|in front of (?:you|it"
             r"|me|us)|directly in front|in front|straight on|far end|(?:to|due) (?:the )?north"
             r"|north(?!-?(?:east|west))",
    "behind": r"behind|rear|(?:lower|bottom)(?=[\s-]+(?:left|right)\b)|backwards?|(?:back )?(?:to"
              r"|towards?) (?:the |us\b|you\b)?(?:viewer|camera"
              r"|observer|photographer|us|me|lens)|closer to (?:the )?(?:viewer|camera|us)"
              r"|nearer(?: to (?:the )?(?:viewer|camera|us))?"
              r"|south(?!-?(?:east|west))|straight back|at (?:your|its|my) back|closer",
    "left": r"left(?!-?over)|west",
    "right": r"right(?! (?:next|behind|ahead|in|at|beside|above|below|here|there|now|on|away|up"
             r"|against|angle)\b)|east",
}  # fmt: skip
_CARDINALS = re.compile(
    "|".join(rf"\b(?P<{name}>{words})\b" for name, words in _WORDS.items()), re.IGNORECASE
)
_COMPASS = re.compile(r"\b(north|south)-?(east|west)\b", re.IGNORECASE)


# "between three and four times the space"
_OF_SOMETHING = re.compile(r"\s*(?:times|fold|met(?:er|re)s?|feet|inches|m|cm|%)\b", re.IGNORECASE)


class Hour(NamedTuple):
    value: float  # above 0, at most 12
    start: int
    end: int
    is_wide: bool = False  # a range that says nothing, or alternatives that don't go together
    is_inferred: bool = False


def clock(value: float) -> float:
    """Return an hour on the clock's face: 0 is 12, 13 is 1."""
    return (value - 1e-12) % 12 + 1e-12 if value % 12 else 12.0


def hours_apart(a: float, b: float) -> float:
    """Return how far two hours are apart, the short way round."""
    apart = abs(a - b) % 12
    return min(apart, 12 - apart)


def find_hours(text: str) -> list[Hour]:
    """Return the hours that a text names, in order."""
    found: list[Hour] = []
    # What begins first and says most covers the rest.
    kinds = (_ranges(text), _pasts(text), _plains(text), _degrees(text))
    ranked = [(hour.start, rank, hour) for rank, kind in enumerate(kinds) for hour in kind]
    for _, _, hour in sorted(ranked):
        if not found or hour.start >= found[-1].end:
            found.append(hour)
    return found


def _ranges(text: str) -> Iterator[Hour]:
    for match in _RANGE.finditer(text):
        if _OF_SOMETHING.match(text, match.end()):
            continue
        first, second = (_hour(group) for group in (match[1] or match[3], match[2] or match[4]))
        if first is None or second is None:
            continue
        forward = (second - first) % 12
        joint = text[match.end(1) : match.start(2)] if match[1] else ""
        if re.search(r"\bor\b|,", joint, re.I) and hours_apart(first, second) > 2:
            yield Hour(first, *match.span(), is_wide=True)
        elif forward <= 6:
            yield Hour(clock(first + forward / 2), *match.span(), is_wide=forward > 3)
        else:
            yield Hour(clock(second + (12 - forward) / 2), *match.span(), is_wide=12 - forward > 3)


def _pasts(text: str) -> Iterator[Hour]:
    for match in _PAST.finditer(text):
        hour = _hour(match[3])
        if hour is not None:
            part = _MINUTES[" ".join(match[1].lower().split())]
            if _OF_DAY.match(text, match.end()):
                continue
            later = match[2].lower() in ("past", "after")
            yield Hour(clock(hour + part if later else hour - part), *match.span())


def _plains(text: str) -> Iterator[Hour]:
    for match in _PLAIN.finditer(text):
        hour = _hour(match[1] or match[2] or match[3])
        if hour is not None and not _OF_DAY.match(text, match.end()):
            yield Hour(hour, *match.span())


def _degrees(text: str) -> Iterator[Hour]:
    for match in _DEGREES.finditer(text):
        turn = _TURN.search(match[2])
        if turn:
            hours = float(match[1]) / 30
            is_left = bool(turn[1]) or (turn[2] or "").lower() == "left"
            yield Hour(clock(-hours if is_left else hours), *match.span(), is_inferred=True)


def _hour(text: str) -> float | None:
    """Return the hour that a word or number means; minutes after a colon, tenths after a dot."""
    text = text.lower().strip()
    more = 0.0
    for word, part in (("thirty", 0.5), ("fifteen", 0.25), ("forty-five", 0.75)):
        if text.endswith(word):
            text, more = text.removesuffix(word).strip(" -"), part
    for half in ("½", "1/2", "and a half"):
        if text.endswith(half) and text != half:
            text, more = text.removesuffix(half).strip(), 0.5
    if text in _NAMES:
        return clock(_NAMES.index(text) + 1 + more)
    if ":" in text:
        hour, minutes = text.split(":")
        is_time = int(minutes) < 60 and int(hour) <= 24
        return clock(int(hour) + int(minutes) / 60) if is_time else None
    try:
        value = float(text)
    except ValueError:
        return None
    return clock(value + more) if value <= 24 else None


def bare_hour(text: str) -> Hour | None:
    """Return the only number of a text, if it can be an hour."""
    numbers = _BARE.findall(text)
    if len(numbers) != 1 or len(re.findall(r"\d+(?:[.:]\d+)?", text)) > 1:
        return None
    match = _BARE.search(text)
    value = _hour(numbers[0])
    if match is None or value is None or not 1 <= float(value) <= 12:
        return None
    is_counted = _COUNTS.match(text, match.end()) or _LABELS.search(text, 0, match.start())
    if is_counted or not (len(text.split()) <= 8 or re.search(r"clock|hour", text, re.I)):
        return None  # "3 chairs", "in row 3"
    return Hour(value, *match.span())


def cardinal_hour(text: str) -> Hour | None:
    """Return the direction that a clause says in words; None for none, or for opposite ones."""
    said: dict[str, tuple[int, int]] = {}
    for match in _COMPASS.finditer(text):
        said |= {"ahead" if match[1].lower() == "north" else "behind": match.span(),
                 "right" if match[2].lower() == "east" else "left": match.span()}  # fmt: skip
    for match in _CARDINALS.finditer(text):
        said.setdefault(match.lastgroup or "", match.span())
    along = [name for name in ("ahead", "behind") if name in said]
    across = [name for name in ("left", "right") if name in said]
    if len(along) > 1 or len(across) > 1 or not said:
        return None
    start, end = min(s for s, _ in said.values()), max(e for _, e in said.values())
    if along and across:
        value = _DIAGONAL[along[0], across[0]]
    else:
        value = _CARDINAL[(along or across)[0]]
    return Hour(value, start, end, is_inferred=True)
