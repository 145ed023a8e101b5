"""The `full` world: rooms and yards with furniture, things standing on things, light and shadow."""

import math
import random

from srkit.synth.furniture import FURNITURE, GARDEN, SMALL, WOODS, Built
from srkit.synth.world import Part, Surface, Thing, World, varied_camera

TURNED = (0.0, 0.0, 0.35, -0.35, 0.7, -0.7)


def full_world(rng: random.Random, is_varied: bool) -> World:
    """Return a room or a yard."""
    is_room = rng.random() < 0.6
    half, back = rng.uniform(2.2, 3.2), rng.uniform(5.2, 7.0)
    things: list[Thing] = []
    taken: list[tuple[float, float, float]] = []
    makers = FURNITURE if is_room else GARDEN
    names = rng.sample(sorted(makers), rng.randint(3, 5))
    for name in names:
        built = makers[name](rng)
        place = _free_place(rng, math.hypot(built.width, built.depth) / 2, half, back, taken)
        if place is None:
            continue
        yaw = rng.choice(TURNED)
        things.append(_placed(name, built, *place, 0.0, yaw))
        if built.top and rng.random() < 0.75:
            things += _set_on(rng, built.top, *place, yaw)
    for name in rng.sample(sorted(SMALL), rng.randint(1, 3)):
        built = SMALL[name](rng)
        place = _free_place(rng, math.hypot(built.width, built.depth) / 2, half, back, taken)
        if place is not None and name not in ("table lamp", "bottle"):
            things.append(_placed(name, built, *place, 0.0, rng.choice(TURNED)))
    return _surroundings(rng, tuple(things), is_room, (-half, half, back), is_varied)


def _surroundings(
    rng: random.Random, things: tuple[Thing, ...], is_room: bool,
    space: tuple[float, float, float], is_varied: bool,
) -> World:  # fmt: skip
    height, pitch, roll, focal = 1.5, -14.0, 0.0, 0.9
    if is_varied:
        height, pitch, roll, focal = varied_camera(rng)
    if is_room:
        wall = rng.choice(((205, 200, 188), (188, 200, 205), (210, 195, 180), (190, 205, 190)))
        floor = rng.choice((
            Surface((WOODS[0], (138, 96, 58)), 0.14, 9.0),
            Surface((WOODS[2], (172, 133, 86)), 0.16, 8.0),
            Surface(((205, 200, 192), (182, 177, 168)), 0.4),
            Surface(((150, 150, 155), (132, 132, 138)), 0.5),
        ))  # fmt: skip
        sky = ((200, 205, 210), (200, 205, 210))
        walls = Surface((wall, wall), 1.0)
        light, tall = (-0.42, 0.80, -0.43), rng.uniform(2.4, 2.8)
    else:
        floor = rng.choice((
            Surface(((104, 140, 78), (98, 133, 74)), 0.5),
            Surface(((176, 168, 155), (160, 152, 140)), 0.6),
        ))  # fmt: skip
        sky = ((205, 220, 235), (120, 165, 220))
        walls = Surface(((150, 118, 84), (138, 107, 76)), 0.22, 40.0)
        light, tall = (rng.choice((-0.5, 0.5)), 0.74, -0.45), rng.uniform(0.9, 1.3)
    return World(things, height, pitch, roll, focal, floor, sky, light, walls, (*space, tall),
                 has_shadows=True, has_ceiling=is_room)  # fmt: skip


def _free_place(
    rng: random.Random, reach: float, half: float, back: float,
    taken: list[tuple[float, float, float]],
) -> tuple[float, float] | None:  # fmt: skip
    """Find a place on the floor, in view, where nothing stands yet, and take it."""
    for _ in range(40):
        z = rng.uniform(2.3, back - reach - 0.05)
        side = min(0.46 * z, half - reach - 0.05)
        x = rng.uniform(-side, side)
        if all(math.hypot(x - u, z - w) > reach + other + 0.05 for u, w, other in taken):
            taken.append((x, z, reach))
            return x, z
    return None


def _set_on(
    rng: random.Random, top: tuple[float, float, float], x: float, z: float, yaw: float
) -> list[Thing]:
    """Put one to three small things on a top, side by side."""
    width, depth, height = top
    things = []
    left = -width / 2
    for name in rng.sample(sorted(SMALL), 3):
        built = SMALL[name](rng)
        dx = left + built.width / 2 + rng.uniform(0.03, 0.25)
        if dx + built.width / 2 > width / 2 or built.depth > depth + 0.02:
            continue
        slack = max(0.0, (depth - built.depth) / 2)
        u, w = _turned(dx, rng.uniform(-slack, slack), yaw)
        things.append(_placed(name, built, x + u, z + w, height, yaw))
        left = dx + built.width / 2
    return things


def _placed(name: str, built: Built, x: float, z: float, up: float, yaw: float) -> Thing:
    """Put a compound in its place, turned."""
    parts = []
    for piece in built.pieces:
        u, w = _turned(piece.dx, piece.dz, yaw)
        turn = yaw if piece.kind == "box" else 0.0
        parts.append(Part(piece.kind, x + u, z + w, up + piece.up, piece.width, piece.height,
                          piece.depth, piece.rgb, turn, piece.taper, piece.shine))  # fmt: skip
    return Thing(name, tuple(parts))


def _turned(dx: float, dz: float, yaw: float) -> tuple[float, float]:
    cos, sin = math.cos(yaw), math.sin(yaw)
    return cos * dx - sin * dz, sin * dx + cos * dz
