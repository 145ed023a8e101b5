"""What a question asks for, from its text alone."""

import pytest

from srkit.language.question import parse_question


@pytest.mark.parametrize(
    ("text", "category", "regions"),
    [
        ("Is Region [0] behind Region [1]?", "behind_predicate", [0, 1]),
        ("Is Region [1] farther from the viewer than Region [0]?", "behind_predicate", [1, 0]),
        ("Is Region [0] in front of Region [1]?", "front_predicate", [0, 1]),
        ("How far apart are Region [0] and Region [1]?", "distance_data", [0, 1]),
        ("What is the distance from Region [0] to Region [1]?", "distance_data", [0, 1]),
        ("What is the horizontal distance between Region [0] and Region [1]?", None, [0, 1]),
        ("What color is Region [3]?", None, [3]),
        ("Which is closer to the camera, Region [0] or Region [1]?", None, [0, 1]),
        ("What is behind Region [0]?", None, [0]),
        ("Is Region [0] behind Region [0]?", None, [0]),
    ],
)
def test_questions(text: str, category: str | None, regions: list[int]) -> None:
    assert parse_question(text) == (category, regions)
