"""The parts of a long answer, in both forms of the paper: headings (search) and tags (training).

    ### Description …            <description>…</description>
    ### Rationale …              <reasoning>… the rationale's text
    ### Let's think …            Let's think step by step:
    ### Step 1 …                 ### Step 1 …</reasoning>
    ### In Conclusion …          In Conclusion, …

For fDPO an answer is two segments: the description, and everything after it.
"""

import re
from typing import NamedTuple

Span = tuple[int, int]  # [start, end) characters

DESCRIPTION, RATIONALE, THINK, STEP, CONCLUSION = (
    "description", "rationale", "think", "step", "conclusion",
)  # fmt: skip

# Headings stand at the start of a line; a bare `###` or `####` inside a section is text.
_HEADING = re.compile(
    r"^[ \t]*#{2,3}(?!#)[ \t]*(?:(description)|(rationale)|(let['’]s think step by step)"
    r"|(step[ \t]*(\d+))|(in conclusion))\b[ \t]*[:.,]?[ \t]*\n?",
    re.IGNORECASE | re.MULTILINE,
)
_KINDS = ((1, DESCRIPTION), (2, RATIONALE), (3, THINK), (4, STEP), (6, CONCLUSION))
_THINK_LINE = re.compile(
    r"(?:^|(?<=>))[ \t]*let['’]s think step by step[ \t]*[:.]?[ \t]*\n?", re.I | re.M
)
_CONCLUSION_WORDS = re.compile(r"\bin conclusion\b[ \t]*[:,]?[ \t]*", re.IGNORECASE)


class Section(NamedTuple):
    """One part: its text without heading or tag, and where all of it stands in the response."""

    kind: str
    text: str
    start: int
    end: int
    number: int | None = None


def parse_sections(response: str) -> list[Section]:
    """Return the parts of a response in order; text without any mark is one conclusion."""
    if re.search(r"<description>|<reasoning>", response, re.IGNORECASE):
        return _parse_tags(response)
    found = _parse_headings(response, 0, len(response))
    if found and found[0].start > 0 and response[: found[0].start].strip():
        found.insert(0, Section("preamble", response[: found[0].start].strip(), 0, found[0].start))
    return found or [Section(CONCLUSION, response.strip(), 0, len(response))]


def parse_headings(text: str) -> list[Section]:
    """Return the parts under headings, whatever stands before the first; tags are text."""
    return _parse_headings(text, 0, len(text))


def _parse_headings(response: str, start: int, end: int) -> list[Section]:
    marks = list(_HEADING.finditer(response, start, end))
    stops = [*(mark.start() for mark in marks[1:]), end]
    found = []
    for mark, stop in zip(marks, stops, strict=False):
        kind = next(kind for group, kind in _KINDS if mark[group])
        number = int(mark[5][:9]) if mark[5] else None
        text = response[mark.end() : stop].strip()
        found.append(Section(kind, text, mark.start(), stop, number))
    return found


def _parse_tags(response: str) -> list[Section]:
    found = []
    description = _tagged(response, "description")
    reasoning = _tagged(response, "reasoning")
    if description:
        text = response[slice(*description[0])].strip()
        found.append(Section(DESCRIPTION, text, *description[1]))
    after = description[1][1] if description else 0
    if reasoning:
        found += _inside_reasoning(response, *reasoning[0])
        after = max(after, reasoning[1][1])
    rest = response[after:]
    words = _CONCLUSION_WORDS.match(rest.lstrip())
    text = rest.lstrip()[words.end() :].strip() if words else rest.strip()
    if text:
        found.append(Section(CONCLUSION, text, after, len(response)))
    return sorted(found, key=lambda part: part.start)


def _inside_reasoning(response: str, start: int, end: int) -> list[Section]:
    """Return the rationale, what follows "Let's think step by step", and the steps."""
    steps = _parse_headings(response, start, end)
    first = steps[0].start if steps else end
    think = _THINK_LINE.search(response, start, first)
    border = think.start() if think else first
    found = []
    if rationale := response[start:border].strip():
        found.append(Section(RATIONALE, rationale, start, border))
    if think and (thought := response[think.end() : first].strip()):
        found.append(Section(THINK, thought, border, first))
    return found + steps


def _tagged(response: str, name: str) -> tuple[Span, Span] | None:
    """Return the spans of a tag's inside and of the whole; an unclosed tag reaches to the end."""
    match = re.search(rf"<{name}>(.*?)(?:</{name}>|\Z)", response, re.I | re.S)
    return (match.span(1), match.span(0)) if match else None


def reasoning_start(response: str) -> int | None:
    """Return where the reasoning begins, or None if there are not two segments in order."""
    return border_of(parse_sections(response), response)


def border_of(sections: list[Section], response: str) -> int | None:
    """Return where the reasoning begins in a response with these parts."""
    if len(sections) < 2 or [part.kind == DESCRIPTION for part in sections[:2]] != [True, False]:
        return None
    if sections[0].end > sections[1].start:
        return None  # a tag that was opened and never closed
    mark = re.compile(r"<reasoning>", re.I).search(response, sections[0].end)
    return mark.start() if mark and mark.start() <= sections[1].start else sections[1].start


def segment_spans(response: str) -> tuple[Span | None, Span | None]:
    """Return the spans of description and reasoning; a segment that is not there is None."""
    start = reasoning_start(response)
    if start is not None:
        return (0, start), (start, len(response))
    if parse_sections(response)[0].kind == DESCRIPTION:
        return (0, len(response)), None
    return None, (0, len(response))


def render_headings(sections: list[Section]) -> str:
    """Write the parts with Markdown headings, as models do in search."""
    return "\n".join(f"{heading(part.kind, part.number)}\n{part.text}" for part in sections)


def heading(kind: str, number: int | None = None) -> str:
    """Return the heading line of a part."""
    words = {DESCRIPTION: "Description", RATIONALE: "Rationale", STEP: f"Step {number}",
             THINK: "Let's think step by step", CONCLUSION: "In Conclusion"}  # fmt: skip
    return f"### {words[kind]}"


def render_trained(sections: list[Section]) -> str:
    """Write the parts in the trained form; a newline between parts keeps tokens from straddling."""
    texts = {
        kind: " ".join(part.text for part in sections if part.kind == kind and part.text)
        for kind in (DESCRIPTION, RATIONALE, THINK, CONCLUSION)
    }
    steps = [f"{heading(STEP, p.number)}\n{p.text}" for p in sections if p.kind == STEP]
    lines = [texts[RATIONALE], "Let's think step by step:", texts[THINK], *steps]
    reasoning = "\n".join(line for line in lines if line)
    return (
        f"<description>{texts[DESCRIPTION]}</description>\n"
        f"<reasoning>{reasoning}</reasoning>\n"
        f"In Conclusion, {texts[CONCLUSION]}"
    )
