"""Clock directions in all their spellings."""

import pytest

from srkit.language.hours import bare_hour, cardinal_hour, clock, find_hours, hours_apart


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("at 3 o'clock", [3]), ("five o’clock".replace("’", "'"), [5]), ("2-o'clock", [2]),
        ("10:30", [10.5]), ("half past five", [5.5]), ("a quarter to 3", [2.75]),
        ("ten thirty", [10.5]), ("3.5 o'clock", [3.5]), ("0 o'clock", [12]),
        ("between 1 and 2 o'clock", [1.5]), ("12 to 1 o'clock", [0.5]), ("11-12 o'clock", [11.5]),
        ("the ten or eleven o'clock mark", [10.5]), ("90 degrees clockwise", [3]),
        ("30° to your left", [11]), ("at 4:00 pm", []), ("step 3", []), ("2 m", []),
        ("not at 3 o'clock but at 6 o'clock", [3, 6]),
    ],
)  # fmt: skip
def test_hours(text: str, hours: list[float]) -> None:
    assert [round(hour.value, 6) for hour in find_hours(text)] == hours


def test_ranges_may_be_too_wide() -> None:
    assert find_hours("anywhere between 1 and 9 o'clock")[0].is_wide
    assert find_hours("3 or 9 o'clock")[0].is_wide
    assert not find_hours("between 2 and 4 o'clock")[0].is_wide


@pytest.mark.parametrize(
    ("text", "hour"),
    [("straight ahead", 12), ("to the right", 3), ("behind you", 6), ("on the left", 9),
     ("behind and to the left", 7.5), ("north-east of it", 1.5), ("closer to the camera", 6),
     ("left or right", None), ("nearby", None), ("right next to it", None)],
)  # fmt: skip
def test_words(text: str, hour: float | None) -> None:
    found = cardinal_hour(text)
    assert (found.value if found else None) == hour
    assert found is None or found.is_inferred


def test_a_bare_number() -> None:
    found = bare_hour("3.")
    assert found is not None and found.value == 3
    assert bare_hour("13") is None and bare_hour("3 m") is None and bare_hour("3 or 4") is None


def test_the_clock_is_round() -> None:
    assert [clock(value) for value in (0, 12, 13, -1)] == pytest.approx([12, 12, 1, 11])
    assert hours_apart(12, 1) == 1 and hours_apart(1, 11) == 2 and hours_apart(3, 9) == 6


@pytest.mark.parametrize(
    ("text", "hour"),
    [("3", 3), ("It's at about 3.", 3), ("The answer is 3", 3), ("3 on the clock", 3),
     ("There are 3 chairs", None), ("In row 3", None), ("Image 3", None), ("3 steps ahead", None)],
)  # fmt: skip
def test_a_bare_number_that_counts_is_no_hour(text: str, hour: float | None) -> None:
    found = bare_hour(text)
    assert (found.value if found else None) == hour
