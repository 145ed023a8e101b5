"""Spatial statements: who stands how to whom, how far, how large, in which clock direction.

Each has its place in the text, its hedges and whether it is denied. The relations are those of the
twelve groups of the benchmark and `depth` (how far a region's nearest point is from the camera);
docs/rows.md lists the whole vocabulary.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import LONGEST, Clause, clause_at, clauses, sentences
from srkit.language.hours import find_hours, hours_apart
from srkit.language.lexicon import DIMENSIONS, LESS, MORE
from srkit.language.names import SIGN, Names, one_sign_each, region_of, with_signs
from srkit.language.orders import find_orders
from srkit.language.plain import Plain, plain_text
from srkit.language.quantities import Quantity, find_quantities

INVERSE = {name: other for one in DIMENSIONS
           for name, other in ((one.more, one.less), (one.less, one.more))}  # fmt: skip
SAME_WITHIN = 0.1  # two readings of one length agree up to this share,
HOURS_WITHIN = 1.0  # two clock directions up to an hour

_NEGATION = re.compile(r"\bnot\b|n't\b|\bno(?! doubt)\b|\bnever\b", re.IGNORECASE)
_CAMERA = r"(?:the )?(?:camera|viewer|observer)"
_FROM_CAMERA = re.compile(rf"\s*(?:away )?from {_CAMERA}\b", re.IGNORECASE)
_TO_CAMERA = re.compile(rf"\b(?:from|to) {_CAMERA} (?:is|of)\b", re.IGNORECASE)
_LINKS = re.compile(  # "[0] is 2 m away from [1]"
    r"\s*(?:(?:away )?from|to the (?:left|right) of|(?:directly )?(?:above|below|over|under)"
    r"|(?:higher|lower) than)\s*",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*(?:apart|wide|tall|high|across|in (?:width|height))\b", re.IGNORECASE)
# What a length between two regions is, and one of a single region; the first that fits.
_SPANS = (
    ("horizontal_distance", r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral(?:ly)?\b"
                            r"|\bto the (?:left|right) of\b"),
    ("vertical_distance", r"\bvertical(?:ly)?\b|\b(?:above|below|over|under|higher|lower)\b"
                          r"|\bheight difference\b"),
    ("direct_distance", r"\bdistance\b|\bapart\b|\bseparate[sd]?\b|\bfrom\b|\bgap\b|\bspace\b"),
)  # fmt: skip
_EXTENTS = (
    ("width", r"\bwid(?:e|th)\b|\bacross\b|\bbreadth\b|\bside to side\b"),
    ("height", r"\btall\b|\bheight\b|\bhigh\b|\bbottom to top\b|\bbase to top\b"),
)
_AND = re.compile(r"[\s,]*(?:and|,)\s*(?:about|roughly|is|around|approximately)?\s*", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:from|at|of|to)\s+$", re.IGNORECASE)
_HEDGES = (  # the paper's W_u: 1.0 for a certain statement, down to 0.8 for a hedged one
    (0.8, re.compile(r"\b(?:possibly|perhaps|maybe|might|could be|may be)\b", re.I)),
    (0.85, re.compile(r"\b(?:probably|likely|seems?|appears?)\b", re.I)),
    (0.9, re.compile(r"\b(?:approximately|about|roughly|around|nearly|almost|some)\b|~|≈", re.I)),
)
_SIGN = re.compile(SIGN)


class Statement(NamedTuple):
    """`subject` and `object` are region indices, offsets the response's.

    `value` is in metres, of a direction in hours: that at which `object` is seen from `subject`.
    """

    subject: int
    relation: str
    start: int
    end: int
    text: str
    object: int | None = None
    value: float | None = None
    negated: bool = False
    certainty: float = 1.0


def find_statements(text: str) -> list[Statement]:
    """Return the spatial statements of a text, in order; a question states nothing."""
    plain = with_signs(plain_text(text))
    plain = one_sign_each(Names([plain.text]).put_signs(plain))
    parts = clauses(plain.text)
    found = [*_relations(plain.text, parts), *_lengths(plain.text), *_directions(plain.text, parts)]
    placed = [_in_original(said, plain, text) for said in found]
    return sorted(placed, key=lambda said: (said.start, said.end))


def _in_original(said: Statement, plain: Plain, text: str) -> Statement:
    start, end = plain.span(said.start, said.end)
    return said._replace(start=start, end=end, text=text[start:end])


def _relations(text: str, parts: list[Clause]) -> Iterator[Statement]:
    for dimension in DIMENSIONS:
        for order in find_orders(text, parts, dimension):
            if order.clause.is_question or order.clause.is_idle:
                continue
            is_plain = order.allowed in (MORE, LESS)  # "not as tall as" is shorter
            says = order.allowed if is_plain else order.says
            if says not in (MORE, LESS):
                continue
            start, end = order.reach
            yield Statement(
                subject=order.subject,
                relation=dimension.more if says == MORE else dimension.less,
                start=start,
                end=end,
                text="",
                object=order.object,
                negated=not is_plain,
                certainty=certainty_of(text[order.clause.start : order.clause.end]),
            )


def _lengths(text: str) -> Iterator[Statement]:
    """Yield what lengths say; each belongs to the regions named since the one before."""
    lengths = deque(find_quantities(text))
    for start, end in sentences(text):
        begin, last = start, None
        is_question = text[start:end].rstrip().endswith("?")
        while lengths and lengths[0].start < end:
            said, begin = _length(text, begin, end, lengths.popleft(), last)
            last = said or last
            if said and not is_question:
                yield said


def _length(
    text: str, head: int, stop: int, length: Quantity, last: Statement | None
) -> tuple[Statement | None, int]:
    """Return what a length says, and where the next one's part of the sentence begins."""
    tail = _FROM_CAMERA.match(text, length.end) or _APART.match(text, length.end)
    end = tail.end() if tail else length.end
    head = max(head, length.start - LONGEST)
    stop = min(stop, length.end + LONGEST)
    who = list(_SIGN.finditer(text, head, length.start))[-2:]
    after = _SIGN.search(text, length.end, stop)
    clause = text[head : after.start() if after else stop]
    if who and after and _LINKS.fullmatch(text, length.end, after.start()):
        who, end = [who[-1], after], after.end()
    if not who and last and last.object is None and _AND.fullmatch(text, head, length.start):
        who = [next(_SIGN.finditer(text, last.start))]  # "30 cm wide and 1.2 m tall"
    if not who:
        return None, end
    is_depth = _FROM_CAMERA.match(text, length.end) or (
        len(who) == 1 and _TO_CAMERA.search(text, head, length.start)
    )
    kinds = _SPANS if len(who) == 2 else _EXTENTS
    relation = "depth" if is_depth else next(
        (name for name, words in kinds if re.search(words, clause, re.I)), None)  # fmt: skip
    if is_depth:
        who = who[-1:]
    if relation is None:
        return None, end
    return Statement(
        subject=region_of(who[0][0]),
        relation=relation,
        start=min(max(who[0].start(), head), length.start),
        end=end,
        text="",
        object=region_of(who[1][0]) if len(who) == 2 else None,
        value=length.value_m,
        negated=bool(_NEGATION.search(text, who[0].end(), length.start)),
        certainty=certainty_of(clause),
    ), end


def _directions(text: str, parts: list[Clause]) -> Iterator[Statement]:
    """Yield clock directions that say of what, and from where."""
    for hour in find_hours(text):
        clause = clause_at(parts, hour.start)
        if clause is None or clause.is_question or hour.is_wide:
            continue
        places: list[re.Match[str]] = []
        subjects: list[re.Match[str]] = []
        for match in _SIGN.finditer(text, clause.start, clause.end):
            is_place = _PLACE.search(text[clause.start : match.start()])
            (places if is_place else subjects).append(match)
        if len(places) != 1 or len(subjects) != 1:
            continue
        spots = (places[0].start(), subjects[0].start(), hour.start)
        yield Statement(
            subject=region_of(places[0][0]),
            relation="direction",
            start=min(spots),
            end=max(hour.end, *(match.end() for match in (*places, *subjects))),
            text="",
            object=region_of(subjects[0][0]),
            value=hour.value,
            negated=bool(_NEGATION.search(text, clause.start, hour.start)),
            certainty=certainty_of(text[clause.start : clause.end]),
        )


def certainty_of(sentence: str) -> float:
    """Return the paper's W_u of a sentence."""
    return next((weight for weight, words in _HEDGES if words.search(sentence)), 1.0)


def topic(statement: Statement) -> tuple[object, ...]:
    """Return what a statement is about; only statements of one topic can agree or disagree."""
    relation = statement.relation
    if relation in INVERSE:
        relation = min(relation, INVERSE[relation])
    if relation == "direction":
        return relation, statement.subject, statement.object
    return relation, frozenset((statement.subject, statement.object))


def agrees(a: Statement, b: Statement) -> bool | None:
    """Say whether two statements agree; None if they speak of different things."""
    if topic(a) != topic(b):
        return None
    if a.relation in INVERSE:
        flipped = (a.relation != b.relation) ^ (a.subject != b.subject)
        return (a.negated ^ b.negated) == flipped
    if a.value is None or b.value is None or a.negated or b.negated:
        return None
    if a.relation == "direction":
        return hours_apart(a.value, b.value) <= HOURS_WITHIN
    return abs(a.value - b.value) <= SAME_WITHIN * max(a.value, b.value)
