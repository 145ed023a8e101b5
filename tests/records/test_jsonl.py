"""Reading and writing lines: every fault names the file and the line."""

import io
import json
from pathlib import Path

import pytest

from srkit.errors import DataError
from srkit.records.jsonl import RowWriter, dump, read_files, read_rows
from srkit.records.rows import PairRow, TaskRow

GOOD = b'{"id": "a", "image": "a.png", "question": "?"}\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{\n", "not JSON"),
        (b"[1]\n", "a row is a JSON object"),
        (b"null\n", "a row is a JSON object"),
        (b'{"id": NaN}\n', "NaN is not a number"),
        (b'{"id": 1e999}\n', "1e999 is not a number"),
        (b'{"id": ' + b"9" * 400 + b".0}\n", "is not a number"),
        (b'{"id": ' + b"9" * 260 + b".0e60}\n", "is not a number"),
        (b'{"id": "\xff"}\n', "not UTF-8"),
        (b'{"id": "a"}\n', "(this stage reads TaskRow)"),
        (b"[" * 100_000 + b"\n", "nested too deeply"),
    ],
)
def test_a_bad_line_is_named(line: bytes, said: str) -> None:
    rows = read_rows([GOOD, b"\n", line], "f.jsonl", ".", (TaskRow,))
    assert next(rows)["id"] == "a"
    with pytest.raises(DataError, match=r"^f\.jsonl:3: ") as caught:
        next(rows)
    assert said in str(caught.value)


def test_error_rows_are_not_checked() -> None:
    line = b'{"id": "a", "error": {"stage": "describe"}}\n'
    assert next(read_rows([line], "f", ".", (PairRow,)))["id"] == "a"


def test_byte_order_mark_and_missing_last_newline() -> None:
    rows = list(read_rows([b"\xef\xbb\xbf" + GOOD, GOOD.rstrip()], "f", ".", (TaskRow,)))
    assert [row["id"] for row in rows] == ["a", "a"]


def test_files_that_are_none(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "a folder"), (tmp_path / "no.jsonl", "No such file")):
        with pytest.raises(DataError, match=said):
            list(read_files([str(path)], (TaskRow,)))


@pytest.mark.parametrize("value", ["ü°", "\ud800", "\u2028", 1e300, -0.0, 2**70, None, {"": []}])
def test_values_survive(value: object) -> None:
    line = dump({"v": value})
    assert line.count(b"\n") == 1
    assert json.loads(line) == {"v": value}


def test_one_write_a_row() -> None:
    class Counting(io.BytesIO):
        writes = 0

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.writes += 1
            return super().write(data)

    stream = Counting()
    RowWriter(stream, ".").write([{"id": "a"}, {"id": "b"}])
    assert stream.writes == 1
    assert stream.getvalue() == b'{"id": "a"}\n{"id": "b"}\n'
