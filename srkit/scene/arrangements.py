"""How two things lie to each other beyond comparisons: on one side, apart mostly in depth."""

import math
from collections.abc import Callable

from srkit.language.hours import hours_apart
from srkit.language.statement import HEADING, MOSTLY, NEARER, SAME_SIDE, Statement
from srkit.records.rows import Object
from srkit.scene.facts import hours_between

Judge = Callable[[Statement, Object, Object], float | None]

CLEARLY = 0.8  # what differs by less may be the larger one, as it is measured
LEAST_SIDE = 0.05  # metres: what is nearer to the axis is on neither side
WITHIN_HOURS = {"heading": 3.0, "heading_mainly": 1.5}  # of a side, or of what is mainly there,
CLOSE_HOURS = 0.5  # and what is so near to that may be either
HALF_AT_HOURS = 1.0  # and a direction that is off by an hour is half right
# By what two things differ clearly that are not about the same: metres, or a share of the smaller.
ALIKE = {"alike_width": 0.6, "alike_height": 0.6, "alike_size": 1.2, "alike_sideways": 0.6,
         "alike_level": 0.6, "alike_depth": 1.0}  # fmt: skip
ALIKE_AT = 0.5  # of that: what differs by less is about the same


def direction_correctness(hours: float, truth: float) -> float:
    """Return 1 at the truth, ½ an hour away; a whole hour stands for all that rounds to it."""
    rounding = 0.5 if hours == int(hours) else 0.0
    error = max(0.0, hours_apart(hours, truth) - rounding) / (HALF_AT_HOURS - rounding)
    return 0.5 ** (error**2)


def _mostly(statement: Statement, subject: Object, other: Object) -> float | None:
    """Return whether two things are farthest apart along an axis; None where it is close."""
    gaps = [abs(subject["center_m"][k] - other["center_m"][k]) for k in range(3)]
    gap = gaps.pop(MOSTLY.index(statement.relation))
    if CLEARLY * max(gap, *gaps) < min(gap, max(gaps)):
        return None
    return float((gap > max(gaps)) != statement.negated)


def _same_side(statement: Statement, subject: Object, other: Object) -> float | None:
    """Return whether two things are on one side of the camera's axis; None near to it."""
    places = [(thing["center_m"][0], thing["mean_m"][0]) for thing in (subject, other)]
    if min(abs(x) for both in places for x in both) < LEAST_SIDE:
        return None
    sides = {x > 0 for both in places for x in both}
    return float((len(sides) == 1) != statement.negated)


def _nearer(statement: Statement, subject: Object, other: Object) -> float | None:
    """Return whether one thing is nearer to the axis, or the camera's level; None if it is close.

    Centres and means have to agree.
    """
    axis = NEARER.index(statement.relation)
    leads = [abs(other[at][axis]) - abs(subject[at][axis]) for at in ("center_m", "mean_m")]
    if min(leads) < LEAST_SIDE and max(leads) > -LEAST_SIDE:
        return None
    return float((min(leads) > 0) != statement.negated)


def _heading(statement: Statement, subject: Object, other: Object) -> float | None:
    """Return whether this is the way from one thing to another; None where it is close."""
    truth = hours_between(subject, other)
    if truth is None or statement.value is None:
        return None
    if statement.relation not in WITHIN_HOURS:
        return direction_correctness(statement.value, truth)
    off = hours_apart(statement.value, truth) - WITHIN_HOURS[statement.relation]
    return None if abs(off) < CLOSE_HOURS else float(off < 0)


def _alike(statement: Statement, subject: Object, other: Object) -> float | None:
    """Return whether two things are about the same in something; None between yes and no."""
    one, two = (_measures(thing)[statement.relation] for thing in (subject, other))
    apart, limit = abs(one - two), ALIKE[statement.relation]
    if statement.relation in ("alike_width", "alike_height", "alike_size"):
        apart /= min(one, two)
    return None if ALIKE_AT * limit < apart < limit else float((apart < limit) != statement.negated)


def _measures(thing: Object) -> dict[str, float]:
    width, height, _ = thing["size_m"]
    x, y, _ = thing["mean_m"]
    return {"alike_width": width, "alike_height": height, "alike_size": math.prod(thing["size_m"]),
            "alike_sideways": x, "alike_level": y, "alike_depth": thing["nearest_m"]}  # fmt: skip


OF_TWO: dict[str, Judge] = {
    SAME_SIDE: _same_side,
    **dict.fromkeys(MOSTLY, _mostly),
    **dict.fromkeys(NEARER, _nearer),
    **dict.fromkeys(HEADING, _heading),
    **dict.fromkeys(ALIKE, _alike),
}
