"""The one true path, through the real command line: pipes, files, folders, errors by hand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from srkit.records.rows import PATH_KEYS
from tests.conftest import ROOT, TWO_CATEGORIES, Ran, read_rows, write_rows

pytestmark = pytest.mark.slow

SAMPLES = "--direct 'geometry:?faults=noisy&n=3&name=noisy' --direct 'geometry:?name=true'"


def resolved(rows: list[dict], folder: Path) -> list[dict]:
    """The rows with their paths made absolute."""
    for row in rows:
        for *outer, key in PATH_KEYS:
            holder = row
            for step in outer:
                holder = holder.get(step, {})
            if key in holder:
                holder[key] = str((folder / holder[key]).resolve())
    return rows


@pytest.fixture
def synthetic(tmp_path: Path, shell: Callable[..., Ran]) -> Path:
    """Six tasks and an error row put in by hand at the start."""
    ran = shell(
        f"mkdir data; srkit synth --count 6 {' '.join(TWO_CATEGORIES)} --images data/images "
        "-o data/tasks.jsonl", tmp_path,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    fault = {"stage": "hand", "type": "RowError", "message": "put in by hand"}
    error = {"id": "bad", "image": "images/gone.png", "question": "?", "error": fault}
    path = tmp_path / "data" / "tasks.jsonl"
    write_rows(path, [error, *read_rows(path)])
    return tmp_path


def test_pipes_files_and_folders_give_the_same_rows(
    synthetic: Path, shell: Callable[..., Ran]
) -> None:
    piped = shell(
        f"srkit describe data/tasks.jsonl | srkit search {SAMPLES} | srkit score | "
        "tee scored.jsonl | srkit pair", synthetic,
    )  # fmt: skip
    assert piped.status == 0, piped.err
    files = shell(
        "mkdir -p a b/c d && srkit describe data/tasks.jsonl -o a/scenes.jsonl &&"
        f"srkit search a/scenes.jsonl {SAMPLES} -o b/c/candidates.jsonl &&"
        "cd d && srkit score ../b/c/candidates.jsonl -o ../scored-files.jsonl &&"
        f"srkit pair ../scored-files.jsonl -o pairs.jsonl",
        synthetic,
    )
    assert files.status == 0, files.err
    for name, other in (("scored.jsonl", "scored-files.jsonl"),):
        one = resolved(read_rows(synthetic / name), synthetic)
        assert one == resolved(read_rows(synthetic / other), synthetic)
        assert len(one) > 6 * 4
        assert all(Path(row["image"]).exists() for row in one if "error" not in row)
    pairs = resolved(read_rows(synthetic / "d" / "pairs.jsonl"), synthetic / "d")
    assert resolved(piped.rows, synthetic) == pairs
    assert len(pairs) >= 5

    elsewhere = shell(f"srkit describe {synthetic}/data/tasks.jsonl", Path("/"))
    here = resolved(read_rows(synthetic / "a" / "scenes.jsonl"), synthetic / "a")
    assert resolved(elsewhere.rows, Path("/")) == here


def test_an_error_row_reaches_the_end(synthetic: Path, shell: Callable[..., Ran]) -> None:
    ran = shell(
        f"srkit describe data/tasks.jsonl | srkit search {SAMPLES} --best 1 | "
        "srkit score -o scored.jsonl; echo ${PIPESTATUS[@]}", synthetic,
    )  # fmt: skip
    assert ran.out == "0 0 0\n"
    assert ran.err.count("1 failed earlier") == 3
    scored = read_rows(synthetic / "scored.jsonl")
    original = read_rows(synthetic / "data" / "tasks.jsonl")[0]
    assert resolved(scored[:1], synthetic) == resolved([original], synthetic / "data")
    paired = shell("srkit pair scored.jsonl", synthetic)
    assert (paired.status, len(paired.rows)) == (0, 6) and "left out: 1 error" in paired.err
    judged = shell("srkit eval scored.jsonl", synthetic)
    assert judged.status == 0
    assert judged.rows[0]["verdict"] is None and judged.rows[0]["reason"] == "error"
    assert judged.rows[0]["error"] == original["error"]
    whole = [row for row in judged.rows if row.get("source") == "true"]
    assert [row["verdict"] for row in whole] == [True] * 6


def test_the_chain_of_records_reaches_back(synthetic: Path, shell: Callable[..., Ran]) -> None:
    shell(
        "srkit describe data/tasks.jsonl -o s.jsonl && srkit search s.jsonl -o c.jsonl", synthetic
    )
    record = json.loads((synthetic / "c.jsonl.run.json").read_text())
    names = []
    while isinstance(record, dict):
        names.append(record["command"])
        record = record["inputs"][0]["run"] if record["inputs"] else None
    assert names == ["srkit search", "srkit describe", "srkit synth"]


def test_the_quickstart_knows_its_own_commands(shell: Callable[..., Ran], tmp_path: Path) -> None:
    # The recipe itself is run by .ci/run; here every line of it must parse.
    recipe = (ROOT / "recipes" / "quickstart.sh").read_text()
    commands = {line.split("srkit ")[1].split()[0] for line in recipe.splitlines()
                if line.startswith("step ") and " srkit " in line}  # fmt: skip
    for command in commands:
        assert shell(f"srkit {command} --help", tmp_path).status == 0
    assert commands == {"synth", "describe", "search", "score", "pair", "train", "eval", "view"}
