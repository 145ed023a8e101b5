"""Counts, success rates, errors and intervals, per source, without keeping the rows.

An answer is counted once, under its category; groups and averages are sums of these, so that what
they say fits together. The same rows in any order give the same summary.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from srkit.evaluation.intervals import ANSWER, cluster_interval, image_of, wilson
from srkit.evaluation.measures import Hours, Lengths
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
QUANTITATIVE = tuple(GROUPS)[6:]
OTHER = "other"
OTHER_TRUTH = "other_truth"  # the flag of an answer whose file has another truth
COLUMNS = (*QUALITATIVE, "qualitative", *QUANTITATIVE, "quantitative")  # in the papers' order
# What is counted over several groups.
AVERAGES = {
    "qualitative": QUALITATIVE,
    "quantitative": QUANTITATIVE,
    "all": (*GROUPS, OTHER),
}

# Why a verdict is null that no better answer would change.
FAULTS = ("error", "no_truth", "unknown_category")

T = TypeVar("T")


class Tally:
    """Right answers out of all, how they lie on the images, and why undecided ones are."""

    def __init__(self) -> None:
        self.n = 0
        self.right = 0
        self.nulls: Counter[str] = Counter()
        self.images: Counter[int] = Counter()

    def add(self, row: Row) -> None:
        """Count one answer; an undecided one is not right."""
        is_right = row.get("verdict") is True
        self.n += 1
        self.right += is_right
        self.images[image_of(row)] += ANSWER + is_right
        if not is_decided(row):
            self.nulls[str(row.get("reason") or "")] += 1

    def as_dict(self) -> dict[str, Any]:
        """Return counts, rate and intervals."""
        low, high = wilson(self.right, self.n)
        return {
            "n": self.n,
            "right": self.right,
            "rate": round(self.right / self.n, 6),
            "low": round(low, 6),
            "high": round(high, 6),
            "images": len(self.images),
            **clustered(self.images),
            "nulls": dict(sorted(self.nulls.items())),
        }


def _total(tallies: Sequence[Tally]) -> Tally:
    """Add tallies up."""
    if len(tallies) == 1:
        return tallies[0]
    found = Tally()
    for tally in tallies:
        found.n += tally.n
        found.right += tally.right
        found.nulls.update(tally.nulls)
        found.images.update(tally.images)
    return found


def clustered(images: Mapping[int, int], shift: int = 0) -> dict[str, float | None]:
    """Return the bootstrap interval by image as a summary holds it."""
    found = cluster_interval(images.values())
    if found is None:
        return {"cluster_low": None, "cluster_high": None}
    low, high = (round(one - shift, 6) + 0.0 for one in found)  # a zero has no sign
    return {"cluster_low": low, "cluster_high": high}


class Summary:
    """Collects results; rows that failed early may lack anything, or hold anything."""

    def __init__(self) -> None:
        self.tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self.errors: dict[str, dict[str, Lengths | Hours]] = defaultdict(dict)
        self.scorers: set[str] = set()
        self.other_truths = 0  # answers whose file has another truth than the benchmark
        self.first: dict[str, str] = {}  # a row's id, for what is wrong with the rows themselves
        self.is_synthetic = False

    def add(self, row: Row) -> None:
        """Count a ResultRow under its source and category."""
        source, category = source_of(row), category_of(row)
        self.tallies[source][category].add(row)
        if GROUP_OF.get(category) in QUANTITATIVE:
            kind = Hours if category == "direction" else Lengths
            errors = self.errors[source].setdefault(category, kind())
            if is_decided(row):  # an undecided row may still hold what an earlier verdict parsed
                errors.add(row.get("parsed"), row.get("truth_value"))
        self.other_truths += OTHER_TRUTH in (row.get("flags") or ())
        reason = str(row.get("reason"))
        if reason in FAULTS and not is_decided(row):
            name = str(row.get("id"))
            self.first[reason] = min(self.first.get(reason, name), name)
        if row.get("scorer"):
            self.scorers.add(str(row["scorer"]))
        self.is_synthetic |= str(row.get("origin")).startswith("synth")

    def as_dict(self, partial: str | None = None) -> dict[str, Any]:
        """Return the summary; `partial` is a sentence if this is not the whole benchmark."""
        return {
            "synthetic": self.is_synthetic,
            "partial": partial,
            "scorer": ", ".join(sorted(self.scorers)) or None,
            "sources": {
                source: _of_source(tallies, self.errors[source])
                for source, tallies in sorted(self.tallies.items())
            },
        }


def is_decided(row: Row) -> bool:
    """Whether a row's verdict is true or false."""
    return isinstance(row.get("verdict"), bool)


def source_of(row: Row) -> str:
    """Return whose answer a row is."""
    return str(row.get("source") or "")


def category_of(row: Row) -> str:
    """Return one of the 24 categories, or OTHER; what a row doesn't say its question does."""
    said = str(row.get("category") or parse_question(str(row.get("question"))).category)
    return said if said in GROUP_OF else OTHER


def combine(
    categories: Mapping[str, T], add_up: Callable[[Sequence[T]], T]
) -> Iterator[tuple[str, T]]:
    """Yield the groups that have answers, then the averages, as sums of categories."""
    members: dict[str, list[T]] = {group: [] for group in (*GROUPS, OTHER)}
    for category, one in categories.items():
        members[GROUP_OF.get(category, OTHER)].append(one)
    for group, found in members.items():
        if found:
            yield group, add_up(found)
    for average, groups in AVERAGES.items():
        found = [one for group in groups for one in members[group]]
        if found:
            yield average, add_up(found)


def _of_source(
    tallies: Mapping[str, Tally], errors: Mapping[str, Lengths | Hours]
) -> dict[str, Any]:
    """Return what a summary says about one source; what has no answers is left out."""
    groups: dict[str, Any] = {}
    categories = {name: tallies[name].as_dict() for name in GROUP_OF if name in tallies}
    found: dict[str, Any] = {"groups": groups, "categories": categories}
    for name, tally in combine(tallies, _total):
        if name in AVERAGES:
            found[name] = tally.as_dict() | {"macro": _macro(groups, name)}
        else:
            groups[name] = tally.as_dict()
    for category, error in errors.items():  # each is a group of its own
        said = error.as_dict(tallies[category].n)
        categories[category] |= said
        groups[GROUP_OF[category]] |= said
    return found


def _macro(groups: Mapping[str, Any], average: str) -> float | None:
    """Return the mean of the rates of the groups, each counted once however large it is."""
    parts = [groups[name] for name in AVERAGES[average] if name in groups and name != OTHER]
    return round(sum(one["right"] / one["n"] for one in parts) / len(parts), 6) if parts else None
