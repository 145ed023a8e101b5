"""The final answer as a statement: what a conclusion says of what was asked, in however few words.

"No." and "It is the lamp." state a relation of the regions that the question names. The reading is
that of the verdict, without the truth.
"""

from srkit.language.question import Asked
from srkit.language.statement import INVERSE, Statement, certainty_of
from srkit.language.tags import tag
from srkit.language.verdict import judge_response


def stated_answer(question: str, asked: Asked, response: str) -> tuple[Statement | None, bool]:
    """Return the final answer as a statement, or None, and whether it contradicts itself."""
    relation = asked.relation
    if relation is None or not asked.regions:
        return None, False
    is_choice = (asked.category or "").endswith("_choice")
    # Any truth will do: only what is read is looked at.
    truth = "1 o'clock" if relation == "direction" else "1 meter"
    if relation in INVERSE:
        truth = tag(asked.regions[0]) if is_choice else "Yes."
    found = judge_response(question, truth, response)
    if found.evidence is None or found.parsed is None or "inferred" in found.flags:
        return None, found.reason == "contradiction"
    start, end = found.evidence
    first, second = (asked.regions * 2)[:2]
    subject, other = (second, first) if asked.is_turned else (first, second)
    value = None
    if relation in INVERSE:
        if is_choice:
            if found.parsed not in (first, second):
                return None, False
            subject, other = found.parsed, second if found.parsed == first else first
        elif not found.parsed:
            relation = INVERSE[relation]
    else:
        value = float(found.parsed)
    is_single = len(asked.regions) == 1
    said = Statement(
        subject=subject, relation=relation, start=start, end=end, text=response[start:end],
        object=None if is_single else other, value=value,
        certainty=certainty_of(response[max(0, start - 60) : end]),
    )  # fmt: skip
    return said, False
