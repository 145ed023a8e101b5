"""From a task to a scene: every region and thing of its picture measured in metres.

Models that look at the picture come as functions (`Eyes`); without them the row brings depth,
camera and masks.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from srkit.errors import RowError
from srkit.language.question import parse_question
from srkit.language.tags import tag
from srkit.records.flow import Result, each
from srkit.records.rows import Camera, Row
from srkit.scene import geometry, overlays
from srkit.scene.asking import ask_scene
from srkit.scene.camera import check_camera
from srkit.scene.depth import Depths, load_depth
from srkit.scene.facts import Scene, facts_of
from srkit.scene.floor import find_down
from srkit.scene.lens import SOURCES, camera_of, focal_px
from srkit.scene.looking import Eyes, Sight, look, windows
from srkit.scene.objects import measure_scene
from srkit.scene.order import order_facts
from srkit.scene.pictures import open_photo


class Settings(NamedTuple):
    """How scenes are described, beside the models that look."""

    camera: tuple[str, ...] = SOURCES
    ask: int = 0  # questions to make for each row
    overlay: str | None = None  # the folder for pictures of what was found
    seed: int = 0


def describe_rows(
    rows: Iterable[Row], eyes: Eyes | None = None, settings: Settings | None = None
) -> Iterator[Result]:
    """Measure the scene of every task."""
    eyes, settings = eyes or Eyes(), settings or Settings()
    # The questions about a picture come one after another. Not longer than a run: files change.
    open_once = lru_cache(maxsize=2)(open_photo)
    for window in windows(rows, eyes.window):
        sights = look(window, eyes, open_once)

        def work(row: Row, sights: Iterator[Sight | Exception] = sights) -> Result:
            sight = next(sights)
            if isinstance(sight, Exception):
                raise sight
            return Result(_described(row, sight, settings))

        yield from each("describe", work, window)


def _described(row: Row, sight: Sight, settings: Settings) -> list[Row]:
    """Return the row's scene, or the questions that are made of it."""
    scene, depth = describe_task(row, sight, settings.camera)
    named = parse_question(row["question"]).regions
    if not settings.ask and named and max(named) >= len(sight.regions):
        raise RowError(
            f"the question names {tag(max(named))}, the row has {len(sight.regions)} regions"
        )
    found = ask_scene(scene, settings.ask, settings.seed) if settings.ask else [scene]
    if settings.overlay is not None:
        for one in found:
            overlays.save(settings.overlay, one, sight.photo.image, depth)
    return found


def describe_task(row: Row, sight: Sight, sources: tuple[str, ...] = SOURCES) -> tuple[Row, Depths]:
    """Return the task as a SceneRow, and its depth."""
    image, estimate = sight.photo.image, sight.estimate
    if estimate is None and "depth" not in row:
        raise RowError("the row has no 'depth' (--depth hf:MODEL finds it)")
    depth = estimate.depth if estimate else row["depth"]
    values = load_depth(depth, image.width, image.height)
    scene: Row = {**row, "width": image.width, "height": image.height, "depth": depth}
    if sight.regions or "regions" in row:
        scene["regions"] = sight.regions
    if sight.things or "things" in row:
        scene["things"] = sight.things
    if sight.found is not None:
        scene["found"] = sight.found
    if sight.photo.is_turned:
        scene["upright"] = True
    if not np.isfinite(values).any():
        raise RowError("the depth holds no depth: nothing in it is above 0")
    asked = parse_question(row["question"]).regions or list(range(len(sight.regions)))
    if depth["kind"] == "relative":
        scene |= {"objects": [], "distances_m": [], "definitions": geometry.DEFINITIONS}
        return {**scene, "facts": order_facts(scene, image, values, asked)}, values
    fov_deg = estimate.fov_deg if estimate else None
    camera = camera_of(row, sight.photo, fov_deg, sources)
    check_camera(camera)
    if fov_deg is not None and camera.get("source") != "model":
        # Such a model's metres are those of its own lens: another one scales them.
        scale = camera["fx"] / focal_px(image.width, fov_deg)
        values = values * scale
        scene["depth"] = {**depth, "unit_m": depth["unit_m"] * scale}
    scene["camera"] = camera = with_down(camera, values)
    scene |= measure_scene(image, values, camera, sight.regions, sight.things)
    scene["definitions"] = geometry.DEFINITIONS
    return {**scene, "facts": facts_of(Scene(scene), asked)}, values


def with_down(camera: Camera, depth_m: Depths) -> Camera:
    """Return the camera with its pitch and roll, and whether row or floor tells them."""
    if "pitch_deg" in camera:
        return {"down": "row", **camera}
    found = find_down(depth_m, camera)
    if found is None:
        return camera
    return {**camera, "pitch_deg": found[0], "roll_deg": found[1], "down": "floor"}
