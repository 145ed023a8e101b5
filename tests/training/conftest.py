"""A tiny untrained Llava in the layout of a Hub repository, and pairs to train it on."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

REPLY = (
    "<description>Region [0] is a red box, about {0} meters from the camera.</description>\n"
    "<reasoning>Compare how far away the two are.\nLet's think step by step:\n### Step 1\n"
    "Region [1] is {0} meters from the camera.</reasoning>\n"
    "In Conclusion, Region [0] and Region [1] are {0} meters apart."
)


@pytest.fixture(scope="session")
def tiny_llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec = importlib.util.spec_from_file_location("tiny", ROOT / "recipes" / "tiny" / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("tiny") / "base"
    module.build([REPLY.format(n) for n in range(9)], folder, seed=0)
    return folder


@pytest.fixture
def pair_rows(tmp_path: Path) -> list[dict[str, Any]]:
    from PIL import Image

    Image.new("RGB", (96, 96), (90, 120, 60)).save(tmp_path / "a.png")
    return [
        {
            "id": f"t{k}#reward", "task": f"t{k}", "image": str(tmp_path / "a.png"),
            "regions": [{"box": [10, 10, 40, 40]}, {"box": [50, 20, 80, 70]}],
            "question": "How far apart are Region [0] and Region [1]?",
            "chosen": REPLY.format(2 + k), "rejected": REPLY.format(7 - k).replace("red", "blue"),
            "chosen_scores": {"desc": 6.0, "reason": 7.5},
            "rejected_scores": {"desc": 5.0 - k, "reason": 2.0}, "kind": "reward",
        }
        for k in range(4)
    ]  # fmt: skip
