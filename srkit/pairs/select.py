"""From scored answers to preference pairs: a task's best against its worst, in the trained form.

Of every task that may still get answers, memory holds two numbers, two names and two places in a
temporary file; the rows themselves are read again when the pair is made.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from srkit.errors import DataError
from srkit.pairs.fitness import is_right, unfit
from srkit.records.flow import is_error, task_of
from srkit.records.rows import Row
from srkit.records.spool import Spool


class Counts(dict[str, int]):
    """Why candidates and tasks gave no pair, by reason."""

    def add(self, reason: str) -> None:
        self[reason] = self.get(reason, 0) + 1


class Choice(NamedTuple):
    """Which pairs are wanted."""

    select: str = "total"
    min_margin: float = 0.0
    require_correct: bool = False
    sft: bool = False


class Chosen(NamedTuple):
    """A task's two answers; with `sft` there is no rejected one."""

    chosen: Row
    rejected: Row | None


def choose(
    rows: Iterable[Row], choice: Choice, counts: Counts, grouped: bool = False
) -> Iterator[Chosen]:
    """Yield each task's pair; in order of first appearance, or as tasks end when `grouped`."""
    tasks = Ranking(choice) if choice.select != "conflict" else Everything(choice)
    seen: set[int] = set()
    last = None
    for row in rows:
        task = task_of(row) if not is_error(row) else str(row.get("task", row.get("id")))
        if grouped and task != last:
            yield from tasks.pairs(counts)
            tasks.clear()
            if hash(task) in seen:
                raise DataError(f"task {task!r} comes back after others: leave out --grouped")
            seen.add(hash(task))
            last = task
        reason = unfit(row)
        right = is_right(row) if reason is None and choice.require_correct else None
        if reason is None and choice.require_correct and right is None:
            reason = "no answer to compare with"
        if reason:
            counts.add(reason)
            continue
        tasks.add(task, row, may_win=right in (None, True), may_lose=right in (None, False))
    yield from tasks.pairs(counts)
    tasks.close()


class Ranking:
    """The best and the worst answer of each task, by total or by the reasoning's score."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.key = "reason" if choice.select == "reason" else "total"
        self.spool = Spool()
        self.names: dict[str, str] = {}  # few differ: ids are `task#source#n`
        self.clear()

    def clear(self) -> None:
        """Forget the tasks, and what was kept of them."""
        self.places: dict[str, int] = {}
        self.best, self.worst = array("d"), array("d")
        self.best_at, self.worst_at = array("q"), array("q")
        self.count = array("i")
        self.best_name: list[str | None] = []
        self.worst_name: list[str | None] = []
        self.spool.empty()

    def add(self, task: str, row: Row, may_win: bool, may_lose: bool) -> None:
        """Take an answer into account; ties go to the lowest id."""
        score = row["scores"][self.key]
        k = self.places.setdefault(task, len(self.best))
        if k == len(self.best):
            self.best.append(0.0)
            self.worst.append(0.0)
            self.count.append(0)
            self.best_at.append(-1)
            self.worst_at.append(-1)
            self.best_name.append(None)
            self.worst_name.append(None)
        self.count[k] += 1
        name, at = self._short(task, str(row["id"])), -1
        if may_win and self._is_before(task, (-score, name), (-self.best[k], self.best_name[k])):
            at = self.spool.put(row)
            self.best[k], self.best_at[k], self.best_name[k] = score, at, name
        if may_lose and self._is_before(task, (score, name), (self.worst[k], self.worst_name[k])):
            at = self.spool.put(row) if at < 0 else at
            self.worst[k], self.worst_at[k], self.worst_name[k] = score, at, name

    def _short(self, task: str, name: str) -> str:
        """Return an id without its task, the same string for all that are equal."""
        short = f"\0{name.removeprefix(task)}" if name.startswith(task) else name
        return self.names.setdefault(short, short) if short[0] == "\0" else short

    def _is_before(
        self, task: str, one: tuple[float, str], other: tuple[float, str | None]
    ) -> bool:
        if other[1] is None or one[0] != other[0]:
            return other[1] is None or one[0] < other[0]
        return one[1].replace("\0", task, 1) < other[1].replace("\0", task, 1)

    def pairs(self, counts: Counts) -> Iterator[Chosen]:
        """Yield the tasks' pairs; count those that have none."""
        for k in self.places.values():
            if self.choice.sft and self.best_at[k] >= 0:
                yield Chosen(self.spool.get(self.best_at[k]), None)
                continue
            if self.best_at[k] < 0 or self.worst_at[k] < 0:
                counts.add("no right answer" if self.best_at[k] < 0 else "no wrong answer")
                continue
            if self.best_at[k] == self.worst_at[k]:
                counts.add("single" if self.count[k] == 1 else "margin")
                continue
            chosen, rejected = (self.spool.get(at) for at in (self.best_at[k], self.worst_at[k]))
            reason = unfit_pair(chosen, rejected, self.key, self.choice.min_margin)
            if reason:
                counts.add(reason)
            else:
                yield Chosen(chosen, rejected)

    def close(self) -> None:
        """Give the space back."""
        self.spool.close()


class Everything:
    """All answers of each task: to find two whose segments disagree, none can be left out."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.spool = Spool()
        self.clear()

    def clear(self) -> None:
        """Forget the tasks, and what was kept of them."""
        self.tasks: dict[str, list[tuple[str, float, float, bool, bool, int]]] = {}
        self.spool.empty()

    def add(self, task: str, row: Row, may_win: bool, may_lose: bool) -> None:
        """Take an answer into account."""
        scores = row["scores"]
        known = (str(row["id"]), scores["desc"], scores["reason"], may_win, may_lose)
        self.tasks.setdefault(task, []).append((*known, self.spool.put(row)))

    def pairs(self, counts: Counts) -> Iterator[Chosen]:
        """Yield the tasks' pairs: segments that disagree first, then the largest margin."""
        for answers in self.tasks.values():
            ranked = []
            for win in answers:
                for lose in answers:
                    desc, reason = win[1] - lose[1], win[2] - lose[2]
                    if win[3] and lose[4] and desc + reason > 0:
                        agrees = desc * reason >= 0
                        ranked.append((agrees, -(desc + reason), win[0], lose[0], win[5], lose[5]))
            if self.choice.sft:
                best = min((-(one[1] + one[2]), one[0], one[5]) for one in answers)
                yield Chosen(self.spool.get(best[2]), None)
                continue
            reason_why = "single" if len(answers) < 2 else "margin"
            for one in sorted(ranked):
                chosen, rejected = self.spool.get(one[4]), self.spool.get(one[5])
                why = unfit_pair(chosen, rejected, "total", self.choice.min_margin)
                if why is None:
                    yield Chosen(chosen, rejected)
                    break
                reason_why = why
            else:
                counts.add(reason_why)

    def close(self) -> None:
        """Give the space back."""
        self.spool.close()


def unfit_pair(chosen: Row, rejected: Row, key: str, min_margin: float) -> str | None:
    """Say why a task's best and worst make no pair."""
    if chosen["response"] == rejected["response"]:
        return "identical"
    margin = chosen["scores"][key] - rejected["scores"][key]
    return "margin" if margin <= 0 or margin < min_margin else None
