"""The things that a text names: "Is the red chair left of the table?" — red chair, table."""

import re

_ARTICLE = re.compile(r"\b(?:the|an?|this|that|my|your|each)\s+(?=[a-z])", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s*\b(?:and|or)\s+(?!(?:the|an?|this|that)\b)", re.IGNORECASE)
_WORD = re.compile(r"\s*([a-z][a-z'-]*)", re.IGNORECASE)
# Where a name ends: verbs, prepositions, conjunctions, and what relates one thing to another.
_ENDS = frozenset(
    "is are was were be been being am do does did has have had can could would should will "
    "may might in on at of to from with without by for near over under above below behind "
    "beneath beside between against along across around inside outside into onto off than as "
    "and or but if so that which who whose where when what how there here closer farther "
    "further nearer higher lower taller shorter wider thinner bigger smaller larger more less "
    "apart away next it its they them you we i not no stand stands sit sits lie lies hang "
    "hangs standing sitting lying hanging placed located positioned seen shown appear appears "
    "look looks wearing holding compared relative closest nearest farthest first second "
    "latter former following same other two both approximate exact estimated a an the "
    "directly much made riding walking using just very really slightly clearly also".split()
)
# What is spoken of, and is no thing to be found.
_NO_THINGS = frozenset(
    "distance height width depth size length position direction side top bottom middle center "
    "centre left right front back picture image photo photograph scene view camera viewer "
    "observer clock hour o'clock one gap space way level ground answer question line region "
    "regions object objects thing things horizontal vertical direct straight straight-line "
    "difference separation perspective viewpoint".split()
)
_SIDES = frozenset("left right front back top bottom other".split())
LONGEST = 4  # words of a name


def things_named(text: str) -> tuple[str, ...]:
    """Return the things that a text names with an article, in order, each once."""
    found: list[str] = []
    for match in _ARTICLE.finditer(text):
        name, at = _name(text, match.end())
        found.append(name)
        if name and (also := _AND.match(text, at)):  # "the chair and table"
            found.append(_name(text, also.end())[0])
    return tuple(dict.fromkeys(name for name in found if name))


def _name(text: str, at: int) -> tuple[str, int]:
    """Return the name that begins at a place, and where it ends."""
    words: list[str] = []
    while len(words) < LONGEST and (word := _WORD.match(text, at)):
        said = word[1].lower().removesuffix("'s")
        if said in _ENDS or (said in _SIDES and words):
            break
        at = word.end()
        if said in _SIDES:  # the left chair, the front door
            continue
        words.append(said)
        if word[1].lower().endswith("'s"):
            break
    return ("" if not words or words[-1] in _NO_THINGS else " ".join(words)), at
