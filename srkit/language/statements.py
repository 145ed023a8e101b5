"""Spatial statements: who stands how to whom, how far, how large, in which clock direction.

Each has its place in the text, its hedges and whether it is denied. The relations are those of the
twelve groups of the benchmark and `depth` (how far a region's nearest point is from the camera);
docs/rows.md lists the whole vocabulary.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import Clause, clause_at, clauses
from srkit.language.hours import find_hours, hours_apart
from srkit.language.lengths import find_lengths
from srkit.language.lexicon import DIMENSIONS, LESS, MORE
from srkit.language.names import SIGN, Names, one_sign_each, region_of, with_signs
from srkit.language.orders import Order, find_orders
from srkit.language.plain import Plain, plain_text

INVERSE = {name: other for one in DIMENSIONS
           for name, other in ((one.more, one.less), (one.less, one.more))}  # fmt: skip
SAME_WITHIN = 0.1  # two readings of one length agree up to this share,
HOURS_WITHIN = 1.0  # two clock directions up to an hour

_NEGATION = re.compile(r"\bnot\b|n't\b|\bno(?! doubt)\b|\bnever\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:from|at|of|to)\s+$", re.IGNORECASE)
_HEDGES = (  # the paper's W_u: 1.0 for a certain statement, down to 0.8 for a hedged one
    (0.8, re.compile(r"\b(?:possibly|perhaps|maybe|might|could be|may be)\b", re.I)),
    (0.85, re.compile(r"\b(?:probably|likely|seems?|appears?)\b", re.I)),
    (0.9, re.compile(r"\b(?:approximately|about|roughly|around|nearly|almost|some)\b|~|≈", re.I)),
)
_SIGN = re.compile(SIGN)


# "the crate is therefore … higher by 20 cm": a verb before, no other thing behind.
_IS_SO = re.compile(
    r"(?:'s \w+)?,?\s*(?:which )?"
    r"(?:is|lies|stands|sits|comes|seems|appears|looks|turns out|must be)"
    r"(?: (?:to be|out|therefore|thus|hence|clearly|indeed|also|so|the|a|bit|little|much|slightly"
    r"|well|somewhat|considerably|far|placed|set|located|positioned|standing|about|by|not))*\s*",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"(?:on|at|in)?\s*(?:the )?(?:far )?(?:left|right|closest|nearest)", re.IGNORECASE
)
_NOTHING_ELSE = re.compile(
    r"\s*(?:$|[.,;:!?)\n]|(?:by|and|but|so|because|since|as|here|one|of the two|of these|in"
    r"|overall|too|than it(?! is|\w)|than the other)\b)",
    re.IGNORECASE,
)


class Compared(NamedTuple):
    """Two regions, and the relation that is asked of them."""

    pair: tuple[int, int]
    relation: str


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


def find_statements(text: str, compared: Compared | None = None) -> list[Statement]:
    """Return the spatial statements of a text, in order; a question states nothing.

    Where two regions are `compared`, the one that is left out is the other of the two: "so the
    chair is to the left".
    """
    plain = with_signs(plain_text(text))
    plain = one_sign_each(Names([plain.text]).put_signs(plain))
    parts = clauses(plain.text)
    found = [
        *_relations(plain.text, parts, compared),
        *_lengths(plain.text, compared),
        *_directions(plain.text, parts),
    ]
    placed = [_in_original(said, plain, text) for said in found]
    return sorted(placed, key=lambda said: (said.start, said.end))


def _says_enough(text: str, order: Order) -> bool:
    """Whether a comparison names both, or one of them in a sentence that leaves only the other."""
    signs = list(_SIGN.finditer(text, *order.reach))
    if len({region_of(sign[0]) for sign in signs}) == 2:
        return True
    words = text[order.start : order.end]
    if len(signs) != 1 or signs[0].end() > order.start or not order.is_firm:
        return False
    return bool(
        _IS_SO.fullmatch(text, signs[0].end(), order.start)
        and not _PLACED.fullmatch(words)
        and _NOTHING_ELSE.match(text, order.end)
    )


def _in_original(said: Statement, plain: Plain, text: str) -> Statement:
    start, end = plain.span(said.start, said.end)
    return said._replace(start=start, end=end, text=text[start:end])


def _relations(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    named = {region_of(sign) for sign in _SIGN.findall(text)}
    if compared and not named <= set(compared.pair):
        compared = None  # of three it is not known which is meant
    for dimension in DIMENSIONS:
        is_asked = compared and compared.relation in (dimension.more, dimension.less)
        pair = compared.pair if compared and is_asked else None
        for order in find_orders(text, parts, dimension, pair):
            if order.clause.is_question or order.clause.is_idle:
                continue
            if pair and not _says_enough(text, order):
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


def _lengths(text: str, compared: Compared | None) -> Iterator[Statement]:
    for said in find_lengths(text, compared.relation if compared else None):
        yield Statement(
            subject=said.subject,
            relation=said.relation,
            start=said.start,
            end=said.end,
            text="",
            object=said.object,
            value=said.value_m,
            negated=bool(_NEGATION.search(text, *said.gap)),
            certainty=certainty_of(said.clause),
        )


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
