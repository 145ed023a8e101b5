"""Region tags in text: `Region [0]` as srkit writes it, and the forms that models write.

`[0]`, `region 0`, `<region0>`, `Region-0`, `R0`, `object 0`, `regions 0 and 1`; an index out of
range is a region that there is not, it is never shifted. Tags are masked with blanks of the same
length before numbers are looked for, so that offsets into the text stay true.
"""

import re
from typing import NamedTuple

_INDEX = r"\s*[\[(]?\s*(\d{1,3})(?:\s*[\])])?"
_WORDS = "zero one two three four five six seven eight nine".split()
_TAG = re.compile(
    r"(?=[<\[rombRMOB])(?:<\s*(?:region|mask|object)[\s_]*(\d{1,3})\s*>"
    rf"|\bregions\s*[\[(]?(\d{{1,3}})[\])]?\s*(?:,|and|or|&|/|vs\.?)(?:\s+region)?{_INDEX}"
    rf"|\b(?:regions?|rego?in|regon|reigon)[\s_#:-]*{_INDEX}(?!\.?\d)"
    r"|\[(\d{1,3})\]|\b(?:object|obj|mask|box)[\s_#]?\[?([0-9])\]?(?![\w.]*\d|['′\"”]"
    r"|\s*(?:[cmk]?m|met[er]{2}s?|cent\w+|ft|feet|foot|in|inch\w*|yards?|o'?clock)\b)"
    r"|\b(?-i:R)[_-]?(\d)\b"
    rf"|\bregion\s+({'|'.join(_WORDS)})\b)",
    re.IGNORECASE,
)


class Tag(NamedTuple):
    region: int
    start: int
    end: int


def tag(index: int) -> str:
    """Return the tag of a region, as all of srkit writes it."""
    return f"Region [{index}]"


def find_tags(text: str) -> list[Tag]:
    """Return the tags of a text in order."""
    found = []
    for match in _TAG.finditer(text):
        if match[2]:  # regions 0 and 1
            found.append(Tag(int(match[2]), match.start(), match.end(2)))
            found.append(Tag(int(match[3]), match.start(3), match.end()))
        elif match[8]:
            found.append(Tag(_WORDS.index(match[8].lower()), *match.span()))
        else:
            region = int(next(filter(None, match.groups())))
            found.append(Tag(region, *match.span()))
    return found


def mask_tags(text: str) -> str:
    """Return the text with every tag blanked out, at the same length."""
    return _TAG.sub(lambda match: " " * len(match[0]), text)
