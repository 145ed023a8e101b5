"""Where the one is from the other, in answers that ask for a clock direction."""

import pytest

from srkit.language.statement import Compared
from srkit.language.statements import find_statements


def said(text: str, asked: str = "direction") -> list[tuple[str, float | None]]:
    found = find_statements(text, Compared((0, 1), asked))
    return [(s.relation, s.value) for s in found if s.relation.startswith("heading")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("So the way leads left and a little away from the camera.",
         [("heading", 9.0), ("heading", 12.0)]),
        ("That is 0.53 m toward the camera.", [("heading", 6.0)]),
        ("From Region [0] one has to go to the right to reach Region [1].", [("heading", 3.0)]),
        ("From Region [1] one has to go to the right.", [("heading", 9.0)]),  # the other way
        ("One has to move to the right to get to Region [0].", [("heading", 9.0)]),
        ("The direction is mainly rightward.", [("heading_mainly", 3.0)]),
        ("The direction lies between 2 and 3 o'clock.", [("heading_hour", 2.5)]),
        # What tells how the clock lies, which sector is looked at, or of the camera's axis.
        ("12 o'clock points away from the camera.", []),
        ("Left and toward the camera is the quarter between 6 and 9 o'clock.", []),
        ("Region [1] is at 3 m, and 0.4 m to the left.", []),
        ("One is 0.4 m left of the axis.", []),
        ("From 1 m left to 2 m right, that changes.", []),  # either
        ("It does not lie to the left.", []),
        ("Does it lie to the left?", []),
        ("The tree lies to the left of Region [2].", []),
    ],
)  # fmt: skip
def test_headings(text: str, found: list[tuple[str, float | None]]) -> None:
    assert said(text) == found


def test_only_where_a_direction_is_asked() -> None:
    assert said("So the way leads left.", "left") == []
