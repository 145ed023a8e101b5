"""Counts, success rates and intervals, per source and category, without keeping the rows."""

import math
from collections import Counter, defaultdict
from typing import Any

from srkit.language.question import parse_question
from srkit.records.rows import Row

# A category belongs to one of the benchmark's twelve groups.
GROUPS = {
    "below/above": "below_predicate below_choice above_predicate above_choice",
    "left/right": "left_predicate left_choice right_predicate right_choice",
    "big/small": "big_predicate small_predicate",
    "tall/short": "tall_predicate tall_choice short_predicate short_choice",
    "wide/thin": "wide_predicate thin_predicate",
    "behind/front": "behind_predicate front_predicate",
    "direct distance": "distance_data",
    "horizontal distance": "horizontal_distance_data",
    "vertical distance": "vertical_distance_data",
    "width": "width_data",
    "height": "height_data",
    "direction": "direction",
}
GROUP_OF = {category: group for group, names in GROUPS.items() for category in names.split()}
QUALITATIVE = tuple(GROUPS)[:6]
OTHER = "other"


class Tally:
    """Right answers out of all, and why the undecided ones are undecided."""

    def __init__(self) -> None:
        self.n = 0
        self.right = 0
        self.nulls: Counter[str] = Counter()

    def add(self, verdict: bool | None, reason: str) -> None:
        """Count one answer; an undecided one is not right."""
        self.n += 1
        self.right += verdict is True
        if verdict is None:
            self.nulls[reason] += 1

    def as_dict(self) -> dict[str, Any]:
        """Return counts, rate and interval."""
        low, high = wilson(self.right, self.n)
        return {
            "n": self.n,
            "right": self.right,
            "rate": round(self.right / self.n, 6),
            "low": round(low, 6),
            "high": round(high, 6),
            "nulls": dict(sorted(self.nulls.items())),
        }


class Summary:
    """Collects results; rows that failed early may lack anything, or hold anything."""

    def __init__(self) -> None:
        self.tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self.is_synthetic = False

    def add(self, row: Row) -> None:
        """Count a ResultRow under its source, in its group, its half and the whole."""
        category = row.get("category") or parse_question(str(row.get("question"))).category
        group = GROUP_OF.get(str(category), OTHER)
        half = "qualitative" if group in QUALITATIVE else "quantitative"
        tallies = self.tallies[str(row.get("source") or "")]
        for name in (group, "all") if group == OTHER else (group, half, "all"):
            tallies[name].add(row["verdict"], row.get("reason", ""))
        self.is_synthetic |= str(row.get("origin")).startswith("synth")

    def as_dict(self) -> dict[str, Any]:
        """Return the summary: per source, a tally for every group that has answers."""
        order = [*GROUPS, OTHER, "qualitative", "quantitative", "all"]
        return {
            "synthetic": self.is_synthetic,
            "sources": {
                source: {name: tallies[name].as_dict() for name in order if name in tallies}
                for source, tallies in sorted(self.tallies.items())
            },
        }


def wilson(right: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion."""
    if n == 0:
        return 0.0, 1.0
    p, zz = right / n, z * z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return max(0.0, middle - half), min(1.0, middle + half)
