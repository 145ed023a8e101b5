"""How fast a search with served models is, against a loopback server with a fixed latency.

    python -m tests.search.benchmark

The server is a process of its own, on the same two cores. The table is in docs/models.md; `beyond
start-up` is the time of a run less that of the same run with one question that is in the journal.
"""

import contextlib
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

RUNS = 3
LATENCY = 0.1
IMAGE_TOKENS = 256
SRKIT = [sys.executable, "-m", "srkit"]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Ran(NamedTuple):
    wall_s: float
    cpu_s: float
    stats: dict[str, int]
    said: str


@contextlib.contextmanager
def server(*words: str) -> Iterator[str]:
    made = [sys.executable, "-m", "tests.models.server", "--latency", str(LATENCY), *words]
    with subprocess.Popen(made, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(run.stdout.readline())}"
        finally:
            run.terminate()


def stats(url: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{url}/stats") as reply:
        return json.load(reply)


def models(url: str, policies: int, judges: int, more: str = "") -> list[str]:
    words = []
    for role, count in (("policy", policies), ("judge", judges)):
        for k in range(count):
            words += [f"--{role}", f"{url}/v1#good?name={role}{k}{more}"]
    return words


def search(folder: Path, url: str, words: list[str], name: str = "c") -> Ran:
    before, used = stats(url), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    out = ["-o", str(folder / f"{name}.jsonl"), "--trees", str(folder / f"{name}.trees")]
    run = [*SRKIT, "search", str(folder / "s.jsonl"), *out, *words]
    said = subprocess.run(run, check=True, capture_output=True, text=True).stderr
    wall = time.monotonic() - began
    now, after = resource.getrusage(resource.RUSAGE_CHILDREN), stats(url)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    found = {key: after[key] - before[key] for key in ("calls", "refused")}
    return Ran(wall, cpu, {**found, "most": after["most"]}, said)


def timed(folder: Path, url: str, words: list[str], is_cold: bool = True) -> tuple[Ran, float]:
    """Return the median run of a few, and what a run takes beyond start-up."""
    runs, starts = [], []
    for k in range(RUNS):
        journal = str(folder / (f"journal-{time.monotonic_ns()}" if is_cold else "journal"))
        runs.append(search(folder, url, [*words, "--journal", journal], f"c{k}"))
        start = search(folder, url, [*words, "--journal", journal, "--limit", "1"], "start")
        starts.append(start)
    runs.sort(key=lambda run: run.wall_s)
    median = runs[RUNS // 2]
    return median, median.wall_s - statistics.median(run.wall_s for run in starts)


def speed(folder: Path) -> None:
    """Lines 1, 2, 3, 7, 8, 14."""
    usual = ["--max-expansions", "8"]
    with server() as url:
        for name, words, target in (
            ("1: Q32 K4 M3 S8 C64 D5, one candidate a call", ["--judge-each"], 7.4),
            ("2: the same, batched", [], 3.4),
            ("3: Q1 S8 batched", ["--limit", "1"], 1.8),
        ):
            run, beyond = timed(folder, url, [*models(url, 4, 3), *usual, *words])
            say(f"| {name} ({run.stats['calls']} calls) | ≤ {target} s | {beyond:.2f} s |")
            assert run.stats["most"] <= 64
        cpu = []
        for _ in range(RUNS):
            journal = str(folder / f"journal-{time.monotonic_ns()}")
            words = [*models(url, 4, 3), *usual, "--judge-each", "--journal", journal]
            whole = search(folder, url, words)
            start = search(folder, url, [*words, "--limit", "1"], "start")
            cpu.append(1000 * (whole.cpu_s - start.cpu_s) / whole.stats["calls"])
        say(f"| 8: client CPU a call, C = 64 | ≤ 0.5 ms | {statistics.median(cpu):.2f} ms |")
        words = [*models(url, 5, 3), *usual, "--journal", str(folder / "kept")]
        calls = search(folder, url, words).stats["calls"]
        words = words[:-2]
        (folder / "kept").rename(folder / "journal")
        run, beyond = timed(folder, url, words, is_cold=False)
        assert run.stats["calls"] == 0
        say(f"| 7: replay of {calls} calls | 0 requests, ≤ 0.5 s | 0, {beyond:.2f} s |")
    with server() as url, server() as slow:
        words = [*models(url, 3, 3), "--policy", f"{slow}/v1#good?name=slow&cap=2", *usual]
        run, beyond = timed(folder, url, words)
        bound = 32 * 8 * LATENCY / 2
        say(f"| 14: one endpoint with cap 2 | ≤ 1.15 × its bound of {bound:.1f} s |"
            f" {beyond / bound:.2f} × |")  # fmt: skip


def rates(folder: Path) -> None:
    """Line 9."""
    with server("--limit", "24") as url:
        run, beyond = timed(folder, url, [*models(url, 5, 3), "--max-expansions", "8"])
        share = run.stats["refused"] / run.stats["calls"]
        say(f"| 9: server limit 24, cap 64 ({run.stats['calls']} calls) | ≤ 11 s, retries ≤ 5 % |"
            f" {beyond:.1f} s, {100 * share:.1f} % |")  # fmt: skip


def diversity(folder: Path) -> None:
    """Line 12: trajectories that differ before the conclusion."""
    for depth in (5, 7):
        with server("--sections", str(depth), "--latency", "0.01") as url:
            search(folder, url, [*models(url, 4, 3), "--iterations", "8"], "d")
        found = []
        for line in (folder / "d.trees").read_text().splitlines():
            tree = json.loads(line)
            found.append(len({tuple(one["path"][:-1]) for one in tree["trajectories"]}))
        say(f"| 12: trajectories that differ before the conclusion, D = {depth} | mean ≥ 4 |"
            f" {statistics.mean(found):.1f} |")  # fmt: skip


def prefix_reuse(folder: Path) -> None:
    """Line 13: the share of proposers' 16-token blocks that an earlier prompt began with."""
    from tests.models.server import Server, running

    with running(Server()) as found:
        url = found.url.removesuffix("/v1")
        words = [*models(url, 1, 1), "--iterations", "8"]
        run = [*SRKIT, "search", str(folder / "s.jsonl"), *words, "-q"]
        subprocess.run([*run, "-o", str(folder / "p.jsonl")], check=True)
        seen = [one for one in found.seen if "<candidate" not in json.dumps(one["messages"])]
    known: set[tuple[str, ...]] = set()
    reused = blocks = 0
    for asked in seen:
        tokens = tokens_of(asked["messages"])
        for end in range(16, len(tokens) + 1, 16):
            blocks += 1
            reused += tuple(tokens[:end]) in known
            known.add(tuple(tokens[:end]))
    say(
        f"| 13: prefix reuse over {len(seen)} proposers' prompts | ≥ 0.80 | {reused / blocks:.2f} |"
    )


def tokens_of(messages: list[dict[str, Any]]) -> list[str]:
    """Take messages apart into words and marks, about as many as a tokenizer finds."""
    tokens = []
    for message in messages:
        content = message["content"]
        for part in [{"type": "text", "text": content}] if isinstance(content, str) else content:
            if part["type"] == "text":
                tokens += re.findall(r"\w{1,6}|[^\w\s]|\n", part["text"])
            else:
                url = part["image_url"]["url"]
                tokens += [f"{hash(url)}-{k}" for k in range(IMAGE_TOKENS)]
    return tokens


def main() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    with TemporaryDirectory() as name:
        folder = Path(name)
        made = ["--count", "32", "--images", str(folder / "images"), "-q"]
        subprocess.run([*SRKIT, "synth", *made, "-o", str(folder / "t.jsonl")], check=True)
        described = [str(folder / "t.jsonl"), "-q", "-o", str(folder / "s.jsonl")]
        subprocess.run([*SRKIT, "describe", *described], check=True)
        say("| check | target | measured |\n|---|---|---|")
        for part in (speed, rates, diversity, prefix_reuse):
            part(folder)


if __name__ == "__main__":
    main()
