"""What a question asks for, from its text alone: category and regions in order of mention."""

import re
from typing import NamedTuple

from srkit.language.tags import find_tags

# First match wins; a question that fits none is undecided (None), never guessed.
_CATEGORIES = (
    ("distance_data", r"(?!.*\b(?:horizontal|vertical)).*"
     r"(?:\bdistance (?:between|from)\b|\bhow (?:far|close)\b|\bapart\b|\bfar away\b)"),
    ("behind_predicate", r".*(?:\bbehind\b|\b(?:farther|further)\b.*\b(?:viewer|camera)\b)"),
    ("front_predicate", r".*(?:\bin front of\b|\b(?:closer|nearer)\b.*\b(?:viewer|camera)\b)"),
)  # fmt: skip
_PATTERNS = [(name, re.compile(words, re.IGNORECASE | re.DOTALL)) for name, words in _CATEGORIES]

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


def parse_question(question: str) -> Asked:
    """Return what is asked; the category is None where the text doesn't tell."""
    regions = list(dict.fromkeys(tag.region for tag in find_tags(question)))
    category = next((name for name, pattern in _PATTERNS if pattern.match(question)), None)
    return Asked(category, regions)
