"""Depth pictures: 16-bit PNG or `.npy`, in units of `unit_m`; 0 where nothing was measured."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.errors import RowError, plain
from srkit.records.paths import open_file
from srkit.records.rows import Depth

LARGEST_UNIT_M = 1000.0
DEPTH_MODES = ("L", "I", "F", "I;16", "I;16B", "I;16L", "I;16N")
# Percentiles that a picture's range lies between; single points may be anything.
ENDS = (2, 98)
Depths = NDArray[np.float64]


def load_depth(depth: Depth, width: int, height: int) -> Depths:
    """Return depth along the optical axis, (H, W) in metres; NaN where nothing was measured."""
    if not 0 < depth["unit_m"] <= LARGEST_UNIT_M:
        raise RowError(f"a depth unit of {depth['unit_m']} m")
    try:
        raw = _load_array(depth["path"])
    except (OSError, ValueError, EOFError, SyntaxError, MemoryError) as error:
        raise RowError(f"depth that can't be read: {plain(error)}") from error
    if raw.dtype.kind not in "uif":
        raise RowError(f"depth of {raw.dtype} values")
    if raw.shape != (height, width):
        raise RowError(f"depth of shape {raw.shape} for a picture of {(height, width)}")
    values = raw.astype(np.float64)
    return np.where((values > 0) & np.isfinite(values), values * depth["unit_m"], np.nan)


def _load_array(path: str) -> NDArray[np.generic]:
    with open_file(path) as file:
        if path.endswith(".npy"):
            return np.lib.format.read_array(file, allow_pickle=False)
        with Image.open(file) as image:
            if image.mode not in DEPTH_MODES:
                raise RowError(f"a depth picture of mode {image.mode}: 16-bit grayscale is meant")
            return np.asarray(image)


def save_depth(path: str, depth_m: Depths, unit_m: float) -> None:
    """Write metres as a 16-bit PNG; what is not finite or too far becomes 0."""
    scaled = np.round(np.nan_to_num(depth_m, nan=0.0, posinf=0.0) / unit_m)
    scaled[(scaled < 0) | (scaled > 65535)] = 0
    Image.fromarray(scaled.astype(np.uint16)).save(path, compress_level=1)
