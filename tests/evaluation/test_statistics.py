"""Counts and intervals against published and hand-worked values."""

import pytest

from srkit.evaluation.statistics import GROUP_OF, GROUPS, Summary, wilson


def test_wilson_against_textbook_values() -> None:
    # Newcombe (1998), table I: 81 of 263 → .2553 to .3662; 0 of 20 → 0 to .1611; 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_twelve_groups_of_24_categories() -> None:
    assert (len(GROUPS), len(GROUP_OF)) == (12, 24)


def result(source: str, category: str | None, verdict: bool | None, reason: str = "") -> dict:
    row = {"source": source, "verdict": verdict, "origin": "synth:simple"}
    return (
        row | ({"category": category} if category else {}) | ({"reason": reason} if reason else {})
    )


def test_summary() -> None:
    summary = Summary()
    for row in (
        result("a", "behind_predicate", True), result("a", "front_predicate", None, "refusal"),
        result("a", "distance_data", False), result("b", None, True),
    ):  # fmt: skip
        summary.add(row)
    found = summary.as_dict()
    a, b = found["sources"]["a"], found["sources"]["b"]
    assert found["synthetic"] is True
    assert (a["behind/front"]["n"], a["behind/front"]["rate"]) == (2, 0.5)
    assert a["behind/front"]["nulls"] == {"refusal": 1}
    assert (a["qualitative"]["n"], a["quantitative"]["n"], a["all"]["n"]) == (2, 1, 3)
    assert a["all"]["rate"] == pytest.approx(1 / 3, abs=1e-6)
    assert list(b) == ["other", "all"]


def test_the_category_may_come_from_the_question() -> None:
    summary = Summary()
    row = {"question": "How far apart are Region [0] and Region [1]?", "verdict": True}
    summary.add(row)
    assert "direct distance" in summary.as_dict()["sources"][""]
    assert summary.as_dict()["synthetic"] is False


def test_rows_that_failed_early_may_hold_anything() -> None:
    summary = Summary()
    for row in ({"source": []}, {"source": None, "origin": 5}, {"question": 5, "category": {}}):
        summary.add({**row, "verdict": None, "reason": "error"})
    assert sum(t["all"]["n"] for t in summary.as_dict()["sources"].values()) == 3
