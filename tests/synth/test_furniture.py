"""Furniture: parts fit together, tops are where things can stand, sizes are those of the world."""

import random

import pytest

from srkit.synth.full import full_world
from srkit.synth.furniture import FURNITURE, GARDEN, SMALL


@pytest.mark.parametrize("name", sorted({**FURNITURE, **GARDEN, **SMALL}))
def test_every_kind_stands_on_the_floor_and_holds_together(name: str) -> None:
    make = {**FURNITURE, **GARDEN, **SMALL}[name]
    for seed in range(20):
        built = make(random.Random(seed))
        assert min(piece.up for piece in built.pieces) == 0
        assert all(min(p.width, p.height, p.depth) > 0 for p in built.pieces)
        spans = sorted((p.up, p.up + p.height) for p in built.pieces)
        reached = 0.0
        for bottom, top in spans:
            assert bottom <= reached + 0.011, "nothing floats"
            reached = max(reached, top)
        across = max(abs(p.dx) + p.width / 2 for p in built.pieces)
        assert across <= 1.2 * built.width / 2 + 0.2
        if built.top:
            assert built.top[2] == pytest.approx(max(top for _, top in spans))


def test_things_stand_on_tops_and_not_in_each_other() -> None:
    on_tops = 0
    for seed in range(60):
        world = full_world(random.Random(seed), False)
        for thing in world.things:
            bottom = min(part.up for part in thing.parts)
            on_tops += bottom > 0
            assert bottom == 0 or bottom > 0.2
        left, right, back, _ = world.room or (0, 0, 0, 0)
        for part in (part for thing in world.things for part in thing.parts):
            assert left < part.x < right and 1.5 < part.z < back
    assert on_tops > 30
