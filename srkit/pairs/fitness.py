"""What an answer must be to teach anything: whole, judged, in a form that can be trained on."""

import re

from srkit.language.plain import plain_text
from srkit.language.refusals import REFUSES, is_refusal
from srkit.language.sections import (
    CONCLUSION,
    DESCRIPTION,
    border_of,
    parse_sections,
    render_trained,
)
from srkit.language.statements import find_statements
from srkit.language.verdict import judge_response
from srkit.records.flow import is_error
from srkit.records.rows import Row

# What some model's tokenizer or template takes for more than text: a reply that holds it would
# become something else in training.
_SPECIAL = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|<\|?(?:im_start|im_end|endoftext|begin_of_text|end_of_text)\|?>"
    r"|</?(?:s|bos|eos|pad|unk|cls|sep|mask|image|images|img|video|audio|IMG_CONTEXT|think)>"
    r"|<(?:image_soft_token|image_token|start_of_image|end_of_image|start_of_turn|end_of_turn"
    r"|end_of_utterance|fake_token_around_image|row_\d+_col_\d+|global-img|bos_token|vision_start"
    r"|vision_end|image_pad|unused\d+|extra_id_\d+)>"
    r"|\[/?(?:INST|IMG|SEP|CLS|PAD|MASK|UNK|SYSTEM_PROMPT|AVAILABLE_TOOLS)\]|<</?SYS>>",
)


def unfit(row: Row) -> str | None:
    """Say why a candidate can't be in a pair."""
    if is_error(row):
        return "error"
    if None in (row["scores"]["desc"], row["scores"]["reason"], row["scores"]["total"]):
        return "null score"
    response = row["response"]
    if not response:
        return "no response"
    if _SPECIAL.search(response):
        return "special token"
    parts = parse_sections(response)
    if not {DESCRIPTION, CONCLUSION} <= {part.kind for part in parts}:
        return "refusal" if is_refusal(response[:1000]) else "incomplete"
    if refuses(parts[-1].text):
        return "refusal"
    text = render_trained(parts)
    again = parse_sections(text)
    is_stable = border_of(again, text) is not None and render_trained(again) == text
    return None if is_stable else "unclear form"


def refuses(conclusion: str) -> bool:
    """Whether a conclusion says that it can't be told; "not exactly, about 2 m" says something."""
    if not REFUSES.search(conclusion.replace("\u2019", "'")):
        return False
    return is_refusal(plain_text(conclusion).text) or not find_statements(conclusion)


def is_right(row: Row) -> bool | None:
    """Whether an answer is right: by the verdict that it has, or by its task's answer."""
    if "verdict" in row:
        return row["verdict"] is True
    if not row.get("answer"):
        return None
    found = judge_response(row["question"], row["answer"], row["response"], row.get("category"))
    return found.verdict is True
