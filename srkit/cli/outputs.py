"""The files that a stage writes: opened safely, locked, resumed, and known to be whole or not."""

import contextlib
import fcntl
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

import click

from srkit.cli.config import PROVIDERS
from srkit.cli.options import RowIO
from srkit.cli.streams import Write, open_pipe, told
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
    "paths",
    "output",
    "summary",
    "format",
    "published",
    "allow_partial",
    "baseline",
    "overlay",
    "cap",
    "journal",
}

ADDRESSES = {"policy", "judge", "direct", "model"}  # lists of them, or one

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
        if io.output == "-" and io.resume:
            raise click.UsageError("--resume needs an output file (-o)")
        if io.output == "-" and getattr(sys.stdout, "name", "") == os.devnull:
            raise click.UsageError("standard output is closed: name a file with -o")
        self._stdout = open_pipe(stdout) if io.output == "-" else None

    def open(self, context: click.Context, io: RowIO) -> None:
        """Open the files and find where to go on; nothing is changed yet."""
        from srkit.records import sidecar

        for path in self.files:
            self.streams.append(self._opened.enter_context(open_locked(path)))
        if self._regular() and io.resume and self.streams[0].seek(0, os.SEEK_END):
            output = self.files[0]
            record = record_of(output, context)
            refuse_finished(record, io, self.files)
            self.done = usable(sidecar.load_done(output), self.streams)
            if self.done and io.limit and io.limit < self.done.inputs:
                refuse_less(output, io.limit, self.done.inputs)

    def begin(self, context: click.Context, io: RowIO) -> None:
        """Say that a run goes on or begins, and cut the files to where it does."""
        from srkit.records import sidecar
        from srkit.records.run import RunRecord

        if self._regular():
            output = self.files[0]
            options = {k: v for k, v in context.params.items() if k not in ("quiet", "verbose")}
            inputs = io.row_files if "paths" in context.params else ()
            try:
                self.record = RunRecord(output, context.command_path, options, inputs)
                if io.pictures:
                    self.record.content["pictures"] = pictures_of(io)
                    self.record.write()
                if self.done is None:
                    sidecar.forget(output)
                if "resume" in context.params:
                    self.sidecar = self._opened.enter_context(sidecar.Sidecar(output))
            except OSError as error:
                raise SrkitError(f"{error.filename or output}: {error.strerror}") from error
        sizes = self.done.sizes if self.done else [0] * len(self.files)
        for path, stream, size in zip(self.files, self.streams, sizes, strict=True):
            if os.path.isfile(path):
                stream.truncate(size)
                stream.seek(size)

    def _regular(self) -> bool:
        return bool(self.files) and os.path.isfile(self.files[0])

    def writers(self) -> list[Write]:
        """Return a function for each output that takes rows."""
        from srkit.records.jsonl import RowWriter

        writers = [
            told(RowWriter(stream, os.path.dirname(os.path.realpath(path))).write, path)
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

    def finish(self, counts: dict[str, int], is_limited: bool, notes: Row | None = None) -> None:
        """Say that the output is whole; what a limit ended may go on with a larger one."""
        if self.record:
            from srkit.records import sidecar

            sizes = [os.path.getsize(path) if os.path.isfile(path) else 0 for path in self.files]
            self.record.finish(counts, bytes=sizes, **(notes or {}))
            if not is_limited:
                sidecar.forget(self.files[0])

    def close(self) -> None:
        """Close the files."""
        self._opened.close()


@contextlib.contextmanager
def open_locked(path: str) -> Iterator[BinaryIO]:
    """Open a file without emptying it, for one process at a time; a pipe waits for its reader."""
    is_file = os.path.isfile(path) or not os.path.exists(path)
    try:
        fd = os.open(path, (os.O_RDWR if is_file else os.O_WRONLY) | os.O_CREAT, 0o644)
    except OSError as error:
        raise SrkitError(f"{path}: {error.strerror}") from error
    with open(fd, "r+b" if is_file else "wb", buffering=0) as stream:
        try:
            if is_file:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SrkitError(f"{path}: another process is writing it") from error
        yield stream


def usable(done: Any, streams: list[BinaryIO]) -> Any:
    """Return how far the files are, or None to begin anew: the sidecar and they must agree."""
    if done is None or len(done.sizes) != len(streams):
        return None
    long_enough = [s.seek(0, os.SEEK_END) >= n for s, n in zip(streams, done.sizes, strict=True)]
    return done if all(long_enough) else None


def record_of(output: str, context: click.Context, ignored: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return an output's run record; raise if another command made it, or with other settings."""
    from srkit.records.run import load_record

    record = load_record(output)
    if record is None or not {"command", "options", "finished", "inputs"} <= record.keys():
        raise click.UsageError(f"{output}: no run record, so it can't be resumed; remove it")
    if record["command"] != context.command_path:
        raise click.UsageError(f"{output} was made by {record['command']}")
    now = json.loads(json.dumps(context.params))
    for key, value in now.items():
        before = record["options"].get(key)
        if key in ADDRESSES and before is not None and value is not None:
            before, value = deciding(before, context), deciding(value, context)
        if key not in MAY_DIFFER and key not in ignored and before != value:
            name = key.replace("_", "-")
            raise click.UsageError(f"{output}: --{name} was {before!r}, now it is {value!r}")
    return record


def deciding(texts: list[str] | str, context: click.Context) -> list[list[Any]]:
    """Return what of addresses decides the rows: not how, and not where, a model is reached."""
    from srkit.models.network import PROVIDERS as KNOWN
    from srkit.records.address import parse_address

    providers = {*KNOWN, *context.meta.get(PROVIDERS, {})}
    texts = [texts] if isinstance(texts, str) else texts
    found = [parse_address(text, providers) for text in texts]
    return [[one.settled, one.name, one.options.get("n", "1")] for one in found]


def refuse_finished(record: dict[str, Any], io: RowIO, files: list[str]) -> None:
    """Raise `Finished` for outputs that are whole, if they and their inputs are what they were."""
    from srkit.records.run import sha256_file

    output = files[0]
    before = record["options"].get("limit")
    if not record["finished"] or (before is not None and before != io.limit):
        return
    done = record["counts"].get("rows_in", 0)
    if before is None and io.limit and io.limit < done:
        refuse_less(output, io.limit, done)
    if record.get("pictures") != pictures_of(io):
        raise click.UsageError(f"{output} is finished, and was made from other pictures")
    now = [sha256_file(path) if os.path.isfile(path) else None for path in io.row_files]
    if record["inputs"] and now != [given["sha256"] for given in record["inputs"]]:
        raise click.UsageError(f"{output} is finished, and was made from other input")
    sizes = [os.path.getsize(path) if os.path.isfile(path) else 0 for path in files]
    if record.get("bytes", sizes) != sizes:
        raise click.UsageError(f"{output} was finished, and has been changed since; remove it")
    raise Finished(record["counts"].get("failed", 0))


def pictures_of(io: RowIO) -> str | None:
    """Return what tells a list of pictures from another: names and sizes, not every byte."""
    if not io.pictures:
        return None
    known = [[path, os.path.getsize(path) if os.path.isfile(path) else None]
             for path in io.paths if path in io.pictures]  # fmt: skip
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def refuse_less(output: str, limit: int, done: int) -> None:
    """Raise rather than throw rows away."""
    raise click.UsageError(f"{output}: {done} rows are done, and --limit asks for {limit}")
