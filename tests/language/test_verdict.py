"""Verdicts of the two categories so far; expected values follow from the benchmark's rules."""

import pytest

from srkit.language.verdict import judge_response

FAR = "How far apart are Region [0] and Region [1]?"
BEHIND = "Is Region [0] behind Region [1]?"


@pytest.mark.parametrize(
    ("response", "verdict", "reason"),
    [
        ("In Conclusion, they are 2 meters apart.", True, ""),
        ("2.5 m", True, ""),  # 1.25 times the truth is right,
        ("1.5 m", True, ""),  # and so is 0.75 times
        ("2.51 m", False, ""),
        ("1.49 m", False, ""),
        ("78.74 inches", True, ""),
        ("Step 1: 9 m from the camera. In Conclusion, 2 meters.", True, ""),
        ("2 m (6.56 feet)", True, ""),
        ("2 m or 4 m", None, "contradiction"),
        ("1 to 3 m", True, ""),
        ("1 to 5 m", None, "wide_range"),
        ("I can't tell.", None, "refusal"),
        ("Far.", None, "no_quantity"),
        ("", None, "empty"),
        ("<description>A box", None, "truncated"),
        ("### Description\nA box.\n### Step 1\n2 m", None, "truncated"),
        ("In Conclusion,", None, "truncated"),
    ],
)
def test_distances(response: str, verdict: bool | None, reason: str) -> None:
    found = judge_response(FAR, "The distance is 2 meters.", response)
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("response", "says"),
    [
        ("Yes.", True),
        ("No, it is not.", False),
        ("Region [0] is behind Region [1].", True),
        ("Region [1] is behind Region [0].", False),
        ("Region [0] is in front of Region [1], no.", False),
        ("Region [0] is not in front of Region [1].", True),
        ("That is correct, Region [0] is behind Region [1].", True),
        ("### Description\nNo boxes.\n### In Conclusion\nYes.", True),
        ("Yes, Region [0] is in front of Region [1].", None),
        ("That is not correct.", False),
        ("It is a box.", None),
        ("I cannot tell.", None),
    ],
)
def test_predicates(response: str, says: bool | None) -> None:
    assert judge_response(BEHIND, "Yes, it is.", response).verdict is says
    opposite = None if says is None else not says
    assert judge_response(BEHIND, "No, it is in front.", response).verdict is opposite


def test_the_evidence_is_in_the_response() -> None:
    response = (
        "<description>5 m</description>\n<reasoning>3 m</reasoning>\nIn Conclusion, 2 meters."
    )
    found = judge_response(FAR, "2 meters", response)
    assert found.evidence is not None
    assert response[slice(*found.evidence)] == "2 meters"
    assert (found.parsed, found.truth_value) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("answer", "yes"),
    [("Yes, it is.", True), ("Indeed, so.", True), ("Correct, [0] is not as tall.", True),
     ("That is True.", True), ("No.", False), ("Incorrect, it is.", False), ("False", False),
     ("In fact, it is in front.", False), ("Actually, no.", False), ("That is False.", False),
     ("", None), ("Region [0] is in front of Region [1].", None)],
)  # fmt: skip
def test_how_true_answers_begin(answer: str, yes: bool | None) -> None:
    found = judge_response(BEHIND, answer, "Yes.")
    assert found.verdict is yes
    assert (found.reason == "no_truth") is (yes is None)


def test_an_unknown_question_is_undecided() -> None:
    assert judge_response("What color is it?", "Red.", "Red.").reason == "unknown_category"
