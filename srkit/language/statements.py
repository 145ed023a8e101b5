"""Spatial statements: who stands how to whom, or how far, with hedges, negation and the place.

This understands `behind`, `front`, `direct_distance`, and `depth` (how far a region's nearest
point is from the camera); docs/rows.md lists the whole vocabulary.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.quantities import find_quantities
from srkit.language.tags import find_tags

_SENTENCE_END = re.compile(r"[.!?](?=\s|$|<)|[;\n]")
_RELATIONS = (
    ("behind", r"\bbehind\b|\b(?:farther|further)(?: away)? from the (?:viewer|camera) than\b"),
    ("front", r"\bin front of\b|\b(?:closer|nearer) to the (?:viewer|camera) than\b"),
)
_RELATION = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _RELATIONS), re.I)
_NEGATION = re.compile(r"\bnot\b|n['’]t\b|\bno(?! doubt)\b|\bnever\b", re.IGNORECASE)
_DISTANCE = re.compile(r"\bdistance\b|\bapart\b|\bseparate[sd]?\b|\bfrom Region\b", re.I)
_OTHER_DISTANCE = re.compile(r"\bhorizontal(?:ly)?\b|\bvertical(?:ly)?\b", re.IGNORECASE)
_FROM_CAMERA = re.compile(r"\bfrom the (?:camera|viewer)\b", re.IGNORECASE)
_HEDGES = (  # the paper's W_u: 1.0 for a certain statement, down to 0.8 for a hedged one
    (0.8, re.compile(r"\b(?:possibly|perhaps|maybe|might|could be|may be)\b", re.I)),
    (0.85, re.compile(r"\b(?:probably|likely|seems?|appears?)\b", re.I)),
    (0.9, re.compile(r"\b(?:approximately|about|roughly|around|nearly|almost|some)\b|~|≈", re.I)),
)


class Statement(NamedTuple):
    """`subject` and `object` are region indices, `value` metres, offsets the response's."""

    subject: int
    relation: str
    start: int
    end: int
    text: str
    object: int | None = None
    value: float | None = None
    negated: bool = False
    certainty: float = 1.0


def find_statements(text: str) -> list[Statement]:
    """Return the spatial statements of a text, in order."""
    return [found for start, end in _sentences(text) for found in _in_sentence(text, start, end)]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _in_sentence(text: str, start: int, end: int) -> Iterator[Statement]:
    sentence = text[start:end]
    tags = find_tags(sentence)
    if not tags:
        return
    certainty = certainty_of(sentence)
    first, last = tags[0].start, len(sentence.rstrip(" .!?;\n"))
    for match in _RELATION.finditer(sentence):
        before = [tag for tag in tags if tag.end <= match.start()]
        after = [tag for tag in tags if tag.start >= match.end()]
        if before and after:
            said = (before[-1].start, after[0].end)
            yield Statement(
                before[-1].region, match.lastgroup or "", start + said[0], start + said[1],
                sentence[slice(*said)], after[0].region,
                negated=bool(_NEGATION.search(sentence, before[-1].end, match.start())),
                certainty=certainty,
            )  # fmt: skip
    quantities = find_quantities(sentence)
    if not quantities or _OTHER_DISTANCE.search(sentence):
        return
    value = quantities[-1].value_m
    span = (start + first, start + max(last, quantities[-1].end))
    said_text = text[slice(*span)]
    if _FROM_CAMERA.search(sentence):
        yield Statement(tags[0].region, "depth", *span, said_text, None, value, False, certainty)
    elif len(tags) > 1 and _DISTANCE.search(sentence):
        two = (tags[0].region, tags[1].region)
        yield Statement(
            two[0], "direct_distance", *span, said_text, two[1], value, False, certainty
        )


def certainty_of(sentence: str) -> float:
    """Return the paper's W_u of a sentence."""
    return next((weight for weight, words in _HEDGES if words.search(sentence)), 1.0)


SAME_WITHIN = 0.1  # two readings of one length agree up to this share
_INVERSE = {"behind": "front", "front": "behind"}


def agrees(a: Statement, b: Statement) -> bool | None:
    """Say whether two statements agree; None if they speak of different things."""
    pair, other = (a.subject, a.object), (b.subject, b.object)
    if a.relation in _INVERSE:
        if b.relation not in _INVERSE or set(pair) != set(other):
            return None
        flipped = (a.relation != b.relation) ^ (pair != other)
        return (a.negated ^ b.negated) == flipped
    if a.relation != b.relation or a.value is None or b.value is None:
        return None
    if pair != other and (a.relation != "direct_distance" or pair != other[::-1]):
        return None
    return abs(a.value - b.value) <= SAME_WITHIN * max(a.value, b.value)
