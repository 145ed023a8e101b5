"""From a random stream to a picture that can be asked what is wanted, and what it is asked.

Worlds are drawn until one shows all that its questions need; what is asked is measured from the
depth that the file will hold, as `describe` will measure it.
"""

import random
from collections.abc import Callable, Sequence
from itertools import combinations, takewhile
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.errors import AddressError
from srkit.records.rows import Camera, Object, Region
from srkit.scene.depth import Depths
from srkit.scene.facts import Scene
from srkit.scene.geometry import DIGITS, direct_distance
from srkit.scene.objects import measure_objects
from srkit.scene.questions import QUANTITIES, Subject, subjects
from srkit.scene.regions import Mask, encode_mask
from srkit.synth.full import full_world
from srkit.synth.render import Trace, paint, trace
from srkit.synth.world import Thing, World, simple_world

WORLDS: dict[str, Callable[[random.Random, bool], World]] = {
    "simple": simple_world, "full": full_world,
}  # fmt: skip
MIN_SHOWN = 40 / 96**2  # of a picture's pixels: a thing that is asked about shows at least this,
MIN_WHOLE = 0.6  # and this share of its outline, which does not touch the picture's edge
DEPTH_UNIT_M = 0.0005
HARD_BELOW = 3.0  # near-tie limits
NEAR_TARGET = 1.3  # a length is near its target within this factor,
CLOSELY = 1.35  # and may be, once it is measured, if the world's own is within this one;
ROUGHLY = 1.7  # a direct distance, if that of the centres is within this one
TRIES = 5000  # worlds drawn for one picture before the request is given up


class Wanted(NamedTuple):
    """What one task is going to ask."""

    category: str
    truth: bool
    is_hard: bool
    target_m: float | None  # the length that is looked for, where one is asked


class View(NamedTuple):
    """A picture, its visible things, and what it is asked of them."""

    image: Image.Image
    depth_m: Depths
    camera: Camera
    visible: list[Region]
    asked: list[Subject]


class Shown(NamedTuple):
    """A thing that a picture shows."""

    name: str
    pixels: NDArray[np.intp]  # flat indices into the picture
    box: list[float]
    is_asked: bool  # it may be: it can be told, shows enough, and is not cut off


def make_view(
    kind: str, size_px: int, is_varied: bool, wanted: Sequence[Wanted], rng: random.Random
) -> View:
    """Draw worlds until one can be asked all that is wanted."""
    for _ in range(TRIES):
        world = WORLDS[kind](rng, is_varied)
        if is_hopeless(world, wanted):
            continue
        traced = trace(world, size_px)
        things = shown_things(traced)
        scene = _measured(traced, things, wanted)
        asked = list(takewhile(bool, (choose(scene, want, rng) for want in wanted)))
        if len(asked) == len(wanted):
            visible: list[Region] = [
                {"box": thing.box, "mask": encode_mask(_mask(thing, size_px)), "name": thing.name}
                for thing in things
            ]
            found = [subject for subject in asked if subject is not None]
            return View(paint(traced), traced.depth_m, traced.camera, visible, found)
    raise AddressError(
        f"none of {TRIES} worlds shows at {size_px} pixels what {len(wanted)} questions need"
    )


def is_hopeless(world: World, wanted: Sequence[Wanted]) -> bool:
    """Whether no length of a world is near one that is wanted: then it need not be drawn."""
    boxes = [_extents(thing) for thing in world.things if thing.is_asked]
    for want in wanted:
        if want.target_m is not None:
            within = ROUGHLY if want.category == "distance_data" else CLOSELY
            low, high = want.target_m / within, want.target_m * within
            if not any(low < length < high for length in _lengths(boxes, want.category)):
                return True
    return False


Box = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]  # x, up, z from and to


def _extents(thing: Thing) -> Box:
    parts = thing.parts
    return (
        (min(p.x - p.width / 2 for p in parts), max(p.x + p.width / 2 for p in parts)),
        (min(p.up for p in parts), max(p.up + p.height for p in parts)),
        (min(p.z - p.depth / 2 for p in parts), max(p.z + p.depth / 2 for p in parts)),
    )


def _lengths(boxes: list[Box], category: str) -> list[float]:
    """Return the lengths of a category, as the world has them."""
    axes = {"horizontal_distance_data": (0,), "vertical_distance_data": (1,)}
    if category in ("width_data", "height_data"):
        axis = int(category == "height_data")
        return [box[axis][1] - box[axis][0] for box in boxes]
    return [
        sum(((a[k][0] + a[k][1] - b[k][0] - b[k][1]) / 2) ** 2
            for k in axes.get(category, (0, 1, 2))) ** 0.5
        for a, b in combinations(boxes, 2)
    ]  # fmt: skip


def shown_things(traced: Trace) -> list[Shown]:
    """Return what is seen of a world's things, in their order."""
    things, size = traced.world.things, len(traced.shown)
    enough = max(16, MIN_SHOWN * size**2)
    flat = traced.shown.ravel()
    counts = np.bincount(flat + 1, minlength=len(things) + 1)
    # One sort tells the pixels of every thing.
    pixels = np.split(np.argsort(flat, kind="stable"), np.cumsum(counts)[:-1])[1:]
    found = []
    for thing, at, outline in zip(things, pixels, traced.outlines, strict=True):
        if not len(at):
            continue
        rows, columns = at // size, at % size
        left, right = int(columns.min()), int(columns.max()) + 1
        box: list[float] = [left, int(rows[0]), right, int(rows[-1]) + 1]
        is_whole = len(at) >= MIN_WHOLE * outline and min(box[:2]) > 0 and max(box[2:]) < size
        is_asked = thing.is_asked and is_whole and len(at) >= enough
        found.append(Shown(thing.name, at, box, is_asked))
    return found


def _mask(thing: Shown, size_px: int) -> Mask:
    mask = np.zeros(size_px * size_px, bool)
    mask[thing.pixels] = True
    return mask.reshape(size_px, size_px)


def _measured(traced: Trace, things: list[Shown], wanted: Sequence[Wanted]) -> Scene:
    """Measure what may be asked; distances only near one that is wanted."""
    kept = np.round(traced.depth_m / DEPTH_UNIT_M) * DEPTH_UNIT_M
    asked = [k for k, thing in enumerate(things) if thing.is_asked]
    objects, clouds = measure_objects(kept, traced.camera, [things[k].pixels for k in asked])
    for thing in objects:
        thing["region"] = asked[thing["region"]]
    count = len(objects)
    distances: list[list[float | None]] = [[None] * count for _ in range(count)]
    targets = [w.target_m for w in wanted if w.category == "distance_data" and w.target_m]
    for i, j in combinations(range(count), 2):
        rough = _center_distance(objects[i], objects[j])
        if any(target / ROUGHLY < rough < target * ROUGHLY for target in targets):
            found = round(direct_distance(clouds[i], clouds[j]), DIGITS)
            distances[i][j] = distances[j][i] = found
    return Scene({"objects": objects, "distances_m": distances, "camera": traced.camera})


def _center_distance(a: Object, b: Object) -> float:
    pairs = zip(a["center_m"], b["center_m"], strict=True)
    return float(sum((one - other) ** 2 for one, other in pairs) ** 0.5)


def choose(scene: Scene, wanted: Wanted, rng: random.Random) -> Subject | None:
    """Return something that can be asked as wanted.

    Of comparisons a hard one, if it is to be one and there is one; of lengths one near the target.
    """
    found = list(subjects(scene, wanted.category))
    if wanted.category in QUANTITIES:
        if wanted.target_m is not None:
            low, high = wanted.target_m / NEAR_TARGET, wanted.target_m * NEAR_TARGET
            found = [subject for subject in found if low < subject.truth < high]
    else:
        found = [subject for subject in found if subject.truth == wanted.truth]
        hard = [subject for subject in found if subject.ease <= HARD_BELOW]
        found = hard if wanted.is_hard and hard else found
    return rng.choice(found) if found else None
