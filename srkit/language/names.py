"""Who is meant: tags, names, "the former", "the other one", each as one sign for its region.

Names come from the texts themselves: "the sofa (Region [0])", "Region [1] is a red lamp", "a chair,
marked as Region [0]". A word names a region only where it names no other one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from srkit.language.plain import Plain, rewrite
from srkit.language.relevance import THINGS
from srkit.language.tags import find_tags

LONGEST, MOST = 8000, 40  # characters that are looked through for names, phrases that are taken
NEAR = 100  # characters before a tag that may name it
FIRST_SIGN = 0xE000  # a region's sign is this many characters into the private use area
SIGN = "[\ue000-\ue3e7]"
FIRST_THING = 500  # the sign of a scene's first object as a thing that is no region
FIRST_SEVERAL = 900  # of the names that fit several things: one of them is meant
BOTH = 998  # the two that are asked about
NOBODY = 999
IS_NEW = re.compile(r"\b(?:an?|another|one)\s+$", re.IGNORECASE)  # what stands before a thing

_NEXT = re.compile(r" ([a-z]+)\b", re.IGNORECASE)
_SHOWS = (
    r"(?:(?:clearly |probably |likely |apparently |just |simply |indeed )?(?:is|was|are|shows|marks"
    r"|contains|depicts|denotes|represents|covers|highlights|outlines|has|refers to|points to"
    r"|corresponds to|belongs to|seems to be|appears to be|looks like|might be|could be|may be"
    r"|must be|should be|would be|is marked on|encloses|frames|surrounds)|=|:|—|-)"
)
_THING = r"[^.,;:()—\n!?\ue000-\ue3e7]{2,80}"
_AFTER = re.compile(
    rf"\s*(?:\(|,\s*)?\s*{_SHOWS}\s+(?:(?:clearly|probably|likely|apparently|obviously|just)\s+)?"
    rf"(?:(?:an?|the|some|one of the|his|her|their|its)\s+(?!more\b|less\b|most\b|least\b)"
    rf"|(?<=[:=—-]\s))({_THING})",
    re.IGNORECASE,
)
_APPOSED = re.compile(rf",?\s+(?:an?|the)\s+({_THING})(?=[.,;]|$)", re.IGNORECASE)
_BRACKETED = re.compile(rf"\s*\((?:an?\s+|the\s+)?({_THING})\)", re.IGNORECASE)
_FOLLOWING = (_AFTER, _APPOSED, _BRACKETED)
_MARKED = (
    r"(?:(?:which|that|who)\s+)?(?:(?:is|are|was|has been|have been|being)\s+)?"
    r"(?:marked|labell?ed|highlighted|outlined|designated|denoted|shown|tagged|identified|indicated"
    r"|referred to|called|numbered|enclosed|boxed|known|annotated)\s*(?:as|by|in|with|under)?"
)
# What may stand between a thing and the tag that it has: "(", "marked as", "is", a comma.
_LINK = re.compile(
    rf"(?P<label>\s*\(\s*|\s+in\s+)$|,?\s+{_MARKED}\s*\(?$|(?P<end>,?\s+(?:which|that"
    rf"|this)?\s*(?:is|are|being)\s+|,\s*)$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:of|behind|beside|above|below|near|under|beyond|on|over)\s+$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:[.,;)—]|$|and\b|while\b)", re.IGNORECASE)
_BREAK = re.compile(r"[.,;:()—\n!?\ue000-\ue3e7]")
_SIGN = re.compile(SIGN)
_WORD = re.compile(r"[a-z][a-z'-]*", re.IGNORECASE)
_DETERMINER = re.compile(r"\b(?:an?|the|this|that|one of the|his|her|its|their|another)\s+", re.I)
_PREPOSITIONS = set(
    "of with near in on at by to from under beside over behind beneath below above into onto inside"
    " along against between around across through toward towards without for".split()
)
_STOPS = _PREPOSITIONS | set(
    "is are was were be been being has have had that which who whose where when while and or but"
    " seen standing sitting lying placed hanging located parked leaning mounted next running it its"
    " he she they there here we you i not no so as than also resting held just right left can could"
    " may might would will does do belong belongs goes falls partly very half"
    " fully well roughly slightly quite close".split()
)
# "a hammock tied to", "a bag lying on": what was done to a thing, or what it does, is not its name.
_DOING = re.compile(
    r"(?!(?:bed|shed|sled|seed|weed|reed|steed|breed|ring|wing|string|swing|king|sling|spring"
    r"|thing)s?$)(?!(?:building|painting|ceiling|railing|awning|clothing|drawing|lighting|opening"
    r"|crossing|landing|vending|washing|parking|sewing|dining|folding|swimming|shopping|serving"
    r"|standing lamp|rocking|running|potted|stuffed|framed|wooded|coloured|colored)s?$)\w+(?:ed"
    r"|ing)$"
)
_EMPTY = set(
    "one ones region regions object objects thing things item items box area image picture photo"
    " scene"
    " two both other another same former latter first second side left right top bottom middle"
    " center"
    " centre front back background foreground viewer camera taller shorter wider thinner narrower"
    " bigger smaller larger higher lower closer nearer farther further tall short wide thin narrow"
    " big small large high low slimmer distance height width size direction answer this that the"
    " an a"
    " most more less much slightly clearly far near kind sort type part way end edge meters metres"
    " feet foot inches inch cm m ft in about approximately roughly some any each its it's least"
    " tallest shortest widest narrowest thinnest biggest smallest largest highest lowest"
    " closest nearest farthest furthest opposite true false yes no correct incorrect"
    " mean average offset position level elevation point points edge edges surface extent"
    " coordinate drop value"
    " length depth breadth diameter radius volume total down up away leftward rightward upper"
    " lower-lying higher-lying lower-placed higher-placed selected".split()
)
_UNIT = re.compile(r"foot|feet|inch|met(?:er|re)|o'clock")
_ALONE = r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:is|was|has|and|than|by|but|does|isn't)\b)"
_SORTS = set("row pair set group piece stack bunch rack pile line couple kind part lot".split())
_GENERIC = r"(?:ones?|things?|objects?|items?|person|animal|vehicle|man|woman|child|figure|part)"


def sign(region: int) -> str:
    """Return the sign of a region."""
    return chr(FIRST_SIGN + min(region, 999))


def region_of(text: str) -> int:
    """Return the region of a sign."""
    return ord(text) - FIRST_SIGN


def with_signs(plain: Plain) -> Plain:
    """Put a sign in the place of every tag."""
    return put_signs(plain, [(tag.start, tag.end, tag.region) for tag in find_tags(plain.text)])


def put_signs(plain: Plain, found: list[tuple[int, int, int]]) -> Plain:
    """Put signs in the place of stretches, which are in order: start, end and whose sign."""
    if not found:
        return plain
    parts: list[str] = []
    origins: list[int] = []
    at = 0
    for start, end, number in found:
        new = sign(number) + " " * (start == end)  # where nothing stood, a space parts it
        parts += (plain.text[at:start], new)
        origins += plain.origins[at:start]
        origins += [plain.origins[start]] * len(new)
        at = end
    parts.append(plain.text[at:])
    origins += plain.origins[at:]
    return Plain("".join(parts), origins)


class Names:
    """Which words name which region: `heads` alone, `marks` beside "one" or a shared head."""

    def __init__(self, texts: Iterable[str]) -> None:
        heads: dict[str, set[int]] = defaultdict(set)
        marks: dict[str, set[int]] = defaultdict(set)
        for text in texts:
            for region, head, others in told_names(text):
                for word in head:
                    heads[_single(word)].add(region)
                for word in others:
                    marks[_single(word)].add(region)
        self.heads = {word: min(found) for word, found in heads.items() if len(found) == 1}
        shared = {word for word, found in heads.items() if len(found) > 1}
        for word, found in heads.items():
            marks[word] |= found
        self.marks = {word: min(found) for word, found in marks.items() if len(found) == 1}
        # "the table lamp" is no table where "lamp" is a head as well
        self._heads = _any_of(self.heads, rf"(?!\s+(?:{_joined(self.heads)})\b)")
        nouns = rf"\s+{_GENERIC}"
        if shared:
            nouns = rf"(?:\s+[\w-]+)?\s+(?:{_joined(shared)}|{_GENERIC})"
        self._marks = _any_of(self.marks, nouns)
        # "the palm" for a palm tree, but not "the table" for a table lamp
        joined = _joined(set(self.marks) - set(self.heads) - THINGS)
        alone = rf"(?<=\bthe )({joined}){_ALONE}" if joined else ""
        self._alone = re.compile(alone, re.IGNORECASE) if joined else None

    def put_signs(self, plain: Plain) -> Plain:
        """Put signs in the place of names."""
        if self._marks:
            plain = rewrite(plain, self._marks, lambda m: self._sign(self.marks, m))
        if self._alone:
            plain = rewrite(plain, self._alone, lambda m: self._sign(self.marks, m))
        if self._heads:
            plain = rewrite(
                plain, self._heads,
                lambda m: m[0] if _is_compound(m) else self._sign(self.heads, m),
            )  # fmt: skip
        return plain

    def _sign(self, regions: dict[str, int], match: re.Match[str]) -> str:
        return sign(regions[_single(match[1])])


def _is_compound(match: re.Match[str]) -> bool:
    """Whether a word is the first of another thing's name: the table of "table lamp"."""
    after = _NEXT.match(match.string, match.end())
    return bool(after and after[1].lower() in THINGS)


def _any_of(words: Iterable[str], after: str) -> re.Pattern[str] | None:
    joined = _joined(words)
    return re.compile(rf"\b({joined})(?:e?s)?\b{after}", re.IGNORECASE) if joined else None


def _joined(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@lru_cache(maxsize=4096)
def _single(word: str) -> str:
    word = word.lower().removesuffix("'s")
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


def told_names(text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield what a text calls its regions: the head of each name, and its other words."""
    for region, phrase in islice(_phrases(text[:LONGEST]), MOST):
        head, others = _parts(phrase)
        yield region, head, others


def _phrases(text: str) -> Iterator[tuple[int, str]]:
    """Yield what a text says its regions are."""
    for match in _SIGN.finditer(text):
        region, (start, end) = region_of(match[0]), match.span()
        after = None
        if not _BESIDE.search(text, max(0, start - 12), start):  # "left of [0] is a table"
            after = next(filter(None, (one.match(text, end) for one in _FOLLOWING)), None)
        if after:
            yield region, after[1]
        lead = text[max(0, start - NEAR) : start]
        link = _LINK.search(lead)
        if link and (link["end"] is None or _ENDS.match(text, end)):
            breaks = list(_BREAK.finditer(lead, 0, link.start()))
            clause = lead[breaks[-1].end() if breaks else 0 : link.start()]
            if phrase := _last_thing(clause, link["label"] is not None):
                yield region, phrase


def _last_thing(clause: str, is_label: bool) -> str | None:
    """Return the last thing of a clause that is not part of another: "a rack of dumbbells"."""
    starts = []
    for match in _DETERMINER.finditer(clause):
        before = clause[: match.start()].split()
        is_part = bool(before) and before[-1].lower() in _PREPOSITIONS
        starts.append((not is_part, match.end()))
    if not starts:
        return clause if is_label and len(clause.split()) <= 3 else None
    if not is_label and not max(starts)[0]:
        return None  # "what hangs over the sink is [1]"
    if is_label:
        return clause[starts[-1][1] :]  # what stands next to the tag
    return clause[max(starts)[1] :]


def _parts(phrase: str) -> tuple[list[str], list[str]]:
    """Return the head of a phrase, and its other words."""
    words = [match[0].lower() for match in _WORD.finditer(phrase)]
    until = next((k for k, word in enumerate(words) if _ends(word, k)), len(words))
    head = words[max(0, until - 1) : until]
    if words[until : until + 1] == ["of"] and head and _single(head[0]) in _SORTS:
        rest = words[until + 1 :]
        end = next((k for k, word in enumerate(rest) if word in _STOPS), len(rest))
        head = rest[max(0, end - 1) : end]
    others = [word for word in words[:10] if word not in head]
    return ([word for word in head if _is_name(word)], [word for word in others if _is_name(word)])


@lru_cache(maxsize=4096)
def _ends(word: str, place: int) -> bool:
    return word in _STOPS or (place > 0 and bool(_DOING.match(word)))


@lru_cache(maxsize=4096)  # the same words come again and again
def _is_name(word: str) -> bool:
    if len(word) <= 2 or word.endswith(("most", "'t")) or _UNIT.search(word):
        return False
    return word not in _EMPTY and word not in _STOPS


_SAME = re.compile(
    rf"({SIGN})(?![,:] \1 (?:is|has|lies|stands|comes|must|does)\b)(?:\s*[(,:]\s*|\s+(?:in\s+)?)"
    r"(?:(?:an?|the)\s+(?:[\w-]+\s+){0,3})?\1\)?"
)
_IS_SIGN = re.compile(rf"\s+is\s+({SIGN})")
_ORDINAL = re.compile(
    r"\b(?:the\s+)?(?:(former|first(?:-mentioned)?(?=\s+(?:one|region|object|thing|item|of the two"
    r"|is|was)\b))|(latter|second(?:-mentioned)?(?=\s+(?:one|region|object|thing|item|of the two|is"
    r"|was)\b)))(?:\s+(?:one|region|object|thing|item|of the two)\b)?"
    r"|\b(?:the\s+)other(?:\s+(?:one|region|object|thing|item|two)\b)?(?=\s*(?:[.,;:!?)]|$|is\b"
    r"|'s\b|isn't\b|by\b|in\b|does|has\b|and\b))",
    re.IGNORECASE,
)


# "the first snowman … the second", where both are there
_NOT_COUNTED = (
    r"(?!floor|stor(?:y|ey)|row|step|shelf|level|time|glance|sight|impression|thought"
    r"|guess|place|half|look|thing\b|of all)"
)
_FIRST, _SECOND = (re.compile(rf"\bthe {word}\b(?: {_NOT_COUNTED}(?!is\b|in\b|one's"
                              rf"|has\b)[a-z]+\b)?(?! (?:floor|row|level|shelf|glance|step))", re.I)
                   for word in ("first", "second"))  # fmt: skip


def with_ordinals(plain: Plain, regions: list[int]) -> Plain:
    """Put signs in the place of "the former", "the second one", "the other"."""
    if len(regions) != 2:
        return plain
    if _FIRST.search(plain.text) and _SECOND.search(plain.text):
        for region, pattern in zip(regions, (_FIRST, _SECOND), strict=True):
            plain = rewrite(plain, pattern, lambda match, region=region: sign(region))  # type: ignore[misc]

    def found(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return sign(regions[0 if match[1] else 1])
        if after := _IS_SIGN.match(match.string, match.end()):
            own = region_of(after[1])  # "the one that is above the other is [1]"
            return sign(regions[1 - regions.index(own)]) if own in regions else match[0]
        signs = re.findall(SIGN, match.string[max(0, match.start() - 400) : match.start()])
        last = region_of(signs[-1]) if signs else -1
        return sign(regions[1 - regions.index(last)]) if last in regions else match[0]

    return rewrite(plain, _ORDINAL, found)


def one_sign_each(plain: Plain) -> Plain:
    """Write a name and the tag behind it as one: "the sofa (Region [0])"."""
    return rewrite(plain, _SAME, lambda match: match[1])
