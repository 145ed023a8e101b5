"""Lengths of which the words around don't say what they measure: "a gap of 0.3 m", "0.3 × 1.4 m".

They can only be wrong: where nothing of the things that the sentence speaks of is that long, and no
numbers before it give it (`scene.fitting`). What limits, converts or supposes is left out.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

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
    r"\b(?:assum\w+|suppos\w+|known|parts|components|limit|tolerance|threshold|usual\w*|typical\w*|normal\w*"
    r"|inch(?:es)? (?:is|has|per|to)"
    r"|(?:one|a|per|an?) (?:met(?:er|re)|inch|foot|yard)\b|factor|if|would|about the same|each of"
    r"|less than|more than|under|over|within|error|accuracy|±|at (?:least|most)|1 m (?:is|=|has)"
    r"|sum|together|product|half|twice|times|third|quarter|average|mean of)\b"
    r"|[≫≪<>²³√]",
    re.IGNORECASE,
)
LAST = 6  # numbers before it that may give a length
ALIKE = 0.03  # a share: a length that was said before


def find_leftovers(
    text: str, found: Sequence[tuple[int, int, float]], compared: Compared | None
) -> Iterator[Statement]:
    """Yield the lengths that nobody has read; `found` says where others stand, and how long."""
    done = [(made.start, made.end) for made in find_calculations(text)]
    lengths = find_quantities(text)
    terms = [length.value_m for length in lengths if any(a <= length.start < b for a, b in done)]
    told: list[float] = []
    at = 0
    for start, end in sentences(text):
        signs = list(_SIGN.finditer(text, start, end))
        while at < len(lengths) and lengths[at].start < end:
            length = lengths[at]
            at += 1
            is_read = any(a <= length.start < b for a, b in done) or any(
                a <= length.start < b and abs(abs(value) - length.value_m) < 1e-6
                for a, b, value in found
            )
            is_given = length.value_m in terms or _is_given(length.value_m, told)
            if not (is_read or length.is_wide or is_given):
                yield from _leftover(text, (start, end), length, signs, compared)
            told.append(length.value_m)


def _is_given(value: float, told: list[float]) -> bool:
    """Whether numbers before give a length: it was said, or is a sum or a difference."""

    def alike(other: float) -> bool:
        return abs(value - other) <= ALIKE * max(value, other) + min(0.006, value / 3)

    return any(map(alike, told)) or any(
        alike(a + b) or alike(abs(a - b)) for a, b in combinations(told[-LAST:], 2)
    )


def _leftover(
    text: str, span: tuple[int, int], length: Quantity, signs: list[re.Match[str]],
    compared: Compared | None,
) -> Iterator[Statement]:  # fmt: skip
    said = text[slice(*span)]
    if said.rstrip().endswith("?") or _NO_MEASURE.search(said):
        return
    if re.match(r"\s*[²³23]", text[length.end : length.end + 2]):
        return  # of a volume
    is_told = any(sign.start() < length.start for sign in signs)
    pair = compared.pair if compared and not is_told else ()
    named = [region_of(sign[0]) for sign in signs]
    if BOTH in named and compared:
        pair, named = compared.pair, [one for one in named if one != BOTH]
    who = list(dict.fromkeys([*pair, *named]))
    if not 1 <= len(who) <= 2 or any(one >= FIRST_SEVERAL for one in who):
        return
    before = text[max(span[0], length.start - 40) : length.start]
    relation = "length"
    if _GAP_BEFORE.search(before):
        relation = "gap"
    elif _SIZE_AFTER.match(text, length.end) or _SIZE_BEFORE.search(before):
        relation = "size"
    elif _GAP_AFTER.match(text, length.end):
        relation = "gap"
    yield Statement(
        subject=who[0], relation=relation, start=length.start, end=length.end, text="",
        object=who[1] if len(who) == 2 else None, value=length.value_m,
        certainty=certainty_of(said),
    )  # fmt: skip
