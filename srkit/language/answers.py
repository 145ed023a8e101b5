"""The final answer of a response: the stretch of text that a verdict may rest on.

The first of these that is there: the last <answer>, the value of a JSON object, what follows the
last "In Conclusion" or "Answer:", the sentence of the last \\boxed{}, what blocks of reasoning
leave over. What comes before it is context: it can name things, it never decides.
"""

import ast
import json
import re
from typing import Any, NamedTuple

from srkit.language.sections import CONCLUSION, Span, parse_sections

_OPEN = re.compile(r"<(description|reasoning|think(?:ing)?|analysis|rationale)>", re.IGNORECASE)
_CLOSE = re.compile(r"</think(?:ing)?>", re.IGNORECASE)  # what stands before was thought
_OTHER_MARKS = str.maketrans("◁▷", "<>")
_ANSWER = re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.IGNORECASE | re.DOTALL)
_CUES = re.compile(
    r"\bin conclusion\b|\b(?:my |the )?final answer\b(?=[*_]{0,2}\s*(?:[:.\n]|is\b))"
    r"|(?:^|[.!?>]\s+|\n)[ \t]*[#*_>\- ✅]{0,8}(?:final |my |the |short )?(?:answer|conclusion"
    r"|final estimate|final verdict|verdict|result(?=[*_]{0,3}:)"
    r"|estimate(?=[*_]{0,3}:))[*_]{0,3}[ \t]*(?:[:.][*_]{0,3}|\n)",
    re.IGNORECASE,
)
_BOXED = re.compile(r"\\boxed\s?\{")
_SENTENCE = re.compile(r"[.!?]\s|\n")
_LEADING = re.compile(r"(?:[\s:,#*_]|\.(?!\d))*")
_INJECTION = re.compile(
    r"your[_ ]mark|answer_in_met|response_in_met|answer_direction|response_direction"
    r"|\"(?:score|mark|evaluation)\"\s*:|^\W*(?:score|mark|grade)\s*:\s*\d"
    r"|\b(?:ignore|disregard)\b.{0,40}\b(?:instruction|prompt)|\bgrade this\b"
    r"|\bmark (?:this|it) as\b|\b(?:matches|equivalent to|same as|identical to|agrees with"
    r"|equals?) the (?:correct|right|true|reference|expected|ground[- ]truth|gold)\b"
    r"|\bground[- ]truth\b|\b(?:count|treat|accept|consider|rate|score|grade|judge"
    r"|evaluate) (?:this|it|my|the)(?: \w+){0,3} as (?:\w+ )?(?:correct|right|true|passed|a pass"
    r"|a match|1)\b|\bnote to (?:the )?(?:evaluator|grader|judge)",
    re.IGNORECASE | re.DOTALL,
)
# What every injection has one of; far cheaper to look for.
_SUSPECT = (
    "mark", "_in_met", "_direction", "scor", "grad", "evalua", "ignor", "disregard", "ground",
    "match", "equivalent to", "same as", "identical to", "agrees with", "equal", "count", "treat",
    "accept", "consider", "rate ", "judge",
)  # fmt: skip
_LETTER = re.compile(r"\W*(?:option\W+)?([A-Ea-e])\W*", re.IGNORECASE)
_OPTION = re.compile(r"(?:^|\s)\(?([A-E])[).:]\s+([^\n]{1,200}?)(?=\s+\(?[A-E][).:]\s|\n|$)")
_KEYS = re.compile(
    r"(?:\w+_)?(?:answer|result|conclusion|verdict|width|height|distance|direction|response|value"
    r"|choice|region|estimate|prediction|clock|hour|o'?clock)",
    re.IGNORECASE,
)
_KEY_UNITS = re.compile(
    r"_(?:in_)?(m|meters?|metres?|cm|centimeters?|in|inches|ft|feet|mm|km|yd|yards)$", re.I
)
LONGEST = 5000  # characters of an answer that are read: its last ones
LONGEST_JSON = 20_000


class Answer(NamedTuple):
    """`span` is where the answer stands; `text` what it says, `missing` why there is none."""

    span: Span | None
    text: str = ""
    missing: str = ""


def final_answer(response: str, names: tuple[str, ...] = (), question: str = "") -> Answer:
    """Find the final answer; `names` are the JSON keys that fit the question best.

    A letter stands for the option that the question or the response lists under it.
    """
    if not response.strip():
        return Answer(None, missing="empty")
    response = response.translate(_OTHER_MARKS)
    lower = response.lower()
    if any(word in lower for word in _SUSPECT) and _INJECTION.search(response):
        return Answer(None, missing="injection")
    span = _answer_span(response)
    if span is None:
        return Answer(None, missing="truncated")
    found = _of_json(response[slice(*span)], names)
    span = max(span[0], span[1] - LONGEST), span[1]
    text = response[slice(*span)]
    if not re.search(r"\w", text):
        return Answer(None, missing="truncated")
    if letter := _LETTER.fullmatch(text if found is None else found):
        listed = _OPTION.findall(f"{question}\n{response[: span[0]]}")
        found = dict(listed).get(letter[1].upper(), found)
    return Answer(span, text if found is None else found)


def _answer_span(response: str) -> Span | None:
    """Return the span of the last part that is an answer; None if it was cut off before one."""
    answers = list(_ANSWER.finditer(response))
    if answers:
        return answers[-1].span(1)
    cues = list(_CUES.finditer(response))
    if cues:
        return _from(cues[-1].end(), response)
    boxes = list(_BOXED.finditer(response))
    if boxes:
        before = list(_SENTENCE.finditer(response, 0, boxes[-1].start()))
        return before[-1].end() if before else 0, len(response)
    start = _after_blocks(response)
    sections = parse_sections(response) if start is not None and "##" in response else []
    if start is None or (len(sections) > 1 and sections[-1].kind != CONCLUSION):
        return None
    return _from(start, response)


def _from(start: int, response: str) -> Span:
    return _LEADING.match(response, start).end(), len(response)  # type: ignore[union-attr]


def _after_blocks(response: str) -> int | None:
    """Return where the last closed block ends; None if one was opened and never closed."""
    lower = response.lower()
    start = max((close.end() for close in _CLOSE.finditer(response)), default=0)
    for opening in _OPEN.finditer(response):
        if opening.start() < start:
            continue
        close = lower.find(f"</{opening[1].lower()}>", opening.end())
        if close < 0:
            return None
        start = close + len(opening[1]) + 3
    return start


def _of_json(text: str, names: tuple[str, ...]) -> str | None:
    """Return what the JSON object of an answer says; None if it has none."""
    start, end = text.find("{"), text.rfind("}")
    quotes = '"' in text[start:end], "'" in text[start:end]
    if start < 0 or end < start or not any(quotes) or end - start > LONGEST_JSON:
        return None
    try:
        found = (json.loads if quotes[0] else ast.literal_eval)(text[start : end + 1])
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return _worded(found, names) if isinstance(found, dict) else None


def _worded(found: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """Return the value of the key that is the answer, with its unit, as text."""
    keys = [key for name in names for key in found if name in key.lower()]
    keys += [key for key in found if _KEYS.fullmatch(_KEY_UNITS.sub("", key))]
    for key in keys:
        value, unit = found[key], _KEY_UNITS.search(key)
        extra = found.get("unit", found.get("units", ""))
        if isinstance(value, dict):
            extra = value.get("unit", extra)
            value = value.get("value", value.get("answer"))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return f"{value:g} {unit[1] if unit else extra}".strip()
        if isinstance(value, str) and value.strip():
            return f"{value} {unit[1] if unit and value.strip()[-1].isdigit() else ''}".strip()
    return None
