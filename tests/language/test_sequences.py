"""Which of two comes first along a way."""

import pytest

from srkit.language.statement import Compared
from srkit.language.statements import find_statements


def said(text: str) -> list[tuple[int, str, int | None]]:
    found = find_statements(text, Compared((0, 1), "left"))
    return [(s.subject, s.relation, s.object) for s in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("From left to right, Region [0] comes first and then Region [1].", (0, "left", 1)),
        ("Region [1] comes first, counted from the left.", (1, "left", 0)),
        ("Seen from the camera, Region [1] is met before Region [0].", (1, "front", 0)),
        ("From front to back, Region [0] follows Region [1].", (0, "behind", 1)),
        ("On the way down Region [1] comes first.", (1, "above", 0)),
    ],
)
def test_sequences(text: str, found: tuple[int, str, int | None]) -> None:
    assert said(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "From left to right, first Region [0] is measured, which is 2 m wide.",  # numbers
        "From left to right, Region [2] comes first.",  # not of the two
        "First comes Region [0], then Region [1].",  # along which way?
        "From left to right and from front to back Region [0] comes first.",  # along which?
        "From left to right, does Region [0] come first?",
        "From left to right, Region [0] is not the first.",
    ],
)
def test_no_sequences(text: str) -> None:
    assert [one for one in said(text) if one[1] in ("left", "right", "front", "behind")] == []
