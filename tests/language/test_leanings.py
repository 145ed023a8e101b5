"""Who of two has more of something, in words that no comparison matches."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.statement import Compared
from srkit.language.statements import find_statements

CAST = Cast([Known(0, "chair", "red"), Known(1, "crate", "brown"), Known(501, "vase", "blue")])


def said(text: str, pair: tuple[int, int] = (0, 1)) -> list[tuple[int, str, int | None]]:
    found = find_statements(text, Compared(pair, "taller"), CAST)
    return [(s.subject, s.relation, s.object) for s in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Of the two it is the crate that reaches up more from base to top.", (1, "taller", 0)),
        ("The chair, it follows, has the greater vertical extent.", (0, "taller", 1)),
        ("In height, then, the crate comes second to the chair.", (1, "shorter", 0)),
        ("So the crate is what stretches farther from left to right.", (1, "wider", 0)),
        ("In terms of space, then, the chair is ahead.", (0, "bigger", 1)),
        ("It must be added that the chair is the object with the shorter range.", (0, "front", 1)),
        ("It is the chair whose center lies lower.", (0, "below", 1)),
        ("The crate is, however, farther away from the camera than they are.", (1, "behind", 0)),
        ("The barrel and the crate are shown. The crate has the larger breadth than the vase.",
         (1, "wider", 501)),
    ],
)  # fmt: skip
def test_leanings(text: str, found: tuple[int, str, int]) -> None:
    assert said(text) == [found]


def test_of_one_thing_it_is_the_other_that_was_spoken_of() -> None:
    text = "The crate stands near the vase. The vase comes first in height."
    assert said(text, (1, 1)) == [(501, "taller", 1)]
    assert said("The vase comes first in height.", (1, 1)) == []  # of whom?


@pytest.mark.parametrize(
    "text",
    [
        "Which of them has the greater height?",
        "If the crate had the greater height, the answer would be yes.",
        "The crate isn't the one that comes first in height.",
        "The top of the crate is farther from its base.",  # a part
        "In the picture the crate takes up more space.",  # how it looks
        "The larger value means the greater height.",  # nobody's
        "The crate has a greater height than expected.",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert said(text) == []
