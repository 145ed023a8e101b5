"""SpatialRGPT-Bench's protocol on rows: a verdict for every answer, by rules."""

from collections.abc import Callable, Iterable, Iterator

from srkit.errors import RowError
from srkit.language.verdict import judge_response
from srkit.records.flow import Result, each
from srkit.records.rows import Row

SCORER = "rules-1"
Answer = Callable[[Row], Row]  # a task in, the same with `task`, `source` and `response` out


def eval_rows(rows: Iterable[Row], answer: Answer | None = None) -> Iterator[Result]:
    """Give every response its verdict; rows that have none get theirs from `answer`."""

    def work(row: Row) -> Result:
        if answer is not None:
            row = answer(row)
        if "response" not in row:
            raise RowError("the row has no 'response', and no --model was named")
        return Result([judge_row(row)])

    for result in each("eval", work, rows):
        # An answer that could not be had is a wrong one.
        yield Result([failed(row) if "error" in row else row for row in result.rows])


def judge_row(row: Row) -> Row:
    """Return the row as a ResultRow."""
    if "answer" not in row:
        raise RowError("the row has no 'answer' to compare with")
    found = judge_response(row["question"], row["answer"], row["response"])
    result: Row = {**row, "verdict": found.verdict, "flags": [], "scorer": SCORER}
    if found.reason:
        result["reason"] = found.reason
    if found.parsed is not None:
        result["parsed"] = found.parsed
    if found.truth_value is not None:
        result["truth_value"] = found.truth_value
    if found.evidence:
        result["evidence"] = list(found.evidence)
    return result


def failed(row: Row) -> Row:
    """Return an error row with the verdict that it counts as."""
    return {**row, "verdict": None, "reason": "error", "flags": [], "scorer": SCORER}
