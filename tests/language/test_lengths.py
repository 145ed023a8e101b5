"""What lengths measure, and whose they are."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.statement import Compared
from srkit.language.statements import find_statements

CAST = Cast([
    Known(0, "crate", "brown"), Known(1, "lamp", "red"), Known(502, "table", "gray"),
])  # fmt: skip


def lengths(text: str, asked: str = "wider") -> list[tuple]:
    found = find_statements(text, Compared((0, 1), asked), CAST)
    return [(s.subject, s.relation, s.object, round(s.value, 3)) for s in found
            if s.value is not None and s.relation != "direction"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Region [0]: brown crate, w ≈ 0.45 m, h 0.53 m, ≈2.4 m away.",
         [(0, "width", None, 0.45), (0, "height", None, 0.53), (0, "depth", None, 2.4)]),
        ("The crate has a width of 0.4 m and a height of about 0.5 m.",
         [(0, "width", None, 0.4), (0, "height", None, 0.5)]),
        ("w₀ = 0.4 m; w₁ = 0.3 m.", [(0, "width", None, 0.4), (1, "width", None, 0.3)]),
        ("w₀ − w₁ = 0.1 m.", []),
        ("h₀ (Region [0]) = 0.5 m.", [(0, "height", None, 0.5)]),
        ("x(Region [0]) = −0.9 m.", [(0, "lateral", None, -0.9)]),
        ("0.3 m is the height of Region [1].", [(1, "height", None, 0.3)]),
        ("2.2 m away is the lamp.", [(1, "depth", None, 2.2)]),
        ("0.4 m wide, 0.3 m tall, 3.1 m away: this is Region [0].",
         [(0, "width", None, 0.4), (0, "height", None, 0.3), (0, "depth", None, 3.1)]),
        ("The lamp is 1.2 m below eye level.", [(1, "level", None, 1.2)]),
        ("The crate is 1.2 m left of the camera, the lamp 0.4 m right of it.",
         [(0, "lateral", None, -1.2), (1, "lateral", None, 0.4)]),
        ("The crate is behind a gray table, 1.4 m wide and 0.7 m tall.",
         [(502, "width", None, 1.4), (502, "height", None, 0.7)]),
        ("Region [1] is a lamp to the left of the crate, 0.3 m wide, with its front at 3 m.",
         [(1, "width", None, 0.3), (1, "depth", None, 3.0)]),
        ("The lamp stands behind the crate, about 4.1 m from the camera.",
         [(1, "depth", None, 4.1)]),
        ("The crate is to the left of the lamp by 1.4 m.",
         [(0, "horizontal_distance", 1, 1.4)]),
        ("The crate is 0.2 m higher than the lamp.", [(0, "vertical_distance", 1, 0.2)]),
        ("The crate is 0.5 m closer to the camera than the lamp.",
         [(0, "depth_distance", 1, 0.5)]),
        ("The crate is 0.2 m wider than the lamp.", []),
        ("The crate is 0.6 m (60 cm) taller than the lamp.", []),
        ("0.9 m − 0.4 m = 0.5 m.", []),
        ("Tie limit: 15 % of 0.4 m.", []),
        ("The crate is more than 2 m away.", [(0, "depth", None, 2.0)]),  # a bound
        ("Tables are usually 0.7 m tall.", []),
        ("Region [0] is 1 m wide, and Region [1] 0.3 m.",
         [(0, "width", None, 1.0), (1, "width", None, 0.3)]),
        ("The centre of Region [0] is at (0.2, 1.1, 3.4).", []),  # which way is x?
    ],
)  # fmt: skip
def test_lengths(text: str, found: list[tuple]) -> None:
    assert lengths(text) == found


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("The answer is 2 m.", "direct_distance", [(0, "direct_distance", 1, 2.0)]),
        ("Horizontally, it is 3 m.", "horizontal_distance", [(0, "horizontal_distance", 1, 3.0)]),
        ("The result is below 3 m.", "horizontal_distance", []),
        ("The middles differ by 0.9 m sideways, 0.6 m in height and 1.6 m in depth.", "wider",
         [(0, "horizontal_distance", 1, 0.9), (0, "vertical_distance", 1, 0.6),
          (0, "depth_distance", 1, 1.6)]),
        ("I look at the lamp. This gives about 1 m.", "taller", [(1, "height", None, 1.0)]),
        ("Region [0]: 0.4 m.", "wider", [(0, "width", None, 0.4)]),
    ],
)  # fmt: skip
def test_what_is_asked_for_fills_in(text: str, asked: str, found: list[tuple]) -> None:
    assert lengths(text, asked) == found
