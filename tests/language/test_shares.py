"""Along which axis two things are said to be farthest apart."""

import pytest

from srkit.language.statement import Compared
from srkit.language.statements import find_statements


def said(text: str) -> list[tuple[str, bool]]:
    found = find_statements(text, Compared((0, 1), "direct_distance"))
    return [(s.relation, s.negated) for s in found if s.relation.startswith("mostly")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The depth offset dominates.", [("mostly_away", False)]),
        ("Most of the distance between the two is sideways.",
         [("mostly_sideways", False)]),
        ("The vertical component is negligible.", [("mostly_upright", True)]),
        ("Of the three parts, the one in height is therefore the greatest.",
         [("mostly_upright", False)]),
        ("The depth offset doesn't dominate.", []),
        ("The lateral part is larger than the depth part, which dominates.", []),  # which of them?
        ("Region [0] has the largest width.", []),
        ("Most of the distance to Region [2] is depth.", []),  # not of the two
        ("Is most of it depth?", []),
    ],
)  # fmt: skip
def test_shares(text: str, found: list[tuple[str, bool]]) -> None:
    assert said(text) == found
