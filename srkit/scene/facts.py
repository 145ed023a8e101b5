"""What is so in a scene, as far as it was measured; near-ties say nothing.

The limits below are the only ones: synth asks by them, facts and checks are made by them.
"""

import copy
import math
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from srkit.errors import RowError
from srkit.language.cast import Cast, Known
from srkit.language.names import FIRST_THING
from srkit.language.quantities import write_quantity
from srkit.language.statement import PROPORTIONS
from srkit.language.tags import tag
from srkit.records.rows import Fact, Object, Row
from srkit.scene import geometry
from srkit.scene.geometry import DIGITS

TIE_M = 0.10  # positions closer than this,
TIE_SHARE = 0.03  # or than this share of their distance from the camera, are tied;
TIE_SIZE = 0.15  # sizes are, that differ by less than this share of the smaller;
AXES = {"left": 0, "right": 0, "above": 1, "below": 1}  # others are compared along z
TIE_SIGMAS = 2.0  # and so is what differs by less than this many standard deviations


class Comparison(NamedTuple):
    """How two objects are compared; the difference is positive where the relation holds."""

    difference: Callable[[Object, Object], float]
    size: Callable[[Object], float] | None  # None: positions are compared
    words: str


def _size(axis: int) -> Callable[[Object], float]:
    return lambda thing: thing["size_m"][axis]


def _larger(size: Callable[[Object], float]) -> Callable[[Object, Object], float]:
    return lambda a, b: size(a) - size(b)


_FORWARD = {
    "left": Comparison(lambda a, b: b["mean_m"][0] - a["mean_m"][0], None, "to the left of"),
    "above": Comparison(lambda a, b: b["mean_m"][1] - a["mean_m"][1], None, "above"),
    "behind": Comparison(lambda a, b: a["nearest_m"] - b["nearest_m"], None, "behind"),
    "bigger": Comparison(_larger(geometry.volume), geometry.volume, "bigger than"),
    "taller": Comparison(_larger(_size(1)), _size(1), "taller than"),
    "wider": Comparison(_larger(_size(0)), _size(0), "wider than"),
}
_BACKWARD = {
    "right": ("left", "to the right of"), "below": ("above", "below"),
    "front": ("behind", "in front of"), "smaller": ("bigger", "smaller than"),
    "shorter": ("taller", "shorter than"), "thinner": ("wider", "thinner than"),
}  # fmt: skip


def _swapped(way: Comparison, words: str) -> Comparison:
    return way._replace(difference=lambda a, b: way.difference(b, a), words=words)


COMPARISONS = _FORWARD | {
    name: _swapped(_FORWARD[other], words) for name, (other, words) in _BACKWARD.items()
}
# What can't be told without knowing where down is.
UPRIGHT = {"above", "below", "taller", "shorter", "height", "vertical_distance", "level",
           "nearer_level", "alike_height", "alike_size", "alike_level", *PROPORTIONS}  # fmt: skip
LENGTHS: dict[str, Callable[[Object], float]] = {"width": _size(0), "height": _size(1)}
SPANS = {
    "horizontal_distance": geometry.horizontal_distance,
    "vertical_distance": geometry.vertical_distance,
}


class Scene:
    """The measured objects of a row, by region."""

    def __init__(self, row: Row) -> None:
        self.objects: list[Object] = row["objects"]
        self.distances_m: list[list[float | None]] = row["distances_m"]
        self.at = {o["region"]: k for k, o in enumerate(self.objects) if "region" in o}
        # Regions that show too few points were not measured, but they are there.
        self.regions = max(len(row.get("regions", [])), *(region + 1 for region in self.at), 0)
        self.knows_down = "pitch_deg" in row.get("camera", {"pitch_deg": 0})
        self.width: int = row.get("width", 0)
        self.blur = 0.0  # by what share lengths are off, beyond what the objects say
        # Whether nothing else is in the picture, and what all of it is called.
        self.is_whole = row.get("all_things") is True
        parts = (*self.objects, *row.get("regions", []), *row.get("things", []))
        self.names = {part["name"].lower() for part in parts if part.get("name")}

    def seen_as(
        self, objects: list[Object], distances_m: list[list[float | None]], blur: float
    ) -> "Scene":
        """Return the same scene with its objects measured otherwise, off by about this share."""
        other = copy.copy(self)
        other.objects, other.distances_m, other.blur = objects, distances_m, blur
        return other

    @cached_property
    def cast(self) -> Cast:
        """What its objects are called, regions or not."""
        return Cast(
            Known(thing.get("region", FIRST_THING + k), thing["name"], thing.get("color"))
            for k, thing in enumerate(self.objects)
        )

    def called(self, number: int) -> int | str:
        """Return what rows call a subject: a region's index, or a thing's name."""
        number = self.cast.meant(number)[0] or 0
        if number < FIRST_THING:
            return number
        thing = self.objects[number - FIRST_THING]
        return f"{thing['color']} {thing['name']}" if "color" in thing else thing["name"]

    def _index(self, number: int | None) -> int | None:
        if number is None or number < FIRST_THING:
            return self.at.get(number) if number is not None else None
        index = number - FIRST_THING
        return index if index < len(self.objects) else None

    def find(self, number: int | None) -> Object | None:
        """Return the object of a region, or a thing by its number in the cast."""
        index = self._index(number)
        return None if index is None else self.objects[index]

    def distance(self, a: int | None, b: int | None) -> float | None:
        """Return the direct distance of two of them, in metres."""
        i, j = self._index(a), self._index(b)
        return None if i is None or j is None else self.distances_m[i][j]


def open_scene(row: Row) -> Scene:
    """Return a row's measured scene, or say which command makes one."""
    if "objects" not in row or "distances_m" not in row:
        raise RowError("the row has no measured scene: run `srkit describe` on it first")
    count = len(row["objects"])
    if [len(line) for line in row["distances_m"]] != [count] * count:
        raise RowError("'distances_m' has no row and column for each of 'objects'")
    return Scene(row)


def tie_limit(relation: str, a: Object, b: Object) -> float:
    """Return the difference up to which a relation can't be told of two objects."""
    size = COMPARISONS[relation].size
    if size is None:
        far = (a["nearest_m"] + b["nearest_m"]) / 2
        axis = AXES.get(relation, 2)
        sigmas = [thing["sigmas_m"][axis] if "sigmas_m" in thing else thing["sigma_m"]
                  for thing in (a, b)]  # fmt: skip
        return max(TIE_M, TIE_SHARE * far, TIE_SIGMAS * math.hypot(*sigmas))
    sigmas = [_size_sigma(relation, thing) for thing in (a, b)]
    return max(TIE_SIZE * min(size(a), size(b)), TIE_SIGMAS * math.hypot(*sigmas))


def _size_sigma(relation: str, thing: Object) -> float:
    """Return the standard deviation of a size; both ends of an extent are uncertain."""
    x, y, z = thing.get("size_sigmas_m") or [thing["sigma_m"] * math.sqrt(2)] * 3
    if relation not in ("bigger", "smaller"):
        return y if relation in UPRIGHT else x
    width, height, depth = thing["size_m"]
    return math.hypot(width * height * z, height * depth * x, depth * width * y)


def margin(relation: str, a: Object | None, b: Object | None) -> float:
    """Return by how much a relation holds of a and b, below 0 if its inverse does; 0 if tied."""
    if a is None or b is None:
        return 0.0
    difference = COMPARISONS[relation].difference(a, b)
    return difference if abs(difference) > tie_limit(relation, a, b) else 0.0


def position_limit(a: Object, b: Object) -> float:
    """Return how far two centres must be apart for their distance or direction to be told."""
    return tie_limit("behind", a, b)


def hours_between(origin: Object, target: Object) -> float | None:
    """Return the clock direction, or None if one stands over the other or too close to it."""
    (x, _, z), (u, _, w) = origin["center_m"], target["center_m"]
    if math.hypot(u - x, w - z) <= position_limit(origin, target):
        return None
    return geometry.direction_hours(origin, target)


def facts_of(scene: Scene, regions: list[int]) -> list[Fact]:
    """Return the facts of these regions, and of every two of them."""
    facts: list[Fact] = []
    for i in regions:
        facts += _lengths(scene, i)
        for j in regions:
            a, b = scene.find(i), scene.find(j)
            if i == j or a is None or b is None:
                continue
            for relation in _FORWARD | _BACKWARD:
                by = margin(relation, a, b)
                if by > 0 and (scene.knows_down or relation not in UPRIGHT):
                    text = f"{tag(i)} is {COMPARISONS[relation].words} {tag(j)}."
                    facts.append({"subject": i, "relation": relation, "object": j,
                                  "margin": round(by, DIGITS), "text": text})  # fmt: skip
            hours = hours_between(a, b)
            if hours is not None:
                text = f"From {tag(i)}, {tag(j)} is at {geometry.clock_hour(hours)} o'clock."
                facts.append({"subject": i, "relation": "direction", "object": j,
                              "value": round(hours, DIGITS), "unit": "h", "margin": 0.0,
                              "text": text})  # fmt: skip
            if i < j:
                facts += _distances(scene, i, j, a, b)
    return facts


def _lengths(scene: Scene, region: int) -> list[Fact]:
    """Return width and height of a region."""
    thing = scene.find(region)
    facts: list[Fact] = []
    for relation, measured in LENGTHS.items():
        if thing is not None and (scene.knows_down or relation not in UPRIGHT):
            value = measured(thing)
            if value <= TIE_SIGMAS * _size_sigma(relation, thing):
                continue  # as likely nothing at all
            adjective = "wide" if relation == "width" else "tall"
            text = f"{tag(region)} is {write_quantity(value)} {adjective}."
            facts.append({"subject": region, "relation": relation, "value": value, "unit": "m",
                          "margin": value, "text": text})  # fmt: skip
    return facts


def _distances(scene: Scene, i: int, j: int, a: Object, b: Object) -> list[Fact]:
    """Return how far two regions are apart: straight, sideways, in height."""
    found = {"direct_distance": scene.distance(i, j)}
    found |= {relation: round(span(a, b), DIGITS) for relation, span in SPANS.items()}
    how = {"direct_distance": "", "horizontal_distance": " horizontally",
           "vertical_distance": " vertically"}  # fmt: skip
    facts: list[Fact] = []
    for relation, value in found.items():
        if relation in SPANS and value is not None and value <= position_limit(a, b):
            continue  # a near-tie
        if value is not None and (scene.knows_down or relation not in UPRIGHT):
            text = f"{tag(i)} and {tag(j)} are {write_quantity(value)} apart{how[relation]}."
            facts.append({"subject": i, "relation": relation, "object": j, "value": value,
                          "unit": "m", "margin": value, "text": text})  # fmt: skip
    return facts
