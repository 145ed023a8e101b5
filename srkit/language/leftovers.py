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
from srkit.language.statement import AXES, FAR, FREE, Compared, Statement, certainty_of

_SIGN = re.compile(SIGN)
_SIZE_AFTER = re.compile(
    r"\)?\s*(?:wide|width|across|tall|high|height|deep|long|in (?:width|height|depth))\b|\s*[×x*]",
    re.IGNORECASE,
)
_SIZE_BEFORE = re.compile(
    r"(?:\b(?<!in )(?:widths?|breadth|heights?|lengths?|size|dimensions?"
    r"|extents?(?: of (?:the )?[\ue000-\ue3e7])?|spans?|measures?|[whd]"
    r"|long)\b[\s:=,]*(?:(?:of|is|about|roughly|over) )*|[×x*] )$",
    re.IGNORECASE,
)
_GAP_AFTER = re.compile(
    r"\s*(?:apart|between|farther|further|closer|nearer|deeper|to the (?:left|right)|sideways"
    r"|separates?|(?:of )?(?:free|clear)\b|of (?:distance|separation|space)|ahead|more|less"
    r"|higher|lower|above|below)\b"
    rf"|\s*from (?:the )?{SIGN}",
    re.IGNORECASE,
)
_GAP_BEFORE = re.compile(
    r"\b(?:gaps?|distances?|apart|between|separation|clearance|space|displaced|offsets?"
    r"|differences?|differs?|(?<![m)] )by|margin|lead)\b[^,;.\d]{0,30}$"
    rf"|(?:{SIGN} to (?:the )?{SIGN}|one to the other)[^.;\d]{{0,14}}$",
    re.IGNORECASE,
)
_NO_MEASURE = re.compile(
    r"\b(?:assum\w+|suppos\w+|known|parts|components|limit|tolerance|threshold|usual\w*|typical\w*"
    r"|normal\w*|(?:inch(?:es)?|foot) (?:is|has|per|to)|to (?:the|an?|one) (?:inch|foot)"
    r"|length of an? inch|per (?:met(?:er|re)|inch|foot|yard)|factor|if|would|error|accuracy"
    r"|1 m (?:is|=|has)|pixels?)\b|[≫≪<>²³√±]",
    re.IGNORECASE,
)
_NO_MEASURE_NEAR = re.compile(  # right before a length, or behind it
    r"\b(?:about the same|each of|less than|more than|under|over|within|at (?:least|most)|sum"
    r"|together|product|half(?! of the (?:view|picture|image|scene|room))|twice|times|third|quarter"
    r"|average|divided by|mean of|one (?:met(?:er|re)|inch|foot|yard))\b",
    re.IGNORECASE,
)
# Along which axis a length is,
_WAYS = dict(zip(AXES, (
    re.compile(r"\b(?:sideways|lateral\w*|horizontal\w*|left|right|sides?)\b", re.IGNORECASE),
    re.compile(r"\b(?:heights?|vertical\w*|levels?|higher|lower|above|below|under"
               r"|(?<!add )(?<!adds )up|down|upwards?|downwards?|drop|tall\w*|shorter|floor|ground"
               r"|top|base)\b", re.IGNORECASE),
    re.compile(r"\b(?:depth|ranges?|nearer|nearest|closer|closest|farther|further|behind|front"
               r"|away|camera|viewer|far|near|forward|back|beyond)\b", re.IGNORECASE),
), strict=True))  # fmt: skip
# and what lies between two things, unless the camera is spoken of.
_FREE = re.compile(r"\b(?:gap(?=:)|clear|clearance|free|surfaces?)\b", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\b(?:apart|separat\w+|between|surfaces?|one to the other)\b|{SIGN} to (?:the )?{SIGN}"
    rf"|\bfrom {SIGN}",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\b(?<!horizontal )(?<!vertical )(?<!sideways )(?<!lateral )(?<!center )distance(?: of| is|:"
    r"|,)? (?:about |only |roughly |some |almost |nearly |perhaps |maybe )?$",
    re.IGNORECASE,
)
_LESS = re.compile(r"\s*(?:less|more)\b", re.IGNORECASE)
_EYE = re.compile(
    r"\b(?:camera|viewer|us|eye|lens|middle|axis|wide\w*|widths?|off|floor|values?|numbers?|scal\w+"
    r"|edges?|ends?|ground)\b",
    re.IGNORECASE,
)
_FROM_EYE = re.compile(  # "0.5 m below eye level", "1 m in depth": a place, or an extent
    r"\s*(?:in depth|(?:below|above|under|over|to the (?:left|right) of|(?:left|right) of) (?:the "
    r"|this |that )?(?:camera|eye|lens|viewer|axis|line|middle|floor|ground|reference))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\W*(?:\w+ ){0,2}\w+, ")
_MARK = re.compile(r"[,;](?!\d)|\.(?!\d)|\b(?:and|but)\b")
_ALONG = ("horizontal_distance", "vertical_distance")  # what is "between" may be along it
NEAR, NEARER = 80, 25  # characters around a length, and behind it
_CUBED = re.compile(r"\s?[²³23]")
DIGITS = 5  # of lengths that are the same
MOST = 40  # numbers before it that a length may repeat,
LAST = 3  # and of these whose sum or difference it may be
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
            if not (is_read or length.is_wide or value in terms):
                sentence = sentence or _Sentence.of(text, start, end, compared)
                said = _leftover(text, sentence, length)
                if said and (said.relation.startswith("gap_") or not _is_given(value, told)):
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
    end: int
    first: int  # where its first thing is named
    early: list[int]
    late: list[int]
    certainty: float
    asked: str  # the relation that a question asks for
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
            start, end, signs[0].start() if signs else end, list(dict.fromkeys([*pair, *named])),
            list(dict.fromkeys(named)), certainty_of(said), compared.relation if compared else "",
            is_none,
        )  # fmt: skip


def _way(text: str, sentence: "_Sentence", length: Quantity) -> str | None:
    """Return along which axis a gap is, or that it lies between two; None if nothing says so."""
    begin = max(sentence.start, length.start - NEAR)
    stop = min(sentence.end, length.end + NEAR)
    opens = _OPENS.match(text, begin)  # "Sideways, they differ by 2 m"
    first = opens.end() if opens else begin
    marks = [match.end() for match in _MARK.finditer(text, first, length.start)]
    mark = _MARK.search(text, length.end, stop)
    near = (marks[-1] if marks else begin), (mark.start() if mark else stop)
    ways = [way for way, words in _WAYS.items() if words.search(text, *near)]
    is_less = _LESS.match(text, length.end)  # "the smaller distance, about 0.6 m less"
    if not is_less and _DISTANCE.search(text, begin, length.start):
        return FAR
    if ways and _FREE.search(text, *near):
        return None  # "to the right of it at a clearance of 0.3 m"
    if len(ways) > 1 or _EYE.search(text, *near):
        return None
    if ways:
        return ways[0]
    if _FREE.search(text, *near):
        return FREE
    is_along = (
        sentence.asked in _ALONG
        or _EYE.search(text, begin, stop)
        or any(words.search(text, begin, stop) for words in _WAYS.values())
    )
    return FREE if _BETWEEN.search(text, *near) and not is_along else None


def _leftover(text: str, sentence: _Sentence, length: Quantity) -> Statement | None:
    """Return what a length says of whom the sentence has named; None if that is not clear."""
    who = sentence.early if length.start < sentence.first else sentence.late
    is_volume = _CUBED.match(text, length.end)
    is_clear = 1 <= len(who) <= 2 and all(one < FIRST_SEVERAL for one in who)
    if sentence.is_none or is_volume or not is_clear:
        return None
    before = text[max(sentence.start, length.start - 40) : length.start]
    end = min(sentence.end, length.end + NEARER)
    if _NO_MEASURE_NEAR.search(before) or _NO_MEASURE_NEAR.search(text, length.start, end):
        return None
    relation = "length"
    if _FROM_EYE.match(text, length.end):
        pass
    elif _GAP_BEFORE.search(before):
        relation = "gap"
    elif _SIZE_AFTER.match(text, length.end) or _SIZE_BEFORE.search(before):
        relation = "size"
    elif _GAP_AFTER.match(text, length.end):
        relation = "gap"
    if relation == "gap" and (way := _way(text, sentence, length)):
        relation = f"gap_{way}"
    return Statement(
        subject=who[0], relation=relation, start=length.start, end=length.end, text="",
        object=who[1] if len(who) == 2 else None, value=length.value_m,
        certainty=sentence.certainty,
    )  # fmt: skip
