"""`--detect hf:MODEL`: boxes of things, by transformers' detectors.

Zero-shot ones (Grounding DINO, OWL-ViT, OWLv2) look for the words that they are given; the others
know the classes that they were trained on, and words choose among these.
"""

import re
from collections.abc import Sequence
from typing import Any

from PIL import Image

from srkit.models.hub import load_eye, load_part, name_of
from srkit.records.address import Address
from srkit.scene.finding import WORDS, Found

LOWEST = 0.05  # what is less sure is not even counted


class Detector:
    """A detector, and what it is called in rows."""

    def __init__(self, address: Address) -> None:
        from transformers import (
            AutoConfig,
            AutoImageProcessor,
            AutoModelForObjectDetection,
            AutoModelForZeroShotObjectDetection,
            AutoProcessor,
        )
        from transformers.models.auto.modeling_auto import (
            MODEL_FOR_ZERO_SHOT_OBJECT_DETECTION_MAPPING_NAMES as ZERO_SHOT,
        )

        address.only()
        config = load_part(AutoConfig, address.target)
        self.is_zero_shot = config.model_type in ZERO_SHOT
        kind = AutoModelForZeroShotObjectDetection if self.is_zero_shot else (
            AutoModelForObjectDetection)  # fmt: skip
        processor = AutoProcessor if self.is_zero_shot else AutoImageProcessor
        self.model = load_eye(kind, address.target)
        self.processor = load_part(processor, address.target)
        self.type: str = config.model_type
        self.name = name_of(address, config)

    def look(
        self, images: Sequence[Image.Image], words: Sequence[tuple[str, ...]]
    ) -> list[list[Found]]:
        """Return the boxes of each picture; pictures of one shape and its words go together."""
        found: list[list[Found]] = [[] for _ in images]
        asked = [one if self.is_zero_shot else () for one in words]
        kinds = [(image.size, said) for image, said in zip(images, asked, strict=True)]
        for kind in dict.fromkeys(kinds):
            at = [k for k, one in enumerate(kinds) if one == kind]
            boxes = self._forward([images[k] for k in at], list(kind[1]))
            for k, seen in zip(at, boxes, strict=True):
                found[k] = [one for one in seen if self._is_wanted(one, words[k])]
        return found

    def _is_wanted(self, found: Found, words: tuple[str, ...]) -> bool:
        # Where nobody named anything, a detector with classes of its own says all that it knows.
        return self.is_zero_shot or words == WORDS or found.name.lower() in words

    def _forward(self, images: list[Image.Image], words: list[str]) -> list[list[Found]]:
        import torch

        sizes = [(image.height, image.width) for image in images]
        text: Any = {}
        if self.is_zero_shot:
            is_dino = "dino" in self.type
            said: Any = f"{'. '.join(words)}." if is_dino else words
            text = {"text": [said] * len(images)}
        inputs = self.processor(images=images, return_tensors="pt", **text).to(self.model.device)
        with torch.inference_mode():
            outputs = self.model(**inputs)
        if not self.is_zero_shot:
            results = self.processor.post_process_object_detection(
                outputs, threshold=LOWEST, target_sizes=sizes
            )
            labels = self.model.config.id2label
            return [_found(one, [labels[int(k)] for k in one["labels"]]) for one in results]
        more: Any = {"text_threshold": LOWEST}
        if "dino" not in self.type:
            more = {"text_labels": [words] * len(images)}
        results = self.processor.post_process_grounded_object_detection(
            outputs, threshold=LOWEST, target_sizes=sizes, **more
        )
        return [_found(one, [_name(str(name), words) for name in one["text_labels"]])
                for one in results]  # fmt: skip


def _name(said: str, words: list[str]) -> str:
    """Return the word that was found; Grounding DINO gives back pieces of all of them."""
    said = said.strip(" .,[]#").lower()
    if said in words:
        return said
    whole = [word for word in words if re.search(rf"\b{re.escape(word)}\b", said)]
    if whole:
        return max(whole, key=len)
    return next((word for word in words if said and said in word.split()), "object")


def _found(result: Any, names: list[str]) -> list[Found]:
    boxes, scores = result["boxes"].tolist(), result["scores"].tolist()
    return [
        Found([float(v) for v in box], float(score), name)
        for box, score, name in zip(boxes, scores, names, strict=True)
    ]
