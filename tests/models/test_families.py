"""Coordinates as each family of models writes them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from srkit.models.families import CONVENTIONS, convention_of, said_of, write_box
from tests.conftest import Ran, read_rows, write_rows
from tests.models.server import Server, running


@pytest.mark.parametrize(
    ("name", "convention"),
    [
        ("Qwen/Qwen2.5-VL-7B-Instruct", "pixels"), ("qwen2_5_vl", "pixels"),
        ("Qwen/Qwen2-VL-2B-Instruct", "thousandths"), ("qwen3_vl", "thousandths"),
        ("OpenGVLab/InternVL3-8B", "thousandths"), ("internvl", "thousandths"),
        ("llava-hf/llava-1.5-7b-hf", "fractions"),
        ("llava-hf/llava-onevision-qwen2-7b-ov-hf", "fractions"), ("llava", "fractions"),
        ("google/gemma-3-4b-it", "thousandths-yx"), ("gemini-2.5-pro", "thousandths-yx"),
        ("HuggingFaceTB/SmolVLM-Instruct", "pixels"), ("idefics3", "pixels"), ("gpt-4o", "pixels"),
    ],
)  # fmt: skip
def test_names_tell_the_family(name: str, convention: str) -> None:
    assert convention_of(name) == convention


@pytest.mark.parametrize(
    ("convention", "box"),
    [
        ("pixels", "[20, 10, 100, 50]"), ("thousandths", "[100, 100, 500, 500]"),
        ("fractions", "[0.10, 0.10, 0.50, 0.50]"), ("thousandths-yx", "[100, 100, 500, 500]"),
    ],
)  # fmt: skip
def test_a_box_by_hand(convention: str, box: str) -> None:
    assert write_box([20, 10, 100, 50], (200, 100), convention) == box


def test_the_other_order() -> None:
    assert write_box([0, 10, 100, 50], (200, 100), "thousandths-yx") == "[100, 0, 500, 500]"
    assert said_of("thousandths-yx", (200, 100)).startswith("[y1, x1, y2, x2] in thousandths")
    assert said_of("pixels", (200, 100)).endswith("in pixels of the 200 × 100 picture")


def test_each_way_to_show_regions_changes_what_a_model_gets(
    srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    Image.new("RGB", (200, 100), "gray").save(tmp_path / "a.png")
    task = write_rows(tmp_path / "t.jsonl", [{
        "id": "t", "image": "a.png", "question": "How wide is Region [0]?", "answer": "2 m",
        "regions": [{"box": [0, 10, 100, 50]}]}])  # fmt: skip
    got: dict[str, tuple[str, str]] = {}
    with running(Server()) as server:
        for name, options in {
            **{mode: ("m", mode) for mode in ("overlay", "coordinates", "both", "none")},
            **{f"by {family}": (family, "coordinates") for family in ("llava", "gemma", "qwen3")},
            **{kind: (f"m?coordinates={kind}", "coordinates") for kind in CONVENTIONS},
        }.items():
            model, mode = options
            ran = srkit("eval", task, "--model", f"{server.url}#{model}", "--regions", mode,
                        "-o", tmp_path / f"{len(got)}.jsonl")  # fmt: skip
            assert ran.status == 0 and read_rows(tmp_path / f"{len(got)}.jsonl")
            content = server.seen[-1]["messages"][-1]["content"]
            got[name] = content[0]["image_url"]["url"], content[-1]["text"]
    pictures = {mode: picture for mode, (picture, _) in got.items()}
    assert pictures["overlay"] == pictures["both"] != pictures["none"] == pictures["coordinates"]
    texts = {mode: text.splitlines()[0] for mode, (_, text) in got.items()}
    assert texts["overlay"] == "Regions: Region [0] (outlined in red)."
    assert texts["coordinates"] == ("Regions, as [x1, y1, x2, y2] in pixels of the 200 × 100"
                                    " picture: Region [0] ([0, 10, 100, 50]).")  # fmt: skip
    assert "(outlined in red, [0, 10, 100, 50])" in texts["both"]
    assert texts["none"] == "How wide is Region [0]?"
    assert "[0.00, 0.10, 0.50, 0.50]" in texts["by llava"] == texts["fractions"]
    assert "[100, 0, 500, 500]" in texts["by gemma"] == texts["thousandths-yx"]
    assert "[0, 100, 500, 500]" in texts["by qwen3"] == texts["thousandths"]
    assert json.dumps(got["none"]) != json.dumps(got["coordinates"])
