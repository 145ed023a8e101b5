"""How two things lie to each other, in the hand-made scene."""

import pytest

from srkit.language.statement import Compared
from srkit.language.statements import find_statements
from srkit.scene.check import check
from srkit.scene.facts import Scene


@pytest.mark.parametrize(
    ("at", "text", "right"),
    [
        ((-0.5, 0.8), "on opposite sides", 1.0),
        ((-0.5, 0.8), "on the same side", 0.0),
        ((0.5, 0.8), "on the same side", 1.0),
        ((0.01, 0.8), "on the same side", None),  # too near to the axis
    ],
)
def test_sides_of_the_axis(
    scene_row: dict, at: tuple[float, float], text: str, right: float | None
) -> None:
    for thing, x in zip(scene_row["objects"], at, strict=True):
        thing["center_m"][0] = thing["mean_m"][0] = x
    compared = Compared((0, 1), "horizontal_distance")
    (statement,) = find_statements(f"They are {text} of the axis.", compared)
    assert check(statement, Scene(scene_row)) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The depth offset dominates.", 1.0),
        ("The depth offset is negligible.", 0.0),
        ("The sideways offset dominates.", 0.0),
        ("The sideways offset is the smallest.", 1.0),
    ],
)
def test_along_which_axis_they_are_farthest_apart(scene_row: dict, text: str, right: float) -> None:
    (statement,) = find_statements(text, Compared((0, 1), "direct_distance"))
    assert check(statement, Scene(scene_row)) == right  # they differ in depth alone
    scene_row["objects"][1]["center_m"][0] += 0.95  # and by nearly as much to the side
    assert check(statement, Scene(scene_row)) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("So the way leads right.", 1.0),
        ("So the way leads left.", 0.0),
        ("The offset points away from the camera.", 1.0),
        ("The offset is 1 m toward the camera.", 0.0),
        ("The direction is mainly rightward.", None),  # it is half-way
        ("The direction is almost straight left.", 0.0),
        ("The direction lies between 1 and 2 o'clock.", 1.0),
        ("The direction lies between 2 and 3 o'clock.", 0.5),
        ("The direction lies between 7 and 8 o'clock.", 0.0),
    ],
)
def test_headings(scene_row: dict, text: str, right: float | None) -> None:
    scene_row["objects"][1]["center_m"][0] = 1.0  # 1 m to the right and 1 m away: half past one
    found = [one for one in find_statements(text, Compared((0, 1), "direction"))
             if one.relation.startswith("heading")]  # fmt: skip
    assert [check(one, Scene(scene_row)) for one in found] == [pytest.approx(right, abs=1e-4)]


@pytest.mark.parametrize(
    ("places", "text", "right"),
    [
        ([(0.2, 1.0), (-0.9, 1.0)], "nearer to the middle line", 1.0),
        ([(-0.9, 1.0), (0.2, 1.0)], "nearer to the middle line", 0.0),
        ([(-0.9, 1.0), (0.2, 1.0)], "farther from the axis", 1.0),
        ([(0.2, 1.0), (-0.22, 1.0)], "nearer to the axis", None),
        ([(0.9, 0.4), (0.2, 1.0)], "closer to the camera's level", 1.0),
        ([(0.9, 1.0), (0.2, -0.4)], "closer to the camera's level", 0.0),
    ],
)
def test_who_is_nearer_to_a_line(
    scene_row: dict, places: list[tuple[float, float]], text: str, right: float | None
) -> None:
    for thing, (x, y) in zip(scene_row["objects"], places, strict=True):
        thing["center_m"][:2] = thing["mean_m"][:2] = [x, y]
    (statement,) = find_statements(f"Region [0] is {text} than Region [1].")
    assert check(statement, Scene(scene_row)) == right


@pytest.mark.parametrize(
    ("width", "x", "text", "right"),
    [
        (1.25, 0.0, "They have practically the same width.", 1.0),
        (1.45, 0.0, "They have practically the same width.", None),
        (1.7, 0.0, "They have practically the same width.", 0.0),
        (1.7, 0.0, "They don't have about the same width.", 1.0),
        (1.5, 0.0, "They fill almost the same amount of space.", 1.0),
        (2.5, 0.0, "They fill almost the same amount of space.", 0.0),
        (1.0, 0.2, "They have nearly the same sideways position.", 1.0),
        (1.0, 0.7, "They have nearly the same sideways position.", 0.0),
        (1.0, 0.0, "They practically touch.", 0.0),  # 2 m apart
    ],
)
def test_what_is_about_the_same(
    scene_row: dict, width: float, x: float, text: str, right: float | None
) -> None:
    scene_row["objects"][1]["size_m"][0] = width
    scene_row["objects"][1]["mean_m"][0] = x
    (statement,) = find_statements(text, Compared((0, 1), "wider"))
    assert check(statement, Scene(scene_row)) == pytest.approx(right, abs=1e-4)
