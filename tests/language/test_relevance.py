"""What is beside the point, and which things a sentence names."""

import pytest

from srkit.language.relevance import concrete_things, is_idle


@pytest.mark.parametrize(
    "sentence",
    [
        "A chair is a nice thing to come home to after a long day of work.",
        "Yellow is a cheerful color and goes well with almost anything.",
        "Benches invite people to sit down and forget the worries of the day.",
        "Don't you think that gray furniture looks wonderfully modern?",
        "Good documentation is a sign of professional work.",
    ],
)
def test_talk(sentence: str) -> None:
    assert is_idle(sentence, ["chair", "bench"], is_whole=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "The chair stands to the left of the bench, a little farther back.",
        "Both lie on the same side of the axis, so their offsets are subtracted.",
        "To be in front means to have the smaller distance from the camera.",
        "Perspective makes near things look larger than they are.",
        "Is the chair the taller one of the two?",
    ],
)
def test_what_is_to_the_point(sentence: str) -> None:
    assert not is_idle(sentence, ["chair", "bench"])


def test_words_of_other_pictures_are_talk_only_where_nothing_else_is_there() -> None:
    sentence = "The meadow slopes gently towards a stony brook."
    assert is_idle(sentence, ["chair", "bench", "brook"], is_whole=True)
    assert not is_idle(sentence, ["chair", "bench", "brook"])


def test_things() -> None:
    assert concrete_things("A white washing machine, and brown shelf; red fire extinguisher") == [
        "machine", "shelf", "extinguisher",
    ]  # fmt: skip
