"""From rows to what TRL's trainers take: pictures drawn when they are needed, messages as text.

Nothing is cut, and nothing bad is trained on: a row that can't be used is refused at the start.
"""

import json
from collections.abc import Iterable
from typing import Any

from datasets import Dataset

from srkit.errors import RowError, SrkitError
from srkit.models.prompts import trained_text
from srkit.records.paths import open_file
from srkit.records.rows import Row
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions

REPLIES = {"sft": ("completion",), "fdpo": ("chosen", "rejected")}


def make_dataset(rows: list[Row], method: str, special_tokens: Iterable[str]) -> Dataset:
    """Return a dataset that opens and draws a picture when its row is asked for."""
    special = tuple(filter(None, special_tokens))
    kept = []
    for row in rows:
        refuse_unusable(row, ("question", *REPLIES[method]), special)
        columns: Row = {key: row[key] for key in ("id", "question", *REPLIES[method])}
        columns["image"] = str(row["image"])
        columns["regions"] = json.dumps(row.get("regions") or [])
        if method == "fdpo":
            columns |= {f"{name}_delta": score_delta(row, name) for name in ("desc", "reason")}
        kept.append(columns)
    return Dataset.from_list(kept).with_transform(_shown)


def score_delta(row: Row, segment: str) -> float:
    """Return ΔR of a segment."""
    return float(row["chosen_scores"][segment] - row["rejected_scores"][segment])


def refuse_unusable(row: Row, keys: tuple[str, ...], special: tuple[str, ...]) -> None:
    """Raise for a row that can't be trained on, before anything is: it says which one and why."""
    for key in keys:
        held = next((token for token in special if token in row[key]), None)
        if held:
            raise SrkitError(f"row {row['id']!r}: '{key}' holds the special token {held}")
        if not row[key].strip():
            raise SrkitError(f"row {row['id']!r}: '{key}' is empty")
        if not row[key].isascii() and any("\ud800" <= letter <= "\udfff" for letter in row[key]):
            raise SrkitError(f"row {row['id']!r}: '{key}' holds half a character")
    try:
        open_file(row["image"]).close()
    except RowError as error:
        raise SrkitError(f"row {row['id']!r}: {error}") from error


def _shown(batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Turn stored columns into images and messages."""
    count = len(batch["image"])
    shown: dict[str, list[Any]] = {"images": [], "prompt": []}
    for k in range(count):
        row = {"question": batch["question"][k], "regions": json.loads(batch["regions"][k])}
        try:
            image = draw_regions(open_image(batch["image"][k]), row["regions"])
        except RowError as error:
            raise SrkitError(f"row {batch['id'][k]!r}: {error}") from error
        shown["images"].append([image])
        shown["prompt"].append([{"role": "user", "content": trained_text(row)}])
    for key in ("completion", "chosen", "rejected"):
        if key in batch:
            shown[key] = [[{"role": "assistant", "content": text}] for text in batch[key]]
    for key in ("desc_delta", "reason_delta"):
        if key in batch:
            shown[key] = batch[key]
    return shown
