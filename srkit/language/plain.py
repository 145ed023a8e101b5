"""Text as it was meant: typographic signs, Markdown and LaTeX taken away, with the way back.

Every character of a plain text knows which character of the original it comes from, so that what
is found in it can be shown where it stands. All steps take time in proportion to the length.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "ʼ": "'", "′": "'", "“": '"', "”": '"', "″": '"', "„": '"',
     "‐": "-", "‑": "-", "‒": "-", "–": "-", "−": "-", "⁄": "/", "∕": "/",
     "。": ".", "\u200b": " ", "\u200e": " ",
     "\u200f": " ", "\u202a": " ", "\u202b": " ", "\u202c": " ", "\u202d": " ", "\u202e": " ",
     "\ufeff": " "}
    | {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}  # of full width
    | dict.fromkeys(map(chr, (0xA0, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006,
                              0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x205F, 0x3000)), " ")
)  # fmt: skip
_RANGE_DASH = re.compile(r"(?<=\d)\s?[–—]\s?(?=\d)")
_LATEX = re.compile(
    r"\\d?t?frac\s?\{([^{}]{1,20})\}\s?\{([^{}]{1,20})\}|\\(?:text|textbf|mathrm|mathbf|mathit"
    r"|boxed|operatorname|emph|textit)\s?(?=\{)|\\(approx|simeq|sim|times|cdot|pm|circ|quad|left"
    r"|right|leq?|geq?)(?![a-zA-Z])|\\[,;:! ()\[\]]|\\[%$&#_{}]|\$+|[{}]"
)
_LATEX_WORDS = {"approx": "≈", "simeq": "≈", "sim": "~", "times": "×", "pm": "±", "circ": "°"}
_MARKS = re.compile(
    r"(?<!\s)\*{1,3}|\*{1,3}(?!\s)|^[ \t]*\*[ \t]|(?<!\w)_{1,3}(?=\w)|(?<=[\w.])_{1,3}(?!\w)|`+"
    r"|^[ \t]*#{1,6}[ \t]*|~~",
    re.MULTILINE,
)
_BLANKS = re.compile(r"(?:[^\S\n]{3,}|\s{3,})")
_STRUCK = re.compile(r"~~[^~\n]{1,200}~~|\[ \][^\n]{1,200}")  # and boxes without a tick


class Plain(NamedTuple):
    text: str
    origins: Sequence[int]  # of each character, and of the end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stands in the original."""
        return self.origins[start], self.origins[end]


def plain_text(original: str) -> Plain:
    """Return a text without signs that only dress it."""
    plain = Plain(original, range(len(original) + 1))
    if not original.isascii():
        plain = Plain(_RANGE_DASH.sub(_dashes, original).translate(_SIGNS), plain.origins)
    if "~~" in original or "[ ]" in original:
        plain = rewrite(plain, _STRUCK, lambda match: "")
    if "\\" in original or "$" in original:
        plain = rewrite(plain, _LATEX, _without_latex)
    if _BLANKS.search(plain.text):
        plain = rewrite(plain, _BLANKS, lambda match: match[0][:2])
    if any(mark in original for mark in "*_`#~"):
        plain = rewrite(plain, _MARKS, lambda match: "")
    return plain


def rewrite(
    plain: Plain, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> Plain:
    """Replace what a pattern finds; new characters come from where the old ones began."""
    parts: list[str] = []
    origins: list[int] = []
    at = 0
    for match in pattern.finditer(plain.text):
        start, end = match.span()
        new = replace(match)
        if new == match[0]:
            continue  # its characters are their own origins
        parts += (plain.text[at:start], new)
        origins += plain.origins[at:start]
        origins += [plain.origins[start]] * len(new)
        at = end
    if not parts:
        return plain
    parts.append(plain.text[at:])
    origins += plain.origins[at:]
    return Plain("".join(parts), origins)


def _dashes(match: re.Match[str]) -> str:
    return match[0].replace("–", "-").replace("—", "-")


def _without_latex(match: re.Match[str]) -> str:
    if match[1]:  # one and a half is 1\\frac{1}{2}
        is_mixed = match.string[: match.start()][-1:].isdigit()
        return f"{' ' * is_mixed}{match[1]}/{match[2]}"
    if match[3]:
        return f" {_LATEX_WORDS.get(match[3], '')} "
    return " " if match[0][-1] in ",;: " else "%" if match[0] == "\\%" else ""
