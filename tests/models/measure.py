"""How often the default `geometry:` policies are right, where their faults are, their speed.

    python -m tests.models.measure

2,400 questions of both worlds, test split, one core, a minute. The figures are in docs/models.md.
"""

import statistics
import sys
import time
from tempfile import TemporaryDirectory
from typing import Any

from srkit import stages
from srkit.models.load import load_policy
from srkit.models.thoughts import STRATEGIES
from srkit.records.flow import flatten
from tests.models.test_geometric import shares_of

QUESTIONS = 1200  # a world
RUNS = 3


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def answers_per_s(rows: list[Any], address: str) -> float:
    policy: Any = load_policy(address)
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        for row in rows:
            policy.write(row, 0, 0)
        spent.append(time.perf_counter() - began)
    return len(rows) / statistics.median(spent)


def main() -> None:
    with TemporaryDirectory() as folder:
        for world in ("simple", "full"):
            made = stages.synth(images=folder, count=QUESTIONS, world=world, split="test", seed=17)
            rows = list(flatten(stages.describe(flatten(made))))
            for address in stages.POLICIES:
                found = shares_of(rows, address)
                said = ", ".join(f"{100 * share:.0f} % {name}" for name, share in found.items())
                say(f"{world}, {address}: {said}")
            for strategy in STRATEGIES:
                speed = answers_per_s(rows, f"geometry:?strategy={strategy}")
                say(f"{world}, {strategy}: {speed:,.0f} answers/s")


if __name__ == "__main__":
    main()
