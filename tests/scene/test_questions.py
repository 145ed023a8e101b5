"""Questions and true answers: right by the scene, by the verdict, and by the question's parser."""

import random

import pytest

from srkit.language.question import parse_question
from srkit.language.verdict import judge_response
from srkit.scene.facts import Scene
from srkit.scene.questions import CATEGORIES, ask, choose_unit


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_template(scene_row: dict, category: str) -> None:
    scene = Scene(scene_row)
    seen = set()
    for seed in range(200):
        for a, b in ((0, 1), (1, 0)):
            found = ask(scene, category, a, b, random.Random(seed))
            assert found is not None
            assert parse_question(found.question) == (category, [a, b])
            assert judge_response(found.question, found.answer, found.answer).verdict is True
            seen |= {found.question, found.answer}
            if category == "behind_predicate":
                assert found.truth["value"] is (a == 1)
            else:
                assert found.truth["value"] == 2.0
    assert len(seen) > 10


def test_ties_are_not_asked(scene_row: dict) -> None:
    scene_row["objects"][1]["nearest_m"] = 3.05
    assert ask(Scene(scene_row), "behind_predicate", 0, 1, random.Random(0)) is None


def test_unit_habits() -> None:
    rng = random.Random(0)
    units = [choose_unit(0.5, rng) for _ in range(1000)]
    assert set(units) == {"in", "cm"} and 750 < units.count("in") < 850
    units = [choose_unit(4.0, rng) for _ in range(1000)]
    assert set(units) == {"m", "ft"} and 650 < units.count("m") < 750
