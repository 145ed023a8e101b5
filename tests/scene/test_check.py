"""Statements against the hand-made scene."""

import pytest

from srkit.language.statements import find_statements
from srkit.scene.check import check, quantity_correctness
from srkit.scene.facts import Scene


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Region [1] is behind Region [0].", 1.0),
        ("Region [0] is behind Region [1].", 0.0),
        ("Region [0] is not behind Region [1].", 1.0),
        ("Region [0] is in front of Region [1].", 1.0),
        ("Region [0] and Region [1] are 2 m apart.", 1.0),
        ("Region [0] and Region [1] are 2.5 m apart.", 0.5),
        ("Region [0] and Region [1] are 1.5 m apart.", 0.5),
        ("Region [0] is 3 m from the camera.", 1.0),
        ("Region [0] is more than 2 m from the camera.", 1.0),
        ("Region [0] is less than 4 m from the camera.", 1.0),
        ("Region [0] is more than 3.75 m from the camera.", 0.5),
        ("Region [0] is not more than 3.2 m from the camera.", 1.0),
        ("Region [0] is no more than 3.2 m from the camera.", 1.0),
        ("Region [0] is no less than 3.75 m from the camera.", 0.5),
        ("Region [0] is not more than 0.5 m from the camera.", 0.5 ** ((2.5 / 3 / 0.25) ** 2)),
        ("Region [0] is more than 1 m from the camera.", None),  # says next to nothing
        ("Region [0] is less than 1000 m from the camera.", None),
        ("Region [0] is behind Region [5].", None),
        ("Region [5] is 3 m from the camera.", None),
    ],
)
def test_check(scene_row: dict, text: str, right: float | None) -> None:
    (statement,) = find_statements(text)
    found = check(statement, Scene(scene_row))
    assert found is None if right is None else found == pytest.approx(right)


def test_one_of_several_is_right_if_any_is(scene_row: dict) -> None:
    first, second = scene_row["objects"]
    scene_row["objects"] = [first, second, {**second, "region": 2}]
    for thing in scene_row["objects"][1:]:
        del thing["region"]
        thing["name"] = "jar"
    scene_row["objects"][2] |= {"nearest_m": 1.0}
    scene = Scene(scene_row)

    def judged(text: str) -> list[float | None]:
        return [check(one, scene) for one in find_statements(text, cast=scene.cast)]

    assert judged("A jar is behind Region [0]. A jar is in front of Region [0].") == [1.0, 1.0]
    scene_row["objects"][2] |= {"nearest_m": 4.0}
    assert judged("A jar is behind Region [0]. A jar is in front of Region [0].") == [1.0, 0.0]
    scene_row["objects"][2] |= {"nearest_m": 3.05}
    assert judged("A jar is in front of Region [0].") == [None], "one of them is tied"


@pytest.mark.parametrize(
    ("size", "right"), [([1.0, 0.5, 1.0], 1.0), ([0.5, 1.0, 1.0], 0.0), ([1.0, 0.95, 1.0], None)]
)
def test_proportions(scene_row: dict, size: list[float], right: float | None) -> None:
    scene_row["objects"][0]["size_m"] = size
    (said,) = find_statements("Region [0] is wider than tall.")
    assert check(said, Scene(scene_row)) == right
    assert check(said._replace(negated=True), Scene(scene_row)) == (
        right and 0.0 if right else None if right is None else 1.0
    )


def test_a_tie_is_not_judged(scene_row: dict) -> None:
    scene_row["objects"][1]["nearest_m"] = 3.05
    (statement,) = find_statements("Region [1] is behind Region [0].")
    assert check(statement, Scene(scene_row)) is None


def test_correctness_falls_smoothly() -> None:
    # 0.5 ** ((e / 0.25)²) at relative errors of 0, 12.5, 25, 50 and 100 %
    expected = {1.0: 1.0, 1.125: 0.5**0.25, 1.25: 0.5, 0.5: 0.0625, 2.0: 0.5**16}
    for value, right in expected.items():
        assert quantity_correctness(value, 1.0) == pytest.approx(right)
    assert quantity_correctness(0.0, 0.0) == 1.0
