"""Rays against parts: points lie on the surface's own equation, normals face outwards."""

import math

import numpy as np
import pytest

from srkit.synth.cast import cast
from srkit.synth.world import Part

HEIGHT = 1.5  # of the camera


def hits(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Points and normals in the part's own axes, from its middle; a fine grid of rays."""
    x, y = np.meshgrid(np.linspace(-0.6, 0.6, 120), np.linspace(-0.6, 0.6, 120))
    rays = np.stack([x, y, np.ones_like(x)], -1)
    near, normals = cast(part, HEIGHT, rays)
    on = np.isfinite(near)
    assert on.sum() > 200
    points = rays[on] * near[on][:, None]
    middle = (part.x, HEIGHT - part.up - part.height / 2, part.z)
    turn = part.yaw

    def own(vectors: np.ndarray) -> np.ndarray:
        u, v, w = vectors.T
        return np.stack([u * math.cos(turn) + w * math.sin(turn), v,
                         -u * math.sin(turn) + w * math.cos(turn)], 1)  # fmt: skip

    facing = (normals[on] * rays[on]).sum(1)
    assert (facing < 1e-9).all(), "a surface that is seen faces the viewer"
    assert np.linalg.norm(normals[on], axis=1) == pytest.approx(1.0)
    return own(points - np.array(middle)), own(normals[on])


@pytest.mark.parametrize("yaw", [0.0, 0.4])
def test_box(yaw: float) -> None:
    points, normals = hits(Part("box", 0.2, 3.0, 0.3, 0.8, 0.6, 1.0, (0, 0, 0), yaw))
    off = np.abs(points) - np.array([0.4, 0.3, 0.5])
    assert np.abs(off.max(1)).max() < 1e-9
    axis = off.argmax(1)
    assert (np.take_along_axis(normals, axis[:, None], 1)[:, 0] * np.sign(
        np.take_along_axis(points, axis[:, None], 1)[:, 0]) > 0.99).all()  # fmt: skip


def test_ellipsoid() -> None:
    points, normals = hits(Part("ball", -0.1, 3.0, 0.5, 0.8, 0.5, 1.0, (0, 0, 0)))
    assert ((points / np.array([0.4, 0.25, 0.5])) ** 2).sum(1) == pytest.approx(1.0)
    assert ((points * normals).sum(1) > 0).all()


@pytest.mark.parametrize("taper", [1.0, 0.5, 0.0])
def test_post(taper: float) -> None:
    for up in (0.0, 2.0):  # seen from above, and from below
        points, normals = hits(Part("post", 0.0, 3.0, up, 1.0, 0.8, 1.0, (0, 0, 0), taper=taper))
        radius = 0.5 * (taper + (1 - taper) * (points[:, 1] + 0.4) / 0.8)  # y points down
        on_side = np.abs(np.hypot(points[:, 0], points[:, 2]) - radius) < 1e-9
        on_lid = (np.abs(np.abs(points[:, 1]) - 0.4) < 1e-9) & (
            np.hypot(points[:, 0], points[:, 2]) <= radius + 1e-9)  # fmt: skip
        assert (on_side | on_lid).all()
        assert (normals[on_lid & ~on_side][:, 1] == (1 if up else -1)).all()


def test_rays_from_other_points() -> None:
    part = Part("box", 0.0, 3.0, 0.0, 1.0, 1.0, 1.0, (0, 0, 0))
    start = np.array([[0.0, -2.0, 3.0], [2.0, -2.0, 3.0]])
    down = np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    near, _ = cast(part, HEIGHT, down, start)
    assert near.tolist() == [2.5, np.inf], "the top is 1 m above the floor, 0.5 below the camera"
