"""How much faster a model of this process answers several calls at once, and samples of one prompt.

    python -m tests.models.measure_batches

Takes two minutes on one core; the table is in docs/models.md. Tiny models with random weights.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import torch
from PIL import Image

from srkit.models import batches
from srkit.models.base import Reply
from srkit.models.batches import Call, write_batch
from srkit.models.local import load_model
from tests.models.tiny_vlms import FAMILIES, build

TOKENS, TIMES = 48, 3
IMAGE = Image.effect_noise((96, 96), 90).convert("RGB")


class Model(NamedTuple):
    """A model with its processor, and the ways to ask it."""

    model: Any
    processor: Any

    def alone(self, calls: list[Call]) -> list[Any]:
        return [write_batch(self.model, self.processor, [one])[0] for one in calls]

    def at_once(self, calls: list[Call]) -> list[Any]:
        return write_batch(self.model, self.processor, calls)

    def unshared(self, calls: list[Call]) -> list[Any]:
        with patch.object(batches, "asks_the_same", lambda *both: False):
            return self.at_once(calls)


def call(text: str, seed: int, heat: float) -> Call:
    content = [{"type": "image"}, {"type": "text", "text": text}]
    settings = {"max_tokens": TOKENS, "temperature": heat}
    return Call([{"role": "user", "content": content}], [IMAGE], settings, seed)


def make(family: str) -> Model:
    """Return a model whose random weights write something else to each prompt."""
    with TemporaryDirectory() as folder:
        build(["Is Region [0] near? How far is it? 0123456789"], Path(folder), family)
        model, processor = load_model(folder)
    torch.manual_seed(1)
    for weight in model.parameters():
        if weight.dim() > 1:
            torch.nn.init.normal_(weight, std=0.3)
    return Model(model.eval(), processor)


def ratio(
    calls: list[Call], slow: Callable[[list[Call]], list[Any]],
    fast: Callable[[list[Call]], list[Any]],
) -> tuple[float, bool]:  # fmt: skip
    """Return how much longer one way takes, and whether both write the same."""
    spent: list[list[float]] = [[], []]
    written: list[list[str]] = [[], []]
    for _ in range(TIMES):
        for k, way in enumerate((slow, fast)):
            began = time.perf_counter()
            found = way(calls)
            spent[k].append(time.perf_counter() - began)
            written[k] = [one.text if isinstance(one, Reply) else str(one) for one in found]
    first, second = map(statistics.median, spent)
    return first / second, written[0] == written[1]


def main() -> None:
    several = [call(f"How far is it? {'Is it near? ' * k}", k, 0.0) for k in range(16)]
    samples = [call("Is it near? " * 12, k, 1.0) for k in range(8)]
    sys.stdout.write("| | 16 calls alone / at once | 8 samples alone / shared | 8 samples at once"
                     " / shared | same text |\n|---|---|---|---|---|\n")  # fmt: skip
    for family in FAMILIES:
        one = make(family)
        found = [ratio(several, one.alone, one.at_once), ratio(samples, one.alone, one.at_once),
                 ratio(samples, one.unshared, one.at_once)]  # fmt: skip
        same = "yes" if all(is_same for _, is_same in found) else "no"
        cells = " | ".join(f"{value:.1f}" for value, _ in found)
        sys.stdout.write(f"| {family} | {cells} | {same} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
