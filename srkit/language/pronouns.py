"""Whom "it", "its", "them" and "both" mean, where that is clear."""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import sentences
from srkit.language.names import BOTH, IS_NEW, NOBODY, SIGN, region_of

# Where the subject is not said again: "… and is the taller", "…, standing to the left of [1]".
_ELIDED = (
    r"(?:(?<=\band )|(?<=, so )|(?<=, )(?=(?:standing|lying|sitting|placed|located)\b))"
    r"(?=(?:also |therefore |thus |hence |so )?(?:is|lies|stands|sits|standing|lying|sitting|placed"
    r"|located|in front of|behind|above|below|(?:farther|further|more) (?:to the )?(?:left|right)"
    r"|to the (?:left|right) of|nearer|closer|farther away|taller|shorter|wider|narrower|thinner"
    r"|higher|lower)\b(?! and))"
)
_PRONOUN = re.compile(
    rf"\b(?:it|its|them|they(?= (?:are|stand|lie|sit)\b)|{_ELIDED}"
    r"|(?<=than )that(?=\W*(?:$|[.;,)]|by\b))|either(?: of (?:them|the two))?"
    r"|which(?= (?:with its|is (?:less|more)|stands|lies|sits|appears|seems|measures|reaches"
    r"|is (?:also|much|clearly|on|at|to|behind|in front|above|below|nearer|closer|farther|further"
    r"|left|right|higher|lower|wider|taller)))|their(?= (?:left|right)\b)"
    r"|both (?:regions|objects|things|of them)|both(?= (?:are|have|lie|stand|sit|might|may|could"
    r"|must)\b|\s*[.,;)])|(?-i:(?<!Of ))the two (?:regions|objects|things))\b(?!')",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"\b(?:behind|of|than|above|below|beside|near|over|under|beyond|as|to|from|on)\s+$",
    re.IGNORECASE,
)
_EYE = re.compile(
    r"\b(?:left|right|below|above|beneath|under) (?:of |from )?(?:the |this |that |our "
    r"|its )?(?:same |level of |side of |view's |zero )?(?:the )?(?:camera|eye|lens|viewer|line\b"
    r"|reference|(?:optical |viewing |camera |central |middle |center |vertical )?(?:axis|line\b"
    r"|plane\b)|(?:middle|center)(?= line|\W*[,.;]| of (?:the|our|my) (?:picture|image|view))"
    r"|(?:height|level) of the (?:camera|lens|eye)|straight ahead)",
    re.I,
)
_FROM_EYE = re.compile(r"\d m(?:eters?)? from (?:the )?(?:camera|viewer|lens)\b", re.IGNORECASE)
_FROM = re.compile(r"\d m(?:eters?)? from $", re.IGNORECASE)
_WITH = re.compile(r"\bwith\s+$", re.IGNORECASE)
_WITH_IT = re.compile(rf"{SIGN} with (?:an? )?{SIGN}[^.;,]{{0,20}}$", re.IGNORECASE)
_METERS = re.compile(r"\d m\b|\bmet(?:er|re)s|\bcm\b")
_STANDS = re.compile(
    r"\b(?:behind|below|above|beside|than|under|over|(?:left|right|front) of)\s+$",
    re.IGNORECASE,
)
_OWN = re.compile(r" (?:own|base|foot|feet|bottom|top|rim)\b", re.IGNORECASE)
# "…; the plant is behind it": another one than the subject of its own clause
_OWN_CLAUSE = re.compile(
    rf"({SIGN})\s+(?:is|are|stands|lies|sits)\b[^,;.\ue000-\ue3e7]*$", re.IGNORECASE
)
# "… than the vase behind it": not the vase
_AT_IT = re.compile(
    rf"({SIGN})\s+(?:just |right |directly )?(?:behind|above|below|beside|under|over|in front of"
    r"|(?:to the )?(?:left|right) of|next to)\s+$",
    re.IGNORECASE,
)
_THOUGH = re.compile(r"\b(?:al)?though\s+$", re.IGNORECASE)
_IS = re.compile(rf"({SIGN})\s+(?:is|lies|stands|sits|has)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because|since|as)\s+$", re.IGNORECASE)
_SIDE_OF = re.compile(r" (?:left|right)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"it(?:'s| is| was| can| must| may| might| should| would)? (?:be )?(?:also |then |thus "
    r"|therefore |now )?(?:follows|means|clear|true|false|evident|obvious|possible|likely|plain"
    r"|correct|seen|said|concluded|safe|enough|necessary|helps|seems that|appears that|turns out"
    r"|not true|added|noted|mentioned|remembered|recalled"
    rf"|(?:\w+ )?{SIGN}(?:'s \w+)? (?:that|which|who|whose)\b"
    r"|(?:[a-z]+ ){1,5}(?<!one )(?<!thing )(?<!object )(?<!item )(?<!region )that\b"
    r"|makes|takes|does not matter|doesn't matter|that\b|to\b(?! the (?:left|right)))",
    re.IGNORECASE,
)  # fmt: skip
_AS_WIDE = re.compile(r" is (?:wide|tall|high|deep|broad|long)\b", re.IGNORECASE)
_SEEN_FROM = re.compile(  # "Viewed from [0] it lies to the left"
    rf"\W*(?:(?:viewed|seen|looking|measured|counted|relative|compared|in relation|with respect) )?"
    rf"(?:from|to|with) (?:the )?{SIGN},? ?$", re.IGNORECASE
)  # fmt: skip
_SIGN = re.compile(SIGN)
_LEADS = re.compile(
    r"\W*(?:(?:so|and|but|yet|thus|hence|since|as|because|while|here|for|now|then|also|next|first"
    r"|second|the|an?|both|given|that|if)\b\W*){0,3}$",
    re.IGNORECASE,
)

REACH, MOST = 400, 12  # characters, and names, that a pronoun looks back on in its sentence


def find_pronouns(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield pronouns of which it is clear who is meant."""
    subject: int | None = None  # of the sentence before
    for start, end in sentences(text):
        signs = [(one.start(), region_of(one[0])) for one in _SIGN.finditer(text, start, end)]
        told: list[tuple[int, int]] = []  # who was named, where, in order
        rest = deque(signs)
        for match in _PRONOUN.finditer(text, start, end):
            at = match.start()
            while rest and rest[0][0] < at:
                told.append(rest.popleft())
            begin = max(start, at - REACH)
            who = _meant(text, match, begin, _Before.of(text, begin, told[-MOST:], subject))
            if who is not None and who != NOBODY:
                told.append((at, who))
                yield at, match.end(), who
        told += rest
        if len({number for _, number in told}) == 1:
            subject = told[0][1]
        elif told:
            first, number = min(told)
            begin = max(start, text.rfind(": ", start, first) + 1)  # "Now the width: [0] is …"
            subject = number if _LEADS.fullmatch(text, begin, first) else None


class _Before(NamedTuple):
    """Who was named in a sentence before a pronoun, and the subject of the sentence before it.

    `known` are those of `earlier` that are not new, `mains` those that are not the object of a
    preposition; `is_lead` where the first of them opens the sentence.
    """

    earlier: list[int]
    known: list[int]
    mains: list[int]
    subject: int | None
    is_lead: bool

    @classmethod
    def of(
        cls, text: str, start: int, told: list[tuple[int, int]], subject: int | None
    ) -> "_Before":
        """Look at those that were named since `start`."""
        told = [one for one in told if one[0] >= start]
        known = [number for at, number in told if not _ends(IS_NEW, text, start, at)]
        mains = [number for at, number in told if not _ends(_GOVERNS, text, start, at)]
        is_lead = bool(told and _LEADS.fullmatch(text, start, told[0][0]))
        return cls([number for _, number in told], known, mains, subject, is_lead)


def _ends(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether what stands right before a place ends with this."""
    return bool(pattern.search(text, max(start, end - 30), end))


def _meant(text: str, match: re.Match[str], start: int, before: _Before) -> int | None:
    """Return who a pronoun means; an object is never the subject of its own sentence."""
    word, at = match[0].lower(), match.start()
    earlier, known, mains, subject, is_lead = before
    if word == "it" and text.endswith("than ", start, at) and _AS_WIDE.match(text, match.end()):
        return None  # "taller than it is wide"
    if word == "it" and _EXPLETIVE.match(text, at):
        return None
    if word == "that":
        return None if subject in earlier else subject
    if word == "they":
        return earlier[0] if len(set(earlier)) == 1 else None if earlier else subject
    if not word:
        subjects = _IS.findall(text, start, at)
        alone = earlier[0] if len(set(earlier)) == 1 else None
        return region_of(subjects[-1]) if subjects else alone
    stands = _ends(_STANDS, text, start, at)
    if word == "its" and stands and _OWN.match(text, match.end()):
        return None  # "0.5 m above its base"
    is_with = _ends(_WITH, text, start, at)
    if word == "its" and not earlier and is_with:
        return None  # "with its front at 2 m, the box …"
    is_side = word not in ("its", "their") or stands or bool(_SIDE_OF.match(text, match.end()))
    if _ends(_GOVERNS, text, start, at) and is_side:
        return _as_object(text, match, start, before)
    if word == "which":
        return earlier[0] if len(set(earlier)) == 1 else None
    if word not in ("it", "its"):
        return BOTH if word.startswith(("both", "the")) else None
    if word == "it" and subject not in (None, *earlier) and _SEEN_FROM.match(text, start, at):
        return subject
    if len(set(earlier)) <= 1:
        return earlier[0] if earlier else subject
    if word == "its":
        return mains[-1] if mains and (is_with or len(set(mains)) == 1) else None
    if mains and is_lead and _ends(_BECAUSE, text, start, at):
        return mains[-1]
    if _ends(_THOUGH, text, start, at) and (main := _IS.search(text, start, at)):
        return region_of(main[1])
    if len(set(mains)) == 1:
        return mains[0]
    return earlier[0] if is_lead else None


def _as_object(text: str, match: re.Match[str], start: int, before: _Before) -> int | None:
    """Return who "behind it" and "to its left" mean."""
    word, at = match[0].lower(), match.start()
    earlier, known, _, subject, _ = before
    is_of_eye = _EYE.search(text, start, at) or (
        _EYE.search(text, max(0, start - 80), start) and _METERS.search(text, start, at)
    )
    if _ends(_FROM, text, start, at):
        if is_of_eye and _SIGN.search(text, is_of_eye.end(), at):
            is_of_eye = None
        is_of_eye = is_of_eye or _FROM_EYE.search(text, max(0, start - 80), at)
    if is_of_eye:
        return None  # "1.2 m left of the camera … 0.4 m right of it"
    own = _AT_IT.search(text, start, at) or _OWN_CLAUSE.search(text, start, at)
    itself = region_of(own[1]) if own else earlier[0] if earlier else None
    others = [one for one in known if one != itself]
    if others:
        return others[-1]
    if word == "its" and known and earlier[-1] != known[-1]:
        return known[-1]  # "close to [0]: a vase on its left"
    if word not in ("it", "its"):
        return BOTH
    if word == "it" and earlier and not known and _WITH_IT.search(text, start, at):
        return earlier[0]  # "a stool with a bottle on it"
    return subject if not earlier or subject != earlier[0] else None
