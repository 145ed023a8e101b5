"""Everything that a scene holds, by its names: who "the red box", "its" and "the lamp" are.

Regions have the signs of `names`; other things come after them, from `FIRST_THING` on. A name that
fits several things is one of theirs (`several`, from `FIRST_SEVERAL` on), unless the text has given
it to a region.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from srkit.language.names import (
    BOTH,
    FIRST_SEVERAL,
    FIRST_THING,
    NOBODY,
    SIGN,
    put_signs,
    region_of,
    told_names,
)
from srkit.language.plain import Plain
from srkit.language.pronouns import find_pronouns
from srkit.language.relevance import COLORS, SYNONYMS

_WORD = re.compile(rf"[a-z]+(?:-[a-z]+)?|{SIGN}", re.IGNORECASE)
_SPACE = re.compile(r"[ -]{1,2}")
_DETERMINERS = frozenset("the a an this that another one its".split())
_INDEFINITE = frozenset("a an another one".split())
_LOOKS = frozenset(
    "small large big tall short wide narrow little tiny low high long thin slender slim flat squat"
    " nearby distant round rectangular other same marked single taller shorter wider narrower"
    " thinner bigger smaller larger upright".split()
)
_VERBS = frozenset("can light book box plant post crate".split())  # "it can be seen"
# Words that make another thing of what follows, or precedes: "a box lid", "the table's leg".
_OTHER = frozenset("top leg legs edge side lid base front back corner corners rim foot".split())
_OF = re.compile(r"\s+of\s+([a-z]+)", re.IGNORECASE)
# A tag beside a name says who it is: "the box (Region [0])", "Region [0] is a box".
_TAG_BEFORE = re.compile(
    rf"(?<!of ){SIGN}\s*(?:[,(:—=-]|,?\s*(?:which|that)?\s*(?:(?:might|may|could|must|seems to"
    rf"|appears to) )?(?:be|is|shows|marks|contains|denotes|represents"
    r"|refers to|corresponds to|identifies|covers|highlights))\s*(?:(?:clearly|probably|possibly"
    r"|perhaps|maybe|likely|presumably) )?(?:(?:an?|the|one)\s+)?$", re.IGNORECASE
)  # fmt: skip
_TAG_AFTER = re.compile(
    rf"\s*(?:[(,:—=-]+|in|as|(?:,?\s*(?:which|that) )?(?:is )?(?:marked|labell?ed|outlined|shown"
    rf"|called|named|tagged|highlighted|identified)(?: as| by| in)?|,?\s*(?:which|that) is"
    rf"|is)?\s*\(?{SIGN}(?!\s*(?:is|has|stands|sits|lies)\b)", re.IGNORECASE
)  # fmt: skip
# "a brown bench, Region [1], …", "the bench (Region [1])": one name, said twice
_APPOSED = re.compile(
    rf"\s*(?:,\s*{SIGN},(?=\s)|\({SIGN}\)|,? (?:which|that) is (?:marked as )?{SIGN}(?=[.,;]))"
)
_IS_COLORED = re.compile(
    rf"\b(?:is|appears|looks)(?: \w+)?,? ({'|'.join(sorted(COLORS))})\b(?=\s*(?:[.,;)]|$"
    rf"|and\b))",
    re.IGNORECASE,
)
# "Region [1]: stool, yellow,", "a stool in yellow", "Color: cyan."
_LISTED = re.compile(
    rf"(?:\s*[,:(]\s*(?:(?:bright|dark|light|pale|deep) )?| (?:painted )?in )"
    rf"({'|'.join(sorted(COLORS))})\b(?: in colou?r)?(?=\s*[,.;)])",
    re.IGNORECASE,
)
_COLOR_IS = re.compile(rf"\bcolou?r(?: is)?[:=]?\s+({'|'.join(sorted(COLORS))})\b", re.IGNORECASE)
_SIGN = re.compile(SIGN)


class Known(NamedTuple):
    """Something that a scene holds: its sign's number, name and colour."""

    number: int
    name: str
    color: str | None


class Named(NamedTuple):
    """A name in a text; `has_tag` where the tag of a region stands beside it."""

    start: int
    end: int
    number: int
    head: str
    colors: list[str]
    has_tag: bool


class Cast:
    """Who is there. `heads` has the things that go by a word, `several` those of a shared name."""

    def __init__(self, things: Iterable[Known]) -> None:
        self.heads: dict[str, list[Known]] = defaultdict(list)
        self.of_number = {thing.number: thing for thing in things}
        self.several: dict[int, tuple[int, ...]] = {}
        for thing in self.of_number.values():
            for word in _heads_of(thing.name.lower()) if thing.name not in ("", "object") else ():
                self.heads[word].append(thing)

    def put_signs(self, plain: Plain) -> Plain:
        """Put signs in the place of names, and of pronouns whose name stands before them."""
        named = []
        for one in self.named(plain.text):
            again = _APPOSED.match(plain.text, one.end) if one.has_tag else None
            if again or not one.has_tag:
                named.append((one.start, again.end() if again else one.end, one.number))
        plain = put_signs(plain, named)
        return put_signs(plain, list(find_pronouns(plain.text)))

    def named(self, text: str) -> list[Named]:
        """Return the names of a text, in order."""
        told = self._told(text)
        found: list[Named] = []
        words = list(_WORD.finditer(text))
        for k, word in enumerate(words):
            head = word[0].lower()
            if head in self.heads or head in told or head == "one":
                one = self._named(text, words, k, told)
                if one and not (found and one.start < found[-1].end):
                    found.append(one)
        return found

    def colors(self, text: str) -> Iterator[tuple[int, bool]]:
        """Yield where each colour is told of something, and whether it is right."""
        named = self.named(text)
        for one in named:
            if one.colors:
                yield from self._color(one, one.colors[0], one.start)
            elif listed := _LISTED.match(text, one.end):
                yield from self._color(one, listed[1].lower(), listed.start(1))
        for match in _COLOR_IS.finditer(text):
            signs = list(_SIGN.finditer(text, max(0, match.start() - 120), match.start()))
            if signs and (who := self.of_number.get(region_of(signs[-1][0]))) and who.color:
                yield match.start(1), who.color == match[1].lower()
        for match in _IS_COLORED.finditer(text):
            tags = [
                sign for sign in _SIGN.finditer(text, max(0, match.start() - 60), match.start())
            ]
            before = [one for one in named if one.start < match.start() < one.end + 60]
            if before and not (tags and tags[-1].start() > before[-1].start):
                yield from self._color(before[-1], match[1].lower(), match.start(1))
            elif tags and (who := self.of_number.get(region_of(tags[-1][0]))) and who.color:
                yield match.start(1), who.color == match[1].lower()

    def _color(self, one: Named, color: str, place: int) -> Iterator[tuple[int, bool]]:
        who = self.of_number.get(one.number)
        if who and (one.has_tag or not one.colors):
            if who.color:
                yield place, who.color == color
        elif not one.has_tag and (fits := [thing.color for thing in self.heads.get(one.head, ())
                                           if thing.color]):  # fmt: skip
            yield place, color in fits

    def _told(self, text: str) -> dict[str, int]:
        """Return the words that the text itself gives to one region."""
        said: dict[str, set[int]] = defaultdict(set)
        for region, words, _ in told_names(text):
            for head in words:
                said[head].add(region)
        return {head: min(found) for head, found in said.items() if len(found) == 1}

    def _named(
        self, text: str, words: list[re.Match[str]], k: int, told: dict[str, int]
    ) -> Named | None:
        """Return the name that ends at a word."""
        head, end = words[k][0].lower(), words[k].end()
        following = words[k + 1] if k + 1 < len(words) else None
        if following and _SPACE.fullmatch(text, end, following.start()):
            after = following[0].lower()
            if after in self.heads or after in told or after in _OTHER:
                return None  # the table of "table lamp"
        if text.startswith(("'s top", "'s leg"), end):
            return None
        start, before = words[k].start(), []
        for word in reversed(words[max(0, k - 4) : k]):
            if not _SPACE.fullmatch(text, word.end(), start):
                break
            said = word[0].lower()
            before.append("gray" if said == "grey" else said)
            if not (said in _DETERMINERS or said in COLORS or said in _LOOKS
                    or self._is_part(head, said) or said == "grey"):  # fmt: skip
                before.pop()
                break
            if said in _INDEFINITE:
                break  # it stays, to tell what is new
            start = word.start()
            if said in _DETERMINERS:
                break
        if of := _OF.match(text, end):
            if any(f"{head} of {of[1].lower()}" in one.name for one in self.heads.get(head, ())):
                end = of.end()
        if head == "one":
            return self._colored_one(start, end, before)
        colors = [word for word in before if word in COLORS]
        tag = _TAG_BEFORE.search(text, max(0, start - 40), start) or _TAG_AFTER.match(text, end)
        if head in _VERBS and not before and not tag:
            return None
        if tag:
            return Named(start, end, region_of(_SIGN.findall(tag[0])[0]), head, colors, True)
        number = self._number(head, before, told)
        return None if number is None else Named(start, end, number, head, colors, False)

    def _colored_one(self, start: int, end: int, before: list[str]) -> Named | None:
        """Return who "the blue one" is, if just one region is blue."""
        colors = [word for word in before if word in COLORS]
        fits = [one.number for one in self.of_number.values()
                if colors and one.color == colors[0] and one.number < FIRST_THING]  # fmt: skip
        if len(fits) != 1 or "the" not in before:
            return None
        return Named(start, end, fits[0], "one", [], False)

    def _is_part(self, head: str, said: str) -> bool:
        return any(said in one.name.lower().split() for one in self.heads.get(head, ()))

    def _number(self, head: str, before: list[str], told: dict[str, int]) -> int | None:
        """Return the number of what is named, NOBODY if no one thing or group goes by it."""
        fits = self.heads.get(head, [])
        fits = [one for one in fits if head in one.name.lower()] or fits  # a box before a crate
        parts = [word for word in before if self._is_part(head, word)]
        if parts:
            fits = [one for one in fits if all(word in one.name.lower() for word in parts)]
        colors = [word for word in before if word in COLORS]
        if head in told:
            mine = self.of_number.get(told[head])
            is_it = mine is None or mine.name in ("", "object") or (
                (not colors or mine.color in (None, colors[0]))
                and all(word in mine.name.lower() for word in parts)
            )  # fmt: skip
            if is_it:
                is_new = bool(_INDEFINITE & set(before))
                return None if is_new else told[head]
        if colors:
            fits = [one for one in fits if one.color in (None, colors[0])]
        if len(fits) == 1:
            return fits[0].number
        regions = [one for one in fits if one.number < FIRST_THING]
        if len(regions) == 1 and not _INDEFINITE & set(before) and "other" not in before:
            return regions[0].number
        return NOBODY if "other" in before else self._one_of(tuple(one.number for one in fits))

    def _one_of(self, numbers: tuple[int, ...]) -> int:
        """Return the number that stands for one of several things."""
        for number, those in self.several.items():
            if those == numbers:
                return number
        number = FIRST_SEVERAL + len(self.several)
        if not numbers or number >= BOTH:
            return NOBODY
        self.several[number] = numbers
        return number

    def meant(self, number: int | None) -> tuple[int | None, ...]:
        """Return who may be meant by a number: mostly one."""
        return (number,) if number is None else self.several.get(number, (number,))


@lru_cache(maxsize=1024)
def _heads_of(name: str) -> tuple[str, ...]:
    """Return the words that a thing goes by: "stack", "books" and "pile" for a stack of books."""
    words = name.split()
    heads = {words[-1]}
    if "of" in words[1:-1]:
        heads |= {words[words.index("of") - 1]} | ({"pile"} if "stack" in words else set())
    for group in SYNONYMS:
        if words[-1] in group:
            heads |= group
    return tuple(sorted(heads))
