"""The pinhole camera: from pixels and depth to points in a gravity-aligned frame.

x right, y down, z forward. Integer pixel indices are the pixels' centres. Pitch is positive when
the camera looks up, roll when it leans to its right; where they are unknown the frame is the
camera's own.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from srkit.errors import RowError
from srkit.records.rows import Camera
from srkit.scene.depth import Depths

LARGEST_PX = 1e6
FARTHEST_M = 1e7
Points = NDArray[np.float64]  # (..., 3) in metres


def unproject(depth_m: Depths, camera: Camera) -> Points:
    """Return the point that every pixel shows, (H, W, 3); NaN where no depth was measured."""
    known = np.where(np.isfinite(depth_m), depth_m, np.nan)
    return rays_of(camera, depth_m.shape) * known[..., None]


def rays_of(camera: Camera, shape: tuple[int, ...]) -> Points:
    """Return the point one metre ahead, along the optical axis, that every pixel shows."""
    check_camera(camera)
    tilts = camera.get("pitch_deg", 0.0), camera.get("roll_deg", 0.0)
    return _rays(shape, camera["fx"], camera["fy"], camera["cx"], camera["cy"], *tilts)


def rays_at(camera: Camera, width: int, pixels: NDArray[np.intp]) -> Points:
    """Return the same of some pixels, by flat index, (N, 3)."""
    rows, columns = np.divmod(pixels, width)
    x, y = (columns - camera["cx"]) / camera["fx"], (rows - camera["cy"]) / camera["fy"]
    return np.stack([x, y, np.ones_like(x)], -1) @ gravity_rotation(camera).T


def cloud_of(rays: Points, depths: NDArray[np.float64]) -> Points:
    """Return the points that lie so deep along these rays, (N, 3)."""
    cloud = rays * depths[:, None]
    if len(cloud) and not np.abs(cloud).max() < FARTHEST_M:
        raise RowError("depth and camera put a point absurdly far away")
    return cloud


def half_footprint(cloud: Points, camera: Camera) -> float:
    """Return half of what a pixel shows at the points: what the picture can't tell apart."""
    return float(cloud[:, 2].mean()) / camera["fx"] / 2


def check_camera(camera: Camera) -> None:
    """Raise for a camera that nothing can be seen through."""
    if not (0 < camera["fx"] < LARGEST_PX and 0 < camera["fy"] < LARGEST_PX):
        raise RowError("the camera's focal length is not positive, or absurd")
    if max(abs(camera["cx"]), abs(camera["cy"])) > LARGEST_PX:
        raise RowError("the camera's centre is absurdly far off")


@lru_cache(maxsize=4)  # the pictures of one camera often come one after another
def _rays(
    shape: tuple[int, ...], fx: float, fy: float, cx: float, cy: float, pitch: float, roll: float
) -> Points:
    rows, columns = np.indices(shape)
    x, y = (columns - cx) / fx, (rows - cy) / fy
    rays = np.stack([x, y, np.ones_like(x)], -1) @ _rotation(pitch, roll).T
    rays.flags.writeable = False
    return rays


def gravity_rotation(camera: Camera) -> NDArray[np.float64]:
    """Return the rotation from the camera's frame to the gravity-aligned one, (3, 3)."""
    return _rotation(camera.get("pitch_deg", 0.0), camera.get("roll_deg", 0.0))


def _rotation(pitch_deg: float, roll_deg: float) -> NDArray[np.float64]:
    pitch, roll = math.radians(pitch_deg), math.radians(roll_deg)
    tilt = np.array([[1, 0, 0],
                     [0, math.cos(pitch), -math.sin(pitch)],
                     [0, math.sin(pitch), math.cos(pitch)]])  # fmt: skip
    lean = np.array([[math.cos(roll), -math.sin(roll), 0],
                     [math.sin(roll), math.cos(roll), 0],
                     [0, 0, 1]])  # fmt: skip
    return tilt @ lean
