"""What of a mask is the object: outliers removed, noise smoothed, and how sure the rest is.

Masks and depth from models are not exact. Along an outline depth is a mixture of the object's and
what is behind it; a mask that is too wide takes in some of the background; depth may be noisy.
Exact masks with exact depth come out as they went in.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from srkit.records.rows import Camera, Object
from srkit.scene import geometry
from srkit.scene.camera import Points, cloud_of, half_footprint, rays_at
from srkit.scene.depth import Depths
from srkit.scene.regions import Mask

# A step in depth between two pixels of one surface is a smaller share of it than this; the second
# term, over the focal length in pixels, is what a surface makes that is seen at a grazing angle.
STEP, STEP_PX = 0.05, 20.0
GAP_M = 0.25  # a gap in depth of so much, and wider than a step, parts object and background
PART = 0.12  # a part behind a gap is the object's, if it has this share of its points
# Depth that varies more than this share from pixel to pixel is smoothed; in a coarse picture what
# is thin and round varies too.
NOISY, NOISY_PX = 0.004, 0.9
REACH = 2  # pixels to each side
AT_ENDS = 2.0  # times the noise: the nearest of many noisy points is nearer than the surface
AROUND = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)]


class Seen(NamedTuple):
    """The pixels of an object, by flat index into the picture, and what is known of each."""

    pixels: NDArray[np.intp]
    depths: NDArray[np.float64]
    is_inner: NDArray[np.bool_]  # it is still there when the outline is taken in by a pixel
    noise: float  # standard deviation of a depth, as a share of it


def see(mask: Mask, depth_m: Depths, focal_px: float) -> Seen:
    """Return what a mask shows of its object."""
    step = STEP + STEP_PX / focal_px
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    # A crop with a pixel of nothing around it, so that neighbours need no edge cases.
    top, left = rows[0], columns[0]
    window = np.s_[top : rows[-1] + 1, left : columns[-1] + 1]
    depth = np.pad(depth_m[window], 1, constant_values=np.nan)
    known = np.pad(mask[window], 1) & np.isfinite(depth)
    inner = _eroded(known)
    kept = known.copy()
    values = depth[known]
    if len(values) and np.ptp(values) > step * values.min():  # else nothing can be off by a step
        kept &= ~_mixed(depth, known, inner, step)
        kept[kept] = _is_near_rest(depth[kept], step)
    noise = _noise(depth, kept)
    if noise > NOISY + NOISY_PX / focal_px:
        depth, noise = _smoothed(depth, kept, noise)
    at = np.nonzero(kept)
    pixels = (at[0] + top - 1) * mask.shape[1] + at[1] + left - 1
    return Seen(pixels, depth[at], inner[at] & _eroded(kept)[at], noise)


def _eroded(mask: Mask) -> Mask:
    """Return a mask, padded, without the pixels that have a neighbour outside it."""
    inner = mask.copy()
    inner[1:-1, 1:-1] &= mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    return inner


def _mixed(depth: Depths, known: Mask, inner: Mask, step: float) -> Mask:
    """Return the pixels of the outline whose depth is unlike that of every inner one beside it."""
    ys, xs = np.nonzero(known & ~inner)
    own = depth[ys, xs]
    least = np.full(len(own), np.inf)
    for dy, dx in AROUND:
        beside = np.where(inner[ys + dy, xs + dx], depth[ys + dy, xs + dx], np.inf)
        np.minimum(least, np.abs(beside - own), out=least)
    mixed = np.zeros_like(known)
    mixed[ys, xs] = np.isfinite(least) & (least > step * own)
    return mixed


def _is_near_rest(depths: NDArray[np.float64], step: float) -> NDArray[np.bool_]:
    """Return which depths are the object's: small parts beyond a gap are left out."""
    if len(depths) < 2:
        return np.ones(len(depths), bool)
    ordered = np.sort(depths)
    wide = np.diff(ordered) > np.maximum(GAP_M, step * ordered[:-1])
    if not wide.any():
        return np.ones(len(depths), bool)
    edges = np.concatenate([[-np.inf], (ordered[:-1] + ordered[1:])[wide] / 2, [np.inf]])
    part = np.searchsorted(edges, depths) - 1
    counts = np.bincount(part, minlength=len(edges) - 1)
    return (counts >= min(PART * len(depths), counts.max()))[part]


def _noise(depth: Depths, kept: Mask) -> float:
    """Return how much depth varies from pixel to pixel, as a share of it.

    From the median of second differences, which smooth surfaces have few of; the lesser of both
    directions, because what is round curves in one.
    """
    found = []
    for values, shown in ((depth, kept), (depth.T, kept.T)):
        middle = shown[:, 1:-1] & shown[:, :-2] & shown[:, 2:]
        if middle.sum() >= geometry.MIN_POINTS:
            here = values[:, 1:-1][middle]
            bend = np.abs(values[:, :-2][middle] - 2 * here + values[:, 2:][middle])
            found.append(float(np.median(bend / here) * 1.4826 / np.sqrt(6)))
    return min(found, default=0.0)


def _smoothed(depth: Depths, kept: Mask, noise: float) -> tuple[Depths, float]:
    """Return depth averaged over neighbours of the same surface, and the noise that is left."""
    total, count = np.zeros_like(depth), np.zeros_like(depth)
    padded, there = np.pad(depth, REACH), np.pad(kept, REACH)
    high, wide = depth.shape
    for dy in range(2 * REACH + 1):
        for dx in range(2 * REACH + 1):
            beside = padded[dy : dy + high, dx : dx + wide]
            use = there[dy : dy + high, dx : dx + wide] & kept
            use &= np.abs(beside - depth) <= 4 * noise * depth
            total[use] += beside[use]
            count[use] += 1
    smooth = np.where(kept, total / np.maximum(count, 1), np.nan)
    return smooth, noise / float(np.sqrt(np.median(count[kept])))


def measure_seen(
    seen: Seen, camera: Camera, shape: tuple[int, ...]
) -> tuple[Object | None, Points]:
    """Return the object that these pixels show, with its uncertainties, and its points.

    None where the points are too few.
    """
    rays = rays_at(camera, shape[1], seen.pixels)
    cloud = cloud_of(rays, seen.depths)
    if len(cloud) < geometry.MIN_POINTS:
        return None, cloud
    thing = geometry.measure(cloud)
    inner = cloud[seen.is_inner]
    smaller = geometry.measure(inner) if len(inner) >= geometry.MIN_POINTS else thing
    half = half_footprint(cloud, camera)
    # Along the line of sight a wrong depth moves a point, and so a little along the other axes.
    noise = np.abs(rays.mean(0)) * float(seen.depths.mean()) * seen.noise
    shift = np.subtract(thing["mean_m"], smaller["mean_m"]) / 2
    shift[2] = max(abs(shift[2]), (smaller["nearest_m"] - thing["nearest_m"]) / 2)
    at_ends = noise * AT_ENDS
    shrunk = np.subtract(thing["size_m"], smaller["size_m"]) / np.sqrt(8)
    edges = np.maximum(shrunk, half * np.sqrt(2))
    position = np.sqrt(half**2 + shift**2 + noise**2)
    position[2] = np.hypot(position[2], at_ends[2])
    thing["sigmas_m"] = [round(float(v), geometry.DIGITS) for v in position]
    thing["size_sigmas_m"] = [
        round(float(v), geometry.DIGITS) for v in np.hypot(edges, 2 * at_ends)
    ]
    thing["sigma_m"] = max(thing["sigmas_m"])
    return thing, cloud
