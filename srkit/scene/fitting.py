"""Whether something of one or two things is so long: a size, a place, a distance.

For lengths of which the words don't say what they measure (`language.leftovers`).
"""

import math
from collections.abc import Iterator
from itertools import combinations

from srkit.language.statement import AXES, FAR, FREE, Statement
from srkit.records.rows import Object
from srkit.scene.facts import TIE_SIGMAS, Scene

WITHIN, LEAST = 0.12, 0.03  # a share, and metres: what is nearer fits, and what may be by chance


def fits(statement: Statement, scene: Scene) -> float | None:
    """Return 0 where nothing is so long; None where something is: which, nobody knows."""
    numbers = [n for n in (statement.subject, statement.object) if n is not None]
    things = [thing for n in numbers if (thing := scene.find(n)) is not None]
    if len(things) < len(numbers) or statement.value is None:
        return None
    kind, _, way = statement.relation.partition("_")
    axes = [AXES.index(way)] if way in AXES else [0, 1, 2]
    regions = [n for n in scene.at if n not in numbers]
    pairs = [*combinations(numbers, 2), *((a, b) for a in numbers for b in regions)]
    measures: list[float] = []
    if kind != "gap":
        measures += [thing["size_m"][k] for thing in things for k in axes]
    if way in (FREE, FAR):
        measures += [gap for a, b in pairs for gap in _free(scene, a, b)]
        if way == FAR:
            measures += [place for thing in things for place in _places(thing, [2])]
    elif kind != "size":
        measures += [place for thing in things for place in _places(thing, axes)]
        measures += [gap for a, b in pairs for gap in _gaps(scene, a, b, axes)]
    value = statement.value
    within = max(WITHIN, TIE_SIGMAS * scene.blur)
    sigma = TIE_SIGMAS * max((thing["sigma_m"] for thing in things), default=0.0)
    least = max(LEAST / 3, min(max(LEAST, sigma), value / 3))
    near = any(abs(value - one) <= max(within * one, least) for one in measures)
    return None if near or not measures else 0.0


def _places(thing: Object, axes: list[int]) -> Iterator[float]:
    """Yield how far a thing and its ends are from the camera, along these axes."""
    if 2 in axes:
        yield thing["nearest_m"]
        yield math.hypot(*thing["center_m"])
    for k in axes:
        centre, size = thing["center_m"][k], thing["size_m"][k]
        yield from (abs(centre), abs(thing["mean_m"][k]))
        yield from (abs(centre - size / 2), abs(centre + size / 2))


def _gaps(scene: Scene, a: int, b: int, axes: list[int]) -> Iterator[float]:
    """Yield in what two things differ along these axes, and how far they are apart."""
    one, other = scene.find(a), scene.find(b)
    if one is None or other is None:
        return
    if len(axes) == len(AXES):
        yield from _free(scene, a, b)
    if 2 in axes:
        yield abs(one["nearest_m"] - other["nearest_m"])
    for k in axes:
        yield from (abs(one[what][k] - other[what][k]) for what in ("center_m", "mean_m", "size_m"))
        yield abs(_between(one, other, k))


def _free(scene: Scene, a: int, b: int) -> Iterator[float]:
    """Yield how far two things are apart, from surface to surface and from centre to centre."""
    one, other, apart = scene.find(a), scene.find(b), scene.distance(a, b)
    if one is None or other is None:
        return
    if apart is not None:
        yield apart
    yield math.dist(one["center_m"], other["center_m"])
    yield from (gap for k in range(3) if (gap := _between(one, other, k)) > 0)


def _between(one: Object, other: Object, axis: int) -> float:
    """Return how much room is between two things along an axis, less than 0 where they overlap."""
    apart = abs(one["center_m"][axis] - other["center_m"][axis])
    return apart - (one["size_m"][axis] + other["size_m"][axis]) / 2
