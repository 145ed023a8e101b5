"""The things that a question names, for a detector to look for."""

import pytest

from srkit.language.mentions import things_named


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Is the red chair to the left of the wooden table?", ("red chair", "wooden table")),
        ("How far is the lamp from the sofa?", ("lamp", "sofa")),
        ("What is the height of the man wearing a hat?", ("man", "hat")),
        ("Which is taller, the vase or the bottle?", ("vase", "bottle")),
        ("From the desk's position, where is the door?", ("desk", "door")),
        ("What is the distance between a car and the camera?", ("car",)),
        ("Is the traffic light behind the traffic light?", ("traffic light",)),
        (
            "Is the cup closest to the door left of the chair first from the left?",
            ("cup", "door", "chair"),
        ),
        ("Is the left chair nearer than the front door?", ("chair", "door")),
        ("How far apart are the chair and table?", ("chair", "table")),
        ("Is the vase directly above the table made of wood?", ("vase", "table")),
        ("Which is taller, the woman or the man riding a bike?", ("woman", "man", "bike")),
        ("What is the width of the picture?", ()),
        ("Describe what you see.", ()),
        ("", ()),
    ],
)
def test_things_named(question: str, named: tuple[str, ...]) -> None:
    assert things_named(question) == named
