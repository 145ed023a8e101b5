"""Rows in and out of JSONL: framing by bytes, one kind check a row, errors that name the line.

`read_files` gives dicts whose paths are absolute; `RowWriter` takes them back to relative ones and
writes all rows that one input row gave in one write.
"""

import gzip
import hashlib
import json
import math
import os
import re
import zlib
from collections.abc import Container, Iterable, Iterator
from typing import Any, BinaryIO, NoReturn

import jsonlines

from srkit.errors import DataError, RowError
from srkit.records import kinds, paths
from srkit.records.flow import is_error
from srkit.records.rows import Row

MAX_LINE = 64 * 2**20  # bytes


class Tape:
    """A running hash of the lines that were read, to know them again when a run goes on."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.add = self._hash.update

    def digest(self) -> str:
        """Return the hash of all lines so far."""
        return self._hash.hexdigest()


def read_files(
    files: Iterable[str], reads: tuple[type, ...], stdin: BinaryIO | None = None,
    root: str | None = None, max_line: int = MAX_LINE, tape: Tape | None = None,
    pictures: Container[str] = (),
) -> Iterator[Row]:  # fmt: skip
    """Yield the rows of several files, one after another; '-' is `stdin`, `.gz` is unpacked.

    Those of the files that are pictures are rows of their own, with an empty question.
    """
    for file in files:
        if file in pictures:
            if tape:
                tape.add(f"{file}\n".encode(errors="surrogateescape"))
            row = {"id": file, "image": os.path.abspath(file), "question": ""}
            yield paths.resolve_paths(row, "", root)
            continue
        if file == "-" and stdin is not None:
            lines = read_lines(stdin, "<stdin>", max_line, tape)
            yield from read_rows(lines, "<stdin>", os.getcwd(), reads, root)
            continue
        if os.path.isdir(file):
            raise DataError(f"{file}: a folder, not a file of rows")
        try:
            stream = gzip.open(file) if file.endswith(".gz") else open(file, "rb")
        except OSError as error:
            raise DataError(f"{file}: {error.strerror}") from error
        with stream:
            lines = read_lines(stream, file, max_line, tape)
            yield from read_rows(lines, file, os.path.dirname(os.path.realpath(file)), reads, root)


def read_lines(
    stream: Any, name: str, max_line: int = MAX_LINE, tape: Tape | None = None
) -> Iterator[bytes]:
    """Yield lines, none longer than allowed: whatever a file unpacks to, memory is bounded."""
    number = 0
    try:
        while line := stream.readline(max_line + 1):
            number += 1
            if len(line) > max_line:
                raise DataError(f"{name}:{number}: longer than {max_line} bytes (--max-line)")
            if tape:
                tape.add(line)
            yield line
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{name}:{number + 1}: not a whole gzip file: {error}") from error


def read_rows(
    lines: Iterable[bytes], name: str, folder: str, reads: tuple[type, ...], root: str | None = None
) -> Iterator[Row]:
    """Yield the rows of one file; each must be of the first kind in `reads` that its keys fit.

    Rows with an `error` come from an earlier stage and are not checked: they may lack anything.
    """
    number = 0

    def counted() -> Iterator[bytes]:
        nonlocal number
        for line in lines:
            number += 1
            yield line

    reader = jsonlines.Reader(counted(), loads=_decode)
    while True:
        try:
            row: Row = reader.read(type=dict, skip_empty=True)
        except EOFError:
            return
        except jsonlines.InvalidLineError as error:
            raise DataError(f"{name}:{error.lineno}: {_reason(error)}") from error
        if reads and not is_error(row):
            found = kinds.fault(row, kinds.best_kind(row, reads))
            if found:
                wanted = " or ".join(kind.__name__ for kind in reads)
                raise DataError(f"{name}:{number}: {found} (this stage reads {wanted})")
        yield paths.resolve_paths(row, folder, root)


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word[:20]} is not a number that a row can hold")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_constant(text)


_json = json.JSONDecoder(parse_constant=_refuse_constant)
# A number that may be too large for a float; looking for one is far cheaper than checking each.
_huge = re.compile(r"\d(?:[eE]\+?\d\d|\d{199})")
_careful = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


def _decode(text: str | bytes) -> Any:
    text = str(text)
    try:
        return (_careful if _huge.search(text) else _json).decode(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _reason(error: jsonlines.InvalidLineError) -> str:
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError):
        return f"not UTF-8: {cause.reason}"
    if isinstance(cause, json.JSONDecodeError):
        if cause.doc.lstrip()[:1] == "[":
            return "not JSONL: a list, where one object a line is meant"
        return f"not JSON: {cause.msg} at character {cause.pos + 1}"
    return f"not JSON: {cause}" if cause else "a row is a JSON object, not another value"


def dump(row: Row) -> bytes:
    """Return one line; readable UTF-8, or escapes where the text is not valid Unicode."""
    try:
        return _encode_plain(row).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row, allow_nan=False).encode() + b"\n"
    except ValueError as error:
        raise RowError(f"row {row.get('id')!r} can't be written as JSON: {error}") from error


_encode_plain = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class RowWriter:
    """Writes rows to a binary stream; paths come out relative to `folder`."""

    def __init__(self, stream: BinaryIO, folder: str) -> None:
        self.stream = stream
        self.folder = folder

    def write(self, rows: list[Row]) -> None:
        """Write these rows as one write and one flush."""
        if not rows:
            return
        text = b"".join([dump(paths.relative_paths(row, self.folder)) for row in rows])
        left = memoryview(text)
        while left:  # an unbuffered file may take less than all, when a disk is nearly full
            left = left[self.stream.write(left) :]
        self.stream.flush()
