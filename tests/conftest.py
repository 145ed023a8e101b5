"""Fixtures: the command line in this process, a hand-made scene, small synthetic files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A job in the background ignores Ctrl-C, and so would what it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
# Nobody's own defaults take part in a test.
os.environ["XDG_CONFIG_HOME"] = os.devnull
for name in [name for name in os.environ if name.startswith("SRKIT_")]:
    del os.environ[name]
Row = dict[str, Any]
# What every stage understands so far.
TWO_CATEGORIES = ("--category", "behind_predicate", "--category", "distance_data")
REPLY = (
    "<description>Region [0] is a red box, about {0} meters from the camera.</description>\n"
    "<reasoning>Compare how far away the two are.\nLet's think step by step:\n### Step 1\n"
    "Region [1] is {0} meters from the camera.</reasoning>\n"
    "In Conclusion, Region [0] and Region [1] are {0} meters apart."
)


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[Row]:
        return [json.loads(line) for line in self.out.split("\n") if line]


@pytest.fixture
def srkit(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command in this process; standard input is a file, or empty."""

    def run(*argv: object, stdin: Path | None = None) -> Ran:
        from srkit.cli.main import main

        capfd.readouterr()
        kept, sys.stdin = sys.stdin, open(stdin or os.devnull)
        try:
            status = main([str(word) for word in argv])
        finally:
            sys.stdin.close()
            sys.stdin = kept
        return Ran(status, *capfd.readouterr())

    return run


@pytest.fixture
def shell() -> Callable[..., Ran]:
    """Run a line in bash, with this environment's `srkit` and `python` on the PATH."""

    def run(line: str, cwd: Path, **environment: str) -> Ran:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {line}"],
            cwd=cwd,
            env={**os.environ, "PATH": path, **environment},
            capture_output=True,
            text=True,
            timeout=600,
            stdin=subprocess.DEVNULL,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def tasks(tmp_path: Path, srkit: Callable[..., Ran]) -> Path:
    """Eight synthetic tasks in a folder of their own, with their pictures."""
    words = ["--count", 8, "--images", tmp_path / "images", *TWO_CATEGORIES]
    assert srkit("synth", *words, "-o", tmp_path / "t.jsonl").status == 0
    return tmp_path / "t.jsonl"


@pytest.fixture(scope="session")
def build_tiny() -> Callable[..., None]:
    """Return what builds a tiny untrained model, a Llava or of a family that is named."""
    from tests.models.tiny_vlms import build

    return build


@pytest.fixture(scope="session")
def tiny_llava(tmp_path_factory: pytest.TempPathFactory, build_tiny: Callable[..., None]) -> Path:
    """A tiny untrained Llava."""
    folder = tmp_path_factory.mktemp("tiny") / "base"
    build_tiny([REPLY.format(n) for n in range(9)], folder)
    return folder


@pytest.fixture
def pair_rows(tmp_path: Path) -> list[Row]:
    from PIL import Image

    for k in range(4):
        Image.new("RGB", (96, 96), (90, 120, 60 + k)).save(tmp_path / f"{k}.png")
    return [
        {
            "id": f"t{k}#reward", "task": f"t{k}", "image": str(tmp_path / f"{k}.png"),
            "regions": [{"box": [10, 10, 40, 40]}, {"box": [50, 20, 80, 70]}],
            "question": "How far apart are Region [0] and Region [1]?",
            "chosen": REPLY.format(2 + k), "rejected": REPLY.format(7 - k).replace("red", "blue"),
            "chosen_scores": {"desc": 6.0, "reason": 7.5},
            "rejected_scores": {"desc": 5.0 - k, "reason": 2.0}, "kind": "reward",
        }
        for k in range(4)
    ]  # fmt: skip


@pytest.fixture
def sft_rows(pair_rows: list[Row]) -> list[Row]:
    kept = ("id", "task", "image", "regions", "question")
    return [{key: row[key] for key in kept} | {"completion": row["chosen"]} for row in pair_rows]


@pytest.fixture(scope="session")
def bases(
    tmp_path_factory: pytest.TempPathFactory, build_tiny: Callable[..., None], tiny_llava: Path
) -> Callable[[str], Path]:
    """Return the folder of a family's tiny base, which is built when it is first asked for."""
    made = {"llava": tiny_llava}

    def base(family: str) -> Path:
        if family not in made:
            made[family] = tmp_path_factory.mktemp("bases") / family
            build_tiny([REPLY.format(n) for n in range(9)], made[family], family)
        return made[family]

    return base


@pytest.fixture
def scene_row() -> Row:
    """Two boxes worked out by hand: region 1's nearest point is 1 m behind region 0's."""

    def thing(region: int, name: str, color: str, z: float) -> Row:
        return {
            "region": region, "name": name, "color": color, "box": [0, 0, 9, 9],
            "center_m": [0.0, 1.0, z + 0.5], "mean_m": [0.0, 1.0, z + 0.4],
            "size_m": [1.0, 1.0, 1.0], "nearest_m": z, "sigma_m": 0.01, "points": 100,
        }  # fmt: skip

    return {
        "id": "t1",
        "image": "none.png",
        "question": "Is Region [0] behind Region [1]?",
        "answer": "No, Region [0] is not behind Region [1].",
        "category": "behind_predicate",
        "objects": [thing(0, "box", "red", 3.0), thing(1, "ball", "blue", 4.0)],
        "distances_m": [[0.0, 2.0], [2.0, 0.0]],
        "all_things": True,
    }


def fastest(work: Callable[[], object], times: int = 4) -> float:
    """The seconds of the fastest of some runs: what else the machine does only slows a run down."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def write_rows(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path
