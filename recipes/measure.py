"""Measure what docs/running.md tells: start-up to the first row, and rows a second through a stage.

    python recipes/measure.py

The stage is the copying one of the tests: rows are read, checked, hashed, counted and written with
their paths, and nothing else is done. The bare loop beside it is `json.loads` and `json.dumps`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
ROWS = 200_000
SRKIT = [sys.executable, "-m", "tests.cli.copying"]  # the commands, and one that copies
ROOT = str(Path(__file__).resolve().parent.parent)
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "PYTHONPATH": ROOT}


def first_row(words: list[str], folder: Path) -> float:
    """Return the seconds until a command has written its first row."""
    began = time.monotonic()
    with subprocess.Popen(
        [*SRKIT, *words], cwd=folder, env=ENVIRONMENT,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        assert running.stdout is not None and running.stdout.readline().startswith(b"{")
        return time.monotonic() - began


def bare_loop(source: Path, target: Path) -> float:
    """Return the seconds that reading and writing the lines takes without srkit."""
    began = time.monotonic()
    with open(source, "rb") as lines, open(target, "wb") as out:
        for line in lines:
            out.write(json.dumps(json.loads(line), ensure_ascii=False).encode() + b"\n")
    return time.monotonic() - began


def whole(words: list[str], folder: Path) -> float:
    """Return the seconds that a command takes."""
    began = time.monotonic()
    subprocess.run([*SRKIT, *words, "--quiet"], cwd=folder, env=ENVIRONMENT, check=True)
    return time.monotonic() - began


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = ["--category", "behind_predicate", "--category", "distance_data"]
        whole(["synth", "--count", "8", *asked, "--images", "images", "-o", "t"], folder)
        whole(["describe", "t", "-o", "s"], folder)
        whole(["search", "s", "-o", "c"], folder)
        whole(["score", "c", "-o", "r"], folder)
        commands = [["synth", "--images", "images"], ["describe", "t"], ["search", "s"],
                    ["score", "c"], ["pair", "r"], ["eval", "r"]]  # fmt: skip
        for words in commands:
            seconds = statistics.median(first_row(words, folder) for _ in range(RUNS))
            print(f"{words[0]}: first row after {1000 * seconds:.0f} ms")
        (folder / "images" / "a.png").touch()
        row = {"image": "images/a.png", "question": "How far apart are Region [0] and Region [1]?",
               "regions": [{"box": [1, 2, 30, 40]}] * 2, "note": "x" * 112}  # fmt: skip
        with open(folder / "in", "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": f"{k:06}", **row}) + "\n" for k in range(ROWS))
        size = (folder / "in").stat().st_size / ROWS
        start = statistics.median(whole(["copy", "in", "--limit", "1", "-o", "o"], folder)
                                  for _ in range(RUNS))  # fmt: skip
        srkit = [whole(["copy", "in", "-o", "o"], folder) - start for _ in range(RUNS)]
        bare = [bare_loop(folder / "in", folder / "b") for _ in range(RUNS)]
        assert (folder / "in").read_bytes() == (folder / "o").read_bytes()
        for what, seconds in (
            ("srkit", statistics.median(srkit)),
            ("bare", statistics.median(bare)),
        ):
            print(f"{what}: {ROWS / seconds:,.0f} rows of {size:.0f} bytes a second")


if __name__ == "__main__":
    main()
