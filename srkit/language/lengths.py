"""What lengths in a text say of regions: how wide, how tall, how far away, how far apart.

Signs stand for regions (`names`); statements are made of what is found here.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import LONGEST, sentences
from srkit.language.names import SIGN, region_of
from srkit.language.quantities import Quantity, find_quantities

_CAMERA = (
    r"(?:(?:the|our) )?(?:camera|viewer|observer|lens|viewpoint|photographer|us\b|me\b|where we)"
)
_FROM_CAMERA = re.compile(rf"\s*(?:away |off |out )?from {_CAMERA}\b", re.IGNORECASE)
_AWAY = re.compile(  # "about 2.8 m away", but not "2.8 m away from Region [1]"
    rf"\s*(?:away|off|distant|deep into the scene)\b(?!\s+(?:from|to)\b)(?!\W*{SIGN})",
    re.IGNORECASE,
)
_TO_CAMERA = re.compile(
    rf"\b(?:from|to) {_CAMERA} (?:is|of)\b|\b(?:front|nearest|closest|near)"
    r" (?:edge|points?|part|side|face|surface|corner|spot|bit)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
# Where something stands against the eye, and no length between things: "1.3 m below eye level".
_LEVEL = re.compile(
    r"\s*(?:(?:below|beneath|under|above|over|down from) (?:the )?(?:level of )?(?:the )?"
    r"(?:eye|camera|lens|horizon)|down\b|(?:to the )?(?:left|right) of (?:the )?(?:line of sight"
    r"|cent(?:er|re)|middle|axis|optical))",
    re.IGNORECASE,
)
_LINKS = re.compile(  # "[0] is 2 m away from [1]"
    r"\s*(?:(?:away )?from|to the (?:left|right) of|(?:directly )?(?:above|below|over|under)"
    r"|(?:higher|lower) than)\s*",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*(?:apart|wide|tall|high|across|in (?:width|height))\b", re.IGNORECASE)
# What a length between two regions is, and one of a single region; the first that fits.
_SPANS = (
    ("horizontal_distance", r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral(?:ly)?\b"
                            r"|\bto the (?:left|right) of\b"),
    ("vertical_distance", r"\bvertical(?:ly)?\b|\b(?:above|below|over|under|higher|lower)\b"
                          r"|\bheight difference\b"),
    ("direct_distance", r"\bdistance\b|\bapart\b|\bseparate[sd]?\b|\bgap\b|\bspace\b"
                        r"|\bfrom\s+(?:the\s+)?(?:[\ue000-\ue3e7]|$)"),
)  # fmt: skip
_EXTENTS = (
    ("width", r"\bwid(?:e|th)\b|\bacross\b|\bbreadth\b|\bside to side\b"),
    ("height", r"\btall\b|\bheight\b|\bhigh\b|\bbottom to top\b|\bbase to top\b"),
)
_AND = re.compile(r"[\s,]*(?:and|,)\s*(?:about|roughly|is|around|approximately)?\s*", re.IGNORECASE)
# What a length of a region is where it is not said, by what the question compares.
USUAL = {"taller": "height", "shorter": "height", "height": "height", "wider": "width",
         "thinner": "width", "width": "width", "behind": "depth", "front": "depth"}  # fmt: skip
_DIFFERENCE = re.compile(
    r"\bby\b|\bdifference\b|\bgap\b|\b(?:more|less|longer|farther|further|closer|higher|lower)\b"
    r"|\bmargin\b|\bthan\b|\bleft\b|\bright\b|\babove\b|\bbelow\b|\bapart\b|\bdeep\b|\bvolume\b"
    r"|\bcent(?:er|re)|\bmean\b|\bor\b|\breached\b|\baverage|\bunder\b|\bover\b|\bon\b|[=×*+/−]",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\b(?:at|from)(?: (?:about|some|roughly|around|nearly|approximately|only|just))*\s*$", re.I
)
_GOES_ON = re.compile(
    r"\s*(?:[×x*+/÷=−-]|by\b|more|less|longer|farther|further|closer|higher|lower|to the|above"
    r"|below|left|right|apart|deep|down|per|of\b|from side)",
    re.IGNORECASE,
)
# A part of a sum, a coordinate, or how such things are in general.
_NOT_MEASURED = re.compile(
    r"[×*+÷/−]\s*$|(?:^|\s)[-−–]$|[×*+÷/−][^.;]*=\s*$"
    r"|\b(?:usually|typically|normally|generally|commonly|on average)\b[^.;,]*$",
    re.IGNORECASE,
)
_FAR = re.compile(
    r"\b(?:far|back|rear|front|background|foreground|distance|begins|starts|starting)\b", re.I
)
NEAREST = 1.0  # metres: what is "at" less is rather as large as that
_SIGN = re.compile(SIGN)


class Length(NamedTuple):
    """A length of one region, or between two; `gap` is where it may be denied."""

    subject: int
    relation: str
    start: int
    end: int
    object: int | None
    value_m: float
    gap: tuple[int, int]
    clause: str


def find_lengths(text: str, asked: str | None = None) -> Iterator[Length]:
    """Yield what lengths say; each belongs to the regions named since the one before.

    `asked` is the relation that a question asks for, if it is known.
    """
    usual = USUAL.get(asked or "")
    lengths = deque(find_quantities(text))
    for start, end in sentences(text):
        begin, last = start, None
        is_question = text[start:end].rstrip().endswith("?")
        while lengths and lengths[0].start < end:
            said, begin = _length(text, begin, end, lengths.popleft(), last, usual)
            last = said or last
            if said and not is_question:
                yield said


def _length(
    text: str, head: int, stop: int, length: Quantity, last: Length | None, usual: str | None
) -> tuple[Length | None, int]:
    """Return what a length says, and where the next one's part of the sentence begins.

    A length of one region that is not said to be anything else is the `usual` one.
    """
    before = text[max(head, length.start - 80) : length.start]
    if _LEVEL.match(text, length.end) or _NOT_MEASURED.search(before):
        return None, length.end
    away = _FROM_CAMERA.match(text, length.end) or _AWAY.match(text, length.end)
    tail = away or _APART.match(text, length.end)
    end = tail.end() if tail else length.end
    head = max(head, length.start - LONGEST)
    stop = min(stop, length.end + LONGEST)
    who = list(_SIGN.finditer(text, head, length.start))[-2:]
    if len(who) == 2 and region_of(who[0][0]) == region_of(who[1][0]):
        who = who[:1]  # "[0] is a red box, 2 m wide"
    after = _SIGN.search(text, length.end, stop)
    clause = text[head : after.start() if after else stop]
    if who and after and _LINKS.fullmatch(text, length.end, after.start()):
        who, end = [who[-1], after], after.end()
    if not who and last and last.object is None and _AND.fullmatch(text, head, length.start):
        # "30 cm wide, 1.2 m tall": whose it is stands in the clause before
        said_before = _SIGN.finditer(text, max(0, head - LONGEST), head)
        who = [sign for sign in said_before if region_of(sign[0]) == last.subject][-1:]
    if not who:
        return None, end
    is_depth = bool(_FROM_CAMERA.match(text, length.end)) or (
        len(who) == 1 and bool(away or _TO_CAMERA.search(text, head, length.start))
    )
    if len(who) == 2:
        relation = next((name for name, words in _SPANS if re.search(words, clause, re.I)), None)
    else:
        relation = _extent(text, head, length, after.start() if after else stop)
    relation = "depth" if is_depth else relation
    if relation is None and len(who) == 1 and not after:
        relation = _usual(text, who[0], length, usual)
    if is_depth:
        who = who[-1:]
    if relation is None:
        return None, end
    first = who[0]
    start = min(max(first.start(), head), length.start)
    other = region_of(who[1][0]) if len(who) == 2 else None
    gap = (first.end(), length.start)
    return Length(
        region_of(first[0]), relation, start, end, other, length.value_m, gap, clause
    ), end


def _usual(text: str, sign: re.Match[str], length: Quantity, usual: str | None) -> str | None:
    """Return what a bare length of a region is: how far away it stands "at", else the usual one.

    None for a difference, or a part of a sum.
    """
    before, after = text[sign.end() : length.start], text[length.end : length.end + 12]
    if _DIFFERENCE.search(before) or _GOES_ON.match(after) or len(before) > 80:
        return None
    if _AT.search(before):  # a place: how far away, or a coordinate of any axis
        is_far = _FAR.search(before) and length.value_m >= NEAREST
        return "depth" if is_far else None
    return usual if usual != "depth" else None


def _extent(text: str, head: int, length: Quantity, stop: int) -> str | None:
    """Return which extent a length is: what is said of it nearest, behind it or before."""
    found = []
    for name, words in _EXTENTS:
        for match in re.finditer(words, text[head:stop], re.IGNORECASE):
            start, end = head + match.start(), head + match.end()
            away = start - length.end if start >= length.end else length.start - end
            found.append((away, name))
    return min(found)[1] if found else None
