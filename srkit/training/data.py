"""From rows to what TRL's trainers take: pictures drawn when they are needed, messages as text.

Nothing is cut: a reply with one of the tokenizer's special tokens is refused.
"""

import json
from collections.abc import Iterable
from typing import Any

from datasets import Dataset

from srkit.errors import SrkitError
from srkit.models.prompts import trained_text
from srkit.records.rows import Row
from srkit.scene.regions import draw_regions, open_image

REPLIES = {"sft": ("completion",), "fdpo": ("chosen", "rejected")}


def make_dataset(rows: Iterable[Row], method: str, special_tokens: Iterable[str]) -> Dataset:
    """Return a dataset that opens and draws a picture when its row is asked for."""
    special = tuple(special_tokens)
    found = []
    for row in rows:
        for key in REPLIES[method]:
            refuse_special(row, key, special)
        kept: Row = {"image": str(row["image"]), "regions": json.dumps(row.get("regions", []))}
        kept |= {"question": row["question"], **{key: row[key] for key in REPLIES[method]}}
        if method == "fdpo":
            kept |= {f"{name}_delta": score_delta(row, name) for name in ("desc", "reason")}
        found.append(kept)
    if not found:
        raise SrkitError("no rows to train on")
    return Dataset.from_list(found).with_transform(_shown)


def score_delta(row: Row, segment: str) -> float:
    """Return ΔR of a segment."""
    return float(row["chosen_scores"][segment] - row["rejected_scores"][segment])


def refuse_special(row: Row, key: str, special: tuple[str, ...]) -> None:
    """Raise if a reply holds a special token: it would be read as one."""
    held = next((token for token in special if token and token in row[key]), None)
    if held:
        raise SrkitError(f"row {row['id']!r}: '{key}' holds the special token {held}")


def _shown(batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Turn stored columns into images and messages."""
    count = len(batch["image"])
    shown: dict[str, list[Any]] = {"images": [], "prompt": []}
    for k in range(count):
        row = {"question": batch["question"][k], "regions": json.loads(batch["regions"][k])}
        shown["images"].append([draw_regions(open_image(batch["image"][k]), row["regions"])])
        shown["prompt"].append([{"role": "user", "content": trained_text(row)}])
    for key in ("completion", "chosen", "rejected"):
        if key in batch:
            shown[key] = [[{"role": "assistant", "content": text}] for text in batch[key]]
    for key in ("desc_delta", "reason_delta"):
        if key in batch:
            shown[key] = batch[key]
    return shown
