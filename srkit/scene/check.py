"""Is this statement true of this scene, and how nearly? 0 to 1, or None where it can't be told."""

import math

from srkit.language.statement import INVERSE, PROPORTIONS, UNTOLD, Statement
from srkit.records.rows import Object
from srkit.scene.arrangements import OF_TWO, direction_correctness
from srkit.scene.facts import LENGTHS, SPANS, TIE_SIZE, UPRIGHT, Scene, hours_between, margin
from srkit.scene.fitting import fits

HALF_AT = 0.25  # a quantity that is off by this share is half right,
VAGUE = 2.0  # a bound that is farther off than so many times says nothing
RIGHT = 0.5  # and what is less right is wrong
PLACES = {"lateral": 0, "level": 1}  # and their axes
MEANS = {"horizontal_distance": 0, "vertical_distance": 1, "depth_distance": 2}
MIDDLE = 0.08  # of the picture's width, to either side: neither left nor right
LEAST_PLACE = 0.3  # metres: what is nearer to the axis is judged as if it were so far from it


def check(statement: Statement, scene: Scene, is_asked: bool = True) -> float | None:
    """Return how right a statement is; one about one of several things, of which it is most so.

    Distances along an axis are those of centres where they are asked for, else of means as well.
    """
    marks = [_check(statement._replace(subject=a, object=b), scene, is_asked)
             for a in scene.cast.meant(statement.subject) if a is not None
             for b in scene.cast.meant(statement.object) if a != b]  # fmt: skip
    best = max((mark for mark in marks if mark is not None), default=None)
    return None if best is None or (best < RIGHT and None in marks) else best


def _check(statement: Statement, scene: Scene, is_asked: bool) -> float | None:
    if statement.relation in UPRIGHT and not scene.knows_down:
        return None
    if statement.relation in UNTOLD:  # where more is there than is known, it may be of that
        return fits(statement, scene) if scene.is_whole and scene.knows_down else None
    subject, other = scene.find(statement.subject), scene.find(statement.object)
    if statement.relation in ("left", "right") and statement.object is None:
        return _side(statement, scene)
    if statement.relation in ("front", "behind") and statement.object is None:
        return _alone(statement, scene)
    if judge := OF_TWO.get(statement.relation):
        return judge(statement, subject, other) if subject and other else None
    if statement.relation in PROPORTIONS:
        return _proportion(statement, subject)
    if statement.relation in INVERSE:
        by = margin(statement.relation, subject, other)
        return None if by == 0.0 else float((by > 0) != statement.negated)
    if statement.relation in PLACES and subject and statement.value is not None:
        return _place_correctness(PLACES[statement.relation], statement.value, subject)
    if statement.place and subject:
        marks = [_place_correctness(k, value, subject) for k, value in enumerate(statement.place)]
        return sum(marks) / len(marks)
    truth = _truth(statement, scene)
    if truth is None or statement.value is None:
        return None
    if statement.bound:
        return _bound_correctness(statement, truth)
    if statement.relation == "direction":
        right = direction_correctness(statement.value, truth)
    else:
        least = LEAST_PLACE if statement.relation == "depth_distance" else 0.0
        right = quantity_correctness(statement.value, truth, least)
        if statement.relation == "direct_distance" and not is_asked and subject and other:
            apart = math.dist(subject["center_m"], other["center_m"])
            right = max(right, quantity_correctness(statement.value, apart))
        if statement.relation in MEANS and not is_asked and subject and other:
            axis = MEANS[statement.relation]
            truth = abs(subject["mean_m"][axis] - other["mean_m"][axis])
            right = max(right, quantity_correctness(statement.value, truth, least))
    return 1 - right if statement.negated else right


def _truth(statement: Statement, scene: Scene) -> float | None:
    """Return the quantity that a statement is about, as the scene has it."""
    subject, other = scene.find(statement.subject), scene.find(statement.object)
    relation = statement.relation
    if relation == "depth_distance":
        return abs(subject["nearest_m"] - other["nearest_m"]) if subject and other else None
    if relation == "thickness":
        return subject["size_m"][2] if subject else None
    if relation == "direct_distance":
        return scene.distance(statement.subject, statement.object)
    if relation == "depth":
        return subject["nearest_m"] if subject else None
    if relation in LENGTHS:
        return LENGTHS[relation](subject) if subject else None
    if subject is None or other is None:
        return None
    return hours_between(subject, other) if relation == "direction" else SPANS[relation](
        subject, other)  # fmt: skip


def _side(statement: Statement, scene: Scene) -> float | None:
    """Return whether a thing is on this side of the picture; None near the middle."""
    thing = scene.find(statement.subject)
    if not thing or not scene.width:
        return None
    off = (thing["box"][0] + thing["box"][2]) / (2 * scene.width) - 0.5
    if abs(off) < MIDDLE or off * thing["mean_m"][0] < 0:
        return None
    return float(((off < 0) == (statement.relation == "left")) != statement.negated)


def _alone(statement: Statement, scene: Scene) -> float | None:
    """Return whether a thing is nearer, or farther, than one of the regions at least."""
    thing = scene.find(statement.subject)
    if thing is None:
        return None
    margins = [margin(statement.relation, thing, scene.find(region)) for region in scene.at]
    if any(by > 0 for by in margins) or not any(margins):
        return float(not statement.negated) if any(margins) else None
    return None if 0.0 in margins else float(statement.negated)


def _bound_correctness(statement: Statement, truth: float) -> float | None:
    """Return how right "more than 2 m" is; None where it says next to nothing."""
    value = statement.value or 0.0
    side = -statement.bound if statement.negated else statement.bound
    if side * (truth - value) <= 0:
        return quantity_correctness(value, truth)
    return 1.0 if max(truth, value) <= VAGUE * min(truth, value) else None


def _proportion(statement: Statement, thing: Object | None) -> float | None:
    """Return whether one side of a thing is longer than another; None if they are alike."""
    if thing is None:
        return None
    one, other = (thing["size_m"][axis] for axis in PROPORTIONS[statement.relation])
    if abs(one - other) <= TIE_SIZE * min(one, other):
        return None
    return float((one > other) != statement.negated)


def _place_correctness(axis: int, value: float, thing: Object) -> float:
    """Return how right a coordinate is, of the mean or the centre, whichever is meant."""
    truths = [thing["mean_m"][axis], thing["center_m"][axis]]
    error = min(abs(value - truth) / max(abs(truth), LEAST_PLACE) for truth in truths)
    return 0.5 ** ((min(error, 100.0) / HALF_AT) ** 2)


def quantity_correctness(value: float, truth: float, least: float = 0.0) -> float:
    """Return 1 at the truth, ½ at ±25 %, and towards 0 beyond: a bell over the relative error.

    A truth below `least` is judged as widely as that.
    """
    if truth <= 0 and not least:
        return float(value == truth)
    error = min(abs(value - truth) / max(truth, least), 100.0)  # beyond it is as wrong
    return 0.5 ** ((error / HALF_AT) ** 2)
