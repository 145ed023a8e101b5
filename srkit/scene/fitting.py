"""Whether something of one or two things is so long: a size, a place, a distance.

For lengths of which the words don't say what they measure (`language.leftovers`).
"""

import math
from collections.abc import Iterator
from itertools import combinations

from srkit.language.statement import Statement
from srkit.records.rows import Object
from srkit.scene.facts import TIE_SIGMAS, Scene

WITHIN, LEAST = 0.12, 0.03  # a share, and metres: what is nearer fits, and what may be by chance


def fits(statement: Statement, scene: Scene) -> float | None:
    """Return 0 where nothing is so long; None where something is: which, nobody knows."""
    numbers = [n for n in (statement.subject, statement.object) if n is not None]
    things = [thing for n in numbers if (thing := scene.find(n)) is not None]
    if len(things) < len(numbers) or statement.value is None:
        return None
    regions = [n for n in scene.at if n not in numbers]
    kind = statement.relation
    measures = []
    if kind != "gap":
        measures += [size for thing in things for size in thing["size_m"]]
    if kind != "size":
        measures += [place for thing in things for place in _places(thing)]
        pairs = [*combinations(numbers, 2), *((a, b) for a in numbers for b in regions)]
        measures += [gap for a, b in pairs for gap in _gaps(scene, a, b)]
    value = statement.value
    within = max(WITHIN, TIE_SIGMAS * scene.blur)
    sigma = TIE_SIGMAS * max((thing["sigma_m"] for thing in things), default=0.0)
    least = max(LEAST / 3, min(max(LEAST, sigma), value / 3))
    near = any(abs(value - one) <= max(within * one, least) for one in measures)
    return None if near or not measures else 0.0


def _places(thing: Object) -> Iterator[float]:
    """Yield how far a thing and its ends are from the camera, to the side, down, and ahead."""
    yield thing["nearest_m"]
    yield math.hypot(*thing["center_m"])
    for centre, mean, size in zip(thing["center_m"], thing["mean_m"], thing["size_m"], strict=True):
        yield from (abs(centre), abs(mean), abs(centre - size / 2), abs(centre + size / 2))


def _gaps(scene: Scene, a: int, b: int) -> Iterator[float]:
    """Yield in what two things differ, and how far they are apart."""
    one, other, apart = scene.find(a), scene.find(b), scene.distance(a, b)
    if one is None or other is None:
        return
    if apart is not None:
        yield apart
    yield abs(one["nearest_m"] - other["nearest_m"])
    yield math.dist(one["center_m"], other["center_m"])
    for k in range(3):
        yield abs(one["center_m"][k] - other["center_m"][k])
        yield abs(one["mean_m"][k] - other["mean_m"][k])
        yield abs(one["size_m"][k] - other["size_m"][k])
        low = max(one["center_m"][k] - one["size_m"][k] / 2,
                  other["center_m"][k] - other["size_m"][k] / 2)  # fmt: skip
        high = min(one["center_m"][k] + one["size_m"][k] / 2,
                   other["center_m"][k] + other["size_m"][k] / 2)  # fmt: skip
        yield abs(low - high)
