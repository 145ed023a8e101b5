"""Which of the lengths in an answer is the answer.

Each length gets points for what stands around it: the asked attribute and region, a conclusion, a
correction; it loses some for a typical size, a conversion in brackets, another attribute. Lengths
that say the same count once; two that are equally good and differ are a contradiction.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from srkit.language.clauses import CONCLUDES, CORRECTS, IDLE, LONGEST, SUPPOSES, clauses, sentences
from srkit.language.names import SIGN, region_of
from srkit.language.orders import denials
from srkit.language.polarity import HOW_EXACTLY, REFUSES, UNDECIDED
from srkit.language.quantities import Quantity, bare_length, find_quantities
from srkit.language.sections import Span

_ATTRIBUTES = {
    "width": r"\bwid(?:e|th)s?\b|\bacross\b|\bbreadth\b|\bbroad\b|\bside to side\b|\bsideways\b"
             r"|\bdiameter\b|\bhorizontal(?:ly)?\b|\bspans?\b",
    "height": r"\bheights?\b|\btall\b|\bhigh\b|\btop to bottom\b|\bbottom to top\b"
              r"|\bvertical(?:ly)?\b|\bstands\b",
    "direct_distance": r"\bdistances?\b|\bapart\b|\baway\b|\bfrom each other\b|\bseparat\w+\b"
                       r"|\bgap\b|\bbetween\b|\bfrom\b",
    "horizontal_distance": r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral(?:ly)?\b"
                           r"|\bto the (?:side|left|right)\b|\bside\b",
    "vertical_distance": r"\bvertical(?:ly)?\b|\babove\b|\bbelow\b|\bhigher\b|\blower\b"
                         r"|\bheight difference\b|\bbeneath\b|\bunder\b",
}  # fmt: skip
_OTHERS = {
    "width": r"\btall\b|\bheights?\b|\bhigh\b|\bdeep\b|\bdepth\b|\blong\b|\blength\b|\bapart\b"
             r"|\bdistance\b|\baway\b|\bthick\b|\bdiagonal\b",
    "height": r"\bwid(?:e|th)s?\b|\bacross\b|\bdeep\b|\bdepth\b|\blong\b|\blength\b|\bapart\b"
              r"|\bdistance\b|\baway\b|\bdiameter\b|\bthick\b",
    "direct_distance": r"\bwid(?:e|th)s?\b|\btall\b|\bheights?\b|\bhigh\b|\bhorizontal(?:ly)?\b"
                       r"|\bvertical(?:ly)?\b|\blateral\w*|\bdeep\b|\blong\b|\blength\b"
                       r"|\bfrom the (?:camera|viewer|wall|window)\b",
    "horizontal_distance": r"\bvertical(?:ly)?\b|\btall\b|\bheights?\b|\bdepth\b|\bdeep\b"
                           r"|\bstraight[- ]line\b|\bdirect(?:ly)?\b|\bdiagonal(?:ly)?\b"
                           r"|\beuclidean\b|\bwid(?:e|th)s?\b|\blong\b|\bfrom the (?:camera"
                           r"|viewer)\b",
    "vertical_distance": r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral\w*|\bwid(?:e|th)s?\b"
                         r"|\bdepth\b|\bdeep\b|\bstraight[- ]line\b|\bdirect(?:ly)? distance\b"
                         r"|\bdiagonal(?:ly)?\b|\btall\b|\blong\b|\bfrom the (?:camera|viewer"
                         r"|floor|ground)\b",
}  # fmt: skip
# "the vertical distance": no direct one, though it is called a distance
_OTHER_KIND = re.compile(
    r"\b(?:horizontal|vertical|lateral)(?:ly)?,?\s+(?:distances?|gap|separation|offset|apart)\b"
    r"|\bapart\s+(?:horizontal|vertical|lateral)ly\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:typical(?:ly)?|standard|usual(?:ly)?|average|regular(?:ly)?|normal(?:ly)?"
    r"|general(?:ly)?|common(?:ly)?|mostly|for (?:comparison|reference|scale)"
    r"|assum\w+|known to|reference|tend(?:s)? to|range from|often|for example|would need|single"
    r"|each|per|every"
    r"|such \w+ (?:are|is)|are (?:about|around|roughly|some|mostly)"
    r"|suppos(?:e|ing)|(?<!that )(?<!this )(?<!it )(?<!answer )(?<!guess )(?<!estimate )would be"
    r"|suggests?|tile|door(?:s|way)? (?:is|are)|plus|minus|multipl\w+|times|divided|adds?|took"
    r"|take|note that|counting|pixels?)\b",
    re.IGNORECASE,
)
_BEFORE_NOT = re.compile(
    r"(?:\bnot\b|n't\b|\bnever\b|\brather than\b|\binstead of\b|\bwithout\b"
    r"|\bno\b)(?!\s+(?:only|more than|sure|over|far from"
    r"|quite sure))[^.;,]{0,28}$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:tolerance|margin|error|uncertainty|accuracy|precision|plus or minus"
    r"|give or take|within|±|off by|up to an? )[^.;]{0,15}$",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"[=≈~]\s*(?:about\s*|roughly\s*)?$")
_OPERAND = re.compile(r"^\s*[+×*/x-]\s*[\d(]|^\s*=")
_AFTER_OPERATOR = re.compile(r"[+×*/]\s*$")
_QUESTION = re.compile(
    r"\W*(?:what|how|which|is|are|does|do|can|could|would|should|at what"
    r"|in what)\b[^.]*\?\s*$",
    re.I,
)
_NAMED = re.compile(
    r"(?<!next to )(?<!beside )(?<!behind )(?<!near )(?<!than )(?<!like )(?<!above )(?<!below )"
    rf"({SIGN})"
)
_NOUN = re.compile(
    r"\b(?:the|an?|its|their|his|her|each|this|that|these|those)\s+[a-z]", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|she|he|they)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(?:height|width|distance|gap|separation|spacing|offset|space|breadth|diameter|answer"
    r"|estimate|guess|value|result"
    r"|length|difference|measure\w*|total|extent|drop|rise|stretch|range|size|shift|two|both|them"
    r"|span|regions?"
    r"|objects?|conclusion|conservative|rough|fair|reasonable|good)\b",
    re.IGNORECASE,
)
LOWEST = -3.5
_LEGEND = re.compile(r"\b[whdl](?:\s*[x×*]\s*[whdl]){1,2}\b", re.IGNORECASE)
_BY = re.compile(r"\s*(?:[x×*,]|by)\s*", re.IGNORECASE)
_ZERO = re.compile(
    r"\b(?:no|zero) (?:\w+ )?(?:distance|gap|separation|space|height difference)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\b\w+s of (?:about |roughly )?$", re.IGNORECASE)  # "4 tiles of 30 cm"
_JOINT = re.compile(r"[;,.]|\b(?:and|but|while|so)\b")
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
    found, last = [], start
    for k, one in enumerate(ours):
        until = ours[k + 1].start if k + 1 < len(ours) else end
        tail = text[one.end : min(until, one.end + LONGEST)]
        own = _JOINT.split(tail, maxsplit=1)[0]
        lead = text[max(last, one.start - LONGEST) : one.start]
        extra = _around(lead, own, tail, relation, regions)
        extra += 2.0 if _is_in(bold, one.start) else 0.0
        found.append(_Scored(one, points + extra, number))
        last = one.end + (len(own) if len(own) < len(tail) else 0)
    return found


def _is_in(spans: list[Span], place: int) -> bool:
    k = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return k >= 0 and place < spans[k][1]


def _around(lead: str, own: str, tail: str, relation: str, regions: list[int]) -> float:
    """Return the points of what stands before a length and behind it, `own` of its own clause."""
    near = lead + " " + own
    if relation == "direct_distance":
        near = _OTHER_KIND.sub(" vertical ", near)
    points = 2.0 if re.search(_ATTRIBUTES[relation], near, re.I) else 0.0
    points -= 3.0 if re.search(_OTHERS[relation], near, re.I) and not points else 0.0
    named = {region_of(sign) for sign in _NAMED.findall(lead + own)}
    if not named and _is_other_thing(lead):
        points -= 2.0
    if len(regions) == 1:
        points += 3.0 if regions[0] in named else -4.0 if named else 0.0
    else:
        points += 1.0 * len(named & set(regions))
    points -= 3.0 if _REFERENCE.search(near) else 0.0
    points -= 3.0 if _COUNTED.search(lead) else 0.0
    points -= 4.0 if IDLE.search(near) else 0.0
    points -= 6.0 if _BEFORE_NOT.search(lead) and denials(lead) != 2 else 0.0
    points -= 4.0 if _BOUND.search(lead) else 0.0
    points += 1.5 if CONCLUDES.search(lead) or re.search(r"\btotal\b", lead, re.I) else 0.0
    points += 2.0 if _EQUALS.search(lead) else 0.0
    points -= 3.0 if _OPERAND.search(tail) or _AFTER_OPERATOR.search(lead) else 0.0
    points -= 2.0 if lead.rstrip().endswith("(") or re.search(r"\([^)]*$", lead) else 0.0
    return points


def _is_other_thing(lead: str) -> bool:
    """Whether what is measured is neither a region nor an attribute: "the door is 2 m high"."""
    things = list(_NOUN.finditer(lead))
    if not things or _PRONOUN.search(lead, things[-1].end()):
        return False
    return not _ATTRIBUTE.search(lead, things[0].start())


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


def _gives_up(text: str, after: int, relation: str) -> bool:
    """Whether a later clause says that the length can't be told; not only how exactly."""
    later = (text[part.start : part.end] for part in clauses(text) if part.start >= after)
    other = re.compile(_OTHERS[relation], re.IGNORECASE)
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
