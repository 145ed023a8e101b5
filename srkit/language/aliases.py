"""What a text agrees to call its regions: "Item B, Region [1]: a bench", and then "B is taller"."""

import re
from functools import partial

from srkit.language.plain import Plain, rewrite

_KIND = r"(?:marked object|item|object|thing|body|element)"
_DEFINED = re.compile(
    rf"(?:\b{_KIND} (?P<mark>(?-i:[A-Z])|\d)|\b(?P<role>target|reference)(?: object| item)?"
    r"|\((?P<letter>[a-h])\))\s*(?:,|:|=|\(=?|is)?\s*(?P<who>Region \[\d{1,3}\])",
    re.IGNORECASE,
)
# "A" alone is one of the two in front of a verb, and an article in front of a name.
_GOES_ON = (
    r"(?='s\b|\s+(?:is|has|lies|stands|sits|comes|starts|begins|and|measures|reaches|exceeds|by|in"
    r"|to|with|must|turns|appears|than)\b|\s*(?:[.,;:)=<>]|$))"
)


def with_aliases(plain: Plain) -> Plain:
    """Put tags in the place of what the text calls its regions."""
    found: dict[str, set[str]] = {}
    for match in _DEFINED.finditer(plain.text):
        found.setdefault(_pattern(match), set()).add(match["who"])
    for pattern, tags in found.items():
        if len(tags) == 1:
            plain = rewrite(plain, re.compile(pattern), partial(_tagged, next(iter(tags))))
    return plain


def _pattern(match: re.Match[str]) -> str:
    """Return an expression for what a definition calls a region."""
    if match["role"]:
        return rf"(?i:\b(?:the )?{match['role']}\b(?: object| item)?)(?! (?:value|direction|line))"
    if match["letter"]:
        return rf"\({match['letter']}\)"
    kind = rf"(?i:\b(?:the )?{_KIND}) "
    alone = "" if match["mark"].isdigit() else rf"|\b{match['mark']}\b{_GOES_ON}"
    return rf"{kind}{match['mark']}\b{alone}"


def _tagged(tag: str, match: re.Match[str]) -> str:
    return tag
