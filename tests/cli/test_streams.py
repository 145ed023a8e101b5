"""Standard output holds rows and nothing else, whoever prints; stderr is plain where it must be."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Ran

# A library that prints: from Python, past it, from a child, through logging and as a warning.
LOUD = """
import logging, os, subprocess, sys, warnings
from srkit import stages
from srkit.cli.main import main

def say():
    print("noise from python"); os.write(1, b"noise from below\\n")
    subprocess.run(["echo", "noise from a child"])
    logging.getLogger("library").error("noise"); logging.getLogger("srkit.x").debug("noise")
    warnings.warn("noise")

def loud(stage):
    def wrapped(*args, **kwargs):
        say()
        results = stage(*args, **kwargs)
        return results if isinstance(results, dict) else later(results)
    return wrapped

def later(results):
    for result in results:
        say()
        yield result

name = {"eval": "evaluate"}.get(sys.argv[1], sys.argv[1])
setattr(stages, name, loud(getattr(stages, name)))
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def files(srkit: Callable[..., Ran], tasks: Path) -> dict[str, list[str]]:
    """The words that make each command write rows to standard output."""
    folder = tasks.parent
    srkit("describe", tasks, "-o", folder / "s.jsonl")
    srkit("search", folder / "s.jsonl", "-o", folder / "c.jsonl")
    srkit("score", folder / "c.jsonl", "-o", folder / "r.jsonl")
    return {
        "synth": ["--count", "4", "--images", "more"],
        "describe": ["t.jsonl"],
        "search": ["s.jsonl"],
        "score": ["c.jsonl"],
        "pair": ["r.jsonl"],
        "eval": ["r.jsonl"],
    }


@pytest.mark.slow
@pytest.mark.parametrize("level", ["--quiet", "--verbose", None])
@pytest.mark.parametrize("command", ["synth", "describe", "search", "score", "pair", "eval"])
def test_nothing_but_rows_on_stdout(
    srkit: Callable[..., Ran], files: dict[str, list[str]], tasks: Path, command: str,
    level: str | None, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tasks.parent)
    words = [command, *files[command], *([level] if level else [])]
    expected = srkit(*words)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", LOUD, *words], env=env, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == expected.out and len(expected.rows) >= 4
    for noise in (b"python", b"below", b"a child"):
        assert b"noise from " + noise in done.stderr, "it is not lost, it goes to stderr"


@pytest.mark.slow
@pytest.mark.parametrize("level", ["--quiet", "--verbose", None])
def test_nothing_but_one_row_on_stdout_of_train(
    tiny_llava: Path, srkit: Callable[..., Ran], files: dict[str, list[str]], tasks: Path,
    level: str | None,
) -> None:  # fmt: skip
    folder = tasks.parent
    srkit("pair", folder / "r.jsonl", "--sft", "-o", folder / "sft.jsonl")
    words = ["train", "sft", "sft.jsonl", "--model", f"hf:{tiny_llava}", "-o", "made",
             "--max-steps", "1", *([level] if level else [])]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", LOUD, *words]
    done = subprocess.run(run, env=env, capture_output=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["steps"] for line in done.stdout.splitlines()] == [1]
    assert done.stderr.count(b"noise from a child") == 1


@pytest.mark.slow
def test_stderr_is_plain_lines_without_a_terminal_and_without_colour_if_asked(
    files: dict[str, list[str]], tasks: Path
) -> None:
    command = [Path(sys.executable).parent / "srkit", "eval", "r.jsonl"]
    done = subprocess.run(command, cwd=tasks.parent, capture_output=True)
    assert b"\x1b" not in done.stderr and b"success in %" in done.stderr
    said = {}
    for no_color in ("", "1"):
        master, terminal = os.openpty()
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "NO_COLOR": no_color}
        subprocess.run(command, cwd=tasks.parent, stdout=subprocess.DEVNULL, stderr=terminal,
                       env=env, check=True)  # fmt: skip
        os.close(terminal)
        said[no_color] = read_terminal(master)
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|38;5;\d+|9[0-7])m")
    assert colour.search(said[""]), "on a terminal there is colour"
    assert "srkit eval" in said["1"] and not colour.search(said["1"])


def read_terminal(master: int) -> str:
    text = b""
    while True:
        try:
            text += os.read(master, 65536)
        except OSError:  # the other end is closed
            os.close(master)
            return text.decode()
