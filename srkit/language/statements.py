"""Spatial statements: who stands how to whom, or how far, with hedges, negation and the place.

This understands `behind`, `front`, `direct_distance`, and `depth` (how far a region's nearest
point is from the camera); docs/rows.md lists the whole vocabulary.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.quantities import find_quantities
from srkit.language.tags import find_tags

INVERSE = {"behind": "front", "front": "behind"}
SAME_WITHIN = 0.1  # two readings of one length agree up to this share

_SENTENCE_END = re.compile(r"[.!?](?=\s|$|<)|[;\n]")
_RELATIONS = (
    ("behind", r"\bbehind\b|\b(?:farther|further)(?: away)? from the (?:viewer|camera) than\b"),
    ("front", r"\bin front of\b|\b(?:closer|nearer) to the (?:viewer|camera) than\b"),
)
_RELATION = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _RELATIONS), re.I)
# What may stand between the object of one relation and a second relation of the same subject.
_SAME_SUBJECT = re.compile(
    r"\s*(?:,|,?\s*(?:and|but|yet)\b)\s*(?:is|it is)?\s*(?:also|not)?\s*", re.IGNORECASE
)
_NEGATION = re.compile(r"\bnot\b|n['’]t\b|\bno(?! doubt)\b|\bnever\b", re.IGNORECASE)
_DISTANCE = re.compile(r"\bdistance\b|\bapart\b|\bseparate[sd]?\b|\bfrom\b", re.IGNORECASE)
_OTHER_DISTANCE = re.compile(r"\bhorizontal(?:ly)?\b|\bvertical(?:ly)?\b", re.IGNORECASE)
_FROM_CAMERA = re.compile(r"\s*(?:away )?from the (?:camera|viewer)\b", re.IGNORECASE)
_TO_CAMERA = re.compile(r"\b(?:from|to) the (?:camera|viewer) (?:is|of)\b", re.IGNORECASE)
_FROM = re.compile(r"\s*(?:away )?from\s*", re.IGNORECASE)
_APART = re.compile(r"\s*apart\b", re.IGNORECASE)
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
    """Return the spatial statements of a text, in order; a question states nothing."""
    found = []
    for start, end in _sentences(text):
        sentence = text[start:end]
        if not sentence.rstrip().endswith("?"):
            for said in (*_relations(sentence), *_quantities(sentence)):
                found.append(said._replace(start=start + said.start, end=start + said.end))
    return found


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _relations(sentence: str) -> Iterator[Statement]:
    """Yield the relations of a sentence: the tag before is the subject, the one after the object.

    In "[0] is behind [1] and in front of [2]" the subject of both is [0].
    """
    tags, last = find_tags(sentence), None
    ends, certainty = [tag.end for tag in tags], certainty_of(sentence)
    for match in _RELATION.finditer(sentence):
        at = bisect_right(ends, match.start())
        if at == 0 or at == len(tags) or tags[at].start < match.end():
            continue
        before, other = tags[at - 1], tags[at]
        subject, start = before, before.start
        if last and before == last[1]:
            if _SAME_SUBJECT.fullmatch(sentence, before.end, match.start()):
                subject, start = last[0], match.start()
        last = subject, other
        yield Statement(
            subject=subject.region,
            relation=match.lastgroup or "",
            start=start,
            end=other.end,
            text=sentence[start : other.end],
            object=other.region,
            negated=bool(_NEGATION.search(sentence, before.end, match.start())),
            certainty=certainty,
        )


def _quantities(sentence: str) -> Iterator[Statement]:
    """Yield what the lengths of a sentence say; each belongs to the tags since the one before."""
    tags, begin = find_tags(sentence), 0
    starts = [tag.start for tag in tags]
    for length in find_quantities(sentence):
        camera = _FROM_CAMERA.match(sentence, length.end)
        apart = _APART.match(sentence, length.end)
        end = camera.end() if camera else apart.end() if apart else length.end
        head, begin = begin, end
        first, at = bisect_left(starts, head), bisect_left(starts, length.start)
        who = tags[max(first, at - 2) : at]
        stop = starts[at] if at < len(tags) else len(sentence)
        clause = sentence[head:stop]
        if not who or _OTHER_DISTANCE.search(clause):
            continue
        negated = bool(_NEGATION.search(sentence, who[-1].end, length.start))
        if at < len(tags) and _FROM.fullmatch(sentence, length.end, stop):
            who, end = [who[-1], tags[at]], tags[at].end  # "[0] is 2 m away from [1]"
        if camera or (len(who) == 1 and _TO_CAMERA.search(sentence, head, length.start)):
            who, relation = who[-1:], "depth"
        elif len(who) == 2 and _DISTANCE.search(clause):
            relation = "direct_distance"
        else:
            continue
        yield Statement(
            subject=who[0].region,
            relation=relation,
            start=who[0].start,
            end=end,
            text=sentence[who[0].start : end],
            object=who[1].region if len(who) == 2 else None,
            value=length.value_m,
            negated=negated,
            certainty=certainty_of(clause),
        )


def certainty_of(sentence: str) -> float:
    """Return the paper's W_u of a sentence."""
    return next((weight for weight, words in _HEDGES if words.search(sentence)), 1.0)


def topic(statement: Statement) -> tuple[object, ...]:
    """Return what a statement is about; only statements of one topic can agree or disagree."""
    relation = "depth_order" if statement.relation in INVERSE else statement.relation
    return relation, frozenset((statement.subject, statement.object))


def agrees(a: Statement, b: Statement) -> bool | None:
    """Say whether two statements agree; None if they speak of different things."""
    if topic(a) != topic(b):
        return None
    if a.relation in INVERSE:
        flipped = (a.relation != b.relation) ^ (a.subject != b.subject)
        return (a.negated ^ b.negated) == flipped
    if a.value is None or b.value is None or a.negated or b.negated:
        return None
    return abs(a.value - b.value) <= SAME_WITHIN * max(a.value, b.value)
