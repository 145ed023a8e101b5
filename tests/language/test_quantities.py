"""Lengths in text, in metres."""

import pytest

from srkit.language.quantities import find_quantities, write_quantity


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
        ("3 o'clock, 5 minutes, 2 mm, 12 men, in 3 steps, v1.2 m4", []),
    ],
)
def test_find(text: str, metres: list[float]) -> None:
    assert [q.value_m for q in find_quantities(text)] == pytest.approx(metres)


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
