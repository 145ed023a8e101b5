"""The time of a step and the memory of a run: fDPO against TRL's own DPO, in one process each.

    OMP_NUM_THREADS=1 python -m tests.training.measure [STEPS]

Two trainers with equal models of about 20 million parameters take turns on the same pairs, from the
rows to the moved weights, so that what else the machine does falls on both. Memory is that of two
processes of their own, one after the other.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.conftest import REPLY
from tests.models.tiny_vlms import build

Row = dict[str, Any]
PAIRS, STEPS, WARM = 2, 40, 3  # pairs a batch, steps of each trainer, steps not counted
LARGE = {"hidden_size": 448, "intermediate_size": 1200, "num_hidden_layers": 8,
         "num_attention_heads": 8, "num_key_value_heads": 8}  # fmt: skip


def make_base(folder: Path) -> None:
    """Write a Llava of about 20 million parameters."""
    build([REPLY.format(n) for n in range(9)], folder, **LARGE)


def make_rows(folder: Path, count: int = 24) -> list[Row]:
    """Return pairs with a picture each."""
    from PIL import Image

    rows = []
    for k in range(count):
        path = folder / f"{k}.png"
        Image.new("RGB", (96, 96), (k * 9, 120, 60)).save(path)
        rows.append({
            "id": str(k), "task": str(k), "image": str(path), "question": "How far apart are they?",
            "regions": [{"box": [10, 10, 40, 40]}], "chosen": REPLY.format(2 + k),
            "rejected": REPLY.format(30 - k), "chosen_scores": {"desc": 6.0, "reason": 7.5},
            "rejected_scores": {"desc": 5.0, "reason": 2.0},
        })  # fmt: skip
    return rows


def make_trainer(kind: str, base: Path, rows: list[Row], output: Path) -> Any:
    """Return a trainer: ours, or TRL's own with the same arguments."""
    from srkit.training.data import Looks, make_dataset, stored
    from srkit.training.settings import Settings
    from srkit.training.start import load_start
    from srkit.training.trainers import arguments
    from srkit.training.trainers import make_trainer as ours

    settings = Settings(lr=1e-5, lora=0, batch_size=PAIRS, max_steps=1000).of("fdpo", None)
    start = load_start(str(base), "fdpo", settings)
    data = make_dataset(stored(rows, "fdpo", []), Looks())
    if kind == "fdpo":
        return ours("fdpo", start, data, None, str(output), settings)
    from trl import DPOConfig, DPOTrainer

    config = DPOConfig(beta=0.1, **arguments(settings, str(output)))
    return DPOTrainer(model=start.model, ref_model=start.reference, train_dataset=data,
                      processing_class=start.processor, args=config)  # fmt: skip


def step_of(trainer: Any) -> Any:
    """Return a function that does a whole step on some rows."""
    trainer.create_optimizer_and_scheduler(num_training_steps=1000)
    trainer.current_gradient_accumulation_steps = 1

    def step(chosen: list[int]) -> None:
        batch = trainer.data_collator([trainer.train_dataset[k] for k in chosen])
        trainer.training_step(trainer.model, batch)
        trainer.optimizer.step()
        trainer.optimizer.zero_grad()

    return step


def step_times(folder: Path, steps: int = STEPS) -> tuple[list[float], list[float]]:
    """Return the seconds of every step, ours and TRL's, one after the other on the same rows."""
    make_base(folder / "base")
    rows = make_rows(folder)
    do = {kind: step_of(make_trainer(kind, folder / "base", rows, folder / kind))
          for kind in ("fdpo", "dpo")}  # fmt: skip
    choose, seconds = random.Random(0), {"fdpo": [], "dpo": []}  # type: ignore[var-annotated]
    for k in range(steps + WARM):
        chosen = choose.sample(range(len(rows)), PAIRS)
        for kind in ("fdpo", "dpo") if k % 2 else ("dpo", "fdpo"):
            began = time.perf_counter()
            do[kind](chosen)
            seconds[kind].append(time.perf_counter() - began)
    return seconds["fdpo"][WARM:], seconds["dpo"][WARM:]


def interval(ratios: list[float]) -> tuple[float, float, float]:
    """Return the median of paired ratios and its 95 % bootstrap interval."""
    draw = random.Random(0)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(2000))
    return statistics.median(ratios), medians[50], medians[1949]


def memory_of(kind: str, folder: Path) -> int:
    """Run 20 steps in this process and return the most memory that it had, in bytes."""
    step = step_of(make_trainer(kind, folder / "base", make_rows(folder), folder / kind))
    for k in range(20):
        step([k, k + 1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    if sys.argv[1:2] == ["--memory"]:
        say(json.dumps(memory_of(sys.argv[2], Path(sys.argv[3]))))
        return
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = step_times(folder, steps)
        middle, low, high = interval([a / b for a, b in zip(ours, theirs, strict=True)])
        say(f"fDPO {statistics.median(ours) * 1000:.0f} ms, TRL's DPO "
              f"{statistics.median(theirs) * 1000:.0f} ms a step of {PAIRS} pairs;"
              f" paired ratio {middle:.3f} [{low:.3f}, {high:.3f}], n {steps}")  # fmt: skip
        most: dict[str, list[int]] = {"fdpo": [], "dpo": []}
        for _ in range(3):
            for kind in most:
                words = [sys.executable, "-m", "tests.training.measure", "--memory", kind, name]
                said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
                most[kind].append(json.loads(said.splitlines()[-1]))
        peaks = {kind: statistics.median(found) for kind, found in most.items()}
        say(f"peak memory {peaks['fdpo'] / 2**20:.0f} MB and {peaks['dpo'] / 2**20:.0f} MB:"
              f" ratio {peaks['fdpo'] / peaks['dpo']:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
