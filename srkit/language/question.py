"""What a question asks for, from its text alone: category and regions in order of mention."""

import re
from typing import NamedTuple

from srkit.language.statements import INVERSE, Statement
from srkit.language.tags import find_tags

# Words of a question that can't be answered by yes or no.
_OPEN = r"\b(?:which|what|who|how|where)\b"
# Category, words that ask for it, words that forbid it. The first match wins; a question that fits
# none is undecided (None), never guessed.
_CATEGORIES = (
    (
        "distance_data",
        r"\bdistance (?:between|from)\b|\bhow (?:far|close|distant)\b|\bapart\b|\bfar away\b"
        r"|\bdistance separates\b",
        r"\b(?:horizontal|vertical)",
    ),
    (
        "behind_predicate",
        r"\bbehind\b|\b(?:farther|further)\b.*\b(?:viewer|camera)\b"
        r"|\b(?:farther|further) away than\b",
        _OPEN,
    ),
    (
        "front_predicate",
        r"\bin front of\b|\b(?:closer|nearer)\b.*\b(?:viewer|camera)\b|\b(?:closer|nearer) than\b",
        _OPEN,
    ),
)
_PATTERNS = [
    (category, re.compile(words, re.I | re.S), re.compile(unless, re.I))
    for category, words, unless in _CATEGORIES
]

RELATION_ASKED = {
    "distance_data": "direct_distance",
    "behind_predicate": "behind",
    "front_predicate": "front",
}


class Asked(NamedTuple):
    category: str | None
    regions: list[int]

    @property
    def relation(self) -> str | None:
        """The relation that an answer has to state."""
        return RELATION_ASKED.get(self.category or "")

    def is_answered_by(self, statement: Statement) -> bool:
        """Whether a statement is about the asked regions and the asked relation or its inverse."""
        relations = (self.relation, INVERSE.get(self.relation or ""))
        pair = {statement.subject, statement.object}
        return statement.relation in relations and pair == set(self.regions)


def parse_question(question: str) -> Asked:
    """Return what is asked; the category is None where the text doesn't tell."""
    regions = list(dict.fromkeys(tag.region for tag in find_tags(question)))
    if len(regions) == 2:
        for category, words, unless in _PATTERNS:
            if words.search(question) and not unless.search(question):
                return Asked(category, regions)
    return Asked(None, regions)
