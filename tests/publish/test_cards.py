"""A card says what happened, and no more."""

import json
from pathlib import Path
from typing import Any

import pytest

from srkit.publish.cards import write_model_card

MADE: dict[str, Any] = {
    "checkpoint": "", "model": "hf:acme/base@v1", "method": "fdpo", "rows": 1200, "held_out": 10,
    "too_long": 3, "longest": 512, "processes": 1, "weights": 4000000, "trained_weights": 20000,
    "steps": 75, "loss": 0.51234, "eval_loss": 0.6,
}  # fmt: skip
OPTIONS = {"lora": 16, "lr": 5e-6, "epochs": 1.0, "max_steps": None, "batch_size": 2,
           "accumulate": 8, "warmup": 0.05, "weight_decay": 0.05, "schedule": "linear",
           "freeze_vision": False, "regions": "overlay", "seed": 0, "beta": 0.1, "alpha": 0.3,
           "lam": 0.6, "chosen_nll": 0.0}  # fmt: skip
LOG = [{"step": 1, "loss": 0.6931}, {"step": 75, "loss": 0.5}]


def card(folder: Path, **changed: Any) -> str:
    synth = {"command": "srkit synth", "inputs": []}
    record = {"options": OPTIONS, "versions": {"srkit": "0.1.0"}, "inputs": [
        {"path": "/home/me/pairs.jsonl", "sha256": "ab12", "run":
            {"command": "srkit pair", "inputs": [{"path": "t", "run": synth}]}},
        {"path": "-", "sha256": None, "run": "unknown"},
        {"path": "acme/base", "sha256": None, "run": "unknown"},
    ]}  # fmt: skip
    write_model_card(str(folder), record, MADE | {"checkpoint": str(folder)} | changed, LOG)
    return (folder / "README.md").read_text()


def test_what_happened(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text(
        '{"base_model_name_or_path": "acme/base", "revision": "v1"}'
    )
    (tmp_path / "adapter_model.safetensors").write_bytes(b"")
    text = card(tmp_path, model=f"hf:{tmp_path / 'sft'}")
    assert "base_model: acme/base\n" in text and "library_name: peft" in text
    said = (
        "20,000 of 4,000,000 numbers were trained: \na LoRA adapter of rank 16 on `acme/base@v1`."
    )
    assert said in text and 'from_pretrained("acme/base", revision="v1")' in text
    assert "| alpha | 0.3 |" in text
    assert "0.6931 at the first step, 0.5123 on average over the last tenth" in text
    assert "On what was held out: 0.6000." in text
    said = "- `pairs.jsonl`, sha256 `ab12`, made by srkit pair, srkit synth; **synthetic scenes**"
    assert said in text and "- `-`, from a pipe: unknown" in text
    assert "/home/me" not in text and str(tmp_path) not in text and "PeftModel" in text


def test_whole_weights_and_a_base_of_this_machine(tmp_path: Path) -> None:
    text = card(tmp_path, model=f"hf:{tmp_path}", method="sft")
    assert "base_model" not in text and "library_name: transformers" in text
    assert "PeftModel" not in text and "| alpha |" not in text and "all of them." in text
    assert str(tmp_path) not in text and f"of `{tmp_path.name}`" in text
    dpo = card(tmp_path, method="dpo")
    assert "| beta | 0.1 |" in dpo and "alpha" not in dpo


def test_the_card_is_one_that_the_hub_reads(tmp_path: Path) -> None:
    from huggingface_hub import ModelCard

    card(tmp_path)
    data = ModelCard.load(tmp_path / "README.md").data.to_dict()
    assert data["pipeline_tag"] == "image-text-to-text" and "fdpo" in data["tags"]
    assert json.dumps(data)


@pytest.mark.parametrize("name", ["weird `name`", "a\nb"])
def test_a_file_s_name_stays_on_its_line(tmp_path: Path, name: str) -> None:
    record = {"options": OPTIONS, "versions": {"srkit": "0"}, "inputs": [
        {"path": name, "sha256": "x", "run": "unknown"}, {"path": "b"}]}  # fmt: skip
    write_model_card(str(tmp_path), record, MADE | {"checkpoint": str(tmp_path)}, LOG)
    text = (tmp_path / "README.md").read_text()
    (line,) = [line for line in text.splitlines() if "sha256" in line]
    assert line.count("`") == 4
