"""What an answer to a comparison decides."""

import pytest

from srkit.language.comparisons import read_comparison
from srkit.language.lexicon import LESS, MORE, SAME
from srkit.language.names import with_ordinals, with_signs
from srkit.language.plain import plain_text


def read(text: str, is_choice: bool = False) -> object:
    """Read an answer to "is [0] taller than [1]?", or "which is taller?"."""
    plain = with_ordinals(with_signs(plain_text(text)), [0, 1])
    found = read_comparison(plain.text, "taller", (0, 1), is_choice)
    return found.reason or found.allowed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Yes.", MORE), ("No.", SAME | LESS), ("[1] is taller.", LESS),
        ("Yes, [0] is taller.", MORE), ("Yes, [1] is taller.", "contradiction"),
        ("Yes. Wait, no, [1] is taller.", LESS), ("[0] looks taller. So the answer is no.", 3),
        ("No. [1] isn't taller than [0].", "contradiction"), ("Same height.", SAME),
        ("I can't tell.", "refusal"), ("A nice picture.", "ambiguous"), ("Absolutely.", MORE),
        ("[0] is 2 m, [1] is 3 m.", LESS), ("It may be taller or shorter.", "contradiction"),
        ("Is [0] taller? Yes.", MORE), ("Yes. Wait, the shadows", "truncated"),
        ("[0] is taller, or not; I won't decide.", "refusal"),
    ],
)  # fmt: skip
def test_predicates(text: str, found: object) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[0]", MORE), ("The latter.", LESS), ("Not [0] but [1].", LESS), ("Not [0].", LESS),
        ("[0] is shorter.", LESS), ("[1] isn't the taller one.", MORE), ("Neither.", SAME),
        ("Both are equally tall.", SAME), ("Yes.", "ambiguous"), ("[0], [1].", "ambiguous"),
        ("[0] is taller. [1] is taller.", "contradiction"),
        ("[0] is near. [1] is far. I'd say [1].", LESS),
    ],
)  # fmt: skip
def test_choices(text: str, found: object) -> None:
    assert read(text, is_choice=True) == found
