"""`--depth hf:MODEL`: depth from one picture, by transformers' depth models.

Metric models give metres along the optical axis. Relative ones tell only what is nearer: theirs is
an inverse depth, which is turned over so that larger is farther. What a processor would need
torchvision for is done here.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.errors import AddressError
from srkit.models.hub import load_eye, load_part, name_of
from srkit.records.address import Address

METRIC = {"depth_pro", "zoedepth", "glpn"}
RELATIVE = {"dpt"}
ZOE_PADDING = 3  # times the root of half a side: what its processor puts around a picture


class DepthSeen(NamedTuple):
    """Depth at every pixel, and the horizontal field of view if the model tells it."""

    depth: NDArray[np.float32]
    fov_deg: float | None


class DepthModel:
    """A depth model, and what it is called in rows."""

    def __init__(self, address: Address) -> None:
        from transformers import AutoImageProcessor, AutoModelForDepthEstimation

        address.only("kind")
        self.model = load_eye(AutoModelForDepthEstimation, address.target)
        self.type: str = self.model.config.model_type
        self.name = name_of(address, self.model.config)
        self.kind: Literal["metric", "relative"] = _kind(self.model.config, address)
        is_own = self.type == "depth_pro"
        if is_own and not self.model.config.use_fov_model:
            raise AddressError(f"{address.text}: without a field of view its depth has no scale")
        self.processor = None if is_own else load_part(AutoImageProcessor, address.target)

    def look(self, images: Sequence[Image.Image]) -> list[DepthSeen]:
        """Return what the model sees in each picture; those of one shape go in together."""
        inputs = [self._prepared(image) for image in images]
        seen: dict[int, DepthSeen] = {}
        for shape in dict.fromkeys(one.shape for one in inputs):
            at = [k for k, one in enumerate(inputs) if one.shape == shape]
            results = self._forward([inputs[k] for k in at], [images[k] for k in at])
            for k, found in zip(at, results, strict=True):
                seen[k] = found
        return [seen[k] for k in range(len(images))]

    def _prepared(self, image: Image.Image) -> Any:
        if self.processor is not None:
            return self.processor(images=[image], return_tensors="pt")["pixel_values"]
        return _prepared_for_depth_pro(image, self.model.config)

    def _forward(self, inputs: list[Any], images: list[Image.Image]) -> list[DepthSeen]:
        import torch

        pixels = torch.cat(inputs).to(self.model.device, self.model.dtype)
        with torch.inference_mode():
            found = self.model(pixel_values=pixels)
        fovs = getattr(found, "field_of_view", None)
        fovs = [None] * len(images) if fovs is None else fovs.flatten().tolist()
        return [
            DepthSeen(self._to_depth(values.float(), image, fov), fov)
            for values, image, fov in zip(found.predicted_depth, images, fovs, strict=True)
        ]

    def _to_depth(self, values: Any, image: Image.Image, fov: float | None) -> NDArray[np.float32]:
        """Return a prediction as depth at the picture's pixels."""
        import torch

        width, height = image.size
        pads = (0, 0)
        if self.type == "zoedepth" and getattr(self.processor, "do_pad", False):
            pads = tuple(int(np.sqrt(side / 2) * ZOE_PADDING) for side in (height, width))  # type: ignore[assignment]
        size = (height + 2 * pads[0], width + 2 * pads[1])
        values = torch.nn.functional.interpolate(
            values[None, None], size=size, mode="bilinear", align_corners=False
        )[0, 0, pads[0] : pads[0] + height, pads[1] : pads[1] + width]
        if self.type == "depth_pro":  # the inverse of depth over the picture's width
            assert fov is not None
            values = 1 / torch.clamp(values * 2 * np.tan(np.radians(fov) / 2), 1e-4, 1e4)
        found = values.cpu().numpy()
        if self.kind == "relative":
            found = found.max() - found + 1e-3 * max(float(np.ptp(found)), 1e-6)
        return found


def _kind(config: Any, address: Address) -> Literal["metric", "relative"]:
    """Return whether a model's depth is in metres."""
    said = getattr(config, "depth_estimation_type", None)
    if said is None and config.model_type in METRIC | RELATIVE:
        said = "metric" if config.model_type in METRIC else "relative"
    wanted = address.options.get("kind", said)
    if said not in (None, wanted):
        raise AddressError(f"{address.text}: its depth is {said}, by its own configuration")
    said = wanted
    if said not in ("metric", "relative"):
        raise AddressError(
            f"{address.text}: is its depth in metres? Say ?kind=metric or ?kind=relative"
        )
    return "metric" if said == "metric" else "relative"


def _prepared_for_depth_pro(image: Image.Image, config: Any) -> Any:
    """Return a picture as Depth Pro takes it: −1 to 1, then resized without smoothing."""
    import torch

    side = round(config.patch_size / min(config.scaled_images_ratios))
    pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1)[None].float() / 127.5 - 1
    return torch.nn.functional.interpolate(
        pixels, size=(side, side), mode="bilinear", align_corners=False
    )
