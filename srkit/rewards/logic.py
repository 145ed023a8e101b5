"""R_lc: does the reasoning hold together? Four marks from 0 to 1, None if not judged."""

from collections.abc import Collection

from srkit.language.calculations import find_calculations
from srkit.language.question import Asked
from srkit.language.relevance import is_idle, sentences_of
from srkit.language.sections import CONCLUSION, DESCRIPTION, parse_sections
from srkit.language.statement import Statement, agrees, topic
from srkit.records.rows import Row
from srkit.rewards.spatial import mean_of

LOGIC = ("factual", "coherence", "rules", "conclusion")
# Of what two lengths a comparison follows, and whether the larger one has more of it.
FOLLOWS_FROM = {
    "taller": ("height", True), "shorter": ("height", False),
    "wider": ("width", True), "thinner": ("width", False),
    "behind": ("depth", True), "front": ("depth", False),
    "below": ("level", True), "above": ("level", False),
    "right": ("lateral", True), "left": ("lateral", False),
}  # fmt: skip
ALIKE = 0.02  # metres, or a share: lengths that are nearer to each other say nothing


def logic_marks(
    response: str, described: list[Statement], reasoned: list[Statement], judged: list[Row],
    asked: Asked, known: Collection[str] = (), is_whole: bool = False,
) -> dict[str, float | None]:  # fmt: skip
    """Return factual consistency, coherence, rules and conclusion validity.

    Sentences that are beside the point (`known` are the names of what is there, `is_whole` whether
    that is all) cost coherence.

    A comparison that the scene leaves open has to follow from the lengths that were given before.

    Rules are calculations and conversions, done again. Reasoning that states nothing is not
    factual, rather than not judged: it says nothing. Nor does a bare conclusion.
    """
    rules = mean_of([float(found.is_right) for found in find_calculations(response)])
    is_bare = all(part.kind in (DESCRIPTION, CONCLUSION) for part in parse_sections(response))
    if not reasoned or is_bare:
        return {"factual": 0.0, "coherence": None, "rules": rules, "conclusion": 0.0}
    conclusion = next((s for s in parse_sections(response)[::-1] if s.kind == CONCLUSION), None)
    start = conclusion.start if conclusion else len(response)
    steps = [said for said in reasoned if said.start < start]
    concluded = [said for said in reasoned if said.start >= start]
    left_open = {said for said, row in zip(reasoned, judged, strict=True) if row["r"] is None}
    given = _with_lengths([*described, *reasoned], left_open)
    truths = [row["r"] for row in judged if row["r"] is not None]
    marks = {
        "factual": mean_of([*truths, *_agreements(reasoned, described)]),
        "coherence": mean_of([*_with_the_one_before(reasoned), *given.values()]),
        "rules": rules,
        "conclusion": _conclusion(steps, concluded, given, asked),
    }  # fmt: skip
    idle = _idle_share(response, known, is_whole)
    if idle and marks["coherence"] is None:  # it must not get better by what is beside the point
        marks["coherence"] = mean_of([mark for mark in marks.values() if mark is not None])
    if idle:
        marks["coherence"] = (marks["coherence"] or 0.0) * (1 - idle)
    return marks


def _idle_share(response: str, known: Collection[str], is_whole: bool) -> float:
    """Return how many of the sentences of the reasoning are beside the point."""
    parts = (part.text for part in parse_sections(response) if part.kind != DESCRIPTION)
    said = [sentence for text in parts for sentence in sentences_of(text)]
    return sum(is_idle(sentence, known, is_whole) for sentence in said) / max(len(said), 1)


def _agreements(statements: list[Statement], others: list[Statement]) -> list[float]:
    """Compare each statement with the last of the others that has its topic."""
    last = {topic(other): other for other in others}
    pairs = [(said, last[topic(said)]) for said in statements if topic(said) in last]
    return [float(same) for a, b in pairs if (same := agrees(a, b)) is not None]


def _with_the_one_before(statements: list[Statement]) -> list[float]:
    """Compare each statement with the one before it that has its topic."""
    last: dict[tuple[object, ...], Statement] = {}
    found = []
    for said in statements:
        found += _agreements([said], [last[topic(said)]]) if topic(said) in last else []
        last[topic(said)] = said
    return found


def _with_lengths(
    told: list[Statement], left_open: Collection[Statement]
) -> dict[Statement, float]:
    """Compare what is left open with the last lengths that were given before it for its two."""
    last: dict[tuple[str, int], Statement] = {}
    found = {}
    for said in told:
        one = last.get((said.relation, said.subject))
        if said.value is not None and not said.bound:
            if one is None or one.start < said.start:  # of "2 m (6.6 ft)" the first counts
                last[said.relation, said.subject] = said
        elif said in left_open and said.object is not None:
            relation, is_more = FOLLOWS_FROM.get(said.relation, ("", True))
            one, other = last.get((relation, said.subject)), last.get((relation, said.object))
            a, b = one and one.value, other and other.value
            if a is not None and b is not None and abs(a - b) > ALIKE * max(1.0, abs(a), abs(b)):
                found[said] = float(((a > b) == is_more) != said.negated)
    return found


def _conclusion(
    steps: list[Statement], concluded: list[Statement], given: dict[Statement, float], asked: Asked
) -> float:
    """Return 1 if the conclusion answers what was asked and no step says otherwise, else 0."""
    answers = [said for said in concluded if asked.is_answered_by(said)]
    if not answers:
        return 0.0
    open_ones = [given[said] for said in answers if said in given]
    follows = mean_of([*_agreements(answers, steps), *_with_the_one_before(answers), *open_ones])
    return 1.0 if follows is None else follows  # it answers; whether it follows can't be told
