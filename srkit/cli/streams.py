"""Where rows leave the program: standard output for rows alone, files, whole lines."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import click

from srkit.records.rows import Row

Write = Callable[[list[Row]], None]


class ClosedPipe(Exception):
    """Whoever read our rows has stopped reading."""


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
def open_writer(path: str | None, stdout: BinaryIO) -> Iterator[Write]:
    """Give a function that writes rows to a file, to stdout ('-'), or nowhere (None)."""
    from srkit.records.jsonl import RowWriter

    if path is None:
        yield lambda rows: None
    elif path == "-":
        yield _to_pipe(RowWriter(stdout, os.getcwd()).write)
    else:
        try:
            stream = open(path, "wb")
        except OSError as error:
            raise click.FileError(path, error.strerror) from error
        with stream:
            yield RowWriter(stream, os.path.dirname(os.path.realpath(path))).write


def _to_pipe(write: Write) -> Write:
    def guarded(rows: list[Row]) -> None:
        try:
            write(rows)
        except BrokenPipeError as error:
            raise ClosedPipe from error

    return guarded


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


def open_missing_streams() -> None:
    """Give a process that was started without one of its streams an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))
