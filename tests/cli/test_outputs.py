"""Interrupted runs go on where they stopped, to the same bytes; what differs is refused by name."""

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
    return [{"id": str(k), "image": "gone/never-made.png", "question": "?", "copies": n,
             "text": "ä" * (k % 5)} for k, n in enumerate(copies)]  # fmt: skip


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
    less = srkit("copy", source, "-o", out, "--resume", "--limit", 1)
    assert less.status == 2 and "2 rows are done, and --limit asks for 1" in less.err
    other = write_rows(tmp_path / "other", rows_with([1, 1]))
    changed = srkit("copy", other, "-o", out, "--resume")
    assert changed.status == 2 and "was made from other input" in changed.err
    assert out.read_bytes() == before


def mark(path: Path) -> bytes:
    """Change the first row without changing its length, to see that it is not written again."""
    text = path.read_bytes().replace(b'"question": "', b'"question": "'.replace(b'"q', b'"Q'), 1)
    path.write_bytes(text)
    return text.splitlines()[0]


def test_a_larger_limit_goes_on(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([1] * 9)), tmp_path / "out"
    srkit("copy", source, "-o", out, "--resume", "--limit", 2)
    first = mark(out)
    for limit, expected in ((5, 5), (9, 9), (12, 9)):
        assert srkit("copy", source, "-o", out, "--resume", "--limit", limit).status == 0
        assert [row["id"] for row in read_rows(out)] == [str(k) for k in range(expected)]
        assert out.read_bytes().splitlines()[0] == first, "it goes on, it does not begin anew"
    less = srkit("copy", source, "-o", out, "--resume", "--limit", 3)
    assert less.status == 2 and "9 rows are done, and --limit asks for 3" in less.err
    assert len(read_rows(out)) == 9


def test_a_long_reason_costs_no_counts(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    rows = rows_with([-1, 1, 1, 1])
    rows[0]["id"] = "名" * 150
    source, out = write_rows(tmp_path / "in", rows), tmp_path / "out"
    for stop in (2, 3):
        copying["at"] = stop - (stop - 2) * 2  # rows that are done count from the resume
        assert srkit("copy", source, "-o", out, "--resume").status == 130
    copying["at"] = -1
    assert srkit("copy", source, "-o", out, "--resume").status == 3
    counts = json.loads(Path(f"{out}.run.json").read_text())["counts"]
    assert counts == {"rows_in": 4, "rows_out": 4, "failed": 1, "failed_earlier": 0}


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
    words = ["search", folder / "s", "-o", folder / "c", "--trees", folder / "trees", "--resume"]
    srkit(*words, "--limit", 3)
    marked = mark(folder / "c"), mark(folder / "trees")
    srkit(*words, "--limit", 8)
    for name, first in zip(("c", "trees"), marked, strict=True):
        lines = (folder / name).read_bytes().splitlines()
        whole = (folder / name.replace("c", "whole").replace("trees", "whole-trees")).read_bytes()
        assert lines[0] == first and lines[1:] == whole.splitlines()[1:]
    words = ["eval", folder / "whole", "-o", folder / "f", "--resume"]
    for limit in (5, 99):
        srkit(*words, "--summary", folder / "part.json", "--limit", limit)
    assert (folder / "part.json").read_bytes() == (folder / "whole.json").read_bytes()
    (folder / "part.json").unlink()
    again = srkit("eval", folder / "whole", "-o", folder / "e", "--resume",
                  "--summary", folder / "whole.json")  # fmt: skip
    assert again.status == 0 and "m3cts" in again.err, "a finished file still has its table"


def test_a_second_output_is_emptied_whatever_the_first_one_is(
    srkit: Callable[..., Ran], tasks: Path
) -> None:
    scenes, trees = tasks.parent / "s", tasks.parent / "trees"
    srkit("describe", tasks, "-o", scenes)
    for limit in (8, 1):
        srkit("search", scenes, "-o", "/dev/null", "--trees", trees, "--limit", limit)
        assert len(read_rows(trees)) == limit


def test_retry_errors_does_only_what_failed_here(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    earlier = {"id": "x", "error": {"stage": "describe", "type": "", "message": ""}}
    source = write_rows(tmp_path / "in", [*rows_with([1, -1, 2]), earlier])
    (tmp_path / "real").mkdir()
    out = tmp_path / "out"
    out.symlink_to(tmp_path / "real" / "out")
    assert srkit("copy", source, "-o", out).status == 3
    text = out.read_text().replace('"copies": -1', '"copies": 1')  # what was wrong is mended
    out.write_text(text)
    first = mark(out)
    ran = srkit("copy", "-o", out, "--retry-errors")
    assert ran.status == 0 and "1 in, 1 out" in ran.err
    assert [row["id"] for row in read_rows(out)] == ["0", "1", "2", "2", "x"]
    assert [row["id"] for row in read_rows(out) if "error" in row] == ["x"]
    assert out.read_bytes().splitlines()[0] == first and out.is_symlink()
    record = json.loads(Path(f"{out}.run.json").read_text())
    assert (record["counts"]["failed"], record["retried"]) == (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("copy --retry-errors", "needs an output file (-o)"),
        ("copy -o out --retry-errors --limit 1", "leave out --limit"),
        ("copy -o out --retry-errors --shard 1/2", "leave out --shard"),
        ("copy -o out --retry-errors in", "leave out PATH"),
        ("copy -o out --retry-errors --max-line 2", "--max-line was 64, now it is 2"),
        ("score -o out --retry-errors", "was made by srkit copy"),
        ("copy -o broken --retry-errors", "is not finished: --resume it first"),
    ],
)
def test_what_retry_errors_refuses(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path, words: str, said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    source = write_rows(tmp_path / "in", rows_with([1, -1, 2]))
    assert srkit("copy", source, "-o", "out").status == 3
    copying["at"] = 1
    assert srkit("copy", source, "-o", "broken").status == 130
    copying["at"] = -1
    before = Path("out").read_bytes()
    ran = srkit(*words.split())
    assert ran.status == 2 and said in ran.err and Path("out").read_bytes() == before


def test_a_limited_file_that_was_retried_goes_on(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([-1, 1, 1])), tmp_path / "out"
    assert srkit("copy", source, "-o", out, "--limit", 1).status == 3
    out.write_text(out.read_text().replace('"copies": -1', '"copies": 2'))
    assert srkit("copy", "-o", out, "--retry-errors").status == 0
    write_rows(source, rows_with([2, 1, 1]))
    assert srkit("copy", source, "-o", out, "--resume").status == 0
    assert [row["id"] for row in read_rows(out)] == ["0", "0", "1", "2"]


def test_eval_may_retry(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    row = {"id": "a", "image": "a.png", "question": "Is Region [0] behind Region [1]?",
           "response": "Yes, Region [0] is behind Region [1]."}  # fmt: skip
    good = {**row, "id": "b", "answer": "Yes."}
    source, out = write_rows(tmp_path / "in", [row, good]), tmp_path / "out"
    assert srkit("eval", source, "-o", out).status == 3
    rows = read_rows(out)
    assert (rows[0]["verdict"], rows[0]["reason"]) == (None, "error")
    write_rows(out, [{**rows[0], "answer": "Yes."}, rows[1]])
    ran = srkit("eval", "-o", out, "--retry-errors", "--summary", tmp_path / "sum.json")
    assert ran.status == 0
    assert read_rows(out)[0]["verdict"] is True and "reason" not in read_rows(out)[0]
    summary = json.loads((tmp_path / "sum.json").read_text())
    assert summary["sources"][""]["all"]["n"] == 2


def test_a_refused_resume_changes_nothing(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([1] * 9)), tmp_path / "out"
    other = write_rows(tmp_path / "other", rows_with([1] * 9)[::-1])
    srkit("copy", source, "-o", out, "--limit", 4)
    before = out.read_bytes(), Path(f"{out}.run.json").read_bytes()
    for words in ([other], []):  # another file, and an empty standard input
        ran = srkit("copy", *words, "-o", out, "--resume", "--limit", 8)
        assert ran.status == 2 and "its input is not what it was" in ran.err
        assert (out.read_bytes(), Path(f"{out}.run.json").read_bytes()) == before
    srkit("copy", source, "-o", out, "--resume")
    out.write_bytes(out.read_bytes()[:-30])
    ran = srkit("copy", source, "-o", out, "--resume")
    assert ran.status == 2 and "was finished, and has been changed since" in ran.err


def test_nothing_is_emptied_where_no_record_can_be_written(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source, out = write_rows(tmp_path / "in", rows_with([1])), tmp_path / "out"
    out.write_text("mine\n")
    Path(f"{out}.run.json").mkdir()
    ran = srkit("copy", source, "-o", out)
    assert ran.status == 1 and "out.run.json" in ran.err and out.read_text() == "mine\n"


def test_a_shard_may_be_retried_and_strange_errors_stay(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    rows: list[dict] = [*rows_with([-1] * 6), {"id": "z", "image": "x", "error": "boom"}]
    source, out = write_rows(tmp_path / "in", rows), tmp_path / "out"
    assert srkit("copy", source, "-o", out, "--shard", "1/2").status == 3
    out.write_text(out.read_text().replace('"copies": -1', '"copies": 1'))
    assert srkit("copy", "-o", out, "--retry-errors").status == 0
    assert not any("error" in row and row["id"] != "z" for row in read_rows(out))


def test_one_file_by_two_names_is_not_read_and_written(
    srkit: Callable[..., Ran], copying: dict[str, int], tmp_path: Path
) -> None:
    source = write_rows(tmp_path / "in", rows_with([1]))
    before = source.read_bytes()
    (tmp_path / "hard").hardlink_to(source)
    ran = srkit("copy", tmp_path / "hard", "-o", source)
    assert ran.status == 2 and "is an input and an output" in ran.err
    assert source.read_bytes() == before


@pytest.mark.slow
def test_standard_streams_are_files_too(shell: Callable[..., Ran], tmp_path: Path) -> None:
    write_rows(tmp_path / "in", rows_with([1]))
    before = (tmp_path / "in").read_bytes()
    for line in ("srkit describe -o in < in", "srkit describe in >> in"):
        ran = shell(line, tmp_path)
        assert ran.status == 2 and "output" in ran.err, line
        assert (tmp_path / "in").read_bytes() == before, line
    ran = shell("srkit describe in >&-", tmp_path)
    assert ran.status == 2 and "standard output is closed" in ran.err


@pytest.mark.slow
def test_a_pipe_as_output_ends_with_its_reader(shell: Callable[..., Ran], tmp_path: Path) -> None:
    line = "timeout 20 srkit synth --images i -q -o >(head -1 > first); echo $?; sleep 0.2"
    assert shell(line, tmp_path).out == "141\n"
    assert len(read_rows(tmp_path / "first")) == 1


@pytest.mark.slow
def test_a_job_that_ignores_ctrl_c_goes_on_ignoring_it(
    shell: Callable[..., Ran], tmp_path: Path
) -> None:
    line = ("trap '' INT; srkit synth --count 200 --images i -o t -q & sleep 0.6;"
            "kill -INT $!; wait $!; echo $?")  # fmt: skip
    assert shell(line, tmp_path).out == "0\n"
    assert len(read_rows(tmp_path / "t")) == 200


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
