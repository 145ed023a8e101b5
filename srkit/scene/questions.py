"""Questions and true answers about any measured scene, in the benchmark's forms.

An answer to a predicate begins with its polarity; a quantity is a number of at most two decimals
with a unit chosen as the benchmark chooses (under 1 m mostly inches, from 3 m mostly metres).
"""

import random
from typing import NamedTuple

from srkit.language.quantities import write_quantity
from srkit.language.tags import tag
from srkit.records.rows import Row
from srkit.scene.facts import Scene, depth_margin

CATEGORIES = ("behind_predicate", "distance_data")

_QUESTIONS = {
    "behind_predicate": (
        "Is {a} behind {b}?",
        "Does {a} stand behind {b}, seen from here?",
        "Looking at the picture, is {a} behind {b}?",
        "Is {a} farther from the viewer than {b}?",
    ),
    "distance_data": (
        "What is the distance between {a} and {b}?",
        "How far apart are {a} and {b}?",
        "How far is {a} from {b}?",
        "Can you measure the distance from {a} to {b}?",
    ),
}
_YES = ("Yes, {a} is behind {b}.", "Indeed, {a} is behind {b}.", "Correct, {a} is behind {b}.")
_NO = (
    "No, {a} is not behind {b}.",
    "No, {a} is in front of {b}.",
    "Incorrect, {a} is in front of {b}.",
)
_DISTANCES = (
    "{a} and {b} are {q} apart.",
    "{q}",
    "The distance is {q}.",
    "{a} is {q} away from {b}.",
)


class Question(NamedTuple):
    question: str
    answer: str
    truth: Row


def ask(scene: Scene, category: str, a: int, b: int, rng: random.Random) -> Question | None:
    """Return a question about regions a and b with its true answer; None for a near-tie."""
    names = {"a": tag(a), "b": tag(b)}
    question = rng.choice(_QUESTIONS[category]).format(**names)
    if category == "behind_predicate":
        margin = depth_margin(scene.find(a), scene.find(b))
        if margin == 0.0:
            return None
        answer = rng.choice(_YES if margin > 0 else _NO).format(**names)
        truth = {"relation": "behind", "value": margin > 0, "margin_m": round(abs(margin), 4)}
        return Question(question, answer, truth)
    distance = scene.distance(a, b)
    if distance is None:
        return None
    quantity = write_quantity(distance, choose_unit(distance, rng))
    answer = rng.choice(_DISTANCES).format(q=quantity, **names)
    return Question(
        question, answer, {"relation": "direct_distance", "value": distance, "unit": "m"}
    )


def choose_unit(value_m: float, rng: random.Random) -> str:
    """Return the unit that the benchmark would choose for a length."""
    share = rng.random()
    if value_m < 1:
        return "in" if share < 0.8 else "cm"
    if value_m < 3:
        return "m" if share < 0.5 else "ft"
    return "m" if share < 0.7 else "ft"
