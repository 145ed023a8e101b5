"""Questions and true answers about any measured scene, in the benchmark's 24 categories.

A quantity in an answer is a number of at most two decimals with a unit chosen as the benchmark
chooses (under 1 m mostly inches, from 3 m mostly metres), an hour is rounded up as it does.
"""

import random
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from srkit.language.quantities import write_quantity
from srkit.language.tags import tag
from srkit.records.rows import Row
from srkit.scene import geometry, wording
from srkit.scene.facts import (
    COMPARISONS,
    LENGTHS,
    SPANS,
    UPRIGHT,
    Scene,
    hours_between,
    margin,
    position_limit,
    tie_limit,
)

_WORDS = {"tall": "taller", "short": "shorter", "wide": "wider", "thin": "thinner",
          "big": "bigger", "small": "smaller"}  # fmt: skip
_PREDICATES = ("left", "right", "above", "below", "behind", "front", *_WORDS)
_CHOICES = ("left", "right", "above", "below", "tall", "short")
# Category → the relation that it asks for.
PREDICATES = {f"{word}_predicate": _WORDS.get(word, word) for word in _PREDICATES}
CHOICES = {f"{word}_choice": _WORDS.get(word, word) for word in _CHOICES}
QUANTITIES = {
    "distance_data": "direct_distance", "horizontal_distance_data": "horizontal_distance",
    "vertical_distance_data": "vertical_distance", "width_data": "width",
    "height_data": "height", "direction": "direction",
}  # fmt: skip
CATEGORIES = {**PREDICATES, **CHOICES, **QUANTITIES}
DIGITS = geometry.DIGITS


class Subject(NamedTuple):
    """What can be asked: which regions, what is true of them, and how near a tie it is.

    For a comparison `truth` says whether the relation holds, for a quantity it is the value;
    `ease` is the difference in near-tie limits.
    """

    regions: tuple[int, ...]  # subject, or subject and object
    truth: bool | float
    ease: float


class Question(NamedTuple):
    question: str
    answer: str
    truth: Row
    regions: list[int]  # of the scene, in order of mention: Region [0] is the first of these


def subjects(scene: Scene, category: str) -> Iterator[Subject]:
    """Yield all that a scene can be asked in a category; near-ties are left out."""
    relation = CATEGORIES[category]
    if relation in UPRIGHT and not scene.knows_down:
        return
    if relation in LENGTHS:
        for region, at in scene.at.items():
            yield Subject((region,), round(LENGTHS[relation](scene.objects[at]), DIGITS), 1.0)
        return
    for a, b in permutations(sorted(scene.at), 2):
        found = _compared(scene, relation, a, b)
        if found is not None:
            yield found


def _compared(scene: Scene, relation: str, a: int, b: int) -> Subject | None:
    one, other = scene.objects[scene.at[a]], scene.objects[scene.at[b]]
    if relation in COMPARISONS:
        by = margin(relation, one, other)
        return Subject((a, b), by > 0, abs(by) / tie_limit(relation, one, other)) if by else None
    value: float | None
    if relation == "direction":
        value = hours_between(one, other)
        return None if value is None else Subject((a, b), round(value, DIGITS), 1.0)
    if relation == "direct_distance":
        value = scene.distance(a, b)
        return None if value is None else Subject((a, b), value, 1.0)
    span = SPANS[relation](one, other)
    limit = position_limit(one, other)
    return Subject((a, b), round(span, DIGITS), span / limit) if span > limit else None


def ask(category: str, subject: Subject, rng: random.Random) -> Question:
    """Word a question and its true answer."""
    if category in PREDICATES:
        return _predicate(category, subject, rng)
    if category in CHOICES:
        return _choice(category, subject, rng)
    relation = CATEGORIES[category]
    asked = rng.choice(wording.QUANTITIES[relation])
    order, names = _numbered(asked, subject.regions)
    truth: Row = {"relation": relation, **names.roles, "value": subject.truth}
    if relation == "direction":
        hour = geometry.clock_hour(subject.truth)
        words = {"h": str(hour)}
        truth |= {"unit": "h", "hour": hour}
    else:
        words = {"q": write_quantity(subject.truth, choose_unit(subject.truth, rng))}
        truth |= {"unit": "m"}
    answer = rng.choice(wording.ANSWERS[relation]).format(**names.tags, **words)
    return Question(asked.format(**names.tags), answer, truth, order)


def _predicate(category: str, subject: Subject, rng: random.Random) -> Question:
    relation = PREDICATES[category]
    asked = rng.choice(wording.PREDICATES[relation])
    order, names = _numbered(asked, subject.regions)
    answers = wording.YES if subject.truth else wording.NO
    answer = rng.choice(answers[relation]).format(**names.tags)
    truth = {"relation": relation, **names.roles, "value": subject.truth,
             "limits": round(subject.ease, 2)}  # fmt: skip
    return Question(asked.format(**names.tags), answer, truth, order)


def _choice(category: str, subject: Subject, rng: random.Random) -> Question:
    relation = CHOICES[category]
    asked = rng.choice(wording.CHOICES[relation])
    order, names = _numbered(asked, subject.regions)
    chosen = 0 if subject.truth else 1  # both frames mention {s} first
    answer = rng.choice(wording.CHOSEN[relation]).format(x=tag(chosen))
    truth = {"relation": relation, "value": chosen, "limits": round(subject.ease, 2)}
    return Question(asked.format(**names.tags), answer, truth, order)


class Names(NamedTuple):
    """How a wording's placeholders are filled, and which region is subject and which object."""

    tags: dict[str, str]
    roles: dict[str, int]


def _numbered(asked: str, regions: tuple[int, ...]) -> tuple[list[int], Names]:
    """Number regions in the order in which a wording mentions them."""
    slots = sorted(zip("so", regions, strict=False), key=lambda slot: asked.find(f"{{{slot[0]}}}"))
    roles = {"s": "subject", "o": "object"}
    tags = {slot: tag(k) for k, (slot, _) in enumerate(slots)}
    numbers = {roles[slot]: k for k, (slot, _) in enumerate(slots)}
    return [region for _, region in slots], Names(tags, numbers)


def choose_unit(value_m: float, rng: random.Random) -> str:
    """Return the unit that the benchmark would choose for a length."""
    share = rng.random()
    if value_m < 1:
        return "in" if share < 0.8 else "cm"
    if value_m < 3:
        return "m" if share < 0.5 else "ft"
    return "m" if share < 0.7 else "ft"
