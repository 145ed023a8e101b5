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
        ("What is the width of the picture?", ()),
        ("Describe what you see.", ()),
        ("", ()),
    ],
)
def test_things_named(question: str, named: tuple[str, ...]) -> None:
    assert things_named(question) == named
