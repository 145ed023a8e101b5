"""Ray casting against points worked by hand, and against each shape's own equation."""

import numpy as np
import pytest

from srkit.scene.camera import unproject
from srkit.synth.render import render
from srkit.synth.world import CAMERA_HEIGHT_M, Shape, camera_for

SIZE = 96


@pytest.mark.parametrize("kind", ["box", "ball", "cylinder"])
def test_every_pixel_lies_on_its_shape(kind: str) -> None:
    shape = Shape(kind, "red", 0.3, 3.0, 0.8, 0.8)
    camera = camera_for(SIZE)
    picture = render([shape], camera, SIZE)
    points = unproject(picture.depth_m, camera)[picture.shown == 0]
    assert len(points) > 100
    x, y, z = points.T
    up = CAMERA_HEIGHT_M - y  # height above the floor
    if kind == "ball":
        off = np.sqrt((x - 0.3) ** 2 + (up - 0.4) ** 2 + (z - 3) ** 2) - 0.4
    else:
        lid = np.abs(up - 0.8)
        flat = np.maximum(abs(x - 0.3), abs(z - 3)) if kind == "box" else np.hypot(x - 0.3, z - 3)
        off = np.minimum(np.abs(flat - 0.4), lid)
    assert np.abs(off).max() < 1e-9
    assert up.min() > -1e-9 and up.max() < 0.8 + 1e-9


def test_the_floor_is_at_its_height_and_the_sky_has_no_depth() -> None:
    camera = camera_for(SIZE)
    picture = render([], camera, SIZE)
    floor = np.isfinite(picture.depth_m)
    assert unproject(picture.depth_m, camera)[floor][:, 1] == pytest.approx(CAMERA_HEIGHT_M)
    assert (picture.shown == -1).all()
    assert not floor[0].any() and floor[-1].all()


def test_the_nearer_shape_hides_the_farther_one() -> None:
    shapes = [Shape("box", "red", 0, 5, 0.5, 0.5), Shape("box", "blue", 0, 2.5, 1.0, 1.3)]
    shown = render(shapes, camera_for(SIZE), SIZE).shown
    assert (shown == 1).any() and not (shown == 0).any()
    assert (render(shapes[:1], camera_for(SIZE), SIZE).shown == 0).any()
