"""Intervals and tests: Wilson's for a proportion, a bootstrap by image, McNemar's exact test.

Answers about one image are not independent, so the bootstrap draws images, not answers. It matters
only how many images there are of each kind, so the kinds are drawn: the same distribution, at a
cost that doesn't grow with the number of images, and for which their order means nothing.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable

from srkit.records.rows import Row

# What an image adds up to is one small number, as there may be a million: answers × ANSWER + sum.
ANSWER = 2**32
RESAMPLES = 2000
SEED = 0
_CELLS = 10**6  # of the matrix of draws, at a time


def wilson(right: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion."""
    if n == 0:
        return 0.0, 1.0
    p, zz = right / n, z * z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def image_of(row: Row) -> int:
    """Return a number that stands for a row's image; rows without one count as of one image.

    It takes the place of the path, which may be a `data:` URL of megabytes.
    """
    text = str(row.get("image") or "")
    digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=7).digest()
    return int.from_bytes(digest)


def cluster_interval(images: Iterable[int]) -> tuple[float, float] | None:
    """Return the 95 % percentile interval of sum / answers; None for fewer than two images.

    Each image is given as answers × ANSWER + sum.
    """
    import numpy as np

    kinds = Counter(images)
    count = kinds.total()
    if count < 2:
        return None
    order = sorted(kinds)
    worth = np.array([divmod(kind, ANSWER) for kind in order], dtype=float)  # (kinds, 2)
    shares = np.array([kinds[kind] for kind in order]) / count
    draw = np.random.default_rng(SEED)
    step = max(1, _CELLS // len(order))
    rates = []
    for start in range(0, RESAMPLES, step):
        weights = draw.multinomial(count, shares, size=min(step, RESAMPLES - start))
        answers, sums = (weights @ worth).T
        rates.append(sums / answers)
    low, high = np.percentile(np.concatenate(rates), [2.5, 97.5])
    return float(low), float(high)


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided p of McNemar's test: gains and losses are equally likely.

    Twice the binomial tail of the rarer one, its largest term in logarithms and the others
    relative to it, so that thousands of pairs neither overflow nor lose digits.
    """
    n, k = gained + lost, min(gained, lost)
    largest = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2)
    term = tail = 1.0
    for i in range(k, 0, -1):  # C(n, i - 1) = C(n, i) · i / (n - i + 1)
        term *= i / (n - i + 1)
        if term < 1e-18:
            break
        tail += term
    return min(1.0, 2 * math.exp(largest) * tail)
