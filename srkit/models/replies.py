"""What a model's reply says: the text of a chat completion, a section, a judge's ratings.

A reply of no use raises `Useless` with a reason; a reply is never repaired into something that the
model did not write.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from srkit.language.sections import DESCRIPTION, THINK, Section, heading, parse_headings
from srkit.models.base import EMPTY, Rating, Reply, Useless
from srkit.models.prompts import Heading
from srkit.records.flow import Usage

MARKS = ("visual", "spatial", "logical")
LONGEST_RATING = 50_000  # characters
LONGEST = 200_000
_OBJECT = re.compile(r"\{")
CUT_OFF = "cut off at max_tokens"
_LIST = re.compile(r"\[\s*\{")


def read_completion(found: dict[str, Any]) -> Reply:
    """Return text and usage of a chat completion."""
    error = found.get("error")
    if error:
        said = error.get("message", error) if isinstance(error, dict) else error
        raise Useless(f"the server says: {' '.join(str(said).split())[:200]}")
    try:
        choice = found["choices"][0]
        message = choice["message"]
        content = message.get("content")
        if isinstance(content, list):
            kinds = ("text", "output_text", None)
            content = "".join(part.get("text") or "" for part in content
                              if part.get("type") in kinds)  # fmt: skip
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise Useless("a reply that is no chat completion") from error
    if choice.get("finish_reason") == "content_filter":
        raise Useless("stopped by a content filter")
    if message.get("refusal"):
        raise Useless(f"refused: {' '.join(str(message['refusal']).split())[:200]}")
    if content is not None and not isinstance(content, str):
        raise Useless("a reply that is no chat completion")
    if not (content or "").strip():
        raise Useless(EMPTY)
    reason = CUT_OFF if choice.get("finish_reason") == "length" else ""
    return Reply(str(content), read_usage(found.get("usage")), reason)


def read_usage(found: Any) -> Usage:
    """Return the tokens that a server counted, 0 where it didn't."""
    counts = found if isinstance(found, dict) else {}
    read, written = (
        value if type(value := counts.get(key)) is int and 0 <= value < 10**12 else 0
        for key in ("prompt_tokens", "completion_tokens")
    )
    return Usage(1, read, written)


def said_aloud(text: str) -> str:
    """Return a reply without what a model thought to itself before it."""
    thinks = "</think>" in text and not text.lstrip().startswith(("#", "["))
    return (text.rpartition("</think>")[2] if thinks else text).strip()


def read_section(text: str, allowed: list[Heading]) -> Section:
    """Return the section that a reply begins with, if it is one of those that were asked for."""
    text = said_aloud(text)
    if not text.startswith("#"):
        raise Useless("no heading" if text else EMPTY)
    parts = parse_headings(text)
    if not parts or parts[0].start:
        raise Useless("no heading")
    first = parts[0]
    if first.kind == THINK and not first.text and len(parts) > 1:
        first = parts[1]  # a heading of its own over the first step
    if (first.kind, first.number) not in allowed:
        names = " or ".join(heading(kind, number) for kind, number in allowed if kind != THINK)
        raise Useless(f"another heading than {names}")
    if not first.text:
        raise Useless("an empty section")
    return Section(first.kind, first.text, 0, 0, first.number)


def read_ratings(text: str, candidates: list[Section]) -> list[Rating]:
    """Return a rating for each candidate, from the last JSON list of a reply that is one."""
    text = said_aloud(text)
    if "<candidate" in text.lower():
        raise Useless("the prompt again")
    found = _last_list(text[-LONGEST_RATING:])
    if found is None:
        raise Useless("no JSON list of ratings")
    if len(found) != len(candidates):
        raise Useless("another number of ratings than of candidates")
    ids = [one.get("id") if isinstance(one, dict) else None for one in found]
    if sorted(map(str, ids)) == sorted(map(str, range(len(found)))):  # it says which is which
        found = sorted(found, key=lambda one: int(one["id"]))
    return [_rating(one, candidate) for one, candidate in zip(found, candidates, strict=True)]


def _last_list(text: str) -> list[Any] | None:
    decoder, found, end = json.JSONDecoder(), None, 0
    for start in [match.start() for match in _LIST.finditer(text)][-50:]:
        if start < end:
            continue  # inside the one before
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
    return found


def _rating(found: Any, candidate: Section) -> Rating:
    if not isinstance(found, dict):
        raise Useless("no JSON list of ratings")
    marks = []
    for name in MARKS:
        mark = found.get(name)
        # True is 1 in Python, and no rating.
        is_mark = mark is None or (not isinstance(mark, bool) and mark in (-1, 0, 1))
        if name not in found or not is_mark:
            raise Useless("ratings that are not -1, 0 or 1")
        marks.append(None if mark is None else int(mark))
    visual, spatial, logical = marks
    return Rating(visual, spatial, None if candidate.kind == DESCRIPTION else logical)


def last_object(text: str, is_one: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    """Return the last JSON object of a reply that is one of those that are wanted."""
    text = text[-LONGEST:]
    decoder, found, end = json.JSONDecoder(), None, 0
    for start in [match.start() for match in _OBJECT.finditer(text)][:500]:
        if start < end:
            continue
        try:
            value, stop = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        end = stop
        if isinstance(value, dict) and is_one(value):
            found = value
    return found
