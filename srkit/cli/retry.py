"""`--retry-errors`: the rows of an output that failed in this stage, done again in their places."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import click

from srkit.cli.counts import Counts, Prices
from srkit.cli.options import RowIO
from srkit.cli.outputs import open_locked, record_of
from srkit.cli.progress import Progress
from srkit.cli.streams import rows_only
from srkit.records.flow import Stage
from srkit.records.jsonl import RowWriter, read_files
from srkit.records.rows import Row
from srkit.records.run import write_record
from srkit.records.sidecar import forget

Replay = Callable[[Row], None]


def retry_errors(
    io: RowIO, work: Stage, trees: str | None, replay: Replay | None, at_end: Callable[[], None],
    prices: Prices,
) -> int:  # fmt: skip
    """Do the rows of an output again that failed in this stage, and put the file in its place."""
    context = click.get_current_context()
    command, given = context.info_name or "", context.params
    refuse_options(io, given)
    record = record_of(io.output, context, ignored=("shard",))
    if not record["finished"]:
        raise click.UsageError(f"{io.output} is not finished: --resume it first")
    target = os.path.realpath(io.output)
    counts, part = Counts(), f"{target}.part"
    grown: dict[str, Row] = {}
    with (
        rows_only(),
        Progress(command, io.quiet) as progress,
        open_locked(target),
        open(part, "wb") as stream,
    ):
        write = RowWriter(stream, os.path.dirname(target)).write
        old = partial(read_files, [target], (), root=io.root)
        results = work(without_error(row) for row in old() if has_failed_in(row, command))
        change = 0
        for row in old():
            if not has_failed_in(row, command):
                write([row])
                if replay:
                    replay(row)
                continue
            result = next(results)
            write(result.rows)
            grown |= {tree["id"]: tree for tree in result.trees}
            counts.rows_in += 1
            counts.add(result)
            change += len(result.rows) - 1
        at_end()
        if trees:
            replace_trees(trees, grown, read_files([part], (), root=io.root))
        shutil.copymode(target, part)
        forget(io.output)  # what a limit left: it says how long the old file was
        os.replace(part, target)
        progress.finish(*counts.lines(f"{command} --retry-errors", prices))
    record["counts"]["failed"] = counts.failed
    record["counts"]["rows_out"] += change
    record["retried"] = record.get("retried", 0) + counts.rows_in
    if trees and "bytes" in record:
        record["bytes"] = [os.path.getsize(path) for path in (io.output, trees)]
    write_record(io.output, record)
    return 3 if counts.failed else 0


def refuse_options(io: RowIO, given: dict[str, Any]) -> None:
    """Raise for options that say which rows to do: those that failed are done, and no others."""
    if io.output == "-":
        raise click.UsageError("--retry-errors needs an output file (-o)")
    for name in ("limit", "shard", "max_errors", "resume", "paths"):
        if given.get(name):
            word = "PATH" if name == "paths" else f"--{name.replace('_', '-')}"
            raise click.UsageError(f"--retry-errors reads -o itself, all of it: leave out {word}")


def replace_trees(trees: str, grown: dict[str, Row], rows: Iterator[Row]) -> None:
    """Put trees where the old ones of their questions stood, or in the order of the answers."""
    target = os.path.realpath(trees)
    part = f"{target}.part"
    with open_locked(target), open(part, "wb") as stream:
        write = RowWriter(stream, os.path.dirname(target)).write
        known = {tree["id"] for tree in read_files([target], ())}
        old = read_files([target], ())
        for row in rows:
            task = str(row.get("task", row.get("id")))
            if task in known:
                for tree in old:
                    known.discard(tree["id"])
                    write([grown.pop(tree["id"], tree)])
                    if tree["id"] == task:
                        break
            elif task in grown:
                write([grown.pop(task)])
        write([grown.pop(tree["id"], tree) for tree in old])
        shutil.copymode(target, part)
        os.replace(part, target)


def has_failed_in(row: Row, stage: str) -> bool:
    """Whether a row is one that this stage failed on."""
    fault = row.get("error")
    return isinstance(fault, dict) and fault.get("stage") == stage


def without_error(row: Row) -> Row:
    """Return the row as it was before it failed."""
    return {key: value for key, value in row.items() if key != "error"}
