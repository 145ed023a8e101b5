"""`srkit synth`: every option acts, bad input is told in a line, same seed, same bytes."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import Ran, read_rows


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--count", 0], "'--count': 0 is not in the range"),
        (["--count", -1], "'--count': -1 is not in the range"),
        (["--size", 0], "'--size': 0 is not in the range 48<=x<=2048"),
        (["--size", 1], "'--size'"),
        (["--size", 8192], "'--size'"),
        (["--per-scene", 0], "'--per-scene'"),
        (["--split", "dev"], "'dev' is not one of 'train', 'val', 'test'"),
        (["--world", "moon"], "'moon' is not one of 'simple', 'full'"),
        (["--camera", "drone"], "'drone' is not one of 'fixed', 'varied'"),
        (["--category", "sideways"], "no category 'sideways'; there are left_predicate, "),
        (["--seed", -1], "'--seed'"),
    ],
)
def test_bad_options(
    srkit: Callable[..., Ran], tmp_path: Path, options: list[object], said: str
) -> None:
    ran = srkit("synth", "--images", tmp_path / "i", "--count", 1, *options)
    assert (ran.status, ran.out) == (2, "") and said in ran.err
    assert not (tmp_path / "i").exists()


def test_images_are_needed(srkit: Callable[..., Ran]) -> None:
    ran = srkit("synth", "--count", 1)
    assert ran.status == 2 and "--images" in ran.err


def test_a_folder_that_cannot_be_made(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for images in (tmp_path / "file", tmp_path / "file" / "below", "/sys/kernel/images"):
        ran = srkit("synth", "--count", 1, "--images", images)
        assert ran.status in (1, 2) and str(images) in ran.err.replace("\n", "")
        assert "Error: [Errno" not in ran.err, "said in words"


@pytest.mark.slow
def test_a_disk_that_fills(shell: Callable[..., Ran], tmp_path: Path) -> None:
    line = "srkit synth --count 8 --size 224 --images i -o t.jsonl"
    ran = shell(f"ulimit -f 8; {line}", tmp_path)
    assert ran.status == 1 and "File too large" in ran.err and ran.err.count("\n") == 1
    assert shell(f"{line} --resume", tmp_path).status == 0
    whole = shell("srkit synth --count 8 --size 224 --images i", tmp_path)
    assert (tmp_path / "t.jsonl").read_text() == whole.out
    for row in whole.rows:
        with Image.open(tmp_path / row["image"]) as image:
            image.load()


@pytest.mark.parametrize("world", ["simple", "full"])
def test_same_bytes_twice(srkit: Callable[..., Ran], tmp_path: Path, world: str) -> None:
    runs = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        output = tmp_path / name / "t.jsonl"
        words = ["--count", 6, "--seed", 5, "--world", world, "-o", output]
        assert srkit("synth", "--images", tmp_path / name / "i", *words).status == 0
        pictures = sorted((tmp_path / name / "i").iterdir())
        runs.append([output.read_bytes(), *(path.read_bytes() for path in pictures)])
    assert runs[0] == runs[1] and len(runs[0]) == 5


def test_shards_make_the_same_pictures(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    def made(name: str, *words: object) -> dict[str, bytes]:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        srkit("synth", "--images", folder / "i", "--count", 24, "-o", folder / "t", *words)
        return {path.name: path.read_bytes() for path in (folder / "i").iterdir()}

    whole = made("whole")
    lines = (tmp_path / "whole" / "t").read_text().splitlines()
    parts: list[str] = []
    for k in (1, 2, 3):
        assert made(f"part{k}", "--shard", f"{k}/3").items() <= whole.items()
        parts += (tmp_path / f"part{k}" / "t").read_text().splitlines()
    assert sorted(parts) == sorted(lines) and len(lines) == 24


def test_options_act(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    def rows(*words: object) -> list[dict]:
        made = srkit("synth", "--images", tmp_path / "i", *words)
        assert made.status == 0, made.err
        for row in made.rows:
            row["image"] = str(tmp_path / "i" / Path(row["image"]).name)
        return made.rows

    (row,) = rows("--count", 1, "--size", 160)
    with Image.open(row["image"]) as image:
        assert image.size == (160, 160)
    assert len({row["image"] for row in rows("--count", 6, "--per-scene", 2)}) == 3
    assert {row["camera"]["pitch_deg"] for row in rows("--count", 8)} == {-15.0}
    varied = rows("--count", 8, "--camera", "varied")
    assert len({json.dumps(row["camera"]) for row in varied}) == 2
    asked = Counter(row["category"] for row in rows("--count", 6, "--category", "direction"))
    assert asked == {"direction": 6}
    assert len(Counter(row["category"] for row in rows("--count", 24))) == 24
    assert {row["origin"] for row in rows("--count", 1, "--world", "full")} == {"synth:full"}


@pytest.mark.slow
def test_a_stream_has_no_end(shell: Callable[..., Ran], tmp_path: Path) -> None:
    ran = shell(
        "srkit synth --images i | head -30 > t; srkit synth --count 30 --images i", tmp_path
    )
    assert ran.status == 0 and read_rows(tmp_path / "t") == ran.rows
