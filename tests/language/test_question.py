"""What a question asks for, from its text alone."""

from functools import partial

import pytest

from srkit.language.question import parse_question
from tests.conftest import fastest


@pytest.mark.parametrize(
    ("text", "category", "regions"),
    [
        ("Is Region [0] behind Region [1]?", "behind_predicate", [0, 1]),
        ("Is Region [1] farther from the viewer than Region [0]?", "behind_predicate", [1, 0]),
        ("Is Region [0] in front of Region [1]?", "front_predicate", [0, 1]),
        ("How far apart are Region [0] and Region [1]?", "distance_data", [0, 1]),
        ("What is the distance from Region [0] to Region [1]?", "distance_data", [0, 1]),
        ("What is the horizontal distance between Region [0] and Region [1]?",
         "horizontal_distance_data", [0, 1]),
        ("How far apart are Region [0] and Region [1] vertically?", "vertical_distance_data",
         [0, 1]),
        ("What is the radius of Region [2]?", "width_data", [2]),
        ("How high is Region [0]?", "height_data", [0]),
        ("Region [1] is at what o'clock from Region [0]'s position?", "direction", [1, 0]),
        ("Is Region [0] much taller as Region [1]?", "tall_predicate", [0, 1]),
        ("Is Region [0] further to the viewer than Region [1]?", "behind_predicate", [0, 1]),
        ("Is Region [0] further to the left than Region [1]?", "left_predicate", [0, 1]),
        ("Is Region [0] at a higher level than Region [1]?", "above_predicate", [0, 1]),
        ("Does Region [0] have a lesser width compared to Region [1]?", "thin_predicate", [0, 1]),
        ("Which one is on top, Region [0] or Region [1]?", None, [0, 1]),
        ("Who is positioned more to the left, Region [1] or Region [0]?", "left_choice", [1, 0]),
        ("Between Region [0] and Region [1], which one has more height?", "tall_choice", [0, 1]),
        ("Which is wider, Region [0] or Region [1]?", None, [0, 1]),
        ("If you are at Region [0], where will you find Region [1]?", "direction", [0, 1]),
        ("What is the lateral gap between Region [0] and Region [1]?",
         "horizontal_distance_data", [0, 1]),
        ("How much higher is Region [0] than Region [1]?", "vertical_distance_data", [0, 1]),
        ("Is the width of Region [0] less than that of Region [1]?", "thin_predicate", [0, 1]),
        ("Is the clock (Region [0]) above the mirror (Region [1])?", "above_predicate", [0, 1]),
        ("What color is Region [3]?", None, [3]),
        ("Which is closer to the camera, Region [0] or Region [1]?", None, [0, 1]),
        ("What is behind Region [0]?", None, [0]),
        ("Is Region [0] behind Region [0]?", None, [0]),
        ("Are Region [0], Region [1] and Region [2] in a row?", None, [0, 1, 2]),
    ],
)  # fmt: skip
def test_questions(text: str, category: str | None, regions: list[int]) -> None:
    asked = parse_question(text)
    assert (asked.category, asked.regions) == (category, regions)


@pytest.mark.parametrize(
    ("text", "is_turned"),
    [
        ("Compared with Region [0], is Region [1] taller?", True),
        ("Is Region [0] taller, compared with Region [1]?", False),
        ("Next to Region [3], would Region [0] be the wider one?", True),
        ("From Region [0], at which hour is Region [1]?", False),
        ("At what o'clock is Region [0], seen from Region [1]?", True),
        ("If you stand at Region [0], where on the clock is Region [1] from Region [0]?", False),
    ],
)
def test_which_region_is_the_subject(text: str, is_turned: bool) -> None:
    assert parse_question(text).is_turned is is_turned


def test_a_long_question_takes_no_longer_than_its_length() -> None:
    for piece in ("width ", "higher in ", "Region [0] ", "where "):
        text = piece * 20_000 + "Is Region [0] wider than Region [1]?"
        assert fastest(partial(parse_question, text)) < 0.5, piece
