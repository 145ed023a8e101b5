"""From rows to what TRL's trainers take: pictures drawn when they are needed, messages as text.

Nothing is cut, and nothing bad is trained on: a row that can't be used is refused at the start, one
that is too long for the model is left out and counted.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from datasets import Dataset

from srkit.errors import RowError, SrkitError
from srkit.models.prompts import trained_text
from srkit.records.paths import open_file
from srkit.records.rows import Row
from srkit.records.seeds import derive_seed
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions
from srkit.training.settings import REPLIES


class Looks(NamedTuple):
    """How regions are shown, and how the model's family writes coordinates."""

    regions: str = "overlay"
    convention: str = "pixels"


def stored(rows: Iterable[Row], method: str, special_tokens: Iterable[str]) -> list[Row]:
    """Return what is needed of each row; raise for one that can't be trained on."""
    special = tuple(filter(None, special_tokens))
    kept = []
    for row in rows:
        refuse_unusable(row, ("question", *REPLIES[method]), special)
        columns: Row = {key: row[key] for key in ("id", "question", *REPLIES[method])}
        columns["image"] = str(row["image"])
        columns["regions"] = json.dumps(row.get("regions") or [])
        if method != "sft":  # DPO is fDPO without differences
            for name in ("desc", "reason"):
                columns[f"{name}_delta"] = score_delta(row, name) if method == "fdpo" else 0.0
        kept.append(columns)
    return kept


def make_dataset(columns: list[Row], looks: Looks) -> Dataset:
    """Return a dataset that opens and draws a picture when its row is asked for."""
    return Dataset.from_list(columns).with_transform(partial(_shown, looks=looks))


def score_delta(row: Row, segment: str) -> float:
    """Return ΔR of a segment."""
    try:
        return float(row["chosen_scores"][segment] - row["rejected_scores"][segment])
    except (KeyError, TypeError) as error:
        raise SrkitError(f"row {row['id']!r}: no scores of '{segment}' on both sides") from error


def held_out(columns: list[Row], share: float, seed: int) -> tuple[list[Row], list[Row]]:
    """Split rows into those to learn from and those to evaluate on, no picture in both."""
    if not share:
        return columns, []
    known = {path: hash_of(path) for path in {row["image"] for row in columns}}
    pictures = sorted(set(known.values()), key=lambda one: derive_seed(seed, "held out", one))
    held = set(pictures[: max(1, round(share * len(pictures)))])
    parts: tuple[list[Row], list[Row]] = ([], [])
    for row in columns:
        parts[known[row["image"]] in held].append(row)
    return parts


def hash_of(path: str) -> str:
    """Return the hash of a picture's bytes: it is the same one wherever it lies."""
    with open_file(path) as file:
        return hashlib.sha256(file.read()).hexdigest()


def digest_of(columns: list[Row]) -> str:
    """Return what tells these rows from others, to know them again when a run goes on."""
    return hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()


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


def messages_of(row: Row, size: tuple[int, int], looks: Looks) -> Row:
    """Return prompt and replies of a stored row as messages."""
    asked = {"question": row["question"], "regions": json.loads(row["regions"])}
    said = [{"role": "user", "content": trained_text(asked, looks.regions, size, looks.convention)}]
    made: Row = {"prompt": said}
    for key in ("completion", "chosen", "rejected"):
        if key in row:
            made[key] = [{"role": "assistant", "content": row[key]}]
    return made


def _shown(batch: dict[str, list[Any]], looks: Looks) -> dict[str, list[Any]]:
    """Turn stored columns into images and messages."""
    count = len(batch["image"])
    rows: list[Row] = [{key: batch[key][k] for key in batch} for k in range(count)]
    made: list[Row] = []
    for row in rows:
        try:
            image = open_image(row["image"])
            if looks.regions in ("overlay", "both"):
                image = draw_regions(image, json.loads(row["regions"]))
        except RowError as error:
            raise SrkitError(f"row {row['id']!r}: {error}") from error
        deltas: Row = {key: row[key] for key in ("desc_delta", "reason_delta") if key in row}
        made.append({"images": [image], **messages_of(row, image.size, looks), **deltas})
    return {key: [one[key] for one in made] for key in made[0]}
