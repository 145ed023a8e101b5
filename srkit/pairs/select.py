"""From scored answers to preference pairs: a task's best against its worst, in the trained form."""

from collections.abc import Iterable, Iterator
from itertools import chain

from srkit.language.sections import (
    CONCLUSION,
    DESCRIPTION,
    parse_sections,
    reasoning_start,
    render_trained,
)
from srkit.records import rows as kinds
from srkit.records.flow import Result, is_error, task_of
from srkit.records.rows import Row

# Keys of the earlier stages that say nothing about a pair; a user's own columns are kept.
_STAGES = (kinds.TaskRow, kinds.SceneRow, kinds.CandidateRow, kinds.ScoredRow, kinds.ResultRow)
_KNOWN = set(chain.from_iterable(kind.__annotations__ for kind in _STAGES))
_KEPT = set(kinds.PairRow.__annotations__)


class Counts(dict[str, int]):
    """Why candidates and tasks gave no pair, by reason."""

    def add(self, reason: str) -> None:
        self[reason] = self.get(reason, 0) + 1


def pair_rows(
    rows: Iterable[Row], sft: bool = False, min_margin: float = 0.0, counts: Counts | None = None
) -> Iterator[Result]:
    """Yield a PairRow a task (an SftRow of its best with `sft`), in order of first appearance."""
    counts = Counts() if counts is None else counts
    best: dict[str, Row] = {}
    worst: dict[str, Row] = {}
    for row in rows:
        reason = unfit(row)
        if reason:
            counts.add(reason)
            continue
        task = task_of(row)
        best[task] = min(best.get(task, row), row, key=lambda r: (-r["scores"]["total"], r["id"]))
        worst[task] = min(worst.get(task, row), row, key=lambda r: (r["scores"]["total"], r["id"]))
    for task in best:
        chosen, rejected = best[task], worst[task]
        if sft:
            yield Result([sft_row(chosen)])
            continue
        reason = unfit_pair(chosen, rejected, min_margin)
        if reason:
            counts.add(reason)
            continue
        yield Result([reward_pair(chosen, rejected)])


def unfit(row: Row) -> str | None:
    """Say why a candidate can't be in a pair."""
    if is_error(row):
        return "error"
    if None in (row["scores"]["desc"], row["scores"]["reason"], row["scores"]["total"]):
        return "null score"
    if not {DESCRIPTION, CONCLUSION} <= {part.kind for part in parse_sections(row["response"])}:
        return "incomplete"
    text = trained_text(row)
    is_stable = reasoning_start(text) is not None and render_trained(parse_sections(text)) == text
    return None if is_stable else "unclear form"


def unfit_pair(chosen: Row, rejected: Row, min_margin: float) -> str | None:
    """Say why a task's best and worst make no pair."""
    if chosen["response"] == rejected["response"]:
        return "identical"
    margin = chosen["scores"]["total"] - rejected["scores"]["total"]
    return "margin" if margin <= 0 or margin < min_margin else None


def reward_pair(chosen: Row, rejected: Row) -> Row:
    """Return the PairRow of two scored answers."""
    return {
        **_shared(chosen),
        "id": f"{task_of(chosen)}#reward",
        "chosen": trained_text(chosen),
        "rejected": trained_text(rejected),
        "chosen_scores": {key: chosen["scores"][key] for key in ("desc", "reason")},
        "rejected_scores": {key: rejected["scores"][key] for key in ("desc", "reason")},
        "kind": "reward",
        "sources": {"chosen": chosen.get("source", ""), "rejected": rejected.get("source", "")},
    }


def sft_row(best: Row) -> Row:
    """Return the SftRow of a task's best answer."""
    return {**_shared(best), "id": f"{task_of(best)}#sft", "completion": trained_text(best)}


def trained_text(row: Row) -> str:
    """Return the response in the trained form."""
    return render_trained(parse_sections(row["response"]))


def _shared(row: Row) -> Row:
    kept = {key: value for key, value in row.items() if key in _KEPT or key not in _KNOWN}
    return {"id": "", "task": task_of(row), **{k: v for k, v in kept.items() if k != "id"}}
