"""Pairs to train a tiny untrained Llava on."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPLY


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
