"""What a picture's masks show, measured: objects, their colours, and how far apart they are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.errors import RowError
from srkit.records.rows import Camera, Object, Region, Row
from srkit.scene import geometry
from srkit.scene.camera import Points, cloud_of, half_footprint, rays_of
from srkit.scene.clean import measure_seen, see
from srkit.scene.depth import Depths
from srkit.scene.regions import Mask, region_mask

HUES = {
    "red": (200, 40, 40),
    "orange": (230, 130, 40),
    "yellow": (225, 205, 50),
    "green": (50, 150, 60),
    "cyan": (60, 190, 200),
    "blue": (50, 80, 200),
    "purple": (130, 60, 170),
    "brown": (120, 80, 50),
}
COLORS = (*HUES, "white", "gray", "black")
_SHADES = np.array([np.array(rgb) / max(rgb) for rgb in HUES.values()])


def masks_of(regions: Sequence[Region], things: Sequence[Region], image: Image.Image) -> list[Mask]:
    """Return the mask of each; one without a pixel is a mistake in the row."""
    masks = []
    for k, given in enumerate([*regions, *things]):
        mask = region_mask(given, image.width, image.height)
        if not mask.any():
            at = f"regions[{k}]" if k < len(regions) else f"things[{k - len(regions)}]"
            raise RowError(f"the mask of {at} is empty")
        masks.append(mask)
    return masks


def measure_scene(
    image: Image.Image, depth_m: Depths, camera: Camera, regions: list[Region], things: list[Region]
) -> Row:
    """Return `objects` and `distances_m`; what shows too few points is left out of both."""
    given = [*regions, *things]
    pixels = np.asarray(image)
    objects: list[Object] = []
    clouds = []
    for index, mask in enumerate(masks_of(regions, things, image)):
        thing, cloud = measure_seen(see(mask, depth_m, camera["fx"]), camera, mask.shape)
        if thing is None:
            continue
        region = given[index]
        thing["name"] = region.get("name", "object")
        thing["box"] = region["box"]
        if "mask" in region:
            thing["mask"] = region["mask"]
        thing["color"] = measure_color(pixels, mask)
        if index < len(regions):
            thing["region"] = index
        objects.append(thing)
        clouds.append(cloud)
    return {"objects": objects, "distances_m": measure_distances(clouds)}


def measure_objects(
    depth_m: Depths, camera: Camera, pixels: list[NDArray[np.intp]]
) -> tuple[list[Object], list[Points]]:
    """Return what shows enough points as objects, by index, and the points of each.

    `pixels` are flat indices into a picture whose depth and masks are exact.
    """
    rays, depths = rays_of(camera, depth_m.shape).reshape(-1, 3), depth_m.ravel()
    objects: list[Object] = []
    clouds = []
    for index, chosen in enumerate(pixels):
        near = depths[chosen]
        seen = np.isfinite(near)
        cloud = cloud_of(rays[chosen][seen], near[seen])
        if len(cloud) < geometry.MIN_POINTS:
            continue
        thing = geometry.measure(cloud)
        thing["region"] = index
        thing["sigma_m"] = round(half_footprint(cloud, camera), geometry.DIGITS)
        objects.append(thing)
        clouds.append(cloud)
    return objects, clouds


def measure_color(pixels: NDArray[np.uint8], mask: Mask) -> str:
    """Return the name of the mask's median colour; shade is taken out before comparing."""
    median = np.median(pixels[mask], axis=0)
    if np.ptp(median) < 0.15 * max(median.max(), 1.0):
        return "white" if median.mean() > 190 else "black" if median.mean() < 50 else "gray"
    off = np.linalg.norm(median / median.max() - _SHADES, axis=1)
    return list(HUES)[int(off.argmin())]


def measure_distances(clouds: list[Points]) -> list[list[float | None]]:
    """Return the direct distance of every two objects."""
    count = len(clouds)
    table: list[list[float | None]] = [[0.0] * count for _ in range(count)]
    for i in range(count):
        for j in range(i + 1, count):
            distance = round(geometry.direct_distance(clouds[i], clouds[j]), geometry.DIGITS)
            table[i][j] = table[j][i] = distance
    return table
