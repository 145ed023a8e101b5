"""The definitions of space, after the benchmark, on visible points.

An object is the points that the picture shows of it. Behind and in front compare the nearest
points; the direct distance is the mean of both directions' nearest-neighbour distances.
"""

import numpy as np
from numpy.typing import NDArray

from srkit.records.rows import Object
from srkit.scene.camera import Points

DEFINITIONS = "srkit-1: visible points, nearest z, nearest-neighbour mean distance"
MIN_POINTS = 16  # fewer say too little about an object
MAX_POINTS = 1500  # an object with more is thinned evenly before distances are taken
DIGITS = 4  # a tenth of a millimetre


def measure(points: Points) -> Object:
    """Return the object that these points, (N, 3), make."""
    low, high, mean = points.min(0), points.max(0), points.mean(0)
    return {
        "name": "object",
        "box": [],
        "center_m": _rounded((low + high) / 2),
        "mean_m": _rounded(mean),
        "size_m": _rounded(high - low),
        "nearest_m": round(float(low[2]), DIGITS),
        "sigma_m": 0.0,
        "points": len(points),
    }


def direct_distance(a: Points, b: Points) -> float:
    """Return the mean of both directions' mean nearest-neighbour distance, in metres."""
    a, b = thin(a), thin(b)
    # |p - q|² = |p|² + |q|² - 2 p·q, (N, M); taken about the mean, which keeps the digits.
    middle = (a.mean(0) + b.mean(0)) / 2
    a, b = a - middle, b - middle
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    there, back = squares.min(1), squares.min(0)
    return float((np.sqrt(there.clip(0)).mean() + np.sqrt(back.clip(0)).mean()) / 2)


def thin(points: Points) -> Points:
    """Return at most MAX_POINTS points, evenly spaced in their order."""
    if len(points) <= MAX_POINTS:
        return points
    return points[np.linspace(0, len(points) - 1, MAX_POINTS).round().astype(int)]


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), DIGITS) for value in values]
