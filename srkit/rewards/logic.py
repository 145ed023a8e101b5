"""R_lc: does the reasoning hold together? Four marks from 0 to 1, None if not judged."""

from srkit.language.question import Asked
from srkit.language.sections import CONCLUSION, parse_sections
from srkit.language.statements import Statement, agrees
from srkit.records.rows import Row


def logic_marks(
    response: str, described: list[Statement], reasoned: list[Statement], judged: list[Row],
    asked: Asked,
) -> dict[str, float | None]:  # fmt: skip
    """Return factual consistency, coherence, rules (not judged yet) and conclusion validity."""
    conclusion = next((s for s in parse_sections(response)[::-1] if s.kind == CONCLUSION), None)
    start = conclusion.start if conclusion else len(response)
    steps = [s for s in reasoned if s.start < start]
    concluded = [s for s in reasoned if s.start >= start]
    truths = [row["r"] for row in judged if row["r"] is not None]
    told = [float(v) for a in reasoned for b in described if (v := agrees(a, b)) is not None]
    return {
        "factual": _mean([*truths, *told]),
        "coherence": _mean(_agreements(reasoned)),
        "rules": None,
        "conclusion": _conclusion(steps, concluded, asked),
    }


def _agreements(statements: list[Statement]) -> list[float]:
    return [
        float(same)
        for k, a in enumerate(statements)
        for b in statements[k + 1 :]
        if (same := agrees(a, b)) is not None
    ]


def _conclusion(steps: list[Statement], concluded: list[Statement], asked: Asked) -> float | None:
    """Return 1 if the conclusion answers what was asked and follows from the steps, else 0.

    None where no step speaks of it, so that it can't be told whether it follows.
    """
    answers = [s for s in concluded if {s.subject, s.object} == set(asked.regions)]
    if not answers:
        return 0.0
    follows = [agrees(answers[-1], step) for step in steps]
    judged = [same for same in follows if same is not None]
    return float(judged[-1]) if judged else None


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
