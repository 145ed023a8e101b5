"""Rows that may be needed again, in a temporary file; what stays in memory is where they are."""

import json
import tempfile
from typing import Any, BinaryIO, cast

from srkit.records.jsonl import dump
from srkit.records.rows import Row


class Spool:
    """Keeps rows; gone when the process ends, however it ends."""

    def __init__(self) -> None:
        self.file: BinaryIO = cast(Any, tempfile.TemporaryFile(prefix="srkit-pair-"))
        self.end = 0

    def put(self, row: Row) -> int:
        """Keep a row; return where it is."""
        line, at = dump(row), self.end
        self.file.write(line)
        self.end += len(line)
        return at

    def get(self, at: int) -> Row:
        """Return a row."""
        self.file.flush()
        self.file.seek(at)
        row = json.loads(self.file.readline())
        self.file.seek(self.end)
        return cast(Row, row)

    def empty(self) -> None:
        """Forget all rows; the next ones are written over them."""
        self.file.seek(0)
        self.end = 0

    def close(self) -> None:
        """Give the space back."""
        self.file.close()
