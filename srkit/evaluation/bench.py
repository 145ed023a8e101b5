"""SpatialRGPT-Bench's protocol on rows: a verdict for every answer, by rules."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from srkit.errors import RowError
from srkit.language.verdict import judge_response
from srkit.models.base import Reply
from srkit.records.flow import Result, each, is_error, task_of
from srkit.records.rows import Row

SCORER = "rules-1"


class Answerer(NamedTuple):
    """A model that answers: what rows call it, and a function from a task to response and usage."""

    name: str
    reply: Callable[[Row], Reply]


def eval_rows(rows: Iterable[Row], answerer: Answerer | None = None) -> Iterator[Result]:
    """Give every response its verdict; with an answerer, its answers take the place of all."""

    def work(row: Row) -> Result:
        if answerer is not None:
            reply = answerer.reply(row)
            tokens = {"input": reply.input_tokens, "output": reply.output_tokens}
            row = {**row, "response": reply.text, "tokens": tokens}
        return Result([judge_row(row)])

    if answerer is not None:
        rows = (_signed(row, answerer.name) for row in rows)
    for result in each("eval", work, rows):
        # An answer that could not be had is a wrong one.
        judged = [failed(row) if is_error(row) else row for row in result.rows]
        yield result._replace(rows=judged)


def _signed(row: Row, name: str) -> Row:
    """Say whose answer this is going to be, so that it counts for the model if it fails too."""
    task = task_of(row)
    return {**row, "id": f"{task}#{name}#0", "task": task, "source": name}


def judge_row(row: Row) -> Row:
    """Return the row as a ResultRow."""
    for key in ("answer", "response"):
        if not isinstance(row.get(key), str):
            raise RowError(f"the row has no '{key}', and a verdict needs it")
    found = judge_response(row["question"], row["answer"], row["response"])
    earlier = ("reason", "parsed", "truth_value", "evidence")  # of a verdict that is taken back
    kept = {key: value for key, value in row.items() if key not in earlier}
    result: Row = {**kept, "verdict": found.verdict, "flags": [], "scorer": SCORER}
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
