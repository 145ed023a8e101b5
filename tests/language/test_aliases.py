"""What a text agrees to call its regions."""

import pytest

from srkit.language.cast import Cast, Known
from srkit.language.statement import Compared
from srkit.language.statements import find_statements

CAST = Cast([Known(0, "shelf", "brown"), Known(1, "ball", "cyan")])


@pytest.mark.parametrize(
    ("defined", "said"),
    [
        ("Item A, Region [0]: brown shelf. Item B, Region [1]: cyan ball.", "B is behind A."),
        ("Object 1 (Region [0]): shelf. Object 2 (Region [1]): ball.",
         "Object 2 is behind object 1."),
        ("Compared are (a) Region [0], a shelf, and (b) Region [1], a ball.", "(b) is behind (a)."),
        ("Reference object: Region [0], a shelf. Target object: Region [1], a ball.",
         "The target is behind the reference object."),
    ],
)  # fmt: skip
def test_aliases(defined: str, said: str) -> None:
    found = find_statements(f"{defined}\n{said}", Compared((0, 1), "taller"), CAST)
    assert [(s.subject, s.relation, s.object, s.text) for s in found] == [
        (1, "behind", 0, said.rstrip("."))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Item A, Region [0]: shelf. A ball is behind A.",  # "A" opens a name
        "Item A, Region [0]: shelf. Item A, Region [1]: ball. Item A is behind it.",  # of two
        "B is behind A.",  # nobody said who they are
    ],
)
def test_what_is_no_alias(text: str) -> None:
    found = find_statements(text, Compared((0, 1), "taller"), Cast([]))
    assert not [s for s in found if s.subject != 0 and s.relation == "behind"]
