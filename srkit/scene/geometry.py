"""The definitions of space, after the benchmark, on visible points (docs/definitions.md).

An object is the points that the picture shows of it, in the gravity-aligned frame of the camera:
x right, y down, z forward. All that is measured of two objects, but their direct distance, follows
from what `measure` keeps of each.
"""

import math

import numpy as np
from numpy.typing import NDArray

from srkit.records.rows import Object
from srkit.scene.camera import Points

DEFINITIONS = "srkit-1"  # names docs/definitions.md
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


def horizontal_distance(a: Object, b: Object) -> float:
    """Return how far two centres are apart sideways, along x."""
    return abs(a["center_m"][0] - b["center_m"][0])


def vertical_distance(a: Object, b: Object) -> float:
    """Return how far two centres are apart in height, along y."""
    return abs(a["center_m"][1] - b["center_m"][1])


def volume(thing: Object) -> float:
    """Return the volume of the box that the extents make."""
    width, height, depth = thing["size_m"]
    return width * height * depth


def direction_hours(origin: Object, target: Object) -> float:
    """Return where the target lies from the origin as an hour in [0, 12), seen from above.

    0 (12 o'clock) is away from the viewer, 3 is the viewer's right, 6 towards the viewer.
    """
    right = target["center_m"][0] - origin["center_m"][0]
    ahead = target["center_m"][2] - origin["center_m"][2]
    return math.degrees(math.atan2(right, ahead)) % 360 / 30 % 12


def clock_hour(hours: float) -> int:
    """Return the hour that the benchmark prints: it rounds up, so h o'clock covers (h − 1, h]."""
    return math.ceil(hours) or 12


def thin(points: Points) -> Points:
    """Return at most MAX_POINTS points, evenly spaced in their order."""
    if len(points) <= MAX_POINTS:
        return points
    return points[np.linspace(0, len(points) - 1, MAX_POINTS).round().astype(int)]


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), DIGITS) for value in values]
