"""`srkit view` from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, write_rows


def test_one_page_and_one_row(
    srkit: Callable[..., Ran], tasks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = srkit("view", tasks, "--limit", 5)
    assert ran.status == 0 and "srkit-view.html: 5 items" in ran.err
    (made,) = ran.rows
    page = tmp_path / "srkit-view.html"
    assert made["page"] == page.name and made["bytes"] == page.stat().st_size
    assert (made["items"], made["left_out"]) == (5, {"rows": 0, "pictures": 0})
    piped = srkit("view", "-o", "other.html", "-q", stdin=tasks)
    assert piped.status == 0 and piped.err == "" and piped.rows[0]["items"] == 8
    assert (tmp_path / "other.html").read_text().count("standard input")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("none.jsonl", 2, "none.jsonl"),
        ("bad.jsonl", 65, "bad.jsonl:1: "),
        ("empty.jsonl", 0, "0 items"),
        ("other.json", 65, "other.json: not a summary of srkit eval"),
        ("folder", 65, "a folder without log.jsonl"),
        ("t.jsonl -o t.jsonl", 2, "t.jsonl is an input and an output"),
        ("t.jsonl -o no/where.html", 1, "no/where.html: No such file"),
        ("t.jsonl --max-mb 0", 2, "--max-mb"),
    ],
)
def test_bad_calls(
    srkit: Callable[..., Ran], tasks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    words: str, status: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "bad.jsonl", [{"question": "?"}])
    write_rows(tmp_path / "empty.jsonl", [])
    (tmp_path / "other.json").write_text(json.dumps({"a": 1}))
    (tmp_path / "folder").mkdir()
    ran = srkit("view", *words.split())
    assert ran.status == status and said in ran.err and "Traceback" not in ran.err
    assert status == 0 or not (tmp_path / "srkit-view.html").exists()


def test_summaries_of_several_files_are_one_chart(
    srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    from srkit.view.make import read_documents

    for name in ("a", "b"):
        one = {"rate": 0.5, "low": 0.4, "high": 0.6, "n": 9, "right": 4, "nulls": {}}
        sources = {"same": {"groups": {"left/right": one}, "all": one}}
        summary = {"sources": sources, "synthetic": name == "a", "partial": None, "scorer": name}
        (tmp_path / f"{name}.json").write_text(json.dumps(summary))
    (found,) = read_documents([str(tmp_path / "a.json"), str(tmp_path / "b.json")]).values()
    assert found.tables[0]["columns"] == ["source", "same (a.json)", "same (b.json)"]
    assert "left/right (n 9)" in [row[0] for row in found.tables[0]["rows"]]
    assert "synthetic" in found.title and "scored in different ways: a, b" in found.title
