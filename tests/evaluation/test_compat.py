"""The official keys, and the official arithmetic on a case worked by hand."""

import pytest

from srkit.evaluation.compat import official_scores
from srkit.evaluation.statistics import GROUP_OF, Summary


def scores_of(*rows: dict) -> dict:
    summary = Summary()
    for row in rows:
        summary.add(row)
    return official_scores(summary.as_dict()["sources"][""])


def test_every_key_of_the_official_file() -> None:
    rows = ({"category": name, "verdict": True, "parsed": 3, "truth_value": 3} for name in GROUP_OF)
    assert set(scores_of(*rows)) == {
        "Qual_below/above_acc", "Qual_left/right_acc", "Qual_big/small_acc",
        "Qual_tall/short_acc", "Qual_wide/thin_acc", "Qual_behind/front_acc",
        "Quan_direct_distance_acc", "Quan_horizontal_distance_acc", "Quan_vertical_distance_acc",
        "Quan_width_acc", "Quan_height_acc", "Quan_direction_acc",
        "Quan_direct_distance_err", "Quan_horizontal_distance_err", "Quan_vertical_distance_err",
        "Quan_width_err", "Quan_height_err", "Quan_direction_err",
        "Quan_distance_data_absrel", "Quan_horizontal_distance_data_absrel",
        "Quan_vertical_distance_data_absrel", "Quan_width_data_absrel", "Quan_height_data_absrel",
        "Qual_overall_acc", "Quan_overall_acc", "Match_fail_count",
    }  # fmt: skip


def length(category: str, parsed: float | None, truth: float = 2.0) -> dict:
    if parsed is None:
        return {"category": category, "verdict": None, "reason": "refusal", "truth_value": truth}
    right = 0.75 * truth <= parsed <= 1.25 * truth
    return {"category": category, "verdict": right, "parsed": parsed, "truth_value": truth}


def test_the_official_arithmetic_by_hand() -> None:
    found = scores_of(
        # 1.25 and 0.75 times the truth pass, a refusal is wrong and leaves the errors alone.
        length("distance_data", 2.5), length("distance_data", 1.5),
        length("distance_data", 3.0), length("distance_data", None),
        length("width_data", 2.6),
        # 12 and 1 are an hour apart, 10 and 3 are five.
        {"category": "direction", "verdict": True, "parsed": 12, "truth_value": 1},
        {"category": "direction", "verdict": False, "parsed": 10, "truth_value": 3},
        {"category": "left_choice", "verdict": True}, {"category": "left_predicate"},
        {"category": "above_choice", "verdict": True}, {"category": "never heard of"},
    )  # fmt: skip
    assert found == pytest.approx({
        "Qual_below/above_acc": 100.0, "Qual_left/right_acc": 50.0,
        "Qual_overall_acc": 200 / 3,  # 2 of 3 answers; the mean of the groups would be 75
        "Quan_direct_distance_acc": 50.0, "Quan_direct_distance_err": 100 / 3,
        "Quan_distance_data_absrel": 0.333,  # (0.25 + 0.25 + 0.5) / 3
        "Quan_width_acc": 0.0, "Quan_width_err": 30.0, "Quan_width_data_absrel": 0.3,
        "Quan_direction_acc": 50.0, "Quan_direction_err": 300.0,
        "Quan_overall_acc": 300 / 7,
        "Match_fail_count": 2,
    }, abs=1e-3)  # fmt: skip


def test_what_has_no_answers_is_left_out() -> None:
    assert scores_of({"category": "odd", "verdict": True}) == {"Match_fail_count": 0}
    assert scores_of(length("height_data", None)) == {
        "Quan_height_acc": 0.0, "Quan_overall_acc": 0.0, "Match_fail_count": 1,
    }  # fmt: skip
