"""Which words stand for which region."""

import pytest

from srkit.language.names import (
    Names,
    one_sign_each,
    region_of,
    sign,
    with_ordinals,
    with_signs,
)
from srkit.language.plain import plain_text


def shown(text: str, *context: str) -> str:
    """Return a text with <0> for the sign of region 0."""
    plain = with_signs(plain_text(text))
    names = Names([with_signs(plain_text(one)).text for one in (text, *context)])
    plain = one_sign_each(with_ordinals(names.put_signs(plain), [0, 1]))
    return "".join(f"<{region_of(c)}>" if "\ue000" <= c <= "\ue3e7" else c for c in plain.text)


@pytest.mark.parametrize(
    ("context", "text", "found"),
    [
        (
            "Is the sofa (Region [0]) left of the old lamp (Region [1])?",
            "The lamp is.",
            "The <1> is.",
        ),
        (
            "Region [0] is a red tour bus.",
            "Region [1] and the bus, the tour.",
            "<1> and the <0>.",
        ),
        ("On the shelf you see a globe, which is marked as Region [0].", "the globe", "the <0>"),
        ("A rack of dumbbells (Region [1]).", "The dumbbells.", "The <1>."),
        ("Region [0] is a red cup, Region [1] is a blue cup.", "The blue cup.", "The <1>."),
        ("Region [0] is a cup, Region [1] is a cup.", "The cup.", "The cup."),
        ("Region [0] is taller than the door.", "The door.", "The door."),
        ("Region [0] is a table, Region [1] a table lamp.", "the table lamp", "the table <1>"),
        ("", "The former, not the latter.", "<0>, not <1>."),
        ("", "The first box is above the second.", "<0> is above <1>."),
        ("", "Region [0] is big, the other is not.", "<0> is big, <1> is not."),
        ("", "The first region.", "<0>."),
    ],
)
def test_names(context: str, text: str, found: str) -> None:
    assert shown(text, context) == found


def test_a_name_and_its_tag_are_one() -> None:
    assert shown("The sofa (Region [0]) is here.") == "The <0> is here."
    assert region_of(sign(3)) == 3 and region_of(sign(10**6)) == 999
