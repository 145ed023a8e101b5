"""The hard set: answers as people and models write them, labelled by somebody who had not seen how
they are read. It was committed before the code that it judges, and is not edited afterwards but for
errors in its labels (tests/language/hard.md says how it was made).
"""

import json
from collections import Counter

from srkit.language.question import parse_question
from srkit.scene.questions import CATEGORIES
from tests.conftest import ROOT

HARD = [json.loads(line) for line in (ROOT / "tests/language/hard.jsonl").read_text().splitlines()]


def test_its_form() -> None:
    assert len(HARD) >= 400 and len({row["id"] for row in HARD}) == len(HARD)
    assert all(isinstance(row["expected"], bool | None) for row in HARD)
    assert set(Counter(row["category"] for row in HARD)) == set(CATEGORIES)
    assert min(Counter(row["phenomenon"] for row in HARD).values()) >= 15
    assert min(Counter(row["expected"] for row in HARD).values()) >= 80


def test_questions_are_understood() -> None:
    """On the first try, before its rules were widened, the parser knew 433 of the 492."""
    wrong = [(row["id"], row["category"], asked) for row in HARD
             if (asked := parse_question(row["question"]).category) != row["category"]]  # fmt: skip
    assert len(wrong) <= 0.03 * len(HARD), wrong
