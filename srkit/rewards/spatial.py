"""R_sp: every spatial statement of a segment, how right it is, how sure, how much to the point."""

from srkit.language.question import Asked
from srkit.language.sections import Span
from srkit.language.statement import Statement
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


def spatial_reward(judged: list[Row]) -> float | None:
    """Return the mean of r·W_u·W_c scaled to 4; 0 without a statement, None if none is judged."""
    if not judged:
        return 0.0
    parts = [s["r"] * s["w_u"] * s["w_c"] for s in judged if s["r"] is not None]
    mean = mean_of(parts)
    return None if mean is None else SCALE * mean


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
            unit = "h" if said.relation == "direction" else "m"
            row |= {"value": round(said.value, DIGITS), "unit": unit}
        if said.place:
            row["place"] = list(said.place)
        if said.negated:
            row["negated"] = True
        rows.append(row)
    return rows
