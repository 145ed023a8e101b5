"""Numbers as people write them."""

import re

import pytest

from srkit.language.numbers import NUMBER, number_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("1,250", 1250), ("1,250.5", 1250.5), ("1,5", 1.5), (".5", 0.5), ("1 1/2", 1.5),
        ("1-1/2", 1.5), ("3/4", 0.75), ("½", 0.5), ("1½", 1.5), ("1 ½", 1.5), ("two", 2),
        ("twenty-five", 25), ("one hundred and twenty", 120), ("one thousand two hundred", 1200),
        ("two and a half", 2.5), ("two-and-a-half", 2.5), ("three and three quarters", 3.75),
        ("half a ", 0.5), ("a quarter of a ", 0.25), ("three quarters of a ", 0.75),
        ("two thirds of a ", 2 / 3), ("seven eighths of an ", 0.875), ("a couple of", 2),
        ("a dozen", 12), ("an ", 1), ("five point five", 5.5), ("1/0", None),
        ("1 - 1/2", 1.5), ("hundred - hundred", 10000), ("1e-400", 0), ("2/3 of a ", 2 / 3),
        ("9" * 400, None),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    match = re.match(NUMBER, text, re.IGNORECASE)
    assert match and match[0].strip() == text.strip()
    found = number_of(match[0])
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize("text", ["few", "several", "meters", "", "-", "Region"])
def test_no_numbers(text: str) -> None:
    assert not re.match(NUMBER, text, re.IGNORECASE)
