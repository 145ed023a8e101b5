"""The benchmark's protocol with a judge on loopback: what the official evaluator does wrong."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from srkit.evaluation.agreement import compared, kappa
from srkit.evaluation.judged import CLOCK as CLOCK_KIND
from srkit.evaluation.judged import MARK, Kind, read_comparison
from srkit.evaluation.judged import METERS as METERS_KIND
from srkit.models.base import Useless
from tests.conftest import Ran, read_rows, write_rows
from tests.models.server import Server, running

LEFT, WIDE = "Is Region [0] to the left of Region [1]?", "How wide is Region [0]?"
CLOCK = "From Region [0], which clock direction leads to Region [1]?"


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Server()) as one:
        yield one


def row(name: str, question: str, answer: str, response: str) -> dict:
    return {"id": name, "image": "none.png", "question": question, "answer": answer,
            "response": response}  # fmt: skip


def judge(srkit: Callable[..., Ran], folder: Path, server: Server, model: str, rows: list[dict],
          *more: object) -> tuple[Ran, dict[str, dict]]:  # fmt: skip
    task = write_rows(folder / "rows.jsonl", rows)
    output = folder / f"{model}.jsonl"
    ran = srkit("eval", task, "--scorer", "judge", "--judge", f"{server.url}#{model}?retries=0",
                "-o", output, *more)  # fmt: skip
    return ran, {one["id"]: one for one in read_rows(output)}


def test_a_judge_gives_the_verdicts_and_the_rules_stand_beside(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    rows = [
        row("yes", LEFT, "Yes, it is.", "Yes."),
        row("no", LEFT, "Yes, it is.", "No."),
        row("wide", WIDE, "32.5 inches", "About 90 cm."),
        row("narrow", WIDE, "32.5 inches", "About 10 cm."),
        row("hour", CLOCK, "Region [1] is at 10 o'clock.", "At 11 o'clock."),
        row("undecided", WIDE, "2 meters", "I can't say."),
    ]
    ran, found = judge(srkit, tmp_path, server, "good", rows, "--summary", tmp_path / "s.json")
    assert ran.status == 0
    assert [one["verdict"] for one in found.values()] == [True, False, True, False, True, None]
    assert all(one["rules"]["verdict"] == one["verdict"] for one in found.values())
    assert found["undecided"]["reason"] == "no_quantity"
    assert found["wide"]["scorer"].startswith("judge-1 ")
    assert found["wide"]["judged"]["response_in_meters"] == pytest.approx(0.9)
    said = json.loads((tmp_path / "s.json").read_text())["agreement"]["all"]
    assert (said["n"], said["agree"], said["kappa"]) == (6, 1.0, 1.0)
    assert "rules and judge agree on 100.0 % of 6 answers" in ran.err
    assert all("image_url" not in json.dumps(one) for one in server.seen), "text alone is sent"
    assert all(one["temperature"] == 0 for one in server.seen)


def test_a_failed_call_is_no_verdict_and_is_asked_again(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    """Officially it takes the verdict of the answer before it (a right one, or a crash)."""
    rows = [
        row("yes", LEFT, "Yes, it is.", "Yes."),
        row("after", LEFT, "Yes, it is.", "No."),
        row("length", WIDE, "2 meters", "2 m."),
        row("next", LEFT, "Yes, it is.", "No."),
    ]
    server.failing = 99
    ran, found = judge(srkit, tmp_path, server, "good", rows)
    assert ran.status == 3
    assert all(one["verdict"] is None and one["error"] for one in found.values())
    server.failing = 0
    again = srkit("eval", "--scorer", "judge", "--judge", f"{server.url}#good?retries=0", "-o",
                  tmp_path / "good.jsonl", "--retry-errors")  # fmt: skip
    assert again.status == 0
    now = [one["verdict"] for one in read_rows(tmp_path / "good.jsonl")]
    assert now == [True, False, True, False]


def test_numbers_as_strings_and_prose_around_them(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    rows = [row("yes", LEFT, "Yes, it is.", "Yes."), row("wide", WIDE, "2 meters", "2.1 m"),
            row("hour", CLOCK, "At 3 o'clock.", "At 5 o'clock.")]  # fmt: skip
    for model in ("strings", "talks"):
        ran, found = judge(srkit, tmp_path, server, model, rows)
        assert ran.status == 0
        assert [one["verdict"] for one in found.values()] == [True, True, False]


def test_groups_may_be_missing(srkit: Callable[..., Ran], tmp_path: Path, server: Server) -> None:
    """Officially the evaluation ends in a KeyError, before anything is written."""
    summary = tmp_path / "s.json"
    ran, _ = judge(srkit, tmp_path, server, "good", [row("a", LEFT, "Yes, it is.", "Yes.")],
                   "--summary", summary)  # fmt: skip
    assert ran.status == 0 and list(json.loads(summary.read_text())["agreement"]) == [
        "left/right", "qualitative", "all"]  # fmt: skip


@pytest.mark.parametrize(
    "braces", [r"\\frac{1}{2}", "{0} {1} {2}", r"\\boxed{1.5}", '{"your_mark": 1}']
)
def test_what_a_model_wrote_is_no_template(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server, braces: str
) -> None:
    """Officially {1} becomes the truth, and other braces are failures."""
    rows = [row("a", LEFT, "Yes, it is.", f"No. {braces}")]
    ran, found = judge(srkit, tmp_path, server, "good", rows)
    assert ran.status == 0 and found["a"]["verdict"] is False
    text = server.seen[-1]["messages"][-1]["content"][-1]["text"]
    said = json.loads(text[text.rindex('{"question"') :])
    assert said == {"question": LEFT, "correct_answer": "Yes, it is.", "response": f"No. {braces}"}


def test_hours_go_round_and_may_be_halves(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    """Officially 1 against 24 is -11 hours off and right, 4.9 becomes 4, "11:30" fails."""
    rows = [
        row("round", CLOCK, "At 1 o'clock.", "At 12 o'clock."),
        row("far", CLOCK, "At 6 o'clock.", "At 12 o'clock."),
        row("half", CLOCK, "At 11 o'clock.", "At 11.5 o'clock."),
        row("late", CLOCK, "At 10 o'clock.", "At 11.5 o'clock."),
        row("share", CLOCK, "At 6 o'clock.", "At 4.9 o'clock."),
    ]
    _, found = judge(srkit, tmp_path, server, "turned", rows)
    assert [one["verdict"] for one in found.values()] == [True, False, True, False, False]
    assert found["half"]["parsed"] == 11.5 and found["round"]["parsed"] == 12.0


def test_the_truth_is_not_rounded(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    """Officially 5.4 cm is 0.05 m, and 6.7 cm too far off; it is within a quarter of the truth."""
    ran, found = judge(srkit, tmp_path, server, "rounded", [row("a", WIDE, "5.4 cm", "6.7 cm")])
    assert ran.status == 0 and found["a"]["judged"]["answer_in_meters"] == 0.05
    assert found["a"]["truth_value"] == 0.054
    ran, found = judge(srkit, tmp_path, server, "good", [row("a", WIDE, "5.4 cm", "6.7 cm")])
    assert found["a"]["verdict"] is True


@pytest.mark.parametrize("model", ["bad-mark", "other-keys", "malformed"])
def test_a_reply_that_is_none_is_asked_for_again_and_then_an_error(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server, model: str
) -> None:
    ran, found = judge(srkit, tmp_path, server, model, [row("a", LEFT, "Yes, it is.", "Yes.")])
    assert (ran.status, found["a"]["reason"], server.calls) == (3, "error", 3)
    assert (found["a"]["verdict"], found["a"]["response"]) == (None, "Yes."), "the answer is kept"
    assert found["a"]["scorer"].startswith("judge-1 ") and found["a"]["rules"]["verdict"] is True


def test_what_the_rules_did_not_read_is_compared_all_the_same(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    rows = [row("cut", WIDE, "2 meters", "<reasoning>It is about 2.1 meters"),
            row("named", WIDE, "2 meters", "2.1 meters") | {"category": "width"}]  # fmt: skip
    ran, found = judge(srkit, tmp_path, server, "good", rows)
    assert ran.status == 0
    assert [(one["rules"]["verdict"], one["verdict"]) for one in found.values()] == [
        (None, True), (True, True)]  # fmt: skip


@pytest.mark.parametrize("said", ["true", "1e999", "1" * 400, '"one"', "null", "[1]"])
def test_what_is_no_mark(said: str) -> None:
    with pytest.raises(Useless):
        read_comparison(f'{{"your_mark": {said}}}', MARK)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (CLOCK_KIND, '{"answer_direction": -3, "response_direction": 3}'),
        (CLOCK_KIND, '{"answer_direction": 3, "response_direction": 99}'),
        (METERS_KIND, '{"answer_in_meters": 1, "response_in_meters": -1}'),
        (METERS_KIND, '{"answer_in_meters": 1, "response_in_meters": "long"}'),
    ],
)
def test_what_is_no_hour_and_no_length(kind: Kind, text: str) -> None:
    with pytest.raises(Useless):
        read_comparison(text, kind)


def test_a_length_may_have_its_unit() -> None:
    text = '{"answer_in_meters": "1.0 m", "response_in_meters": "90 cm"}'
    assert read_comparison(text, METERS_KIND) == {
        "answer_in_meters": 1.0, "response_in_meters": pytest.approx(0.9)}  # fmt: skip


def test_a_run_is_not_resumed_without_its_judge(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    rows = [row("a", LEFT, "Yes, it is.", "Yes.")]
    judge(srkit, tmp_path, server, "good", rows)
    ran = srkit("eval", tmp_path / "rows.jsonl", "-o", tmp_path / "good.jsonl", "--resume")
    assert ran.status == 2 and ("--judge" in ran.err or "--scorer" in ran.err)


def test_what_has_no_verdict_anyway_is_not_asked(
    srkit: Callable[..., Ran], tmp_path: Path, server: Server
) -> None:
    rows = [row("a", "What is it?", "A box.", "A box."), row("b", LEFT, "Yes, it is.", "")]
    ran, found = judge(srkit, tmp_path, server, "good", rows)
    assert server.calls == 0 and "agree" not in ran.err
    assert [one["reason"] for one in found.values()] == ["unknown_category", "empty"]


def test_the_options_belong_together(srkit: Callable[..., Ran], tmp_path: Path) -> None:
    task = write_rows(tmp_path / "rows.jsonl", [row("a", LEFT, "Yes, it is.", "Yes.")])
    for options in (["--scorer", "judge"], ["--judge", "openai:m"],
                    ["--scorer", "judge", "--judge", "geometry:"]):  # fmt: skip
        ran = srkit("eval", task, *options)
        assert ran.status in (1, 2) and ran.out == "" and ran.err.count("\n") == 1


def test_agreement_by_hand() -> None:
    # 40 both true, 30 both false, 20 the judge alone true, 10 the rules alone: 0.7 seen, 0.5 by
    # chance (0.5 · 0.6 + 0.5 · 0.4), so kappa is 0.4.
    cells = Counter({("true", "true"): 40, ("false", "false"): 30, ("false", "true"): 20,
                     ("true", "false"): 10})  # fmt: skip
    found = compared(cells)
    assert (found["n"], found["agree"], found["kappa"], found["kappa_right"]) == (
        100,
        0.7,
        0.4,
        0.4,
    )
    assert found["judge_minus_rules"] == 0.1 and found["mcnemar_p"] == pytest.approx(
        0.0987, abs=1e-3
    )
    assert kappa(Counter({("true", "true"): 5})) is None
