"""Lengths of which nothing says what they measure."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.statement import UNTOLD, Compared
from srkit.language.statements import find_statements

CAST = Cast([Known(0, "crate", "brown"), Known(1, "lamp", "red")])


def untold(text: str) -> list[tuple[str, int, int | None, float]]:
    found = find_statements(text, Compared((0, 1), "left"), CAST, untold=True)
    return [(s.relation, s.subject, s.object, round(s.value or 0.0, 3)) for s in found
            if s.relation in UNTOLD]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The crate: 0.33 m × 0.55 m.", [("size", 0, None, 0.33), ("size", 0, None, 0.55)]),
        ("The crate spans 0.4 m.", [("size", 0, None, 0.4)]),
        ("The two differ by 2.4 m.", [("gap", 0, 1, 2.4)]),
        ("The crate has 1.3 m.", [("length", 0, None, 1.3)]),
        ("Gap: 0.8 m.", [("gap_free", 0, 1, 0.8)]),
        ("From the crate to the lamp: 0.8 m.", [("gap_free", 0, 1, 0.8)]),
        ("Sideways, they differ by 2.4 m.", [("gap_sideways", 0, 1, 2.4)]),
        ("The crate is there, at a distance of perhaps 2.4 m.", [("gap_far", 0, None, 2.4)]),
        ("The crate is 0.4 m wide.", []),  # it is said what it is
        ("1.2 m - 0.4 m = 0.8 m. The crate has 0.8 m.", []),  # and where it comes from
        ("It falls into two parts, of 0.3 m and 0.5 m.", []),
        ("One inch is 2.54 cm.", []),
        ("The limit is 0.1 m.", []),
        ("I assume that a step is about 0.75 m broad, and hold it beside the crate.", []),
        ("Is the crate about 3 m?", []),
    ],
)
def test_leftovers(text: str, found: list) -> None:
    assert untold(text) == found
