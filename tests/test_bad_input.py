"""Everything that a user may get wrong, and what srkit says to it: one message, one status."""

import fcntl
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, read_rows, write_rows

GOOD = '{"id": "a", "image": "a.png", "question": "?"}\n'


@pytest.fixture
def folder(tasks: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with eight tasks in t.jsonl and their pictures."""
    monkeypatch.chdir(tasks.parent)
    return tasks.parent


LINES = {
    "not UTF-8": (b'{"id": "\xff"}\n', "f.jsonl:3: not UTF-8: invalid start byte"),
    "invalid JSON": (b'{"id": }\n', "f.jsonl:3: not JSON: Expecting value at character 8"),
    "an array": (b"[1, 2]\n", "f.jsonl:3: a row is a JSON object, not another value"),
    "a key missing": (b'{"id": "b", "image": "b.png"}\n',
                      "f.jsonl:3: no 'question' (this stage reads TaskRow)"),
    "a wrong type": (b'{"id": "b", "image": "b.png", "question": 7}\n',
                     "f.jsonl:3: 'question' should be a string, not a whole number"),
    "a wrong type inside": (
        b'{"id": "b", "image": "b.png", "question": "?", "regions": [{"box": [0, 0, "x", 1]}]}\n',
        "f.jsonl:3: 'regions[0].box[2]' should be a number, not 'x' (this stage reads TaskRow)"),
    "NaN": (b'{"id": "b", "image": "b.png", "question": "?", "w": NaN}\n',
            "f.jsonl:3: not JSON: NaN is not a number that a row can hold"),
    "half a line": (b'{"id": "b", "ima',
                    "f.jsonl:3: not JSON: Expecting ':' delimiter at character 19"),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
@pytest.mark.parametrize("packed", [False, True])
def test_bad_lines(srkit: Callable[..., Ran], folder: Path, case: str, packed: bool) -> None:
    line, said = LINES[case]
    text = GOOD.encode() + b"\n" + line + GOOD.encode()
    name = "f.jsonl.gz" if packed else "f.jsonl"
    Path(name).write_bytes(gzip.compress(text) if packed else text)
    ran = srkit("describe", name, "--quiet")
    assert (ran.status, len(ran.rows)) == (65, 1), "the good row before it is written"
    assert ran.err.startswith(f"srkit: {said.replace('f.jsonl', name)}")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("describe no.jsonl", 2, "File 'no.jsonl' does not exist."),
        ("describe images", 2, "File 'images' is a directory."),
        ("describe t.jsonl --max-line 0", 2, "0 is not in the range 1<=x<=1024"),
        ("describe long.jsonl --max-line 1", 65, "long.jsonl:2: longer than 1048576 bytes"),
        ("describe bomb.gz --max-line 1", 65, "bomb.gz:1: longer than 1048576 bytes (--max-line)"),
        ("describe cut.gz", 65, "not a whole gzip file"),
        ("describe other.gz", 65, "other.gz:1: not a whole gzip file: Not a gzipped file"),
        ("describe t.jsonl -o no/s.jsonl", 1, "srkit: no/s.jsonl: No such file or directory"),
        ("describe t.jsonl -o images", 1, "srkit: images: Is a directory"),
        ("describe t.jsonl -o /dev/full", 1, "srkit: /dev/full: No space left on device"),
        ("describe t.jsonl -o s.jsonl.gz", 2, "output is plain"),
        ("describe t.jsonl -o t.jsonl", 2, "t.jsonl is an input and an output"),
        ("describe t.jsonl --shard 3/2", 2, "3/2 is not i/n with i from 1 to n"),
        ("describe t.jsonl --colour red", 2, "No such option '--colour'"),
        ("describe t.jsonl --config c.toml", 2, "c.toml: [describe] has no option 'colour'"),
        ("describe t.jsonl --resume", 2, "--resume needs an output file (-o)"),
        ("paint t.jsonl", 2, "No such command 'paint'"),
        ("describe empty.jsonl", 0, "srkit describe: 0 in, 0 out"),
    ],
)
def test_words_and_files(
    srkit: Callable[..., Ran], folder: Path, words: str, status: int, said: str
) -> None:
    before = Path("t.jsonl").read_bytes()
    Path("c.toml").write_text("[describe]\ncolour = 'red'\n")
    Path("empty.jsonl").write_text("")
    Path("long.jsonl").write_text(GOOD + GOOD.replace("?", "?" * 2**20))
    Path("bomb.gz").write_bytes(gzip.compress(b'{"id": "' + b"a" * 50 * 2**20))
    Path("cut.gz").write_bytes(gzip.compress(before)[:-30])
    Path("other.gz").write_bytes(before)
    ran = srkit(*words.split())
    assert ran.status == status and said in ran.err
    assert "Traceback" not in ran.err and Path("t.jsonl").read_bytes() == before


def test_a_path_outside_the_root(srkit: Callable[..., Ran], folder: Path) -> None:
    rows = read_rows(folder / "t.jsonl")[:3]
    (folder / "elsewhere.png").write_bytes(Path(rows[0]["image"]).read_bytes())
    Path("images/link.png").symlink_to("../elsewhere.png")
    rows[1]["depth"]["path"], rows[2]["depth"]["path"] = "elsewhere.png", "images/link.png"
    ran = srkit("describe", write_rows(folder / "f.jsonl", rows), "--root", "images")
    assert ran.status == 3
    assert [("error" in row) for row in ran.rows] == [False, True, True]
    for row, name in zip(ran.rows[1:], ("elsewhere.png", "images/link.png"), strict=True):
        assert f"{folder}/{name} (outside --root images)" in row["error"]["message"]


def test_a_resume_with_other_settings(srkit: Callable[..., Ran], folder: Path) -> None:
    srkit("describe", "t.jsonl", "-o", "s.jsonl", "--limit", 2)
    ran = srkit("describe", "t.jsonl", "-o", "s.jsonl", "--resume", "--shard", "1/2")
    assert ran.status == 2 and "s.jsonl: --shard was None, now it is [1, 2]" in ran.err
    assert len(read_rows(folder / "s.jsonl")) == 2


def test_two_processes_writing_one_file(srkit: Callable[..., Ran], folder: Path) -> None:
    Path("s.jsonl").write_text("theirs\n")
    with open("s.jsonl", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = srkit("describe", "t.jsonl", "-o", "s.jsonl")
    assert (ran.status, ran.err) == (1, "srkit: s.jsonl: another process is writing it\n")
    assert Path("s.jsonl").read_text() == "theirs\n"


def test_a_read_only_folder(
    srkit: Callable[..., Ran], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("locked").mkdir(mode=0o555)
    output = "locked/s.jsonl"
    if os.access("locked", os.W_OK):  # root may write anywhere but to the kernel's own folders
        output = "/sys/kernel/s.jsonl"
    ran = srkit("describe", "t.jsonl", "-o", output)
    assert (ran.status, ran.err) == (1, f"srkit: {output}: Permission denied\n")


@pytest.mark.slow
def test_a_disk_that_fills_costs_no_row(shell: Callable[..., Ran], folder: Path) -> None:
    ran = shell("srkit describe t.jsonl > /dev/full", folder)
    assert ran.status == 1 and "srkit: standard output: No space left on device" in ran.err
    whole = shell("srkit describe t.jsonl", folder).out
    ran = shell("ulimit -f 4; srkit describe t.jsonl -o s.jsonl", folder)
    assert (ran.status, ran.err) == (1, "srkit: s.jsonl: File too large\n")
    assert len(Path("s.jsonl").read_bytes()) == 4096, "and its last line is broken"
    assert json.loads(Path("s.jsonl.run.json").read_text())["finished"] is False
    assert shell("srkit describe t.jsonl -o s.jsonl --resume", folder).status == 0
    assert Path("s.jsonl").read_text() == whole


@pytest.mark.slow
def test_a_terminal_on_stdin_and_a_closed_pipe(shell: Callable[..., Ran], folder: Path) -> None:
    master, terminal = os.openpty()
    srkit = Path(sys.executable).parent / "srkit"
    done = subprocess.run([srkit, "describe"], stdin=terminal, capture_output=True, timeout=20)
    os.close(master), os.close(terminal)
    assert done.returncode == 2
    assert b"no input: name a file, or pipe rows in" in done.stderr
    ran = shell("srkit synth --images i -q | head -1 >/dev/null; echo ${PIPESTATUS[0]}", folder)
    assert (ran.out, ran.err) == ("141\n", "")
