"""Answers that teach nothing, or something else, are told by their reason."""

import pytest

from srkit.pairs.fitness import is_right, unfit

GOOD = "### Description\nA box.\n### Step 1\nIt is 2 m.\n### In Conclusion\nIt is 2 m."


def row(response: object = GOOD, **more: object) -> dict:
    scores = {"desc": 1.0, "reason": 1.0, "total": 2.0}
    return {"id": "a", "question": "?", "response": response, "scores": scores, **more}


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (row(), None),
        (row(error={"stage": "score"}), "error"),
        (row(scores={"desc": 1.0, "reason": None, "total": None}), "null score"),
        (row(None), "no response"),
        (row(""), "no response"),
        (row("It is 2 m."), "incomplete"),
        (row("I'm sorry, I can't determine that."), "refusal"),
        (row(GOOD.replace("It is 2 m.", "I can't tell how far it is.")), "refusal"),
        (row(GOOD.replace("A box.", "A box.</description>")), "unclear form"),
    ],
)
def test_reasons(found: dict, reason: str | None) -> None:
    assert unfit(found) == reason


@pytest.mark.parametrize(
    "token",
    ["<|im_end|>", "<|endoftext|>", "<image>", "</s>", "<s>", "<pad>", "[INST]", "[/INST]",
     "<start_of_turn>", "<|vision_start|>", "<IMG_CONTEXT>", "<image_soft_token>", "<<SYS>>",
     "<end_of_utterance>", "<row_1_col_2>", "<unused42>", "<|image_pad|>", "<eos>", "</think>"],
)  # fmt: skip
def test_special_tokens_of_any_family(token: str) -> None:
    assert unfit(row(GOOD.replace("A box", f"A box {token}"))) == "special token"


@pytest.mark.parametrize("text", ["a < b and b > c", "Region [0] <1 m", "[2] is near", "5 |> 4"])
def test_what_only_looks_like_one(text: str) -> None:
    assert unfit(row(GOOD.replace("A box", text))) is None


def test_right_by_its_verdict_or_by_its_tasks_answer() -> None:
    asked = {"question": "How wide is Region [0]?"}
    assert is_right(row(**asked, answer="2 m")) is True
    assert is_right(row(**asked, answer="9 m")) is False
    assert is_right(row(**asked, answer="9 m", verdict=True)) is True
    assert is_right(row(**asked, answer="2 m", verdict=None)) is False
    assert is_right(row(**asked)) is None
