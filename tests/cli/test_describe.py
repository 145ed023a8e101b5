"""`srkit describe` on pictures of one's own, and on everything that can be wrong with them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from srkit.scene.regions import decode_mask, encode_mask
from tests.conftest import Ran, read_rows, write_rows

Break = Callable[[dict, Path], object]


def turned(path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    with Image.open(path) as image:
        image.save(path, exif=exif)


def resaved(path: Path, mode: str, **how: object) -> None:
    with Image.open(path) as image:
        made = image.convert(mode) if mode != "I;16" else Image.fromarray(
            np.full((96, 96), 999, np.uint16))  # fmt: skip
    made.save(path, **how)


def eroded(row: dict) -> None:
    row["regions"][0]["mask"] = encode_mask(np.zeros((96, 96), bool))


def shifted(row: dict) -> None:
    mask = decode_mask(row["regions"][0]["mask"], 96, 96)
    row["regions"][0]["mask"] = encode_mask(np.pad(mask, ((0, 4), (0, 0))))


def pickled(row: dict, folder: Path) -> None:
    np.save(folder / "bad.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    row["depth"]["path"] = str(folder / "bad.npy")


def animated(path: Path) -> None:
    with Image.open(path) as image:
        frame = image.convert("RGB")
        frame.save(path, format="GIF", save_all=True, append_images=[frame.rotate(90)])


BROKEN: dict[str, tuple[Break, str]] = {
    "missing picture": (lambda row, at: row.update(image="gone.png"), "no such file"),
    "truncated picture": (lambda row, at: at.write_bytes(at.read_bytes()[:500]), "can't be read"),
    "corrupt picture": (lambda row, at: at.write_bytes(b"\x89PNG\r\n\x1a\nrubbish"), "can't be"),
    "empty picture": (lambda row, at: at.write_bytes(b""), "can't be read"),
    "one pixel": (lambda row, at: Image.new("RGB", (1, 1)).save(at), "1 × 1"),
    "cmyk": (lambda row, at: resaved(at, "CMYK", format="JPEG"), "CMYK"),
    "16 bits": (lambda row, at: resaved(at, "I;16"), "8 bits"),
    "turned": (lambda row, at: turned(at), "stored turned"),
    "animated": (lambda row, at: animated(at), "2 frames"),
    "too many pixels": (
        lambda row, at: Image.new("1", (20000, 6000)).save(at), "pixels are too many"),
    "bomb": (lambda row, at: Image.new("1", (30000, 30000)).save(at), "exceeds limit|too many"),
    "other size": (lambda row, at: Image.new("RGB", (64, 64)).save(at), "shape|size"),
    "missing depth": (lambda row, at: row["depth"].update(path="gone.png"), "no such file"),
    "no depth": (lambda row, at: row.pop("depth"), "no 'depth'"),
    "depth is a picture": (lambda row, at: row["depth"].update(path=str(at)), "grayscale"),
    "objects in npy": (lambda row, at: pickled(row, at.parent), "can't be read"),
    "no camera": (lambda row, at: row.pop("camera"), "no 'camera'"),
    "zero focal length": (lambda row, at: row["camera"].update(fx=0.0), "focal"),
    "negative focal length": (lambda row, at: row["camera"].update(fy=-5.0), "focal"),
    "empty mask": (lambda row, at: eroded(row), r"regions\[0\] is empty"),
    "mask of another size": (lambda row, at: shifted(row), "mask of size"),
    "box outside": (
        lambda row, at: row["regions"].append({"box": [200, 0, 220, 9]}), "holds no pixel"),
    "thing outside": (
        lambda row, at: row["things"].append({"box": [-9, 0, -2, 9]}), "holds no pixel"),
}  # fmt: skip


def test_bad_input_costs_its_own_row_only(tmp_path: Path, srkit: Callable[..., Ran]) -> None:
    count = len(BROKEN) + 1
    words = ["--count", count, "--per-scene", 1, "--images", tmp_path / "images"]
    assert srkit("synth", *words, "-o", tmp_path / "t.jsonl").status == 0
    rows = read_rows(tmp_path / "t.jsonl")
    for row, (breaks, _) in zip(rows, BROKEN.values(), strict=False):
        breaks(row, tmp_path / row["image"])
    ran = srkit("describe", write_rows(tmp_path / "t.jsonl", rows))
    assert ran.status == 3 and len(ran.rows) == count
    for row, (name, (_, said)) in zip(ran.rows, BROKEN.items(), strict=False):
        assert row.get("error", {}).get("stage") == "describe", name
        with pytest.raises(AssertionError, match=said):
            raise AssertionError(row["error"]["message"])
    assert "error" not in ran.rows[-1] and ran.rows[-1]["objects"]


def test_a_truncated_depth_is_an_error(tmp_path: Path, tasks: Path, srkit: Callable) -> None:
    rows = read_rows(tasks)
    place = tmp_path / rows[0]["depth"]["path"]
    place.write_bytes(place.read_bytes()[:200])
    ran = srkit("describe", tasks)
    failed = [row for row in ran.rows if "error" in row]
    assert {row["image"] for row in failed} == {ran.rows[0]["image"]}
    assert "depth that can't be read" in failed[0]["error"]["message"]


def test_a_row_may_say_that_its_pixels_are_upright(tasks: Path, srkit: Callable) -> None:
    rows = read_rows(tasks)[:1]
    plain = srkit("describe", write_rows(tasks, rows)).rows[0]
    with Image.open(tasks.parent / rows[0]["image"]) as image:
        stored = image.rotate(90, expand=True)  # EXIF turns it clockwise again
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        stored.save(tasks.parent / rows[0]["image"], exif=exif)
    (refused,) = srkit("describe", write_rows(tasks, rows)).rows
    assert "stored turned" in refused["error"]["message"], "the file as it is now, not as it was"
    found = srkit("describe", write_rows(tasks, [{**rows[0], "upright": True}])).rows[0]
    assert found.pop("upright") is True and found == plain


def test_relative_depth_tells_who_is_behind(tasks: Path, srkit: Callable) -> None:
    rows = [row for row in read_rows(tasks) if row["category"] == "behind_predicate"]
    for row in rows:
        row["depth"]["kind"] = "relative"
    ran = srkit("describe", write_rows(tasks, rows))
    assert ran.status == 0
    told = 0
    for row in ran.rows:
        assert row["objects"] == [] and row["distances_m"] == []
        for fact in row["facts"]:
            told += 1
            assert fact["relation"] in ("behind", "front") and "value" not in fact
            assert (fact["relation"] == "behind") == (
                row["truth"]["value"] == (fact["subject"] == 0)
            )
    assert told >= 2
    ran = srkit("search", write_rows(tasks, ran.rows))
    assert {"error"} <= ran.rows[0].keys(), "no guess without metres"


def test_facts_of_all_regions_where_the_question_names_none(tasks: Path, srkit: Callable) -> None:
    rows = [{**row, "question": "What do you see?"} for row in read_rows(tasks)[:1]]
    found = srkit("describe", write_rows(tasks, rows)).rows[0]
    assert {fact["subject"] for fact in found["facts"]} == set(range(len(rows[0]["regions"])))


def test_the_camera_is_taken_from_where_the_user_says(tasks: Path, srkit: Callable) -> None:
    found = srkit("describe", tasks, "--limit", 1, "--camera", "fov:60").rows[0]["camera"]
    assert found["source"] == "fov:60" and found["fx"] == pytest.approx(48 / 0.57735, rel=1e-4)
    assert found["down"] == "row", "the tilt is still the row's"
    ran = srkit("describe", tasks, "--camera", "exif")
    assert ran.status == 3 and "its EXIF has no focal length" in ran.rows[0]["error"]["message"]
    assert srkit("describe", tasks, "--camera", "gps").status == 2


def test_down_is_found_where_the_row_lacks_it(tasks: Path, srkit: Callable) -> None:
    rows = read_rows(tasks)[:1]
    true = rows[0]["camera"].pop("pitch_deg"), rows[0]["camera"].pop("roll_deg")
    found = srkit("describe", write_rows(tasks, rows)).rows[0]["camera"]
    assert found["down"] == "floor"
    assert (found["pitch_deg"], found["roll_deg"]) == pytest.approx(true, abs=0.3)


def test_pictures_are_rows(tmp_path: Path, tasks: Path, srkit: Callable[..., Ran]) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("b.PNG", "a.png"):
        shutil.copy(tmp_path / read_rows(tasks)[0]["image"], folder / name)
    ran = srkit("describe", folder / "a.png")
    assert ran.status == 3 and "--depth hf:MODEL" in ran.rows[0]["error"]["message"]
    ran = srkit("describe", "--images", folder / "*")
    assert [row["id"] for row in ran.rows] == [str(folder / "a.png"), str(folder / "b.PNG")]
    ran = srkit("describe", tasks, "--images", folder / "*.png", "-q")
    assert len(ran.rows) == 9
    assert srkit("describe", "--images", folder / "*.bmp").status == 2
    ran = srkit("describe", tasks, folder / "a.png", "-o", tmp_path / "o.jsonl")
    inputs = json.loads((tmp_path / "o.jsonl.run.json").read_text())["inputs"]
    assert [one["path"] for one in inputs] == [str(tasks)], "pictures are not hashed one by one"


def test_overlays(tmp_path: Path, tasks: Path, srkit: Callable[..., Ran]) -> None:
    ran = srkit("describe", tasks, "--limit", 2, "--overlay", tmp_path / "seen")
    names = sorted(path.name for path in (tmp_path / "seen").iterdir())
    ids = [row["id"] for row in ran.rows]
    assert names == sorted(f"{one}{end}.png" for one in ids for end in ("", ".depth"))
    with Image.open(tmp_path / "seen" / f"{ids[0]}.png") as shown:
        assert (np.array(shown) == (230, 25, 25)).all(-1).any(), "region 0 is outlined in red"
    plain = srkit("describe", tasks, "--limit", 2)
    assert plain.rows == ran.rows


def test_patterns_may_be_repeated_and_folders_are_no_pictures(
    tmp_path: Path, tasks: Path, srkit: Callable[..., Ran]
) -> None:
    folder = tmp_path / "mine" / "more"
    folder.mkdir(parents=True)
    for name in ("a.png", "b", "c.txt"):
        shutil.copy(tmp_path / read_rows(tasks)[0]["image"], folder.parent / name)
    words = ["--images", folder.parent / "a*", "--images", folder.parent / "*"]
    ids = [Path(row["id"]).name for row in srkit("describe", *words).rows]
    assert ids == ["a.png", "b", "c.txt"], "each once, whatever it is called"


def test_what_cannot_be_asked_or_seen_is_said(tasks: Path, srkit: Callable[..., Ran]) -> None:
    row = read_rows(tasks)[0]
    np.save(tasks.parent / "dark.npy", np.full((96, 96), -1.0))
    dark = {**row, "depth": {**row["depth"], "path": "dark.npy"}}
    ran = srkit("describe", write_rows(tasks, [{**row, "regions": []}, dark]))
    first, second = (found["error"]["message"] for found in ran.rows)
    assert "names Region [1], the row has 0 regions" in first
    assert "holds no depth" in second


def test_facts_of_near_ties_are_left_out(tasks: Path, srkit: Callable[..., Ran]) -> None:
    for row in srkit("describe", tasks).rows:
        for fact in row["facts"]:
            if fact["relation"] in ("horizontal_distance", "vertical_distance"):
                assert fact["value"] > 0.1
