"""Is this statement true of this scene, and how nearly? 0 to 1, or None where it can't be told."""

from srkit.language.hours import hours_apart
from srkit.language.statements import INVERSE, Statement
from srkit.scene.facts import LENGTHS, SPANS, UPRIGHT, Scene, hours_between, margin

HALF_AT = 0.25  # a quantity that is off by this share is half right,
HALF_AT_HOURS = 1.0  # and so is a direction that is off by an hour


def check(statement: Statement, scene: Scene) -> float | None:
    """Return how right a statement is."""
    if statement.relation in UPRIGHT and not scene.knows_down:
        return None
    subject, other = scene.find(statement.subject), scene.find(statement.object)
    if statement.relation in INVERSE:
        by = margin(statement.relation, subject, other)
        return None if by == 0.0 else float((by > 0) != statement.negated)
    truth = _truth(statement, scene)
    if truth is None or statement.value is None:
        return None
    if statement.relation == "direction":
        right = direction_correctness(statement.value, truth)
    else:
        right = quantity_correctness(statement.value, truth)
    return 1 - right if statement.negated else right


def _truth(statement: Statement, scene: Scene) -> float | None:
    """Return the quantity that a statement is about, as the scene has it."""
    subject, other = scene.find(statement.subject), scene.find(statement.object)
    relation = statement.relation
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


def direction_correctness(hours: float, truth: float) -> float:
    """Return 1 at the truth, ½ an hour away; a whole hour stands for all that rounds to it."""
    rounding = 0.5 if hours == int(hours) else 0.0
    error = max(0.0, hours_apart(hours, truth) - rounding) / (HALF_AT_HOURS - rounding)
    return 0.5 ** (error**2)


def quantity_correctness(value: float, truth: float) -> float:
    """Return 1 at the truth, ½ at ±25 %, and towards 0 beyond: a bell over the relative error."""
    if truth <= 0:
        return float(value == truth)
    error = min(abs(value - truth) / truth, 100.0)  # further off is as wrong, and can't overflow
    return 0.5 ** ((error / HALF_AT) ** 2)
