"""Which of the lengths in an answer is the answer.

Each length gets points for what stands around it: the asked attribute and region, a conclusion, a
correction; it loses some for a typical size, a conversion in brackets, another attribute. Lengths
that say the same count once; two that are equally good and differ are a contradiction.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from srkit.language.clauses import CONCLUDES, CORRECTS, LONGEST, SUPPOSES, clauses, sentences
from srkit.language.names import SIGN, region_of
from srkit.language.quantities import Quantity, bare_length, find_quantities
from srkit.language.refusals import HOW_EXACTLY, REFUSES, UNDECIDED
from srkit.language.scores import OTHERS, points_around
from srkit.language.sections import Span

_QUESTION = re.compile(
    r"\W*(?:what|how|which|is|are|does|do|can|could|would|should|at what|in what)\b[^.]*\?\s*$",
    re.I,
)
LOWEST = -2.5
_LEGEND = re.compile(r"\b[whdl](?:\s*[x×*]\s*[whdl]){1,2}\b", re.IGNORECASE)
_BY = re.compile(r"\s*(?:[x×*,]|by)\s*", re.IGNORECASE)
_ZERO = re.compile(
    r"\b(?:no|zero) (?:\w+ )?(?:distance|gap|separation|space|height difference)\b", re.IGNORECASE
)
_LABEL = re.compile(r"\b\w+:\s*$")  # of the length that follows
_JOINT = re.compile(r"[;,.×*]|\b(?:and|but|while|so|x)\b")
# "A door is 2 m tall. [0] is half of that."
_SHARE_OF_IT = re.compile(
    r"\b(?:half|twice|double|a (?:third|quarter)|\w+ times) (?:of )?(?:that|this)\b(?! of)", re.I
)
# "It is 2 m tall", said again after all else, is the answer; "a bit more than 2 m" leaves it open.
_RESTATES = re.compile(
    r"\W*(?:(?:so|thus|therefore|hence|in short|horizontally|vertically),? )?(?:it|they|this"
    r"|the answer|its (?:height|width)|(?:the )?(?:direct |vertical |horizontal )?(?:distance"
    r"|height|width|separation)(?: of the two)?)(?: is| are|:)",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"\b(?:more than|less than|over|under)\W*$", re.IGNORECASE)
RESTATED = 1.5  # points of what is said again
SURE = 3.0
NEAR = 60  # characters between two lengths that are offered side by side
_OR = re.compile(
    r"(?:\s*(?:away|apart|wide|tall|high))?[\s,]*\(?"
    r"(?:i\.e\.,?|in other words,?|or|perhaps|maybe|or (?:perhaps|maybe|even|else))\s+(?:(?:even|at"
    r"|about|around|maybe|perhaps|is|it's|it is)\s+)*",
    re.I,
)
SAME_WITHIN = (
    0.06  # two lengths that differ by less say the same, rounding of a conversion included
)


class _Scored(NamedTuple):
    quantity: Quantity
    points: float
    sentence: int


def read_length(
    text: str, relation: str, regions: list[int], unit: str | None, bold: list[Span]
) -> tuple[Quantity | None, str]:
    """Return the length that answers, or None and why there is none; signs stand for regions.

    `unit` is that of a number without one, `bold` says where the text is bold.
    """
    lengths = find_quantities(text)
    if (listed := _of_list(text, lengths, relation)) is not None:
        return listed, ""
    if not lengths and (zero := _ZERO.search(text)) and not REFUSES.search(text):
        return Quantity(0.0, "m", *zero.span()), ""
    if not lengths:
        bare = bare_length(text, unit)
        if bare is not None:
            return bare, ""
        has_number = re.search(r"\d", text)
        return None, "refusal" if REFUSES.search(
            text
        ) else "no_unit" if has_number else "no_quantity"
    found, reason = _choose(text, lengths, relation, regions, bold)
    if found is None and reason == "no_quantity" and REFUSES.search(text):
        reason = "refusal"
    return found, reason


def _of_list(text: str, lengths: list[Quantity], relation: str) -> Quantity | None:
    """Return the asked one of "2 m x 1 m x 0.5 m (W x H x D)"; None where there is no such list."""
    legend = _LEGEND.search(text)
    letters = re.findall(r"[whdl]", legend[0].lower()) if legend else []
    if relation[0] not in letters or not 2 <= len(letters) == len(lengths):
        return None
    gaps = [text[a.end : b.start] for a, b in zip(lengths, lengths[1:], strict=False)]
    if not all(_BY.fullmatch(gap) for gap in gaps):
        return None
    return lengths[letters.index(relation[0])]


def _choose(
    text: str, lengths: list[Quantity], relation: str, regions: list[int], bold: list[Span]
) -> tuple[Quantity | None, str]:
    scored: list[_Scored] = []
    starts = [length.start for length in lengths]
    for number, (start, end) in enumerate(sentences(text)):
        ours = lengths[bisect_left(starts, start) : bisect_left(starts, end)]
        if ours:
            scored += _of_sentence(text, start, end, number, ours, relation, regions, bold)
    if not scored:
        return None, "no_quantity"
    scored = _corrected(text, scored)
    best = max(one.points for one in scored)
    if best < LOWEST:
        return None, "no_quantity"
    top = [one for one in scored if one.points >= best - 0.9]
    chosen = next(one for one in scored if one.points == best)
    last = scored[-1]
    if _restates(text, last, chosen):
        is_open = _VAGUE.search(text, 0, chosen.quantity.start)
        return (last.quantity, "") if is_open else (None, "contradiction")
    if chosen.quantity.is_wide:
        return None, "wide_range"
    rivals = [one for one in top if not _says_same(one.quantity, chosen.quantity)]
    others = [one for one in scored if not _says_same(one.quantity, chosen.quantity)]
    if any(_are_rivals(text, chosen, one) for one in rivals) or any(
        _are_alternatives(text, chosen.quantity, one.quantity) for one in others
    ):
        return None, "contradiction"
    if UNDECIDED.search(text):
        return None, "refusal"
    if chosen.points < SURE and _SHARE_OF_IT.search(text, chosen.quantity.end):
        return None, "no_quantity"
    after = 0 if chosen.points < 0 else chosen.quantity.end
    if chosen.points < SURE and _gives_up(text, after, relation):
        return None, "refusal"
    return chosen.quantity, ""


def _of_sentence(
    text: str, start: int, end: int, number: int, ours: list[Quantity], relation: str,
    regions: list[int], bold: list[Span],
) -> list[_Scored]:  # fmt: skip
    sentence = text[start:end]
    points = 0.0
    points += 1.0 if CONCLUDES.search(sentence) else 0.0
    points += 0.1 * min(number, 30)  # of two that are as good, the later
    points -= 2.0 if SUPPOSES.search(sentence) else 0.0
    points -= 4.0 if _QUESTION.match(sentence) else 0.0
    points -= 1.5 if sentence.rstrip().endswith("?") else 0.0
    found: list[_Scored] = []
    last, subject = start, None
    for k, one in enumerate(ours):
        until = ours[k + 1].start if k + 1 < len(ours) else end
        tail = text[one.end : min(until, one.end + LONGEST)]
        own = _JOINT.split(_LABEL.sub("", tail.removeprefix(".")), maxsplit=1)[0]
        lead = text[max(last, one.start - LONGEST) : one.start]
        lead = lead if found else lead.lstrip(" +-")
        extra = points_around(lead, own, tail, relation, regions, subject)
        extra += 2.0 if _is_in(bold, one.start) else 0.0
        found.append(_Scored(one, points + extra, number))
        last = one.end + (len(own) if len(own) < len(tail) else 0)
        signs = re.findall(SIGN, lead + own)
        subject = region_of(signs[0]) if signs else subject
    return found


def _is_in(spans: list[Span], place: int) -> bool:
    k = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return k >= 0 and place < spans[k][1]


def _corrected(text: str, scored: list[_Scored]) -> list[_Scored]:
    """Take points from what stands before a correction, give some to what follows it."""
    marks = [match.start() for match in CORRECTS.finditer(text)]
    if not marks:
        return scored
    found = []
    for one in scored:
        is_after = marks[0] < one.quantity.start
        is_before = marks[-1] > one.quantity.end
        found.append(
            one._replace(points=one.points + (3.0 if is_after else 0) - (4.0 if is_before else 0))
        )
    return found if any(one.points >= LOWEST for one in found) else scored


def _says_same(a: Quantity, b: Quantity) -> bool:
    return abs(a.value_m - b.value_m) <= SAME_WITHIN * max(a.value_m, b.value_m)


def _restates(text: str, last: _Scored, chosen: _Scored) -> bool:
    """Whether the last length is said once more to be the answer, and is another one."""
    if last.sentence <= chosen.sentence or last.points < RESTATED:
        return False
    if _says_same(last.quantity, chosen.quantity):
        return False
    starts = (start for start, end in sentences(text) if start <= last.quantity.start < end)
    return any(_RESTATES.match(text, start) for start in starts)


def _gives_up(text: str, after: int, relation: str) -> bool:
    """Whether a later clause says that the length can't be told; not only how exactly."""
    later = (text[part.start : part.end] for part in clauses(text) if part.start >= after)
    other = re.compile(OTHERS[relation], re.IGNORECASE)
    return any(REFUSES.search(said) and not (HOW_EXACTLY.search(said) or other.search(said))
               for said in later)  # fmt: skip


def _are_alternatives(text: str, a: Quantity, b: Quantity) -> bool:
    """Whether two lengths are offered side by side: "at 1 m, or at 9 m"."""
    start, end = min(a.end, b.end), max(a.start, b.start)
    return end - start < NEAR and bool(_OR.fullmatch(text, start, end))


def _are_rivals(text: str, chosen: _Scored, other: _Scored) -> bool:
    """Whether two lengths contradict each other: "2 m or 4 m", "It is 2 m. It is 8 m."."""
    gap = text[
        min(chosen.quantity.end, other.quantity.end) : max(
            chosen.quantity.start, other.quantity.start
        )
    ]
    if chosen.sentence == other.sentence:
        if len(gap) > 10 * NEAR:
            return False
        return bool(re.search(r"\bor\b|\bperhaps\b|\bmaybe\b|\b(?:but|and) also\b|;", gap, re.I))
    return other.points >= chosen.points - 0.3 * abs(chosen.sentence - other.sentence) - 0.05
