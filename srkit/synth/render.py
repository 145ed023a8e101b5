"""Ray casting in numpy: exact depth and which thing each pixel shows, then the picture.

One ray a pixel; a ray's parameter is its depth, since its z before tilting is 1. A part is cast
only at the pixels around it. The frame is the camera's, gravity-aligned: x right, y down, z ahead.
"""

import itertools
import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.records.rows import Camera
from srkit.scene.camera import gravity_rotation, rays_of
from srkit.synth.cast import Array, cast, lengths
from srkit.synth.world import Part, Surface, World

Window = tuple[slice, slice]

AMBIENT = 0.45
SHADOW = 0.55  # of the light that is left where a thing stands before it
_SIDES = np.array(list(itertools.product((-0.5, 0.5), repeat=3)))  # (8, 3)


class Trace(NamedTuple):
    """What each pixel's ray meets first."""

    world: World
    camera: Camera
    rays: Array
    depth_m: Array  # (H, W) along the optical axis; inf in the sky
    shown: NDArray[np.int16]  # (H, W) index of the thing, -1 for floor, walls and sky
    part: NDArray[np.int16]  # (H, W) index of the part among all parts, -1 as above
    normals: Array  # (H, W, 3)
    outlines: list[int]  # pixels that each thing would have if nothing stood before it


def trace(world: World, size_px: int) -> Trace:
    """Cast a ray through every pixel."""
    camera = world.camera(size_px)
    rays = rays_of(camera, (size_px, size_px))
    depth = _background_depth(world._replace(things=()), size_px).copy()
    shown, part_at = (np.full(depth.shape, -1, np.int16) for _ in range(2))
    normals = np.zeros(rays.shape)
    windows = iter(_windows(_boxes(world), camera, size_px))
    number, outlines = 0, []
    for index, thing in enumerate(world.things):
        met: list[tuple[Window, NDArray[np.bool_]]] = []
        for part in thing.parts:
            window = next(windows)
            if window is not None:
                near, facing = cast(part, world.camera_height_m, rays[window])
                met.append((window, near < np.inf))
                nearer = near < depth[window]
                depth[window][nearer] = near[nearer]
                shown[window][nearer] = index
                part_at[window][nearer] = number
                normals[window][nearer] = facing[nearer]
            number += 1
        outlines.append(_count(met, depth.shape))
    return Trace(world, camera, rays, depth, shown, part_at, normals, outlines)


def _count(met: list[tuple[Window, NDArray[np.bool_]]], shape: tuple[int, ...]) -> int:
    """Return how many pixels are in any of some windows' masks."""
    if len(met) == 1:
        return int(np.count_nonzero(met[0][1]))
    outline = np.zeros(shape, bool)
    for window, mask in met:
        outline[window] |= mask
    return int(np.count_nonzero(outline))


def paint(traced: Trace) -> Image.Image:
    """Return the picture of what was traced."""
    world, size_px = traced.world, len(traced.shown)
    light = _light(world)
    colors = _background_colors(world._replace(things=()), size_px).copy()
    parts = [part for thing in world.things for part in thing.parts]
    on = traced.part >= 0
    if parts and on.any():
        at, normals = traced.part[on], traced.normals[on]
        lit = AMBIENT + (1 - AMBIENT) * np.clip(normals @ light, 0, 1)
        colors[on] = np.array([part.rgb for part in parts], float)[at] * lit[:, None]
        shines = np.array([part.shine for part in parts])[at]
        if shines.any():
            rays = traced.rays[on]
            mirrored = rays - 2 * (rays * normals).sum(-1, keepdims=True) * normals
            gloss = np.clip((mirrored @ light) / lengths(mirrored)[:, 0], 0, 1) ** 24
            colors[on] += 255 * (shines * gloss)[:, None]
    if world.has_shadows:
        colors[_shadows(traced, light)] *= SHADOW
    return Image.fromarray(np.clip(colors, 0, 255).astype(np.uint8))


def _light(world: World) -> Array:
    right, up, ahead = world.light
    return np.array([right, -up, ahead])


@lru_cache(maxsize=2)  # the simple world has one background, unless its camera moves
def _background_depth(world: World, size_px: int) -> Array:
    """Return the depth of floor and walls."""
    rays = rays_of(world.camera(size_px), (size_px, size_px))
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = np.where(rays[..., 1] > 0, world.camera_height_m / rays[..., 1], np.inf)
    for _, near in _planes(world, rays):
        np.minimum(depth, near, out=depth)
    return depth


def _planes(world: World, rays: Array) -> list[tuple[int, Array]]:
    """Return the axis and the depth of each wall, and of the ceiling, inf where it is not met."""
    if world.room is None:
        return []
    left, right, back, height = world.room
    top = world.camera_height_m - height  # y of the walls' upper edge
    places = [(0, left), (0, right), (2, back), (1, top)]
    found = []
    for axis, place in places[: 4 if world.has_ceiling else 3]:
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.where(rays[..., axis] * place > 0, place / rays[..., axis], np.inf)
            beyond = (near * rays[..., 1] < top - 1e-9) | (near * rays[..., 2] > back + 1e-9)
        found.append((axis, np.where(beyond, np.inf, near)))
    return found


@lru_cache(maxsize=2)
def _background_colors(world: World, size_px: int) -> Array:
    """Return the colours of floor, walls and sky."""
    rays = rays_of(world.camera(size_px), (size_px, size_px))
    depth = _background_depth(world, size_px)
    up = np.clip(-rays[..., 1:2] * 2, 0, 1)
    colors = (1 - up) * np.array(world.sky[0], float) + up * np.array(world.sky[1], float)
    seen = np.isfinite(depth)
    points = rays[seen] * depth[seen][:, None]
    fade = np.exp(-np.maximum(depth[seen] - 5, 0) / 6)[:, None]  # far squares blur into one
    floor = _pattern(world.floor, points[:, 0], points[:, 2], fade)
    colors[seen] = floor * (AMBIENT + (1 - AMBIENT) * world.light[1])
    for axis, near in _planes(world, rays):
        on = (near <= depth) & seen
        points = rays[on] * near[on][:, None]
        lit = AMBIENT + 0.15 + 0.4 * abs(world.light[{0: 0, 1: 1, 2: 2}[axis]])
        across = points[:, 2 if axis == 0 else 0]
        one = np.ones((len(points), 1))
        assert world.walls is not None
        colors[on] = _pattern(world.walls, across, points[:, 2 if axis == 1 else 1], one) * lit
    return colors


def _pattern(surface: Surface, u: Array, v: Array, fade: Array) -> Array:
    one, other = (np.array(rgb, float) for rgb in surface.colors)
    row = np.floor(u / surface.square_m)
    if surface.length == 1:
        share = (row + np.floor(v / surface.square_m)) % 2
    else:  # boards, which begin at different places and are of four shades
        board = np.floor(v / (surface.square_m * surface.length) + (0.37 * row) % 1)
        share = (5 * row + 3 * board) % 4 / 3
    middle = (one + other) / 2
    return middle + fade * (one + share[:, None] * (other - one) - middle)


def _shadows(traced: Trace, light: Array) -> NDArray[np.bool_]:
    """Return the pixels that lie in the shadow of a part."""
    world = traced.world
    dark = np.zeros(traced.shown.shape, bool)
    boxes = _boxes(world)
    drop = (world.camera_height_m - boxes[..., 1:2]) / -light[1]
    fallen = np.concatenate([boxes, boxes - light * drop], 1)
    windows = iter(_windows(fallen, traced.camera, len(traced.shown)))
    near = np.where(np.isfinite(traced.depth_m), traced.depth_m, 0.0)
    points = traced.rays * near[..., None] + light * 0.004
    for part in itertools.chain.from_iterable(thing.parts for thing in world.things):
        window = next(windows)
        if window is not None:
            start = points[window]
            towards = np.broadcast_to(light, start.shape)
            away, _ = cast(part, world.camera_height_m, towards, start)
            dark[window] |= away < np.inf
    return dark & (near > 0)


def _boxes(world: World) -> Array:
    """Return the corners of a box around each part, (parts, 8, 3)."""
    parts = [part for thing in world.things for part in thing.parts]
    middles = np.array([middle_of(part, world.camera_height_m) for part in parts])
    sizes = np.array([
        (math.hypot(p.width, p.depth),) * 2 if p.yaw else (p.width, p.depth) for p in parts
    ]).reshape(-1, 2)  # fmt: skip
    extents = np.stack([sizes[:, 0], [part.height for part in parts], sizes[:, 1]], 1)
    return middles.reshape(-1, 1, 3) + _SIDES * extents[:, None]


def middle_of(part: Part, camera_height_m: float) -> tuple[float, float, float]:
    """Return a part's middle in the camera's frame."""
    return part.x, camera_height_m - part.up - part.height / 2, part.z


def _windows(boxes: Array, camera: Camera, size_px: int) -> list[Window | None]:
    """Return the pixels around each box; all of them for one that reaches beside the camera."""
    seen = boxes @ gravity_rotation(camera)  # back into the camera's own frame
    z = np.maximum(seen[..., 2], 1e-6)
    columns = camera["fx"] * seen[..., 0] / z + camera["cx"]
    rows = camera["fy"] * seen[..., 1] / z + camera["cy"]
    limits = np.stack([np.floor(rows.min(1)), np.ceil(rows.max(1)) + 1,
                       np.floor(columns.min(1)), np.ceil(columns.max(1)) + 1], 1)  # fmt: skip
    nearest, farthest = seen[..., 2].min(1), seen[..., 2].max(1)
    limits[nearest < 0.05] = (0, size_px, 0, size_px)
    found: list[Window | None] = []
    edges = np.clip(limits, 0, size_px).astype(int).tolist()
    for (top, bottom, left, right), far in zip(edges, farthest, strict=True):
        is_seen = top < bottom and left < right and far > 0
        found.append((slice(top, bottom), slice(left, right)) if is_seen else None)
    return found
