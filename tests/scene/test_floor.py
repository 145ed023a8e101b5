"""Down from the floor: planes made by hand, and pictures without a floor."""

import math

import numpy as np
import pytest

from srkit.scene.floor import find_down

CAMERA = {"fx": 90.0, "fy": 90.0, "cx": 47.5, "cy": 47.5}


def plane(normal: tuple[float, float, float], distance: float) -> np.ndarray:
    """Return the depth of the plane normal · p = distance, NaN where it isn't seen."""
    v, u = np.indices((96, 96))
    rays = np.stack([(u - 47.5) / 90, (v - 47.5) / 90, np.ones((96, 96))], -1)
    toward = rays @ np.array(normal)
    depth = np.where(toward > 1e-3, distance / np.maximum(toward, 1e-3), np.nan)
    return np.where(depth < 20, depth, np.nan)


def down(pitch: float, roll: float) -> tuple[float, float, float]:
    """Return true down in the frame of a camera that is tilted so: docs/definitions.md."""
    p, r = math.radians(pitch), math.radians(roll)
    return math.sin(r) * math.cos(p), math.cos(r) * math.cos(p), -math.sin(p)


@pytest.mark.parametrize(("pitch", "roll"), [(0, 0), (-15, 0), (-30, 5), (-10, -12), (8, 3)])
def test_a_floor_tells_the_tilt(pitch: float, roll: float) -> None:
    floor = plane(down(pitch, roll), 1.5)
    wall = np.full_like(floor, 6.0)
    depth = np.fmin(floor, wall)
    depth[40:60, 30:50] = 2.5  # something that stands on it
    found = find_down(depth, CAMERA)
    assert found is not None
    assert found == pytest.approx((pitch, roll), abs=0.5)


def test_a_noisy_floor_is_found_too() -> None:
    depth = np.fmin(plane(down(-15, 0), 1.5), np.full((96, 96), 6.0))
    depth *= 1 + 0.02 * np.random.default_rng(0).standard_normal(depth.shape)
    assert find_down(depth, CAMERA) == pytest.approx((-15, 0), abs=1.0)


def test_the_row_s_own_tilt_is_not_looked_at() -> None:
    depth = np.fmin(plane(down(-15, 0), 1.5), np.full((96, 96), 6.0))
    tilted = {**CAMERA, "pitch_deg": 40.0, "roll_deg": 9.0}
    assert find_down(depth, tilted) == find_down(depth, CAMERA)


def test_where_there_is_no_floor_none_is_found() -> None:
    rng = np.random.default_rng(0)
    assert find_down(np.full((96, 96), 3.0), CAMERA) is None, "a wall"
    assert find_down(rng.uniform(1, 9, (96, 96)), CAMERA) is None, "confetti"
    assert find_down(np.full((96, 96), np.nan), CAMERA) is None
    ceiling = plane((0.0, -1.0, 0.0), 1.2)
    assert find_down(np.fmin(ceiling, np.full((96, 96), 6.0)), CAMERA) is None, "all is below it"
