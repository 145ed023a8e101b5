"""Calculations done again: right, wrong, rounded, in units, and what is none."""

import time

import pytest

from srkit.language.calculations import find_calculations


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2.38 × 0.45 m = 1.07 m", True),  # 1.071
        ("2.38 × 0.45 m = 0.64 m.", False),
        ("Together: 0.23 m + 0.3 m = 0.53 m.", True),
        ("Together: 0.23 m + 0.3 m = 0.80 m.", False),
        ("5 m - 3 m = 2 m", True),
        ("Distance = 5 m - 3 m = 2 m", True),
        ("5 m − 3 m = 3 m", False),
        ("The distance is 2 m plus 50 cm equals 2.5 m.", True),
        ("The distance is 2 m plus 50 cm equals 52 m.", False),
        ("2 + 3 * 4 = 14", True),  # products first
        ("2 + 3 * 4 = 20", False),
        ("1.8 m / 2 = 0.9 m", True),
        ("1.8 m / 0.6 m = 3", True),
        ("96 / 48 = 3", False),
        ("1/3 of 2: 2 / 3 = 0.67", True),  # rounded
        ("2 / 3 = 0.7", True),
        ("2 / 3 = 0.76", False),
        ("10 - 3 - 2 = 5", True),  # from the left
        (" + ".join(["1"] * 12) + " = 12", True),
        ("5 m - 3 m = 2", True),
        ("1,200 mm + 300 mm = 1.5 m", True),
        ("It is 2 m (6.6 ft) away.", True),
        ("It is 2 m (about 6.5 feet) away.", True),
        ("It is 2 m (20 ft) away.", False),
        ("It is 30 inches, which is 76 cm.", True),
        ("It is 30 inches, which is 1.2 m.", False),
        ("5 feet = 1.5 m", True),
    ],
)
def test_one_calculation(text: str, right: bool) -> None:
    found = find_calculations(text)
    assert [one.is_right for one in found] == [right]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "", "Region [0] is 2 m wide.", "2 m + 3 = 5 m",  # what would that be?
        "2 m × 3 m = 6 m",  # an area is no length
        "between 2 - 3 m", "2 m (0.5 m more than [1])", "x = 0.31, y = 2.4", "2 / 0 = 1",
        "3 objects + 2 objects = 5 objects", "It is 2 m (2 m) away.", "from 10-12 = noon",
        "Region [0] - Region [1] = 2 m",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert find_calculations(text) == []


def test_time_grows_with_the_text() -> None:
    for unit in ("1 + ", "2 m - ", "1.5 × 2 m = ", "= ", "3 ft (", "1"):
        began = time.perf_counter()
        find_calculations(unit * 20_000)
        assert time.perf_counter() - began < 0.5, unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("√(3² + 4²) = 5 m", [True]),
        ("sqrt(1.2^2 + 0.5^2) ≈ 1.3 m", [True]),
        ("The distance is √(1.2² + 0.5²) = 1.7 m.", [False]),
        ("√((0.30 m)² + (1.06 m)²) ≈ 1.10 m", [True]),
        ("sqrt(1.44 + 0.25) = sqrt(1.69) = 1.3", [True]),
        ("2.4 - 1.1 = 1.3 m", [True]),
        ("2.4 - 1.1 = 1.5 m", [False]),
        ("2.85 − 4.48 = −1.63 m", [True]),
        ("2.85 - 4.48 = 1.63 m", [False]),
        ("3.2 m is 10.5 feet", [True]),
        ("3.2 m is 12.5 feet", [False]),
        ("the difference of 0.15 m, about 6 inches, puts", [True]),
        ("25.3 cm / 2.54 ≈ 10.0 inches", [True]),
        ("25.3 cm / 2.54 ≈ 14.0 inches", [False]),
        ("0.93 m × 39.37 = 36.6 inches", [True]),
        ("25.3 cm / 2 = 5 inches", [True]),
        ("25.3 cm / 2 = 10 inches", [False]),
        ("Region [0] is 0.5 m wide, 2 ft tall", []),
    ],
)
def test_roots_conversions_and_signs(text: str, expected: list[bool]) -> None:
    assert [found.is_right for found in find_calculations(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.16 m > 0.32 m", [True]),
        ("1.16 m < 0.32 m", [False]),
        ("0.12 is larger than 0.083", [True]),
        ("1.31 m is less than 1.12 m", [False]),
        ("Since 0.67 exceeds 0.35, the tree is wider", [True]),
        ("30 cm is clearly shorter than 1 m", [True]),
        ("2 m is not more than 3 m", []),
        ("0.5 m is more than 1", []),
        ("it is 2 m wide, more than 1 m", []),
    ],
)
def test_which_is_the_greater(text: str, expected: list[bool]) -> None:
    assert [found.is_right for found in find_calculations(text)] == expected
