"""Ray casting in numpy: picture, exact depth and which shape each pixel shows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.records.rows import Camera
from srkit.scene.camera import unproject
from srkit.synth.world import CAMERA_HEIGHT_M, COLORS, SQUARE_M, Shape

Array = NDArray[np.float64]

_LIGHT = np.array([-0.45, -0.75, -0.48])  # towards the light, unit length
_SKY, _FLOOR = ((190, 205, 225), (150, 165, 195)), ((205, 200, 190), (120, 115, 110))


class Picture(NamedTuple):
    image: Image.Image
    depth_m: Array  # (H, W) along the optical axis; inf in the sky
    shown: NDArray[np.int64]  # (H, W) index of the shape, -1 for floor and sky


def render(shapes: list[Shape], camera: Camera, size_px: int) -> Picture:
    """Cast one ray a pixel; a ray's parameter is its depth, since its z before tilting is 1."""
    rays = unproject(np.ones((size_px, size_px)), camera)  # (H, W, 3)
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = np.where(rays[..., 1] > 0, CAMERA_HEIGHT_M / rays[..., 1], np.inf)
        shown = np.full(depth.shape, -1)
        colors = _ground(rays, depth)
        for index, shape in enumerate(shapes):
            near, normals = _HIT[shape.kind](shape, rays)
            nearer = near < depth
            depth[nearer], shown[nearer] = near[nearer], index
            light = 0.45 + 0.55 * np.clip(normals[nearer] @ _LIGHT, 0, 1)
            colors[nearer] = np.array(COLORS[shape.color]) * light[:, None]
    image = Image.fromarray(np.clip(colors, 0, 255).astype(np.uint8))
    return Picture(image, depth, shown)


def _ground(rays: Array, depth: Array) -> Array:
    """Return the colours of floor and sky, (H, W, 3)."""
    far = ~np.isfinite(depth)
    points = rays * np.where(far, 0, depth)[..., None]
    odd = (np.floor(points[..., 0] / SQUARE_M) + np.floor(points[..., 2] / SQUARE_M)) % 2
    floor = np.where(odd[..., None] == 0, np.array(_FLOOR[0]), np.array(_FLOOR[1]))
    up = np.clip(-rays[..., 1:2] * 2, 0, 1)
    sky = (1 - up) * np.array(_SKY[0]) + up * np.array(_SKY[1])
    return np.where(far[..., None], sky, floor)


def _hit_box(shape: Shape, rays: Array) -> tuple[Array, Array]:
    """Return where rays enter a box and the normals there; inf where they miss it."""
    half = shape.width / 2
    low = np.array([shape.x - half, CAMERA_HEIGHT_M - shape.height, shape.z - half])
    high = np.array([shape.x + half, CAMERA_HEIGHT_M, shape.z + half])
    first, second = low / rays, high / rays
    enter, leave = np.minimum(first, second), np.maximum(first, second)
    near = enter.max(-1)
    axis = enter.argmax(-1)
    hit = (near <= leave.min(-1)) & (near > 0)
    normals = np.zeros_like(rays)
    sign = -np.sign(np.take_along_axis(rays, axis[..., None], -1))
    np.put_along_axis(normals, axis[..., None], sign, -1)
    return np.where(hit, near, np.inf), normals


def _hit_ball(shape: Shape, rays: Array) -> tuple[Array, Array]:
    radius = shape.width / 2
    center = np.array([shape.x, CAMERA_HEIGHT_M - radius, shape.z])
    a, b = (rays**2).sum(-1), rays @ center
    root = b**2 - a * (center @ center - radius**2)
    near = np.where(root >= 0, (b - np.sqrt(np.maximum(root, 0))) / a, np.inf)
    near = np.where(near > 0, near, np.inf)
    normals = (rays * np.where(np.isfinite(near), near, 0)[..., None] - center) / radius
    return near, normals


def _hit_cylinder(shape: Shape, rays: Array) -> tuple[Array, Array]:
    radius, top = shape.width / 2, CAMERA_HEIGHT_M - shape.height
    flat, middle = rays[..., [0, 2]], np.array([shape.x, shape.z])
    a, b = (flat**2).sum(-1), flat @ middle
    root = b**2 - a * (middle @ middle - radius**2)
    side = np.where(root >= 0, (b - np.sqrt(np.maximum(root, 0))) / a, np.inf)
    y = side * rays[..., 1]
    side = np.where((side > 0) & (y >= top) & (y <= CAMERA_HEIGHT_M), side, np.inf)
    lid = top / rays[..., 1]  # the lid is seen from above only: it lies below the camera
    on_lid = ((flat * lid[..., None] - middle) ** 2).sum(-1) <= radius**2
    lid = np.where(on_lid & (lid > 0), lid, np.inf)
    normals = np.zeros_like(rays)
    at = flat * np.where(np.isfinite(side), side, 0)[..., None]
    normals[..., [0, 2]] = (at - middle) / radius
    normals[lid < side] = (0, -1, 0)
    return np.minimum(side, lid), normals


_HIT = {"box": _hit_box, "ball": _hit_ball, "cylinder": _hit_cylinder}
