"""The verdict: is this response right? Rules only, so the same text always gets the same answer.

True or false where the final answer decides it, None with a reason where it doesn't; None counts
as wrong in accuracy. Quantities are right within ±25 % of the truth, as in the benchmark.
"""

import re
from typing import Any, NamedTuple

from srkit.language.answers import final_answer
from srkit.language.quantities import Quantity, find_quantities
from srkit.language.question import Asked, parse_question
from srkit.language.sections import Span
from srkit.language.statements import Statement, find_statements

_YES = r"yes|yeah|yep|indeed|correct|true|affirmative"
_NO = r"no|nope|incorrect|false"
_POLARITY = re.compile(
    rf"(?P<not>\bnot |n['’]t )?\b(?:(?P<yes>{_YES})|(?P<no>{_NO}))\b(?! doubt)", re.IGNORECASE
)
# How the benchmark's own answers begin.
_TRUTH = re.compile(
    r"\s*(?:(?P<yes>yes|indeed|correct|that is true|true)"
    r"|(?P<no>no|incorrect|in fact|actually|that is false|false))\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:can(?:no|['’])t|cannot|unable to|impossible to|not possible to|hard to)\b", re.I
)
TOLERANCE = 0.25


class Verdict(NamedTuple):
    verdict: bool | None
    reason: str = ""
    parsed: Any = None
    truth_value: Any = None
    evidence: Span | None = None


def judge_response(question: str, answer: str, response: str) -> Verdict:
    """Compare a response with the true answer."""
    asked = parse_question(question)
    if asked.relation is None:
        return Verdict(None, "unknown_category")
    span, missing = final_answer(response)
    if span is None:
        return Verdict(None, missing)
    text = response[slice(*span)]
    if asked.category == "distance_data":
        return _judge_quantity(answer, text, span)
    return _judge_predicate(asked, answer, text, span)


def _judge_quantity(answer: str, text: str, span: Span) -> Verdict:
    truths = find_quantities(answer)
    if not truths:
        return Verdict(None, "no_truth")
    truth = truths[-1].value_m
    said = find_quantities(text)
    if not said:
        reason = "refusal" if _REFUSAL.search(text) else "no_quantity"
        return Verdict(None, reason, truth_value=truth)
    if said[0].is_wide:
        return Verdict(None, "wide_range", truth_value=truth)
    if any(abs(one.value_m - said[0].value_m) > 0.01 * said[0].value_m for one in said):
        return Verdict(None, "contradiction", truth_value=truth)
    value = said[0].value_m
    right = (1 - TOLERANCE) * truth - 1e-9 <= value <= (1 + TOLERANCE) * truth + 1e-9
    return Verdict(right, "", round(value, 6), round(truth, 6), _evidence(said[0], span))


def _evidence(found: Quantity, span: Span) -> Span:
    return span[0] + found.start, span[0] + found.end


def _judge_predicate(asked: Asked, answer: str, text: str, span: Span) -> Verdict:
    opening = _TRUTH.match(answer)
    if not opening:
        return Verdict(None, "no_truth")
    truth = opening.lastgroup == "yes"
    said = [bool(m["yes"]) ^ bool(m["not"]) for m in _POLARITY.finditer(text)]
    said += [holds for one in find_statements(text) if (holds := _implied(asked, one)) is not None]
    if not said:
        reason = "refusal" if _REFUSAL.search(text) else "ambiguous"
        return Verdict(None, reason, truth_value=truth)
    if len(set(said)) > 1:
        return Verdict(None, "contradiction", truth_value=truth)
    return Verdict(said[0] == truth, "", said[0], truth, span)


def _implied(asked: Asked, statement: Statement) -> bool | None:
    """Return what a statement says about the asked relation; None if it is about something else."""
    if not asked.is_answered_by(statement):
        return None
    swapped = statement.subject != asked.regions[0]
    return (statement.relation == asked.relation) ^ swapped ^ statement.negated
