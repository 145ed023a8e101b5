"""Where down is, from the floor: the plane under all that a picture shows, found by RANSAC."""

import math

import numpy as np
from numpy.typing import NDArray

from srkit.records.rows import Camera
from srkit.records.seeds import derive_seed
from srkit.scene.camera import Points, rays_at
from srkit.scene.depth import Depths

SAMPLE = 3000  # points that are looked at
TRIES = 400  # planes that are tried
NEAR = 0.02  # a point is of a plane if it is nearer to it than this share of its distance,
NEAR_M = 0.01  # or than this
STEEPEST_DEG = 45.0  # a floor's upward normal and the picture's are this near at least
MIN_SHARE = 0.12  # of the points are of the floor,
MAX_BELOW = 0.03  # and no larger share lies clearly below it
BELOW = 3.0  # times as far below as a point of the floor may be


def find_down(depth_m: Depths, camera: Camera) -> tuple[float, float] | None:
    """Return the camera's pitch and roll in degrees, or None where no floor is seen."""
    level: Camera = {**camera, "pitch_deg": 0.0, "roll_deg": 0.0}
    known = np.flatnonzero(np.isfinite(depth_m))
    rng = np.random.default_rng(derive_seed("floor", len(known)))
    if len(known) < 100:
        return None
    chosen = known[rng.choice(len(known), min(SAMPLE, len(known)), replace=False)]
    points = rays_at(level, depth_m.shape[1], chosen) * depth_m.ravel()[chosen, None]
    near = np.maximum(NEAR * np.linalg.norm(points, axis=1), NEAR_M)
    found = _best_plane(points, near, rng)
    if found is None:
        return None
    down = found[:3]
    pitch = -math.degrees(math.asin(np.clip(down[2], -1, 1)))
    roll = math.degrees(math.atan2(down[0], down[1]))
    return round(pitch, 2) + 0.0, round(roll, 2) + 0.0  # a zero has no sign


def _best_plane(
    points: Points, near: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64] | None:
    """Return the floor as (normal down, distance), if there is one."""
    corners = points[rng.integers(len(points), size=(TRIES, 3))]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    usable = lengths > 1e-9
    normals, corners = normals[usable] / lengths[usable, None], corners[usable, 0]
    normals *= np.where(normals[:, 1] < 0, -1.0, 1.0)[:, None]
    is_flat = normals[:, 1] > math.cos(math.radians(STEEPEST_DEG))
    normals, corners = normals[is_flat], corners[is_flat]
    if not len(normals):
        return None
    away = points @ normals.T - (normals * corners).sum(1)  # (points, planes), below is positive
    is_of = np.abs(away) < near[:, None]
    shares, below = is_of.mean(0), (away > BELOW * near[:, None]).mean(0)
    shares[below > MAX_BELOW] = 0.0
    best = int(shares.argmax())
    if shares[best] < MIN_SHARE:
        return None
    return _fitted(points, near, is_of[:, best])


def _fitted(
    points: Points, near: NDArray[np.float64], is_of: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Fit the plane to its points, twice; near points say more, far ones are less sure."""
    for _ in range(2):
        weight = 1 / near[is_of] ** 2
        middle = np.average(points[is_of], axis=0, weights=weight)
        spread = (points[is_of] - middle) * np.sqrt(weight)[:, None]
        normal = np.linalg.eigh(spread.T @ spread)[1][:, 0]
        normal = normal if normal[1] > 0 else -normal
        is_of = np.abs((points - middle) @ normal) < near / 2
    return np.append(normal, normal @ middle)
