"""Relations that are meant, with one of the two left out, and with things by their names."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.statement import Compared, agrees
from srkit.language.statements import find_statements

CAST = Cast([
    Known(0, "crate", "brown"), Known(1, "lamp", "red"), Known(502, "table", "gray"),
    Known(503, "bowl", "blue"),
])  # fmt: skip


def relations(text: str, asked: str = "wider") -> list[tuple]:
    found = find_statements(text, Compared((0, 1), asked), CAST)
    return [(s.subject, s.relation, s.object, s.negated) for s in found if s.value is None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A gray table stands behind the crate.", [(502, "behind", 0, False)]),
        ("A gray table is behind them.", [(502, "behind", 0, False), (502, "behind", 1, False)]),
        ("The crate is left of the lamp and behind it.",
         [(0, "left", 1, False), (0, "behind", 1, False)]),
        ("The crate stands behind the lamp (≈1.0 m) and is taller than it.",
         [(0, "behind", 1, False), (0, "taller", 1, False)]),
        ("The crate is behind the lamp and to its right.",
         [(0, "behind", 1, False), (0, "right", 1, False)]),
        ("The lamp is the wider of the two.", [(1, "wider", 0, False)]),
        ("The lamp is nearer to the camera.", [(1, "front", 0, False)]),
        ("The one that is taller is the lamp.", [(1, "taller", 0, False)]),
        ("Region [1]: lamp, 2.2 m away, i.e. nearer.", [(1, "front", 0, False)]),
        ("A gray table, 1.2 m wide, stands behind.", [(502, "behind", None, False)]),
        ("A gray table is on the left.", [(502, "left", None, False)]),
        ("The two have the same height.", [(0, "taller", 1, True), (0, "shorter", 1, True)]),
        ("The two have about the same height.", [(0, "alike_height", 1, False)]),
        ("The crate is not farther left than the lamp.", [(0, "left", 1, True)]),
        ("The two are at about the same height.", []),
        ("The crate is 0.4 m left of the axis.", []),
        ("There is a gray table on the left with a blue bowl.", []),  # who is left of what?
        ("We need to tell if the crate is taller than the lamp.", []),
        ("Which of the crate and the lamp is taller?", []),
        ("The crate is straight ahead of us.", []),
        ("The crate takes up 19 % of the lamp's height.", [(0, "shorter", 1, False)]),
        ("The crate looks larger than it is.", []),
        ("The crate would be behind the lamp only if it were farther.", []),
        ("The crate is lower than the lamp.", [(0, "below", 1, False)]),
        ("This is how much higher the lamp is than the crate.", [(1, "above", 0, False)]),
    ],
)  # fmt: skip
def test_relations(text: str, found: list[tuple]) -> None:
    assert relations(text) == found


def test_nearest_points_compare_nothing() -> None:
    assert relations("Nearest points: 4.0 m > 3.7 m. Correct, Region [0] is behind Region [1].",
                     "behind") == [(0, "behind", 1, False)]  # fmt: skip


def test_both_of_a_pair_can_be_denied_together() -> None:
    text = "The two have the same height."
    one, other = find_statements(text, Compared((0, 1), "taller"), CAST)
    assert agrees(one, other) is None


def test_coordinates_are_one_statement_if_their_axes_are_told() -> None:
    said = "Take x to the right, y down and z away. The crate is at (−0.2, 1.1, 3.4)."
    (found,) = find_statements(said, None, CAST)
    assert (found.subject, found.relation, found.place) == (0, "position", (-0.2, 1.1, 3.4))
    assert find_statements("The crate is at (0.2, 1.1, 3.4).", None, CAST) == []


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("They are on the same side of the axis.", False),
        ("The two lie on opposite sides of the camera axis, so the offsets add up.", True),
        ("They are not on the same side.", True),
        ("So Region [0] and Region [1] are on the same side of our line.", False),
    ],
)
def test_sides_of_the_axis(text: str, negated: bool) -> None:
    found = find_statements(text, Compared((0, 1), "horizontal_distance"))
    same = [(s.subject, s.object, s.negated) for s in found if s.relation == "same_side"]
    assert same == [(0, 1, negated)]


@pytest.mark.parametrize(
    "text",
    ["They are on opposite sides of the table.", "Are they on the same side of the axis?",
     "Region [0] and Region [2] are on the same side of the axis."],
)  # fmt: skip
def test_what_are_no_sides_of_the_axis(text: str) -> None:
    found = find_statements(text, Compared((0, 1), "horizontal_distance"))
    assert not [s for s in found if s.relation == "same_side"]


def test_no_offset_is_a_distance() -> None:
    text = "They lie one above the other, with no sideways offset at all."
    found = find_statements(text, Compared((0, 1), "horizontal_distance"))
    said = [(s.subject, s.object, s.value) for s in found if s.relation == "horizontal_distance"]
    assert said == [(0, 1, 0.0)]


def test_what_touches_has_no_distance() -> None:
    text = "Region [0] and Region [1] touch each other. They don't touch each other."
    found = find_statements(text, Compared((0, 1), "direct_distance"))
    said = [(s.subject, s.object, s.value) for s in found if s.relation == "direct_distance"]
    assert said == [(0, 1, 0.0)]
