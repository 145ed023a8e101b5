"""What a question asks for, from its text alone: category, and regions in order of mention.

A question about one region asks for a width or a height. One about two asks for a quantity between
them, or compares them: as a choice where it offers both (`which …, A or B`), else as a predicate.
What fits nothing is undecided (None), never guessed.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from srkit.language.statement import INVERSE, Statement
from srkit.language.tags import Tag, find_tags

_LENGTHS = (
    (
        "height_data",
        r"\btall\b|\bheights?\b|\b(?:bottom|base|foot) to top\b|\btop to (?:bottom|base)\b"
        r"|\bhow high\b|\bvertical|\bvericall\b|\bup and down\b",
    ),
    (
        "width_data",
        r"\bwid(?:e|th)\b|\bside to side\b|\bradius\b|\bdiameter\b|\bbreadth\b|\bbroad\b"
        r"|\bhorizontal|\b(?:left to right|across)\b",
    ),
)
_QUANTITIES = (
    (
        "direction",
        r"\bo['’]?\s?clock\b|\bclock (?:direction|position|hour|terms|face)|\b(?:of|on) the"
        r" clock\b|\bwhich hour\b|\b(?:which|what) (?:direction|way)\b"
        r"|\bwhere(?:['’]s| is| are| will| would| do| does| can| could| to find)\b",
    ),
    ("horizontal_distance_data", r"\bhorizontal|\bsideways\b|\blateral|\bto the side\b"),
    (
        "vertical_distance_data",
        r"\bvertical|\bheight difference\b|\bdifference in (?:height|elevation)\b"
        r"|\bhow (?:much|far) (?:(?:is|are|does) # (?:lie |sit |hang )?)?"
        r"(?:higher|lower|above|below|up|down)\b",
    ),
    (
        "distance_data",
        r"\bdistance (?:between|from|of|to|separates)\b|\bhow (?:far|close|distant|near)\b"
        r"|\bdistance\b|\bapart\b|\bfar away\b|\bspace between\b|\bgap\b|\bseparat(?:es|ion)\b",
    ),
)
# The first that fits: what is more particular comes before what is part of it.
_RELATIONS = (
    ("behind", r"\bbehind\b|\b(?:farther|further|more distant|deeper)\b"
     r"(?! (?:to the left|to the right|up|down|left|right|above|below))"),
    ("front", r"\bfront\b|\b(?:closer|nearer|closest|nearest)\b|\bahead of\b"
     r"|\b(?:positioned|placed|located|standing) before\b"),
    ("above", r"\babove\b|\bhigher (?:up|than|in|on|position)\b(?! .*\bto top\b)|\bover\b"
     r"|\bon top of\b|\b(?:placed|sits|positioned|located|is) higher\b|\bhighest\b"
     r"|\bat a (?:greater|higher) (?:height|level)\b"),
    ("below", r"\bbelow\b|\bbeneath\b|\bunder(?:neath)?\b|\blower (?:down|than|in|on|position)\b"
     r"|\b(?:placed|sits|positioned|located|is) lower\b|\blowest\b"
     r"|\bat a (?:lesser|lower) (?:height|level)\b"),
    ("tall", r"(?<!less )\btall(?:er|est)?\b|\b(?:greater|more|larger) (?:in )?height\b"
     r"|\bheight\b.*\b(?:greater|larger|more|exceeds?)\b|\brises? higher\b"
     r"|\bup more\b(?! space)|\bmore from bottom\b"),
    ("short", r"\bshort(?:er|est)?\b|\bless tall\b|\b(?:lesser|less|smaller) (?:in )?height\b"
     r"|\bheight\b.*\b(?:less|smaller)\b|\bup less\b(?! space)|\bless from bottom\b"),
    ("wide", r"\b(?:wid|broad)(?:e|er|est)\b|\b(?:greater|larger|bigger|more) (?:in )?width\b"
     r"|\bmore from side\b|\bwidth\b.*\b(?:greater|larger|more|exceeds?)\b"),
    ("thin", r"\b(?:smaller|lower) (?:in )?width\b|\bwidth\b.*\b(?:less|smaller)\b|"
     r"\b(?:thin|thinner|thinnest|narrow|narrower|slimmer|slim)\b|\blesser (?:in )?width\b"
     r"|\bless wide\b|\bless from side\b"),
    ("big", r"\b(?:big|bigger|biggest|larger|large|largest)\b|\bmore space\b"
     r"|\bgreater (?:in )?size\b|\bgreater volume\b"),
    ("small", r"\b(?:small|smaller|smallest|tinier)\b|\bless space\b|\blesser (?:in )?size\b"
     r"|\bless volume\b"),
    ("left", r"\bleft(?:most|ward)?\b"),
    ("right", r"\bright(?:most|ward)?\b"),
)  # fmt: skip
# "…, seen by the camera, which faces north" asks for nothing
_ASIDE = re.compile(
    r"\b(?:camera|photo|picture|image|view|scene|map),? (?:which|where|who|what)\b", re.I
)
LONGEST = 4000  # characters of a question that are looked at
_CHOOSES = r"\bwhich\b|\bwhat one\b|\bwho\b|\bone of\b"
_OPEN = r"\b(?:what|who|how|where)\b"
_CHOICES = ("left", "right", "above", "below", "tall", "short")
# The subject comes second where what it is compared with comes first; "next to" says so only at the
# beginning of a sentence.
_TURNED = (
    r"(?:\b(?:compared (?:to|with)|relative to|in comparison (?:to|with))"
    r"|(?:^|[^\w\s,]|\n)\s*(?:next to|beside))\s*$"
)
# and so does the place that a direction is seen from, where that is not the first one.
_FROM = (
    r"\b(?:at|from|(?:seen|viewed) from|relative to|with respect to|in relation to"
    r"|from the (?:position|viewpoint|perspective|point of view) of)\s*(?:(?:the"
    r"|an?)\s+(?:[\w-]+\s+){1,4}\(\s*)?$"
)

_SIZES = {"tall": "taller", "short": "shorter", "wide": "wider", "thin": "thinner", "big": "bigger",
          "small": "smaller"}  # fmt: skip
_COMPARED = ("left", "right", "above", "below", "behind", "front", *_SIZES)
# Category → the relation that an answer has to state.
CATEGORY_RELATION = (
    {f"{word}_predicate": _SIZES.get(word, word) for word in _COMPARED}
    | {f"{word}_choice": _SIZES.get(word, word) for word in _CHOICES}
    | {"distance_data": "direct_distance", "horizontal_distance_data": "horizontal_distance",
       "vertical_distance_data": "vertical_distance", "width_data": "width",
       "height_data": "height", "direction": "direction"}
)  # fmt: skip


class Asked(NamedTuple):
    category: str | None
    regions: list[int]
    is_turned: bool = False  # the subject, or where a direction begins, is mentioned second

    @property
    def relation(self) -> str | None:
        """The relation that an answer has to state; None where that can't be told."""
        return CATEGORY_RELATION.get(self.category or "")

    def is_answered_by(self, statement: Statement) -> bool:
        """Whether a statement is about the asked regions and the asked relation or its inverse."""
        relations = (self.relation, INVERSE.get(self.relation or ""))
        who = {statement.subject, statement.object} - {None}
        return statement.relation in relations and who == set(self.regions)


@lru_cache(maxsize=1024)  # all answers to a question come one after another
def parse_question(question: str) -> Asked:
    """Return what is asked; the category is None where the text doesn't tell."""
    tags = find_tags(question)
    regions = list(dict.fromkeys(tag.region for tag in tags))
    text = _ASIDE.sub(" ", _between(question, tags)[:LONGEST])
    if len(regions) == 1:
        return Asked(_first(_LENGTHS, text) if len(tags) == 1 else None, regions)
    if len(regions) != 2:
        return Asked(None, regions)
    quantity = _first(_QUANTITIES, text)
    if quantity:
        first, second = (_before(question, tags, region) for region in regions)
        is_turned = bool(re.search(_FROM, second, re.I) and not re.search(_FROM, first, re.I))
        return Asked(quantity, regions, is_turned and quantity == "direction")
    relation = _first(_RELATIONS, text)
    if relation is None:
        return Asked(None, regions)
    if re.search(_CHOOSES, text, re.I):
        return Asked(f"{relation}_choice" if relation in _CHOICES else None, regions)
    if re.search(_OPEN, text, re.I):
        return Asked(None, regions)
    is_turned = bool(re.search(_TURNED, _before(question, tags, regions[0]), re.I))
    return Asked(f"{relation}_predicate", regions, is_turned)


def _before(question: str, tags: list[Tag], region: int) -> str:
    """Return what stands before the first mention of a region."""
    return question[: next(tag.start for tag in tags if tag.region == region)]


def _between(question: str, tags: list[Tag]) -> str:
    """Return the question with each tag as a single mark, so that words around it stand near."""
    text, at = "", 0
    for tag in tags:
        text += question[at : tag.start] + "#"
        at = tag.end
    return text + question[at:]


def _first(patterns: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, words in patterns if re.search(words, text, re.I)), None)
