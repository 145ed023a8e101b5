"""Other languages, and slips."""

import pytest

from srkit.language.verdict import judge_response


@pytest.mark.parametrize(
    ("question", "answer", "response"),
    [
        (
            "Is Region [0] to the left of Region [1]?",
            "Yes.",
            "Ja, Region [0] ist links von Region [1].",
        ),
        ("Is Region [0] above Region [1]?", "Yes.", "Oui, Region [0] est au-dessus de Region [1]."),
        ("Which is taller, Region [0] or Region [1]?", "Region [0].", "Region [0] es más alta."),
        ("Is Region [0] taller than Region [1]?", "No.", "noo, regoin [0] is not tallar"),
        ("How tall is Region [0]?", "2 meters", "Region [0] misura 2 metri."),
        ("How tall is Region [0]?", "2 meters", "大约2米"),
    ],
)
def test_what_they_say(question: str, answer: str, response: str) -> None:
    assert judge_response(question, answer, response).verdict is True


def test_a_right_word_is_no_slip() -> None:
    question = "If you are at Region [0], where will you find Region [1]?"
    assert judge_response(question, "6 o'clock", "near the window").verdict is None
