"""PairRow and SftRow from scored answers: what is kept, and in which form."""

from itertools import chain

from srkit.language.sections import parse_sections, render_trained
from srkit.records import rows as kinds
from srkit.records.flow import task_of
from srkit.records.rows import Row

# Keys of the earlier stages that say nothing about a pair; a user's own columns are kept.
_STAGES = (kinds.TaskRow, kinds.SceneRow, kinds.CandidateRow, kinds.ScoredRow, kinds.ResultRow)
_KNOWN = set(chain.from_iterable(kind.__annotations__ for kind in _STAGES))
_KEPT = set(kinds.PairRow.__annotations__)


def pair_row(chosen: Row, rejected: Row, kind: str, n: int | None = None) -> Row:
    """Return the PairRow of two scored answers."""
    name = kind if n is None else f"{kind}-{n}"
    return {
        **_shared(chosen),
        "id": f"{task_of(chosen)}#{name}",
        "chosen": trained_text(chosen),
        "rejected": trained_text(rejected),
        "chosen_scores": {key: chosen["scores"][key] for key in ("desc", "reason")},
        "rejected_scores": {key: rejected["scores"][key] for key in ("desc", "reason")},
        "kind": kind,
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
