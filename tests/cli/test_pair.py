"""`srkit pair`: the same pairs from files, pipes and .gz; options act; what is left out is told."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, read_rows, write_rows


@pytest.fixture
def scored(srkit: Callable[..., Ran], tmp_path: Path) -> list[Path]:
    """Three files of scored candidates of the same tasks."""
    made = ["--count", 24, "--world", "full", "--images", tmp_path / "images"]
    srkit("synth", *made, "-o", tmp_path / "t.jsonl")
    srkit("describe", tmp_path / "t.jsonl", "-o", tmp_path / "s.jsonl")
    files = []
    for name in ("noisy", "scaled", "hasty"):
        asked = ["--no-tree", "--direct", f"geometry:?faults={name}&n=2&name={name}"]
        srkit("search", tmp_path / "s.jsonl", *asked, "-o", tmp_path / f"{name}.c")
        files.append(tmp_path / f"{name}.jsonl")
        srkit("score", tmp_path / f"{name}.c", "-o", files[-1])
    return files


@pytest.mark.slow
def test_the_same_pairs_whichever_way_they_come(
    srkit: Callable[..., Ran], shell: Callable[..., Ran], scored: list[Path], tmp_path: Path
) -> None:
    options = ["--conclusion-negatives", "0.5"]
    names = [file.name for file in scored]

    def paired(line: str) -> Ran:
        return shell(line.format(" ".join(names), " ".join(options)), tmp_path)

    plain = paired("srkit pair {0} {1}")
    assert plain.status == 0 and len(plain.rows) > 24
    piped = paired("cat {0} | srkit pair {1}")
    for file in scored:
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    packed = paired("srkit pair " + " ".join(f"{name}.gz" for name in names) + " {1}")
    assert piped.rows == plain.rows == packed.rows
    turned = paired("srkit pair " + " ".join(names[::-1]) + " {1}")
    assert sorted(map(json.dumps, turned.rows)) == sorted(map(json.dumps, plain.rows))
    together = [row for file in scored for row in read_rows(file)]
    write_rows(tmp_path / "g.jsonl", sorted(together, key=lambda row: row["task"]))
    grouped = paired("srkit pair g.jsonl {1} --grouped")
    assert sorted(map(json.dumps, grouped.rows)) == sorted(map(json.dumps, plain.rows))
    ran = srkit("pair", *scored, "--grouped")
    assert ran.status == 65 and "comes back" in ran.err


def test_options_act(srkit: Callable[..., Ran], scored: list[Path], tmp_path: Path) -> None:
    def count(*options: object) -> int:
        return len(srkit("pair", *scored, *options).rows)

    plain = srkit("pair", *scored).rows
    assert srkit("pair", *scored, "--select", "reason").rows != plain
    assert srkit("pair", *scored, "--select", "conflict").rows != plain
    assert count("--min-margin", 3) < count()
    assert srkit("pair", *scored, "--require-correct").rows != plain
    assert count("--balance") <= count() and count("--sft") == 24
    asked = ["--conclusion-negatives", 1]
    seeds = [srkit("pair", *scored, *asked, "--seed", seed).rows for seed in (0, 0, 1)]
    assert seeds[0] == seeds[1] != seeds[2]
    for bad in (["--balance", "--grouped"], ["--sft", *asked], ["--select", "luck"]):
        assert srkit("pair", *scored, *bad).status == 2


def test_excluded_pictures_are_counted_and_recorded(
    srkit: Callable[..., Ran], scored: list[Path], tmp_path: Path
) -> None:
    task = read_rows(tmp_path / "t.jsonl")[0]
    write_rows(tmp_path / "eval.jsonl", [task, task])
    out = tmp_path / "p.jsonl"
    ran = srkit("pair", *scored, "--exclude-images", tmp_path / "eval.jsonl", "-o", out)
    assert ran.status == 0 and "4 picture of the excluded set" in ran.err
    record = json.loads((tmp_path / "p.jsonl.run.json").read_text())
    assert record["left_out"]["picture of the excluded set"] == 4
    assert record["kinds"] == {"reward": len(read_rows(out))} == {"reward": 20}
    task["image"] = "gone.png"
    write_rows(tmp_path / "eval.jsonl", [task])
    ran = srkit("pair", *scored, "--exclude-images", tmp_path / "eval.jsonl")
    assert ran.status == 1 and "gone.png" in ran.err


def test_what_the_pairs_are_like_is_told(srkit: Callable[..., Ran], scored: list[Path]) -> None:
    said = srkit("pair", *scored).err
    for part in ("24 reward; categories: ", "margins (10 %, median, 90 %): desc ", "chosen from: "):
        assert part in said
    assert srkit("pair", *scored, "-q").err == ""
