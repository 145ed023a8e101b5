"""What holds for every row command: input, output, errors, pipes, interrupts."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from srkit.cli.stage import still_given
from tests.conftest import Ran, read_rows, write_rows

ERROR = {"id": "bad", "image": "x.png", "question": "?",
         "error": {"stage": "hand", "type": "RowError", "message": "put in by hand"}}  # fmt: skip
# Every command that reads rows, and the kind that it names for a row that lacks everything.
READERS = {"describe": "TaskRow", "search": "TaskRow", "score": "CandidateRow",
           "pair": "ScoredRow", "eval": "CandidateRow"}  # fmt: skip


@pytest.mark.parametrize("command", ["synth", *READERS, "train"])
def test_help_has_examples(srkit: Callable[..., Ran], command: str) -> None:
    for flag in ("-h", "--help"):
        shown = srkit(command, flag)
        assert shown.status == 0 and f"  srkit {command} " in shown.out
        assert "Examples:" in shown.out


@pytest.mark.parametrize("command", READERS)
def test_a_bad_row_names_file_line_and_kind(
    srkit: Callable[..., Ran], tmp_path: Path, command: str
) -> None:
    path = write_rows(tmp_path / "f.jsonl", [ERROR, {"id": "a"}])
    ran = srkit(command, path)
    assert ran.status == 65
    assert f"{path}:2: no '" in ran.err and READERS[command] in ran.err
    assert ran.err.count("\n") == 1 or "1 in" in ran.err
    ran = srkit(command, stdin=path)
    assert ran.status == 65 and "<stdin>:2: " in ran.err


@pytest.mark.parametrize("command", READERS)
def test_a_missing_input_costs_no_output(
    srkit: Callable[..., Ran], tmp_path: Path, command: str
) -> None:
    output = write_rows(tmp_path / "o.jsonl", [ERROR])
    for path in (tmp_path / "no.jsonl", tmp_path):
        ran = srkit(command, path, "-o", output)
        assert ran.status == 2 and str(path) in ran.err
        assert read_rows(output) == [ERROR]


@pytest.mark.parametrize("command", READERS)
def test_an_empty_file(srkit: Callable[..., Ran], tmp_path: Path, command: str) -> None:
    ran = srkit(command, write_rows(tmp_path / "e.jsonl", []))
    assert (ran.status, ran.out) == (0, "")


@pytest.mark.parametrize("command", READERS)
def test_an_earlier_error_passes_and_does_not_change_the_status(
    srkit: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = srkit(command, write_rows(tmp_path / "f.jsonl", [ERROR]))
    assert ran.status == 0
    if command == "pair":
        assert ran.out == "" and "left out: 1 error" in ran.err
    elif command == "eval":
        assert ran.rows[0]["reason"] == "error" and ran.rows[0]["verdict"] is None
    else:
        assert ran.rows == [ERROR]
    assert "1 failed earlier" in ran.err


def test_own_errors_give_status_three(srkit: Callable[..., Ran], tasks: Path) -> None:
    rows = read_rows(tasks)
    del rows[1]["camera"]
    write_rows(tasks, [*rows, ERROR])
    ran = srkit("describe", tasks)
    assert ran.status == 3
    assert [k for k, row in enumerate(ran.rows) if "error" in row] == [1, len(rows)]
    assert "9 in, 9 out, 1 failed, 1 failed earlier" in ran.err


def test_limit_and_quiet(srkit: Callable[..., Ran], tasks: Path) -> None:
    ran = srkit("describe", tasks, "--limit", 3, "--quiet")
    assert (len(ran.rows), ran.err) == (3, "")
    assert srkit("describe", tasks, "--limit", 0).status == 2


def test_unknown_option_and_command(srkit: Callable[..., Ran]) -> None:
    assert srkit("describe", "--colour").status == 2
    ran = srkit("paint")
    assert ran.status == 2 and "No such command" in ran.err
    assert srkit("--version").out == "srkit 0.1.0\n"


def test_no_file_is_written_twice_or_over_an_input(
    srkit: Callable[..., Ran], tasks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tasks.parent)
    Path("link.jsonl").symlink_to("t.jsonl")
    Path("o.run.json").write_bytes(tasks.read_bytes())
    before = tasks.read_bytes()
    for words, said in (
        ("describe t.jsonl -o t.jsonl", "an input and an output"),
        ("describe t.jsonl -o link.jsonl", "an input and an output"),
        ("describe o.run.json -o o", "an input and an output"),
        ("eval t.jsonl -o e.jsonl --summary t.jsonl", "an input and an output"),
        ("eval t.jsonl -o e.jsonl --summary e.jsonl", "written twice"),
        ("search t.jsonl -o s.jsonl --trees s.jsonl", "written twice"),
        ("search t.jsonl --trees -", "--trees needs a file"),
        ("describe - -", "named twice"),
    ):
        ran = srkit(*words.split())
        assert ran.status == 2 and said in ran.err, words
        assert tasks.read_bytes() == before
    assert srkit("search", "t.jsonl", "-o", "/dev/null", "--trees", "/dev/null").status == 3
    assert not Path("/dev/null.run.json").exists()


def test_an_output_that_cannot_be_written(srkit: Callable[..., Ran], tasks: Path) -> None:
    for output in (tasks.parent / "no" / "x.jsonl", tasks.parent):
        ran = srkit("describe", tasks, "-o", output)
        assert ran.status == 1 and str(output) in ran.err and ran.err.count("\n") == 1
        assert not (output / "run.json").exists()


def test_the_first_failure_is_told_with_its_reason(srkit: Callable[..., Ran], tasks: Path) -> None:
    rows = read_rows(tasks)
    del rows[1]["camera"], rows[2]["camera"]
    ran = srkit("describe", write_rows(tasks, rows))
    assert f"first failure: {rows[1]['id']}: the row has no 'camera'" in ran.err
    assert "2 failed" in ran.err and ran.err.count("failure") == 1


def test_an_unfinished_input_is_noted(srkit: Callable[..., Ran], tasks: Path) -> None:
    record = Path(f"{tasks}.run.json")
    record.write_text(record.read_text().replace('"finished": true', '"finished": false'))
    assert f"note: {tasks} is unfinished" in srkit("describe", tasks).err


def test_an_error_that_is_null_is_none(srkit: Callable[..., Ran], tasks: Path) -> None:
    rows = [{**row, "error": None} for row in read_rows(tasks)]
    ran = srkit("describe", write_rows(tasks, rows))
    assert ran.status == 0 and all(row["objects"] for row in ran.rows)


def test_links_to_outputs(srkit: Callable[..., Ran], tasks: Path) -> None:
    (tasks.parent / "real").mkdir()
    link = tasks.parent / "link.jsonl"
    link.symlink_to(tasks.parent / "real" / "s.jsonl")
    srkit("describe", tasks, "-o", link)
    ran = srkit("describe", link)
    assert ran.status == 0 and len(ran.rows) == 8


def test_a_run_record_beside_a_file_and_none_on_stdout(
    srkit: Callable[..., Ran], tasks: Path
) -> None:
    output = tasks.parent / "s.jsonl"
    srkit("describe", tasks, "-o", output)
    record = json.loads(Path(f"{output}.run.json").read_text())
    assert record["finished"] is True and record["command"] == "srkit describe"
    assert record["counts"] == {"rows_in": 8, "rows_out": 8, "failed": 0, "failed_earlier": 0}
    assert record["inputs"][0]["run"]["options"]["count"] == 8
    assert sorted(path.name for path in tasks.parent.iterdir()) == [
        "images", "s.jsonl", "s.jsonl.run.json", "t.jsonl", "t.jsonl.run.json",
    ]  # fmt: skip


def test_a_record_of_a_failed_run_is_unfinished(srkit: Callable[..., Ran], tasks: Path) -> None:
    tasks.write_text(tasks.read_text() + "{\n")
    output = tasks.parent / "s.jsonl"
    assert srkit("describe", tasks, "-o", output).status == 65
    assert json.loads(Path(f"{output}.run.json").read_text())["finished"] is False
    assert len(read_rows(output)) == 8, "what was done is there, and whole"


@pytest.mark.slow
def test_what_others_print_does_not_reach_the_rows(shell: Callable[..., Ran], tasks: Path) -> None:
    # A library that prints, from Python and past it, while a stage runs.
    code = (
        "import os, sys, srkit.scene.describe as d; from srkit.cli.main import main;"
        "real = d.describe_task\n"
        "def loud(*row):\n print('from python'); os.write(1, b'from below\\n'); return real(*row)\n"
        "d.describe_task = loud; sys.exit(main(['describe', 't.jsonl']))"
    )
    (tasks.parent / "loud.py").write_text(code)
    ran = shell("python loud.py", tasks.parent)
    assert ran.status == 0 and len(ran.rows) == 8
    assert ran.err.count("from python") == ran.err.count("from below") == 8


@pytest.mark.slow
def test_ctrl_c_leaves_whole_lines(tmp_path: Path) -> None:
    srkit = Path(sys.executable).parent / "srkit"
    command = [srkit, "synth", "--images", tmp_path / "i", "-o", tmp_path / "t.jsonl"]
    # Whoever runs the tests in the background ignores Ctrl-C, and so would the command.
    running = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    while not (tmp_path / "t.jsonl").exists() or (tmp_path / "t.jsonl").stat().st_size < 5000:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130 and "Traceback" not in said
    assert (tmp_path / "t.jsonl").read_text().endswith("}\n")
    assert len(read_rows(tmp_path / "t.jsonl")) >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("closed", "status"), [("<&-", 0), (">&-", 0), ("2>&-", 0)])
def test_closed_streams(shell: Callable[..., Ran], tasks: Path, closed: str, status: int) -> None:
    ran = shell(f"srkit describe t.jsonl -o s.jsonl {closed}; echo $?", tasks.parent)
    assert ran.out == f"{status}\n" and len(read_rows(tasks.parent / "s.jsonl")) == 8


@pytest.mark.slow
def test_dev_stdout_is_standard_output(shell: Callable[..., Ran], tasks: Path) -> None:
    assert shell("srkit describe t.jsonl -o /dev/stdout | wc -l", tasks.parent).out == "8\n"


@pytest.mark.slow
def test_debug_shows_the_traceback(shell: Callable[..., Ran], tmp_path: Path) -> None:
    line = "srkit search --policy nonsense: </dev/null"
    plain, debug = shell(line, tmp_path), shell(line, tmp_path, SRKIT_DEBUG="1")
    assert plain.status == 2 and plain.err.count("\n") == 1 and "the forms are" in plain.err
    assert "Traceback" in debug.err


def test_a_ctrl_c_between_rows_takes_what_the_stage_still_gives_out() -> None:
    """The first that it gives may be the one that was taken last; that one is not taken twice."""

    def stage() -> Iterator[int]:
        try:
            for k in range(10):
                yield k
        except KeyboardInterrupt:
            yield from (k, k + 1)
            raise

    results = stage()
    assert [next(results), next(results)] == [0, 1]
    assert list(still_given(results)) == [1, 2]  # type: ignore[arg-type]
    assert list(still_given(results)) == [], "it has ended"
    assert list(still_given(iter([1, 2]))) == [], "no stage that could be told"  # type: ignore
