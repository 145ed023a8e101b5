"""The reward, worked by hand on a true answer and on planted faults."""

import time
from functools import partial
from pathlib import Path

import pytest

from srkit import stages
from srkit.models.load import load_policy
from srkit.records.flow import flatten
from srkit.rewards.total import score_candidate, total_scores
from tests.conftest import fastest

TRUE = """### Description
Region [0] is a red box, about 3 meters from the camera. Region [1] is a blue ball.
### Rationale
Compare depths.
### Step 1
Region [1] is 4 meters from the camera.
### Step 2
So Region [0] is in front of Region [1].
### In Conclusion
Region [0] is in front of Region [1], no."""


def scored(row: dict, response: str = TRUE) -> dict:
    return score_candidate({**row, "response": response})


def test_a_true_answer_by_hand(scene_row: dict) -> None:
    found = scored(scene_row)
    # One statement: certain about 0.9 ("about"), auxiliary 0.8 → 4 · 0.9 · 0.8.
    # Reasoning: one auxiliary (0.8) and two that answer the question (1.0) → 4 · 2.8 / 3.
    assert found["scores"] == {
        "vc": 4.0, "sp_desc": 2.88, "lc": 4.0, "sp_reason": 3.7333,
        "desc": 6.88, "reason": 7.7333, "total": 14.6133,
    }  # fmt: skip
    assert found["marks"] == dict.fromkeys(found["marks"], 1.0) | {"rules": None}
    assert [s["segment"] for s in found["statements"]] == ["desc"] + ["reason"] * 3
    for said in found["statements"]:
        assert TRUE[slice(*said["span"])] == said["text"]


@pytest.mark.parametrize(
    ("old", "new", "falls", "stays"),
    [
        ("a red box", "a green box", "vc", "lc"),
        ("Region [1] is a blue ball", "Region [5] is a blue ball", "vc", "sp_reason"),
        ("about 3 meters", "about 5 meters", "sp_desc", "sp_reason"),
        ("Region [1] is 4 meters", "Region [1] is 8 meters", "sp_reason", "sp_desc"),
        ("in front of Region [1], no", "behind Region [1], yes", "lc", "sp_desc"),
        ("in front of Region [1], no", "behind Region [1], yes", "sp_reason", "vc"),
    ],
)
def test_a_planted_fault_lowers_its_reward(
    scene_row: dict, old: str, new: str, falls: str, stays: str
) -> None:
    assert old in TRUE
    before, after = scored(scene_row)["scores"], scored(scene_row, TRUE.replace(old, new))["scores"]
    assert after[falls] < before[falls]
    assert after[stays] == before[stays]
    assert after["total"] < before["total"]


def test_a_hedge_counts_where_nothing_can_be_read(scene_row: dict) -> None:
    # Beside the three statements (0.8 + 1 + 1) a fourth, as right as they are, with W_u 0.8.
    unread = TRUE.replace("Compare depths.", "The depths might perhaps be compared.")
    scores = scored(scene_row, unread)["scores"]
    assert scores["sp_reason"] == pytest.approx(4 * 2.8 / 3 * (3 + 0.8) / 4, abs=1e-4)
    sure = TRUE.replace("Compare depths.", "The depths have to be compared.")
    assert scored(scene_row, sure)["scores"]["sp_reason"] == 3.7333
    asked = TRUE.replace("Compare depths.", "Might the depths be compared?")
    assert scored(scene_row, asked)["scores"]["sp_reason"] == 3.7333


def test_an_absent_segment_scores_zero(scene_row: dict) -> None:
    found = scored(scene_row, "Region [0] is in front of Region [1], no.")["scores"]
    assert (found["vc"], found["sp_desc"], found["desc"]) == (0.0, 0.0, 0.0)
    found = scored(scene_row, "### Description\nRegion [0] is a red box.")["scores"]
    assert (found["lc"], found["sp_reason"], found["reason"]) == (0.0, 0.0, 0.0)


def test_null_marks_leave_the_mean_and_too_few_make_null() -> None:
    marks = {"existence": 1.0, "attribute": 0.5, "completeness": None, "appropriateness": None,
             "factual": 1.0, "coherence": None, "rules": None, "conclusion": None}  # fmt: skip
    found = total_scores(marks, 2.0, 2.0)
    assert (found["vc"], found["desc"]) == (3.0, 5.0)
    assert found["lc"] is None and found["reason"] is None and found["total"] is None


def test_the_answer_is_not_read(scene_row: dict) -> None:
    bare = {k: v for k, v in scene_row.items() if k not in ("answer", "category", "truth")}
    with_answer = scored(scene_row)
    assert scored(bare) == {k: v for k, v in with_answer.items() if k not in ("answer", "category")}


def test_rows_without_a_scene_are_error_rows() -> None:
    row = {"id": "a", "image": "a.png", "question": "?", "task": "a", "response": "Yes."}
    (found,) = flatten(stages.score([row]))
    assert "srkit describe" in found["error"]["message"]


@pytest.mark.parametrize(
    ("claim", "mark"),
    [
        ("is a small red box that stands there", 1.0),
        ("is a red box.", 1.0),
        ("is a green box", 0.5),
        ("is a red ball", 0.5),
        ("is the grey ball", 0.0),
        ("stands there", None),
    ],
)
def test_what_a_description_claims(scene_row: dict, claim: str, mark: float | None) -> None:
    text = f"### Description\nRegion [0] {claim}\n### In Conclusion\nNo."
    assert scored(scene_row, text)["marks"]["attribute"] == mark


def test_a_real_region_that_was_not_measured_exists(scene_row: dict) -> None:
    scene_row["regions"] = [{"box": [0, 0, 1, 1]}] * 3
    for region, mark in ((2, 1.0), (3, 0.0)):
        text = f"### Description\nRegion [{region}] is a box.\n### In Conclusion\nNo."
        assert scored(scene_row, text)["marks"]["existence"] == mark


def test_a_bare_answer_is_judged_and_reasons_nothing(scene_row: dict) -> None:
    for said, worth in (("No.", 4.0), ("Yes.", 0.0)):  # region 0 is in front
        text = f"### Description\nRegion [0] is a box.\n### In Conclusion\n{said}"
        found = scored(scene_row, text)["scores"]
        assert (found["lc"], found["sp_reason"]) == (0.0, worth)
        assert found["total"] is not None
    text = "### Description\nRegion [0] is a box.\n### In Conclusion\nWho knows."
    assert scored(scene_row, text)["scores"]["reason"] == 0.0


def test_the_answer_itself_is_a_statement(scene_row: dict) -> None:
    for question, answer, relation, value in (
        ("Is Region [0] behind Region [1]?", "No.", "front", None),
        ("How far apart are Region [0] and Region [1]?", "2 m.", "direct_distance", 2.0),
        ("How wide is Region [1]?", "It is one meter.", "width", 1.0),
        ("Which one is placed higher, Region [0] or Region [1]?", "Region [1].", "above", None),
    ):
        row = scene_row | {"question": question}
        last = scored(row, f"### Step 1\nI look.\n### In Conclusion\n{answer}")["statements"][-1]
        assert (last["relation"], last.get("value"), last["w_c"]) == (relation, value, 1.0)


@pytest.mark.parametrize(("word", "mark"), [("wider", 1.0), ("thinner", 0.0)])
def test_what_the_scene_leaves_open_follows_from_what_was_measured(
    scene_row: dict, word: str, mark: float
) -> None:
    scene_row["question"] = "Is Region [0] wider than Region [1]?"  # both are 1 m
    steps = "### Step 1\nRegion [0] is 1.05 m wide. Region [1] is 0.95 m wide.\n"
    found = scored(scene_row, f"{steps}### In Conclusion\nRegion [0] is {word} than Region [1].")
    assert [said["r"] for said in found["statements"] if said["relation"] == word] == [None]
    assert found["marks"]["conclusion"] == mark
    scene_row["objects"][0]["size_m"][0] = 2.0  # now it can be told: the steps don't matter
    found = scored(scene_row, f"{steps}### In Conclusion\nRegion [0] is {word} than Region [1].")
    assert found["marks"]["conclusion"] == 1.0


def test_a_conclusion_about_something_else_answers_nothing(scene_row: dict) -> None:
    scene_row["question"] = "How far apart are Region [0] and Region [1]?"
    assert scored(scene_row)["marks"]["conclusion"] == 0.0


def test_time_grows_with_the_text_and_not_with_its_square(scene_row: dict) -> None:
    for unit in ("Region [0] behind ", "### Step 1\nRegion [0] is behind Region [1].\n"):
        short, long = (fastest(partial(scored, scene_row, unit * count)) for count in (1000, 4000))
        assert long < 10 * short, unit  # 4 if linear, 16 if quadratic


@pytest.mark.parametrize(
    ("step", "rules"),
    [
        ("2.38 × 0.84 m = 2.00 m.", 1.0),
        ("2.38 × 0.84 m = 3.00 m.", 0.0),
        ("1 m + 1 m = 2 m (6.6 ft), and 2 m - 1 m = 2 m.", pytest.approx(2 / 3, abs=1e-3)),
        ("It is simply so.", None),
    ],
)
def test_calculations_are_done_again(scene_row: dict, step: str, rules: float | None) -> None:
    scene_row["question"] = "How far apart are Region [0] and Region [1]?"
    scene_row["response"] = (
        "### Description\nRegion [0] is a red box.\n### Rationale\nI measure.\n"
        f"### Step 1\n{step}\n### Step 2\nSo Region [0] and Region [1] are 2 meters apart.\n"
        "### In Conclusion\nRegion [0] and Region [1] are 2 meters apart."
    )
    assert score_candidate(scene_row)["marks"]["rules"] == rules


def test_without_faults_every_calculation_is_right(tmp_path: Path) -> None:
    made = stages.synth(images=str(tmp_path), count=48, world="full", split="test", seed=4)
    policies = [load_policy(f"geometry:?strategy={name}") for name in ("reference", "chain")]
    marks = []
    for row in flatten(stages.describe(flatten(made))):
        for policy in policies:
            scored = score_candidate({**row, "response": policy.write(row, 0, 0)})
            marks.append(scored["marks"]["rules"])
    assert set(marks) == {None, 1.0} and marks.count(1.0) > 15


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["it is behind it and its ", "a red box and a blue ball ", "0.1 m − (−0.2 m) ",
     "Region [0] is 1 m wide, ", "the box is left of the ball and ", "which is 3 m or ",
     "\n### Step 1\n it", "(1.2, 3.4, 2.2) "],
)  # fmt: skip
def test_time_grows_with_the_text(scene_row: dict, unit: str) -> None:
    def spent(length: int) -> float:
        text = f"### Description\n{unit * (length // len(unit))}\n### In Conclusion\nYes."
        began = time.perf_counter()
        scored(scene_row, text)
        return time.perf_counter() - began

    spent(1000)
    short = min(spent(10_000) for _ in range(3))
    assert spent(80_000) < 24 * max(short, 0.02)  # 8 would be linear, 64 quadratic


def test_talk_in_the_reasoning_never_makes_it_better(scene_row: dict) -> None:
    talk = "Furniture like this suits every taste and brings joy to a home.\n### In Conclusion"
    padded = scored(scene_row, TRUE.replace("### In Conclusion", talk))
    assert padded["scores"]["lc"] < scored(scene_row)["scores"]["lc"]
