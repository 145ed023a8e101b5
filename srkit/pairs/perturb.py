"""Conclusion-only hard negatives (paper §4): the same answer, with another value at its end.

Only the value's span changes: a number, an hour, the region that is chosen; of a yes or no, the
relation and the word together, as one span, because one without the other contradicts itself. What
comes out is checked to be false: by how the chosen answer itself is judged (within ±25 % and one
hour an answer counts as true, so the paper's 11 → 10 meters would be none).
"""

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.question import parse_question
from srkit.language.sections import CONCLUSION, Span, parse_sections
from srkit.language.tags import tag
from srkit.language.verdict import Verdict, judge_response

UP, DOWN = (1.35, 4.0), (0.25, 0.7)  # of the value
HOURS = (2, 6)
TRIES = 12
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_OPPOSITES = (
    ("yes", "no"), ("behind", "in front of"), ("left", "right"), ("above", "below"),
    ("over", "under"), ("higher", "lower"), ("taller", "shorter"), ("wider", "narrower"),
    ("thicker", "thinner"), ("wider", "thinner"), ("bigger", "smaller"), ("larger", "smaller"),
    ("closer", "farther"), ("nearer", "farther"), ("closer", "further"), ("leftmost", "rightmost"),
)  # fmt: skip
_OPPOSITE: dict[str, str] = {}
for _one, _other in _OPPOSITES:
    _OPPOSITE.setdefault(_one, _other)
    _OPPOSITE.setdefault(_other, _one)
_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})\b", re.IGNORECASE)


class Change(NamedTuple):
    """A response with another value, where the value stood, and what stood there."""

    response: str
    span: Span
    old: str
    new: str


def change_conclusion(
    question: str, answer: str | None, response: str, rng: random.Random,
    category: str | None = None,
) -> Change | None:  # fmt: skip
    """Return the response with a conclusion that is false, or None if none can be made.

    Without an answer the response's own conclusion stands for it.
    """
    conclusion = next((s for s in parse_sections(response)[::-1] if s.kind == CONCLUSION), None)
    if conclusion is None:
        return None
    # A yes or a region is a truth only where it stands alone.
    stands_for = [conclusion.text, "Yes.", "No.", *map(tag, parse_question(question).regions)]

    def judged(text: str, truth: str) -> Verdict:
        return judge_response(question, truth, text, category)

    truths = [answer] if answer else stands_for
    truth = next((one for one in truths if judged(response, one).verdict is True), None)
    if truth is None:
        return None
    found = judged(response, truth)
    if found.evidence is None:
        return None
    within = (conclusion.start, conclusion.end)
    if not within[0] <= found.evidence[0] < found.evidence[1] <= within[1]:
        return None
    for change in candidates(question, response, found, within, rng):
        if change.new != change.old and judged(change.response, truth).verdict is False:
            return change
    return None


def candidates(
    question: str, response: str, found: Verdict, within: Span, rng: random.Random
) -> Iterator[Change]:
    """Yield responses with other values, the likeliest to be false first."""
    asked = parse_question(question)
    assert found.evidence is not None
    said = response[slice(*found.evidence)]
    if isinstance(found.parsed, bool):
        yield opposite(response, within, None)
    elif asked.relation == "direction":
        yield from other_hours(response, found.evidence, said, rng)
    elif isinstance(found.parsed, int) and (asked.category or "").endswith("_choice"):
        others = [region for region in asked.regions if region != found.parsed]
        if others:
            yield opposite(response, within, (found.evidence, tag(others[0])))
            yield replace(response, found.evidence, tag(others[0]))
    else:
        yield from other_numbers(response, found.evidence, said, rng)


def replace(response: str, span: Span, new: str) -> Change:
    """Return the response with one span replaced."""
    return Change(response[: span[0]] + new + response[span[1] :], span,
                  response[slice(*span)], new)  # fmt: skip


def other_numbers(response: str, span: Span, said: str, rng: random.Random) -> Iterator[Change]:
    """Yield other lengths, written as the first one was."""
    number = _NUMBER.search(said)
    if number is None or len(_NUMBER.findall(said)) > 1:
        return
    value = float(number[0].replace(",", "."))
    decimals = len(number[0].partition(".")[2])
    at = (span[0] + number.start(), span[0] + number.end())
    for k in range(TRIES):
        factor = rng.uniform(*(UP if (rng.random() < 0.5) == (k % 2 == 0) else DOWN))
        new = f"{value * factor:.{decimals}f}"
        if float(new) > 0:
            yield replace(response, at, new)


def other_hours(response: str, span: Span, said: str, rng: random.Random) -> Iterator[Change]:
    """Yield other clock hours, two to six away."""
    number = re.search(r"\d+", said)
    if number is None or not 1 <= int(number[0]) <= 12:
        return
    at = (span[0] + number.start(), span[0] + number.end())
    away = [sign * hours for hours in range(HOURS[0], HOURS[1] + 1) for sign in (1, -1)]
    rng.shuffle(away)
    for hours in away:
        yield replace(response, at, str((int(number[0]) + hours - 1) % 12 + 1))


def opposite(response: str, within: Span, region: tuple[Span, str] | None) -> Change:
    """Return the response with the opposite words in its conclusion, and another region chosen.

    The span reaches from the first word that changes to the last.
    """
    edits: list[tuple[Span, str]] = [
        (match.span(), like(match[0], _OPPOSITE[match[0].lower()]))
        for match in _WORD.finditer(response, *within)
        if not (region and region[0][0] <= match.start() < region[0][1])
    ]
    edits = sorted([*edits, region] if region else edits)
    if not edits:
        return Change(response, (within[0], within[0]), "", "")
    start, end = edits[0][0][0], edits[-1][0][1]
    new, at = "", start
    for span, word in edits:
        new += response[at : span[0]] + word
        at = span[1]
    return replace(response, (start, end), new)


def like(word: str, other: str) -> str:
    """Return a word in the case of another."""
    return other.capitalize() if word[0].isupper() else other
