"""The one way in which a command moves rows: open, loop, write, count, record, report.

A stage gives one `Result` an input row, in input order, so what is written after each of them is
always whole.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

import click

from srkit.cli.options import RowIO
from srkit.cli.progress import Progress
from srkit.cli.streams import open_writer, rows_only, uninterrupted
from srkit.records.flow import Result, Stage, is_error
from srkit.records.rows import Row


@dataclass
class Counts:
    """What went through a stage; rows that failed in an earlier one are counted on their own."""

    rows_in: int = 0
    rows_out: int = 0
    failed: int = 0
    failed_earlier: int = 0
    first_failure: str = field(default="")

    def add(self, result: Result) -> None:
        """Count what one input row gave."""
        self.rows_out += len(result.rows)
        self.failed += result.has_failed
        if result.has_failed and not self.first_failure:
            row = result.rows[0]
            self.first_failure = f"{row.get('id')}: {row['error']['message']}"

    def lines(self, command: str) -> list[str]:
        """Return the counts as people read them, and the first failure with its reason."""
        text = f"{self.rows_in} in, " if command != "synth" else ""
        text += f"{self.rows_out} out"
        text += f", {self.failed} failed" if self.failed else ""
        text += f", {self.failed_earlier} failed earlier" if self.failed_earlier else ""
        return [text] + ([f"first failure: {self.first_failure}"] if self.failed else [])


def run_rows(
    io: RowIO,
    work: Stage,
    reads: tuple[type, ...] = (),
    source: Iterable[Row] | None = None,
    trees: str | None = None,
    at_end: Callable[[], None] = lambda: None,
) -> int:
    """Drive rows through `work`, write what comes out, and return the exit status.

    `source` stands in for input files; `trees` names the file of a stage's second output;
    `at_end` is done before the run record calls the output finished.
    """
    counts, context = Counts(), click.get_current_context()
    limit = min(io.limit, sys.maxsize) if io.limit else None
    inputs = io.paths if source is None else ()
    with rows_only() as stdout, contextlib.ExitStack() as opened:
        rows = read_inputs(io, reads) if source is None else source
        progress = opened.enter_context(Progress(context.info_name or "", io.quiet))
        for line in unfinished_inputs(inputs):
            progress.say(line)
        writers = [opened.enter_context(open_writer(path, stdout)) for path in (io.output, trees)]
        record = start_record(context, io.output, inputs)
        for result in work(_counted(islice(rows, limit), counts)):
            with uninterrupted():
                for write, out in zip(writers, (result.rows, result.trees), strict=True):
                    write(out)
            counts.add(result)
            progress.update(counts.rows_in)
        at_end()
        if record:
            record.finish({k: v for k, v in asdict(counts).items() if k != "first_failure"})
        progress.finish(*counts.lines(context.info_name or ""))
    return 3 if counts.failed else 0


def _counted(rows: Iterable[Row], counts: Counts) -> Iterator[Row]:
    for row in rows:
        counts.rows_in += 1
        counts.failed_earlier += is_error(row)
        yield row


def read_inputs(io: RowIO, reads: tuple[type, ...]) -> Iterator[Row]:
    """Open the inputs; a terminal in place of data is a usage error, never a hang."""
    from srkit.records.jsonl import read_files

    if io.paths.count("-") > 1:
        raise click.UsageError("standard input (-) is named twice")
    if "-" in io.paths and sys.stdin.isatty():
        raise click.UsageError("no input: name a file, or pipe rows in")
    return read_files(io.paths, reads, sys.stdin.buffer)


def unfinished_inputs(inputs: Iterable[str]) -> Iterator[str]:
    """Say which inputs were not written to their end."""
    from srkit.records.run import load_record

    for path in inputs:
        record = load_record(path)
        if record and record.get("finished") is False:
            yield f"note: {path} is unfinished (its run record says so)"


def start_record(context: click.Context, output: str, inputs: Iterable[str]) -> Any:
    """Begin the run record beside an output; rows on stdout or a device leave none."""
    from srkit.records.run import RunRecord

    if output == "-" or not (os.path.isfile(output) or os.path.isdir(output)):
        return None
    options = {k: v for k, v in context.params.items() if k not in ("quiet", "verbose")}
    return RunRecord(output, context.command_path, options, inputs)


def refuse_overwriting(inputs: Iterable[str], outputs: Iterable[str | None]) -> None:
    """Raise if one file would be written twice, or read and written; records count as written."""
    named = [path for path in outputs if path and path != "-"]
    written: set[str] = set()
    for path in [*named, *(f"{path}.run.json" for path in named[:1])]:
        real = os.path.realpath(path)
        if real in written and not _is_device(real):
            raise click.UsageError(f"{path} is written twice")
        written.add(real)
    for path in inputs:
        if path != "-" and os.path.realpath(path) in written and not _is_device(path):
            raise click.UsageError(f"{path} is an input and an output")


def _is_device(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)
