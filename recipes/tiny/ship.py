"""Put a trained folder into the package: weights in float16 that load as float32, and its record.

python recipes/tiny/ship.py work/model srkit/models/shipped/tiny
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from srkit.records.run import sha256_file

FILES = ("generation_config.json", "processor_config.json", "tokenizer.json",
         "tokenizer_config.json", "chat_template.jinja", "run.json", "log.jsonl")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what train.py or srkit train wrote")
    parser.add_argument("target", type=Path, help="folder in the package")
    options = parser.parse_args()
    ship(options.folder, options.target)


def ship(folder: Path, target: Path) -> None:
    """Write a folder of the package from one that training wrote."""
    target.mkdir(parents=True, exist_ok=True)
    weights = load_file(folder / "model.safetensors")
    halved = {name: weight.to(torch.float16) for name, weight in weights.items()}
    save_file(halved, target / "model.safetensors", {"format": "pt"})
    (target / "model.safetensors").chmod(0o644)
    config = json.loads((folder / "config.json").read_text())
    config["dtype"] = "float32"
    (target / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    for name in FILES:
        shutil.copyfile(folder / name, target / name)
    print(sha256_file(str(target / "model.safetensors")), target / "model.safetensors")


if __name__ == "__main__":
    main()
