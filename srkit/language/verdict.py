"""The verdict: is this response right? Rules only, so the same text always gets the same answer.

True or false where the final answer decides it, None with a reason where it doesn't; None counts
as wrong in accuracy. A length is right within ±25 % of the truth and an hour within one hour, as in
the benchmark; half hours and ranges count by what they say.
"""

import re
from bisect import bisect_left
from typing import Any, NamedTuple

from srkit.language.answers import Answer, final_answer
from srkit.language.comparisons import read_comparison
from srkit.language.directions import read_direction
from srkit.language.hours import find_hours, hours_apart
from srkit.language.lexicon import DIMENSION_OF, LESS, MORE, SAME
from srkit.language.lists import with_bare_choice, with_statements
from srkit.language.measures import read_length
from srkit.language.names import LONGEST, Names, one_sign_each, with_ordinals, with_signs
from srkit.language.plain import Plain, plain_text
from srkit.language.quantities import find_quantities, unit_said
from srkit.language.question import CATEGORY_RELATION, Asked, parse_question
from srkit.language.sections import Span
from srkit.language.tags import find_tags
from srkit.language.translate import translate

# How the benchmark's own answers begin.
_TRUTH = re.compile(
    r"\s*(?:(?P<yes>yes|indeed|correct|that is true|true)"
    r"|(?P<no>no|incorrect|in fact|actually|that is false|false))\b",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\*\*([^*\n]{1,200})\*\*|\\boxed\s?\{([^{}]{1,200})")
_SAYS_NOTHING = ("ambiguous", "no_quantity", "no_unit")
_LENGTHS = ("width", "height", "direct_distance", "horizontal_distance", "vertical_distance")
_SIZES = ("taller", "shorter", "wider", "thinner", "bigger", "smaller")
TOLERANCE = 0.25
HOURS = 1.0
EPSILON = 1e-9


class Verdict(NamedTuple):
    verdict: bool | None
    reason: str = ""
    parsed: Any = None
    truth_value: Any = None
    evidence: Span | None = None
    flags: tuple[str, ...] = ()


class _Final(NamedTuple):
    """A final answer as it was written, and with signs for regions."""

    answer: Answer
    plain: Plain
    is_quoted: bool  # its characters are those of the response

    def span(self, start: int, end: int) -> Span | None:
        """Return where a stretch of the plain text stands in the response."""
        if self.answer.span is None or not self.is_quoted:
            return self.answer.span  # the words of a JSON object stand nowhere else
        offset = self.answer.span[0]
        first, last = self.plain.span(start, end)
        return offset + first, offset + last

    def bold(self) -> list[Span]:
        """Return where the plain text was bold or boxed; not if nearly all of it was."""
        spans = [match.span() for match in _BOLD.finditer(self.answer.text)]
        origins = self.plain.origins
        most = 0.8 * len(self.answer.text)
        return [
            (bisect_left(origins, a), bisect_left(origins, b)) for a, b in spans if b - a < most
        ]


def judge_response(
    question: str, answer: str, response: str, category: str | None = None,
    default_unit: str | None = None,
) -> Verdict:  # fmt: skip
    """Compare a response with the true answer.

    `category` is the row's, where it has one; else the question tells. A bare number is in the
    unit that question or response name, else in `default_unit`, else undecided.
    """
    asked = parse_question(question)
    if category in CATEGORY_RELATION:
        asked = asked._replace(category=category)
    relation = CATEGORY_RELATION.get(asked.category or "")
    is_single = relation in ("width", "height")
    if category in CATEGORY_RELATION and not asked.regions:  # "how far is the chair from the table"
        asked = asked._replace(regions=[0] if is_single else [0, 1])
    if relation is None or len(asked.regions) != (1 if is_single else 2):
        return Verdict(None, "unknown_category")
    found = final_answer(response, (relation, relation.split("_")[-1]), question)
    if found.span is None:
        return Verdict(None, found.missing)
    final = _Final(found, _signed(question, asked, response, found.text),
                   len(found.text) == found.span[1] - found.span[0])  # fmt: skip
    # Only a number without a unit looks for one elsewhere.
    is_bare = relation in _LENGTHS and not find_quantities(final.plain.text)
    unit = (unit_said(question) or unit_said(response) or default_unit) if is_bare else None
    verdict = _judge(asked, relation, answer, final, unit)
    if verdict.reason in _SAYS_NOTHING and (english := translate(final.plain)):
        return _judge(asked, relation, answer, final._replace(plain=english), unit)
    return verdict


def _judge(asked: Asked, relation: str, answer: str, final: _Final, unit: str | None) -> Verdict:
    if relation == "direction":
        return _judge_direction(asked, answer, final)
    if relation in _LENGTHS:
        return _judge_length(asked, relation, answer, final, unit)
    return _judge_comparison(asked, relation, answer, final)


def _signed(question: str, asked: Asked, response: str, final: str) -> Plain:
    """Return the final answer as plain text, with signs where regions are named."""
    plain = with_signs(plain_text(final))
    context = [with_signs(plain_text(text[:LONGEST])).text for text in (question, response)]
    names = Names([*context, plain.text])
    relation = CATEGORY_RELATION.get(asked.category or "") or ""
    less = DIMENSION_OF[relation].less if relation in _SIZES else ""
    plain = one_sign_each(with_ordinals(names.put_signs(plain), asked.regions))
    if (asked.category or "").endswith("_choice"):
        plain = with_bare_choice(plain, asked.regions)
    return with_statements(plain, less)


def _judge_comparison(asked: Asked, relation: str, answer: str, final: _Final) -> Verdict:
    first, second = asked.regions[::-1] if asked.is_turned else asked.regions
    is_choice = (asked.category or "").endswith("_choice")
    truth = _chosen(answer) if is_choice else _says_yes(answer)
    if truth is None:
        return Verdict(None, "no_truth")
    found = read_comparison(final.plain.text, relation, (first, second), is_choice)
    if found.allowed is None:
        return Verdict(None, found.reason, truth_value=truth)
    yes = MORE if relation == DIMENSION_OF[relation].more else LESS
    if is_choice:
        named = {yes: first, MORE + LESS - yes: second, SAME: "neither"}
        said: Any = named.get(found.allowed)
    else:
        inverse = MORE + LESS - yes
        # "not in front" is taken for behind: near-ties are not asked
        said = (
            None if found.allowed & yes and found.allowed & inverse else bool(found.allowed & yes)
        )
    if said is None:
        return Verdict(None, "ambiguous", truth_value=truth)
    return Verdict(said == truth, "", said, truth, final.span(found.start, found.end))


def _says_yes(answer: str) -> bool | None:
    opening = _TRUTH.match(answer)
    return None if opening is None else opening.lastgroup == "yes"


def _chosen(answer: str) -> int | None:
    regions = {tag.region for tag in find_tags(answer)}
    return regions.pop() if len(regions) == 1 else None


def _judge_length(
    asked: Asked, relation: str, answer: str, final: _Final, unit: str | None
) -> Verdict:
    truths = find_quantities(answer)
    if not truths:
        return Verdict(None, "no_truth")
    truth = round(truths[-1].value_m, 6)
    found, reason = read_length(final.plain.text, relation, asked.regions, unit, final.bold())
    if found is None:
        return Verdict(None, reason, truth_value=truth)
    value = found.value_m
    is_right = (1 - TOLERANCE) * truth - EPSILON <= value <= (1 + TOLERANCE) * truth + EPSILON
    span = final.span(found.start, found.end)
    return Verdict(is_right, "", round(value, 6), truth, span)


def _judge_direction(asked: Asked, answer: str, final: _Final) -> Verdict:
    truths = find_hours(answer)
    if not truths:
        return Verdict(None, "no_truth")
    truth = truths[-1].value
    origin, target = asked.regions[::-1] if asked.is_turned else asked.regions
    found, reason = read_direction(final.plain.text, origin, target)
    if found is None:
        return Verdict(None, reason, truth_value=truth)
    is_right = hours_apart(found.value, truth) <= HOURS + EPSILON
    flags = ("inferred",) if found.is_inferred else ()
    span = final.span(found.start, found.end)
    return Verdict(is_right, "", round(found.value, 4), truth, span, flags)
