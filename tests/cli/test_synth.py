"""`srkit synth`: bad input is a usage error, the same seed gives the same bytes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran


@pytest.mark.parametrize(
    "options",
    [["--count", 0], ["--count", -1], ["--size", 0], ["--size", 1], ["--size", 8192],
     ["--split", "dev"], ["--seed", -1]],
)  # fmt: skip
def test_bad_options(srkit: Callable[..., Ran], tmp_path: Path, options: list[object]) -> None:
    ran = srkit("synth", "--images", tmp_path / "i", "--count", 1, *options)
    assert ran.status == 2 and ran.out == ""


def test_images_are_needed(srkit: Callable[..., Ran]) -> None:
    ran = srkit("synth", "--count", 1)
    assert ran.status == 2 and "--images" in ran.err


def test_same_bytes_twice(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    runs = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        output = tmp_path / name / "t.jsonl"
        srkit("synth", "--images", tmp_path / name / "i", "--count", 6, "--seed", 5, "-o", output)
        pictures = sorted((tmp_path / name / "i").iterdir())
        runs.append([output.read_bytes(), *(path.read_bytes() for path in pictures)])
    assert runs[0] == runs[1] and len(runs[0]) == 5


def test_size_acts(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    from PIL import Image

    (row,) = srkit("synth", "--images", tmp_path, "--count", 1, "--size", 160).rows
    with Image.open(tmp_path / Path(row["image"]).name) as image:
        assert image.size == (160, 160)
