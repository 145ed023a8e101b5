"""Where rays meet a box, an ellipsoid or an upright post, and which way the surface faces."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from srkit.synth.world import Part

Array = NDArray[np.float64]
Hit = tuple[Array, Array]  # how far along a ray it enters, inf where it misses; outward normals


def cast(part: Part, camera_height_m: float, rays: Array, start: Array | None = None) -> Hit:
    """Return where rays meet a part; they start at the camera, or at points of their own."""
    middle = np.array([part.x, camera_height_m - part.up - part.height / 2, part.z])
    begin = -middle if start is None else start - middle
    if not part.yaw:
        return _HIT[part.kind](part, begin, rays)
    cos, sin = math.cos(part.yaw), math.sin(part.yaw)
    turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    near, normals = _HIT[part.kind](part, begin @ turn.T, rays @ turn.T)
    return near, normals @ turn


def _hit_box(part: Part, start: Array, rays: Array) -> Hit:
    half = np.array([part.width, part.height, part.depth]) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (-half - start) / rays, (half - start) / rays
    enter, leave = np.fmin(first, second), np.fmax(first, second)
    near = enter.max(-1)
    hit = (near <= leave.min(-1)) & (near > 0)
    normals = np.where(enter == near[..., None], -np.sign(rays), 0.0)
    return np.where(hit, near, np.inf), normals


def _hit_ball(part: Part, start: Array, rays: Array) -> Hit:
    """An ellipsoid: a ball of radius 1 once lengths are taken in its half axes."""
    half = np.array([part.width, part.height, part.depth]) / 2
    s, r = start / half, rays / half
    a, b, c = (r * r).sum(-1), (s * r).sum(-1), (s * s).sum(-1) - 1
    root = b * b - a * c
    near = np.where(root >= 0, (-b - np.sqrt(np.maximum(root, 0))) / a, np.inf)
    near = np.where(near > 0, near, np.inf)
    normals = (s + r * np.where(near < np.inf, near, 0)[..., None]) / half
    return near, normals / lengths(normals)


def _hit_post(part: Part, start: Array, rays: Array) -> Hit:
    """A cylinder, or a cone without its tip, with both lids."""
    radius, half = part.width / 2, part.height / 2
    slope = radius * (1 - part.taper) / part.height  # of the radius, downwards
    x, y, z = start[..., 0], start[..., 1], start[..., 2]
    u, v, w = rays[..., 0], rays[..., 1], rays[..., 2]
    wide, wider = radius * (1 + part.taper) / 2 + slope * y, slope * v
    a, b = u * u + w * w - wider**2, x * u + z * w - wide * wider
    root = b * b - a * (x * x + z * z - wide**2)
    reach = np.sqrt(np.maximum(root, 0))
    near = np.full(rays.shape[:-1], np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        # A cone's mirrored half can be met first, so both roots are looked at.
        for side in ((-b - reach) / a, (-b + reach) / a)[: 2 if slope else 1]:
            good = (root >= 0) & (side > 0) & (side < near) & (np.abs(y + side * v) <= half)
            near = np.where(good & (wide + side * wider >= 0), side, near)
        far = np.where(near < np.inf, near, 0.0)
        normals = np.stack([x + far * u, np.zeros_like(far), z + far * w], -1)
        if slope:
            normals[..., 1] = -slope * np.hypot(normals[..., 0], normals[..., 2])
        normals /= lengths(normals)
        for level, size in ((-half, part.taper * radius), (half, radius)):
            lid = (level - y) / v
            inside = (x + lid * u) ** 2 + (z + lid * w) ** 2 <= size**2
            good = inside & (lid > 0) & (lid < near)
            near = np.where(good, lid, near)
            normals[good] = (0, math.copysign(1, level), 0)
    return near, normals


def lengths(vectors: Array) -> Array:
    """Return the lengths of vectors, (…, 1), never 0."""
    return np.maximum(np.sqrt((vectors * vectors).sum(-1, keepdims=True)), 1e-12)


_HIT: dict[str, Callable[[Part, Array, Array], Hit]] = {
    "box": _hit_box, "ball": _hit_ball, "post": _hit_post,
}  # fmt: skip
