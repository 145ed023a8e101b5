"""Tokens are counted without pixels: as many as the collators make."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.training.runs import prepared

pytestmark = pytest.mark.slow
Row = dict[str, Any]


@pytest.mark.parametrize("family", ["llava", "idefics3", "qwen2_5_vl", "internvl", "gemma3"])
@pytest.mark.parametrize("method", ["sft", "fdpo"])
def test_as_many_as_the_collator_makes(
    bases: Callable[[str], Path], pair_rows: list[Row], sft_rows: list[Row], tmp_path: Path,
    family: str, method: str,
) -> None:  # fmt: skip
    from PIL import Image

    rows = sft_rows if method == "sft" else pair_rows
    Image.new("RGB", (150, 70)).save(tmp_path / "wide.png")
    rows[1]["image"] = str(tmp_path / "wide.png")
    ready = prepared(bases(family), rows, tmp_path / "o", method, batch_size=1)
    real = [int(batch["attention_mask"].sum(1).max())
            for batch in ready.trainer.get_train_dataloader()]  # fmt: skip
    assert ready.material.longest == max(real)
    from srkit.training.lengths import Lengths

    lengths = Lengths(ready.trainer.processing_class, ready.material.looks)
    assert sorted(lengths.of(row).whole for row in ready.material.train) == sorted(real)


def test_what_is_too_long_is_left_out_and_counted(
    bases: Callable[[str], Path], pair_rows: list[Row], tmp_path: Path
) -> None:
    pair_rows[1]["chosen"] += " And so on." * 40
    said: list[str] = []
    from srkit.training.runs import prepare
    from srkit.training.settings import Settings

    settings = Settings(lora=0, max_length=250, lr=1e-3).of("fdpo", None)
    ready = prepare(
        pair_rows, "fdpo", str(bases("llava")), settings, str(tmp_path / "o"), said.append
    )
    assert (ready.material.too_long, len(ready.material.train)) == (1, 3)
    assert said[-1] == "left out: 1 too long for the model or for max-length"
