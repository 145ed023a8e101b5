"""A statement about space, how sure it is, and whether two agree.

The relations are those of the twelve groups of the benchmark, and what answers say besides;
docs/rows.md lists the whole vocabulary.
"""

import re
from typing import NamedTuple

from srkit.language.hours import hours_apart
from srkit.language.lexicon import DIMENSIONS
from srkit.language.names import BOTH, FIRST_SEVERAL

INVERSE = {name: other for one in DIMENSIONS
           for name, other in ((one.more, one.less), (one.less, one.more))}  # fmt: skip
SAME_SIDE = "same_side"  # of the camera's axis
# Of one thing: two of its sides, of which the first is the longer one.
SIDES = ("wide", "tall", "deep")
PROPORTIONS = {f"{longer}_than_{SIDES[b]}": (a, b)
               for a, longer in enumerate(("wider", "taller", "deeper"))
               for b in range(3) if a != b}  # fmt: skip
# Lengths of one or two things, whichever of it; or along an axis, or between the things.
AXES, FREE, FAR = ("sideways", "upright", "away"), "free", "far"
NEARER = ("nearer_axis", "nearer_level")  # to the line straight ahead, to the camera's level
# Where the second of two is from the first: on this side, mainly there, at this hour.
HEADING = ("heading", "heading_mainly", "heading_hour")
MOSTLY = tuple(f"mostly_{axis}" for axis in AXES)  # two things are farthest apart
UNTOLD = ("size", "length", "gap", *(f"gap_{way}" for way in (*AXES, FREE, FAR)))
SAME_WITHIN = 0.1  # two readings of one length agree up to this share,
HOURS_WITHIN = 1.0  # two clock directions up to an hour
NEGATION = re.compile(
    r"\bnot\b(?! even| quite)|n't\b|\bno(?! doubt| less| more)\b|\bnever\b", re.IGNORECASE
)
_HEDGES = (  # the paper's W_u: 1.0 for a certain statement, down to 0.8 for a hedged one
    (
        0.8,
        re.compile(
            r"\b(?:possibly|perhaps|maybe|might|could be|may|it is possible|i (?:suppose|guess)"
            r"|hard to (?:say|tell)|(?:not|n't) (?:\w+ )?(?:certain|sure)|uncertain|or might not"
            r"|can(?:not|'t) (?:really )?(?:tell|be sure)|if i see|little more than a guess"
            r"|conceivabl[ey]|as far as (?:i|one) can (?:tell|see)|in all likelihood|chances are"
            r"|unless i(?:'m| am) (?:mistaken|wrong)|if i(?:'m| am) not (?:mistaken|wrong)"
            r"|(?:one|i) (?:could|would|'d) guess|it would seem|i'd guess)\b",
            re.IGNORECASE,
        ),
    ),  # fmt: skip
    (0.85, re.compile(r"\b(?:probably|presumably|likely|apparently|seems?|appears?)\b", re.I)),
    (0.9, re.compile(r"\b(?:approximately|about|roughly|around|nearly|almost|some)\b|~|≈", re.I)),
)


class Compared(NamedTuple):
    """Two regions, and the relation that is asked of them."""

    pair: tuple[int, int]
    relation: str


class Statement(NamedTuple):
    """`subject` and `object` are regions, or numbers of the cast; offsets are the response's.

    `value` is in metres, of a direction in hours: that at which `object` is seen from `subject`.
    Without an object, left and right are sides of the picture, and front and behind of the regions.
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
    place: tuple[float, float, float] | None = None  # to the right, down and away, of a position
    bound: int = 0  # 1 where it is more than the value, -1 where it is less


def certainty_of(sentence: str, only_strong: bool = False) -> float:
    """Return the paper's W_u of a sentence; "about" is no strong hedge."""
    hedges = _HEDGES[:2] if only_strong else _HEDGES
    return next((weight for weight, words in hedges if words.search(sentence)), 1.0)


def topic(statement: Statement) -> tuple[object, ...]:
    """Return what a statement is about; only statements of one topic can agree or disagree."""
    relation = statement.relation
    if relation in INVERSE:
        relation = min(relation, INVERSE[relation])
    if relation in PROPORTIONS:
        return frozenset(PROPORTIONS[relation]), statement.subject
    if relation == "direction":
        return relation, statement.subject, statement.object
    return relation, frozenset((statement.subject, statement.object))


def agrees(a: Statement, b: Statement) -> bool | None:
    """Say whether two statements agree; None if they speak of different things."""
    if (
        a.relation in UNTOLD
        or topic(a) != topic(b)
        or FIRST_SEVERAL <= max(a.subject, a.object or 0) < BOTH
    ):
        return None
    if a.relation in HEADING:
        return None
    if a.relation in PROPORTIONS:
        return (a.relation == b.relation) == (a.negated == b.negated)
    if a.relation in INVERSE:
        if a.negated and b.negated:
            return None if a.relation != b.relation else a.subject == b.subject or None
        flipped = (a.relation != b.relation) ^ (a.subject != b.subject)
        return (a.negated ^ b.negated) == flipped
    if a.value is None or b.value is None or a.negated or b.negated:
        return None
    if a.bound and b.bound:
        return None
    if a.bound or b.bound:
        limit, other = (a, b) if a.bound else (b, a)
        return (other.value or 0.0) * limit.bound >= (limit.value or 0.0) * limit.bound
    if a.relation == "direction":
        return hours_apart(a.value, b.value) <= HOURS_WITHIN
    return abs(a.value - b.value) <= SAME_WITHIN * max(abs(a.value), abs(b.value))
