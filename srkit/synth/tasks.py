"""From seed, split and index to a TaskRow with its picture and depth; nothing else decides it."""

import itertools
import os
import random
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from srkit.records.flow import Result
from srkit.records.rows import Camera, Region, Row
from srkit.records.seeds import derive_random
from srkit.scene.depth import save_depth
from srkit.scene.describe import measure_scene
from srkit.scene.facts import Scene, depth_margin
from srkit.scene.questions import CATEGORIES, ask
from srkit.scene.regions import encode_mask, mask_box
from srkit.synth.render import Picture, render
from srkit.synth.world import camera_for, make_world

WORLD = "simple"
PER_SCENE = 4  # questions about one picture
MIN_SHOWN = 40  # pixels of every shape that is asked about
DEPTH_UNIT_M = 0.0005


class View(NamedTuple):
    """A picture with everything that is measured in it."""

    picture: Picture
    camera: Camera
    visible: list[Region]
    scene: Scene  # region k is visible[k]


def synth_tasks(
    indices: Iterable[int], images: str, seed: int = 0, split: str = "train", size: int = 96
) -> Iterator[Result]:
    """Yield the tasks of these indices; pictures go to the folder `images`."""
    os.makedirs(images, exist_ok=True)
    last, view = -1, None
    for index in indices:
        number = index // PER_SCENE
        stem = os.path.join(os.path.realpath(images), f"{WORLD}{size}-{split}-s{seed}-{number}")
        if view is None or number != last:
            last, view = number, _saved_view(stem, seed, split, number, size)
        yield Result([_task(index, view, stem, seed, split, size)])


def task_id(index: int, seed: int, split: str, size: int) -> str:
    """Return the id of a task."""
    return f"{WORLD}{size}-{split}-s{seed}-{index}"


def _task(index: int, view: View, stem: str, seed: int, split: str, size: int) -> Row:
    number, k = divmod(index, PER_SCENE)
    rng = derive_random(WORLD, seed, split, index)
    category = CATEGORIES[k % len(CATEGORIES)]
    a, b = _choose_pair(view.scene, category, rng, yes=(number + k // len(CATEGORIES)) % 2 == 0)
    # Regions are the asked shapes in order of mention; the question is written after renumbering.
    order = [a, b, *(i for i in range(len(view.visible)) if i not in (a, b))]
    renamed = _reordered(view.scene, order)
    asked = ask(renamed, category, 0, 1, rng)
    assert asked is not None  # _choose_pair gives no near-ties
    return {
        "id": task_id(index, seed, split, size),
        "image": f"{stem}.png",
        "question": asked.question,
        "answer": asked.answer,
        "category": category,
        "regions": [view.visible[i] for i in order[:2]],
        "things": [view.visible[i] for i in order[2:]],
        "all_things": True,
        "depth": {"path": f"{stem}-depth.png", "unit_m": DEPTH_UNIT_M, "kind": "metric",
                  "source": "synth"},
        "camera": view.camera,
        "truth": asked.truth,
        "license": "CC0-1.0",
        "origin": f"synth:{WORLD}",
    }  # fmt: skip


def _saved_view(stem: str, seed: int, split: str, number: int, size: int) -> View:
    """Make a picture that something can be asked about, and write its files."""
    rng = derive_random(WORLD, seed, split, "scene", number)
    view = None
    while view is None:
        view = _view(rng, size)
    view.picture.image.save(f"{stem}.png")
    save_depth(f"{stem}-depth.png", view.picture.depth_m, DEPTH_UNIT_M)
    return view


def _view(rng: random.Random, size: int) -> View | None:
    """Return a picture in which every shape is seen and something can be asked, or None."""
    shapes = make_world(rng)
    camera = camera_for(size)
    picture = render(shapes, camera, size)
    masks = [picture.shown == index for index in range(len(shapes))]
    if min(mask.sum() for mask in masks) < MIN_SHOWN:
        return None
    visible: list[Region] = [
        {"box": mask_box(mask), "mask": encode_mask(mask), "name": shape.kind}
        for mask, shape in zip(masks, shapes, strict=True)
    ]
    # Measured from the depth that the file will hold, so that describe finds the same.
    kept = np.round(picture.depth_m / DEPTH_UNIT_M) * DEPTH_UNIT_M
    measured = measure_scene(picture.image, kept, camera, visible, [])
    scene = Scene({**measured})
    found = any(_apart(scene, a, b) for a, b in _pairs(scene))
    return View(picture, camera, visible, scene) if found else None


def _pairs(scene: Scene) -> list[tuple[int, int]]:
    return list(itertools.permutations(sorted(scene.at), 2))


def _apart(scene: Scene, a: int, b: int) -> float:
    return depth_margin(scene.find(a), scene.find(b))


def _choose_pair(scene: Scene, category: str, rng: random.Random, yes: bool) -> tuple[int, int]:
    pairs = _pairs(scene)
    if category == "behind_predicate":
        sign = 1 if yes else -1
        pairs = [(a, b) for a, b in pairs if sign * _apart(scene, a, b) > 0]
    return rng.choice(pairs)


def _reordered(scene: Scene, order: list[int]) -> Scene:
    objects = [{**scene.objects[scene.at[i]], "region": k} for k, i in enumerate(order)]
    table = [[scene.distance(i, j) for j in order] for i in order]
    return Scene({"objects": objects, "distances_m": table})
