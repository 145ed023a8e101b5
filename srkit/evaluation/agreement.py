"""How far the rules and a judge say the same of the same answers, group by group."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from srkit.evaluation.intervals import mcnemar
from srkit.evaluation.statistics import category_of, combine
from srkit.records.rows import Row

SAID = {True: "true", False: "false", None: "null"}
Cells = Counter[tuple[str, str]]  # what the rules say, and what the judge says


class Agreement:
    """Counts pairs of verdicts."""

    def __init__(self) -> None:
        self.cells: dict[str, Cells] = defaultdict(Counter)

    def add(self, row: Row) -> None:
        """Count a ResultRow that has both verdicts; one that no judge was asked about has not."""
        rules = row.get("rules")
        if isinstance(rules, dict) and "judged" in row and "error" not in row:
            both = SAID[rules.get("verdict")], SAID[row.get("verdict")]
            self.cells[category_of(row)][both] += 1

    def as_dict(self) -> dict[str, Any]:
        """Return the agreement of every group, and over several."""
        return {name: compared(cells) for name, cells in combine(self.cells, _total)}


def _total(parts: Sequence[Cells]) -> Cells:
    return sum(parts, Cells())


def compared(cells: Cells) -> dict[str, Any]:
    """Return agreement, kappa (of three verdicts, and of right or not) and the difference."""
    n = sum(cells.values())
    right: Cells = Counter()  # as accuracy counts: what is undecided is not right
    for (a, b), count in cells.items():
        right[str(a == "true"), str(b == "true")] += count
    gained, lost = right["False", "True"], right["True", "False"]
    return {
        "n": n,
        "agree": round(sum(count for (a, b), count in cells.items() if a == b) / n, 6),
        "kappa": kappa(cells),
        "kappa_right": kappa(right),
        "judge_minus_rules": round((gained - lost) / n, 6),
        "mcnemar_p": float(f"{mcnemar(gained, lost):.6g}"),
        "cells": {f"{a} {b}": count for (a, b), count in sorted(cells.items())},
    }


def kappa(cells: Cells) -> float | None:
    """Return Cohen's kappa; None where chance alone agrees always."""
    n = sum(cells.values())
    seen = sum(count for (a, b), count in cells.items() if a == b) / n
    first, second = Counter[str](), Counter[str]()
    for (a, b), count in cells.items():
        first[a] += count
        second[b] += count
    chance = sum(first[one] * second[one] for one in first) / n**2
    return None if chance == 1 else round((seen - chance) / (1 - chance), 6)
