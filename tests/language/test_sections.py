"""The two response forms: tolerant parse, exact render, segments for fDPO."""

import pytest

from srkit.language.sections import (
    Section,
    parse_sections,
    reasoning_start,
    render_headings,
    render_trained,
    segment_spans,
)

HEADINGS = """### Description
A red box.
### Rationale
Compare depths.
### Let's think step by step
### Step 1
Region [0] is near.
### Step 2
#### a detail
### In Conclusion
No."""
TRAINED = """<description>A red box.</description>
<reasoning>Compare depths.
Let's think step by step:
### Step 1
Region [0] is near.
### Step 2
#### a detail</reasoning>
In Conclusion, No."""
PARTS = ["description", "rationale", "step", "step", "conclusion"]


def test_headings_to_trained_form_and_back() -> None:
    sections = parse_sections(HEADINGS)
    assert [part.kind for part in sections if part.text] == PARTS
    assert render_trained(sections) == TRAINED
    assert [part.kind for part in parse_sections(TRAINED)] == PARTS
    assert render_trained(parse_sections(TRAINED)) == TRAINED


def test_a_thought_before_the_steps_is_kept() -> None:
    text = HEADINGS.replace("by step\n", "by step\nIt is far.\n")
    trained = render_trained(parse_sections(text))
    assert "Let's think step by step:\nIt is far.\n### Step 1" in trained
    assert render_trained(parse_sections(trained)) == trained


@pytest.mark.parametrize(
    "text",
    ["<reasoning>B.</reasoning><description>A.</description> In Conclusion, C.",
     "<description>A. <reasoning>B.</reasoning> In Conclusion, C.",
     "### Step 1\nB.\n### Description\nA.\n### In Conclusion\nC."],
)  # fmt: skip
def test_segments_out_of_order_or_open_are_no_segments(text: str) -> None:
    assert reasoning_start(text) is None


def test_render_headings_parses_back() -> None:
    parts = [Section("description", "A.", 0, 0), Section("step", "B ### C", 0, 0, 1),
             Section("conclusion", "D.", 0, 0)]  # fmt: skip
    found = parse_sections(render_headings(parts))
    assert [(p.kind, p.text, p.number) for p in found] == [
        (p.kind, p.text, p.number) for p in parts
    ]


@pytest.mark.parametrize(
    "text",
    ["###Description\nA.\n###Step 1\nB.\n###In Conclusion\nC.",
     "## description:\nA.\n## STEP 1.\nB.\n## in conclusion:\nC.",
     "  ### Description A.\n### Step 1: B.\n### In Conclusion, C."],
)  # fmt: skip
def test_headings_as_models_write_them(text: str) -> None:
    found = parse_sections(text)
    assert [(part.kind, part.text) for part in found] == [
        ("description", "A."), ("step", "B."), ("conclusion", "C."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Yes.", ["conclusion"]),
        ("It says ### Step 1 in a sentence.", ["conclusion"]),
        ("Sure!\n### Description\nA.", ["preamble", "description"]),
        ("<description>A box.", ["description"]),
        ("<description>A.</description>", ["description"]),
        ("", ["conclusion"]),
    ],
)
def test_what_is_not_whole(text: str, kinds: list[str]) -> None:
    assert [part.kind for part in parse_sections(text)] == kinds
    assert reasoning_start(text) is None


@pytest.mark.parametrize("text", [HEADINGS, TRAINED])
def test_the_two_segments_cover_the_response(text: str) -> None:
    desc, reason = segment_spans(text)
    assert desc and reason
    assert desc[0] == 0 and desc[1] == reason[0] and reason[1] == len(text)
    assert "A red box." in text[slice(*desc)]
    assert text[slice(*reason)].startswith(("### Rationale", "<reasoning>"))


def test_a_missing_segment_is_none() -> None:
    assert segment_spans("Yes.") == (None, (0, 4))
    assert segment_spans("### Description\nA.") == ((0, 18), None)
