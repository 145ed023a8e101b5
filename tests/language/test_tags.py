"""The forms of tags."""

import pytest

from srkit.language.tags import find_tags, mask_tags


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Region [0] and region 12", [0, 12]), ("<region1> [2] R3", [1, 2, 3]),
        ("Region-0, region_1, REGION (2)", [0, 1, 2]), ("regions 0 and 1", [0, 1]),
        ("Regions [3], [4]", [3, 4]), ("object 0 is left of object 1", [0, 1]),
        ("regoin [0]", [0]), ("Region zero", [0]), ("region1: 45cm", [1]),
        ("step 1, 2 m, [0.5, 1], a box 2 m away, item", []), ("the region is 2 m wide", []),
        ("Region [999]", [999]), ("r0 and R", []),
    ],
)  # fmt: skip
def test_forms(text: str, regions: list[int]) -> None:
    assert [tag.region for tag in find_tags(text)] == regions


def test_offsets() -> None:
    text = "See regions 0 and 1, or [2]."
    assert [text[tag.start : tag.end] for tag in find_tags(text)] == ["regions 0", "1", "[2]"]
    assert len(mask_tags(text)) == len(text) and "2" not in mask_tags(text)
