"""The `simple` world: a few shapes on a checkered floor, before a camera that never moves.

The floor's squares have a known size, so that metres can be seen. Lengths in metres; the frame
is the camera's, gravity-aligned: x right, y down, z forward, the floor at y = CAMERA_HEIGHT_M.
"""

import random
from dataclasses import dataclass

from srkit.records.rows import Camera

CAMERA_HEIGHT_M = 1.5
CAMERA_PITCH_DEG = -15.0
FOCAL_SHARE = 0.9  # of the picture's width
SQUARE_M = 0.5
SHAPES = ("box", "ball", "cylinder")
COLORS = {
    "red": (210, 40, 40), "yellow": (230, 205, 50), "green": (50, 160, 60),
    "cyan": (60, 200, 210), "blue": (50, 80, 215), "purple": (135, 60, 185),
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A thing that stands on the floor at x, z; a ball is as wide as it is high."""

    kind: str
    color: str
    x: float
    z: float
    width: float
    height: float


def camera_for(size_px: int) -> Camera:
    """Return the one camera of this world."""
    middle = (size_px - 1) / 2
    return {
        "fx": FOCAL_SHARE * size_px, "fy": FOCAL_SHARE * size_px, "cx": middle, "cy": middle,
        "pitch_deg": CAMERA_PITCH_DEG, "roll_deg": 0.0,
    }  # fmt: skip


def make_world(rng: random.Random) -> list[Shape]:
    """Return two to four shapes of different colours that don't touch."""
    count = rng.randint(2, 4)
    colors = rng.sample(sorted(COLORS), count)
    shapes: list[Shape] = []
    while len(shapes) < count:
        z = rng.uniform(2.2, 5.5)
        width = rng.uniform(0.25, 1.0)
        kind = rng.choice(SHAPES)
        height = width if kind == "ball" else rng.uniform(0.25, 1.3)
        x = rng.uniform(-0.42, 0.42) * z
        new = Shape(kind, colors[len(shapes)], x, z, width, height)
        if all(_gap(new, old) > 0.1 for old in shapes):
            shapes.append(new)
    return shapes


def _gap(a: Shape, b: Shape) -> float:
    # Corners of a box reach further out than its half width.
    reach = 0.7072 * (a.width + b.width)
    return float(((a.x - b.x) ** 2 + (a.z - b.z) ** 2) ** 0.5) - reach
