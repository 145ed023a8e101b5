"""The shape of a stage: an iterator of rows in, one `Result` an input row out, in input order.

`each` makes such a stage from a function of one row: it passes error rows through unchanged and
turns a failure into an error row. A stage that has no rows for an input yields an empty `Result`,
so that whoever drives it always knows which input is done.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from srkit.errors import RowError, SrkitError
from srkit.records.rows import Row

log = logging.getLogger(__name__)


class Usage(NamedTuple):
    """What asking models cost: calls that were answered, tokens, and answers of no use."""

    calls: int = 0
    input: int = 0
    output: int = 0
    useless: int = 0


NOTHING_ASKED: Mapping[str, Usage] = MappingProxyType({})


class Result(NamedTuple):
    """What one input row gave; `trees` go to a stage's second output, where it has one."""

    rows: list[Row]
    trees: list[Row] = []
    has_failed: bool = False  # here, not in an earlier stage
    usage: Mapping[str, Usage] = NOTHING_ASKED  # by model
    notes: tuple[str, ...] = ()  # what a row gave that is counted at the end


Stage = Callable[[Iterable[Row]], Iterator[Result]]


def each(stage: str, work: Callable[[Row], Result], rows: Iterable[Row]) -> Iterator[Result]:
    """Apply `work` to every row that has no error."""
    for row in rows:
        if is_error(row):
            yield Result([row])
            continue
        try:
            result = work(row)
        except Exception as error:
            result = failure(row, stage, error)
        yield result


def failure(row: Row, stage: str, error: Exception) -> Result:
    """Return a row's error row; raise again what ends the run."""
    if isinstance(error, SrkitError) and not isinstance(error, RowError):
        raise error
    if not isinstance(error, RowError):  # one bad row must not end a run of millions
        log.debug("row %r failed", row.get("id"), exc_info=error)
    return Result([error_row(row, stage, error)], has_failed=True)


def total(usages: Iterable[Usage]) -> Usage:
    """Add up."""
    found = list(usages)
    return Usage(*(sum(column) for column in zip(*found, strict=True))) if found else Usage()


def is_error(row: Row) -> bool:
    """Whether a row comes from a stage that could not process it."""
    return row.get("error") is not None


def task_of(row: Row) -> str:
    """Return the id of the task that a row belongs to; a row without `task` is its own."""
    return str(row.get("task", row["id"]))


def error_row(row: Row, stage: str, error: Exception) -> Row:
    """Return the input row with what went wrong."""
    message = str(error) or type(error).__name__
    return {**row, "error": {"stage": stage, "type": type(error).__name__, "message": message}}


def flatten(results: Iterable[Result]) -> Iterator[Row]:
    """Yield the rows of the results, one after another."""
    for result in results:
        yield from result.rows
