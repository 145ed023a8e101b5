"""Which of the boxes that a detector found are things: sure, of a sensible size, once each."""

from collections.abc import Sequence
from typing import NamedTuple

from srkit.records.rows import Region

# What is looked for where neither the user nor the question names anything.
WORDS = (
    "person", "chair", "table", "sofa", "bed", "cabinet", "shelf", "desk", "lamp", "door", "window",
    "television", "monitor", "laptop", "keyboard", "book", "cup", "bottle", "bowl", "vase", "plant",
    "picture frame", "mirror", "clock", "pillow", "box", "bag", "bin", "stool", "bench", "sink",
    "toilet", "refrigerator", "oven", "microwave", "car", "truck", "bus", "bicycle", "motorcycle",
    "traffic light", "sign", "tree", "building", "dog", "cat", "bird", "horse", "umbrella", "ball",
)  # fmt: skip


class Limits(NamedTuple):
    """What a found box must have; a row says by which limits its things were chosen."""

    min_score: float = 0.3
    min_pixels: int = 25
    max_share: float = 0.75  # of the picture
    overlap: float = 0.5  # two boxes whose union they fill more than this with are one thing
    most: int = 20


class Found(NamedTuple):
    """A box that a detector found."""

    box: list[float]
    score: float
    name: str


def choose(
    found: Sequence[Found], given: Sequence[Region], size: tuple[int, int], limits: Limits
) -> tuple[list[Found], dict[str, int]]:
    """Return the things, surest first, and how many boxes were left out for what reason."""
    width, height = size
    kept: list[Found] = []
    taken = [list(map(float, region["box"])) for region in given]
    left_out = dict.fromkeys(("unsure", "small", "large", "overlapping", "too_many"), 0)
    for one in sorted(found, key=lambda one: (-one.score, one.box, one.name)):
        box = [min(max(v, 0.0), float(edge)) for v, edge in zip(one.box, size * 2, strict=True)]
        pixels = max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
        reason = None
        if one.score < limits.min_score:
            reason = "unsure"
        elif pixels < limits.min_pixels:
            reason = "small"
        elif pixels > limits.max_share * width * height:
            reason = "large"
        elif any(overlap(box, other) > limits.overlap for other in taken):
            reason = "overlapping"
        elif len(kept) >= limits.most:
            reason = "too_many"
        if reason:
            left_out[reason] += 1
            continue
        taken.append(box)
        kept.append(Found([round(v, 2) for v in box], one.score, one.name))
    return kept, {why: count for why, count in left_out.items() if count}


def overlap(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the share of two boxes' union that both cover."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return both / (areas - both)
