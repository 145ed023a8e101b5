"""The one way in which a command moves rows: open, loop, write, count, record, report.

A stage gives one `Result` an input row, in input order, so what is written after each of them is
always whole. Standard output belongs to the rows: while a stage runs, whatever else prints there,
a C library included, comes out on stderr.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import click

from srkit.cli.options import RowIO
from srkit.cli.progress import Progress

Row = dict[str, Any]


class ClosedPipe(Exception):
    """Whoever read our rows has stopped reading."""


@dataclass
class Counts:
    """What went through a stage; rows that failed in an earlier one are counted on their own."""

    rows_in: int = 0
    rows_out: int = 0
    failed_earlier: int = 0
    failed: int = 0

    def line(self) -> str:
        """Return the counts as people read them."""
        text = f"{self.rows_in} in, {self.rows_out} out"
        text += f", {self.failed} failed" if self.failed else ""
        return text + (f", {self.failed_earlier} failed earlier" if self.failed_earlier else "")


def run_rows(
    io: RowIO,
    work: Callable[[Iterable[Row]], Iterator[Any]],
    reads: tuple[type, ...] = (),
    source: Iterable[Row] | None = None,
    trees: str | None = None,
) -> int:
    """Drive rows through `work`, write what comes out, and return the exit status.

    `source` stands in for input files; `trees` names the file of a stage's second output.
    """
    counts = Counts()
    context = click.get_current_context()
    files = [file for file in (io.output, trees) if file and file != "-"]
    inputs = io.paths if source is None else ()
    refuse_overwriting(inputs, files)
    with rows_only() as stdout, contextlib.ExitStack() as opened:
        rows = read_inputs(io, reads) if source is None else source
        progress = opened.enter_context(Progress(context.info_name or "", io.quiet))
        record = start_record(context, io.output, inputs)
        writers = [opened.enter_context(open_writer(path, stdout)) for path in (io.output, trees)]
        for result in work(_counted(islice(rows, io.limit), counts)):
            with uninterrupted():
                for writer, out in zip(writers, (result.rows, result.trees), strict=True):
                    writer(out)
            counts.rows_out += len(result.rows)
            counts.failed += sum("error" in row for row in result.rows)
            progress.update(counts.rows_in)
        counts.failed = max(0, counts.failed - counts.failed_earlier)
        if record:
            record.finish(vars(counts))
        progress.finish(counts.line())
    return 3 if counts.failed else 0


def _counted(rows: Iterable[Row], counts: Counts) -> Iterator[Row]:
    for row in rows:
        counts.rows_in += 1
        counts.failed_earlier += "error" in row
        yield row


def read_inputs(io: RowIO, reads: tuple[type, ...]) -> Iterator[Row]:
    """Open the inputs; a terminal in place of data is a usage error, never a hang."""
    from srkit.records.jsonl import read_files

    if "-" in io.paths and sys.stdin.isatty():
        raise click.UsageError("no input: name a file, or pipe rows in")
    return read_files(io.paths, reads, sys.stdin.buffer)


def start_record(context: click.Context, output: str, inputs: Iterable[str]) -> Any:
    """Begin the run record beside an output file; rows on stdout leave none."""
    from srkit.records.run import RunRecord

    if output == "-":
        return None
    options = {k: v for k, v in context.params.items() if k not in ("quiet", "verbose")}
    return RunRecord(output, context.command_path, options, inputs)


def refuse_overwriting(inputs: Iterable[str], outputs: Iterable[str]) -> None:
    """Raise if an output is one of the inputs: it would be emptied before it is read."""
    for output in outputs:
        for path in inputs:
            if path != "-" and os.path.exists(output) and os.path.exists(path):
                if os.path.samefile(output, path):
                    raise click.UsageError(f"{output} is an input and the output")


@contextlib.contextmanager
def open_writer(path: str | None, stdout: BinaryIO) -> Iterator[Callable[[list[Row]], None]]:
    """Give a function that writes rows to a file, to stdout ('-'), or nowhere (None)."""
    from srkit.records.jsonl import RowWriter

    if path is None:
        yield lambda rows: None
    elif path == "-":
        write = RowWriter(stdout, os.getcwd()).write

        def to_pipe(rows: list[Row]) -> None:
            try:
                write(rows)
            except BrokenPipeError as error:
                raise ClosedPipe from error

        yield to_pipe
    else:
        try:
            stream = open(path, "wb")
        except OSError as error:
            raise click.FileError(path, error.strerror) from error
        with stream:
            yield RowWriter(stream, os.path.dirname(os.path.abspath(path))).write


@contextlib.contextmanager
def rows_only() -> Iterator[BinaryIO]:
    """Give the real stdout to the caller alone; everybody else's prints go to stderr."""
    sys.stdout.flush()
    try:
        fd = sys.stdout.fileno()
    except OSError:  # a test holds sys.stdout
        stream = sys.stdout.buffer
        with contextlib.redirect_stdout(sys.stderr):
            yield stream
        return
    kept = os.dup(fd)
    os.dup2(sys.stderr.fileno(), fd)
    stream = open(kept, "wb", closefd=False)
    try:
        yield stream
    finally:
        with contextlib.suppress(BrokenPipeError):
            stream.close()
        sys.stdout.flush()
        os.dup2(kept, fd)
        os.close(kept)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until the line is whole; a second one breaks in."""
    pending = False

    def later(number: int, frame: Any) -> None:
        nonlocal pending
        if pending:
            signal.default_int_handler(number, frame)
        pending = True

    before = signal.signal(signal.SIGINT, later)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pending:
        raise KeyboardInterrupt
