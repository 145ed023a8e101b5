"""Questions and true answers in 24 categories: what is asked, how it is worded, and what is so."""

import random
import re

import pytest

from srkit.language.question import parse_question
from srkit.language.verdict import judge_response
from srkit.scene import wording
from srkit.scene.facts import Scene
from srkit.scene.questions import (
    CATEGORIES,
    CHOICES,
    PREDICATES,
    QUANTITIES,
    Subject,
    ask,
    choose_unit,
    subjects,
)


@pytest.fixture
def scene(scene_row: dict) -> Scene:
    """Region 1 is behind, left of, above, and twice as large as region 0 in every extent."""
    scene_row["objects"][1] |= {
        "center_m": [-1.0, 0.4, 4.5], "mean_m": [-1.0, 0.4, 4.5], "size_m": [2.0, 2.0, 2.0],
    }  # fmt: skip
    return Scene(scene_row)


def test_24_categories_with_at_least_8_wordings_each() -> None:
    assert (len(PREDICATES), len(CHOICES), len(QUANTITIES), len(CATEGORIES)) == (12, 6, 6, 24)
    for wordings in (wording.PREDICATES, wording.CHOICES, wording.QUANTITIES):
        for questions in wordings.values():
            assert len(set(questions)) == len(questions) >= 8
            assert not any(re.search(r"meter|metre|inch|feet|\bcm\b", text) for text in questions)


HOLDS = {"left": (1, 0), "above": (1, 0), "behind": (1, 0), "wider": (1, 0), "taller": (1, 0),
         "bigger": (1, 0), "right": (0, 1), "below": (0, 1), "front": (0, 1), "thinner": (0, 1),
         "shorter": (0, 1), "smaller": (0, 1)}  # fmt: skip


@pytest.mark.parametrize("category", PREDICATES)
def test_predicates(scene: Scene, category: str) -> None:
    relation = PREDICATES[category]
    found = {subject.regions: subject.truth for subject in subjects(scene, category)}
    assert found == {HOLDS[relation]: True, HOLDS[relation][::-1]: False}
    seen = set()
    for subject in subjects(scene, category):
        for seed in range(300):
            asked = ask(category, subject, random.Random(seed))
            words = asked.answer.split()[0].strip(".,")
            assert (words in ("Yes", "Indeed", "Correct")) is subject.truth
            assert words in ("Yes", "Indeed", "Correct", "No", "Incorrect", "Actually")
            mentioned = [int(k) for k in re.findall(r"Region \[(\d)\]", asked.question)]
            assert mentioned == [0, 1], "the first that is mentioned is Region [0]"
            in_scene = asked.regions[asked.truth["subject"]], asked.regions[asked.truth["object"]]
            assert in_scene == subject.regions
            seen.add(asked.question)
    assert len(seen) == len(wording.PREDICATES[relation])


@pytest.mark.parametrize("category", CHOICES)
def test_choices(scene: Scene, category: str) -> None:
    for subject in subjects(scene, category):
        for seed in range(100):
            asked = ask(category, subject, random.Random(seed))
            (chosen,) = re.findall(r"Region \[(\d)\]", asked.answer)
            assert int(chosen) == asked.truth["value"]
            assert asked.regions[int(chosen)] == HOLDS[CHOICES[category]][0]


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("distance_data", {(0, 1): 2.0, (1, 0): 2.0}),
        ("horizontal_distance_data", {(0, 1): 1.0, (1, 0): 1.0}),
        ("vertical_distance_data", {(0, 1): 0.6, (1, 0): 0.6}),
        ("width_data", {(0,): 1.0, (1,): 2.0}),
        ("height_data", {(0,): 1.0, (1,): 2.0}),
        # From 0 at (0, 3.5) to 1 at (-1, 4.5): 45° to the left, half past ten.
        ("direction", {(0, 1): 10.5, (1, 0): 4.5}),
    ],
)
def test_quantities(scene: Scene, category: str, expected: dict) -> None:
    found = {subject.regions: subject.truth for subject in subjects(scene, category)}
    assert found == pytest.approx(expected)
    for subject in subjects(scene, category):
        asked = ask(category, subject, random.Random(1))
        assert asked.truth["value"] == subject.truth
        assert asked.truth["unit"] == ("h" if category == "direction" else "m")


def test_an_hour_is_rounded_up_and_said_from_the_right_place() -> None:
    for seed in range(200):
        asked = ask("direction", Subject((5, 7), 10.5, 1.0), random.Random(seed))
        assert asked.truth["hour"] == 11 and "11 o'clock" in asked.answer
        assert asked.regions[asked.truth["subject"]] == 5
        assert asked.regions[asked.truth["object"]] == 7
    for hours, hour in ((0.0, 12), (0.1, 1), (11.9, 12), (3.0, 3), (3.01, 4)):
        asked = ask("direction", Subject((0, 1), hours, 1.0), random.Random(0))
        assert asked.truth["hour"] == hour, "h o'clock covers (h - 1, h]"


@pytest.mark.parametrize("category", ["behind_predicate", "front_predicate", "distance_data"])
def test_what_is_understood_so_far_is_understood_in_every_wording(
    scene: Scene, category: str
) -> None:
    for subject in subjects(scene, category):
        for seed in range(200):
            asked = ask(category, subject, random.Random(seed))
            verdict = judge_response(asked.question, asked.answer, asked.answer).verdict
            assert verdict is True, asked


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_wording_is_understood_from_its_text(scene: Scene, category: str) -> None:
    seen = set()
    for subject in subjects(scene, category):
        for seed in range(300):
            question, _, truth, _ = ask(category, subject, random.Random(seed))
            asked = parse_question(question)
            assert asked.category == category, question
            assert asked.regions == list(range(len(subject.regions))), question
            if category not in CHOICES:
                assert asked.is_turned == (truth["subject"] == 1), question
            seen.add(question)
    assert len(seen) >= 8


def test_ties_are_not_asked(scene_row: dict) -> None:
    scene_row["objects"][1]["nearest_m"] = 3.05
    assert not list(subjects(Scene(scene_row), "behind_predicate"))
    assert not list(subjects(Scene(scene_row), "left_predicate"))
    assert not list(subjects(Scene(scene_row), "horizontal_distance_data"))


def test_without_gravity_nothing_upright_is_asked(scene_row: dict) -> None:
    scene_row["camera"] = {"fx": 1.0, "fy": 1.0, "cx": 0.0, "cy": 0.0}
    scene = Scene(scene_row)
    asked = {category for category in CATEGORIES if list(subjects(scene, category))}
    assert not asked & {"height_data", "tall_predicate", "above_choice", "vertical_distance_data"}
    assert {"width_data", "behind_predicate", "direction"} <= asked


def test_unit_habits() -> None:
    rng = random.Random(0)
    units = [choose_unit(0.5, rng) for _ in range(1000)]
    assert set(units) == {"in", "cm"} and 750 < units.count("in") < 850
    units = [choose_unit(4.0, rng) for _ in range(1000)]
    assert set(units) == {"m", "ft"} and 650 < units.count("m") < 750
