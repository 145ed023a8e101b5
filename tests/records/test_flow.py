"""`each`: one result a row, errors become rows, fatal errors end the run."""

import pytest

from srkit.errors import RowError, SrkitError
from srkit.records.flow import Result, each, flatten


def work(row: dict) -> Result:
    if row["id"] == "bad":
        raise RowError("no good")
    if row["id"] == "bug":
        raise KeyError("depth")
    if row["id"] == "fatal":
        raise SrkitError("401")
    return Result([row, row])


def test_rows_errors_and_bugs() -> None:
    earlier = {"id": "x", "error": {"stage": "describe", "type": "RowError", "message": "m"}}
    rows = [{"id": "a"}, {"id": "bad"}, earlier, {"id": "bug"}]
    results = list(each("score", work, rows))
    assert [len(result.rows) for result in results] == [2, 1, 1, 1]
    bad = {"id": "bad", "error": {"stage": "score", "type": "RowError", "message": "no good"}}
    assert results[1].rows == [bad]
    assert results[2].rows == [earlier]
    assert results[3].rows[0]["error"]["type"] == "KeyError"


def test_a_fatal_error_ends_the_run() -> None:
    rows = flatten(each("score", work, [{"id": "a"}, {"id": "fatal"}]))
    assert [next(rows), next(rows)] == [{"id": "a"}, {"id": "a"}]
    with pytest.raises(SrkitError, match="401"):
        next(rows)
