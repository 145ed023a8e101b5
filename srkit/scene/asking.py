"""Questions about a measured scene, with measured answers, in the benchmark's forms.

For pictures of one's own: categories are dealt evenly, yes and no in turn of a coin, near-ties are
left out, and so is what the picture doesn't show whole or the measurement can't tell well enough.
"""

import random
from typing import Any

from srkit.errors import RowError
from srkit.records.rows import Object, Region, Row
from srkit.records.seeds import derive_random
from srkit.scene.facts import LENGTHS, UPRIGHT, Scene
from srkit.scene.questions import CATEGORIES, QUANTITIES, Question, Subject, ask, subjects
from srkit.scene.regions import decode_mask, mask_box

MIN_SHARE = 0.001  # of the picture's pixels that a thing must show
SURE = 0.12  # a length is asked if its standard deviation is a smaller share of it
UNASKED = ("facts", "question", "answer", "category", "truth")


def ask_scene(row: Row, count: int, seed: int = 0) -> list[Row]:
    """Return the scene as so many tasks, fewer if it has no more to ask; none is an error."""
    if row["depth"]["kind"] == "relative":
        raise RowError("relative depth: no answer can be measured in metres")
    whole = _all_as_regions(row)
    rng = derive_random(seed, "ask", row["id"])
    found: list[Row] = []
    taken: set[tuple[str, tuple[int, ...]]] = set()
    left = 0  # categories in a row that had nothing more to ask
    order: list[str] = []
    while len(found) < count and left < len(CATEGORIES):
        if not order:
            order = rng.sample(list(CATEGORIES), len(CATEGORIES))
        category = order.pop()
        subject = _choose(whole, category, taken, rng)
        left = 0 if subject else left + 1
        if subject:
            taken.add((category, subject.regions))
            found.append(_task(row, len(found), category, ask(category, subject, rng)))
    if not found:
        raise RowError(f"nothing can be asked of {len(whole.at)} things that are shown whole")
    return found


def _all_as_regions(row: Row) -> Scene:
    """Return the scene with every object that may be asked as a region, by its place."""
    objects = [
        {**{k: v for k, v in one.items() if k != "region"}, "region": k}
        if _is_asked(one, row) else {k: v for k, v in one.items() if k != "region"}
        for k, one in enumerate(row["objects"])
    ]  # fmt: skip
    return Scene({**row, "objects": objects})


def _is_asked(thing: Object, row: Row) -> bool:
    """Whether a thing shows enough and is not cut off by the picture's edge."""
    width, height = row["width"], row["height"]
    left, top, right, bottom = map(round, thing["box"])
    if "mask" in thing:  # which may reach beyond its box
        mask = decode_mask(thing["mask"], width, height)
        left, top, right, bottom = map(round, mask_box(mask))
    is_whole = left > 0 and top > 0 and right < width and bottom < height
    return is_whole and thing["points"] >= MIN_SHARE * row["width"] * row["height"]


def _choose(
    scene: Scene, category: str, taken: set[tuple[str, tuple[int, ...]]], rng: random.Random
) -> Subject | None:
    found = [one for one in subjects(scene, category) if (category, one.regions) not in taken]
    if category in QUANTITIES:
        found = [one for one in found if _is_sure(scene, category, one)]
    else:
        wanted = rng.random() < 0.5
        found = [one for one in found if one.truth == wanted] or found
    return rng.choice(found) if found else None


def _is_sure(scene: Scene, category: str, subject: Subject) -> bool:
    """Whether a length is known well enough to be asked; of a direction the limits say so."""
    relation = CATEGORIES[category]
    if relation == "direction":
        return True
    axis = 1 if relation in UPRIGHT else 0
    sigmas = []
    for region in subject.regions:
        thing: Any = scene.objects[region]
        own = [thing["sigma_m"]] * 3
        if relation in LENGTHS:
            sigmas.append(thing.get("size_sigmas_m", own)[axis])
        elif relation == "direct_distance":
            sigmas.append(max(thing.get("sigmas_m", own)))
        else:
            sigmas.append(thing.get("sigmas_m", own)[axis])
    return sum(s**2 for s in sigmas) ** 0.5 < SURE * float(subject.truth)


def _task(row: Row, number: int, category: str, asked: Question) -> Row:
    """Return a task whose regions are the asked ones, and all else things."""
    given: list[Region] = [*row.get("regions", []), *row.get("things", [])]
    objects: list[Any] = row["objects"]
    order = [*asked.regions, *(k for k in range(len(objects)) if k not in asked.regions)]
    places = _sources(given, objects)
    taken = [places[k] for k in asked.regions]
    chosen = [given[at] for at in taken]
    rest = [one for at, one in enumerate(given) if at not in taken]
    numbered = [
        {**_without(objects[k], "region"), **({"region": at} if at < len(chosen) else {})}
        for at, k in enumerate(order)
    ]
    scene = {
        **_without(row, *UNASKED),
        "id": f"{row['id']}#ask-{number}",
        "question": asked.question,
        "answer": asked.answer,
        "category": category,
        "regions": chosen,
        "things": rest,
        "truth": asked.truth,
        "origin": "measured",
        "objects": numbered,
        "distances_m": [[row["distances_m"][a][b] for b in order] for a in order],
    }
    return scene


def _sources(given: list[Region], objects: list[Any]) -> list[int]:
    """Return which region or thing each object is of: they come in one order, some are missing."""
    places: list[int] = []
    for thing in objects:
        at = places[-1] + 1 if places else 0
        while _of(given[at]) != _of(thing):
            at += 1
        places.append(at)
    return places


def _of(one: Any) -> tuple[Any, ...]:
    return one["box"], one.get("mask"), one.get("name", "object")


def _without(row: Any, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}
