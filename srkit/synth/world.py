"""What a synthetic scene is made of, and the `simple` world: shapes on a checkered floor.

Things stand on a floor below the camera; lengths in metres, x to the right, z away from the camera,
`up` above the floor. The floor's squares have a known size, so that metres can be seen.
"""

import math
import random
from typing import NamedTuple

from srkit.records.rows import Camera

CAMERA_HEIGHT_M = 1.5
CAMERA_PITCH_DEG = -15.0
FOCAL_SHARE = 0.9  # of the picture's width
SQUARE_M = 0.5
Rgb = tuple[int, int, int]
COLORS: dict[str, Rgb] = {
    "red": (210, 40, 40), "yellow": (230, 205, 50), "green": (50, 160, 60),
    "cyan": (60, 200, 210), "blue": (50, 80, 215), "purple": (135, 60, 185),
}  # fmt: skip
GRAY: Rgb = (120, 120, 125)
SHAPES = ("box", "ball", "cylinder")
_FORMS = {"box": "box", "ball": "ball", "cylinder": "post"}


class Part(NamedTuple):
    """A box, an ellipsoid, or an upright round post whose top may be narrower (`taper`)."""

    kind: str  # box, ball, post
    x: float
    z: float
    up: float  # of its lowest point
    width: float
    height: float
    depth: float
    rgb: Rgb
    yaw: float = 0.0  # radians, about the vertical
    taper: float = 1.0  # of a post: radius at the top over radius at the bottom
    shine: float = 0.0


class Thing(NamedTuple):
    """What has a name and can be asked about; a compound has several parts."""

    name: str
    parts: tuple[Part, ...]
    is_asked: bool = True


class Surface(NamedTuple):
    """A floor or a wall: two colours in squares, or in boards `length` times as long as wide."""

    colors: tuple[Rgb, Rgb]
    square_m: float
    length: float = 1.0


class World(NamedTuple):
    things: tuple[Thing, ...]
    camera_height_m: float
    pitch_deg: float
    roll_deg: float
    focal_share: float
    floor: Surface
    sky: tuple[Rgb, Rgb]  # at the horizon, and above
    light: tuple[float, float, float]  # towards the light: right, up, away; of length 1
    walls: Surface | None = None
    room: tuple[float, float, float, float] | None = None  # left, right, back, height
    has_shadows: bool = False
    has_ceiling: bool = False

    def camera(self, size_px: int) -> Camera:
        """Return the camera of a picture of this many pixels."""
        middle, focal = (size_px - 1) / 2, round(self.focal_share * size_px, 3)
        return {"fx": focal, "fy": focal, "cx": middle, "cy": middle,
                "pitch_deg": self.pitch_deg, "roll_deg": self.roll_deg}  # fmt: skip


def simple_world(rng: random.Random, is_varied: bool) -> World:
    """Return three to five shapes of different colours that don't touch; half stand on poles."""
    things: list[Thing] = []
    taken: list[tuple[float, float, float]] = []
    for color in rng.sample(sorted(COLORS), rng.randint(3, 5)):
        name = rng.choice(SHAPES)
        width, height = _size(rng, 0.22, 1.1), _size(rng, 0.22, 1.4)
        height = width if name == "ball" else height
        up = rng.uniform(0.15, 1.3) if rng.random() < 0.5 else 0.0
        # The corners of a box reach further out than its half width.
        x, z = free_place(rng, 0.72 * width, taken)
        shape = Part(_FORMS[name], x, z, up, width, height, width, COLORS[color])
        things.append(Thing(name, (shape,)))
        if up:
            things.append(Thing("pole", (Part("box", x, z, 0, 0.05, up, 0.05, GRAY),), False))
    height, pitch, roll, focal = CAMERA_HEIGHT_M, CAMERA_PITCH_DEG, 0.0, FOCAL_SHARE
    if is_varied:
        height, pitch, roll, focal = varied_camera(rng)
    return World(
        tuple(things), height, pitch, roll, focal,
        Surface(((205, 200, 190), (120, 115, 110)), SQUARE_M),
        ((190, 205, 225), (150, 165, 195)), (-0.45, 0.75, -0.48),
    )  # fmt: skip


def free_place(
    rng: random.Random, reach: float, taken: list[tuple[float, float, float]]
) -> tuple[float, float]:
    """Find a place in view where nothing stands yet, and take it."""
    while True:
        z = rng.uniform(2.2, 5.5)
        x = rng.uniform(-0.42, 0.42) * z
        if taken and rng.random() < 0.5:  # beside something, so that short distances occur too
            u, w, other = rng.choice(taken)
            turn, far = rng.uniform(0, math.tau), (reach + other + 0.05) * rng.uniform(1, 1.4)
            x, z = u + far * math.sin(turn), w + far * math.cos(turn)
            if not (2.2 < z < 5.5 and abs(x) < 0.42 * z):
                continue
        if all(math.hypot(x - u, z - w) > reach + other + 0.05 for u, w, other in taken):
            taken.append((x, z, reach))
            return x, z


def varied_camera(rng: random.Random) -> tuple[float, float, float, float]:
    """Return height, pitch, roll and focal length of a camera that is held by hand."""
    height, pitch = rng.uniform(1.2, 1.9), rng.uniform(-22, -9)
    return height, round(pitch, 2), round(rng.uniform(-4, 4), 2), rng.uniform(0.75, 1.05)


def _size(rng: random.Random, low: float, high: float) -> float:
    """Return a length; every factor of it is equally likely, so that no guess fits many."""
    return low * (high / low) ** rng.random()
