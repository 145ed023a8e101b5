"""From seed, split and index to a TaskRow with its picture and depth; nothing else decides it.

Categories, and yes and no within each, are dealt out by the index; a world is drawn until all that
its picture is to be asked can be asked of it.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from srkit.errors import AddressError, SrkitError
from srkit.records.flow import Result
from srkit.records.rows import Row
from srkit.records.seeds import derive_random, derive_seed
from srkit.scene.depth import save_depth
from srkit.scene.questions import CATEGORIES, Question, Subject, ask
from srkit.synth.views import DEPTH_UNIT_M, View, Wanted, make_view

HARD_SHARE = 0.75  # of comparisons are to be hard ones
# Lengths that are asked for are spread over these ranges.
SPREAD_M = {
    "simple": {
        "distance_data": (0.4, 3.6), "horizontal_distance_data": (0.15, 3.4),
        "vertical_distance_data": (0.12, 1.5), "width_data": (0.2, 1.1), "height_data": (0.2, 1.4),
    },
    "full": {
        "distance_data": (0.4, 4.0), "horizontal_distance_data": (0.15, 3.6),
        "vertical_distance_data": (0.12, 1.5), "width_data": (0.16, 1.7),
        "height_data": (0.16, 1.7),
    },
}  # fmt: skip


class Settings(NamedTuple):
    """What decides the tasks, beside their index; without `category` all are asked."""

    seed: int = 0
    split: str = "train"
    world: str = "simple"
    size: int = 96
    camera: str = "fixed"
    per_scene: int = 4
    category: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that are asked."""
        return self.category or tuple(CATEGORIES)

    @property
    def stem(self) -> str:
        """What names of tasks and files begin with: other pictures have other names."""
        moved = "v" if self.camera == "varied" else ""
        is_usual = self.per_scene == 4 and not self.category
        mark = "" if is_usual else f"-{derive_seed(self.per_scene, *self.category) % 16**4:04x}"
        return f"{self.world}{self.size}{moved}{mark}-{self.split}-s{self.seed}"


def synth_tasks(indices: Iterable[int], images: str, settings: Settings) -> Iterator[Result]:
    """Yield the tasks of these indices; pictures go to the folder `images`."""
    unknown = set(settings.categories) - set(CATEGORIES)
    if unknown:
        raise AddressError(f"no category {min(unknown)!r}; there are {', '.join(CATEGORIES)}")
    return _tasks(indices, images, settings)


def _tasks(indices: Iterable[int], images: str, settings: Settings) -> Iterator[Result]:
    last, view = -1, None
    for index in indices:
        number, k = divmod(index, settings.per_scene)
        stem = os.path.join(os.path.realpath(images), f"{settings.stem}-{number}")
        if view is None or number != last:
            last, view = number, view_of(number, settings)
            _save(view, stem)
        yield Result([_task(index, view, view.asked[k], stem, settings)])


def _save(view: View, stem: str) -> None:
    """Write picture and depth, before the first row that names them."""
    try:
        os.makedirs(os.path.dirname(stem), exist_ok=True)
        view.image.save(f"{stem}.png", compress_level=2)
        save_depth(f"{stem}-depth.png", view.depth_m, DEPTH_UNIT_M)
    except OSError as error:
        raise SrkitError(f"{error.filename or stem}: {error.strerror}") from error


def task_id(index: int, settings: Settings) -> str:
    """Return the id of a task."""
    return f"{settings.stem}-{index}"


def _task(index: int, view: View, subject: Subject, stem: str, settings: Settings) -> Row:
    category = deal(index, settings).category
    asked = word(index, category, subject, settings)
    rest = [i for i in range(len(view.visible)) if i not in asked.regions]
    return {
        "id": task_id(index, settings),
        "image": f"{stem}.png",
        "question": asked.question,
        "answer": asked.answer,
        "category": category,
        "regions": [view.visible[i] for i in asked.regions],
        "things": [view.visible[i] for i in rest],
        "all_things": True,
        "depth": {"path": f"{stem}-depth.png", "unit_m": DEPTH_UNIT_M, "kind": "metric",
                  "source": "synth"},
        "camera": view.camera,
        "truth": asked.truth,
        "license": "CC0-1.0",
        "origin": f"synth:{settings.world}",
    }  # fmt: skip


def word(index: int, category: str, subject: Subject, settings: Settings) -> Question:
    """Word the question of a task; the words don't depend on the picture."""
    return ask(category, subject, derive_random(settings.stem, "wording", index))


def deal(index: int, settings: Settings) -> Wanted:
    """Return what a task asks: in a block every category comes once, its truth every other time."""
    count = len(settings.categories)
    block, k = divmod(index, count)
    order, phase = _order(settings, block)
    category = order[k]
    rng = derive_random(settings.stem, "deal", index)
    truth = (block + phase[category]) % 2 == 0
    is_hard, share = rng.random() < HARD_SHARE, rng.random()
    spread = SPREAD_M[settings.world].get(category)
    target_m = spread[0] * (spread[1] / spread[0]) ** share if spread else None
    return Wanted(category, truth, is_hard, target_m)


@lru_cache(maxsize=16)  # a picture's tasks are of one block, or of two
def _order(settings: Settings, block: int) -> tuple[list[str], dict[str, int]]:
    order = list(settings.categories)
    derive_random(settings.stem, "order", block).shuffle(order)
    rng = derive_random(settings.stem, "phase")
    return order, {category: rng.randrange(2) for category in settings.categories}


def view_of(number: int, settings: Settings) -> View:
    """Return a picture with what its tasks ask."""
    first = number * settings.per_scene
    wanted = [deal(first + k, settings) for k in range(settings.per_scene)]
    rng = derive_random(settings.stem, "scene", number)
    return make_view(settings.world, settings.size, settings.camera == "varied", wanted, rng)
