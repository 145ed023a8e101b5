"""Yes, no, and neither of them."""

import pytest

from srkit.language.clauses import clauses
from srkit.language.names import with_signs
from srkit.language.polarity import find_polarity, is_alone
from srkit.language.refusals import REFUSES, UNDECIDED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Yes.", [True]), ("No, it isn't so far.", [False]), ("So the answer is no.", [False]),
        ("That is correct.", [True]), ("That is not correct.", [False]), ("Nope", [False]),
        ("I don't think so.", [False]), ("I disagree.", [False]), ("It is.", [True]),
        ("It isn't.", [False]), ("My answer must therefore be negative.", [False]),
        ("That's right.", [True]), ("It is on the right.", []), ("No doubt about it.", []),
        ("It would be wrong to say that.", []), ("There is no difference.", []),
        ("Yes/No", []), ("No, the opposite is true.", [False]), ("You're right, it's far.", []),
        ("I lean towards yes.", [True]), ("It is, by about a metre.", [True]),
    ],
)  # fmt: skip
def test_polarity(text: str, found: list[bool]) -> None:
    said = find_polarity(text, clauses(text), first=0)
    assert list({one.says_yes for one in said if not one.is_weak}) == found


def test_an_ellipsis_about_the_other_region_is_none() -> None:
    from srkit.language.plain import plain_text

    text = with_signs(plain_text("Region [1] doesn't.")).text
    assert not list(find_polarity(text, clauses(text), first=0))
    assert [one.says_yes for one in find_polarity(text, clauses(text), first=1)] == [False]


def test_words_that_are_all_that_is_said() -> None:
    assert is_alone("Absolutely!") is True and is_alone("Not at all.") is False
    assert is_alone("Absolutely fabulous") is None


def test_refusals() -> None:
    assert REFUSES.search("I cannot tell") and not REFUSES.search("It is 2 m")
    assert UNDECIDED.search("I won't pick one") and not UNDECIDED.search("I pick [0]")
