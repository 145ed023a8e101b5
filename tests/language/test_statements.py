"""Spatial statements: relation, who, value, negation, hedge, place; and whether two agree."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.statement import Compared, Statement, agrees, certainty_of
from srkit.language.statements import find_statements


def short(s: Statement) -> tuple[object, ...]:
    return s.relation, s.subject, s.object, s.value and round(s.value, 4), s.negated


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Region [0] is behind Region [1].", [("behind", 0, 1, None, False)]),
        ("So Region 2 is not in front of Region 0", [("front", 2, 0, None, True)]),
        ("<region1> isn't behind <region0>.", [("behind", 1, 0, None, True)]),
        ("Region [0] is farther from the camera than Region [1].", [("behind", 0, 1, None, False)]),
        ("Region [0] is closer to the viewer than Region [1].", [("front", 0, 1, None, False)]),
        ("Region [0] and Region [1] are 1.5 m apart.", [("direct_distance", 0, 1, 1.5, False)]),
        ("The distance from Region [1] to Region [0] is 2 feet.",
         [("direct_distance", 1, 0, 0.6096, False)]),
        ("The nearest point of Region [0] is 3 m from the camera. Region [1] is big.",
         [("depth", 0, None, 3.0, False)]),
        ("The horizontal distance of Region [0] and Region [1] is 2 m.",
         [("horizontal_distance", 0, 1, 2.0, False)]),
        ("Region [0] is 0.5 m above Region [1].",
         [("above", 0, 1, None, False), ("vertical_distance", 0, 1, 0.5, False)]),
        ("Region [0] is not as tall as Region [1].", [("shorter", 0, 1, None, False)]),
        ("Region [0] is wider than it is tall.", [("wider_than_tall", 0, None, None, False)]),
        ("Region [0] is less wide than tall.", [("taller_than_wide", 0, None, None, False)]),
        ("Region [0] is deeper than it is wide.", [("deeper_than_wide", 0, None, None, False)]),
        ("Region [0]'s depth is less than its height.",
         [("taller_than_deep", 0, None, None, False)]),
        ("Region [0]'s width is less than Region [0]'s depth.",
         [("deeper_than_wide", 0, None, None, False)]),
        ("Region [0] is nearer to the middle line than Region [1].",
         [("nearer_axis", 0, 1, None, False)]),
        ("Region [1] is farther from the camera's level than Region [0].",
         [("nearer_level", 0, 1, None, False)]),
        ("A gap of 1.5 m lies between Region [0] and Region [1].",
         [("direct_distance", 0, 1, 1.5, False)]),
        ("1.5 m of space lies between Region [0] and Region [1].",
         [("direct_distance", 0, 1, 1.5, False)]),
        ("Region [0] is on the right side of the axis.", [("right", 0, None, None, False)]),
        ("Region [0] is left of the middle.", [("left", 0, None, None, False)]),
        ("Region [0] looks larger than it really is.", []),
        ("Region [1] is behind Region [0] and farther to the right.",
         [("behind", 1, 0, None, False)]),
        ("Region [1] isn't wider than Region [0], it is 2 m tall.",
         [("wider", 1, 0, None, True)]),
        ("Region [1] is 30 cm wide and 1.2 m tall.",
         [("width", 1, None, 0.3, False), ("height", 1, None, 1.2, False)]),
        ("From Region [0], Region [1] is at 4 o'clock.", [("direction", 0, 1, 4.0, False)]),
        ("Region [1] is at half past six as seen from Region [0].",
         [("direction", 0, 1, 6.5, False)]),
        ("The sofa (Region [0]) is bigger than the pot (Region [1]). The pot is left of the sofa.",
         [("bigger", 0, 1, None, False), ("left", 1, 0, None, False)]),
        ("It is behind Region [1]. The box is 2 m wide.", []),
        ("Is Region [0] behind Region [1]?", []),
        ("Region [0] is 2 m from the camera and Region [1] is 3 m from the camera.",
         [("depth", 0, None, 2.0, False), ("depth", 1, None, 3.0, False)]),
        ("Region [0] is farther from the camera than Region [1], and they are 2 m apart.",
         [("behind", 0, 1, None, False), ("direct_distance", 0, 1, 2.0, False)]),
        ("Region [0] and Region [1] are 3 m apart, Region [1] and Region [2] are 5 m tall.",
         [("direct_distance", 0, 1, 3.0, False)]),
        ("Region [0] is behind Region [1] and in front of Region [2].",
         [("behind", 0, 1, None, False), ("front", 0, 2, None, False)]),
        ("Region [0] is behind Region [1] which is behind Region [2].",
         [("behind", 0, 1, None, False), ("behind", 1, 2, None, False)]),
        ("Region [0] is 2 m away from Region [1].", [("direct_distance", 0, 1, 2.0, False)]),
        ("Region [0] is not 3 m from the camera.", [("depth", 0, None, 3.0, True)]),
        ("The distance of Region [2] from the camera is 4 m.", [("depth", 2, None, 4.0, False)]),
    ],
)  # fmt: skip
def test_find(text: str, found: list[tuple[object, ...]]) -> None:
    assert [short(s) for s in find_statements(text)] == found


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Region [0] is more than 2 m tall.", 1),
        ("Region [0] is well over 2 m tall.", 1),
        ("Region [0]'s height is below 2 m.", -1),
        ("Region [0] is 2 m tall.", 0),
    ],
)
def test_bounds(text: str, bound: int) -> None:
    (said,) = find_statements(text)
    assert (short(said), said.bound) == (("height", 0, None, 2.0, False), bound)


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "A box stands here. Region [0] is behind Region [1]!\nRegion [1] is 2 m from the camera."
    for said in find_statements(text):
        assert text[said.start : said.end] == said.text
    assert find_statements(text)[0].text == "Region [0] is behind Region [1]"


@pytest.mark.parametrize(
    ("text", "weight"),
    [("It is 2 m.", 1.0), ("It is about 2 m.", 0.9), ("It is probably 2 m.", 0.85),
     ("It might be about 2 m.", 0.8)],
)  # fmt: skip
def test_hedges_lower_certainty(text: str, weight: float) -> None:
    assert certainty_of(text) == weight


def one(text: str) -> Statement:
    (found,) = find_statements(text)
    return found


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Region [0] is behind Region [1].", "Region [1] is in front of Region [0].", True),
        ("Region [0] is behind Region [1].", "Region [1] is behind Region [0].", False),
        ("Region [0] is behind Region [1].", "Region [0] is not behind Region [1].", False),
        ("Region [0] is not behind Region [1].", "Region [0] is in front of Region [1].", True),
        ("Region [0] is behind Region [1].", "Region [0] is behind Region [2].", None),
        ("Region [0] and Region [1] are 2 m apart.", "Region [1] and Region [0] are 2.1 m apart.",
         True),
        ("Region [0] and Region [1] are 2 m apart.", "Region [0] and Region [1] are 3 m apart.",
         False),
        ("Region [0] is 2 m from the camera.", "Region [1] is 2 m from the camera.", None),
    ],
)  # fmt: skip
def test_agreement(a: str, b: str, same: bool | None) -> None:
    assert agrees(one(a), one(b)) is same
    assert agrees(one(b), one(a)) is same


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Region [1] is a blue ball, 0.14 meters wide.", [(1, "width", 0.14)]),
        ("Region [1] is a blue ball that is 0.14 meters wide.", [(1, "width", 0.14)]),
        ("Region [1] is 2.1 m wide, 0.8 m tall and 0.5 m deep.",
         [(1, "width", 2.1), (1, "height", 0.8), (1, "thickness", 0.5)]),
        ("Region [0] is 30 cm wide and 1.2 m tall, and Region [1] is 2 m wide and 1 m tall.",
         [(0, "width", 0.3), (0, "height", 1.2), (1, "width", 2.0), (1, "height", 1.0)]),
    ],
)  # fmt: skip
def test_several_lengths_of_one_thing(text: str, expected: list) -> None:
    assert [(s.subject, s.relation, s.value) for s in find_statements(text)] == expected


CAST = Cast([
    Known(0, "stool", "brown"), Known(1, "crate", "orange"), Known(502, "bench", "gray"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        # A name and its tag are one, however they are put together.
        ("wider", "A stool, Region [0], stands under an orange crate, Region [1], here.",
         [("below", 0, 1)]),
        ("wider", "To the left of the stool there is an orange crate, which is Region [1].",
         [("left", 1, 0)]),
        ("wider", "Region [0] is in front, the crate behind it.",
         [("front", 0, 1), ("behind", 1, 0)]),
        ("wider", "Behind the stool and to the right stands the crate.",
         [("behind", 1, 0), ("right", 1, 0)]),
        # Adverbs, asides and other ways of saying who is more.
        ("wider", "The crate is, after all, the wider thing of the two.", [("wider", 1, 0)]),
        ("wider", "In width the crate is therefore the smaller one.", [("thinner", 1, 0)]),
        ("below", "The crate is thus the object at the lower level.", [("below", 1, 0)]),
        ("right", "The crate is the one with the larger offset to the right.", [("right", 1, 0)]),
        ("left", "The stool has the crate on its right side.", [("right", 1, 0)]),
        ("taller", "The stool rises 0.18 m more than the crate.", [("taller", 0, 1)]),
        ("taller", "The stool and the crate are both left of the axis.",
         [("left", 0, None), ("left", 1, None)]),
        # What says nothing of the two.
        ("taller", 'The claim "Region [0] is taller than Region [1]" is tested.', []),
        ("wider", "The stool, at its widest, is 0.3 m wide.", [("width", 0, None)]),
        ("left", "Its center is 0.5 m to the right of the same line.", []),
        ("taller", "The stool falls short of the crate.", [("shorter", 0, 1)]),
    ],
)  # fmt: skip
def test_ways_of_saying_it(asked: str, text: str, found: list) -> None:
    said = find_statements(text, Compared((0, 1), asked), CAST)
    assert [(one.relation, one.subject, one.object) for one in said] == found
