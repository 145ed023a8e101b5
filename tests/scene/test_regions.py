"""Masks, boxes and outlines."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from srkit.errors import RowError
from srkit.scene.pictures import open_image
from srkit.scene.regions import (
    PALETTE,
    decode_mask,
    draw_regions,
    encode_mask,
    mask_box,
    region_mask,
)


def test_masks_go_there_and_back() -> None:
    mask = np.zeros((5, 7), bool)
    mask[1:4, 2:6] = True
    assert (decode_mask(encode_mask(mask), 7, 5) == mask).all()
    assert mask_box(mask) == [2, 1, 6, 4]
    assert (region_mask({"box": [2, 1, 6, 4]}, 7, 5) == mask).all()


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(RowError, match="size"):
        decode_mask(encode_mask(np.ones((5, 7), bool)), 5, 7)


def test_run_lengths_are_checked_before_they_are_decoded() -> None:
    rng = np.random.default_rng(0)
    for density in (0.0, 0.01, 0.5, 1.0):
        mask = rng.random((97, 61)) < density
        assert (decode_mask(encode_mask(mask), 61, 97) == mask).all()
    for counts in ("", "zz", "~~~~", "\0\0", "é", "l", encode_mask(mask)["counts"][:-1]):
        with pytest.raises(RowError, match="run lengths"):
            decode_mask({"size": [97, 61], "counts": counts}, 61, 97)


def test_outline_not_filled() -> None:
    shown = np.array(draw_regions(Image.new("RGB", (20, 20)), [{"box": [5, 5, 10, 10]}]))
    red = (shown == PALETTE[0][1]).all(-1)
    assert red.sum() == 16  # the rim of 5 × 5
    assert not red[7, 7]
    assert red[5, 5] and red[9, 9] and not red[10, 10]


def test_every_number_can_be_read() -> None:
    for index in range(8):
        regions = [{"box": [50, 60, 90, 150]}] * (index + 1)
        pixels = np.array(draw_regions(Image.new("RGB", (200, 200), (90, 90, 90)), regions))
        color = np.array(PALETTE[index][1])
        label = pixels[:60][(pixels[:60] != 90).any(-1)].astype(int)
        assert (label == color).all(-1).any()
        assert np.abs(label - color).sum(-1).max() > 250, f"number {index} stands out"


def test_large_pictures_get_labels() -> None:
    for side, has_label in ((159, False), (160, True)):
        shown = draw_regions(Image.new("RGB", (side, 200)), [{"box": [50, 50, 150, 150]}])
        assert np.array(shown)[:50].any() == has_label, "above the box, where there is room"
    corner = np.array(draw_regions(Image.new("RGB", (200, 200)), [{"box": [0, 0, 90, 90]}]))
    assert (corner[3:8, 3:8] != 0).any(), "inside, where there is none"


def test_missing_and_broken_pictures(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="no such file"):
        open_image(str(tmp_path / "no.png"))
    (tmp_path / "bad.png").write_bytes(b"not a picture")
    with pytest.raises(RowError, match="can't be read"):
        open_image(str(tmp_path / "bad.png"))
