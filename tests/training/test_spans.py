"""Characters to tokens: the border, straddling tokens, and what the template adds."""

import pytest

from srkit.errors import SrkitError
from tests.conftest import REPLY

pytestmark = pytest.mark.slow


def test_every_token_has_a_segment(tiny_llava) -> None:  # type: ignore[no-untyped-def]
    from transformers import AutoTokenizer

    from srkit.training.fdpo import DESC, REASON
    from srkit.training.spans import segment_tokens

    tokenizer = AutoTokenizer.from_pretrained(tiny_llava)
    reply = REPLY.format(3)
    rendered = f"<|im_start|>assistant\n{reply}<|im_end|>\n"
    ids, segments = segment_tokens(rendered, reply, tokenizer)
    assert segments is not None and len(ids) == len(segments)
    assert segments == sorted(segments), "description first, reasoning after it"
    border = segments.index(REASON)
    described = tokenizer.decode(ids[:border])
    assert described.startswith("<|im_start|>") and described.rstrip().endswith("</description>")
    assert tokenizer.decode(ids[border:]).lstrip().startswith("<reasoning>")
    assert segments[0] == DESC and segments[-1] == REASON


def test_a_reply_without_both_parts_has_no_segments(tiny_llava) -> None:  # type: ignore[no-untyped-def]
    from transformers import AutoTokenizer

    from srkit.training.spans import segment_tokens

    tokenizer = AutoTokenizer.from_pretrained(tiny_llava)
    assert segment_tokens("Yes.<|im_end|>", "Yes.", tokenizer)[1] is None
    with pytest.raises(SrkitError, match="template"):
        segment_tokens("YES.<|im_end|>", "Yes.", tokenizer)


def test_first_letter() -> None:
    from srkit.training.spans import first_letter

    assert first_letter("ab  c", 2, 5) == 4
    assert first_letter("ab", 0, 2) == 0
