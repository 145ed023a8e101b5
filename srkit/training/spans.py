"""From characters to tokens: which segment does every token of a reply belong to?

A token belongs to the segment of its first character that is not a space. What the chat template
puts before the reply counts with the description, its end tokens with the reasoning.
"""

from typing import Any

from srkit.errors import SrkitError
from srkit.language.sections import reasoning_start
from srkit.training.fdpo import DESC, REASON


def segment_tokens(rendered: str, reply: str, tokenizer: Any) -> tuple[list[int], list[int] | None]:
    """Return ids and segments of a templated reply; no segments if it lacks one of the two."""
    encoded = tokenizer(rendered, add_special_tokens=False, return_offsets_mapping=True)
    reply = reply.strip()
    at, split = rendered.find(reply), reasoning_start(reply)
    if at < 0:
        raise SrkitError("the chat template changes the reply: its segments can't be found")
    if split is None:
        return encoded["input_ids"], None
    border = at + split
    return encoded["input_ids"], [
        REASON if first_letter(rendered, *span) >= border else DESC
        for span in encoded["offset_mapping"]
    ]


def first_letter(text: str, start: int, end: int) -> int:
    """Return where a token's first non-space character stands."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip())
