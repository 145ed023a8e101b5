"""Copies are found, other pictures are not taken for one."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from srkit import stages
from srkit.pairs.likeness import DIFFERS, MAY_DIFFER, Known, print_of, print_of_file
from srkit.records.flow import flatten


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    folder = tmp_path_factory.mktemp("pictures")
    found = []
    for world in ("simple", "full"):
        made = stages.synth(
            images=str(folder), count=60, per_scene=1, world=world, size=256, seed=8
        )
        found += [Image.open(row["image"]).convert("RGB") for row in flatten(made)]
    return found


def differing(a: Image.Image, b: Image.Image) -> int:
    return int((np.abs(print_of(a) - print_of(b)) > DIFFERS).sum())


def copies(image: Image.Image) -> list[Image.Image]:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=60)
    small = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
    large = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
    bright = ImageEnhance.Brightness(image).enhance(1.1)
    return [Image.open(buffer), small, large, bright, image.convert("L")]


def test_copies_are_near_and_other_pictures_are_not(pictures: list[Image.Image]) -> None:
    apart = [differing(copy, image) for image in pictures for copy in copies(image)]
    others = [differing(a, b) for k, a in enumerate(pictures) for b in pictures[:k]]
    assert max(apart) == 0 and min(others) > MAY_DIFFER, sorted(others)[:10]


def test_known_pictures(tmp_path: Path, pictures: list[Image.Image]) -> None:
    pictures[0].save(tmp_path / "a.png")
    copies(pictures[0])[1].save(tmp_path / "b.png")
    pictures[1].save(tmp_path / "c.png")
    known = Known([print_of_file(str(tmp_path / "a.png"))])
    assert known.has(print_of_file(str(tmp_path / "b.png")))
    assert not known.has(print_of_file(str(tmp_path / "c.png")))
    assert not Known([]).has(print_of(pictures[0]))
