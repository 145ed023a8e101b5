"""Which length of an answer is the answer, in metres."""

import pytest

from srkit.language.measures import read_length
from srkit.language.names import with_signs
from srkit.language.plain import plain_text


def read(text: str, relation: str = "width", unit: str | None = None) -> object:
    regions = [0] if relation in ("width", "height") else [0, 1]
    found, reason = read_length(with_signs(plain_text(text)).text, relation, regions, unit, [])
    return reason if found is None else round(found.value_m, 4)


@pytest.mark.parametrize(
    ("text", "relation", "found"),
    [
        ("It is 2 m wide and 1 m tall.", "width", 2.0),
        ("It is 2 m wide and 1 m tall.", "height", 1.0),
        ("The door is 0.9 m wide. [0] is 3 m wide.", "width", 3.0),
        ("A standard door is 2 m. So [0] is 1.5 m tall.", "height", 1.5),
        ("At first I thought 3 m. Actually it is 2 m.", "width", 2.0),
        ("It is not 3 m but 2 m wide.", "width", 2.0),
        ("2 m (6.6 feet)", "width", 2.0),
        ("3 + 4 = 7 m", "width", 7.0),
        ("The horizontal distance is 3 m, the vertical one 1 m.", "vertical_distance", 1.0),
        ("They are 5 m apart; [0] is 1 m tall.", "direct_distance", 5.0),
        ("Its width is 2 m. Its width is 5 m.", "width", "contradiction"),
        ("2 m or 5 m", "width", "contradiction"),
        ("[0] has a width of 0.9 m. It is 3 m wide.", "width", "contradiction"),  # said once more
        (
            "[0] and [1] are a bit more than 2 m apart. The distance is 2.3 m.",
            "direct_distance",
            2.3,
        ),
        ("[0] is 2 m wide. The lamp next to it is 1 m tall.", "width", 2.0),
        ("From the floor to its top, [0] measures 0.7 m.", "height", 0.7),
        ("Anywhere from 1 to 10 m", "width", "wide_range"),
        ("I can't tell.", "width", "refusal"),
        ("Quite wide.", "width", "no_quantity"),
        ("5 m - 3 m = 2 m", "direct_distance", 2.0),
        ("The distance is 2 m + 3 m = 5 m.", "direct_distance", 5.0),
        ("Distance: 2 m * 3 = 6 m", "direct_distance", 6.0),
        ("Adding 2 m and 3 m gives 5 m.", "direct_distance", 5.0),
        ("over 2 m, probably 5 m", "direct_distance", 5.0),
        ("[0] is 2 m tall.", "direct_distance", "no_quantity"),
        ("The door between them is 2 m high.", "direct_distance", "no_quantity"),
        ("[0] is 2 m from the camera.", "direct_distance", "no_quantity"),
        ("The vertical distance is 2 m.", "horizontal_distance", "no_quantity"),
        ("[0] is 3 m above the floor. The difference is 2 m.", "vertical_distance", 2.0),
        ("2.1 m (W) x 0.8 m (H)", "width", 2.1),
        ("2.1 m (W) x 0.8 m (H)", "height", 0.8),
        ('H: 40" W: 80"', "width", 2.032),
        ("[1] is 2 m wide.", "width", "no_quantity"),
        ("[0] is half the height of the 2 m door.", "height", "no_quantity"),
        ("[0] is taller than the person, who is 2 m.", "height", "no_quantity"),
        ("A door is 2 m tall. [0] is half of that.", "height", "no_quantity"),
        ("The man next to [0] is 2 m tall.", "height", "no_quantity"),
        ("[0] has a seat height of 1 m and a total height of 2 m.", "height", 2.0),
        ("For example, 2 m.", "width", "no_quantity"),
        ("Much less than 2 m.", "width", "no_quantity"),
        ("A little over 2 m.", "width", 2.0),
        ("It's a standard sofa, so about 2 m.", "width", 2.0),
        ("About 14.", "width", "no_unit"),
        ("The lamp is 2 m tall. The width of [0] can't be told.", "width", "refusal"),
    ],
)
def test_lengths(text: str, relation: str, found: object) -> None:
    assert read(text, relation) == found


def test_a_bare_number_has_the_unit_that_is_asked_for() -> None:
    assert read("14", unit="in") == 0.3556
    assert read("14 or 15", unit="in") == "no_unit"
