"""`srkit eval`: verdicts out, table and summary beside."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran, read_rows, write_rows


def test_predictions_are_tasks_with_a_response(srkit: Callable[..., Ran], tasks: Path) -> None:
    rows = [{**row, "response": row["answer"], "source": "truth"} for row in read_rows(tasks)]
    summary = tasks.parent / "summary.json"
    ran = srkit("eval", write_rows(tasks.parent / "p.jsonl", rows), "--summary", summary)
    assert ran.status == 0
    assert [row["verdict"] for row in ran.rows] == [True] * 8
    content = json.loads(summary.read_text())
    assert content["synthetic"] is True
    assert content["sources"]["truth"]["all"]["right"] == 8
    assert "100.0 [68, 100]" in ran.err and "synthetic" in ran.err and "truth" in ran.err
    assert "behind/front" in ran.err and "direct distance" in ran.err


def test_a_row_without_response_is_not_this_stages(srkit: Callable[..., Ran], tasks: Path) -> None:
    ran = srkit("eval", tasks)
    assert (
        ran.status == 65
        and ":1: no 'response' (this stage reads OfficialAnswer or CandidateRow)" in ran.err
    )


def test_a_model_that_is_none_is_told(srkit: Callable[..., Ran], tasks: Path) -> None:
    for address in ("geometry:?no=1", "gpt-4o", "hf:./nowhere", "openai:", "http://h/v1#m?style=x"):
        ran = srkit("eval", tasks, "--model", address)
        assert ran.status in (1, 2) and ran.out == "" and ran.err.count("\n") == 1
