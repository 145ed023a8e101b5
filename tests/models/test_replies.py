"""What replies say: a completion's text, a section, ratings; nothing is mended."""

import json

import pytest

from srkit.language.sections import CONCLUSION, DESCRIPTION, RATIONALE, STEP, THINK, Section
from srkit.models.base import Rating, Reply, Useless
from srkit.models.prompts import allowed_next
from srkit.models.replies import read_completion, read_ratings, read_section
from srkit.records.flow import Usage

STEP_3 = [(STEP, 3), (CONCLUSION, None)]
DESCRIBED, WHY = Section(DESCRIPTION, "a", 0, 0), Section(RATIONALE, "b", 0, 0)
TWO = [Section(STEP, "a", 0, 0, 1), Section(STEP, "b", 0, 0, 1)]


def completion(content: object, **choice: object) -> dict:
    message = {"role": "assistant", "content": content, "refusal": choice.pop("refusal", None)}
    usage = {"prompt_tokens": 5, "completion_tokens": 3}
    return {"choices": [{"message": message, **choice}], "usage": usage}


def test_completions() -> None:
    assert read_completion(completion("Hi")) == Reply("Hi", Usage(1, 5, 3))
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert read_completion(completion(parts)).text == "ab"
    assert (
        read_completion(completion("x", finish_reason="length")).reason == "cut off at max_tokens"
    )
    wrong = ({"prompt_tokens": "x"}, {"prompt_tokens": True}, {"completion_tokens": -1},
             {"prompt_tokens": 10**13})  # fmt: skip
    for usage in (None, [], *wrong):
        bare = {"choices": [{"message": {"content": "x"}}], "usage": usage}
        assert read_completion(bare).usage == Usage(1, 0, 0)
    mixed = [{"type": "reasoning", "text": "hm"}, {"type": "text", "text": "a"}]
    assert read_completion(completion(mixed)).text == "a"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (completion(""), "an empty reply"),
        (completion(None), "an empty reply"),
        (completion(" \n"), "an empty reply"),
        (completion(None, refusal="I can't"), "refused: I can't"),
        (completion("x", finish_reason="content_filter"), "content filter"),
        (completion(7), "no chat completion"),
        ({"choices": []}, "no chat completion"),
        ({"choices": [{"message": None}]}, "no chat completion"),
        ({"choices": "x"}, "no chat completion"),
        ({}, "no chat completion"),
        ({"error": {"message": "over\nloaded"}}, "the server says: over loaded"),
        ({"error": "x"}, "the server says: x"),
    ],
)
def test_completions_of_no_use(found: dict, reason: str) -> None:
    with pytest.raises(Useless, match=reason):
        read_completion(found)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("### Step 3\nIt is 2 m.", STEP, "It is 2 m."),
        ("\n ### Step 3: It is 2 m.", STEP, "It is 2 m."),
        ("###Step 3\nIt is 2 m.\n### Step 4\nMore.", STEP, "It is 2 m."),
        ("### In Conclusion\nYes.", CONCLUSION, "Yes."),
        ("<think>### Step 9\nhm</think>\n### Step 3\nIt is 2 m.", STEP, "It is 2 m."),
        (
            "### Step 3\nIt is 2 m.\n#### a note\n###\nmore",
            STEP,
            "It is 2 m.\n#### a note\n###\nmore",
        ),
    ],
)
def test_sections(text: str, kind: str, said: str) -> None:
    number = 3 if kind == STEP else None
    assert read_section(text, STEP_3) == Section(kind, said, 0, 0, number)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It is 2 m.", "no heading"),
        ("Sure! ### Step 3\nIt is 2 m.", "no heading"),
        ("Sure!\n### Step 3\nIt is 2 m.", "no heading"),
        ("### Step 2\nIt is 2 m.", "another heading than ### Step 3 or ### In Conclusion"),
        ("### Description\nA box.", "another heading"),
        ("### Step 3", "an empty section"),
        ("### Step 3\n### Step 4\nx", "an empty section"),
        ("# Title\n### Step 3\nx", "no heading"),
        ("<think>hm</think>", "an empty reply"),
        ("### Let's think step by step\nHm.", "another heading"),
    ],
)
def test_sections_of_no_use(text: str, reason: str) -> None:
    with pytest.raises(Useless, match=reason):
        read_section(text, STEP_3)


def test_lets_think_is_one_level_with_the_first_step() -> None:
    first = allowed_next([DESCRIBED, WHY])
    assert (THINK, None) not in allowed_next([DESCRIBED, WHY, Section(THINK, "Hm.", 0, 0)])
    found = read_section("### Let's think step by step\nI measure.", first)
    assert (found.kind, found.text) == (THINK, "I measure.")
    found = read_section("### Let's think step by step\n### Step 1\nI measure.", first)
    assert (found.kind, found.number, found.text) == (STEP, 1, "I measure.")


def test_tags_in_a_section_are_text() -> None:
    for said in ("foo <reasoning>", "The <description> sign.", "a </think> b"):
        assert read_section(f"### Step 3\n{said}", STEP_3).text == said


def marks(*rows: object) -> str:
    keys = ("visual", "spatial", "logical")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "Here:\n```json\n{}\n```\nThanks.",
        "<think>[{{}}]</think>{}",
        'First I thought [{{"visual": 0}}], then: {}',
    ],
)
def test_ratings(text: str) -> None:
    said = text.format(marks((1, 0, -1), (-1, 1.0, None)))
    assert read_ratings(said, TWO) == [Rating(1, 0, -1), Rating(-1, 1, None)]


def test_ids_say_which_is_which_and_lists_within_are_passed_over() -> None:
    one = {"id": 1, "visual": 1, "spatial": 1, "logical": 1, "why": [{"visual": 0}]}
    two = {"id": 0, "visual": -1, "spatial": 0, "logical": 0}
    assert read_ratings(json.dumps([one, two]), TWO) == [Rating(-1, 0, 0), Rating(1, 1, 1)]
    odd = [one | {"id": 7}, two]
    assert read_ratings(json.dumps(odd), TWO) == [Rating(1, 1, 1), Rating(-1, 0, 0)]


def test_a_description_has_no_logic() -> None:
    described = [Section(DESCRIPTION, "a", 0, 0)]
    assert read_ratings(marks((1, 1, -1)), described) == [Rating(1, 1, None)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The first is best.", "no JSON list"),
        (marks((1, 1, 1)), "another number"),
        (marks((1, 1, 1), (1, 1, 1), (1, 1, 1)), "another number"),
        (marks((1, 1, 2), (1, 1, 1)), "not -1, 0 or 1"),
        (marks((1, 1, 0.5), (1, 1, 1)), "not -1, 0 or 1"),
        (marks((1, 1, True), (1, 1, 1)), "not -1, 0 or 1"),
        (marks((1, 1, "1"), (1, 1, 1)), "not -1, 0 or 1"),
        ('[{"visual": 1, "spatial": 1}, {"visual": 1, "spatial": 1}]', "not -1, 0 or 1"),
        ('[{"visual": 1, "spatial": 1, "logical": NaN}, 1]', "not -1, 0 or 1"),
        ("[{" * 40_000, "no JSON list"),
        ('<candidate id="0">\na\n</candidate>\n' + marks((1, 1, 1), (1, 1, 1)), "the prompt again"),
    ],
)
def test_ratings_of_no_use(text: str, reason: str) -> None:
    with pytest.raises(Useless, match=reason):
        read_ratings(text, TWO)
