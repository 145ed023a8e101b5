"""Is this statement true of this scene, and how nearly? 0 to 1, or None where it can't be told."""

from srkit.language.statements import Statement
from srkit.records.rows import Object, Row
from srkit.scene.facts import depth_margin

HALF_AT = 0.25  # a quantity that is off by this share is half right


class Scene:
    """The measured objects of a row, by region."""

    def __init__(self, row: Row) -> None:
        self.objects: list[Object] = row["objects"]
        self.distances_m: list[list[float | None]] = row["distances_m"]
        self.all_things: bool = bool(row.get("all_things"))
        self.at = {o["region"]: k for k, o in enumerate(self.objects) if "region" in o}

    def find(self, region: int | None) -> Object | None:
        """Return the object of a region."""
        return self.objects[self.at[region]] if region in self.at else None

    def distance(self, a: int | None, b: int | None) -> float | None:
        """Return the direct distance of two regions, in metres."""
        return self.distances_m[self.at[a]][self.at[b]] if a in self.at and b in self.at else None


def check(statement: Statement, scene: Scene) -> float | None:
    """Return how right a statement is."""
    subject, other = scene.find(statement.subject), scene.find(statement.object)
    truth: float | None
    if statement.relation in ("behind", "front"):
        margin = depth_margin(subject, other) if subject and other else 0.0
        if margin == 0.0:
            return None
        holds = (margin > 0) == (statement.relation == "behind")
        return float(holds != statement.negated)
    if statement.relation == "direct_distance":
        truth = scene.distance(statement.subject, statement.object)
    elif statement.relation == "depth":
        truth = subject["nearest_m"] if subject else None
    else:
        return None
    if truth is None or statement.value is None:
        return None
    return quantity_correctness(statement.value, truth)


def quantity_correctness(value: float, truth: float) -> float:
    """Return 1 at the truth, ½ at ±25 %, and towards 0 beyond: a bell over the relative error."""
    if truth <= 0:
        return float(value == truth)
    return 0.5 ** (((value - truth) / truth / HALF_AT) ** 2)
