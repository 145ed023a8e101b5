"""Hard negatives: another value at the end, nothing else, and false by the benchmark's rules."""

import random
from pathlib import Path

import pytest

from srkit import stages
from srkit.language.verdict import judge_response
from srkit.models.load import load_policy
from srkit.pairs.perturb import change_conclusion
from srkit.records.flow import flatten

BEHIND = "Is Region [0] behind Region [1]?"
APART = "How far apart are Region [0] and Region [1]?"
HIGHER = "Which of the two is placed higher: Region [0] or Region [1]?"
HOUR = "If you stand at Region [0], at which hour of the clock is Region [1]?"


def whole(conclusion: str) -> str:
    """Wrap a conclusion in an answer that says the same things before it."""
    before = conclusion.replace("answer", "thing")
    return f"### Description\n{before}\n### Step 1\n{before}\n### In Conclusion\n{conclusion}"


@pytest.mark.parametrize(
    ("question", "answer", "conclusion", "old", "new"),
    [
        (BEHIND, "Yes.", "Region [0] is behind Region [1], so the answer is yes.",
         "behind Region [1], so the answer is yes", "in front of Region [1], so the answer is no"),
        (BEHIND, "No.", "No, Region [0] is closer than Region [1].",
         "No, Region [0] is closer", "Yes, Region [0] is farther"),
        (BEHIND, "Yes.", "Yes.", "Yes", "No"),
        (HIGHER, "Region [1]", "Region [0] is below Region [1]. The answer is Region [1].",
         "below Region [1]. The answer is Region [1]",
         "above Region [1]. The answer is Region [0]"),
        (HIGHER, "Region [1]", "It is Region [1].", "Region [1]", "Region [0]"),
    ],
)  # fmt: skip
def test_relations_and_regions(
    question: str, answer: str, conclusion: str, old: str, new: str
) -> None:
    change = change_conclusion(question, answer, whole(conclusion), random.Random(0))
    assert change is not None and (change.old, change.new) == (old, new)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("said", ["1.6 m", "2 meters", "2.4 m"])
def test_lengths_are_false_however_near_the_first_one_was_to_the_limit(
    seed: int, said: str
) -> None:
    text = whole(f"Region [0] and Region [1] are {said} apart.")
    change = change_conclusion(APART, "2 meters", text, random.Random(seed))
    assert change is not None
    factor = float(change.new) / float(change.old)
    assert 0.24 <= factor <= 0.75 or 1.3 <= factor <= 4.05, "rounding may move it a little"
    assert not 1.5 <= float(change.new) <= 2.5
    assert len(change.new.partition(".")[2]) == len(change.old.partition(".")[2])
    start, end = change.span
    assert change.response[:start] == text[:start]
    assert change.response[start + len(change.new) :] == text[end:]
    assert start > text.index("### In Conclusion")


@pytest.mark.parametrize("seed", range(20))
def test_hours(seed: int) -> None:
    text = whole("From Region [0], Region [1] is at 11 o'clock.")
    change = change_conclusion(HOUR, "At 12 o'clock.", text, random.Random(seed))
    assert change is not None and change.old == "11"
    away = min((int(change.new) - 11) % 12, (11 - int(change.new)) % 12)
    assert 2 <= away <= 6 and change.new not in ("1", "11", "12")


@pytest.mark.parametrize(
    ("answer", "conclusion"),
    [
        ("5 meters", "Region [0] and Region [1] are 2 meters apart."),  # it is not right
        ("2 meters", "They are two meters apart."),  # no digits
        ("2 meters", "They are 6 ft 7 in apart."),  # two numbers
        ("2 meters", "I can't tell."),
    ],
)
def test_what_cant_be_changed(answer: str, conclusion: str) -> None:
    assert change_conclusion(APART, answer, whole(conclusion), random.Random(0)) is None


def test_without_an_answer_its_own_conclusion_stands_for_it() -> None:
    text = whole("Region [0] and Region [1] are 7 meters apart.")
    change = change_conclusion(APART, None, text, random.Random(0))
    assert change is not None and not 5.25 <= float(change.new) <= 8.75


def test_all_categories(tmp_path: Path) -> None:
    made = stages.synth(images=str(tmp_path), count=240, world="full", split="test", seed=5)
    policy = load_policy("geometry:")
    changed, categories = 0, set()
    for k, row in enumerate(flatten(stages.describe(flatten(made)))):
        text = policy.write(row, 0, 0)
        for answer in (row["answer"], None):
            change = change_conclusion(row["question"], answer, text, random.Random(k))
            assert change is not None, text
            assert judge_response(row["question"], row["answer"], change.response).verdict is False
            start, end = change.span
            assert change.response == text[:start] + change.new + text[end:]
            assert text.index("### In Conclusion") < start
            changed += 1
            categories.add(row["category"])
    assert changed == 480 and len(categories) == 24
