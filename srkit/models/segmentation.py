"""`--segment hf:MODEL`: the outlines of boxes, by models of the SAM family.

Pictures are prepared and masks taken back here, as SAM's processors do, without torchvision.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.errors import AddressError
from srkit.models.hub import load_eye, name_of
from srkit.records.address import Address

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet
KEEPS_SHAPE = {"sam", "sam_hq"}  # these fill a square up, the later ones stretch to it


class Segmenter:
    """A model that outlines what a box shows, and what it is called in rows."""

    def __init__(self, address: Address) -> None:
        from transformers import AutoModelForMaskGeneration

        address.only()
        self.model = load_eye(AutoModelForMaskGeneration, address.target)
        config = self.model.config
        self.type: str = config.model_type
        vision: Any = getattr(config, "vision_config", None)
        side = getattr(vision, "image_size", None) or getattr(
            getattr(config, "prompt_encoder_config", None), "image_size", None
        )
        if side is None or self.type.startswith("sam3"):  # which takes other colours
            raise AddressError(f"{address.text}: no segmenter of the SAM family")
        self.side = int(side)
        self.name = name_of(address, config)

    def look(self, image: Image.Image, boxes: Sequence[Sequence[float]]) -> list[NDArray[np.bool_]]:
        """Return the best of the masks that the model proposes for each box."""
        import torch

        width, height = image.size
        size = self._fitted(width, height)
        pixels = _prepared(image, size, self.side).to(self.model.device, self.model.dtype)
        scale = [size[0] / width, size[1] / height] * 2
        prompts = torch.tensor([[list(box) for box in boxes]]) * torch.tensor(scale)
        with torch.inference_mode():
            found = self.model(pixel_values=pixels, input_boxes=prompts.to(pixels))
        masks, scores = found.pred_masks[0].float(), found.iou_scores[0].float()
        best = masks[torch.arange(len(boxes)), scores.argmax(-1)]  # (boxes, h, w)
        whole = torch.nn.functional.interpolate(
            best[:, None], size=(self.side, self.side), mode="bilinear", align_corners=False
        )[:, :, : size[1], : size[0]]
        masks = torch.nn.functional.interpolate(
            whole, size=(height, width), mode="bilinear", align_corners=False
        )[:, 0]
        return list((masks > 0).cpu().numpy())

    def _fitted(self, width: int, height: int) -> tuple[int, int]:
        """Return the size at which a picture lies in the model's square."""
        if self.type not in KEEPS_SHAPE:
            return self.side, self.side
        scale = self.side / max(width, height)
        return int(width * scale + 0.5), int(height * scale + 0.5)


def _prepared(image: Image.Image, size: tuple[int, int], side: int) -> Any:
    import torch

    small = np.asarray(image.resize(size, Image.Resampling.BILINEAR), np.float32) / 255
    normal = (small - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    square = np.zeros((side, side, 3), np.float32)
    square[: size[1], : size[0]] = normal
    return torch.from_numpy(square).permute(2, 0, 1)[None]
