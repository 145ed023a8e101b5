"""Interrupted runs go on where they stopped, to the same bytes; what differs is refused by name."""

import fcntl
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srkit.records.rows import TaskRow
from tests.conftest import ROOT, TWO_CATEGORIES, Ran, read_rows, write_rows


@pytest.fixture
def copying(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """Register the copying command; its sidecar is written after every row."""
    from srkit.cli import outputs
    from srkit.cli.main import cli
    from tests.cli import copying

    monkeypatch.setattr(outputs, "NOTE_EVERY_S", 0.0)
    cli.add_command(copying.copy)
    yield copying.STOP
    copying.STOP["at"] = -1
    cli.commands.pop("copy")


def rows_with(copies: list[int]) -> list[dict]:
    return [{"id": str(k), "image": "a.png", "question": "?", "copies": n, "text": "ä" * (k % 5)}
            for k, n in enumerate(copies)]  # fmt: skip


@given(
    copies=st.lists(st.sampled_from([0, 1, 1, 2, 3, -1]), min_size=1, max_size=12),
    stop=st.integers(0, 12),
    cut=st.tuples(st.sampled_from(["", "out", "out.progress"]), st.floats(0, 1)),
)
@settings(max_examples=150, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_any_truncation_then_resume_gives_the_uninterrupted_bytes(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path,
    copies: list[int], stop: int, cut: tuple[str, float],
) -> None:  # fmt: skip
    for path in tmp_path.iterdir():
        path.unlink()
    source = write_rows(tmp_path / "in", rows_with(copies))
    whole = srkit("copy", source, "-o", tmp_path / "whole")
    copying["at"] = stop
    broken = srkit("copy", source, "-o", tmp_path / "out")
    copying["at"] = -1
    assert broken.status == (130 if stop < len(copies) else whole.status)
    name, share = cut
    if name and (tmp_path / name).exists():
        os.truncate(tmp_path / name, int(share * (tmp_path / name).stat().st_size))
    if stop >= len(copies) and name == "out":
        return  # a finished file that someone cuts later is not an interrupted run
    resumed = srkit("copy", source, "-o", tmp_path / "out", "--resume")
    assert resumed.status == whole.status
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()
    records = [json.loads((tmp_path / f"{name}.run.json").read_text()) for name in ("whole", "out")]
    assert records[0]["counts"] == records[1]["counts"] and records[1]["finished"]
    assert not (tmp_path / "out.progress").exists()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(extra=st.dictionaries(st.text(), json_values, max_size=4))
@settings(max_examples=200, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_any_object_survives(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path, extra: dict
) -> None:
    known = {"task", "copies", *TaskRow.__annotations__}
    row = {k: v for k, v in extra.items() if k not in known}
    row |= {"id": "ü", "image": "data:,", "question": "\x00\u2028?"}
    assert srkit("copy", write_rows(tmp_path / "in", [row])).rows == [row]


def test_resume_of_a_finished_file_does_nothing(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([1, -1])), tmp_path / "out"
    assert srkit("copy", source, "-o", out, "--resume").status == 3, "there is nothing yet: begin"
    before = out.read_bytes()
    again = srkit("copy", source, "-o", out, "--resume")
    assert again.status == 3 and "finished already" in again.err and out.read_bytes() == before
    write_rows(source, rows_with([1, 1]))
    changed = srkit("copy", source, "-o", out, "--resume")
    assert changed.status == 2 and f"{source} has changed" in changed.err


def test_a_larger_limit_goes_on(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([1] * 9)), tmp_path / "out"
    for limit, expected in ((2, 2), (5, 5), (3, 3), (9, 9)):
        srkit("copy", source, "-o", out, "--resume", "--limit", limit)
        assert [row["id"] for row in read_rows(out)] == [str(k) for k in range(expected)]


def test_other_settings_and_other_input_are_refused_by_name(
    srkit: Callable[..., Ran], copying: dict[str, int], tasks: Path
) -> None:
    out = tasks.parent / "s.jsonl"
    copying["at"] = 3
    assert srkit("copy", tasks, "-o", out).status == 130
    copying["at"] = -1
    before = out.read_bytes()
    for words, said in (
        (["copy", tasks, "--shard", "1/2"], "--shard was None, now it is [1, 2]"),
        (["copy", tasks, "--max-line", "1"], "--max-line was 64, now it is 1"),
        (["describe", tasks], "was made by srkit copy"),
    ):
        ran = srkit(*words, "-o", out, "--resume")
        assert ran.status == 2 and said in ran.err, ran.err
        assert out.read_bytes() == before
    rows = read_rows(tasks)
    rows[1]["note"] = "changed"
    ran = srkit("copy", write_rows(tasks, rows), "-o", out, "--resume")
    assert ran.status == 2 and "its input is not what it was" in ran.err
    (tasks.parent / "s.jsonl.run.json").unlink()
    ran = srkit("copy", tasks, "-o", out, "--resume")
    assert ran.status == 2 and "no run record" in ran.err
    assert srkit("copy", tasks, "--resume").status == 2, "standard output can't be resumed"


def test_resume_covers_trees_and_summaries(srkit: Callable[..., Ran], tasks: Path) -> None:
    folder = tasks.parent
    srkit("describe", tasks, "-o", folder / "s")
    srkit("search", folder / "s", "-o", folder / "whole", "--trees", folder / "whole-trees")
    srkit("eval", folder / "whole", "-o", folder / "e", "--summary", folder / "whole.json")
    for limit in (3, 8):
        limits = ["--limit", limit, "--resume"]
        srkit("search", folder / "s", "-o", folder / "c", "--trees", folder / "trees", *limits)
    assert (folder / "c").read_bytes() == (folder / "whole").read_bytes()
    assert (folder / "trees").read_bytes() == (folder / "whole-trees").read_bytes()
    for limit in (5, 99):
        limits = ["--limit", limit, "--resume", "--summary", folder / "part.json"]
        srkit("eval", folder / "whole", "-o", folder / "f", *limits)
    assert (folder / "part.json").read_bytes() == (folder / "whole.json").read_bytes()


def test_retry_errors_does_only_what_failed_here(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    earlier = {"id": "x", "error": {"stage": "describe", "type": "", "message": ""}}
    source = write_rows(tmp_path / "in", [*rows_with([1, -1, 2]), earlier])
    out = tmp_path / "out"
    assert srkit("copy", source, "-o", out).status == 3
    text = out.read_text().replace('"copies": -1', '"copies": 1')  # what was wrong is mended
    out.write_text(text)
    ran = srkit("copy", "-o", out, "--retry-errors", source)
    assert ran.status == 0 and "1 in, 1 out" in ran.err
    assert [row["id"] for row in read_rows(out)] == ["0", "1", "2", "2", "x"]
    assert [row["id"] for row in read_rows(out) if "error" in row] == ["x"]
    record = json.loads(Path(f"{out}.run.json").read_text())
    assert (record["counts"]["failed"], record["retried"]) == (0, 1)
    assert srkit("copy", source, "--retry-errors").status == 2


def test_two_processes_do_not_write_one_file(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([1])), tmp_path / "out"
    out.write_text("mine\n")
    with open(out, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = srkit("copy", source, "-o", out)
    assert ran.status == 1 and "another process is writing it" in ran.err
    assert out.read_text() == "mine\n"


def test_max_errors(srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in", rows_with([1, -1, -1, 1]))
    for allowed, status in (("2", 3), ("1", 1), ("0", 1), ("50%", 3), ("49%", 1)):
        ran = srkit("copy", source, "--max-errors", allowed)
        assert ran.status == status, allowed
        if status == 1:
            assert "rows failed, more than --max-errors allows; the first: 1: no copies" in ran.err
    many = write_rows(tmp_path / "many", rows_with([1] * 150 + [-1] * 150))
    assert len(srkit("copy", many, "--max-errors", "10%").rows) < 200, (
        "it does not wait for the end"
    )
    for bad in ("-1", "x", "5%%", "nan"):
        assert srkit("copy", source, "--max-errors", bad).status == 2


@pytest.mark.parametrize("n", [1, 2, 7])
def test_shards_add_up_and_split_no_task(srkit: Callable[..., Ran], tmp_path: Path, n: int) -> None:
    images = tmp_path / "images"
    words = ["synth", "--count", 40, "--images", images, *TWO_CATEGORIES]
    whole = srkit(*words).out.splitlines()
    parts = [srkit(*words, "--shard", f"{k}/{n}").out
             for k in range(1, n + 1)]  # fmt: skip
    assert sorted(line for part in parts for line in part.splitlines()) == sorted(whole)
    (tmp_path / "t").write_text("".join(f"{line}\n" for line in whole))
    srkit("describe", tmp_path / "t", "-o", tmp_path / "s")
    srkit("search", tmp_path / "s", "-o", tmp_path / "c")
    tasks = []
    for k in range(1, n + 1):
        rows = srkit("score", tmp_path / "c", "--shard", f"{k}/{n}").rows
        tasks.append({row["task"] for row in rows})
    assert len(set.union(*tasks)) == sum(map(len, tasks)) == 40
    for bad in ("3/2", "0/2", "1", "a/b", "1/0", "-1/2"):
        assert srkit("score", tmp_path / "c", "--shard", bad).status == 2


@pytest.mark.slow
@pytest.mark.parametrize("command", ["describe", "copy"])
def test_kill_at_any_moment_then_resume(tmp_path: Path, command: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-m", "tests.cli.copying"]
    made = ["synth", "--count", "48", "--images", "i", "-o", "t", "--quiet"]
    subprocess.run([*run, *made], cwd=tmp_path, env=env, check=True)
    if command == "copy":  # many rows, a third of which give none
        rows = rows_with([0, 1, 2] * 7000)
        write_rows(tmp_path / "t", rows)
    go = [*run, command, "t", "--quiet"]
    began = time.monotonic()
    subprocess.run([*go, "-o", "none", "--limit", "1"], cwd=tmp_path, env=env, check=True)
    start = time.monotonic() - began
    subprocess.run([*go, "-o", "whole"], cwd=tmp_path, env=env, check=True)
    work = time.monotonic() - began - 2 * start
    rng, kills, finished = random.Random(0), 0, 0
    while kills < 25:
        running = subprocess.Popen([*go, "-o", "out", "--resume"], cwd=tmp_path, env=env)
        try:
            assert running.wait(timeout=start * rng.uniform(0.5, 1) + rng.uniform(0, work)) == 0
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            kills += 1
            continue
        assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()
        finished += 1
        assert finished < 40, "the moments are so late that little is killed"
        for name in ("out", "out.run.json"):
            (tmp_path / name).unlink()
    subprocess.run([*go, "-o", "out", "--resume"], cwd=tmp_path, env=env, check=True)
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.slow
def test_a_million_rows_in_the_memory_of_a_thousand(tmp_path: Path) -> None:
    regions = [{"box": [1, 2, 3, 4]}] * 3
    row = {"id": "ID", "image": "a.png", "question": "How far apart are they?", "note": "x" * 120}
    line = json.dumps({**row, "regions": regions}) + "\n"
    env, peaks = {**os.environ, "PYTHONPATH": str(ROOT)}, []
    for count in (1000, 1_000_000):
        with open(tmp_path / "in", "w") as file:
            file.writelines(line.replace("ID", str(k)) for k in range(count))
        code = (
            "import resource, sys; from tests.cli.copying import main; s = main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(s)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "copy", "in", "-o", "out", "--quiet"],
            cwd=tmp_path, env=env, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        peaks.append(int(done.stdout))
        assert (tmp_path / "in").stat().st_size == (tmp_path / "out").stat().st_size
    assert peaks[1] - peaks[0] < 20 * 1024, peaks
