"""The files that a stage writes: opened safely, locked, resumed, and known to be whole or not."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

import click

from srkit.cli.options import RowIO
from srkit.cli.streams import Write, open_pipe
from srkit.errors import SrkitError
from srkit.records.rows import Row

# Options that may differ when a run goes on: they change how much is done, not what comes out.
MAY_DIFFER = {
    "limit",
    "max_errors",
    "resume",
    "retry_errors",
    "quiet",
    "verbose",
    "config",
    "paths",
    "output",
}

NOTE_EVERY_S = 0.05


class Finished(Exception):
    """The output that was to be resumed is whole already."""

    def __init__(self, failed: int) -> None:
        self.failed = failed


class Outputs:
    """A stage's output files, or standard output; one call writes what one input row gave."""

    def __init__(self, io: RowIO, trees: str | None, stdout: BinaryIO) -> None:
        self.files = [path for path in (io.output, trees) if path and path != "-"]
        self.streams: list[BinaryIO] = []
        self.record: Any = None
        self.sidecar: Any = None
        self.next_note = 0.0
        self.done: Any = None  # what an earlier run did, when this one goes on from there
        self._opened = contextlib.ExitStack()
        self._stdout = open_pipe(stdout) if io.output == "-" else None

    def open(self, context: click.Context, io: RowIO) -> None:
        """Open the files, and decide where to begin; nothing is emptied before all is checked."""
        from srkit.records import sidecar
        from srkit.records.run import RunRecord

        for path in self.files:
            self.streams.append(self._opened.enter_context(open_locked(path)))
        if not self.files or not os.path.isfile(self.files[0]):
            return
        output = self.files[0]
        if io.resume and self.streams[0].seek(0, os.SEEK_END):
            refuse_other_settings(output, context)
            self.done = usable(sidecar.load_done(output), self.streams, io.limit)
        if self.done is None:
            sidecar.forget(output)
        options = {k: v for k, v in context.params.items() if k not in ("quiet", "verbose")}
        inputs = io.paths if "paths" in context.params else ()
        self.record = RunRecord(output, context.command_path, options, inputs)
        sizes = self.done.sizes if self.done else [0] * len(self.files)
        for path, stream, size in zip(self.files, self.streams, sizes, strict=True):
            if os.path.isfile(path):
                stream.truncate(size)
                stream.seek(size)
        self.sidecar = self._opened.enter_context(sidecar.Sidecar(output))

    def writers(self) -> list[Write]:
        """Return a function for each output that takes rows."""
        from srkit.records.jsonl import RowWriter

        writers = [
            _named(path, RowWriter(stream, os.path.dirname(os.path.realpath(path))).write)
            for path, stream in zip(self.files, self.streams, strict=True)
        ]
        return writers if self._stdout is None else [self._stdout, *writers]

    def is_due(self) -> bool:
        """Whether it is time to say how far the output is."""
        return self.sidecar is not None and time.monotonic() >= self.next_note

    def note(self, digest: str, counts: Any) -> None:
        """Say how far the output is, if the hash of the input is known at this row.

        A kill costs the rows since the last time, which are done again.
        """
        if digest and self.sidecar:
            from srkit.records.sidecar import Done

            sizes = [stream.tell() if stream.seekable() else 0 for stream in self.streams]
            self.sidecar.write(Done(counts.rows_in, sizes, digest, asdict(counts)))
            self.next_note = time.monotonic() + NOTE_EVERY_S

    def finish(self, counts: dict[str, int], is_limited: bool) -> None:
        """Say that the output is whole; what a limit ended may go on with a larger one."""
        if self.record:
            from srkit.records import sidecar

            self.record.finish(counts)
            if not is_limited:
                sidecar.forget(self.files[0])

    def close(self) -> None:
        """Close the files."""
        self._opened.close()


def _named(path: str, write: Write) -> Write:
    def named(rows: list[Row]) -> None:
        try:
            write(rows)
        except OSError as error:
            raise SrkitError(f"{path}: {error.strerror}") from error

    return named


@contextlib.contextmanager
def open_locked(path: str) -> Iterator[BinaryIO]:
    """Open a file without emptying it, for one process at a time."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SrkitError(f"{path}: {error.strerror}") from error
    with open(fd, "r+b" if os.path.isfile(path) else "wb", buffering=0) as stream:
        try:
            if os.path.isfile(path):
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SrkitError(f"{path}: another process is writing it") from error
        yield stream


def usable(done: Any, streams: list[BinaryIO], limit: int | None) -> Any:
    """Return how far the files are, or None to begin anew: the sidecar and they must agree."""
    if done is None or len(done.sizes) != len(streams) or done.inputs > (limit or done.inputs):
        return None
    long_enough = [s.seek(0, os.SEEK_END) >= n for s, n in zip(streams, done.sizes, strict=True)]
    return done if all(long_enough) else None


def refuse_other_settings(output: str, context: click.Context) -> None:
    """Raise if an output was made by another command, with other settings, or is finished."""
    import json

    from srkit.records.run import load_record, sha256_file

    record = load_record(output)
    if record is None:
        raise click.UsageError(f"{output}: no run record, so it can't be resumed; remove it")
    if record["command"] != context.command_path:
        raise click.UsageError(f"{output} was made by {record['command']}")
    now = json.loads(json.dumps(context.params))
    for key, value in now.items():
        before = record["options"].get(key)
        if key not in MAY_DIFFER and before != value:
            name = key.replace("_", "-")
            raise click.UsageError(f"{output}: --{name} was {before!r}, now it is {value!r}")
    if not record["finished"] or record["options"].get("limit") != now.get("limit"):
        return
    for given in record["inputs"]:
        path = given["path"]
        if given["sha256"] and (not os.path.isfile(path) or sha256_file(path) != given["sha256"]):
            raise click.UsageError(f"{output} is finished, and {path} has changed since")
    raise Finished(record["counts"].get("failed", 0))
