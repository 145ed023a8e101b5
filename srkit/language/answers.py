"""The final answer of a response: the stretch of text that a verdict may rest on."""

import re

from srkit.language.sections import CONCLUSION, Span, parse_sections

_OPEN = re.compile(r"<(description|reasoning|think|analysis)>", re.IGNORECASE)
_BLOCK = r"<{0}>.*?</{0}>"
_CUES = re.compile(r"<answer>|\bin conclusion\b|\bfinal answer\b|\banswer:", re.IGNORECASE)


def final_answer(response: str) -> tuple[Span | None, str]:
    """Return the span of the final answer, or None and why there is none."""
    if not response.strip():
        return None, "empty"
    cues = list(_CUES.finditer(response))
    start = cues[-1].end() if cues else _after_blocks(response)
    if start is None:
        return None, "truncated"
    sections = [] if cues else parse_sections(response)
    if len(sections) > 1 and sections[-1].kind != CONCLUSION:
        return None, "truncated"
    if not response[start:].strip(" \n:,.#*"):
        return None, "truncated"
    return (start, len(response)), ""


def _after_blocks(response: str) -> int | None:
    """Return where the last closed block ends; None if one was opened and never closed."""
    start = 0
    for opening in _OPEN.finditer(response):
        close = re.compile(_BLOCK.format(opening[1]), re.I | re.S).match(response, opening.start())
        if not close:
            return None
        start = max(start, close.end())
    return start
