"""One run against another on the same tasks: the paired difference, and whether it is chance.

Memory holds one verdict a task of the baseline, the ids of the tasks seen, and counters per image.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from srkit.errors import SrkitError
from srkit.evaluation.intervals import ANSWER, image_of, mcnemar
from srkit.evaluation.statistics import AVERAGES, category_of, clustered, combine, source_of
from srkit.records.rows import Row


class Baseline(NamedTuple):
    """The run that others are compared with: which tasks it answered, and which of them right."""

    source: str
    right: dict[str, bool]
    scorer: str | None = None
    asked: dict[str, int] = {}  # what each task was: a hash of question and true answer


def read_baseline(rows: Iterable[Row]) -> Baseline:
    """Keep a verdict for every task; there must be one answer to each, all of one source."""
    right: dict[str, bool] = {}
    asked: dict[str, int] = {}
    source, scorers = None, set()
    for row in rows:
        name, task = source_of(row), _task(row)
        source = name if source is None else source
        if name != source:
            raise SrkitError(
                f"a baseline is one source's, and this one is of {_quoted(source)}"
                f" and {_quoted(name)}"
            )
        if "verdict" not in row:
            raise SrkitError(f"task {_quoted(task)} of the baseline has no verdict; eval gives one")
        if task in right:
            raise SrkitError(f"the baseline answers task {_quoted(task)} more than once")
        right[task] = row["verdict"] is True
        asked[task] = _asked(row)
        scorers.add(str(row.get("scorer") or ""))
    if source is None:
        raise SrkitError("the baseline holds no answers")
    return Baseline(source, right, ", ".join(sorted(scorers - {""})) or None, asked)


def _asked(row: Row) -> int:
    """Return what tells one question and its true answer from another's."""
    return hash((row.get("question"), row.get("answer")))


class Difference:
    """What was right here and what in the baseline, on the tasks that both have."""

    def __init__(self) -> None:
        self.n = 0
        self.right = 0
        self.gained = 0
        self.lost = 0
        self.images: Counter[int] = Counter()

    def add(self, image: int, is_right: bool, was_right: bool) -> None:
        """Count one task."""
        self.n += 1
        self.right += is_right
        self.gained += is_right and not was_right
        self.lost += was_right and not is_right
        # Differences are -1, 0 or 1, and counted one higher: a sum is never below 0.
        self.images[image] += ANSWER + 1 + is_right - was_right

    def as_dict(self) -> dict[str, Any]:
        """Return rates, their difference with its interval, and the test."""
        return {
            "n": self.n,
            "rate": round(self.right / self.n, 6),
            "baseline_rate": round((self.right - self.gained + self.lost) / self.n, 6),
            "difference": round((self.gained - self.lost) / self.n, 6),
            "images": len(self.images),
            **clustered(self.images, shift=1),
            "mcnemar_p": float(f"{mcnemar(self.gained, self.lost):.6g}"),
            "gained": self.gained,
            "lost": self.lost,
        }


def _total(differences: Sequence[Difference]) -> Difference:
    """Add differences up."""
    found = Difference()
    for one in differences:
        found.n += one.n
        found.right += one.right
        found.gained += one.gained
        found.lost += one.lost
        found.images.update(one.images)
    return found


class Comparison:
    """Collects results and compares each source with the baseline, task by task."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.other: Counter[str] = Counter()  # tasks that ask something else in the baseline
        self.shared: dict[str, dict[str, Difference]] = defaultdict(lambda: defaultdict(Difference))

    def add(self, row: Row) -> None:
        """Count a ResultRow; a source answers a task once."""
        source, task = source_of(row), _task(row)
        if task in self.seen[source]:
            raise SrkitError(
                f"{_quoted(source)} answers task {_quoted(task)} more than once: what is compared"
                " with a baseline has one answer a task"
            )
        self.seen[source].add(task)
        was_right = self.baseline.right.get(task)
        if was_right is not None:
            is_right = row.get("verdict") is True
            self.other[source] += self.baseline.asked.get(task, _asked(row)) != _asked(row)
            self.shared[source][category_of(row)].add(image_of(row), is_right, was_right)

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison: per source, a difference for what both have answers in."""
        return {
            "baseline": self.baseline.source,
            "baseline_n": len(self.baseline.right),
            "baseline_scorer": self.baseline.scorer,
            "sources": {source: self._of_source(source) for source in sorted(self.seen)},
        }

    def _of_source(self, source: str) -> dict[str, Any]:
        both = sum(one.n for one in self.shared[source].values())
        here, there = len(self.seen[source]) - both, len(self.baseline.right) - both
        groups: dict[str, Any] = {}
        found: dict[str, Any] = {
            "partial": _partial(both, here, there, self.other[source]),
            "only_here": here,
            "only_baseline": there,
            "groups": groups,
        }
        for name, difference in combine(self.shared[source], _total):
            (found if name in AVERAGES else groups)[name] = difference.as_dict()
        return found


def _partial(both: int, here: int, there: int, other: int) -> str | None:
    """Say in what way two runs are not of the same tasks, if they aren't."""
    said = []
    if here or there:
        said.append(f"compared on {both} tasks; {here} are only here, {there} only in the baseline")
    if other:
        said.append(f"{other} tasks have another question or true answer in the baseline")
    return "; ".join(said) or None


def _task(row: Row) -> str:
    task = row.get("task", row.get("id"))  # a row that failed early may have one of them only
    if task is None:
        raise SrkitError("a row without task and id can't be compared with another run's")
    return str(task)


def _quoted(name: str) -> str:
    return repr(name if len(name) <= 80 else f"{name[:80]}…")
