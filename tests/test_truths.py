"""Every true answer that synth can word is right, and what falsifies it is never right.

What an answer becomes by a change is worked out here by plain arithmetic on the numbers that were
put in, not by reading the text back.
"""

import random
import re
from collections import Counter

import pytest

from srkit.language.quantities import METERS
from srkit.language.question import parse_question
from srkit.language.verdict import judge_response
from srkit.scene import geometry
from srkit.scene.questions import CATEGORIES, CHOICES, PREDICATES, Question, Subject, ask

SPELLED = {"m": "meters", "cm": "centimeters", "in": "inches", "ft": "feet"}
LENGTH = re.compile(r"(\d+(?:\.\d+)?) (meters|centimeters|inches|feet)")
LAST = {"yes": "no", "no": "yes"}


def asked(category: str, rng: random.Random) -> Question:
    """Ask about made-up numbers: two regions, or one."""
    relation = CATEGORIES[category]
    if category in PREDICATES or category in CHOICES:
        truth: bool | float = rng.random() < 0.5
    elif relation == "direction":
        truth = round(rng.uniform(0.01, 12), 4)
    else:
        truth = round(10 ** rng.uniform(-1.2, 1.2), 4)
    regions = (7,) if relation in ("width", "height") else (7, 9)
    return ask(category, Subject(regions, truth, 2.0), rng)


def changed(category: str, found: Question, rng: random.Random) -> list[tuple[str, str]]:
    """Return falsified answers, each with the name of what was done to it."""
    answer, made = found.answer, []
    length = LENGTH.search(answer)
    if length:
        value = float(length[1])
        made.append(("times 1.6", LENGTH.sub(lambda m: f"{1.6 * value:.4f} {m[2]}", answer)))
        said = next(unit for unit, words in SPELLED.items() if words == length[2])
        for unit, words in SPELLED.items():
            if not 0.75 <= METERS[unit] / METERS[said] <= 1.25:
                made.append((f"unit {words}", answer.replace(length[2], words)))
    swapped = re.sub(r"\[([01])\]", lambda tag: f"[{1 - int(tag[1])}]", answer)
    if category == "direction":
        hour = found.truth["hour"]
        later = (hour + 3 - 1) % 12 + 1
        made.append(("hour + 3", re.sub(rf"\b{hour} o'clock", f"{later} o'clock", answer)))
    if swapped != answer and not length:
        made.append(("swapped", swapped))
    opening = re.match(r"(Yes|No)\b", answer)
    if opening:
        other = {"Yes": "No", "No": "Yes"}[opening[1]]
        made.append(("yes and no", other + answer[len(opening[1]) :]))
    return made


def check(count: int, seed: int) -> Counter[str]:
    rng, names = random.Random(seed), sorted(CATEGORIES)
    done: Counter[str] = Counter()
    for k in range(count):
        category = names[k % len(names)]
        found = asked(category, rng)
        assert parse_question(found.question).category == category, found.question
        right = judge_response(found.question, found.answer, found.answer)
        assert right.verdict is True, (found, right)
        for name, answer in changed(category, found, rng):
            wrong = judge_response(found.question, found.answer, answer)
            assert wrong.verdict is not True, (name, found, answer, wrong)
            assert wrong.verdict is False or wrong.reason == "contradiction", (found, answer, wrong)
            done[name] += 1
        done[category] += 1
    return done


def test_truths_and_falsehoods() -> None:
    done = check(2400, seed=1)
    assert min(done[name] for name in CATEGORIES) == 100
    assert min(done[name] for name in ("times 1.6", "hour + 3", "swapped", "yes and no")) >= 100


@pytest.mark.slow
def test_twenty_thousand_truths_and_falsehoods() -> None:
    done = check(20_000, seed=2)
    assert sum(done[name] for name in CATEGORIES) == 20_000


def test_the_hours_of_the_benchmark_round_up() -> None:
    assert [geometry.clock_hour(hours) for hours in (0.1, 1.0, 11.9, 12.0)] == [1, 1, 12, 12]


def test_the_official_arithmetic_on_random_numbers() -> None:
    """Within 0.75 and 1.25 times the truth, both included; within an hour, round the clock."""
    rng = random.Random(3)
    for _ in range(2500):
        truth, said = round(10 ** rng.uniform(-1.5, 1.5), 2), round(10 ** rng.uniform(-1.5, 1.5), 2)
        found = judge_response(
            "How wide is Region [0]?", f"{truth} meters", f"It is {said} m wide."
        )
        exact = 75 * round(100 * truth) <= 100 * round(100 * said) <= 125 * round(100 * truth)
        assert found.verdict is exact, (truth, said)
        assert found.parsed == pytest.approx(said) and found.truth_value == pytest.approx(truth)
    for _ in range(2500):
        hour, said = rng.randint(1, 12), rng.randint(1, 12)
        found = judge_response(
            "If you are at Region [0], where will you find Region [1]?",
            f"Region [1] is around {hour} o'clock from Region [0].", f"At {said} o'clock.",
        )  # fmt: skip
        assert found.verdict is ((hour - said) % 12 in (0, 1, 11)), (hour, said)
