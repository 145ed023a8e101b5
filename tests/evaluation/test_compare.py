"""Runs against a baseline: paired by task, worked by hand, and refused where not paired."""

import json
import random

import pytest

from srkit.errors import SrkitError
from srkit.evaluation.compare import Baseline, Comparison, read_baseline


def answer(task: str, verdict: bool | None, source: str = "m", **more: object) -> dict:
    return {
        "id": f"{task}#{source}", "task": task, "source": source, "verdict": verdict,
        "image": f"{task}.png", "category": "behind_predicate", "scorer": "rules-1", **more,
    }  # fmt: skip


def compared(baseline: dict[str, bool], *rows: dict) -> dict:
    comparison = Comparison(Baseline("base", baseline))
    for row in rows:
        comparison.add(row)
    return comparison.as_dict()


def test_a_baseline_is_one_verdict_a_task() -> None:
    rows = [answer("a", True), answer("b", False), answer("c", None)]
    assert read_baseline(rows)[:3] == ("m", {"a": True, "b": False, "c": False}, "rules-1")
    bare = {"id": "a", "verdict": None, "error": {}}  # failed before anybody answered
    assert read_baseline([bare])[:3] == ("", {"a": False}, None)


@pytest.mark.parametrize(
    ("rows", "why"),
    [([], "no answers"),
     ([answer("a", True), answer("b", True, "other")], "'m' and 'other'"),
     ([answer("a", True), answer("b", True), answer("a", True)], "'a' more than once"),
     ([{"id": "q"}], "'q' of the baseline has no verdict"),
     ([{"verdict": True}], "without task and id"),
     ([answer("x" * 10**6, True)] * 2, "x…' more than once")],
)  # fmt: skip
def test_what_is_no_baseline(rows: list[dict], why: str) -> None:
    with pytest.raises(SrkitError, match=why) as caught:
        read_baseline(rows)
    assert len(str(caught.value)) < 300


def test_a_difference_by_hand() -> None:
    # 10 tasks: 4 right in both, 5 gained, 0 lost, 1 wrong in both: +0.5, p = 2 / 2^5.
    baseline = {str(k): k < 4 for k in range(10)}
    found = compared(baseline, *(answer(str(k), k < 9) for k in range(10)))
    assert (found["baseline"], found["baseline_n"]) == ("base", 10)
    one = found["sources"]["m"]
    assert (one["partial"], one["only_here"], one["only_baseline"]) == (None, 0, 0)
    assert list(one["groups"]) == ["behind/front"] and "quantitative" not in one
    assert one["groups"]["behind/front"] == one["qualitative"] == one["all"]
    whole = one["all"]
    low, high = whole.pop("cluster_low"), whole.pop("cluster_high")
    assert whole == {
        "n": 10, "rate": 0.9, "baseline_rate": 0.4, "difference": 0.5, "images": 10,
        "mcnemar_p": 0.0625, "gained": 5, "lost": 0,
    }  # fmt: skip
    assert (low, high) == (0.2, 0.8)  # 2.5 and 97.5 % of a binomial of 10 and a half, over 10


def test_what_was_lost_counts_against() -> None:
    baseline = {"a": True, "b": True, "c": False, "d": True}
    rows = (answer("a", False), answer("b", None), answer("c", True), answer("d", True))
    whole = compared(baseline, *rows)["sources"]["m"]["all"]
    assert (whole["gained"], whole["lost"], whole["difference"]) == (1, 2, -0.25)
    assert (whole["rate"], whole["baseline_rate"], whole["mcnemar_p"]) == (0.5, 0.75, 1.0)


def test_the_same_run_differs_by_nothing() -> None:
    rows = [answer(str(k), k % 3 == 0) for k in range(30)]
    comparison = Comparison(read_baseline(rows))
    for row in rows:
        comparison.add(row)
    whole = comparison.as_dict()["sources"]["m"]["all"]
    kept = [whole[key] for key in ("difference", "cluster_low", "cluster_high", "mcnemar_p")]
    assert json.dumps(kept) == "[0.0, 0.0, 0.0, 1.0]"  # and none of them -0.0


def test_only_shared_tasks_are_compared() -> None:
    rows = (answer("a", True), answer("b", True), answer("new", False), answer("a", None, "n"))
    found = compared({"a": True, "b": False, "c": True}, *rows)["sources"]
    assert (found["m"]["only_here"], found["m"]["only_baseline"]) == (1, 1)
    assert found["m"]["all"]["n"] == 2 and found["m"]["partial"].startswith("compared on 2 tasks")
    assert (found["n"]["all"]["lost"], found["n"]["only_baseline"]) == (1, 2)
    strange = compared({"z": True}, answer("a", True))["sources"]["m"]
    assert "all" not in strange and strange["partial"].startswith("compared on 0 tasks")


def test_a_task_answered_twice_has_no_pair() -> None:
    comparison = Comparison(Baseline("base", {}))
    comparison.add(answer("a", True))
    comparison.add(answer("a", True, "other"))
    with pytest.raises(SrkitError, match="'m' answers task 'a' more than once"):
        comparison.add(answer("a", True))


def test_answers_about_one_image_move_together() -> None:
    # 20 images of 10 questions, gained or lost as a whole: the interval is that of 20.
    baseline = {f"{i} {k}": i % 4 == 0 for i in range(20) for k in range(10)}
    rows = [answer(task, not right, image=task.split()[0]) for task, right in baseline.items()]
    together = compared(baseline, *rows)["sources"]["m"]["all"]
    alone = compared(baseline, *(row | {"image": row["task"]} for row in rows))
    alone = alone["sources"]["m"]["all"]
    assert together["difference"] == alone["difference"] == 0.5
    widths = [one["cluster_high"] - one["cluster_low"] for one in (together, alone)]
    assert widths[0] == pytest.approx(10**0.5 * widths[1], rel=0.15)
    one_image = compared({"a": True}, answer("a", False))["sources"]["m"]["all"]
    assert one_image["cluster_low"] is None


def test_the_order_of_rows_means_nothing() -> None:
    draw = random.Random(5)
    baseline = {str(k): draw.random() < 0.6 for k in range(300)}
    rows = [
        answer(str(k), draw.choice([True, False, None]), source, image=str(draw.randrange(90)),
               category=draw.choice(["left_choice", "width_data", "direction", "odd"]))
        for k in range(20, 320) for source in "ab"
    ]  # fmt: skip
    expected = compared(baseline, *rows)
    assert list(expected["sources"]["a"]["groups"]) == ["left/right", "width", "direction", "other"]
    assert json.dumps(compared(baseline, *draw.sample(rows, len(rows)))) == json.dumps(expected)


def test_random_rows_against_plain_arithmetic() -> None:
    draw = random.Random(6)
    baseline = {str(k): draw.random() < 0.6 for k in range(5000)}
    verdicts = {task: draw.random() < 0.65 for task in baseline}
    found = compared(baseline, *(answer(task, verdict) for task, verdict in verdicts.items()))
    whole = found["sources"]["m"]["all"]
    gained = sum(verdicts[task] and not right for task, right in baseline.items())
    lost = sum(right and not verdicts[task] for task, right in baseline.items())
    assert (whole["gained"], whole["lost"]) == (gained, lost)
    difference = (gained - lost) / 5000
    assert whole["difference"] == pytest.approx(difference, abs=1e-6)
    assert whole["rate"] - whole["baseline_rate"] == pytest.approx(difference, abs=2e-6)
    spread = 1.96 * ((gained + lost) / 5000 - difference**2) ** 0.5 / 5000**0.5
    expected = (difference - spread, difference + spread)
    assert (whole["cluster_low"], whole["cluster_high"]) == pytest.approx(expected, abs=0.002)
