"""The figures of docs/worlds.md: what a constant gets right, what is hard, agreement, speed.

    python -m tests.synth.measure

Takes about six minutes on one core; pictures go to a temporary folder.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from srkit.scene.questions import QUANTITIES
from tests.synth.independent import agrees
from tests.synth.test_tasks import guesses, is_right, made

COUNT = 24_000  # tasks of a world and a split: 1,000 of each category


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for world in ("simple", "full"):
            rows = {split: made(folder, range(COUNT), world=world, split=split)
                    for split in ("train", "test")}  # fmt: skip
            for category in QUANTITIES:
                train, test = ([row for row in rows[split] if row["category"] == category]
                               for split in rows)  # fmt: skip
                tried = guesses(train)[:: 1 if category == "direction" else 4]
                best = max(tried, key=lambda guess: sum(is_right(guess, row) for row in train))
                share = sum(is_right(best, row) for row in test) / len(test)
                say(f"{world}: {category}: best constant right on {100 * share:.1f} %")
            limits = [row["truth"]["limits"] for row in rows["train"] if "limits" in row["truth"]]
            hard = sum(value <= 3 for value in limits) / len(limits)
            say(f"{world}: {100 * hard:.0f} % of comparisons are hard")
            for camera in ("fixed", "varied"):
                asked = made(folder, range(5000), world=world, camera=camera, seed=3)
                agreed = sum(agrees(row, strict=True) is None for row in asked)
                say(f"{world}, {camera} camera: {agreed} of {len(asked)} agree")
        for world, size, scenes in (("simple", 96, 600), ("full", 96, 300), ("full", 224, 50)):
            speeds = []
            for seed in (11, 12, 13):
                began = time.process_time()
                made(folder, range(4 * scenes), world=world, size=size, seed=seed)
                speeds.append(scenes / (time.process_time() - began))
            say(f"{world} at {size}: {sorted(speeds)[1]:.0f} scenes a second")


if __name__ == "__main__":
    main()
