"""Lengths that are said again in another unit."""

import pytest

from srkit.language.conversions import find_conversions


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("It is 2 m (6.6 ft) tall.", [True]),
        ("It is 2 m (9 ft) tall.", [False]),
        ("It is 0.64 m wide (2.1 ft).", [True]),
        ("It is 0.64 m wide (about 3.4 ft).", [False]),
        ("It's 1.41 m tall (that's 4.6 feet!)", [True]),
        ("0.30 m, that's about a foot", [True]),
        ("30 cm deep (that's about two feet)", [False]),
        ("0.66 m corresponds to 26 inches", [True]),
        ("0.66 m corresponds to 40 inches", [False]),
        ("0.87 m, or 2 ft 10 in", [True]),
        ("0.87 m, or 4 ft 7 in", [False]),
        ("0.3 m wide, 12 in tall", []),  # two things
        ("0.214 m is 21.4 cm. One inch is 2.54 cm.", [True, True]),
        ("2 m away, 3 m apart", []),  # one unit
    ],
)
def test_conversions(text: str, right: list[bool]) -> None:
    assert [is_right for _, _, is_right in find_conversions(text)] == right
