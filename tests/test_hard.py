"""The hard set: answers as people and models write them, labelled by somebody who had not seen how
they are read. It was committed before the code that it judges, and is not edited afterwards but for
errors in its labels (tests/language/hard.md says how it was made).
"""

import json
from collections import Counter

from srkit.scene.questions import CATEGORIES
from tests.conftest import ROOT

HARD = [json.loads(line) for line in (ROOT / "tests/language/hard.jsonl").read_text().splitlines()]


def test_its_form() -> None:
    assert len(HARD) >= 400 and len({row["id"] for row in HARD}) == len(HARD)
    assert all(isinstance(row["expected"], bool | None) for row in HARD)
    assert set(Counter(row["category"] for row in HARD)) == set(CATEGORIES)
    assert min(Counter(row["phenomenon"] for row in HARD).values()) >= 15
    assert min(Counter(row["expected"] for row in HARD).values()) >= 80
