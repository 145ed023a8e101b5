"""The pinhole camera: from pixels and depth to points in a gravity-aligned frame.

x right, y down, z forward. Integer pixel indices are the pixels' centres. Pitch is positive when
the camera looks up, roll when it leans to its right; where they are unknown the frame is the
camera's own.
"""

import math

import numpy as np
from numpy.typing import NDArray

from srkit.errors import RowError
from srkit.records.rows import Camera
from srkit.scene.depth import Depths

LARGEST_PX = 1e6
Points = NDArray[np.float64]  # (..., 3) in metres


def unproject(depth_m: Depths, camera: Camera) -> Points:
    """Return the point that every pixel shows, (H, W, 3); NaN where no depth was measured."""
    if not (0 < camera["fx"] < LARGEST_PX and 0 < camera["fy"] < LARGEST_PX):
        raise RowError("the camera's focal length is not positive, or absurd")
    if max(abs(camera["cx"]), abs(camera["cy"])) > LARGEST_PX:
        raise RowError("the camera's centre is absurdly far off")
    rows, columns = np.indices(depth_m.shape)
    x = (columns - camera["cx"]) / camera["fx"]
    y = (rows - camera["cy"]) / camera["fy"]
    rays = np.stack([x, y, np.ones_like(x)], -1) @ gravity_rotation(camera).T
    return rays * np.where(np.isfinite(depth_m), depth_m, np.nan)[..., None]


def gravity_rotation(camera: Camera) -> NDArray[np.float64]:
    """Return the rotation from the camera's frame to the gravity-aligned one, (3, 3)."""
    pitch = math.radians(camera.get("pitch_deg", 0.0))
    roll = math.radians(camera.get("roll_deg", 0.0))
    tilt = np.array([[1, 0, 0],
                     [0, math.cos(pitch), -math.sin(pitch)],
                     [0, math.sin(pitch), math.cos(pitch)]])  # fmt: skip
    lean = np.array([[math.cos(roll), -math.sin(roll), 0],
                     [math.sin(roll), math.cos(roll), 0],
                     [0, 0, 1]])  # fmt: skip
    return tilt @ lean
