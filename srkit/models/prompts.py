"""How a question is shown to a model: the one place where a row becomes messages.

The picture comes with its regions outlined (`scene.regions.draw_regions`) and the text names the
colours, or the text gives their coordinates. `trained` is the form that `train` writes; `headings`
asks for the paper's sections; `short` asks for the answer alone. What all calls share comes first
(rubric, picture, question, the sections so far) and what differs last, so that a server can keep
what it has worked out.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from srkit.errors import AddressError
from srkit.language.sections import (
    CONCLUSION,
    DESCRIPTION,
    RATIONALE,
    STEP,
    THINK,
    Section,
    heading,
    render_headings,
)
from srkit.language.tags import tag
from srkit.models.families import said_of, write_box
from srkit.records.rows import Region, Row
from srkit.scene.regions import color_of

Message = dict[str, Any]
Heading = tuple[str, int | None]
STYLES = ("headings", "short", "trained")
REGIONS = ("overlay", "coordinates", "both", "none")
MAX_STEPS = 10
PICTURE = {"type": "image", "image": "picture"}
DEPTH = {"type": "image", "image": "depth"}


_SPACE = r"[\s\u200b-\u200f\u2060\ufeff]"  # some of which nobody sees


class Prompts(NamedTuple):
    """The texts that `--prompts` may replace."""

    headings: str = """\
You answer questions about where things are in a picture. Some things are marked and are called
Region [0], Region [1] and so on; always use these names. Lengths are in meters.
Write your answer in these sections, in this order, each under its heading:
### Description
What the picture shows of the things that the question is about: what they are, their colors, about
how large they are, how far from the camera, and how they lie to each other.
### Rationale
What has to be found out, and how.
### Step 1
The first step of the reasoning: what is measured, compared or calculated, and what comes out.
### Step 2
And so on, as many steps as are needed.
### In Conclusion
What was found, and then the answer to the question: yes or no, which region, or a number with its
unit."""
    propose: str = """\
You write one section at a time. The last line names the headings that are allowed now: write one
of them, and that section under it. Write nothing before the heading, and stop where the section
ends."""
    short: str = """\
Answer the question about the picture in one short sentence. Some things are marked and are called
Region [0], Region [1] and so on. Give one specific answer: yes or no, which region, or a number
with its unit, even if you have to estimate it."""
    judge: str = """\
You judge parts of answers to questions about where things are in a picture. Some things are marked
and are called Region [0], Region [1] and so on. You see the question, the sections that were
written so far, and several candidates for the next section. Rate each candidate on its own:
visual: is what it says of the things in the picture right (what is there, colors, shapes)?
spatial: is what it says of places, sizes, distances and directions right, by the picture and by
its depth?
logical: does it follow from the sections before it, and are its calculations right? For a
Description there is nothing that it could follow from: null.
Each rating is 1 (right), 0 (can't be told) or -1 (wrong)."""
    score: str = """\
You judge an answer to a question about where things are in a picture. Some things are marked and
are called Region [0], Region [1] and so on. The answer has a description and, after it, reasoning
(rationale, steps, conclusion). Give eight marks from 0 (wrong, missing) to 1 (right, complete), or
null where a mark can't be judged.
Of the description: existence (what it speaks of is in the picture), attribute (kinds, colors,
shapes, size words are right), completeness (all that the question needs is described),
appropriateness (nothing is invented or beside the point).
Of the reasoning: factual (its facts agree with the picture and with the description), coherence (it
does not contradict itself, and each step uses what came before), rules (calculations and
conversions are right), conclusion (it follows from the steps and answers the question).
And list every statement about space, in both parts: places, distances, sizes, directions,
comparisons. Of each: segment ("desc" or "reason"), text (its words, exactly as they stand in the
answer), r (how right it is by the picture and its depth, 0 to 1), w_u (1 if it is said with
certainty, down to 0.8 if it is hedged), w_c (1 if it is what the question asks for, 0.8 if not)."""
    depth: str = """\
The second picture shows the depth of the first: bright is near, dark is far, black is unknown."""


def replaced(texts: Mapping[str, Any]) -> Prompts:
    """Return the prompts with some of their texts replaced."""
    for key, text in texts.items():
        if key not in Prompts._fields:
            known = ", ".join(Prompts._fields)
            raise AddressError(f"prompts: no text is called '{key}'; there are {known}")
        if not isinstance(text, str) or not text.strip():
            raise AddressError(f"prompts: '{key}' is not a text")
    return Prompts()._replace(**texts)


def region_legend(regions: list[Region]) -> str:
    """Say which outline is which region; nothing where there are none."""
    named = [f"{tag(index)} (outlined in {color_of(index)})" for index in range(len(regions))]
    return f"Regions: {', '.join(named)}.\n" if named else ""


def region_places(
    regions: list[Region], mode: str, size: tuple[int, int], scale: float,
    convention: str = "pixels",
) -> str:  # fmt: skip
    """Say which region is which, by outline, by coordinates, by both, or not at all.

    `size` is the picture's as it is sent, `scale` how much smaller that is than the row's.
    """
    if mode in ("overlay", "none") or not regions:
        return region_legend(regions) if mode == "overlay" else ""
    named = []
    for index, region in enumerate(regions):
        box = write_box([value * scale for value in region["box"]], size, convention)
        color = f"outlined in {color_of(index)}, " if mode == "both" else ""
        named.append(f"{tag(index)} ({color}{box})")
    return f"Regions, as {said_of(convention, size)}: {', '.join(named)}.\n"


def trained_text(
    row: Row, mode: str = "overlay", size: tuple[int, int] = (1, 1), convention: str = "pixels"
) -> str:
    """Return the text that goes with the picture when it is as it is: legend and question."""
    legend = region_places(row.get("regions", []), mode, size, 1.0, convention)
    return legend + str(row["question"])


def answer_messages(prompts: Prompts, style: str, question: str) -> list[Message]:
    """Ask for a whole answer; `question` is legend and question."""
    rubric = "" if style == "trained" else getattr(prompts, style)
    return _messages(rubric, [PICTURE], question)


def allowed_next(ancestors: list[Section]) -> list[Heading]:
    """Return the headings that may come after these sections."""
    kinds = [part.kind for part in ancestors]
    steps = kinds.count(STEP)
    if not kinds:
        return [(DESCRIPTION, None)]
    if CONCLUSION in kinds:
        return []
    if RATIONALE not in kinds:
        return [(RATIONALE, None)]
    if steps == 0:  # "Let's think" is one level with the first step
        return [(STEP, 1)] + ([(THINK, None)] if THINK not in kinds else [])
    return ([(STEP, steps + 1)] if steps < MAX_STEPS else []) + [(CONCLUSION, None)]


def next_line(allowed: list[Heading]) -> str:
    """Name the headings that are allowed now."""
    asked = [heading(kind, number) for kind, number in allowed if kind != THINK]
    return f"Next: {' | '.join(asked)}"


def propose_messages(prompts: Prompts, question: str, ancestors: list[Section]) -> list[Message]:
    """Ask for the next section."""
    rubric = f"{prompts.headings}\n\n{prompts.propose}"
    text = f"{_with_ancestors(question, ancestors)}\n\n{next_line(allowed_next(ancestors))}"
    return _messages(rubric, [PICTURE], text)


def judge_messages(
    prompts: Prompts, question: str, ancestors: list[Section], candidates: list[Section],
    depth: str | None, is_again: bool = False,
) -> list[Message]:  # fmt: skip
    """Ask for ratings; `depth` is what the depth picture's shades mean, if there is one."""
    lines = [escape(_with_ancestors(question, ancestors)), ""]
    for index, candidate in enumerate(candidates):
        text = escape(render_headings([candidate]))
        lines.append(f'<candidate id="{index}">\n{text}\n</candidate>')
    count = len(candidates)
    lines.append(
        f"Rate the {count} candidates: a JSON list of {count} objects, in the order of their ids,"
        ' each {"visual": …, "spatial": …, "logical": …}, and nothing else.'
        if count > 1
        else 'Rate the candidate: a JSON list of one object {"visual": …, "spatial": …,'
        ' "logical": …}, and nothing else.'
    )
    if is_again:
        lines.append("Your last reply was no such list. Write the JSON list alone.")
    rubric = prompts.judge + (f"\n{prompts.depth}" if depth is not None else "")
    pictures = [PICTURE] if depth is None else [PICTURE, DEPTH]
    return _messages(rubric, pictures, (f"{depth}\n" if depth else "") + "\n".join(lines))


def score_messages(
    prompts: Prompts, question: str, response: str, depth: str | None, is_again: bool = False
) -> list[Message]:
    """Ask for marks and statements of a whole answer."""
    lines = [escape(question), "", f"<candidate>\n{escape(response)}\n</candidate>"]
    lines.append(
        'Judge the candidate: one JSON object {"marks": {"existence": …, "attribute": …,'
        ' "completeness": …, "appropriateness": …, "factual": …, "coherence": …, "rules": …,'
        ' "conclusion": …}, "statements": [{"segment": …, "text": …, "r": …, "w_u": …, "w_c": …},'
        " …]}, and nothing else."
    )
    if is_again:
        lines.append("Your last reply was no such object. Write the JSON object alone.")
    rubric = prompts.score + (f"\n{prompts.depth}" if depth is not None else "")
    pictures = [PICTURE] if depth is None else [PICTURE, DEPTH]
    return _messages(rubric, pictures, (f"{depth}\n" if depth else "") + "\n".join(lines))


def escape(text: str) -> str:
    """Return a text that can't end its candidate or begin another one."""
    return re.sub(rf"<(?={_SPACE}*/?{_SPACE}*candidate)", "&lt;", text, flags=re.IGNORECASE)


def _with_ancestors(question: str, ancestors: list[Section]) -> str:
    if not ancestors:
        return question
    return f"{question}\n\nWritten so far:\n{render_headings(ancestors)}"


def _messages(rubric: str, pictures: list[Message], text: str) -> list[Message]:
    content = [*pictures, {"type": "text", "text": text}]
    user = {"role": "user", "content": content}
    return [{"role": "system", "content": rubric}, user] if rubric else [user]
