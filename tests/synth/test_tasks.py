"""Tasks depend on seed, split and index alone; answers agree with an independent computation."""

import hashlib
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from srkit.records.flow import flatten
from srkit.scene.regions import decode_mask
from srkit.synth.tasks import synth_tasks


def made(folder: Path, indices: range, **settings: object) -> list[dict]:
    return list(flatten(synth_tasks(indices, str(folder), **settings)))


def pixels(row: dict) -> str:
    return hashlib.sha256(Path(row["image"]).read_bytes()).hexdigest()


def test_same_rows_and_pixels_whatever_else_is_made(tmp_path: Path) -> None:
    whole = made(tmp_path / "a", range(12))
    part = made(tmp_path / "b", range(6, 8))
    for one, other in zip(whole[6:8], part, strict=True):
        assert pixels(one) == pixels(other)
        assert one["question"] == other["question"] and one["regions"] == other["regions"]
    other_seed = made(tmp_path / "c", range(1), seed=1)[0]
    other_split = made(tmp_path / "d", range(1), split="test")[0]
    assert len({pixels(whole[0]), pixels(other_seed), pixels(other_split)}) == 3
    assert len({row["id"] for row in (*whole, other_seed, other_split)}) == 14


def test_balanced(tmp_path: Path) -> None:
    rows = made(tmp_path, range(80))
    behind = [row["truth"]["value"] for row in rows if row["category"] == "behind_predicate"]
    assert (len(behind), sum(behind)) == (40, 20)


def points_of(row: dict, region: dict) -> list[tuple[float, float, float]]:
    """Points of a region from depth, mask and camera, written apart from srkit's own way."""
    raw = np.asarray(Image.open(row["depth"]["path"]))
    mask = decode_mask(region["mask"], raw.shape[1], raw.shape[0])
    camera, tilt = row["camera"], math.radians(row["camera"]["pitch_deg"])
    found = []
    for v in range(raw.shape[0]):
        for u in range(raw.shape[1]):
            if mask[v, u] and raw[v, u]:
                z = int(raw[v, u]) * row["depth"]["unit_m"]
                x = (u - camera["cx"]) * z / camera["fx"]
                y = (v - camera["cy"]) * z / camera["fy"]
                down = math.cos(tilt) * y - math.sin(tilt) * z
                forward = math.sin(tilt) * y + math.cos(tilt) * z
                found.append((x, down, forward))
    return found


def test_truth_against_plain_loops(tmp_path: Path) -> None:
    for row in made(tmp_path, range(16)):
        a, b = (points_of(row, region) for region in row["regions"])
        if row["category"] == "behind_predicate":
            assert (min(p[2] for p in a) > min(p[2] for p in b)) is row["truth"]["value"]
        else:
            there = sum(min(math.dist(p, q) for q in b) for p in a) / len(a)
            back = sum(min(math.dist(p, q) for q in a) for p in b) / len(b)
            assert row["truth"]["value"] == pytest.approx((there + back) / 2, abs=1e-4)
