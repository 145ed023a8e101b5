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
        ("No, I can't tell.", "refusal"), ("No. There is no [0] in the image.", "refusal"),
        ("Yes - I'm not sure.", "refusal"), ("Yes, I can help with that!", "ambiguous"),
        ("I can't say that [0] is taller.", "refusal"), ("No, I can't be sure, but no.", 3),
        ("[0] may or may not be taller.", "ambiguous"), ("Yes / No", "ambiguous"),
        ("If [0] is a man, then yes; otherwise no.", "ambiguous"),
        ("They are about the same height, but I can't tell which is taller.", "refusal"),
        ("[0] is taller than [1]: **False**", SAME | LESS), ("No, it can't be taller.", 3),
        ("Yes, [0] is 1 m tall and [1] is 2 m tall.", "contradiction"),
        ("Right, [1] is taller.", LESS), ("It looks so, but no.", SAME | LESS),
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[0] is a chair.", "ambiguous"), ("I can only see [0].", "refusal"),
        ("There is a man in [0].", "ambiguous"), ("[0] is wider.", "ambiguous"),
        ("What is [0]?", "ambiguous"), ("Of the two, [0].", MORE), ("The one in [1].", LESS),
        ("[0], the tree.", MORE), ("[1] it is, then.", LESS),
        ("[0]. I'm changing my answer to [1].", LESS),
    ],
)  # fmt: skip
def test_a_region_that_is_described_is_not_chosen(text: str, found: object) -> None:
    assert read(text, is_choice=True) == found
