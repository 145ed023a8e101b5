"""Who is meant: things by their names, with colours, and pronouns."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.names import region_of, with_signs
from srkit.language.plain import plain_text

CAST = Cast([
    Known(0, "crate", "brown"), Known(1, "floor lamp", "red"), Known(502, "table lamp", "blue"),
    Known(503, "stack of books", "green"), Known(504, "box", "red"), Known(505, "box", "black"),
])  # fmt: skip


def read(text: str, cast: Cast = CAST) -> str:
    """Return a text with numbers in the place of names."""
    plain = cast.put_signs(with_signs(plain_text(text)))
    return "".join(f"<{region_of(c)}>" if "\ue000" <= c <= "\ue3e7" else c for c in plain.text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The crate is wide.", "<0> is wide."),
        ("The floor lamp and the table lamp", "<1> and <502>"),
        ("A green stack of books, a red box.", "A <503>, a <504>."),
        ("The books are thin.", "<503> are thin."),
        ("the box", "<900>"),  # one of two
        ("the other box", "<999>"),
        ("the black box", "<505>"),
        ("the purple crate", "<999>"),  # there is none
        ("the table is wide", "the table is wide"),  # of the lamp's name, no thing of this scene
        ("It can be seen.", "It can be seen."),
        ("Region [1] (the red floor lamp)", "<1> (the red floor lamp)"),
        ("Region [0] is a low chest. The chest is wide.", "<0> is a low chest. <0> is wide."),
        ("Left of Region [0] is a chest. The chest", "Left of <0> is a chest. The chest"),
    ],
)
def test_names(text: str, seen: str) -> None:
    assert read(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The crate is wide. It is 1 m tall.", "<0> is wide. <0> is 1 m tall."),
        ("Region [0] is left of Region [1] and behind it.",
         "<0> is left of <1> and <0> behind <1>."),
        ("Region [0] is behind Region [1] and to its left.", "<0> is behind <1> and to <1> left."),
        ("A red box is behind it.", "A <504> is behind it."),
        ("The crate is old. A red box is behind it.", "<0> is old. A <504> is behind <0>."),
        ("A red box is behind them.", "A <504> is behind <998>."),
        ("Region [0] is 0.5 m above its base.", "<0> is 0.5 m above its base."),
        ("The crate is 1.2 m left of the camera and the books 1 m right of it.",
         "<0> is 1.2 m left of the camera and <503> 1 m right of it."),
        ("It follows that the crate is wide.", "It follows that <0> is wide."),
        ("The crate is left of the floor lamp. It is wide.", "<0> is left of <1>. <0> is wide."),
        ("The crate is left of the floor lamp and is wide.", "<0> is left of <1> and <0> is wide."),
        ("The floor lamp, standing behind the crate", "<1>, <1> standing behind <0>"),
        ("So the crate is left of the floor lamp, although it is wide.",
         "So <0> is left of <1>, although <0> is wide."),
        ("The floor lamp is tall; the crate is behind it.", "<1> is tall; <0> is behind <1>."),
        ("The crate is 2 m wide. The floor lamp is wider than that.",
         "<0> is 2 m wide. <1> is wider than <0>."),
        ("The books are low. They are behind the crate.", "<503> are low. <503> are behind <0>."),
        ("It might be that the crate is wide.", "It might be that <0> is wide."),
        ("Region [0] and Region [1]; the red one is wide.", "<0> and <1>; <1> is wide."),
    ],
)  # fmt: skip
def test_pronouns(text: str, seen: str) -> None:
    assert read(text) == seen


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Region [0] is a brown crate.", [True]),
        ("Region [0] is a red crate.", [False]),
        ("Region [0]: red crate, 0.5 m wide.", [False]),
        ("A blue table lamp and a green box.", [True, False]),
        ("The crate at 2 m is brown.", [True]),
        ("The crate is black, and the floor lamp is red.", [False, True]),
        ("A green sofa.", []),  # what the scene lacks has no colour
    ],
)
def test_colors(text: str, right: list[bool]) -> None:
    signed = with_signs(plain_text(text)).text
    assert [is_right for _, is_right in CAST.colors(signed)] == right


def test_places_are_those_of_the_text() -> None:
    text = "**The floor lamp** is red. It is tall."
    plain = CAST.put_signs(with_signs(plain_text(text)))
    at = plain.text.index("\ue001")
    assert text[slice(*plain.span(at, at + 1))].startswith("The floor lamp")
