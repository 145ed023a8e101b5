"""Is this statement true of this scene, and how nearly? 0 to 1, or None where it can't be told."""

from srkit.language.statements import INVERSE, Statement
from srkit.scene.facts import Scene, margin

HALF_AT = 0.25  # a quantity that is off by this share is half right


def check(statement: Statement, scene: Scene) -> float | None:
    """Return how right a statement is."""
    subject, other = scene.find(statement.subject), scene.find(statement.object)
    truth: float | None
    if statement.relation in INVERSE:
        by = margin(statement.relation, subject, other)
        if by == 0.0:
            return None
        holds = by > 0
        return float(holds != statement.negated)
    if statement.relation == "direct_distance":
        truth = scene.distance(statement.subject, statement.object)
    elif statement.relation == "depth":
        truth = subject["nearest_m"] if subject else None
    else:
        return None
    if truth is None or statement.value is None:
        return None
    right = quantity_correctness(statement.value, truth)
    return 1 - right if statement.negated else right


def quantity_correctness(value: float, truth: float) -> float:
    """Return 1 at the truth, ½ at ±25 %, and towards 0 beyond: a bell over the relative error."""
    if truth <= 0:
        return float(value == truth)
    error = min(abs(value - truth) / truth, 100.0)  # further off is as wrong, and can't overflow
    return 0.5 ** ((error / HALF_AT) ** 2)
