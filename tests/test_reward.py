"""True answers get what can be got; planted faults cost what they may cost, and are pointed at."""

import statistics
from pathlib import Path
from typing import Any

import pytest

from srkit.models.load import load_policy
from srkit.models.thoughts import STRATEGIES
from srkit.rewards.total import score_candidate
from tests.rewards.measure import (
    area,
    areas,
    described,
    planted_faults,
    share_of_attainable,
    wrong_statements,
)
from tests.rewards.measure_blind import faults, load, truths
from tests.rewards.planted import MAY_FALL, PLANTERS, POINTED


def test_area_by_hand() -> None:
    assert area([1, 2, 3, 4], [False, False, True, True]) == 1.0
    assert area([1, 2, 3, 4], [True, False, True, False]) == 0.25
    assert area([1, 1, 1, 1], [True, False, True, False]) == 0.5
    assert area([1, 2, 2, 3], [False, True, False, True]) == 0.875


@pytest.mark.slow
@pytest.mark.parametrize("world", ["simple", "full"])
def test_true_answers_get_what_can_be_got(tmp_path: Path, world: str) -> None:
    policies: list[Any] = [load_policy(f"geometry:?strategy={name}") for name in STRATEGIES]
    shares = []
    for k, row in enumerate(described(2500, world, 9, str(tmp_path))):
        scored = score_candidate({**row, "response": policies[k % 4].write(row, 0, 0)})
        assert wrong_statements(scored) == []
        shares.append(share_of_attainable(scored))
    known = [share for share in shares if share is not None]
    assert min(known) >= 0.98 and statistics.mean(known) > 0.999
    assert len(known) >= 0.96 * len(shares), "what is asked can't be told of a few near-ties"


@pytest.mark.slow
def test_planted_faults() -> None:
    found = planted_faults(250)
    assert set(found) == set(PLANTERS) == set(MAY_FALL) and len(found) >= 14
    for kind, one in found.items():
        assert one.count >= 20, kind
        assert one.fell >= 0.97 * one.count, kind
        assert sum(one.elsewhere.values()) <= 0.03 * one.count, (kind, one.elsewhere)
        if kind in POINTED:
            assert one.pointed >= 0.9 * one.count, kind
    assert found["hedge_added"].least_kept > 0.75


@pytest.mark.slow
def test_the_total_tells_right_answers_from_wrong_ones() -> None:
    assert areas(400, 0.0)["total"] >= 0.95
    assert areas(150, 0.1)["total"] >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "answers", "share", "wrong", "statements"),
    [
        ("free", 200, 0.97, 0.04, 850),
        ("asked", 500, 0.99, 0.002, 6300),
        ("varied", 80, 0.97, 0.015, 780),
        ("five-models", 1800, 0.98, 0.011, 20000),
    ],
)
def test_true_answers_by_others_do_not_fare_worse_than_they_did(
    name: str, answers: int, share: float, wrong: float, statements: int
) -> None:
    found = truths(load(name))
    assert found["answers"] == answers and found["null totals"] <= 0.05 * answers
    assert found["mean share of the attainable"] >= share
    assert found["judged wrong"] <= wrong and found["statements"] >= statements


@pytest.mark.slow
def test_faults_planted_by_others_are_found_as_often_as_they_were() -> None:
    """With as many by `geometry:`, where all are found, it is 0.97 of each kind."""
    found = faults(load("asked"))
    assert set(found) == set(MAY_FALL)
    for kind, one in found.items():
        assert one.count >= 100 and one.fell >= 0.94 * one.count, kind
    assert found["hedge_added"].least_kept > 0.75
    latest = ("10th set", "11th set", "12th set")
    more = faults([one for one in load("five-models") if one[1]["half"] in latest])
    assert set(more) == set(MAY_FALL)
    for kind, one in more.items():
        least = 0.8 if kind == "contradiction" else 0.92
        assert one.count >= 180 and one.fell >= least * one.count, kind
    varied = faults(load("varied"))
    assert sum(one.fell for one in varied.values()) >= 0.8 * sum(
        one.count for one in varied.values()
    )
