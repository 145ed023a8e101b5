"""Depth pictures: 16-bit PNG with a scale (0 = nothing measured), or `.npy` of metres."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.errors import RowError
from srkit.records.paths import existing
from srkit.records.rows import Depth

Depths = NDArray[np.float64]


def load_depth(depth: Depth, width: int, height: int) -> Depths:
    """Return depth along the optical axis, (H, W) in metres; NaN where nothing was measured."""
    path = existing(depth["path"])
    if path.endswith(".npy"):
        raw = np.load(path, allow_pickle=False).astype(np.float64)
    else:
        with Image.open(path) as image:
            raw = np.asarray(image, np.float64)
    if raw.shape != (height, width):
        raise RowError(f"{path}: depth of shape {raw.shape} for a picture of {(height, width)}")
    return np.where((raw > 0) & np.isfinite(raw), raw * depth["unit_m"], np.nan)


def save_depth(path: str, depth_m: Depths, unit_m: float) -> None:
    """Write metres as a 16-bit PNG; what is not finite or too far becomes 0."""
    scaled = np.round(np.nan_to_num(depth_m, nan=0.0, posinf=0.0) / unit_m)
    scaled[(scaled < 0) | (scaled > 65535)] = 0
    Image.fromarray(scaled.astype(np.uint16)).save(path)
