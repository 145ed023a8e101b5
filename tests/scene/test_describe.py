"""`describe` on synthetic tasks: the truth is found again, and what can't be measured says so."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from srkit.records.flow import flatten
from srkit.records.jsonl import read_files
from srkit.records.rows import TaskRow
from srkit.scene.describe import describe_rows
from srkit.scene.objects import measure_color
from srkit.scene.regions import decode_mask
from tests.conftest import Ran, read_rows


def described(path: Path) -> list[dict]:
    return list(flatten(describe_rows(read_files([str(path)], (TaskRow,)))))


def test_the_truth_is_found_again(tasks: Path) -> None:
    for row in described(tasks):
        facts = {(f["subject"], f["relation"], f.get("object")): f for f in row["facts"]}
        truth = row["truth"]
        if truth["relation"] == "behind":
            assert ((0, "behind", 1) in facts) is truth["value"]
            assert ((0, "front", 1) in facts) is not truth["value"]
        else:
            assert facts[0, "direct_distance", 1]["value"] == truth["value"]


def test_objects_are_regions_then_things(tasks: Path) -> None:
    for task, row in zip(read_rows(tasks), described(tasks), strict=True):
        named = [r["name"] for r in (*task["regions"], *task["things"])
                 if decode_mask(r["mask"], 96, 96).sum() >= 16]  # fmt: skip
        assert [thing["name"] for thing in row["objects"]] == named
        assert [thing.get("region") for thing in row["objects"][:2]] == [0, 1]
        assert all("region" not in thing for thing in row["objects"][2:])
        count = len(named)
        for i, j in itertools.product(range(count), repeat=2):
            assert row["distances_m"][i][j] == row["distances_m"][j][i]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.pop("depth"), "no 'depth'"),
        (lambda row: row.pop("camera"), "no 'camera'"),
        (lambda row: row.update(image="gone.png"), "no such file"),
        (lambda row: row["depth"].update(path=row["image"]), "grayscale"),
        (lambda row: row["camera"].update(fx=0), "focal"),
        (lambda row: row["camera"].update(cx=1e200), "centre"),
        (lambda row: row["regions"].append({"box": [5, 5, 5, 9]}), "no pixel"),
        (lambda row: row["regions"].append({"box": [99, 0, 120, 9]}), "no pixel"),
        (lambda row: row["regions"].append({"box": [1, 2]}), "four numbers"),
        (lambda row: row["regions"][0]["mask"].update(counts="zz"), "run lengths"),
        (lambda row: row["regions"][0]["mask"].update(counts=""), "run lengths"),
        (lambda row: row["regions"][0]["mask"].update(size=[1, 1]), "a mask of size"),
    ],
)
def test_what_cannot_be_measured_is_an_error_row(
    tasks: Path, change: Callable[[dict], object], said: str
) -> None:
    row = read_rows(tasks)[0]
    change(row)
    tasks.write_text(json.dumps(row) + "\n")
    (found,) = described(tasks)
    assert found["error"]["stage"] == "describe"
    assert said in found["error"]["message"]


def test_a_region_of_few_points_is_left_out(tasks: Path) -> None:
    row = read_rows(tasks)[0]
    row["regions"][1] = {"box": [0, 90, 3, 95]}
    row["regions"].append({"box": [0, 90, 4, 94]})
    tasks.write_text(json.dumps(row) + "\n")
    (found,) = described(tasks)
    assert [thing.get("region") for thing in found["objects"]][:2] == [0, 2]
    assert {fact["subject"] for fact in found["facts"]} == {0}
    assert not any("object" in fact for fact in found["facts"])


def test_colors_by_hue_or_shade() -> None:
    import numpy as np

    mask = np.ones((1, 1), bool)
    shades = {(90, 20, 20): "red", (20, 30, 90): "blue", (240, 240, 240): "white",
              (10, 10, 10): "black", (120, 120, 125): "gray"}  # fmt: skip
    for rgb, name in shades.items():
        assert measure_color(np.array([[rgb]], np.uint8), mask) == name


def test_an_absurd_camera_is_a_row_error_and_nothing_else(
    srkit: Callable[..., Ran], tasks: Path
) -> None:
    rows = read_rows(tasks)
    rows[1]["camera"]["fx"] = 1e-300
    rows[2]["depth"]["path"] = "data:image/png;base64,AAAA"
    tasks.write_text("".join(json.dumps(row) + "\n" for row in rows))
    ran = srkit("describe", tasks)
    assert ran.status == 3 and "Warning" not in ran.err and len(ran.rows) == 8
    assert "absurdly far away" in ran.rows[1]["error"]["message"]
    assert "0x" not in ran.rows[2]["error"]["message"]
