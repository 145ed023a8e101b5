"""Intervals and the test against textbook values, exact fractions and a plainer bootstrap."""

import random
from fractions import Fraction
from math import comb

import pytest

from srkit.evaluation.intervals import ANSWER, cluster_interval, image_of, mcnemar, wilson


def test_wilson_against_textbook_values() -> None:
    # Newcombe (1998), table I: 81 of 263 → .2553 to .3662; 0 of 20 → 0 to .1611; 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 5, 1.0), (5, 0, 1 / 16), (0, 5, 1 / 16),
     # 2 · (1 + 10 + 45) / 1024; Fay's worked example: 9 and 1 → 2 · 11 / 1024.
     (8, 2, 112 / 1024), (9, 1, 22 / 1024)],
)  # fmt: skip
def test_mcnemar_by_hand(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize("pairs", [7, 100, 657, 3000])
def test_mcnemar_against_exact_fractions(pairs: int) -> None:
    for rarer in (0, 1, pairs // 4, pairs * 9 // 20, pairs // 2):
        tail = Fraction(sum(comb(pairs, i) for i in range(rarer + 1)), 2**pairs)
        expected = float(min(Fraction(1), 2 * tail))
        assert mcnemar(pairs - rarer, rarer) == pytest.approx(expected, rel=1e-9)
        assert mcnemar(rarer, pairs - rarer) == mcnemar(pairs - rarer, rarer)


def test_a_million_pairs_neither_overflow_nor_take_long() -> None:
    assert mcnemar(500_000, 499_000) == pytest.approx(0.3177, abs=1e-3)  # z = 0.9995
    assert mcnemar(10**6, 0) == 0.0


def of(*images: tuple[int, int]) -> list[int]:
    return [answers * ANSWER + right for answers, right in images]


def test_a_bootstrap_needs_two_images() -> None:
    assert cluster_interval([]) is None
    assert cluster_interval(of((9, 4))) is None


def test_images_that_are_all_alike_leave_no_doubt() -> None:
    assert cluster_interval(of(*[(3, 1)] * 40)) == (1 / 3, 1 / 3)
    assert cluster_interval(of((2, 2), (5, 5))) == (1.0, 1.0)


def test_one_answer_an_image_is_close_to_wilson() -> None:
    found = cluster_interval(of(*[(1, 1)] * 280, *[(1, 0)] * 120))
    assert found == pytest.approx(wilson(280, 400), abs=0.008)


def test_answers_that_go_together_widen_the_interval() -> None:
    # 100 images of 4 answers that are all right or all wrong: as many facts as images.
    found = cluster_interval(of(*[(4, 4)] * 70, *[(4, 0)] * 30))
    assert found == pytest.approx(wilson(70, 100), abs=0.015)


def test_the_order_of_images_means_nothing() -> None:
    images = of(*[(1, 1), (2, 1), (3, 0), (7, 5), (1, 0)] * 20)
    shuffled = random.Random(3).sample(images, len(images))
    assert cluster_interval(images) == cluster_interval(shuffled)


def test_drawing_kinds_is_drawing_images() -> None:
    import numpy as np

    draw = np.random.default_rng(8)
    answers = draw.integers(1, 6, 300)
    right = draw.binomial(answers, draw.beta(2, 1, 300))
    picked = draw.integers(0, 300, (4000, 300))  # the images of each resample, one by one
    rates = right[picked].sum(1) / answers[picked].sum(1)
    found = cluster_interval(of(*zip(answers.tolist(), right.tolist(), strict=True)))
    assert found == pytest.approx(tuple(np.percentile(rates, [2.5, 97.5])), abs=0.005)


def test_many_kinds_of_images_are_drawn_in_parts() -> None:
    images = of(*((n, n // 2) for n in range(2, 1500)))
    low, high = cluster_interval(images) or (0, 0)
    assert 0.49 < low <= high < 0.5


def test_what_stands_for_an_image() -> None:
    rows = [{"image": "a"}, {"image": "b"}, {}, {"image": "\ud800"}, {"image": "data:" + "x" * 99}]
    assert len({image_of(row) for row in rows}) == len(rows)
    assert image_of({}) == image_of({"image": None}) == image_of({"image": ""})
    assert all(image_of(row) < 2**56 for row in rows)
