"""Lengths in text, in metres."""

from functools import partial

import pytest

from srkit.language.quantities import find_quantities, write_quantity
from tests.conftest import fastest


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("1.27 meters", [1.27]),
        ("about 50cm, or 20 in", [0.5, 0.508]),
        ("4.25 feet", [1.2954]),
        ("1,250 m away", [1250.0]),
        (".5 m", [0.5]),
        ("Region [0] is 2 metres from Region 1", [2.0]),
        ("Of the 2 in the picture, one is 3 in wide.", [0.0762]),
        ("9" * 400 + " m", []),
        ("3 o'clock, 5 minutes, 12 men, in 3 steps, v1.2 m4, 2 m², 3 m/s, 4 square meters", []),
        ("30 mm, 2 km, 3 yards", [0.03, 2000, 2.7432]),
        ("5 ft 2 in", [1.5748]),
        ("5 feet, 2 inches tall", [1.5748]),
        ("5'2\" or so", [1.5748]),
        ("5’7” high", [1.7018]),
        ("10' away", [3.048]),
        ('72"', [1.8288]),
        ("1 m 20 cm", [1.2]),
        ("one meter and twenty centimeters", [1.2]),
        ("a 6-foot-tall lamp", [1.8288]),
        ("two and a half meters", [2.5]),
        ("half a meter", [0.5]),
        ("half an inch", [0.0127]),
        ("a meter and a half", [1.5]),
        ("three quarters of a foot", [0.2286]),
        ("a foot apart", [0.3048]),
        ("a couple of meters", [2.0]),
        ("a few meters, several feet", []),
        ("1m83 or 1m20cm", [1.83, 1.2]),
        ("180 (cm)", [1.8]),
        ("six (6) feet", [1.8288]),
        ("3+ meters", [3.0]),
        ("3.2 in meters", []),
        ("2/3 of a yard", [0.6096]),
        ("1½ ft", [0.4572]),
        ("3 1/2 feet", [1.0668]),
        ("twelve inches", [0.3048]),
        ("2-3 meters", [2.5]),
        ("2 to 3 m", [2.5]),
        ("between 2 and 3 meters", [2.5]),
        ("between 2 m and 3 m", [2.5]),
        ("2 m to 3 m", [2.5]),
        ("two to three feet", [0.762]),
        ("2 ± 0.1 m", [2.0]),
        ("2 m ± 10 cm", [2.0]),
        ("2 m (about 6.5 feet)", [2.0, 1.9812]),
        ("The first is 2 m and the second 3 m", [2.0, 3.0]),
        ("1 m and 3 m respectively", [1.0, 3.0]),
        ("one in the corner, 2 in front of it", []),
        ("Region [0]'s width is 0,8 m", [0.8]),
        ("The chair's 3 feet from it", [0.9144]),
        ("### Step 2\n- 3 m away", [3.0]),
        ("Step 1 - 3 m", [3.0]),
        ('{"answer": "2"}, the sign says "5"', []),
        ("In a yard, from a to 3 m", [3.0]),
        ("2 m and  a  half", [2.5]),
    ],
)
def test_find(text: str, metres: list[float]) -> None:
    assert [q.value_m for q in find_quantities(text)] == pytest.approx(metres)


@pytest.mark.parametrize(
    ("text", "is_wide"), [("1 to 5 meters", True), ("1 to 3 meters", False), ("0.5-2 m", True)]
)
def test_wide_ranges_are_told(text: str, is_wide: bool) -> None:
    (found,) = find_quantities(text)
    assert found.is_wide is is_wide


def test_time_grows_with_length_alone() -> None:
    for piece in (
        "one hundred and ",
        "2 to ",
        "1,",
        "half a ",
        "5' ",
        "9",
        "a ",
        "two and a half ",
    ):
        texts = [(piece * size)[:size] + " m" for size in (20_000, 40_000)]
        short, long = (fastest(partial(find_quantities, text)) for text in texts)
        assert long < 3 * short + 0.05, piece


def test_the_place_is_that_of_the_text() -> None:
    text = "Region [0] is 2 metres away"
    (found,) = find_quantities(text)
    assert text[found.start : found.end] == "2 metres"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(1.0, "m", "1 meters"), (1.236, "m", "1.24 meters"), (0.254, "in", "10 inches"),
     (0.5, "cm", "50 centimeters"), (3.048, "ft", "10 feet")],
)  # fmt: skip
def test_write(value: float, unit: str, text: str) -> None:
    assert write_quantity(value, unit) == text
    assert find_quantities(text)[0].value_m == pytest.approx(value, rel=0.01)
