"""How far parsed answers are from the truth: lengths in metres, directions in hours of the clock.

What wasn't parsed has no error, so the means are of parsed answers only, and say of how many; the
shares are of all answers. Sums are fractions: floats would remember the order of the rows.
"""

import math
from fractions import Fraction
from typing import Any

_SLACK = 1e-9  # as in the verdict: 1.25 times the truth is within 25 %
_LARGEST = 1e100  # no length and no hour; what is larger than that would decide every mean


class Lengths:
    """Relative errors: their mean, and how many are small."""

    def __init__(self) -> None:
        self.n_parsed = 0
        self.error = Fraction(0)
        self.delta1 = 0
        self.within_10 = 0
        self.within_50 = 0

    def add(self, parsed: Any, truth: Any) -> None:
        """Take one answer; an error relative to a truth of 0 does not exist."""
        said, true = _number(parsed), _number(truth)
        if said is None or true is None or true < 0:
            return
        gap = abs(said - true)
        self.within_10 += gap <= 0.10 * true + _SLACK
        self.within_50 += gap <= 0.50 * true + _SLACK
        self.delta1 += gap == 0 or (min(said, true) > 0 and _ratio(said, true) < 1.25 - _SLACK)
        if true > _SLACK:
            self.n_parsed += 1
            self.error += Fraction(gap / true)

    def as_dict(self, n: int) -> dict[str, Any]:
        """Return the mean over what was parsed, and the shares of all n answers."""
        return {
            "n_parsed": self.n_parsed,
            "abs_rel": _mean(self.error, self.n_parsed),
            "delta1": round(self.delta1 / n, 6),
            "within_10": round(self.within_10 / n, 6),
            "within_50": round(self.within_50 / n, 6),
        }


class Hours:
    """Errors of clock directions, the short way round."""

    def __init__(self) -> None:
        self.n_parsed = 0
        self.error = Fraction(0)

    def add(self, parsed: Any, truth: Any) -> None:
        """Take one answer; 12 and 1 are an hour apart."""
        said, true = _number(parsed), _number(truth)
        if said is None or true is None:
            return
        apart = abs(said - true) % 12
        self.n_parsed += 1
        self.error += Fraction(min(apart, 12 - apart))

    def as_dict(self, n: int) -> dict[str, Any]:
        """Return the mean over what was parsed."""
        return {"n_parsed": self.n_parsed, "mean_error_h": _mean(self.error, self.n_parsed)}


def _number(value: Any) -> float | None:
    """Return a value that rows may hold as a number, if it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _LARGEST and not math.isnan(value) else None


def _ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def _mean(total: Fraction, n: int) -> float | None:
    return round(float(total / n), 6) if n else None
