"""The models that come with srkit: the files that docs name, read by transformers alone."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from srkit.errors import AddressError
from srkit.records.address import SHIPPED, parse_address
from srkit.records.run import load_record, sha256_file
from tests.conftest import ROOT, Ran, read_rows, write_rows
from tests.test_transformers_serve import serving

NAMES = sorted(SHIPPED)


def test_addresses() -> None:
    for name, folder in SHIPPED.items():
        address = parse_address(f"tiny:{name}?temperature=1")
        assert (address.scheme, address.target, address.model) == ("tiny", folder, f"tiny:{name}")
        assert address.settled == f"tiny:{name}?temperature=1"
    with pytest.raises(AddressError, match="there is no such model; tiny: and tiny:base come"):
        parse_address("tiny:large")


@pytest.mark.parametrize("name", NAMES)
def test_files_are_those_that_docs_name(name: str) -> None:
    folder = Path(SHIPPED[name])
    told = (ROOT / "docs" / "tiny.md").read_text()
    digest = sha256_file(str(folder / "model.safetensors"))
    assert re.search(rf"^\| `tiny:{name}` .*`{digest}`", told, re.MULTILINE)
    record = load_record(str(folder))
    assert record and record["finished"] and record["options"]["regions"] == "overlay"
    log = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert log[-1]["step"] == record["counts"]["steps"]


def test_together_they_are_small() -> None:
    files = [one for folder in SHIPPED.values() for one in Path(folder).iterdir()]
    assert sum(one.stat().st_size for one in files if one.suffix == ".safetensors") <= 10e6
    assert sum(one.stat().st_size for one in files) <= 11e6


@pytest.fixture
def asked(srkit: Callable[..., Ran], tmp_path: Path) -> Path:
    """Twelve questions about three scenes."""
    tasks = tmp_path / "tasks.jsonl"
    words = ["--count", 12, "--split", "val", "--images", tmp_path / "images", "-o", tasks]
    assert srkit("synth", *words).status == 0
    return tasks


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_transformers_alone_gives_the_answers_of_eval(
    name: str, asked: Path, srkit: Callable[..., Ran], shell: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = srkit("eval", asked, "--model", f"tiny:{name}", "-o", tmp_path / "r.jsonl")
    assert ran.status == 0, ran.err
    assert "knows nothing but" not in ran.err
    row = read_rows(tmp_path / "r.jsonl")[0]
    assert row["response"] == ANSWERS[name]
    from srkit.models.prompts import trained_text
    from srkit.scene.pictures import open_image
    from srkit.scene.regions import draw_regions

    task = read_rows(asked)[0]
    picture = draw_regions(open_image(str(tmp_path / task["image"])), task["regions"])
    picture.save(tmp_path / "shown.png")
    (tmp_path / "text").write_text(trained_text(task))
    (tmp_path / "plain.py").write_text(PLAIN)
    said = shell(f"python plain.py {SHIPPED[name]}", tmp_path, HF_HUB_OFFLINE="1")
    assert said.status == 0, said.err
    assert said.out == row["response"]


# To "How much distance separates Region [0] from Region [1]?"
ANSWERS = {
    "": """\
<description>Region [0] is a green ball. The nearest point of Region [0] is 4.2 meters from \
the camera. Region [1] is a purple box. The nearest point of Region [1] is 3.7 meters from the \
camera.</description>
<reasoning>I measure how far apart the points of the two are in the depth picture.
Let's think step by step:
### Step 1
The nearest point of Region [0] is 4.2 meters from the camera; the nearest point of Region [1] \
is 3.7 meters from the camera.
### Step 2
So Region [0] and Region [1] are 0.5 meters apart.</reasoning>
In Conclusion, Region [0] and Region [1] are 0.5 meters apart.""",
    "base": """\
<description>What the question is about: Region [1] is a blue box, 0.2 meters wide. The \
nearest point of Region [1] is 2.62 meters from the camera. Region [0] is a green ball, and \
the nearest point of Region [0] is 3.04 meters from the camera.</description>
<reasoning>I measure how far apart the points of the two are in the depth picture.
Let's think step by step:
### Step 1
The nearest point of Region [0] is 2.67 meters from the camera; the nearest point of Region \
[1] is 2.62 meters from the camera.
### Step 2
So Region [0] and Region [1] are 0.42 meters apart.</reasoning>
In Conclusion, Region [0] and Region [1] are 0.42 meters apart.""",
}
PLAIN = """
import sys
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor

model = AutoModelForImageTextToText.from_pretrained(sys.argv[1])
processor = AutoProcessor.from_pretrained(sys.argv[1])
content = [{"type": "image", "image": Image.open("shown.png")},
           {"type": "text", "text": open("text").read()}]
asked = processor.apply_chat_template([{"role": "user", "content": content}], tokenize=True,
                                      add_generation_prompt=True, return_dict=True,
                                      return_tensors="pt")
made = model.generate(**asked, max_new_tokens=300, do_sample=False)
print(processor.decode(made[0, asked["input_ids"].shape[1]:], skip_special_tokens=True), end="")
assert not any(name.startswith("srkit") for name in sys.modules)
"""


@pytest.mark.slow
def test_other_pictures_are_told_of_once(
    asked: Path, srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    rows = [{**row, "origin": "measured"} for row in read_rows(asked)]
    ran = srkit("eval", write_rows(tmp_path / "own.jsonl", rows), "--model", "tiny:")
    assert ran.status == 0 and ran.err.count("knows nothing but the simple scenes") == 1


@pytest.mark.slow
def test_served_answers_are_those_of_this_process(
    asked: Path, srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    if shutil.which("transformers", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("transformers serve is not installed: pip install transformers[serving]")
    pytest.importorskip("fastapi", reason="transformers serve needs transformers[serving]")
    with serving(Path(SHIPPED[""]), tmp_path / "log") as url:
        said = []
        for address in ("tiny:", f"{url}?style=trained"):
            ran = srkit("eval", asked, "--model", address, "-q")
            assert ran.status == 0, ran.err
            said.append([json.loads(line)["response"] for line in ran.out.splitlines()])
    assert said[0] == said[1] and len(said[0]) == 12


@pytest.mark.slow
def test_training_starts_from_it(asked: Path, srkit: Callable[..., Ran], tmp_path: Path) -> None:
    text = "<description>a</description>\n<reasoning>b</reasoning>\nIn Conclusion, c."
    rows = [{"id": f"{row['id']}#sft", "task": row["id"], "completion": text,
             **{key: row[key] for key in ("image", "question", "regions")}}
            for row in read_rows(asked)]  # fmt: skip
    sft, output = write_rows(tmp_path / "sft.jsonl", rows), tmp_path / "out"
    ran = srkit("train", "sft", sft, "--model", "tiny:", "--lora", 4, "--max-steps", 1,
                "-o", output)  # fmt: skip
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)["model"] == "tiny:"
    card = (output / "README.md").read_text()
    assert "base_model" not in card and str(ROOT) not in card
