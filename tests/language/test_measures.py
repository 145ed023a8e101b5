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
        ("Anywhere from 1 to 10 m", "width", "wide_range"),
        ("I can't tell.", "width", "refusal"),
        ("Quite wide.", "width", "no_quantity"),
        ("About 14.", "width", "no_unit"),
        ("The lamp is 2 m tall. The width of [0] can't be told.", "width", "refusal"),
    ],
)
def test_lengths(text: str, relation: str, found: object) -> None:
    assert read(text, relation) == found


def test_a_bare_number_has_the_unit_that_is_asked_for() -> None:
    assert read("14", unit="in") == 0.3556
    assert read("14 or 15", unit="in") == "no_unit"
