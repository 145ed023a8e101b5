"""Regions told in a row: "from left to right: A, B", "A (left), B (right)", as plain statements."""

import re

from srkit.language.names import SIGN, sign
from srkit.language.plain import Plain, rewrite

# From one end to the other, and how what is named first stands to what follows.
_ROWS = (
    (r"left(?:most)? to (?:the )?right(?:most)?", "to the left of"),
    (r"right(?:most)? to (?:the )?left(?:most)?", "to the right of"),
    (r"top to bottom|(?:highest|upper) to (?:lowest|lower)", "above"),
    (r"bottom to top|lowest to highest", "below"),
    (r"front to back|(?:near|close)(?:st|est)? to far(?:the?st)?|nearest to farthest"
     r"|closest to (?:farthest|furthest)", "in front of"),
    (r"back to front|(?:farthest|furthest) to (?:closest|nearest)", "behind"),
    (r"tallest to shortest", "taller than"),
    (r"shortest to tallest", "shorter than"),
    (r"widest to (?:narrowest|thinnest)", "wider than"),
    (r"(?:narrowest|thinnest) to widest", "narrower than"),
    (r"(?:biggest|largest) to smallest", "bigger than"),
    (r"smallest to (?:biggest|largest)", "smaller than"),
)  # fmt: skip
_ENDS = "|".join(f"(?P<e{k}>{ends})" for k, (ends, _) in enumerate(_ROWS))
_ROW = re.compile(
    rf"(?:\b(?:the )?(?:\w+ ){{0,2}}from )?\b(?:{_ENDS})\b[^.;\n\ue000-\ue3e7]{{0,30}}?"
    rf"(?P<first>{SIGN})(?:\s*\([^()]{{0,40}}\))?\s*(?:,|->|→|<|>|;)?\s*(?:(?:and|then)\b\s*)*"
    rf"(?P<second>{SIGN})",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    rf"({SIGN})\s*\((?:on the |at the |the )?(left|right|top|bottom|higher|lower|taller|shorter"
    r"|wider|narrower|bigger|smaller|closer|farther)\)",
    re.IGNORECASE,
)
_DASHED = re.compile(
    rf"\b(left|right|top|bottom|taller|shorter|wider|bigger)\s+-+\s+({SIGN})", re.I
)
_SIZE = rf"(?:\b(?:height|width|size|h|w)\s*)?\(?({SIGN})(?:'s (?:height|width|size))?\)?"
_LESS = re.compile(rf"{_SIZE}\s*([<>])\s*{_SIZE}", re.IGNORECASE)
_BARE = re.compile(
    r"\W*(?:(?:the answer|answer|choice|it) ?(?:is|:)\W*)?(?:(\d{1,2})|(?:the )?(first|second))\W*",
    re.IGNORECASE,
)


def with_statements(plain: Plain, less: str = "") -> Plain:
    """Write regions that are told in a row, or with a word in brackets, as statements.

    `less` is what "<" says of sizes: "shorter".
    """
    if less and ("<" in plain.text or ">" in plain.text):
        plain = rewrite(plain, _LESS, lambda match: _sized(match, less))
    plain = rewrite(plain, _DASHED, lambda match: f"{match[1]}: {match[2]}")
    plain = rewrite(plain, _ASIDE, lambda match: f"{match[1]} is {match[2]}")
    return rewrite(plain, _ROW, _stated)


def _stated(match: re.Match[str]) -> str:
    ends = next(name for name, found in match.groupdict().items() if name[0] == "e" and found)
    return f"{match['first']} is {_ROWS[int(ends[1:])][1]} {match['second']}"


def _sized(match: re.Match[str], less: str) -> str:
    first, second = (match[1], match[3]) if match[2] == "<" else (match[3], match[1])
    return f"{first} is {less} than {second}"


def with_bare_choice(plain: Plain, regions: list[int]) -> Plain:
    """Put a sign in the place of an answer that is but an index, "first" or "second"."""
    found = _BARE.fullmatch(plain.text)
    if not found:
        return plain
    region = int(found[1]) if found[1] else regions[found[2].lower() == "second"]
    start = found.start(1) if found[1] else found.start(2)
    return Plain(sign(region), [plain.origins[start], plain.origins[-1]])
