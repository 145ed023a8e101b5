"""The models that look at pictures, as `describe` uses them: in batches, and never twice.

What a model saw lies in a folder, by the picture's hash and the model's revision: depth as 16-bit
PNG, which rows name, and a JSON file for what can't be in it.
"""

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from srkit.errors import AddressError, RowError, SrkitError, plain
from srkit.models.depth import DepthModel, DepthSeen
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
VERSION = 1  # of what is made of a model's answer here; another one, and nothing is remembered
# Weights that may not be used commercially, by what their names hold.
NON_COMMERCIAL = (
    ("depthanythingv2", ("base", "large", "giant"), "CC-BY-NC-4.0"),
    ("depthpro", ("",), "Apple's research licence"),
)
T = TypeVar("T")


def load_eyes(
    eyes: Eyes, depth: str, detect: str | None, segment: str | None, cache: str,
    batch_size: int,
) -> Eyes:  # fmt: skip
    """Load the models that are named, and return them as functions."""
    shelf = Shelf(cache)
    if depth != "row":
        eyes = eyes._replace(depth=_depth_eye(DepthModel(_hf(depth)), shelf, batch_size))
    if detect:
        finder = Detector(_hf(detect))
        eyes = eyes._replace(
            detect=_detect_eye(finder, shelf, batch_size), names={"detect": finder.name}
        )
    if segment:
        outliner = Segmenter(_hf(segment))
        names = {**eyes.names, "segment": outliner.name}
        eyes = eyes._replace(segment=_segment_eye(outliner, shelf), names=names)
    return eyes._replace(window=batch_size)


def _hf(text: str) -> Address:
    address = parse_address(text)
    if address.scheme != "hf" or "name" in address.options:
        raise AddressError(
            f"{text}: what looks at pictures is hf:FOLDER or hf:OWNER/REPO[@REVISION]"
        )
    return address


def license_of(name: str) -> str | None:
    """Return the licence of weights that are known not to be for commercial use."""
    low = re.sub(r"[-_]", "", name.partition("@")[0].rstrip("/").rpartition("/")[2].lower())
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
        """Return what is known, or None; what can't be read, or has lost its depth, is not."""
        try:
            with open(self.path(key, ".json"), encoding="utf-8") as file:
                known = json.load(file)
        except (OSError, ValueError):
            return None
        has_depth = isinstance(known, dict) and "unit_m" in known
        return None if has_depth and not os.path.isfile(self.path(key, ".png")) else known

    def put(self, key: str, value: Any, depth: Any = None, unit_m: float = 0.0) -> None:
        """Keep something new: files appear whole, the JSON that names the depth comes last."""
        path = self.path(key, ".json")
        if self.get(key) is not None:
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


def key_of(picture: Picture, *more: str) -> str | Exception:
    """Return the name of what a model saw: it depends on the picture's bytes and on the model."""
    try:
        with open_file(picture.path) as file:
            digest = hashlib.sha256(file.read())
    except (OSError, RowError) as error:
        return error if isinstance(error, RowError) else RowError(plain(error))
    digest.update(json.dumps([VERSION, *more]).encode())
    return digest.hexdigest()[:40]


def all_or_each(
    items: Sequence[T], work: Callable[[Sequence[T]], Sequence[Any]], most: int = 1 << 30
) -> list[Any]:
    """Do the work on so many items together; if that fails on each, so that one spoils no other."""
    found: list[Any] = []
    for start in range(0, len(items), most):
        some = items[start : start + most]
        try:
            found += work(some)
        except Exception as error:  # memory, or a picture that can't be opened
            if isinstance(error, SrkitError) and not isinstance(error, RowError):
                raise  # a full disk, which is no picture's fault
            if len(some) > 1:
                found += all_or_each(some, work, 1)
            elif isinstance(error, RowError):
                found.append(error)
            else:
                found.append(RowError(f"the model failed: {type(error).__name__}: {error}"))
    return found


def remembered(
    shelf: Shelf, keys: Sequence[str | Exception], work: Callable[[list[int]], list[Any]]
) -> list[Any]:
    """Return what the shelf has for each key; if it lacks one, `work` does all, each once.

    All, because what is seen depends a little on what is seen together; what is there stays. A key
    that could not be made is its own answer.
    """
    found: dict[Any, Any] = {key: shelf.get(key) for key in keys if isinstance(key, str)}
    if None in found.values():
        once = [keys.index(key) for key in found]
        for key, value in zip(list(found), work(once), strict=True):
            found[key] = value if found[key] is None else found[key]
    return [found[key] if isinstance(key, str) else key for key in keys]


def _depth_eye(model: DepthModel, shelf: Shelf, most: int) -> DepthEye:
    license_name = license_of(model.name)
    if license_name:
        log.warning("%s: weights under %s, not for commercial use", model.name, license_name)

    def look(pictures: Sequence[Picture]) -> list[Estimate | Exception]:
        keys = [key_of(picture, "depth", model.name, model.kind) for picture in pictures]

        def work(missing: list[int]) -> list[Any]:
            def see(some: Sequence[int]) -> list[Any]:
                seen = model.look([pictures[k].photo.image for k in some])
                return [_keep_depth(shelf, str(keys[k]), one, model.kind)
                        for k, one in zip(some, seen, strict=True)]  # fmt: skip

            return all_or_each(missing, see, most)

        return [estimate(key, one) for key, one in
                zip(keys, remembered(shelf, keys, work), strict=True)]  # fmt: skip

    def estimate(key: Any, known: Any) -> Estimate | Exception:
        if isinstance(known, Exception):
            return known
        depth: Depth = {"path": shelf.path(key, ".png"), "unit_m": known["unit_m"],
                        "kind": model.kind, "source": model.name}  # fmt: skip
        if license_name:
            depth["license"] = license_name
        return Estimate(depth, known["fov_deg"])

    return look


def _keep_depth(shelf: Shelf, key: str, seen: DepthSeen, kind: str) -> Any:
    """Keep a picture's depth; metres beyond what the coarsest unit holds are not known."""
    depth = np.where(np.isfinite(seen.depth) & (seen.depth > 0), seen.depth, np.nan)
    if not np.isfinite(depth).any():
        return RowError("the model saw no depth in the picture")
    far = float(np.nanmax(depth))
    unit = far / 65535  # of relative depth
    if kind == "metric":
        unit = next((unit for unit in UNITS_M if unit * 65535 >= far), UNITS_M[-1])
    known = {"unit_m": unit, "fov_deg": seen.fov_deg}
    shelf.put(key, known, depth, unit)
    return known


def _detect_eye(model: Detector, shelf: Shelf, most: int) -> DetectEye:
    def look(
        pictures: Sequence[Picture], words: Sequence[tuple[str, ...]]
    ) -> list[list[Found] | Exception]:
        keys = [key_of(picture, "detect", model.name, *said)
                for picture, said in zip(pictures, words, strict=True)]  # fmt: skip

        def work(missing: list[int]) -> list[Any]:
            def see(some: Sequence[int]) -> list[Any]:
                seen = model.look([pictures[k].photo.image for k in some], [words[k] for k in some])
                for k, one in zip(some, seen, strict=True):
                    shelf.put(str(keys[k]), one)
                return seen

            return all_or_each(missing, see, most)

        return [one if isinstance(one, Exception) else [Found(*box) for box in one]
                for one in remembered(shelf, keys, work)]  # fmt: skip

    return look


def _segment_eye(model: Segmenter, shelf: Shelf) -> SegmentEye:
    def look(picture: Picture, regions: Sequence[Region]) -> list[Region]:
        boxes = [region["box"] for region in regions]
        key = key_of(picture, "segment", model.name, json.dumps(boxes))
        if isinstance(key, Exception):
            raise key
        known = shelf.get(key)
        if known is None:
            known = [encode_mask(mask) for mask in model.look(picture.photo.image, boxes)]
            shelf.put(key, known)
        return [_outlined(region, mask, picture.photo.image)
                for region, mask in zip(regions, known, strict=True)]  # fmt: skip

    return look


def _outlined(region: Region, mask: Any, image: Image.Image) -> Region:
    """Return a region with its mask; as it was if the mask is empty."""
    pixels = decode_mask(mask, image.width, image.height)
    return {**region, "mask": mask} if pixels.any() else region
