"""lmms-eval as a process: what it gets, what is kept, what fails. A stand-in plays its part.

The real one was run by hand: docs/evaluation.md says how, and what its parsers make of answers.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from srkit.evaluation.given import answer_given
from tests.conftest import ROOT, Ran, read_rows
from tests.evaluation.measure_lmms import LETTER, LETTERS, REASONED, YES, YES_NO
from tests.models.server import Server, running


@pytest.mark.parametrize(
    ("prompt", "said", "given"),
    [
        *((LETTER, REASONED.format(said), "B") for said in LETTERS),
        *((YES_NO, REASONED.format(said), "Yes") for said in YES),
        (YES_NO, REASONED.format("no, it is not."), "No"),
        (YES_NO, "Yes.", "Yes"),
        (LETTER, "D", "D"),
        ("What is it?\nA. a dog\nB. a cat", "A cat.", "B"),
        ("What is it?\nA. a dog\nB. a cat", "### In Conclusion\nA cat lies on the mat.", "B"),
        ("What is it?\nA. a dog\nB. a cat", "A", "A"),
        ("What is it?\nA. a dog\nB. a cat", "A. a dog", "A"),
        (LETTER, "It is either A or B.", "It is either A or B."),  # decides nothing
        (YES_NO, "I can't tell, yes and no.", "I can't tell, yes and no."),
        ("What is written there?", REASONED.format("Stop."), "Stop"),
        ("What is written there?", "Hello.", "Hello"),
        ("Describe the picture.", "A room with a chair and a lamp.",
         "A room with a chair and a lamp."),
        ("Describe the picture.", "", ""),
    ],
)  # fmt: skip
def test_what_a_parser_gets(prompt: str, said: str, given: str) -> None:
    assert answer_given(said, prompt) == given


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("HTTP_PROXY", "http_proxy"):  # which gets nothing of it
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "evaluation" / "stand_in"))
    with running(Server()) as one:
        yield one


def test_tasks_give_a_row_each(srkit: Callable[..., Ran], tmp_path: Path, server: Server) -> None:
    output, summary = tmp_path / "r.jsonl", tmp_path / "s.json"
    run = ["eval", "--lmms", "mme, pope", "--model", f"{server.url}#reasons", "-o", output,
           "--summary", summary, "--max-tokens", 300]  # fmt: skip
    ran = srkit(*run)
    assert ran.status == 0 and "accuracy" in ran.err and "1.0000" in ran.err
    rows = read_rows(output)
    assert [(row["id"], row["metrics"]["accuracy"], row["n"]) for row in rows] == [
        ("mme", 1.0, 2), ("pope", 1.0, 2)]  # fmt: skip
    assert json.loads(summary.read_text())["lmms"] == rows
    kept = read_rows(Path(f"{output}.lmms") / "replies.jsonl")
    assert all(one["given"] == "Yes" and "<reasoning>" in one["reply"] for one in kept)
    asked = server.seen[0]
    assert asked["max_tokens"] == 300, "16 would cut a model off that reasons"
    assert asked["messages"][0]["content"][0]["type"] == "image_url" and asked["temperature"] == 0
    calls = server.calls
    assert srkit(*run, "--resume").status == 0 and server.calls == calls, "it is finished"


def test_what_was_not_answered_is_no_score(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    """lmms-eval counts a request that fails as a wrong answer."""
    output = tmp_path / "r.jsonl"
    ran = srkit("eval", "--lmms", "pope", "--model", f"{server.url}#missing", "-o", output)
    assert ran.status == 3
    (row,) = read_rows(output)
    assert "2 of 2 questions were not answered" in row["error"]["message"]
    assert "no such model" in row["error"]["message"]


def test_a_task_that_is_none_is_told(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    ran = srkit("eval", "--lmms", "nonesuch,pope", "--model", f"{server.url}#reasons", "-o",
                tmp_path / "r.jsonl", "--lmms-args", "--limit 1")  # fmt: skip
    rows = read_rows(tmp_path / "r.jsonl")
    assert ran.status == 3 and "Tasks not found: nonesuch" in rows[0]["error"]["message"]
    assert rows[1]["n"] == 1


def test_usage(srkit: Callable[..., Ran], tmp_path: Path, server: Server) -> None:
    model, out = ["--model", f"{server.url}#reasons"], ["-o", tmp_path / "r.jsonl"]
    for options in (["--lmms", "pope", *out], ["--lmms", "pope", *model],
                    ["--lmms", "pope", __file__, *model, *out],
                    ["--lmms", "pope", *out, "--model", "geometry:"],
                    ["--lmms", "pope", *model, *out, "--lmms-python", "/no/python"],
                    ["--lmms", "pope", *model, *out, "--lmms-args", "--model nope"],
                    ["--lmms", "pope", *model, *out, "--lmms-args", "'"],
                    ["--lmms", "pope", *model, *out, "--scorer", "rules"],
                    ["--lmms-python", "python", *model, *out]):  # fmt: skip
        ran = srkit("eval", *options)
        assert ran.status in (1, 2) and ran.out == "" and "Traceback" not in ran.err
        assert "--lmms" in ran.err or "language model" in ran.err
        assert not (tmp_path / "r.jsonl").exists()
