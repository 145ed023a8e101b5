"""Curves of a log, as PNG."""

from pathlib import Path

import pytest

from srkit.view.charts import curves_of, running_mean, save_png


def test_a_running_mean_by_hand() -> None:
    assert running_mean([0, 3, 6, 9], 1) == pytest.approx([1.5, 3, 6, 7.5])
    assert running_mean([1, 2], 0) == [1, 2]


def test_a_panel_for_each_thing_that_was_logged(tmp_path: Path) -> None:
    from PIL import Image

    sft = [{"step": k, "loss": 5 / k, "mean_token_accuracy": k / 50} for k in range(1, 40)]
    sft.append({"step": 39, "eval_loss": 1.0})
    save_png(lambda: curves_of(sft), str(tmp_path / "sft.png"))
    fdpo = [{"step": k, "loss": 0.6, "margin/desc": k, "margin/reason": -k, "fdpo/beta_desc": 0.1,
             "fdpo/beta_reason": 0.1, "rewards/accuracies": 1} for k in range(1, 9)]  # fmt: skip
    save_png(lambda: curves_of(fdpo), str(tmp_path / "fdpo.png"))
    small, large = (Image.open(tmp_path / name) for name in ("sft.png", "fdpo.png"))
    assert large.width == 2 * small.width, "two panels and four"
    save_png(lambda: curves_of(sft), str(tmp_path / "again.png"))
    assert (tmp_path / "again.png").read_bytes() == (tmp_path / "sft.png").read_bytes()
