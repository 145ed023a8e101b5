"""Counts, rates and errors: hand-worked, and against plain arithmetic on random rows."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srkit.evaluation.statistics import COLUMNS, GROUP_OF, GROUPS, QUALITATIVE, Summary
from tests.conftest import fastest


def test_twelve_groups_of_24_categories() -> None:
    assert (len(GROUPS), len(GROUP_OF), len(COLUMNS)) == (12, 24, 14)


def result(source: str, category: str | None, verdict: bool | None, **more: Any) -> dict:
    row = {"source": source, "verdict": verdict, "origin": "synth:simple", **more}
    return row | ({"category": category} if category else {})


def summary_of(*rows: dict) -> dict:
    summary = Summary()
    for row in rows:
        summary.add(row)
    return summary.as_dict()


def test_summary() -> None:
    found = summary_of(
        result("a", "behind_predicate", True, scorer="rules-1"),
        result("a", "front_predicate", None, reason="refusal"),
        result("a", "distance_data", False),
        result("b", None, True),
    )
    a, b = found["sources"]["a"], found["sources"]["b"]
    assert found["synthetic"] is True
    assert (found["partial"], found["scorer"]) == (None, "rules-1")
    pair = a["groups"]["behind/front"]
    assert (pair["n"], pair["rate"], pair["nulls"]) == (2, 0.5, {"refusal": 1})
    assert list(a["categories"]) == ["behind_predicate", "front_predicate", "distance_data"]
    assert a["categories"]["front_predicate"]["nulls"] == {"refusal": 1}
    assert (a["qualitative"]["n"], a["quantitative"]["n"], a["all"]["n"]) == (2, 1, 3)
    assert a["all"]["rate"] == pytest.approx(1 / 3, abs=1e-6)
    assert list(b) == ["groups", "categories", "all"] and list(b["groups"]) == ["other"]
    assert b["all"]["macro"] is None and b["categories"] == {}


def test_what_the_caller_says_is_partial() -> None:
    assert Summary().as_dict("only 8 rows") == {
        "synthetic": False, "partial": "only 8 rows", "scorer": None, "sources": {},
    }  # fmt: skip


def test_the_category_may_come_from_the_question() -> None:
    found = summary_of(
        {"question": "How far apart are Region [0] and Region [1]?", "verdict": True}
    )
    assert list(found["sources"][""]["groups"]) == ["direct distance"]
    assert found["synthetic"] is False


def test_rows_that_failed_early_may_hold_anything() -> None:
    odd = ({"source": []}, {"source": None, "origin": 5}, {"question": 5, "category": {}},
           {"category": "width_data", "parsed": "x", "truth_value": []},
           {"image": {}, "scorer": 3, "reason": []})  # fmt: skip
    found = summary_of(*({"verdict": None, "reason": "error", **row} for row in odd))
    assert sum(one["all"]["n"] for one in found["sources"].values()) == 5
    json.dumps(found)


def test_the_micro_average_counts_answers_and_the_macro_average_groups() -> None:
    rows = [result("", "distance_data", True)] * 9 + [result("", "width_data", False)]
    found = summary_of(*rows)["sources"][""]
    assert (found["quantitative"]["rate"], found["quantitative"]["macro"]) == (0.9, 0.5)
    rows += [result("", "left_choice", True), result("", "nothing_known", False)]
    found = summary_of(*rows)["sources"][""]["all"]
    assert (found["rate"], found["macro"]) == (0.833333, 0.666667)  # 10 of 12; 2 of 3 groups


def test_errors_stand_in_the_category_and_its_group() -> None:
    rows = [
        result("", "height_data", True, parsed=1.25, truth_value=1.0, image="a"),
        result("", "height_data", None, reason="refusal", image="b"),
        result("", "direction", True, parsed=12, truth_value=1),
    ]
    found = summary_of(*rows)["sources"][""]
    assert found["groups"]["height"] == found["categories"]["height_data"]
    assert found["groups"]["height"] == {
        "n": 2, "right": 1, "rate": 0.5, "low": 0.094531, "high": 0.905469, "images": 2,
        "cluster_low": 0.0, "cluster_high": 1.0, "nulls": {"refusal": 1},
        "n_parsed": 1, "abs_rel": 0.25, "delta1": 0.0, "within_10": 0.0, "within_50": 0.5,
    }  # fmt: skip
    direction = found["groups"]["direction"]
    assert (direction["n_parsed"], direction["mean_error_h"]) == (1, 1.0)
    assert direction["cluster_low"] is None and direction["images"] == 1
    assert "abs_rel" not in found["quantitative"] and "abs_rel" not in found["all"]


def test_an_undecided_row_has_no_error_whatever_it_still_holds() -> None:
    row = result("", "width_data", None, reason="error", parsed=9, truth_value=1)
    assert summary_of(row)["sources"][""]["groups"]["width"]["n_parsed"] == 0


def random_rows(count: int, seed: int = 0) -> list[dict]:
    draw = random.Random(seed)
    rows = []
    for _ in range(count):
        category = draw.choice([*GROUP_OF, "strange"])
        verdict = draw.choice([True, True, False, None])
        row = result(draw.choice("ab"), category, verdict, image=f"{draw.randrange(count // 2)}")
        if verdict is None:
            row["reason"] = draw.choice(["refusal", "no_unit"])
        elif GROUP_OF.get(category) not in QUALITATIVE:
            row["truth_value"] = draw.choice([round(draw.uniform(0.1, 9), 2), 2, 12])
            row["parsed"] = draw.choice([round(row["truth_value"] * draw.uniform(0.4, 1.6), 3), 3])
        rows.append(row)
    return rows


def plainly(rows: list[dict], category: str | None) -> dict:
    """The same in a few lines, with all rows at hand."""
    n = len(rows)
    right = sum(row["verdict"] is True for row in rows)
    z, p = 1.959964, right / n
    middle, root = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    found = {
        "n": n, "right": right, "rate": p, "images": len({row["image"] for row in rows}),
        "low": (middle - root) / (1 + z * z / n), "high": (middle + root) / (1 + z * z / n),
    }  # fmt: skip
    both = [(row["parsed"], row["truth_value"]) for row in rows if "parsed" in row]
    if category == "direction":
        apart = [abs(p - t) % 12 for p, t in both]
        found |= {"mean_error_h": sum(min(d, 12 - d) for d in apart) / len(apart)}
    elif category and category.endswith("_data"):
        found |= {
            "n_parsed": len(both),
            "abs_rel": sum(abs(p - t) / t for p, t in both) / len(both),
            "delta1": sum(p / t < 1.25 and t / p < 1.25 for p, t in both) / n,
            "within_10": sum(0.9 * t <= p <= 1.1 * t for p, t in both) / n,
            "within_50": sum(0.5 * t <= p <= 1.5 * t for p, t in both) / n,
        }
    return found


def test_five_thousand_rows_against_plain_arithmetic() -> None:
    rows = random_rows(5000)
    found = summary_of(*rows)["sources"]
    for source in "ab":
        mine = [row for row in rows if row["source"] == source]
        by_group = {}
        for group in GROUPS:
            names = GROUPS[group].split()
            for name in names:
                expected = plainly([row for row in mine if row["category"] == name], name)
                tally = found[source]["categories"][name]
                assert {key: tally[key] for key in expected} == pytest.approx(expected, abs=1e-6)
            by_group[group] = plainly([r for r in mine if r["category"] in names], names[0])
            tally = found[source]["groups"][group]
            assert {key: tally[key] for key in by_group[group]} == pytest.approx(
                by_group[group], abs=1e-6
            )
        halves = {"qualitative": list(GROUPS)[:6], "quantitative": list(GROUPS)[6:]}
        for half, groups in (halves | {"all": list(GROUPS)}).items():
            members = [r for r in mine if half == "all" or GROUP_OF.get(r["category"]) in groups]
            expected = plainly(members, None)
            expected["macro"] = sum(by_group[group]["rate"] for group in groups) / len(groups)
            tally = found[source][half]
            assert {key: tally[key] for key in expected} == pytest.approx(expected, abs=1e-6)
            assert tally["cluster_low"] < tally["rate"] < tally["cluster_high"]


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2, 60))
def test_the_order_of_rows_means_nothing(draw: random.Random, count: int) -> None:
    rows = random_rows(count)
    shuffled = draw.sample(rows, count)
    assert json.dumps(summary_of(*rows)) == json.dumps(summary_of(*shuffled))


def test_a_benchmark_is_summed_up_at_once() -> None:
    summary = Summary()
    for row in random_rows(1406):
        summary.add({**row, "source": "one"})
    assert fastest(summary.as_dict) < 0.3


def test_memory_is_a_number_an_image_not_its_path() -> None:
    summary = Summary()
    summary.add(result("", "width_data", True, image="data:image/png;base64," + "A" * 10**6))
    held = summary.tallies[""]["width_data"].images
    assert all(isinstance(key, int) for key in held)
