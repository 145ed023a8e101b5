"""Whom "it", "its", "them" and "both" mean, where that is clear."""

import re
from collections.abc import Iterator

from srkit.language.clauses import sentences
from srkit.language.names import BOTH, NOBODY, SIGN, region_of

_PRONOUN = re.compile(
    r"\b(?:it|its|them|either(?: of (?:them|the two))?|which(?= (?:stands|lies|sits|appears|seems"
    r"|measures|reaches|is (?:also|much|clearly|on|at|to"
    r"|behind|in front|above|below|nearer|closer|farther|further|left|right|higher|lower|wider"
    r"|taller)))|their(?= (?:left|right)\b)|both (?:regions|objects|things|of them)"
    r"|both(?= (?:are|have|lie|stand|sit)\b|\s*[.,;)])|the two (?:regions|objects|things))\b(?!')",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"\b(?:behind|of|than|above|below|beside|near|over|under|beyond|as|to|from"
    r"|on)\s+$",
    re.IGNORECASE,
)
_EYE = re.compile(
    r"\b(?:left|right|below|above) (?:of )?(?:the )?(?:camera|eye|(?:optical )?axis|viewer"
    r"|line of)",
    re.I,
)
_WITH = re.compile(r"\bwith\s+$", re.IGNORECASE)
_WITH_IT = re.compile(rf"{SIGN} with (?:an? )?{SIGN}[^.;,]{{0,20}}$", re.IGNORECASE)
_IS_NEW = re.compile(r"\b(?:an?|another|one)\s+$", re.IGNORECASE)
_METERS = re.compile(r"\d m\b|\bmet(?:er|re)s|\bcm\b")
_STANDS = re.compile(
    r"\b(?:behind|below|above|beside|than|under|over|(?:left|right|front) of)\s+$",
    re.IGNORECASE,
)
_OWN = re.compile(r" (?:own|base|foot|feet|bottom|top|rim)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because|since|as)\s+$", re.IGNORECASE)
_SIDE_OF = re.compile(r" (?:left|right)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"it(?:'s| is| was| can| must| may| might| should| would)? (?:be )?(?:also |then |thus "
    r"|therefore"
    r" |now )?(?:follows|means|clear|true|false|evident|obvious|possible|likely|plain|correct|seen"
    r"|said|concluded|safe|enough|necessary|helps|seems that|appears that|turns out|not true"
    r"|makes|takes|does not matter|doesn't matter|to\b)", re.IGNORECASE
)  # fmt: skip
_SIGN = re.compile(SIGN)
_LEADS = re.compile(
    r"\W*(?:(?:so|and|but|yet|thus|hence|since|as|because|while|here|for|now|then|also|next|first"
    r"|second|the|both|given|that|if)\b\W*){0,3}$",
    re.IGNORECASE,
)


def find_pronouns(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield pronouns of which it is clear who is meant."""
    subject: int | None = None  # of the sentence before
    for start, end in sentences(text):
        signs = [(one.start(), region_of(one[0])) for one in _SIGN.finditer(text, start, end)]
        told = list(signs)
        for match in _PRONOUN.finditer(text, start, end):
            earlier = sorted(one for one in told if one[0] < match.start())
            known = [number for at, number in earlier if not _IS_NEW.search(text, start, at)]
            mains = [number for at, number in earlier if not _GOVERNS.search(text, start, at)]
            numbers = [number for _, number in earlier]
            is_lead = bool(earlier and _LEADS.fullmatch(text, start, earlier[0][0]))
            who = _meant(text, match, start, numbers, known, mains, subject, is_lead)
            if who is not None and who != NOBODY:
                told.append((match.start(), who))
                yield match.start(), match.end(), who
        firsts = {number for _, number in signs}
        if len(firsts) == 1 and len({number for _, number in told}) == 1:
            subject = min(firsts)
        elif told:
            first, number = min(told)
            subject = number if _LEADS.fullmatch(text, start, first) else None


def _meant(
    text: str, match: re.Match[str], start: int, earlier: list[int], known: list[int],
    mains: list[int], subject: int | None, is_lead: bool,
) -> int | None:  # fmt: skip
    """Return who a pronoun means; an object is never the subject of its own sentence.

    `earlier` is who was named in the sentence before it, `known` those of them that are not new,
    `mains` those that are not the object of a preposition, unless they are new.
    """
    word = match[0].lower()
    if word == "it" and _EXPLETIVE.match(text, match.start()):
        return None
    if (
        word == "its"
        and _OWN.match(text, match.end())
        and _STANDS.search(text, start, match.start())
    ):
        return None  # "0.5 m above its base"
    if word == "its" and not earlier and _WITH.search(text, start, match.start()):
        return None  # "with its front at 2 m, the box …"
    is_object = bool(_GOVERNS.search(text, start, match.start()))
    is_object = is_object and (
        word not in ("its", "their")
        or bool(_SIDE_OF.match(text, match.end()))
        or bool(_STANDS.search(text, start, match.start()))
    )
    if is_object:
        if _EYE.search(text, start, match.start()) or (
            _EYE.search(text, max(0, start - 80), start)
            and _METERS.search(text, start, match.start())
        ):
            return None  # "1.2 m left of the camera … 0.4 m right of it"
        others = [one for one in known if one != earlier[0]]
        if others:
            return others[-1]
        if word not in ("it", "its"):
            return BOTH
        if word == "it" and earlier and not known and _WITH_IT.search(text, start, match.start()):
            return earlier[0]  # "a stool with a bottle on it"
        return subject if not earlier or subject != earlier[0] else None
    if word == "which":
        return earlier[0] if len(set(earlier)) == 1 else None
    if word not in ("it", "its"):
        return BOTH if word.startswith(("both", "the")) else None
    if len(set(earlier)) > 1 and word == "it" and not is_lead:
        return None
    if len(set(earlier)) > 1 and word == "its" and mains:
        is_with = _WITH.search(text, start, match.start())
        return mains[-1] if is_with or len(set(mains)) == 1 else None
    if len(set(earlier)) > 1 and mains and _BECAUSE.search(text, start, match.start()):
        return mains[-1]
    return earlier[0] if earlier and (len(set(earlier)) == 1 or word == "it") else (
        None if earlier else subject)  # fmt: skip
