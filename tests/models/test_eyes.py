"""Real depth, detection and segmentation classes, tiny: values, batches, cache, resume."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from srkit.errors import AddressError, RowError, SrkitError
from srkit.models.eyes import Shelf, all_or_each, license_of, remembered
from srkit.records.address import parse_address
from tests.conftest import Ran, read_rows
from tests.models.tiny_eyes import BUILD

SIZES = [(96, 64), (64, 96), (96, 64)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eyes")
    for name, build in BUILD.items():
        build(folder / name)
    return folder


@pytest.fixture
def images() -> list[Image.Image]:
    rng = np.random.default_rng(0)
    return [
        Image.fromarray(rng.integers(0, 255, (high, wide, 3), np.uint8)).resize((wide, high))
        for wide, high in SIZES
    ]


@pytest.fixture
def photos(tmp_path: Path, images: list[Image.Image]) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for k, image in enumerate(images):
        image.save(folder / f"{k}.png")
    return folder


def depth_model(place: Path, query: str = ""):  # noqa: ANN201
    from srkit.models.depth import DepthModel

    return DepthModel(parse_address(f"hf:{place}{query}"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["metric", "relative", "zoe", "pro"])
def test_depth_of_many_is_depth_of_each(built: Path, images: list, name: str) -> None:
    model = depth_model(built / name)
    assert model.kind == ("relative" if name == "relative" else "metric")
    together = model.look(images)
    for image, found in zip(images, together, strict=True):
        assert found.depth.shape == image.size[::-1]
        assert np.isfinite(found.depth).all() and (found.depth > 0).any()
        (alone,) = model.look([image])
        assert np.allclose(alone.depth, found.depth, rtol=1e-3, atol=1e-4)
        assert found.fov_deg == (pytest.approx(60.0) if name == "pro" else None)


@pytest.mark.slow
def test_metric_depth_is_what_transformers_makes_of_it(built: Path, images: list) -> None:
    import torch

    model = depth_model(built / "metric")
    inputs = model.processor(images=images[:1], return_tensors="pt")
    with torch.inference_mode():
        outputs = model.model(**inputs)
    theirs = model.processor.post_process_depth_estimation(outputs, [images[0].size[::-1]])
    theirs = theirs[0]["predicted_depth"].numpy()
    # Theirs is resized with cubic curves, ours linearly, which makes no new extremes.
    ours = model.look(images[:1])[0].depth
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.97
    assert abs(np.median(ours) - np.median(theirs)) < 0.05 * np.median(theirs)


@pytest.mark.slow
def test_relative_depth_is_turned_over(built: Path, images: list) -> None:
    import torch

    model = depth_model(built / "relative")
    with torch.inference_mode():
        inverse = model.model(**model.processor(images=images[:1], return_tensors="pt"))
    near = torch.nn.functional.interpolate(
        inverse.predicted_depth[None], size=images[0].size[::-1], mode="bilinear"
    )[0, 0].numpy()
    ours = model.look(images[:1])[0].depth
    assert ours.flat[near.argmax()] == ours.min() and ours.flat[near.argmin()] == ours.max()


@pytest.mark.slow
def test_depth_pro_by_its_formula(built: Path, images: list) -> None:
    import torch

    model = depth_model(built / "pro")
    square = images[0].resize((64, 64))
    pixels = torch.from_numpy(np.array(square)).permute(2, 0, 1)[None].float()
    with torch.inference_mode():
        found = model.model(pixel_values=(pixels / 255 - 0.5) / 0.5)
    assert found.field_of_view == pytest.approx(60.0)
    inverse = torch.nn.functional.interpolate(
        found.predicted_depth[None], (64, 64), mode="bilinear"
    )
    focal = 64 / 2 / math.tan(math.radians(60) / 2)
    expected = 1 / np.clip(inverse[0, 0].numpy() * 64 / focal, 1e-4, 1e4)
    assert np.allclose(model.look([square])[0].depth, expected, rtol=1e-3)


def test_a_model_of_an_unknown_kind_is_asked_about() -> None:
    from srkit.models.depth import _kind

    address = parse_address("hf:x")
    assert _kind(SimpleNamespace(model_type="zoedepth"), address) == "metric"
    assert _kind(SimpleNamespace(model_type="dpt"), address) == "relative"
    with pytest.raises(AddressError, match="kind=metric"):
        _kind(SimpleNamespace(model_type="chmv2"), address)
    said = parse_address("hf:x?kind=metric")
    assert _kind(SimpleNamespace(model_type="chmv2"), said) == "metric"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["owl", "owl2", "dino", "detr"])
def test_detectors_find_in_many_what_they_find_in_each(
    built: Path, images: list, name: str
) -> None:
    from srkit.models.detection import Detector

    model = Detector(parse_address(f"hf:{built / name}"))
    words = [("chair", "table"), ("lamp",), ("chair", "table")]
    together = model.look(images, words)
    assert any(together)
    for image, said, found in zip(images, words, together, strict=True):
        (alone,) = model.look([image], [said])
        assert len(alone) == len(found)
        for one, other in zip(found, alone, strict=True):
            assert one.box == pytest.approx(other.box, abs=0.5)
            assert one.score == pytest.approx(other.score, abs=1e-2)
            if name != "dino":  # whose answers are pieces of text, and of random weights any
                assert one.name in said
    if name == "detr":
        assert together[1] == [], "it knows no lamps"


@pytest.mark.slow
def test_outlines_are_those_of_the_processor(built: Path, images: list) -> None:
    import torch
    from transformers import AutoProcessor

    from srkit.models.segmentation import Segmenter

    boxes = [[1, 2, 30, 40], [5, 5, 90, 60]]
    model = Segmenter(parse_address(f"hf:{built / 'sam'}"))
    ours = model.look(images[0], boxes)
    processor = AutoProcessor.from_pretrained(built / "sam")
    inputs = processor(images=images[:1], input_boxes=[boxes], return_tensors="pt")
    with torch.inference_mode():
        found = model.model(
            pixel_values=inputs["pixel_values"], input_boxes=inputs["input_boxes"].float()
        )
    sizes = inputs["original_sizes"], inputs["reshaped_input_sizes"]
    (masks,) = processor.image_processor.post_process_masks(found.pred_masks, *sizes)
    for k, mask in enumerate(ours):
        best = int(found.iou_scores[0, k].argmax())
        assert mask.shape == (64, 96) and (mask == masks[k, best].numpy()).mean() > 0.995
    later = Segmenter(parse_address(f"hf:{built / 'sam2'}")).look(images[1], boxes)
    assert [mask.shape for mask in later] == [(96, 64)] * 2


@pytest.mark.slow
def test_pictures_to_tasks(
    built: Path, photos: Path, tmp_path: Path, srkit: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    words = ["describe", "--images", photos / "*.png", "--depth", f"hf:{built / 'zoe'}",
             "--detect", f"hf:{built / 'owl'}", "--segment", f"hf:{built / 'sam'}",
             "--words", "chair,table", "--camera", "fov:60", "--min-score", 0.5]  # fmt: skip
    out = tmp_path / "o.jsonl"
    assert srkit(*words, "-o", out).status == 0
    rows = read_rows(out)
    assert len(rows) == 3
    for row in rows:
        assert row["depth"]["path"].startswith("o.jsonl.seen/")
        assert "@" in row["depth"]["source"] and row["camera"]["source"] == "fov:60"
        assert row["regions"] and all("mask" in one and "score" in one for one in row["regions"])
        found = row["found"]
        assert found["kept"] == len(row["regions"]) and found["min_score"] == 0.5
        assert "owl@" in found["detect"] and "sam@" in found["segment"]
    made = {p: p.read_bytes() for p in sorted((tmp_path / "o.jsonl.seen").rglob("*.*"))}

    def refuse(*_: object) -> None:
        raise AssertionError("seen twice")

    for kind in ("depth.DepthModel", "detection.Detector", "segmentation.Segmenter"):
        monkeypatch.setattr(f"srkit.models.{kind}.look", refuse)
    again = tmp_path / "again.jsonl"
    cache = ["--cache", tmp_path / "o.jsonl.seen"]
    assert srkit(*words, *cache, "-o", again, "--batch-size", 1).status == 0
    assert read_rows(again) == rows, "from the cache, in other batches: the same"
    assert {p: p.read_bytes() for p in sorted((tmp_path / "o.jsonl.seen").rglob("*.*"))} == made
    ran = srkit(*words, *cache, "--words", "sofa", "--limit", 1)
    assert ran.status == 3 and "seen twice" in ran.rows[0]["error"]["message"]


@pytest.mark.slow
def test_boxes_of_the_row_are_outlined(
    built: Path, tmp_path: Path, tasks: Path, srkit: Callable[..., Ran]
) -> None:
    rows = read_rows(tasks)[:1]
    for region in rows[0]["regions"]:
        del region["mask"]
    tasks.write_text(json.dumps(rows[0]) + "\n")
    found = srkit("describe", tasks, "--segment", f"hf:{built / 'sam'}", "--cache", tmp_path / "c")
    assert all("mask" in region for region in found.rows[0]["regions"])
    assert [r["box"] for r in found.rows[0]["regions"]] == [r["box"] for r in rows[0]["regions"]]


@pytest.mark.slow
def test_killed_and_resumed(built: Path, tmp_path: Path, images: list) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for k in range(40):
        images[0].rotate(9 * k).save(folder / f"{k:02d}.png")
    words = [sys.executable, "-m", "srkit", "describe", "--images", str(folder / "*.png"),
             "--depth", f"hf:{built / 'metric'}", "--camera", "fov:60", "--detect",
             f"hf:{built / 'owl'}", "--words", "chair", "--batch-size", "2", "-q"]  # fmt: skip
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    subprocess.run([*words, "-o", str(whole)], check=True, timeout=300)
    running = subprocess.Popen([*words, "-o", str(part)])
    until = time.monotonic() + 200
    while time.monotonic() < until and running.poll() is None:
        if part.exists() and part.stat().st_size > 20_000:
            break
        time.sleep(0.01)
    assert running.poll() is None, "it was to be killed on the way"
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert 0 < part.read_text().count("\n") < 40
    subprocess.run([*words, "-o", str(part), "--resume"], check=True, timeout=300)
    text = whole.read_text().replace("whole.jsonl.seen", "part.jsonl.seen")
    assert part.read_text() == text


def test_what_is_known_is_not_done_again(tmp_path: Path) -> None:
    shelf, done = Shelf(str(tmp_path)), []

    def work(missing: list[int]) -> list[str]:
        done.append(missing)
        for k in missing:
            shelf.put("abc"[k % 3] * 8, "abc"[k % 3])
        return ["abc"[k % 3] for k in missing]

    keys = [letter * 8 for letter in "abca"]
    assert remembered(shelf, keys, work) == list("abca") and done == [[0, 1, 2]]
    assert remembered(shelf, keys, work) == list("abca") and len(done) == 1
    Path(shelf.path("b" * 8, ".json")).unlink()
    Path(shelf.path("a" * 8, ".json")).write_text('"kept"')
    assert remembered(shelf, keys, work) == ["kept", "b", "c", "kept"]
    assert done[1:] == [[0, 1, 2]], "all together again, as they were seen before"


def test_one_picture_spoils_no_other() -> None:
    def work(items: list[int]) -> list[int]:
        if 3 in items:
            raise MemoryError("three")
        return [10 * item for item in items]

    found = all_or_each([1, 2, 3, 4], work)
    assert found[:2] == [10, 20] and found[3] == 40
    assert isinstance(found[2], RowError) and "MemoryError: three" in str(found[2])
    assert all_or_each([], work) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hf:depth-anything/Depth-Anything-V2-Large-hf@1", "CC-BY-NC-4.0"),
        ("hf:depth-anything/Depth-Anything-V2-Metric-Indoor-Base-hf", "CC-BY-NC-4.0"),
        ("hf:depth-anything/Depth-Anything-V2-Small-hf", None),
        ("hf:apple/DepthPro-hf", "Apple's research licence"),
        ("hf:Intel/zoedepth-nyu", None),
    ],
)
def test_licences_that_forbid_commerce(name: str, said: str | None) -> None:
    assert license_of(name) == said


@pytest.mark.slow
def test_wrong_models_are_refused(built: Path, tmp_path: Path, tasks: Path, srkit) -> None:  # noqa: ANN001
    for words, said in [
        (["--depth", "geometry:"], "hf:FOLDER"),
        (["--depth", "hf:./nowhere"], "no such folder"),
        (["--depth", f"hf:{built / 'sam'}"], "Unrecognized configuration class"),
        (["--detect", f"hf:{built / 'metric'}"], "Unrecognized configuration class"),
        (["--segment", f"hf:{built / 'detr'}"], "Unrecognized configuration class"),
        (["--depth", f"hf:{built / 'metric'}?n=2"], "unknown option"),
        (["--depth", f"hf:{built / 'metric'}?name=mine"], "hf:FOLDER"),
    ]:
        ran = srkit("describe", tasks, "-o", tmp_path / "o.jsonl", *words)
        assert ran.status in (1, 2) and said in ran.err, words
        assert not (tmp_path / "o.jsonl").exists()


@pytest.mark.slow
def test_code_of_a_repository_is_not_run_whoever_says_yes(
    built: Path, tmp_path: Path, tasks: Path, shell: Callable[..., Ran]
) -> None:
    place = tmp_path / "evil"
    place.mkdir()
    (place / "conf.py").write_text(
        f"open({str(tmp_path / 'ran')!r}, 'w')\n"
        "from transformers import PretrainedConfig\n"
        "class Config(PretrainedConfig):\n    model_type = 'evil'\n"
    )
    config = {"model_type": "evil", "auto_map": {"AutoConfig": "conf.Config"}}
    (place / "config.json").write_text(json.dumps(config))
    line = f"(echo y; cat {tasks.name}) | timeout 100 srkit describe --depth hf:{place}"
    ran = shell(line, tmp_path)
    assert ran.status == 1 and "custom code" in ran.err
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["detr", "dino", "metric", "sam"])
def test_weights_in_half_precision_are_used_in_full(
    built: Path, tmp_path: Path, images: list, name: str
) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    for file in (built / name).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = load_file(built / name / "model.safetensors")
    halves = {key: value.half() if value.is_floating_point() else value
              for key, value in weights.items()}  # fmt: skip
    save_file(halves, tmp_path / "model.safetensors", {"format": "pt"})
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"dtype": "float16"}))
    address = parse_address(f"hf:{tmp_path}")
    if name == "metric":
        assert depth_model(tmp_path).look(images[:1])[0].depth.dtype == np.float32
        return
    if name == "sam":
        from srkit.models.segmentation import Segmenter

        assert Segmenter(address).model.dtype == torch.float32
        return
    from srkit.models.detection import Detector

    assert Detector(address).look(images[:1], [("chair",)])


@pytest.mark.parametrize(
    ("said", "words", "name"),
    [
        ("woman", ["man", "woman"], "woman"), ("armchair", ["chair", "armchair"], "armchair"),
        ("red chair. [SEP]", ["chair", "red chair"], "red chair"),
        ("chair table", ["table"], "table"), ("cart", ["car"], "object"),
        ("traffic", ["traffic light"], "traffic light"),
        (". [SEP]", ["car"], "object"), ("", ["car"], "object"),
    ],
)  # fmt: skip
def test_found_words(said: str, words: list[str], name: str) -> None:
    from srkit.models.detection import _name

    assert _name(said, words) == name


@pytest.mark.parametrize(
    ("values", "unit", "kept"),
    [
        ([1.37, 30.0], 0.0005, [2740, 60000]),
        ([1.37, 300.0], 0.005, [274, 60000]),
        ([1.37, 1e4], 0.01, [137, 0]),  # the sky of Depth Pro: too far to be known
    ],
)
def test_metric_depth_is_kept_in_fine_steps(
    tmp_path: Path, values: list[float], unit: float, kept: list[int]
) -> None:
    from srkit.models.depth import DepthSeen
    from srkit.models.eyes import _keep_depth

    shelf = Shelf(str(tmp_path))
    known = _keep_depth(shelf, "k" * 8, DepthSeen(np.array([values], np.float32), None), "metric")
    assert known["unit_m"] == unit
    assert np.asarray(Image.open(shelf.path("k" * 8, ".png"))).tolist() == [kept]
    assert shelf.get("k" * 8) == known
    Path(shelf.path("k" * 8, ".png")).unlink()
    assert shelf.get("k" * 8) is None, "without its picture it is made again"


@pytest.mark.slow
def test_depth_pro_s_metres_are_those_of_the_lens(
    built: Path, photos: Path, tmp_path: Path, srkit: Callable[..., Ran]
) -> None:
    words = ["describe", photos / "0.png", "--depth", f"hf:{built / 'pro'}",
             "--cache", tmp_path / "c"]  # fmt: skip
    (own,) = srkit(*words).rows
    assert own["camera"]["source"] == "model"
    assert own["camera"]["fx"] == pytest.approx(96 / 2 / math.tan(math.radians(30)))
    (other,) = srkit(*words, "--camera", "fov:30").rows
    ratio = other["camera"]["fx"] / own["camera"]["fx"]
    assert other["depth"]["unit_m"] == pytest.approx(own["depth"]["unit_m"] * ratio)


@pytest.mark.slow
def test_more_pictures_are_no_finished_run(
    built: Path, photos: Path, tmp_path: Path, srkit: Callable[..., Ran]
) -> None:
    words = ["describe", "--images", photos / "*.png", "--depth", f"hf:{built / 'metric'}",
             "--camera", "fov:60", "-o", tmp_path / "o.jsonl", "--resume"]  # fmt: skip
    assert srkit(*words).status == 0
    assert "finished already" in srkit(*words).err
    Image.new("RGB", (50, 40)).save(photos / "9.png")
    ran = srkit(*words)
    assert ran.status == 2 and "other pictures" in ran.err


def test_a_full_disk_is_no_pictures_fault() -> None:
    def work(items: list[int]) -> list[int]:
        raise SrkitError("no space left")

    with pytest.raises(SrkitError, match="no space left"):
        all_or_each([1, 2], work)
