"""Regions told in a row, with a word in brackets, or as a bare index."""

import pytest

from srkit.language.lists import with_bare_choice, with_statements
from srkit.language.names import sign, with_signs
from srkit.language.plain import plain_text


def shown(text: str, less: str = "") -> str:
    """Return the statements of a text with A and B for regions 0 and 1."""
    found = with_statements(with_signs(plain_text(text)), less).text
    return found.replace(sign(0), "A").replace(sign(1), "B")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("From left to right: [1], [0].", "B is to the left of A."),
        ("The order from right to left is [1] then [0].", "B is to the right of A."),
        ("Top to bottom: [0], [1]", "A is above B"),
        ("Tallest to shortest: [1], [0]", "B is taller than A"),
        ("[0] (left), [1] (on the right)", "A is left, B is right"),
        ("Left - [1], right - [0]", "Left: B, right: A"),
        ("It spans 2 m from left to right.", "It spans 2 m from left to right."),
        ("[0] < [1]", "A < B"),
        ("[0] > [1]", "A > B"),
    ],
)
def test_statements(text: str, stated: str) -> None:
    assert shown(text) == stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("[0] < [1]", "A is shorter than B"),
        ("[0] > [1]", "B is shorter than A"),
        ("height([0]) < height([1])", "A is shorter than B"),
    ],
)
def test_sizes_with_a_sign_between(text: str, stated: str) -> None:
    assert shown(text, "shorter") == stated


@pytest.mark.parametrize(
    ("text", "region"),
    [("0", 5), ("**5**", 5), ("The answer is 7.", 7), ("The second", 7), ("first", 5)],
)
def test_an_index_alone_is_a_choice(text: str, region: int) -> None:
    found = with_bare_choice(plain_text(text), [5, 7])
    assert found.text == sign(0 if text == "0" else region)
    assert len(found.origins) == 2


def test_an_index_among_words_is_none() -> None:
    assert with_bare_choice(plain_text("There are 2."), [0, 1]).text == "There are 2."
