"""The models that look at pictures, as `describe` uses them: in batches, and never twice.

What a model saw lies in a folder, by the picture's hash and the model's revision: depth as 16-bit
PNG, which rows name, and a JSON file for what can't be in it.
"""

import hashlib
import json
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from srkit.errors import AddressError, RowError, SrkitError
from srkit.models.depth import DepthModel, Seen
from srkit.models.detection import Detector
from srkit.models.segmentation import Segmenter
from srkit.records.address import Address, parse_address
from srkit.records.paths import open_file
from srkit.records.rows import Depth, Region
from srkit.scene.depth import save_depth
from srkit.scene.finding import Found
from srkit.scene.looking import DepthEye, DetectEye, Estimate, Eyes, Picture, SegmentEye
from srkit.scene.regions import decode_mask, encode_mask

log = logging.getLogger(__name__)

UNITS_M = (0.0005, 0.001, 0.002, 0.005, 0.01)  # the finest that holds a picture's farthest point
# Weights that may not be used commercially, by what their names hold.
NON_COMMERCIAL = (
    ("depth-anything-v2", ("base", "large", "giant"), "CC-BY-NC-4.0"),
    ("depthpro", ("",), "Apple's research licence"),
    ("depth-pro", ("",), "Apple's research licence"),
)
T = TypeVar("T")


def load_eyes(
    eyes: Eyes, depth: str, detect: str | None, segment: str | None, cache: str,
    batch_size: int,
) -> Eyes:  # fmt: skip
    """Load the models that are named, and return them as functions."""
    shelf = Shelf(cache)
    if depth != "row":
        eyes = eyes._replace(depth=_depth_eye(DepthModel(_hf(depth)), shelf))
    if detect:
        finder = Detector(_hf(detect))
        eyes = eyes._replace(detect=_detect_eye(finder, shelf), names={"detect": finder.name})
    if segment:
        outliner = Segmenter(_hf(segment))
        names = {**eyes.names, "segment": outliner.name}
        eyes = eyes._replace(segment=_segment_eye(outliner, shelf), names=names)
    return eyes._replace(window=batch_size)


def _hf(text: str) -> Address:
    address = parse_address(text)
    if address.scheme != "hf":
        raise AddressError(f"{text}: what looks at pictures is hf:FOLDER or hf:OWNER/REPO")
    return address


def license_of(name: str) -> str | None:
    """Return the licence of weights that are known not to be for commercial use."""
    low = name.lower()
    for family, sizes, said in NON_COMMERCIAL:
        if family in low and any(size in low for size in sizes):
            return said
    return None


class Shelf:
    """A folder of what models saw."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)

    def path(self, key: str, suffix: str) -> str:
        """Return where something lies."""
        return os.path.join(self.folder, key[:2], f"{key}{suffix}")

    def get(self, key: str) -> Any:
        """Return what is known, or None; what can't be read was never there."""
        try:
            with open(self.path(key, ".json"), encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return None

    def put(self, key: str, value: Any, depth: Any = None, unit_m: float = 0.0) -> None:
        """Keep something new: files appear whole, the JSON that names the depth comes last."""
        path = self.path(key, ".json")
        if os.path.exists(path):
            return
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            part = f"{path}.{os.getpid()}.part"
            if depth is not None:
                save_depth(f"{part}.png", depth, unit_m)
                os.replace(f"{part}.png", self.path(key, ".png"))
            with open(part, "w", encoding="utf-8") as file:
                json.dump(value, file)
            os.replace(part, path)
        except OSError as error:
            raise SrkitError(f"{error.filename or path}: {error.strerror}") from error


def key_of(picture: Picture, *more: str) -> str:
    """Return the name of what a model saw: it depends on the picture's bytes and on the model."""
    with open_file(picture.path) as file:
        digest = hashlib.sha256(file.read())
    digest.update(json.dumps(more).encode())
    return digest.hexdigest()[:40]


def each_or_all(items: Sequence[T], work: Callable[[Sequence[T]], Sequence[Any]]) -> list[Any]:
    """Do the work on all items together; if that fails on each, so that one spoils no other."""
    if not items:
        return []
    try:
        return list(work(items))
    except Exception as error:  # memory, or a picture that a processor can't take
        if len(items) == 1:
            return [RowError(f"the model failed: {type(error).__name__}: {error}")]
    return [one for item in items for one in each_or_all([item], work)]


def remembered(
    shelf: Shelf, keys: Sequence[str], work: Callable[[list[int]], list[Any]]
) -> list[Any]:
    """Return what the shelf has for each key; if it lacks one, `work` does all, each once.

    All, because what is seen depends a little on what is seen together; what is there stays.
    """
    found = {key: shelf.get(key) for key in dict.fromkeys(keys)}
    if None in found.values():
        once = [keys.index(key) for key in found]
        for key, value in zip(list(found), work(once), strict=True):
            found[key] = value if found[key] is None else found[key]
    return [found[key] for key in keys]


def _depth_eye(model: DepthModel, shelf: Shelf) -> DepthEye:
    license_name = license_of(model.name)
    if license_name:
        log.warning("%s: weights under %s, not for commercial use", model.name, license_name)

    def look(pictures: Sequence[Picture]) -> list[Estimate | Exception]:
        keys = [key_of(picture, "depth", model.name, model.kind) for picture in pictures]

        def work(missing: list[int]) -> list[Any]:
            images = [pictures[k].photo.image for k in missing]
            seen = each_or_all(images, model.look)
            return [_keep_depth(shelf, keys[k], one) for k, one in zip(missing, seen, strict=True)]

        return [_estimate(shelf, key, one) for key, one in
                zip(keys, remembered(shelf, keys, work), strict=True)]  # fmt: skip

    def _estimate(shelf: Shelf, key: str, known: Any) -> Estimate | Exception:
        if isinstance(known, Exception):
            return known
        depth: Depth = {"path": shelf.path(key, ".png"), "unit_m": known["unit_m"],
                        "kind": model.kind, "source": model.name}  # fmt: skip
        if license_name:
            depth["license"] = license_name
        return Estimate(depth, known["fov_deg"])

    return look


def _keep_depth(shelf: Shelf, key: str, seen: Seen | Exception) -> Any:
    if isinstance(seen, Exception):
        return seen
    depth = np.where(np.isfinite(seen.depth) & (seen.depth > 0), seen.depth, np.nan)
    if not np.isfinite(depth).any():
        return RowError("the model saw no depth in the picture")
    far = float(np.nanmax(depth))
    unit = next((unit for unit in UNITS_M if unit * 65535 >= far), far / 65535)
    if far < UNITS_M[0] * 1000:  # relative depth in a unit of its own
        unit = far / 65535
    known = {"unit_m": unit, "fov_deg": seen.fov_deg}
    shelf.put(key, known, depth, unit)
    return known


def _detect_eye(model: Detector, shelf: Shelf) -> DetectEye:
    def look(
        pictures: Sequence[Picture], words: Sequence[tuple[str, ...]]
    ) -> list[list[Found] | Exception]:
        keys = [key_of(picture, "detect", model.name, *said)
                for picture, said in zip(pictures, words, strict=True)]  # fmt: skip

        def work(missing: list[int]) -> list[Any]:
            asked = [(pictures[k].photo.image, words[k]) for k in missing]
            seen = each_or_all(
                asked, lambda some: model.look([i for i, _ in some], [w for _, w in some])
            )
            for k, one in zip(missing, seen, strict=True):
                if not isinstance(one, Exception):
                    shelf.put(keys[k], one)
            return seen

        return [one if isinstance(one, Exception) else [Found(*box) for box in one]
                for one in remembered(shelf, keys, work)]  # fmt: skip

    return look


def _segment_eye(model: Segmenter, shelf: Shelf) -> SegmentEye:
    def look(picture: Picture, regions: Sequence[Region]) -> list[Region]:
        boxes = [region["box"] for region in regions]
        key = key_of(picture, "segment", model.name, json.dumps(boxes))
        known = shelf.get(key)
        if known is None:
            images = [picture.photo.image]
            found = each_or_all(images, lambda some: [model.look(some[0], boxes)])
            if isinstance(found[0], Exception):
                raise found[0]
            known = [encode_mask(mask) for mask in found[0]]
            shelf.put(key, known)
        return [_outlined(region, mask, picture.photo.image)
                for region, mask in zip(regions, known, strict=True)]  # fmt: skip

    return look


def _outlined(region: Region, mask: Any, image: Image.Image) -> Region:
    """Return a region with its mask; as it was if the mask is empty."""
    pixels = decode_mask(mask, image.width, image.height)
    return {**region, "mask": mask} if pixels.any() else region
