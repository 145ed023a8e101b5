"""The report of `srkit eval`: forms, marks, the baseline, the official keys."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from srkit.cli.report import fitted
from tests.conftest import ROOT, Ran, write_rows

BENCH = ROOT / "tests/evaluation/spatialrgpt.json"
RECORDS = json.loads(BENCH.read_text())


def official(records: list[dict], model: str = "m", pred: str | None = None) -> list[dict]:
    """Return lines of an official answers file; without `pred` the true answers."""
    return [{"question_id": one["id"], "image": "", "question": one["text_q"], "model_id": model,
             "pred": one["conversations"][1]["value"] if pred is None else pred,
             "gt": one["conversations"][1]["value"], "qa_info": one["qa_info"]}
            for one in records]  # fmt: skip


def test_official_answers_are_read_and_marked(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    merge = write_rows(tmp_path / "merge.jsonl", official(RECORDS))
    words = ["eval", "--bench", f"spatialrgpt:{BENCH}", merge, "--published"]
    assert "published figures are of SpatialRGPT-Bench's 1406 questions" in srkit(*words).err
    ran = srkit(*words, "--summary", tmp_path / "s.json", "--allow-partial")
    assert ran.status == 0 and len(ran.rows) == len(RECORDS) == 24
    # One of the benchmark's own answers says "No, [1] is in front of [0]" to "is [0] behind?".
    undecided = [row["reason"] for row in ran.rows if row["verdict"] is not True]
    assert undecided in ([], ["contradiction"])
    assert all(row["regions"] and row["category"] for row in ran.rows)
    summary = json.loads((tmp_path / "s.json").read_text())
    assert summary["partial"] is None and len(summary["published"]) == 16
    scores = json.loads((tmp_path / "compat/score.json").read_text())
    assert scores["Quan_overall_acc"] == 100.0 and scores["Match_fail_count"] == len(undecided)
    assert "(published)" in ran.err and "PARTIAL" not in ran.err


def test_part_of_a_benchmark_is_marked_and_not_compared(
    srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    bench = f"spatialrgpt:{BENCH}"
    whole = srkit("eval", "--bench", bench, write_rows(tmp_path / "a", official(RECORDS)))
    base = write_rows(tmp_path / "base.jsonl", whole.rows)
    part = write_rows(tmp_path / "b", official(RECORDS[:5], "n"))
    words = ["eval", "--bench", bench, part, "--baseline", base, "--published"]
    ran = srkit(*words)
    assert "PARTIAL: answers to 5 of the benchmark's 24 questions" in ran.err
    assert "not compared with the baseline" in ran.err and "(published)" not in ran.err
    ran = srkit(*words, "--allow-partial")
    assert "n − m" in ran.err and "(published)" in ran.err and "not compared" not in ran.err


def test_a_baseline_is_compared_task_by_task(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    base = write_rows(
        tmp_path / "base.jsonl", srkit("eval", write_rows(tmp_path / "a", official(RECORDS))).rows
    )
    ran = srkit("eval", write_rows(tmp_path / "b", official(RECORDS, "no", pred="No idea.")),
                "--baseline", base, "--summary", tmp_path / "s.json")  # fmt: skip
    found = json.loads((tmp_path / "s.json").read_text())["comparison"]["sources"]["no"]["all"]
    right = sum(row["verdict"] is True for row in srkit("eval", tmp_path / "a").rows)
    assert (found["gained"], found["lost"], found["n"]) == (0, right, 24)
    assert found["mcnemar_p"] == pytest.approx(2 / 2**right)
    assert "no − m" in ran.err
    twice = write_rows(tmp_path / "twice", official(RECORDS[:1] * 2))
    ran = srkit("eval", twice, "--baseline", base)
    assert ran.status == 1 and "more than once" in ran.err


def test_a_limit_that_cuts_is_partial(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "a", official(RECORDS))
    assert "PARTIAL: the first 3 rows" in srkit("eval", rows, "--limit", 3).err
    assert "PARTIAL" not in srkit("eval", rows, "--limit", 99).err
    assert "PARTIAL: shard 1 of 2" in srkit("eval", rows, "--shard", "1/2").err


def test_shards_join_to_the_whole(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "a", official(RECORDS))
    parts = [srkit("eval", rows, "--shard", f"{k}/3").rows for k in (1, 2, 3)]
    whole = srkit("eval", rows).rows
    assert min(map(len, parts)) > 0
    assert sorted(row["id"] for part in parts for row in part) == sorted(r["id"] for r in whole)


@pytest.mark.parametrize(
    ("form", "begins"),
    [("md", "**success"), ("csv", "source,n,"), ("latex", "% \\usepackage"), ("json", "{")],
)
def test_forms(srkit: Callable[..., Ran], tmp_path: Path, form: str, begins: str) -> None:
    rows = write_rows(tmp_path / "a", official(RECORDS))
    suffix = {"latex": "tex"}.get(form, form)
    by_name, by_option = tmp_path / f"t.{suffix}", tmp_path / "other"
    srkit("eval", rows, "--summary", by_name)
    srkit("eval", rows, "--summary", by_option, "--format", form)
    assert by_name.read_text() == by_option.read_text() and by_name.read_text().startswith(begins)
    shown = srkit("eval", rows, "--format", form).err
    assert by_name.read_text() in shown
    if form == "csv":
        (line,) = list(csv.DictReader(by_name.open()))
        assert line["source"] == "m" and line["n"] == "24"


def test_a_unit_may_be_assumed(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    row = {"id": "a", "image": "a.png", "question": "How wide is Region [0]?", "answer": "2 meters",
           "response": "2.1"}  # fmt: skip
    rows = write_rows(tmp_path / "a", [row])
    assert srkit("eval", rows).rows[0]["reason"] == "no_unit"
    assert srkit("eval", rows, "--default-unit", "m").rows[0]["verdict"] is True
    assert srkit("eval", rows, "--default-unit", "cm").rows[0]["verdict"] is False


def test_the_benchmark_alone_asks_a_model(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "a", official(RECORDS))
    words = ["eval", "--bench", f"spatialrgpt:{BENCH}", "--model", "hf:nowhere"]
    ran = srkit(*words, rows)
    assert ran.status == 2 and "leave out PATH" in ran.err
    lost = write_rows(tmp_path / "lost", official([{**RECORDS[0], "id": "unknown"}]))
    ran = srkit("eval", "--bench", f"spatialrgpt:{BENCH}", lost)
    assert ran.status == 3 and ran.rows[0]["reason"] == "error"
    assert "no such question in the benchmark: unknown" in ran.err
    ran = srkit("eval", rows, "--bench", "other:x")
    assert ran.status in (1, 2) and "a benchmark is spatialrgpt:PATH" in ran.err


def test_what_is_not_the_same_is_said(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    bench = f"spatialrgpt:{BENCH}"
    lines = official(RECORDS)
    base = write_rows(tmp_path / "base", srkit("eval", write_rows(tmp_path / "a", lines)).rows)
    other = [{**line, "gt": "Yes."} for line in official(RECORDS, "n")]
    ran = srkit("eval", write_rows(tmp_path / "b", other), "--baseline", base)
    assert "have another question or true answer in the baseline" in ran.err
    assert "n − m" not in ran.err
    ran = srkit("eval", "--bench", bench, tmp_path / "b")
    assert "answers come with another truth than the benchmark has" in ran.err
    ran = srkit("eval", "--bench", bench, write_rows(tmp_path / "c", lines + lines[:3]))
    assert "PARTIAL: 3 further answers to the same questions" in ran.err
    assert "there were no answers" in srkit("eval", write_rows(tmp_path / "d", [])).err


def test_official_keys_are_of_whole_runs_only(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    bench, found = f"spatialrgpt:{BENCH}", tmp_path / "compat/score.json"
    words = ["eval", "--bench", bench, "--summary", tmp_path / "s.json"]
    srkit(*words, write_rows(tmp_path / "a", official(RECORDS)))
    assert found.exists()
    srkit(*words, write_rows(tmp_path / "b", official(RECORDS[:5])))
    assert not found.exists(), "an earlier run's must not stand beside another summary"


def test_an_answer_that_was_not_had_is_a_wrong_one(
    srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    lines = official(RECORDS[:2])
    lines[0]["pred"] = None
    ran = srkit("eval", write_rows(tmp_path / "a", lines))
    assert ran.status == 3 and [row["verdict"] for row in ran.rows] == [None, True]


def test_a_table_is_turned_where_it_does_not_fit() -> None:
    columns, rows = ["source", "n", "width"], [["model a", "12", "3.0"], ["model b", "9", "44.0"]]
    assert list(fitted(columns, rows, 60)) == [(columns, rows)]
    assert list(fitted(columns, rows, 31)) == [(columns, rows)], "10 + 5 + 8 and a last line"
    wide, narrow = list(fitted(columns, rows, 27)), list(fitted(columns, rows, 20))
    assert wide == [(columns, rows)]
    assert narrow == [
        (["source", "model a"], [["n", "12"], ["width", "3.0"]]),
        (["source", "model b"], [["n", "9"], ["width", "44.0"]]),
    ]
