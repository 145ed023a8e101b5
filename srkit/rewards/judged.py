"""Marks and statements by a model that sees the picture, as the paper's judge does.

One request a response, answered as JSON and checked against a schema: nothing in it is guessed or
mended. What a model says of a statement must quote it, so that anybody can look it up.
"""

import math
import re
from typing import TYPE_CHECKING, Any

from srkit.errors import RowError
from srkit.language.sections import segment_spans
from srkit.models.base import Useless
from srkit.models.prompts import score_messages
from srkit.models.replies import last_object, said_aloud
from srkit.records.flow import Usage, task_of
from srkit.records.rows import Row
from srkit.records.seeds import derive_seed
from srkit.rewards.logic import LOGIC
from srkit.rewards.spatial import DIGITS, spatial_reward
from srkit.rewards.total import total_scores
from srkit.rewards.visual import VISUAL

if TYPE_CHECKING:
    from srkit.models.asked import AskedModel

TOKENS = 2048
MOST_STATEMENTS = 200
LOST = 0.5  # quotes that can't be found: a larger share is no judgement of this answer


async def score_judged(row: Row, judge: "AskedModel", seed: int) -> tuple[Row, Usage]:
    """Return scores, marks and statements as one model sees them; raise if it gives none."""
    response = row["response"]
    shown = await judge.show(row)

    question = shown.question(judge.convention)

    def messages(is_again: bool) -> list[Row]:
        return score_messages(judge.connections.prompts, question, response,
                              shown.depth_legend, is_again)  # fmt: skip

    call_seed = derive_seed(seed, task_of(row), judge.identity, response)
    found, used, reason = await judge.ask(messages, shown, call_seed, TOKENS,
                                          lambda text: read_judgement(text, response))  # fmt: skip
    if found is None:
        raise RowError(f"{judge.name}: {reason}")
    marks, statements = found
    parts = {name: [said for said in statements if said["segment"] == name]
             for name in ("desc", "reason")}  # fmt: skip
    desc, reason_span = segment_spans(response)
    for names, span in ((VISUAL, desc), (LOGIC, reason_span)):
        if span is None:  # what is not there says nothing, whatever a judge makes of it
            marks |= dict.fromkeys(names, 0.0)
    rewards = [spatial_reward(parts[name]) if span is not None else 0.0
               for name, span in (("desc", desc), ("reason", reason_span))]  # fmt: skip
    scores = total_scores(marks, *rewards)
    return {"scores": scores, "marks": marks, "statements": statements}, used


def read_judgement(text: str, response: str) -> tuple[Row, list[Row]]:
    """Return marks and statements from a reply, or raise `Useless`."""
    text = said_aloud(text)
    if "<candidate" in text.lower():
        raise Useless("the prompt again")
    found = last_object(text, is_judgement)
    if found is None:
        raise Useless("no JSON object with marks and statements")
    marks = {name: number(found["marks"], name, 0.0, 1.0) for name in (*VISUAL, *LOGIC)}
    listed = found["statements"][:MOST_STATEMENTS]
    statements = [one for said in listed if (one := read_statement(said, response))]
    if len(statements) < (1 - LOST) * len(listed):
        raise Useless("statements that are not in the answer")
    return marks, statements


def is_judgement(value: Row) -> bool:
    """Whether a JSON object has marks and statements."""
    return isinstance(value.get("marks"), dict) and isinstance(value.get("statements"), list)


def read_statement(said: Any, response: str) -> Row | None:
    """Return a statement with its place; None if the answer does not hold its words."""
    if not isinstance(said, dict) or said.get("segment") not in ("desc", "reason"):
        raise Useless("a statement without its segment")
    words = said.get("text")
    if not isinstance(words, str) or not words.strip():
        raise Useless("a statement without its words")
    values = {"r": number(said, "r", 0.0, 1.0), "w_u": number(said, "w_u", 0.8, 1.0),
              "w_c": number(said, "w_c", 0.8, 1.0)}  # fmt: skip
    if values["w_u"] is None or values["w_c"] is None:
        raise Useless("a statement without its weights")
    pattern = r"\s+".join(map(re.escape, words.split()))
    place = re.search(pattern, response, re.IGNORECASE) if len(words) < 2000 else None
    if place is None:
        return None
    return {"segment": said["segment"], "text": place[0], "span": list(place.span()), **values}


def number(values: Row, name: str, low: float, high: float) -> float | None:
    """Return a number within limits, or null; raise for anything else."""
    if name not in values:
        raise Useless(f"no '{name}'")
    value = values[name]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Useless(f"'{name}' is no number")
    if not low <= value <= high:
        raise Useless(f"'{name}' is not from {low:g} to {high:g}")
    return round(float(value), DIGITS)
