"""Where to go from one region to another, where that is asked: "so the way leads left and back".

In what answers a question of clock directions the offset from the one to the other is told without
their names. It counts where a clause says one side or one way along the depth, or an hour, and
explains nothing of the clock, of the camera's axis or of other things.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator

from srkit.language.clauses import Clause, is_quoted
from srkit.language.hours import clock, find_hours
from srkit.language.names import BOTH, SIGN, region_of
from srkit.language.orders import denials
from srkit.language.statement import MOSTLY, Compared, Statement, certainty_of

_EYE = r"(?:the |our |us |back )*\b(?:camera|viewer|lens|observer|us|me|you)\b"
_WAYS = (
    (9.0, re.compile(r"\bleft(?:wards?)?\b(?! of\b)", re.IGNORECASE)),
    (3.0, re.compile(
        r"\bright(?:wards?)?\b(?! (?:of|at|in|on|beside|next|away)\b)", re.IGNORECASE)),
    (12.0, re.compile(
        rf"\b(?:away from {_EYE}|forwards?|ahead|into the "
        r"(?:scene|picture|depth|background))\b", re.IGNORECASE)),
    (6.0, re.compile(rf"\b(?:towards? {_EYE}|backwards?)\b", re.IGNORECASE)),
)  # fmt: skip
_SECTOR = r"quarter|quadrant|sector|half"
# Words that make of it a rule of the clock, a place beside the axis, or no claim at all.
_NONE = re.compile(
    r"\b(?:clock face|dial|clock lies|convention|means?|points? (?:straight |directly )?(?:away"
    r"|to|ahead|left|right|forward)\b(?=.*\b(?:and|,) (?:\d|its|three|six|nine))"
    rf"|{_SECTOR}|imagine|picture|image|view|scene|looking|facing|stand(?:ing)?"
    r"|axis|line|middle of the|positive|negative|sign|plus|minus|either|neither|nor|component"
    r"|(?<!most )part|parts|which|than|how (?:far|much)|whether|where|required|needed|need|want"
    r"|reference|compare\w*|edges?|ends?|sides? of|(?:left|right) of|nearest|closest|width|height"
    r"|between (?:\d|[a-z]+) and|[xyz]|coordinates?)\b|=|\d°",
    re.IGNORECASE,
)
_CLOCK = re.compile(  # what tells how the clock lies
    r"\bfrom (?:1?\d|three|six|nine|twelve)\b"
    r"|\b(?:1?\d|three|six|nine|twelve) (?:away|right|left)\b"
    r"|o'?\s?clock (?:is|being|as|points?|means|away|straight|towards?|ahead|(?:to|at|on) the)\b"
    r"|\b(?:1?\d|three|six|nine|twelve) (?:is|being|as|points?|pointing|means|(?:to|at) the|lies)\b"
    r"|\b(?:left|right|ahead|away|camera) (?:is|being|as|means) (?:\d|three|six|nine|twelve)",
    re.IGNORECASE,
)
_IS_SECTOR = re.compile(rf"\b(?:{_SECTOR})\b", re.IGNORECASE)
_IS_THERE = re.compile(
    r"\b(?:direction|bearing|hand|way|hour|target|it|this|that|offset|result|heading|falls?|lies"
    r"|points?|is|comes?)\b", re.IGNORECASE
)  # fmt: skip
_FROM = re.compile(r"\b(?:from|at|relative to)\s+(?:the )?$", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:(?:get|gets|go|come|comes|move|leads?|way|path|walk|over|on) to|reach)\s+(?:the )?$",
    re.I,
)
_MAINLY = re.compile(
    r"\b(?:mainly|mostly|almost (?:purely|straight|exactly|directly)|purely|straight|directly"
    r"|for the most part|due)\b", re.IGNORECASE
)  # fmt: skip
_SIGN = re.compile(SIGN)


def find_headings(
    text: str, parts: list[Clause], compared: Compared | None, found: Collection[Statement]
) -> Iterator[Statement]:
    """Yield in which direction the second of the pair is said to be, seen from the first."""
    if not compared or compared.relation != "direction" or compared.pair[0] == compared.pair[1]:
        return
    told = sorted(one.start for one in found if one.relation not in MOSTLY)
    hours = find_hours(text)
    named: dict[int, set[str]] = defaultdict(set)  # in each sentence
    for part in parts:
        named[part.sentence].update(_SIGN.findall(text, part.start, part.end))
    for part in parts:
        said = text[part.start : part.end]
        if not part.is_claim or denials(said) or is_quoted(text, part.start):
            continue
        is_told = bisect_left(told, part.start) < bisect_left(told, part.end)
        if is_told or _CLOCK.search(said):
            continue
        turned = _turned(said, compared.pair)
        is_alone = len(named[part.sentence]) == 1 and not _SIGN.search(said)
        if turned is None or is_alone:
            continue  # "the box is at 3 m, and 0.4 m to the left": of the axis
        own = [one for one in hours if part.start <= one.start < part.end and not one.is_wide]
        if len(own) == 1 and _IS_THERE.search(said) and not _IS_SECTOR.search(said):
            value = clock(own[0].value + (6 if turned else 0))
            yield _heading(text, compared, part, "heading_hour", value, own[0].start, own[0].end)
        if own or _NONE.search(said):
            continue
        ways = [(hour, match) for hour, words in _WAYS if (match := words.search(said))]
        if len({hour % 6 for hour, _ in ways}) != len(ways):
            continue  # left and right
        is_main = len(ways) == 1 and _MAINLY.search(said)
        for hour, match in ways:
            yield _heading(
                text, compared, part, "heading_mainly" if is_main else "heading",
                clock(hour + (6 if turned else 0)), part.start + match.start(),
                part.start + match.end(),
            )  # fmt: skip


def _turned(said: str, pair: tuple[int, int]) -> bool | None:
    """Whether a clause tells the way from the second to the first; None if of neither way."""
    signs = list(_SIGN.finditer(said))
    named = {region_of(sign[0]) for sign in signs}
    if not signs:
        return False
    if not named <= set(pair) or BOTH in named:
        return None
    begins = {region_of(sign[0]) for sign in signs if _FROM.search(said, 0, sign.start())}
    ends = {region_of(sign[0]) for sign in signs if _TO.search(said, 0, sign.start())}
    origins = begins | (set(pair) - ends if ends else set())
    return origins == {pair[1]} if len(origins) == 1 else None


def _heading(
    text: str, compared: Compared, part: Clause, relation: str, value: float, start: int, end: int
) -> Statement:
    return Statement(
        subject=compared.pair[0], relation=relation, start=start, end=end, text="",
        object=compared.pair[1], value=value,
        certainty=certainty_of(text[part.start : part.end]),
    )  # fmt: skip
