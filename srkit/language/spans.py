"""Lengths between two things: named, or the two that a question asks about."""

import re
from typing import NamedTuple

from srkit.language import length_words as words
from srkit.language.names import BOTH, region_of
from srkit.language.quantities import Quantity


class Length(NamedTuple):
    """A length of one thing, or between two; `gap` is where it may be denied.

    `level` counts downwards from the eye, `lateral` to the right of it. `bound` is 1 for "more
    than", -1 for "less than".
    """

    subject: int
    relation: str
    start: int
    end: int
    object: int | None
    value_m: float
    gap: tuple[int, int]
    clause: str
    bound: int = 0


class Sentence(NamedTuple):
    """A sentence with lengths: whom it names, and which two a question asks about."""

    text: str
    start: int
    end: int
    signs: list[re.Match[str]]
    pair: tuple[int, int] | None
    named: frozenset[int]


def axis_of(sentence: Sentence, length: Quantity) -> str | None:
    """Return along which axis centres differ: "by 0.9 m sideways, 0.6 m in height"."""
    if words.APART_AFTER.match(sentence.text, length.end):
        if before := words.BEFORE_ALONG.search(sentence.text, sentence.start, length.start):
            return before.lastgroup
    along = words.ALONG.match(sentence.text, length.end)
    if not along or not words.APART.search(sentence.text, sentence.start, length.start):
        return None
    return along.lastgroup


def of_pair(sentence: Sentence, length: Quantity, before: str) -> Length | None:
    """Return a length between the two that are asked about, if it says no others."""
    if (
        sentence.pair is None
        or words.IN_SUM.match(sentence.text, length.end)
        or not sentence.named <= {*sentence.pair, BOTH}
    ):
        return None
    if words.OF_ONE.search(before):
        return None  # "the sideways offset of [0] is 0.8 m"
    if _is_apart(sentence, length, before):
        return _of_two(sentence, sentence.pair, "direct_distance", length, length.end)
    more = words.MORE.match(sentence.text, length.end)
    said = words.PAIR_LENGTH.search(before) or words.BY_MORE.search(before) or more
    if said is None:
        return None
    end = more.end() if more is said else length.end
    return _of_two(sentence, sentence.pair, said.lastgroup or "", length, end)


def of_named(sentence: Sentence, length: Quantity) -> Length | None:
    """Return a length that is said to lie between two things, which are named behind it."""
    match = words.BETWEEN_NAMED.match(sentence.text, length.end)
    if match is None or words.ALONG_AXIS.search(sentence.text, sentence.start, match.start()):
        return None
    pair = region_of(match[1] or match[2]), region_of(match[3])
    return _of_two(sentence, pair, "direct_distance", length, match.end())


def _is_apart(sentence: Sentence, length: Quantity, before: str) -> bool:
    """Whether a length is said to lie between the two: "a gap of 0.3 m", "they are 2 m apart"."""
    text = sentence.text
    if not (words.SPACE.search(before) or words.BETWEEN.match(text, length.end)):
        return False
    marks = [text.rfind(mark, sentence.start, length.start) for mark in ",;:"]
    begin = max(sentence.start, *marks)
    ends = [at for mark in ",;" if (at := text.find(mark, length.end, sentence.end)) >= 0]
    if words.ALONG_AXIS.search(text, begin, min([sentence.end, *ends])):
        return False
    near = min(sentence.end, sentence.start + words.LONG)
    return not words.BEGINS_ALONG.match(text, sentence.start, near)


def _of_two(
    sentence: Sentence, pair: tuple[int, int], name: str, length: Quantity, end: int
) -> Length:
    """Return a length of the two that are asked about, whom the sentence does not name."""
    gap, clause = (length.start, length.start), sentence.text[sentence.start : end]
    return Length(pair[0], name, length.start, end, pair[1], length.value_m, gap, clause)


def names_two(sentence: Sentence, before: str) -> bool:
    """Whether a length is one between two things: "the distance of [0] and [1] is 2 m"."""
    return bool(words.SPANS[-1][1].search(before)) and len(sentence.named) >= 2


def between(
    sentence: Sentence, length: Quantity, name: str | None, end: int, other: str | None, head: int
) -> Length | None:
    """Return a length between two things, which the sentence names."""
    text = sentence.text
    if name == "none":
        return None
    before = [sign for sign in sentence.signs if sign.start() < length.start]
    if other is not None:  # "[0] is 2 m left of [1]"
        who = [sign for sign in before if sign[0] != other]
        pair = (who[0] if who else None, other)
    else:
        who = before[-2:] if len(before) >= 2 else []
        if sentence.pair and not before and name in words.AXES:
            return _of_two(sentence, sentence.pair, name, length, end)
        pair = (who[0], who[1][0]) if len(who) == 2 and who[0][0] != who[1][0] else (None, "")
    first, second = pair
    if first is None or not second:
        return None
    start = max(head, sentence.start)
    clause = text[start : max(end, min(sentence.end, length.end + 40))]
    if name in (None, "beside", "apart", "direct_distance"):
        said = "horizontal_distance" if name == "beside" else None
        found = (kind for kind, words_of in words.SPANS if words_of.search(clause))
        name = said or next(found, name if name == "direct_distance" else None)
    if name is None:
        return None
    begin, gap = min(first.start(), length.start), (first.end(), length.start)
    subject, who_else = region_of(first[0]), region_of(second)
    return Length(subject, name, begin, end, who_else, length.value_m, gap, clause)


def final_length(
    text: str, span: tuple[int, int], length: Quantity, asked: str, pair: tuple[int, int]
) -> Length:
    """Return the length that answers a question, of a sentence that names nobody."""
    other = pair[1] if pair[0] != pair[1] else None
    said = text[slice(*span)]
    start = min(length.start, span[1] - len(said.lstrip()))
    gap = (start, length.start)
    return Length(pair[0], asked, start, length.end, other, length.value_m, gap, said)
