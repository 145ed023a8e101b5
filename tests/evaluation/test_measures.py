"""Errors worked by hand: lengths relative to the truth, hours the short way round."""

import pytest

from srkit.evaluation.measures import Hours, Lengths


def lengths(*pairs: tuple[object, object]) -> dict:
    found = Lengths()
    for parsed, truth in pairs:
        found.add(parsed, truth)
    return found.as_dict(len(pairs))


def hours(*pairs: tuple[object, object]) -> dict:
    found = Hours()
    for parsed, truth in pairs:
        found.add(parsed, truth)
    return found.as_dict(len(pairs))


def test_lengths_by_hand() -> None:
    # Errors 0.1, 0.25, 0.5 and 1; ratios 1.1, 1.25, 2 and 2.
    assert lengths((2.2, 2), (2.5, 2), (1, 2), (4, 2)) == {
        "n_parsed": 4, "abs_rel": 0.4625, "delta1": 0.25, "within_10": 0.25, "within_50": 0.75,
    }  # fmt: skip


def test_delta_excludes_what_the_verdict_includes() -> None:
    # 1.25 times the truth is within 25 % and has a ratio of 1.25, which is not below 1.25;
    # 0.76 times the truth is within 25 % too, at a ratio of 1.316.
    assert lengths((1.25 * 0.3, 0.3))["delta1"] == 0
    assert lengths((1.249 * 0.3, 0.3), (0.3 / 1.249, 0.3))["delta1"] == 1
    assert lengths((0.76, 1))["delta1"] == 0


def test_what_was_not_parsed_counts_in_shares_only() -> None:
    found = lengths((1, 1), (None, 1), ("1 m", 1), (True, 1))
    assert (found["n_parsed"], found["abs_rel"], found["delta1"]) == (1, 0.0, 0.25)
    assert lengths((None, 2)) == {
        "n_parsed": 0, "abs_rel": None, "delta1": 0, "within_10": 0, "within_50": 0,
    }  # fmt: skip


def test_a_truth_of_zero_has_no_relative_error() -> None:
    found = lengths((0.0, 0.0), (1, 0), (0, 2))
    assert (found["n_parsed"], found["abs_rel"]) == (1, 1.0)
    assert found["delta1"] == found["within_10"] == found["within_50"] == pytest.approx(1 / 3, 1e-5)


def test_no_number_ends_the_count() -> None:
    odd = (float("nan"), float("inf"), 10**400, 1e308, -1e308, -3, [], {}, "x", 5e-324)
    for one in odd:
        for other in odd:
            lengths((one, other))
            hours((one, other))
    assert lengths((-1, 1))["abs_rel"] == 2.0 and lengths((1, -1))["n_parsed"] == 0


def test_hours_wrap() -> None:
    # 12 and 1: one hour; 3 and 9: six; 11.5 and 12.5 (half past twelve): one; 24 is 12.
    assert hours((12, 1), (3, 9), (11.5, 12.5), (24, 12)) == {"n_parsed": 4, "mean_error_h": 2.0}
    assert hours((1, 12), (0, 12))["mean_error_h"] == 0.5
    assert hours((1, None), ("3", 2)) == {"n_parsed": 0, "mean_error_h": None}
