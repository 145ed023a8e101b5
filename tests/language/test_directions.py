"""From an answer to an hour: whose place, whose direction, what is taken back."""

import pytest

from srkit.language.directions import read_direction
from srkit.language.names import with_signs
from srkit.language.plain import plain_text
from srkit.language.verdict import judge_response


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[1] is at 3 o'clock.", 3), ("From [0], [1] is at 3 o'clock.", 3),
        ("[0] is at 3 o'clock from [1].", 9), ("Around 2 o'clock you will find [0].", 8),
        ("Not at 3 but at 6 o'clock.", 6), ("First 2 o'clock. Wait, it is 8 o'clock.", 8),
        ("12 o'clock is straight ahead, so [1] is at 4 o'clock.", 4), ("5", 5),
        ("[1] is behind you and to the left.", 7.5), ("It is directly to the right of [0].", 3),
        ("[1] is closer to the camera. It is also farther left.", 7.5),
        ("At 3 o'clock. At 9 o'clock.", "contradiction"), ("I can't tell.", "refusal"),
        ("Facing 12 o'clock, [1] is at 3 o'clock.", 3), ("It is not at 3 o'clock.", "ambiguous"),
        ("Where 3 is right and 9 is left, [1] is behind.", 6), ("to the rear left", 7.5),
        ("3 o'clock is to the right.", "ambiguous"), ("3 o'clock? I can't tell.", "refusal"),
        ("I can't tell if it is at 3 o'clock.", "refusal"), ("At 12 o'clock, so ahead.", 12),
        ("behind the counter", "ambiguous"), ("lower right", 4.5), ("near the window", "ambiguous"),
        ("[1] is nearby.", "ambiguous"), ("Between 1 and 8 o'clock.", "wide_range"),
    ],
)  # fmt: skip
def test_directions(text: str, found: object) -> None:
    hour, reason = read_direction(with_signs(plain_text(text)).text, origin=0, target=1)
    assert (reason if hour is None else hour.value) == found


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("You walk towards 4 o'clock to get from Region [0] to Region [1].", True),
        ("To get to Region [1] from Region [0], go to 4 o'clock.", True),
        ("You walk towards 4 o'clock to get from Region [1] to Region [0].", False),
        ("You walk towards 10 o'clock to get from Region [1] to Region [0].", True),
    ],
)
def test_the_way_from_one_to_the_other(answer: str, verdict: bool) -> None:
    question = "If you stand at Region [0], at which hour of the clock is Region [1]?"
    assert judge_response(question, "4 o'clock", answer).verdict is verdict
