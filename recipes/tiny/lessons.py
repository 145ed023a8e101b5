"""What the small models learn from: pictures without end, questions, true answers, dense targets.

A lesson is one picture with its regions outlined, and several questions about these regions with
the answers that `geometry:` writes without faults, in the trained form. Scenes are those of
`srkit synth --split train`; the questions that synth deals are all there, and others are asked of
the same regions, so that a picture is not looked at for one answer. Nothing here is random but by
the number of the scene.
"""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from srkit.models.faults import PRESETS
from srkit.models.geometric import GeometryPolicy
from srkit.models.prompts import trained_text
from srkit.models.thoughts import STRATEGIES
from srkit.pairs.rows import trained_text as trained_form
from srkit.records.address import parse_address
from srkit.records.rows import Row
from srkit.records.seeds import derive_random
from srkit.scene.facts import Scene
from srkit.scene.objects import measure_scene
from srkit.scene.questions import CATEGORIES, Question, Subject, ask, subjects
from srkit.scene.regions import decode_mask, draw_regions
from srkit.synth.tasks import Settings, deal, view_of, word
from srkit.synth.views import DEPTH_UNIT_M, View
from srkit.synth.world import COLORS, SHAPES

SIZE_PX, PATCH_PX = 96, 8
CELLS = SIZE_PX // PATCH_PX
PAINTS = (*sorted(COLORS), "gray")
FORMS = (*SHAPES, "pole")
NOTHING = -1
SHOWN = 0.15  # of a cell's pixels, from which on it shows a thing
ALONE = ("width_data", "height_data")  # what is asked of one region, what of two,
BETWEEN = [category for category in CATEGORIES if category not in ALONE]
DISTANCES = [category for category in BETWEEN if "distance" in category]  # thrice as often


class Lesson(NamedTuple):
    """One picture and what is asked of it."""

    pixels: NDArray[np.uint8]  # (96, 96, 3), regions outlined
    regions: int
    questions: list[str]  # what follows the picture: legend and question
    answers: list[str]
    categories: list[str]
    role: NDArray[np.int64]  # (cells,) 0 or 1: the region that it shows; −1: none
    paint: NDArray[np.int64]  # (cells,) index of its thing's colour; −1: it shows no thing
    form: NDArray[np.int64]
    lengths: NDArray[np.float32]  # (cells, 6) x, y, nearest, z, log width, log height of its thing


class Measured(NamedTuple):
    """A picture with all that it shows measured, as `describe` would."""

    view: View
    objects: dict[int, Any]  # by index among the visible
    distances_m: dict[tuple[int, int], float | None]


def lessons_of(number: int, settings: Settings, asked_each: int) -> Iterator[Lesson]:
    """Yield the lessons of a scene: one for each set of regions that its tasks ask about."""
    seen = measured(view_of(number, settings))
    rng = derive_random(settings.stem, "lessons", number)
    first = number * settings.per_scene
    dealt: dict[tuple[int, ...], list[tuple[str, Question]]] = {}
    for k, subject in enumerate(seen.view.asked):
        category = deal(first + k, settings).category
        found = word(first + k, category, subject, settings)
        dealt.setdefault(tuple(found.regions), []).append((category, found))
    for regions, asked in dealt.items():
        if all(region in seen.objects for region in regions):
            more = _others(seen, regions, asked_each - len(asked), rng)
            yield _lesson(seen, regions, [*asked, *more], rng)


def texts_of(scenes: int, settings: Settings) -> Iterator[str]:
    """Yield texts for a tokenizer: questions, and answers of every strategy and fault preset."""
    kinds = [f"geometry:?strategy={s}&faults={f}" for s in STRATEGIES for f in PRESETS]
    policies = [GeometryPolicy(parse_address(kind)) for kind in kinds]
    for number in range(scenes):
        seen = measured(view_of(number, settings))
        first = number * settings.per_scene
        for k, subject in enumerate(seen.view.asked):
            index = first + k
            question = word(index, deal(index, settings).category, subject, settings)
            if all(region in seen.objects for region in question.regions):
                row = scene_of(seen, tuple(question.regions))
                row |= {"id": str(index), "question": question.question}
                yield trained_text(row)
                for policy in (policies[0], policies[index % len(policies)]):
                    yield trained_form({"response": policy.write(row, settings.seed, 0)})


def measured(view: View) -> Measured:
    """Measure what a picture shows."""
    kept = np.round(view.depth_m / DEPTH_UNIT_M) * DEPTH_UNIT_M
    found = measure_scene(view.image, kept, view.camera, view.visible, [])
    order = [thing["region"] for thing in found["objects"]]
    distances = {
        (a, b): found["distances_m"][i][j] for i, a in enumerate(order) for j, b in enumerate(order)
    }
    return Measured(view, dict(zip(order, found["objects"], strict=True)), distances)


def scene_of(seen: Measured, regions: tuple[int, ...]) -> Row:
    """Return what a SceneRow holds, these regions first, of what else is there after them."""
    rest = [k for k in seen.objects if k not in regions]
    order = [*regions, *rest]
    objects = [
        {key: value for key, value in seen.objects[k].items() if key != "region"} for k in order
    ]
    for at in range(len(regions)):
        objects[at]["region"] = at
    return {
        "regions": [seen.view.visible[k] for k in regions],
        "things": [seen.view.visible[k] for k in rest],
        "objects": objects,
        "distances_m": [[seen.distances_m[a, b] for b in order] for a in order],
        "camera": seen.view.camera, "width": SIZE_PX, "height": SIZE_PX,
    }  # fmt: skip


def _others(
    seen: Measured, regions: tuple[int, ...], count: int, rng: random.Random
) -> list[tuple[str, Question]]:
    """Ask other questions of the same regions in the same order."""
    scene = Scene(scene_of(seen, regions))
    order = list(range(len(regions)))
    found: list[tuple[str, Question]] = []
    wanted = list(ALONE) if len(regions) == 1 else [*BETWEEN, *DISTANCES, *DISTANCES]
    for category in rng.sample(wanted, len(wanted)) * 2:
        if len(found) >= count:
            break
        choices: list[Subject] = list(subjects(scene, category))
        for subject in rng.sample(choices, len(choices)):
            question = ask(category, subject, rng)
            if question.regions == order:
                found.append((category, question))
                break
    return found


def _lesson(
    seen: Measured, regions: tuple[int, ...], asked: list[tuple[str, Question]], rng: random.Random
) -> Lesson:
    scene = scene_of(seen, regions)
    drawn = draw_regions(seen.view.image, scene["regions"])
    policy = GeometryPolicy(parse_address("geometry:?variety=no"))
    rows = [{**scene, "id": str(k), "question": q.question} for k, (_, q) in enumerate(asked)]
    seed = rng.randrange(2**31)
    return Lesson(
        np.asarray(drawn), len(regions), [trained_text(row) for row in rows],
        [trained_form({"response": policy.write(row, seed, 0)}) for row in rows],
        [category for category, _ in asked], *_dense(seen, regions),
    )  # fmt: skip


def _dense(seen: Measured, regions: tuple[int, ...]) -> tuple[NDArray[Any], ...]:
    """Return what each cell of the picture shows, by the thing that has most of its pixels."""
    shape = CELLS, PATCH_PX, CELLS, PATCH_PX
    shares = np.zeros((len(seen.view.visible), CELLS * CELLS))
    for k, visible in enumerate(seen.view.visible):
        mask = decode_mask(visible["mask"], SIZE_PX, SIZE_PX)
        shares[k] = mask.reshape(shape).mean((1, 3)).ravel()
    for k in set(range(len(shares))) - set(seen.objects):
        shares[k] = 0
    most = shares.argmax(0)
    most[shares.max(0) < SHOWN] = NOTHING
    count = len(shares)
    role, paint, form = (np.full(count + 1, NOTHING) for _ in range(3))
    lengths = np.zeros((count + 1, 6), np.float32)
    for k, thing in seen.objects.items():
        role[k] = regions.index(k) if k in regions else NOTHING
        paint[k] = PAINTS.index(thing["color"]) if thing["color"] in PAINTS else NOTHING
        form[k] = FORMS.index(thing["name"])
        x, y, z = thing["center_m"]
        width, height = (max(side, 0.01) for side in thing["size_m"][:2])
        lengths[k] = x, y, thing["nearest_m"], z, np.log(width), np.log(height)
    return role[most], paint[most], form[most], lengths[most]
