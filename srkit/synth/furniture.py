"""Furniture, plants and small things of the `full` world, each built from parts."""

import random
from collections.abc import Callable
from typing import NamedTuple

from srkit.synth.world import Rgb

WOODS: tuple[Rgb, ...] = ((150, 105, 65), (120, 80, 50), (185, 145, 95), (95, 65, 45))
PAINTS: tuple[Rgb, ...] = (
    (190, 50, 45), (225, 130, 45), (225, 195, 60), (60, 140, 75), (60, 165, 175), (60, 90, 185),
    (125, 70, 160), (225, 222, 215), (120, 122, 126), (45, 46, 50),
)  # fmt: skip
LEAVES: tuple[Rgb, ...] = ((60, 125, 60), (80, 145, 70), (45, 105, 65))
CLAY: Rgb = (180, 95, 65)
STEEL: Rgb = (165, 168, 172)
SOIL: Rgb = (75, 55, 40)


class Piece(NamedTuple):
    """A part of a compound: offsets are from the compound's middle, on its own axes."""

    kind: str
    dx: float
    dz: float
    up: float
    width: float
    height: float
    depth: float
    rgb: Rgb
    taper: float = 1.0
    shine: float = 0.0


class Built(NamedTuple):
    """A compound before it is placed; things may stand on a top of this size, so high."""

    pieces: list[Piece]
    width: float
    depth: float
    top: tuple[float, float, float] | None = None  # width, depth, height


def _legs(width: float, depth: float, height: float, thick: float, rgb: Rgb) -> list[Piece]:
    x, z = width / 2 - thick, depth / 2 - thick
    return [Piece("box", sx * x, sz * z, 0, thick, height, thick, rgb)
            for sx in (-1, 1) for sz in (-1, 1)]  # fmt: skip


def _table(rng: random.Random) -> Built:
    width, depth, height = rng.uniform(0.8, 1.6), rng.uniform(0.5, 0.9), rng.uniform(0.5, 0.8)
    rgb = rng.choice(WOODS + PAINTS[-3:])
    top = Piece("box", 0, 0, height - 0.05, width, 0.05, depth, rgb)
    return Built([top, *_legs(width, depth, height - 0.05, 0.07, rgb)], width, depth,
                 (width, depth, height))  # fmt: skip


def _bench(rng: random.Random) -> Built:
    width, height, rgb = rng.uniform(0.9, 1.5), rng.uniform(0.38, 0.5), rng.choice(WOODS)
    seat = Piece("box", 0, 0, height - 0.06, width, 0.06, 0.4, rgb)
    sides = [Piece("box", s * (width / 2 - 0.15), 0, 0, 0.07, height - 0.06, 0.36, rgb)
             for s in (-1, 1)]  # fmt: skip
    return Built([seat, *sides], width, 0.4, (width, 0.4, height))


def _chair(rng: random.Random) -> Built:
    width, seat, back = rng.uniform(0.4, 0.52), rng.uniform(0.42, 0.5), rng.uniform(0.35, 0.6)
    rgb = rng.choice(WOODS + PAINTS)
    pieces = _legs(width, width, seat, 0.05, rgb)
    pieces.append(Piece("box", 0, 0, seat, width, 0.05, width, rgb))
    pieces.append(Piece("box", 0, width / 2 - 0.03, seat + 0.05, width, back, 0.05, rgb))
    return Built(pieces, width, width)


def _stool(rng: random.Random) -> Built:
    width, height, rgb = rng.uniform(0.32, 0.45), rng.uniform(0.4, 0.7), rng.choice(WOODS + PAINTS)
    pieces = [*_legs(0.75 * width, 0.75 * width, height - 0.06, 0.05, rgb),
              Piece("post", 0, 0, height - 0.06, width, 0.06, width, rgb)]  # fmt: skip
    return Built(pieces, width, width, (0.7 * width, 0.7 * width, height))


def _shelf(rng: random.Random) -> Built:
    width, height, boards = rng.uniform(0.6, 1.1), rng.uniform(0.7, 1.5), rng.randint(3, 4)
    rgb = rng.choice(WOODS + PAINTS[-3:])
    pieces = [Piece("box", s * (width / 2 - 0.02), 0, 0, 0.04, height, 0.32, rgb) for s in (-1, 1)]
    for k in range(boards):
        up = (height - 0.04) * k / (boards - 1)
        pieces.append(Piece("box", 0, 0, up, width, 0.04, 0.32, rgb))
    return Built(pieces, width, 0.32, (width, 0.32, height))


def _sofa(rng: random.Random) -> Built:
    width, rgb = rng.uniform(1.2, 1.9), rng.choice(PAINTS)
    pieces = [
        Piece("box", 0, 0, 0, width, 0.42, 0.75, rgb),
        Piece("box", 0, 0.3, 0.42, width, 0.38, 0.16, rgb),
        *(Piece("box", s * (width / 2 - 0.08), 0, 0.42, 0.16, 0.18, 0.75, rgb) for s in (-1, 1)),
    ]
    return Built(pieces, width, 0.75)


def _floor_lamp(rng: random.Random) -> Built:
    height, wide, rgb = rng.uniform(1.2, 1.7), rng.uniform(0.3, 0.45), rng.choice(PAINTS)
    pieces = [
        Piece("post", 0, 0, 0, 0.28, 0.03, 0.28, STEEL, shine=0.3),
        Piece("post", 0, 0, 0.03, 0.035, height - 0.3, 0.035, STEEL, shine=0.3),
        Piece("post", 0, 0, height - 0.27, wide, 0.27, wide, rgb, taper=0.6),
    ]
    return Built(pieces, wide, wide)


def _crate(rng: random.Random) -> Built:
    width, height, rgb = rng.uniform(0.3, 0.65), rng.uniform(0.25, 0.6), rng.choice(WOODS + PAINTS)
    pieces = [Piece("box", 0, 0, 0, width, height, width, rgb)]
    return Built(pieces, width, width, (width, width, height))


def _barrel(rng: random.Random) -> Built:
    width, height, rgb = rng.uniform(0.4, 0.6), rng.uniform(0.6, 0.95), rng.choice(WOODS + PAINTS)
    band = Piece("post", 0, 0, 0.48 * height, width * 1.02, 0.05, width * 1.02, STEEL, shine=0.3)
    pieces = [Piece("post", 0, 0, 0, width, height, width, rgb), band]
    return Built(pieces, width, width, (0.6 * width, 0.6 * width, height))


def _bin(rng: random.Random) -> Built:
    width, height = rng.uniform(0.25, 0.4), rng.uniform(0.3, 0.6)
    rgb = rng.choice(PAINTS)
    bottom = Piece("post", 0, 0, 0, width, height, width, rgb, taper=1.0, shine=0.15)
    rim = Piece("post", 0, 0, height, width * 1.08, 0.03, width * 1.08, STEEL, shine=0.3)
    return Built([bottom, rim], width, width)


def _plant(rng: random.Random) -> Built:
    pot, leaf = rng.uniform(0.22, 0.4), rng.choice(LEAVES)
    high = pot * rng.uniform(1.4, 2.6)
    rgb = rng.choice((CLAY, CLAY, *PAINTS[-3:]))
    pieces = [
        Piece("post", 0, 0, 0, pot, 0.8 * pot, pot, rgb),
        Piece("post", 0, 0, 0.8 * pot, 0.9 * pot, 0.01, 0.9 * pot, SOIL),
        Piece("ball", 0, 0, 0.75 * pot, 1.1 * pot, high, 1.1 * pot, leaf),
        Piece("ball", 0.25 * pot, 0.1 * pot, 0.9 * pot, 0.9 * pot, 0.7 * high, 0.9 * pot, leaf),
        Piece("ball", -0.28 * pot, 0, 0.85 * pot, 0.85 * pot, 0.75 * high, 0.85 * pot, leaf),
    ]
    return Built(pieces, 1.4 * pot, 1.4 * pot)


def _tree(rng: random.Random) -> Built:
    trunk, crown = rng.uniform(0.5, 0.9), rng.uniform(0.7, 1.2)
    leaf = rng.choice(LEAVES)
    pieces = [Piece("post", 0, 0, 0, 0.16, trunk + 0.2, 0.16, WOODS[1], taper=0.7)]
    if rng.random() < 0.5:
        pieces.append(Piece("post", 0, 0, trunk, crown, 1.3 * crown, crown, leaf, taper=0.05))
    else:
        pieces.append(Piece("ball", 0, 0, trunk, crown, 0.9 * crown, crown, leaf))
        second = 0.7 * crown
        pieces.append(
            Piece("ball", 0.2 * crown, 0, trunk + 0.3 * crown, second, 0.8 * crown, second, leaf)
        )
    return Built(pieces, 0.8 * crown, 0.8 * crown)


def _bush(rng: random.Random) -> Built:
    width, leaf = rng.uniform(0.5, 1.0), rng.choice(LEAVES)
    pieces = [Piece("ball", dx * width, dz * width, 0, 0.6 * width, h * width, 0.6 * width, leaf)
              for dx, dz, h in ((0, 0, 0.7), (0.25, 0.05, 0.5), (-0.25, -0.03, 0.55))]  # fmt: skip
    return Built(pieces, width, 0.7 * width)


def _cone(rng: random.Random) -> Built:
    height = rng.uniform(0.4, 0.75)
    wide = 0.5 * height
    orange = (235, 100, 35)
    pieces = [
        Piece("box", 0, 0, 0, wide, 0.04, wide, orange),
        Piece("post", 0, 0, 0.04, 0.8 * wide, 0.45 * height, 0.8 * wide, orange, taper=0.6),
        Piece("post", 0, 0, 0.04 + 0.45 * height, 0.48 * wide, 0.2 * height, 0.48 * wide,
              (235, 232, 225), taper=0.7),
        Piece("post", 0, 0, 0.04 + 0.65 * height, 0.336 * wide, 0.31 * height, 0.336 * wide, orange,
              taper=0.2),
    ]  # fmt: skip
    return Built(pieces, wide, wide)


def _ball(rng: random.Random) -> Built:
    wide, rgb = rng.uniform(0.18, 0.4), rng.choice(PAINTS)
    return Built([Piece("ball", 0, 0, 0, wide, wide, wide, rgb, shine=0.35)], wide, wide)


def _vase(rng: random.Random) -> Built:
    wide, rgb = rng.uniform(0.16, 0.26), rng.choice((*PAINTS, CLAY))
    pieces = [
        Piece("ball", 0, 0, 0, wide, 1.1 * wide, wide, rgb, shine=0.4),
        Piece("post", 0, 0, wide, 0.45 * wide, 0.5 * wide, 0.45 * wide, rgb, taper=1.0, shine=0.4),
        Piece("post", 0, 0, 1.5 * wide, 0.62 * wide, 0.04, 0.62 * wide, rgb, shine=0.4),
    ]
    return Built(pieces, wide, wide)


def _bottle(rng: random.Random) -> Built:
    wide, high = rng.uniform(0.12, 0.18), rng.uniform(0.3, 0.48)
    rgb = rng.choice(PAINTS[3:6])
    pieces = [
        Piece("post", 0, 0, 0, wide, 0.6 * high, wide, rgb, shine=0.5),
        Piece("post", 0, 0, 0.6 * high, wide, 0.15 * high, wide, rgb, taper=0.4, shine=0.5),
        Piece("post", 0, 0, 0.75 * high, 0.4 * wide, 0.25 * high, 0.4 * wide, rgb, shine=0.5),
    ]
    return Built(pieces, wide, wide)


def _books(rng: random.Random) -> Built:
    wide, deep, up = rng.uniform(0.25, 0.36), rng.uniform(0.18, 0.26), 0.0
    pieces = []
    for rgb in rng.sample(PAINTS, rng.randint(2, 4)):
        high = rng.uniform(0.04, 0.08)
        pieces.append(Piece("box", rng.uniform(-0.02, 0.02), 0, up, wide, high, deep, rgb))
        up += high
    return Built(pieces, wide, deep)


def _table_lamp(rng: random.Random) -> Built:
    wide, rgb = rng.uniform(0.24, 0.34), rng.choice(PAINTS)
    pieces = [
        Piece("ball", 0, 0, 0, 0.5 * wide, 0.55 * wide, 0.5 * wide, rng.choice(PAINTS), shine=0.4),
        Piece("post", 0, 0, 0.5 * wide, 0.03, 0.3 * wide, 0.03, STEEL),
        Piece("post", 0, 0, 0.75 * wide, wide, 0.65 * wide, wide, rgb, taper=0.55),
    ]
    return Built(pieces, wide, wide)


def _box(rng: random.Random) -> Built:
    width, height, depth = (rng.uniform(0.15, 0.4) for _ in range(3))
    rgb = rng.choice((*PAINTS, (190, 155, 110)))
    return Built([Piece("box", 0, 0, 0, width, height, depth, rgb)], width, depth)


def _bowl(rng: random.Random) -> Built:
    wide, rgb = rng.uniform(0.22, 0.36), rng.choice(PAINTS)
    # Upside down, a post that is narrower at its top would be a lid: a bowl is wider at its rim.
    pieces = [
        Piece("post", 0, 0, 0, 0.5 * wide, 0.03, 0.5 * wide, rgb, shine=0.3),
        Piece("ball", 0, 0, 0.01, wide, 0.5 * wide, wide, rgb, shine=0.3),
    ]
    return Built(pieces, wide, wide)


Maker = Callable[[random.Random], Built]
FURNITURE: dict[str, Maker] = {
    "table": _table, "bench": _bench, "chair": _chair, "stool": _stool, "shelf": _shelf,
    "sofa": _sofa, "floor lamp": _floor_lamp, "crate": _crate, "bin": _bin, "plant": _plant,
}  # fmt: skip
GARDEN: dict[str, Maker] = {
    "bench": _bench, "table": _table, "tree": _tree, "bush": _bush, "barrel": _barrel,
    "traffic cone": _cone, "crate": _crate, "stool": _stool, "plant": _plant,
}  # fmt: skip
SMALL: dict[str, Maker] = {
    "ball": _ball, "vase": _vase, "bottle": _bottle, "stack of books": _books,
    "table lamp": _table_lamp, "box": _box, "bowl": _bowl,
}  # fmt: skip
