"""The one way in which a command moves rows: open, loop, write, count, record, report.

A stage gives one `Result` an input row, in input order, so what is written after each of them is
always whole.
"""

import contextlib
import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice
from typing import Any

import click

from srkit.cli.counts import Counts, Prices
from srkit.cli.options import MaxErrors, RowIO
from srkit.cli.outputs import Finished, Outputs
from srkit.cli.progress import Progress
from srkit.cli.retry import Replay, retry_errors
from srkit.cli.streams import WholeLines, open_pipe, rows_only
from srkit.errors import SrkitError
from srkit.records.flow import Result, Stage, is_error
from srkit.records.jsonl import Tape, read_files
from srkit.records.rows import Row
from srkit.records.run import load_record
from srkit.records.seeds import derive_seed


def run_rows(
    io: RowIO,
    work: Stage,
    reads: tuple[type, ...] = (),
    source: Iterable[Row] | None = None,
    trees: str | None = None,
    replay: Replay | None = None,
    at_end: Callable[[], None] = lambda: None,
    notes: Callable[[], Row] = dict,
    prices: Prices | None = None,
    detail: Callable[[], str] | None = None,
) -> int:
    """Drive rows through `work`, write what comes out, and return the exit status.

    `source` stands in for input files, `trees` names a second output, `replay` sees rows that an
    earlier run wrote, `at_end` is done before the run record calls the output finished, and `notes`
    go into that record. `prices` are those of the models, `detail` says more while it runs.
    """
    context = click.get_current_context()
    command = context.info_name or ""
    if io.retry_errors:
        return retry_errors(io, work, trees, replay, at_end, prices or {})
    counts, tape = Counts(), Tape()
    with (
        rows_only() as stdout,
        Progress(command, io.quiet, detail) as progress,
        contextlib.closing(Outputs(io, trees, stdout)) as outputs,
    ):
        chosen = choose(read_inputs(io, reads, tape) if source is None else source, io)
        ahead: deque[tuple[str, bool]] = deque()  # read, and not yet answered by a result
        # A stage checks its options now, before a file is opened; it reads when results are taken.
        results = work(_noted(chosen, tape, outputs, ahead))
        for line in unfinished_inputs(io.paths if source is None else ()):
            progress.say(line)
        try:
            outputs.open(context, io)
        except Finished as already:
            replay_rows(io.output, replay)
            at_end()
            progress.finish(f"{io.output} is finished already")
            return 3 if already.failed else 0
        if outputs.done:
            skip(chosen, outputs.done, tape, io.output)
            counts = Counts(**outputs.done.counts)
        outputs.begin(context, io)
        replay_rows(io.output, replay if outputs.done else None)
        with said_if_cut(io, outputs, counts, progress):
            move(io, results, outputs, counts, ahead, progress)
            while ahead:
                counts.take(ahead)
            refuse_too_many(counts, io.max_errors, at_end=True)
            at_end()
        outputs.finish(counts.for_record(prices or {}), io.limit is not None, notes())
        progress.finish(*counts.lines(command, prices or {}))
    return 3 if counts.failed else 0


def move(
    io: RowIO, results: Iterator[Result], outputs: Outputs, counts: Counts,
    ahead: deque[tuple[str, bool]], progress: Progress,
) -> None:  # fmt: skip
    """Write and count every result; after a Ctrl-C, those that the stage still gives out."""
    writers, taken = outputs.writers(), None

    def take(result: Result) -> None:
        nonlocal taken
        with whole_lines:
            for write, out in zip(writers, (result.rows, result.trees), strict=False):
                write(out)
            counts.add(result)
            outputs.note(counts.take(ahead), counts)
            taken = result
        progress.update(counts.rows_in)

    with contextlib.closing(WholeLines()) as whole_lines:
        try:
            for result in results:
                take(result)
                refuse_too_many(counts, io.max_errors, at_end=False)
        except KeyboardInterrupt:
            for result in still_given(results):
                if result is not taken:
                    take(result)
            raise


def still_given(results: Iterator[Result]) -> Iterator[Result]:
    """Tell a stage of a Ctrl-C, and yield what it gives out all the same.

    The first may be what it gave last: it can't know whether that was taken.
    """
    if isinstance(results, Generator):
        with contextlib.suppress(KeyboardInterrupt, StopIteration):
            yield results.throw(KeyboardInterrupt())
            while True:
                yield next(results)


def say_plan(io: RowIO, plan: Stage, reads: tuple[type, ...]) -> int:
    """Write the one row of a plan to standard output, whatever -o says."""
    if io.retry_errors or io.resume:
        raise click.UsageError("--dry-run plans a whole run: leave out --resume, --retry-errors")
    with rows_only() as stdout:
        for result in plan(choose(read_inputs(io, reads), io)):
            open_pipe(stdout)(result.rows)
    return 0


@contextlib.contextmanager
def said_if_cut(io: RowIO, outputs: Outputs, counts: Counts, progress: Progress) -> Iterator[None]:
    """Say what is left in an output file if the run fails or is interrupted."""
    try:
        yield
    except (SrkitError, KeyboardInterrupt):
        if outputs.record and counts.rows_out:
            progress.say(
                f"{io.output} is not whole: {counts.rows_out} rows are in it, --resume goes on"
            )
        raise


def choose(rows: Iterable[Row], io: RowIO) -> Iterator[Row]:
    """Keep the rows of the shard, and of these no more than the limit."""
    if io.shard:
        part, of = io.shard.number - 1, io.shard.of
        rows = (row for row in rows if derive_seed(shard_key(row)) % of == part)
    return islice(rows, min(io.limit, sys.maxsize) if io.limit else None)


def shard_key(row: Row) -> str:
    """Return what decides the shard of a row: all rows of a task go together."""
    return str(row.get("task", row.get("id", row.get("question_id", ""))))


def skip(rows: Iterator[Row], done: Any, tape: Tape, output: str) -> None:
    """Pass over the input that an earlier run did; it must be the same as it was then."""
    for _ in islice(rows, done.inputs):
        pass
    if done.sha256 and tape.digest() != done.sha256:
        raise click.UsageError(f"{output} can't be resumed: its input is not what it was")


def replay_rows(output: str, replay: Replay | None) -> None:
    """Show the rows of an output that is going to be continued, if somebody wants to see them."""
    if replay:
        for row in read_files([output], ()):
            replay(row)


def refuse_too_many(counts: Counts, allowed: MaxErrors | None, at_end: bool) -> None:
    """Raise when more rows have failed than the user allows; a share needs 100 rows, or the end."""
    if allowed is None:
        return
    limit = allowed.limit
    if allowed.is_percent:
        if counts.rows_in < 100 and not at_end:
            return
        limit = allowed.limit / 100 * counts.rows_in
    if counts.failed > limit:
        said = f"{counts.failed} of {counts.rows_in} rows failed, more than --max-errors allows"
        raise SrkitError(f"{said}; the first: {counts.first_failure}")


def _noted(
    rows: Iterable[Row], tape: Tape, outputs: Outputs, ahead: deque[tuple[str, bool]]
) -> Iterator[Row]:
    """Remember the rows that a stage takes; now and then with the hash of the input so far."""
    for row in rows:
        ahead.append((tape.digest() if outputs.is_due() else "", is_error(row)))
        yield row


def read_inputs(io: RowIO, reads: tuple[type, ...], tape: Tape | None = None) -> Iterator[Row]:
    """Open the inputs; a terminal in place of data is a usage error, never a hang."""
    if io.paths.count("-") > 1:
        raise click.UsageError("standard input (-) is named twice")
    if "-" in io.paths and sys.stdin.isatty():
        raise click.UsageError("no input: name a file, or pipe rows in")
    most = io.max_line * 2**20
    return read_files(io.paths, reads, sys.stdin.buffer, io.root, most, tape, io.pictures)


def unfinished_inputs(inputs: Iterable[str]) -> Iterator[str]:
    """Say which inputs were not written to their end."""
    for path in inputs:
        record = load_record(path)
        if record and record.get("finished") is False:
            yield f"note: {path} is unfinished (its run record says so)"


def refuse_overwriting(inputs: Iterable[str], outputs: Iterable[str | None]) -> None:
    """Raise if one file would be written twice, or read and written; records count as written."""
    named = [path for path in outputs if path and path != "-"]
    written: set[str] = set()
    for path in [*named, *(f"{path}.run.json" for path in named[:1])]:
        real = os.path.realpath(path)
        if real in written and not _is_device(real):
            raise click.UsageError(f"{path} is written twice")
        written.add(real)
    if not inputs:
        return
    places = {place for path in named if (place := _place(path))}
    places |= {place} if "-" in outputs and (place := _place(1)) else set()
    for path in inputs:
        if path == "-":
            if _place(0) in places:
                raise click.UsageError("standard input is an output too")
        elif not _is_device(path) and (os.path.realpath(path) in written or _place(path) in places):
            raise click.UsageError(f"{path} is an input and an output")


def _place(file: str | int) -> tuple[int, int] | None:
    """Return what tells a regular file from all others, whatever it is called."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _is_device(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)
