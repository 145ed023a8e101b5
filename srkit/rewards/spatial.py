"""R_sp: every spatial statement of a segment, how right it is, how sure, how much to the point."""

from collections.abc import Sequence

from srkit.language.clauses import sentences
from srkit.language.question import Asked
from srkit.language.relevance import is_idle
from srkit.language.sections import Span
from srkit.language.statement import HEADING, Statement, certainty_of
from srkit.records.rows import Row
from srkit.scene.check import check
from srkit.scene.facts import Scene

SCALE = 4.0
AUXILIARY = 0.8  # W_c of a statement that the question did not ask for
DIGITS = 4


def statements_between(found: list[Statement], span: Span | None) -> list[Statement]:
    """Return the statements of a response that begin inside a segment."""
    return [said for said in found if span is not None and span[0] <= said.start < span[1]]


def mean_of(values: list[float]) -> float | None:
    """Return the mean, None of nothing."""
    return sum(values) / len(values) if values else None


def spatial_reward(judged: list[Row], hedges: Sequence[float] = ()) -> float | None:
    """Return the mean of r·W_u·W_c scaled to 4; 0 without a statement, None if none is judged.

    Sentences that could not be read count if they are hedged: as right as the others, with the
    W_u of their hedge (`unread_hedges`).
    """
    if not judged:
        return 0.0
    parts = [s["r"] * s["w_u"] * s["w_c"] for s in judged if s["r"] is not None]
    mean = mean_of(parts)
    if mean is None:
        return None
    return SCALE * mean * (len(parts) + sum(hedges)) / (len(parts) + len(hedges))


def unread_hedges(text: str, span: Span | None, statements: list[Statement]) -> list[float]:
    """Return W_u of the sentences of a segment that are hedged, but in no statement."""
    found = []
    first, last = span or (0, 0)
    for begin, end in sentences(text[first:last]):
        said = text[first + begin : first + end]
        sure = certainty_of(said, only_strong=True)
        if sure == 1.0 or said.rstrip().endswith("?") or is_idle(said):
            continue
        inside = [one.certainty for one in statements
                  if first + begin <= one.start < first + end]  # fmt: skip
        if min(inside, default=1.0) > sure:
            found.append(sure)
    return found


def judge_statements(
    statements: list[Statement], segment: str, scene: Scene, asked: Asked
) -> list[Row]:
    """Return the rows of a segment's statements."""
    rows = []
    for said in statements:
        is_asked = asked.is_answered_by(said)
        r = check(said, scene, is_asked)
        row: Row = {
            "segment": segment,
            "text": said.text,
            "span": [said.start, said.end],
            "subject": scene.called(said.subject),
            "relation": said.relation,
            "r": None if r is None else round(r, DIGITS),
            "w_u": said.certainty,
            "w_c": 1.0 if is_asked else AUXILIARY,
        }
        if said.object is not None:
            row["object"] = scene.called(said.object)
        if said.value is not None:
            unit = "h" if said.relation in ("direction", *HEADING) else "m"
            row |= {"value": round(said.value, DIGITS), "unit": unit}
        if said.bound:
            row["bound"] = "more" if said.bound > 0 else "less"
        if said.place:
            row["place"] = list(said.place)
        if said.negated:
            row["negated"] = True
        rows.append(row)
    return rows
