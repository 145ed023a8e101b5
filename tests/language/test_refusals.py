"""Who can't tell, and what is spoken of without being claimed."""

import pytest

from srkit.language.refusals import REFUSES, REMARK, UNDECIDED, is_refusal, is_untold


@pytest.mark.parametrize(
    ("said", "refuses"),
    [
        ("I can't tell.", True), ("There is not enough information.", True),
        ("Please provide the image.", True), ("I can only see a chair.", True),
        ("That depends on the angle.", True), ("I'm not sure.", True), ("It is taller.", False),
        ("I can't tell exactly.", False), ("I can't say by how much.", False),
        ("I don't see how it could be.", False),
    ],
)  # fmt: skip
def test_refusals_are_not_about_how_exactly(said: str, refuses: bool) -> None:
    assert is_refusal(said) is refuses


@pytest.mark.parametrize(
    ("lead", "is_told"),
    [
        ("I cannot say that it is ", False), ("It is not possible to confirm that it is ", False),
        ("It's not clear whether it is ", False), ("I'm not confident that it is ", False),
        ("It may or may not be ", False), ("There is no way to know that it is ", False),
        ("I would not say that it is ", False), ("I wouldn't say it is ", True),
        ("It can't be ", True), ("It is not ", True), ("It is clear that it is ", True),
        ("You can see that it is ", True),
    ],
)  # fmt: skip
def test_what_is_spoken_of_is_not_claimed(lead: str, is_told: bool) -> None:
    assert is_untold(lead) is not is_told


def test_remarks_and_the_undecided() -> None:
    assert REMARK.match("Yes, I can help with that!") and REMARK.match("Yes, both regions are here")
    assert not REMARK.match("Yes, I can confirm that.") and not REMARK.match("Yes, it is.")
    assert UNDECIDED.search("I prefer not to answer") and not UNDECIDED.search("I chose it")
    assert not REFUSES.search("Region [0] is taller")
