"""Extents and distances, against hand-worked values and plain loops."""

import math
import random

import numpy as np
import pytest

from srkit.scene.geometry import MAX_POINTS, direct_distance, measure, thin


def test_measure() -> None:
    points = np.array([[0, 0, 2], [1, 0, 2], [1, 3, 6]], float)
    found = measure(points)
    assert found["center_m"] == [0.5, 1.5, 4.0]
    assert found["mean_m"] == [0.6667, 1.0, 3.3333]
    assert found["size_m"] == [1.0, 3.0, 4.0]
    assert (found["nearest_m"], found["points"]) == (2.0, 3)


def test_direct_distance_is_the_mean_of_both_directions() -> None:
    a = np.array([[0, 0, 0], [1, 0, 0]], float)
    b = np.array([[3, 0, 0]], float)
    # a → b: (3 + 2) / 2; b → a: 2; mean: 2.25
    assert direct_distance(a, b) == pytest.approx(2.25)
    assert direct_distance(b, a) == pytest.approx(2.25)


def test_against_plain_loops() -> None:
    rng = random.Random(1)
    a, b = ([[rng.gauss(k, 1) for k in (0, 1, 20)] for _ in range(40)] for _ in range(2))

    def one_way(some: list[list[float]], others: list[list[float]]) -> float:
        return sum(min(math.dist(p, q) for q in others) for p in some) / len(some)

    expected = (one_way(a, b) + one_way(b, a)) / 2
    assert direct_distance(np.array(a), np.array(b)) == pytest.approx(expected, rel=1e-9)


def test_large_objects_are_thinned_evenly() -> None:
    points = np.arange(3.0 * 4 * MAX_POINTS).reshape(-1, 3)
    kept = thin(points)
    assert len(kept) == MAX_POINTS
    assert (kept[0] == points[0]).all() and (kept[-1] == points[-1]).all()
