"""Pictures: depth, what hides what, outlines, shadows, and the camera's own geometry."""

import random

import numpy as np
import pytest

from srkit.scene.camera import unproject
from srkit.synth.full import full_world
from srkit.synth.render import paint, trace
from srkit.synth.world import CAMERA_HEIGHT_M, Part, Thing, World, simple_world

SIZE = 96


def world_of(*parts: Part, **changes: object) -> World:
    things = tuple(Thing("box", (part,)) for part in parts)
    return simple_world(random.Random(0), False)._replace(things=things, **changes)


def box(x: float, z: float, width: float, height: float, up: float = 0.0) -> Part:
    return Part("box", x, z, up, width, height, width, (200, 40, 40))


def test_the_floor_is_at_its_height_and_the_sky_has_no_depth() -> None:
    traced = trace(world_of(), SIZE)
    floor = np.isfinite(traced.depth_m)
    points = unproject(traced.depth_m, traced.camera)
    assert points[floor][:, 1] == pytest.approx(CAMERA_HEIGHT_M)
    assert (traced.shown == -1).all()
    assert not floor[0].any() and floor[-1].all()


def test_the_nearer_thing_hides_the_farther_one() -> None:
    far, near = box(0, 5, 0.5, 0.5), box(0, 2.5, 1.0, 1.3)
    both, alone = trace(world_of(far, near), SIZE), trace(world_of(far), SIZE)
    assert (both.shown == 1).any() and not (both.shown == 0).any()
    assert both.outlines[0] == alone.outlines[0] == (alone.shown == 0).sum() > 0


@pytest.mark.parametrize("maker", [simple_world, full_world])
def test_depth_of_whole_worlds_against_each_part_on_its_own(maker: object) -> None:
    """A part is cast only near it: casting it everywhere gives the same picture."""
    from srkit.synth.cast import cast

    for seed in range(6):
        world = maker(random.Random(seed), seed % 2 == 1)  # type: ignore[operator]
        traced = trace(world, SIZE)
        depth = trace(world._replace(things=()), SIZE).depth_m.copy()
        shown = np.full(depth.shape, -1)
        for index, thing in enumerate(world.things):
            for part in thing.parts:
                near, _ = cast(part, world.camera_height_m, traced.rays)
                shown[near < depth] = index
                depth = np.minimum(depth, near)
        assert (depth == traced.depth_m).all() and (shown == traced.shown).all()


def test_walls_close_a_room_and_a_yard_is_open_above_them() -> None:
    seen = set()
    for seed in range(12):
        world = full_world(random.Random(seed), False)
        open_sky = np.isinf(trace(world, SIZE).depth_m)
        assert open_sky.any() == (not world.has_ceiling)
        seen.add(world.has_ceiling)
    assert seen == {True, False}


def test_a_shadow_lies_away_from_the_light() -> None:
    light = (-0.6, 0.8, 0.0)  # from the left
    thing = box(0, 3, 0.4, 0.8)
    lit = np.asarray(paint(trace(world_of(thing, light=light), SIZE)), float)
    dark = np.asarray(paint(trace(world_of(thing, light=light, has_shadows=True), SIZE)), float)
    traced = trace(world_of(thing, light=light), SIZE)
    changed = (np.abs(lit - dark).max(-1) > 5) & (traced.shown == -1)
    points = unproject(traced.depth_m, traced.camera)[changed]
    assert len(points) > 20
    # 0.8 m high, light of slope 0.8/0.6: the shadow reaches 0.6 m beyond the box's right side.
    assert points[:, 0].min() > -0.25 and 0.6 < points[:, 0].max() < 0.2 + 0.6 + 0.05
    assert (dark <= lit).all()


def test_a_turned_camera_sees_the_same_places() -> None:
    """What the depth says, taken back through the camera, lies on the part whatever its tilt."""
    thing = box(0.2, 3.5, 0.8, 0.8, up=0.4)
    for pitch, roll in ((-15.0, 0.0), (-9.0, 4.0), (-20.0, -4.0)):
        traced = trace(world_of(thing, pitch_deg=pitch, roll_deg=roll), SIZE)
        x, y, z = unproject(traced.depth_m, traced.camera)[traced.shown == 0].T
        up = CAMERA_HEIGHT_M - y
        off = np.maximum.reduce([abs(x - 0.2) - 0.4, abs(z - 3.5) - 0.4, abs(up - 0.8) - 0.4])
        assert len(x) > 100 and np.abs(off).max() < 1e-9
