"""The hard set: answers as people and models write them, labelled by somebody who had not seen how
they are read. It was committed before the code that it judges, and is not edited afterwards but for
errors in its labels (tests/language/hard.md says how it was made).
"""

import json
from collections import Counter

import pytest

from srkit.language.question import parse_question
from srkit.language.verdict import judge_response
from srkit.scene.questions import CATEGORIES
from tests.conftest import ROOT


def read(name: str) -> list[dict]:
    return [json.loads(line) for line in (ROOT / "tests/language" / name).read_text().splitlines()]


HARD = read("hard.jsonl")
# Four more sets by other people, whose failures were looked at while the rules were widened. On the
# first try 88.0 % of the 400 (c-…), then 86.2 % of the 340 (b-…, worded most freely), 91.5 % of the
# 260 (d-…), and last 95.3 % of the 300 (e-…) were judged like their labels.
HARDER = read("harder.jsonl")


def test_its_form() -> None:
    assert len(HARD) >= 400 and len({row["id"] for row in HARD}) == len(HARD)
    assert all(isinstance(row["expected"], bool | None) for row in HARD)
    assert set(Counter(row["category"] for row in HARD)) == set(CATEGORIES)
    assert min(Counter(row["phenomenon"] for row in HARD).values()) >= 15
    assert min(Counter(row["expected"] for row in HARD).values()) >= 80


@pytest.mark.parametrize("rows", [HARD, HARDER])
def test_questions_are_understood(rows: list[dict]) -> None:
    """On the first try, before its rules were widened, the parser knew 433 of the 492."""
    wrong = [(row["id"], row["category"], asked) for row in rows
             if (asked := parse_question(row["question"]).category) != row["category"]]  # fmt: skip
    assert len(wrong) <= 0.03 * len(rows), wrong


@pytest.mark.parametrize(("rows", "least"), [(HARD, 0.95), (HARDER, 0.95)])
def test_verdicts(rows: list[dict], least: float) -> None:
    """On the first try, with rules made from half of the first set, 89.4 % of its other half."""
    said = [(row, judge_response(row["question"], row["answer"], row["response"])) for row in rows]
    wrong = [row["id"] for row, found in said if found.verdict is not row["expected"]]
    assert len(wrong) <= (1 - least) * len(rows), wrong
    credulous = [row["id"] for row, found in said if found.verdict and row["expected"] is None]
    assert not credulous
    for row, found in said:
        assert found.verdict is not None or found.reason, row["id"]
        if found.evidence:
            start, end = found.evidence
            assert 0 <= start <= end <= len(row["response"]), row["id"]
