"""Standard output for rows alone, and nothing cut in the middle of a line."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from srkit.errors import SrkitError
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
        with contextlib.suppress(OSError):  # rows are flushed as they are written
            stream.close()
        sys.stdout.flush()
        os.dup2(kept, fd)
        os.close(kept)


def open_pipe(stdout: BinaryIO) -> Write:
    """Return a function that writes rows to standard output."""
    from srkit.records.jsonl import RowWriter

    return told(RowWriter(stdout, os.getcwd()).write, "standard output")


def told(write: Write, name: str) -> Write:
    """Return a function that writes rows, and says where if it can't."""

    def guarded(rows: list[Row]) -> None:
        try:
            write(rows)
        except BrokenPipeError as error:
            raise ClosedPipe from error
        except OSError as error:
            raise SrkitError(f"{name}: {error.strerror}") from error

    return guarded


class WholeLines:
    """Puts Ctrl-C off while a line is written (`with whole_lines:`); a second one breaks in."""

    def __init__(self) -> None:
        self.is_writing = self.is_pending = False
        self._before = signal.getsignal(signal.SIGINT)
        if self._before is signal.default_int_handler:  # not in a job that ignores Ctrl-C
            signal.signal(signal.SIGINT, self._interrupted)

    def _interrupted(self, number: int, frame: Any) -> None:
        if not self.is_writing or self.is_pending:
            signal.default_int_handler(number, frame)
        self.is_pending = True

    def __enter__(self) -> None:
        self.is_writing = True

    def __exit__(self, *_: object) -> None:
        self.is_writing = False
        if self.is_pending:
            self.is_pending = False
            raise KeyboardInterrupt

    def close(self) -> None:
        """Give Ctrl-C back."""
        signal.signal(signal.SIGINT, self._before)


def open_missing_streams() -> None:
    """Give a process that was started without one of its streams an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))
