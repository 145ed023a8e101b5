"""SpatialRGPT-Bench's protocol on rows: a verdict for every answer, by rules."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from srkit.errors import AddressError, DataError, RowError
from srkit.evaluation.spatialrgpt import (
    check_task,
    join_bench,
    official_answer,
    read_bench,
)
from srkit.evaluation.statistics import OTHER_TRUTH
from srkit.language.question import parse_question
from srkit.language.verdict import judge_response
from srkit.models.base import EMPTY, Policy
from srkit.models.connections import Connections
from srkit.records.ahead import each_ahead
from srkit.records.flow import Result, each, is_error, task_of
from srkit.records.rows import Row

if TYPE_CHECKING:
    from srkit.models.asked import AskedModel

SCORER = "rules-3"
BENCH = "spatialrgpt:"


def load_bench(address: str, root: str | None = None) -> dict[str, Row]:
    """Return the tasks of `spatialrgpt:PATH_OR_REPO` by id."""
    if not address.startswith(BENCH) or address == BENCH:
        raise AddressError(f"{address}: a benchmark is {BENCH}PATH or {BENCH}OWNER/NAME[@REVISION]")
    tasks: dict[str, Row] = {}
    for row in read_bench(address.removeprefix(BENCH), root):
        if row["id"] in tasks:
            raise DataError(f"{address}: two questions are called {row['id']!r}")
        tasks[row["id"]] = row
    return tasks


def eval_rows(
    rows: Iterable[Row], answerer: Policy | None = None,
    tasks: Mapping[str, Row] | None = None, default_unit: str | None = None,
    connections: Connections | None = None, seed: int = 0, judge: "AskedModel | None" = None,
) -> Iterator[Result]:  # fmt: skip
    """Give every response its verdict; with an answerer, its answers take the place of all.

    The verdict is that of the rules, or of a `judge` with the rules' beside it.

    Lines of an official answers file are understood. With `tasks`, the benchmark's question and
    truth take the place of the rows' own.
    """

    def rule(row: Row) -> Row:
        if tasks is not None:
            check_task(row, tasks)
        return judge_row(row, default_unit)

    async def ask(row: Row) -> Result:
        used = {}
        if answerer is not None:
            reply = await answerer.answer(row, seed, 0)
            if reply.reason not in ("", EMPTY):  # an empty answer is one, and wrong
                raise RowError(reply.reason)
            tokens = {"input": reply.usage.input, "output": reply.usage.output}
            row = {**row, "response": reply.text.strip(), "tokens": tokens}
            used[answerer.name] = reply.usage
        row = rule(row)
        if judge is not None:
            from srkit.evaluation.judged import judge_answer

            row, used[judge.name] = await judge_answer(row, judge, seed)
        return Result([row], has_failed=is_error(row), usage=used)

    rows = (official_answer(row) or row for row in rows)
    if tasks is not None:
        rows = join_bench(rows, tasks)
    if answerer is not None:
        rows = (_signed(row, answerer.name) for row in rows)
    if answerer is None and judge is None:
        results = each("eval", lambda row: Result([rule(row)]), rows)
    else:
        connections = connections or Connections()
        results = each_ahead("eval", ask, rows, connections.rows_at_a_time(1.0), connections)
    for result in results:
        # An answer that could not be had is a wrong one.
        judged = [failed(row) if is_error(row) and "rules" not in row else row
                  for row in result.rows]  # fmt: skip
        yield result._replace(rows=judged)


def _signed(row: Row, name: str) -> Row:
    """Say whose answer this is going to be, so that it counts for the model if it fails too."""
    task = task_of(row)
    return {**row, "id": f"{task}#{name}#0", "task": task, "source": name}


def judge_row(row: Row, default_unit: str | None = None) -> Row:
    """Return the row as a ResultRow."""
    for key in ("answer", "response"):
        if not isinstance(row.get(key), str):
            raise RowError(f"the row has no '{key}', and a verdict needs it")
    found = judge_response(
        row["question"], row["answer"], row["response"], row.get("category"), default_unit
    )
    asked = parse_question(row["question"]).category
    flags = [OTHER_TRUTH] if OTHER_TRUTH in row.get("flags", []) else []
    # Of a verdict that is taken back.
    earlier = ("reason", "parsed", "truth_value", "evidence", "rules", "judged")
    kept = {key: value for key, value in row.items() if key not in earlier}
    flags += found.flags
    result: Row = {**kept, "verdict": found.verdict, "flags": flags, "scorer": SCORER}
    if asked and not result.get("category"):
        result["category"] = asked
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
