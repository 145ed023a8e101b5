"""Text to values: what Python and JSON write is read, and nothing else, whatever it costs."""

import json
import time
from pathlib import Path

import pytest

from srkit.errors import RowError
from srkit.evaluation.literals import MAX_CHARS, MAX_DEPTH, MAX_ITEMS, parse_literal

VALUES = (
    None, True, -3, 2.5, 1e-7, "", "it's", 'say "hi"', "both ' and \"", "a\\b\n\t\0", "Größe 😀",
    "\ud83d", b"\x00'o\\P", [], {}, [[1.0, 2.0, 30.25, 4.0]], {"size": [48, 64], "counts": "0\\`o"},
    [{"from": "human", "value": "<image>\nIs <mask> {tall}, [0]?"}, {"a": {"b": [None, False]}}],
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_python_writes_comes_back(value: object) -> None:
    assert parse_literal(repr(value)) == value
    assert parse_literal(f" \n{value!r} ") == value


@pytest.mark.parametrize("value", [v for v in VALUES if not isinstance(v, bytes)], ids=repr)
def test_what_json_writes_comes_back(value: object) -> None:
    assert parse_literal(json.dumps(value)) == value
    assert parse_literal(json.dumps(value, indent=1, ensure_ascii=False)) == value


def test_tuples_are_lists_and_a_comma_may_trail() -> None:
    assert parse_literal("(1, (2,), ())") == [1, [2], []]
    assert parse_literal("[1, 2,]") == [1, 2]
    assert parse_literal(r'"a\/b"') == "a/b"


WRONG = (
    "", " ", "x", "nan", "[NaN]", "[1, inf]", "__import__('os').system('touch owned')", "[].pop",
    "print(1)", "set()", "{1, 2}", "{1: 2}", "{[]: 1}", "{'a'}", "{'a' 1}", "{'a':}", "{,}", "[,]",
    "[1 2]", "[1, 2", "1, 2", "[1)", "]", "1+1", "1-1", "- 1", "--1", "not True", "'a' 'b'", "'a",
    "'a\nb'", "f'{1}'", "1_000", "0x10", "1.5.2", "1e", "2j", "...", "lambda: 1", "[x for x in []]",
    "array([1, 2])", "Truex", "[1] # no", r"'\x'", r"'\U99999999'", "b'é'", "'\0'", "[*[]]",
)  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_nothing_else_is_read(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RowError):
        parse_literal(text)
    assert not list(tmp_path.iterdir())


def test_limits() -> None:
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_literal(deep)
    many = "[" + "1," * (MAX_ITEMS - 1) + "]"
    assert len(parse_literal(many)) == MAX_ITEMS - 1
    long = "'" + "a" * (MAX_CHARS - 2) + "'"
    assert len(parse_literal(long)) == MAX_CHARS - 2
    for text, why in ((f"[{deep}]", "deep"), (f"[{many}]", "items"), (f"{long} ", "characters")):
        with pytest.raises(RowError, match=why):
            parse_literal(text)


HOSTILE = (
    "[" * 200_000, "(" * 200_000 + ")" * 200_000, "{'a':" * 200_000, "-" * 200_000 + "1",
    "1" + "+1" * 200_000, "not " * 200_000 + "1", "a" + ".a" * 200_000, "9" * 900_000,
    "[-" + "9" * 5000 + "]", "0x" + "f" * 900_000, "1e" + "9" * 900_000, "'a" * 300_000,
    "'" + "\\x41" * 200_000, "'" + "a" * 10_000_000 + "'", "b'" + "\\" * 900_001 + "'",
    " " * 999_999,
    "[" + ",".join(str(k * (2**61 - 1)) for k in range(1, 40_000)) + "}",
    "{" + ",".join(f"{k * (2**61 - 1)}:0" for k in range(1, 40_000)) + "}",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:6])
def test_hostile_texts_cost_no_more_than_their_length(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(RowError) as caught:
        parse_literal(text)
    assert time.perf_counter() - began < 5
    assert len(str(caught.value)) < 200
