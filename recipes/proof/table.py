"""The experiment's table: success rates of its arms over training seeds, and their differences.

    python recipes/proof/table.py proof/mix1 --compare dpo:sft --compare fdpo:dpo

An arm NAME is every file `seed*/NAME.results.jsonl` (rows that `srkit eval` wrote). Intervals are
95 % ones of a bootstrap that draws images and seeds together: two arms meet the same draws.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from srkit.evaluation.statistics import GROUP_OF, QUALITATIVE, category_of

HALVES = ("qualitative", "quantitative", "all")
MEAN = "mean of both halves"  # the benchmark asks about as many of each; synth asks three to one
COLUMNS = (*HALVES, MEAN)
DRAWS = 10_000


class Arm(NamedTuple):
    """What an arm got right, (seeds, images, halves), and what it was asked, (images, halves)."""

    right: NDArray[np.float64]
    asked: NDArray[np.float64]
    images: list[str]
    seeds: list[str]

    def of(self, seeds: list[str]) -> "Arm":
        """Return what it is over some of its seeds."""
        kept = [self.seeds.index(seed) for seed in seeds]
        return self._replace(right=self.right[kept], seeds=seeds)

    def rate(self) -> NDArray[np.float64]:
        """Return the success rate of each half, of all, and the mean of both, over all seeds."""
        return with_mean(self.right.mean(0).sum(0) / self.asked.sum(0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with seed0, seed1, …")
    parser.add_argument("--compare", action="append", default=[], metavar="A:B")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    options = parser.parse_args()
    pairs = [tuple(one.split(":")) for one in options.compare]
    found = table(options.folder, pairs)
    print("\n".join(lines_of(found)))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def table(folder: Path, compared: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """Return rates and differences with their intervals, in points."""
    names = sorted({one.name.removesuffix(".results.jsonl")
                    for one in folder.glob("seed*/*.results.jsonl")})  # fmt: skip
    arms = {name: read_arm(sorted(folder.glob(f"seed*/{name}.results.jsonl"))) for name in names}
    found: dict[str, Any] = {"arms": {}, "differences": {}}
    for name, arm in arms.items():
        spread = draws(arm)
        found["arms"][name] = {"seeds": len(arm.right), "n": int(arm.asked[:, -1].sum()),
                               **points(arm.rate(), spread)}  # fmt: skip
    for a, b in compared:
        if missing := {a, b} - set(arms):
            raise SystemExit(f"{folder} has no results of {', '.join(sorted(missing))}")
        one, other = arms[a], arms[b]
        if one.images != other.images or (one.asked != other.asked).any():
            raise SystemExit(f"{a} and {b} were not asked the same")
        both = [seed for seed in one.seeds if seed in other.seeds]
        if not both:
            raise SystemExit(f"{a} and {b} have no seed in common")
        one, other = one.of(both), other.of(both)
        off = draws(one) - draws(other)
        found["differences"][f"{a} - {b}"] = {
            "seeds": len(both),
            **points(one.rate() - other.rate(), off),
        }
    return found


def read_arm(files: list[Path]) -> Arm:
    """Read an arm's results; every seed answers the same questions."""
    seeds = []
    for file in files:
        with file.open(encoding="utf-8") as lines:
            seeds.append({row["task"]: row for row in map(json.loads, lines)})
    tasks = sorted(seeds[0])
    if any(sorted(seed) != tasks for seed in seeds):
        raise SystemExit(f"{files[0].name}: seeds have answered other questions")
    images = sorted({image_of(seeds[0][task]) for task in tasks})
    place = {image: k for k, image in enumerate(images)}
    right, asked = np.zeros((len(seeds), len(images), 3)), np.zeros((len(images), 3))
    for task in tasks:
        first = seeds[0][task]
        half = 0 if GROUP_OF[category_of(first)] in QUALITATIVE else 1
        at = place[image_of(first)]
        for k in (half, 2):
            asked[at, k] += 1
            right[:, at, k] += [seed[task].get("verdict") is True for seed in seeds]
    return Arm(right, asked, images, [file.parent.name for file in files])


def image_of(row: dict[str, Any]) -> str:
    """Return which picture a question is about, wherever its file lies."""
    return Path(row["image"]).name


def draws(arm: Arm) -> NDArray[np.float64]:
    """Return rates of (draws, columns); arms of as many images and seeds meet the same draws."""
    of_images, of_seeds = np.random.default_rng(0), np.random.default_rng(1)
    seeds, images, _ = arm.right.shape
    found = np.empty((DRAWS, 3))
    for k in range(DRAWS):
        weight = np.bincount(of_images.integers(images, size=images), minlength=images)
        drawn = np.bincount(of_seeds.integers(seeds, size=seeds), minlength=seeds) / seeds
        right = np.einsum("s,sih,i->h", drawn, arm.right, weight)
        asked = weight @ arm.asked
        found[k] = np.divide(right, asked, out=np.full(3, np.nan), where=asked > 0)
    return with_mean(found)


def with_mean(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rates with the mean of the first two behind them."""
    return np.concatenate((rates, rates[..., :2].mean(-1, keepdims=True)), -1)


def points(rates: NDArray[np.float64], spread: NDArray[np.float64]) -> dict[str, list[float]]:
    """Return [value, low, high] in points for each column."""
    low, high = np.nanpercentile(spread, (2.5, 97.5), axis=0)
    return {half: [round(100 * float(v), 2) for v in (rates[k], low[k], high[k])]
            for k, half in enumerate(COLUMNS)}  # fmt: skip


def lines_of(found: dict[str, Any]) -> Iterable[str]:
    """Yield the table's lines in Markdown."""
    for title, rows in (("arm", found["arms"]), ("difference", found["differences"])):
        if rows:
            yield f"| {title} | seeds | {' | '.join(COLUMNS)} |"
            yield "|---|---" + "|---" * len(COLUMNS) + "|"
        for name, row in rows.items():
            told = [f"{row[half][0]:.1f} [{row[half][1]:.1f}, {row[half][2]:.1f}]"
                    for half in COLUMNS]  # fmt: skip
            yield f"| {name} | {row['seeds']} | {' | '.join(told)} |"
        yield ""


if __name__ == "__main__":
    main()
