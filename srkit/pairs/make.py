"""The stage: choose answers, leave out what must not be seen, add hard negatives, balance."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from srkit.language.question import parse_question
from srkit.pairs.perturb import change_conclusion
from srkit.pairs.rows import pair_row, sft_row
from srkit.pairs.select import Choice, Chosen, Counts, choose
from srkit.records.flow import Result, task_of
from srkit.records.rows import Row
from srkit.records.seeds import derive_random
from srkit.records.spool import Spool
from srkit.rewards.total import JUDGE, score_candidate

NEGATIVE = "conclusion"


class Settings(NamedTuple):
    choice: Choice = Choice()
    negatives: float = 0.0  # conclusion-only pairs for each pair by reward
    balance: bool = False
    grouped: bool = False
    seed: int = 0


@dataclass
class Summary:
    """What a set of pairs is like, and what was left out of it."""

    left_out: Counts = field(default_factory=Counts)
    kinds: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    won: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    margins: dict[str, list[float]] = field(default_factory=lambda: {"desc": [], "reason": []})
    lengths: dict[str, list[int]] = field(default_factory=lambda: {"chosen": [], "rejected": []})

    def add(self, row: Row, category: str) -> None:
        """Count a row that is written."""
        self.kinds[row.get("kind", "sft")] += 1
        self.categories[category] += 1
        if "chosen" not in row:
            self.lengths["chosen"].append(len(row["completion"]))
            return
        self.won[row["sources"]["chosen"]] += 1
        self.lost[row["sources"]["rejected"]] += 1
        for key, values in self.margins.items():
            values.append(row["chosen_scores"][key] - row["rejected_scores"][key])
        for side, lengths in self.lengths.items():
            lengths.append(len(row[side]))

    def lines(self) -> list[str]:
        """Return it as people read it."""
        found = []
        if self.kinds:
            found.append(f"{counted(self.kinds)}; categories: {counted(self.categories)}")
        if self.won:
            margins = "; ".join(f"{key} {spread(values)}" for key, values in self.margins.items())
            found.append(f"margins (10 %, median, 90 %): {margins}")
            found.append(f"chosen from: {counted(self.won)}; rejected from: {counted(self.lost)}")
        lengths = "; ".join(f"{side} {spread(values)}" for side, values in self.lengths.items()
                            if values)  # fmt: skip
        found += [f"characters (10 %, median, 90 %): {lengths}"] if lengths else []
        found += [f"left out: {counted(Counter(self.left_out))}"] if self.left_out else []
        return found

    def for_record(self) -> Row:
        """Return what the run record keeps."""
        return {"left_out": dict(self.left_out), "kinds": dict(self.kinds),
                "categories": dict(self.categories)}  # fmt: skip


def counted(counts: Counter[str], most: int = 30) -> str:
    """Write counts, the largest first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{count} {name}" for name, count in ranked[:most]]
    return ", ".join(named + ([f"{len(ranked) - most} more"] if len(ranked) > most else []))


def spread(values: list[float] | list[int]) -> str:
    """Write where most of the values lie."""
    ordered = sorted(values)
    low, high = (ordered[round(share * (len(ordered) - 1))] for share in (0.1, 0.9))
    return f"{low:.4g}, {statistics.median(ordered):.4g}, {high:.4g}"


def pair_rows(
    rows: Iterable[Row], settings: Settings, excluded: Iterable[str] = (),
    summary: Summary | None = None,
) -> Iterator[Result]:  # fmt: skip
    """Yield the rows of each task that has some; `excluded` are pictures not to be trained on."""
    summary = Summary() if summary is None else summary
    known = None
    if excluded := list(excluded):
        from srkit.pairs.likeness import Known, print_of_file

        known = Known([print_of_file(path) for path in excluded])

    def made() -> Iterator[tuple[str, list[Row]]]:
        for chosen in choose(rows, settings.choice, summary.left_out, settings.grouped):
            category = category_of(chosen.chosen)
            if known is not None and known.has(print_of_file(chosen.chosen["image"])):
                summary.left_out.add("picture of the excluded set")
                continue
            yield category, list(rows_of(chosen, settings, summary.left_out))

    for category, found in balanced(made(), settings, summary) if settings.balance else made():
        for row in found:
            summary.add(row, category)
        yield Result(found)


def category_of(row: Row) -> str:
    """Return a row's category; the question's, where the row has none."""
    return row.get("category") or parse_question(row["question"]).category or "unknown"


def rows_of(found: Chosen, settings: Settings, left_out: Counts) -> Iterator[Row]:
    """Yield a task's rows: its pair by reward, and its hard negatives."""
    if found.rejected is None:
        yield sft_row(found.chosen)
        return
    yield pair_row(found.chosen, found.rejected, "reward")
    task = task_of(found.chosen)
    whole, part = divmod(settings.negatives, 1)
    count = int(whole) + (derive_random(settings.seed, task, NEGATIVE).random() < part)
    texts = {found.chosen["response"]}
    for k in range(count):
        rng = derive_random(settings.seed, task, NEGATIVE, k)
        changed = change_conclusion(found.chosen["question"], found.chosen.get("answer"),
                                    found.chosen["response"], rng,
                                    found.chosen.get("category"))  # fmt: skip
        if changed is None or changed.response in texts:
            left_out.add("conclusion that can't be changed")
            break
        texts.add(changed.response)
        yield pair_row(found.chosen, scored_negative(found.chosen, changed.response), NEGATIVE, k)


def scored_negative(chosen: Row, response: str) -> Row:
    """Return the answer with another conclusion and its scores.

    Scored as the chosen one was where that was by geometry; else its reasoning is worth one less.
    """
    if chosen.get("judge") == JUDGE and "objects" in chosen:
        return score_candidate({**chosen, "response": response})
    scores = chosen["scores"]
    return {**chosen, "response": response, "scores": {**scores, "reason": scores["reason"] - 1}}


def balanced(
    made: Iterable[tuple[str, list[Row]]], settings: Settings, summary: Summary
) -> Iterator[tuple[str, list[Row]]]:
    """Yield as many tasks of each category as of the rarest one; which, the seed decides."""
    spool = Spool()
    places: dict[str, list[tuple[float, int, list[int]]]] = {}
    for number, (category, rows) in enumerate(made):
        rank = derive_random(settings.seed, rows[0]["task"], "balance").random()
        places.setdefault(category, []).append((rank, number, [spool.put(row) for row in rows]))
    most = min((len(found) for found in places.values()), default=0)
    kept = [(number, category, at) for category, found in places.items()
            for _, number, at in sorted(found)[:most]]  # fmt: skip
    for _ in range(sum(map(len, places.values())) - len(kept)):
        summary.left_out.add("too many of its category")
    for _, category, at in sorted(kept):
        yield category, [spool.get(place) for place in at]
    spool.close()
