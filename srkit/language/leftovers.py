"""Lengths of which the words around don't say what they measure: "a gap of 0.3 m", "0.3 × 1.4 m".

They can only be wrong: where nothing of the things that the sentence speaks of is that long, and no
numbers before it give it (`scene.fitting`). What limits, converts or supposes is left out.
"""

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, combinations
from typing import NamedTuple

from srkit.language.calculations import find_calculations
from srkit.language.clauses import sentences
from srkit.language.names import BOTH, FIRST_SEVERAL, SIGN, region_of
from srkit.language.quantities import Quantity, find_quantities
from srkit.language.statement import Compared, Statement, certainty_of

_SIGN = re.compile(SIGN)
_SIZE_AFTER = re.compile(
    r"\)?\s*(?:wide|width|across|tall|high|height|deep|long|in (?:width|height|depth))\b|\s*[×x*]",
    re.IGNORECASE,
)
_SIZE_BEFORE = re.compile(
    r"(?:\b(?<!in )(?:widths?|breadth|heights?|depth|lengths?|size|dimensions?|extents?|spans?"
    r"|measures?"
    r"|[whd]|long)\b[\s:=,]*(?:(?:of|is|about|roughly|over) )*|[×x*] )$",
    re.IGNORECASE,
)
_GAP_AFTER = re.compile(
    r"\s*(?:apart|between|farther|further|closer|nearer|deeper|to the (?:left|right)|sideways"
    r"|of (?:distance|separation)|ahead|more|less|higher|lower|above|below)\b",
    re.IGNORECASE,
)
_GAP_BEFORE = re.compile(
    r"\b(?:gaps?|distances?|apart|between|separation|displaced|offsets?|differences?|differs?"
    r"|(?<!m )by|margin|lead)\b[^,;.\d]{0,30}$",
    re.IGNORECASE,
)
_NO_MEASURE = re.compile(
    r"\b(?:assum\w+|suppos\w+|known|parts|components|limit|tolerance|threshold"
    r"|usual\w*|typical\w*|normal\w*|inch(?:es)? (?:is|has|per|to)"
    r"|(?:one|a|per|an?) (?:met(?:er|re)|inch|foot|yard)\b|factor|if|would|about the same|each of"
    r"|less than|more than|under|over|within|error|accuracy|±|at (?:least|most)|1 m (?:is|=|has)"
    r"|sum|together|product|half|twice|times|third|quarter|average|mean of)\b"
    r"|[≫≪<>²³√]",
    re.IGNORECASE,
)
_CUBED = re.compile(r"\s?[²³23]")
DIGITS = 5  # of lengths that are the same
MOST = 40  # numbers before it that a length may repeat,
LAST = 6  # and of these whose sum or difference it may be
ALIKE = 0.03  # a share: a length that was said before


class _Spans:
    """Stretches of a text, to ask whether a place is in one of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        spans = sorted(spans)
        self.starts = [start for start, _ in spans]
        self.ends = list(accumulate((end for _, end in spans), max))

    def hold(self, place: int) -> bool:
        k = bisect_right(self.starts, place) - 1
        return k >= 0 and place < self.ends[k]


def find_leftovers(
    text: str, found: Sequence[tuple[int, int, float]], compared: Compared | None
) -> Iterator[Statement]:
    """Yield the lengths that nobody has read; `found` says where others stand, and how long."""
    done = _Spans((made.start, made.end) for made in find_calculations(text))
    lengths = deque(find_quantities(text))
    terms = {length.value_m for length in lengths if done.hold(length.start)}
    spans: dict[float, list[tuple[int, int]]] = defaultdict(list)
    for start, end, value in found:
        spans[round(abs(value), DIGITS)].append((start, end))
    read = {value: _Spans(those) for value, those in spans.items()}
    told: deque[float] = deque(maxlen=MOST)
    for start, end in sentences(text):
        sentence: _Sentence | None = None
        while lengths and lengths[0].start < end:
            length = lengths.popleft()
            value = length.value_m
            those = read.get(round(value, DIGITS))
            is_read = done.hold(length.start) or (those is not None and those.hold(length.start))
            if not (is_read or length.is_wide or value in terms or _is_given(value, told)):
                sentence = sentence or _Sentence.of(text, start, end, compared)
                if said := _leftover(text, sentence, length):
                    yield said
            told.append(value)


def _is_given(value: float, told: Sequence[float]) -> bool:
    """Whether numbers before give a length: it was said, or is a sum or a difference."""

    def alike(other: float) -> bool:
        return abs(value - other) <= ALIKE * max(value, other) + min(0.006, value / 3)

    return any(map(alike, told)) or any(
        alike(a + b) or alike(abs(a - b)) for a, b in combinations(list(told)[-LAST:], 2)
    )


class _Sentence(NamedTuple):
    """A sentence: whom it speaks of before its first thing is named, and from there on."""

    start: int
    first: int  # where its first thing is named
    early: list[int]
    late: list[int]
    certainty: float
    is_none: bool  # whether what it says is no measure of anything

    @classmethod
    def of(cls, text: str, start: int, end: int, compared: Compared | None) -> "_Sentence":
        said = text[start:end]
        signs = list(_SIGN.finditer(text, start, end))
        pair = compared.pair if compared else ()
        named = [one for sign in signs for one in (
            pair if pair and region_of(sign[0]) == BOTH else (region_of(sign[0]),))]  # fmt: skip
        is_none = said.rstrip().endswith("?") or bool(_NO_MEASURE.search(said))
        return cls(
            start, signs[0].start() if signs else end, list(dict.fromkeys([*pair, *named])),
            list(dict.fromkeys(named)), certainty_of(said), is_none,
        )  # fmt: skip


def _leftover(text: str, sentence: _Sentence, length: Quantity) -> Statement | None:
    """Return what a length says of whom the sentence has named; None if that is not clear."""
    who = sentence.early if length.start < sentence.first else sentence.late
    is_volume = _CUBED.match(text, length.end)
    is_clear = 1 <= len(who) <= 2 and all(one < FIRST_SEVERAL for one in who)
    if sentence.is_none or is_volume or not is_clear:
        return None
    before = text[max(sentence.start, length.start - 40) : length.start]
    relation = "length"
    if _GAP_BEFORE.search(before):
        relation = "gap"
    elif _SIZE_AFTER.match(text, length.end) or _SIZE_BEFORE.search(before):
        relation = "size"
    elif _GAP_AFTER.match(text, length.end):
        relation = "gap"
    return Statement(
        subject=who[0], relation=relation, start=length.start, end=length.end, text="",
        object=who[1] if len(who) == 2 else None, value=length.value_m,
        certainty=sentence.certainty,
    )  # fmt: skip
