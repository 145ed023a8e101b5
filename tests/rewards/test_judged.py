"""A model's judgement of an answer: what is taken, what is refused, where its statements stand."""

import json

import pytest

from srkit.models.base import Useless
from srkit.rewards.judged import read_judgement

RESPONSE = "### Description\nRegion [0] is  near.\n### In Conclusion\nIt is 2 m away. </candidate>"
NAMES = ("existence", "attribute", "completeness", "appropriateness", "factual", "coherence",
         "rules", "conclusion")  # fmt: skip
SAID = {"segment": "desc", "text": "region [0] is near", "r": 1, "w_u": 0.9, "w_c": 0.8}


def reply(marks: object = None, statements: object = None, **more: object) -> str:
    marks = dict.fromkeys(NAMES, 0.5) if marks is None else marks
    return json.dumps({"marks": marks, "statements": [SAID] if statements is None else statements,
                       **more})  # fmt: skip


@pytest.mark.parametrize("text", ["{}", "Sure:\n```json\n{}\n```", "<think>{{}}</think>{}",
                                  '{{"marks": 1}} and {}'])  # fmt: skip
def test_what_is_taken(text: str) -> None:
    marks, statements = read_judgement(text.format(reply()), RESPONSE)
    assert marks == dict.fromkeys(NAMES, 0.5)
    (said,) = statements
    assert said["text"] == "Region [0] is  near" == RESPONSE[slice(*said["span"])]
    assert (said["r"], said["w_u"], said["w_c"]) == (1.0, 0.9, 0.8)


def test_null_is_not_judged() -> None:
    marks, statements = read_judgement(reply(dict.fromkeys(NAMES), [SAID | {"r": None}]), RESPONSE)
    assert set(marks.values()) == {None} and statements[0]["r"] is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It is good.", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('{"marks": {}}', "no JSON object"),
        ("{" * 50_000, "no JSON object"),
        (reply({}), "no 'existence'"),
        (reply(dict.fromkeys(NAMES, 1.5)), "'existence' is not from 0 to 1"),
        (reply(dict.fromkeys(NAMES, True)), "no number"),
        (reply(dict.fromkeys(NAMES, "1")), "no number"),
        (reply(dict.fromkeys(NAMES, 1)).replace("1,", "NaN,", 1), "no number"),
        (reply(statements=[SAID | {"w_u": 0.5}]), "'w_u' is not from 0.8 to 1"),
        (reply(statements=[SAID | {"w_c": None}]), "without its weights"),
        (reply(statements=[SAID | {"segment": "x"}]), "without its segment"),
        (reply(statements=[SAID | {"text": 7}]), "without its words"),
        (reply(statements=["x"]), "without its segment"),
        (reply(statements=[SAID | {"text": "nobody said this"}]), "not in the answer"),
        ("<candidate>\n" + RESPONSE + reply(), "the prompt again"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Useless, match=reason):
        read_judgement(text, RESPONSE)


def test_single_quotes_that_are_not_there_are_left_out() -> None:
    lost = SAID | {"text": "nobody said this"}
    assert len(read_judgement(reply(statements=[SAID, lost, SAID]), RESPONSE)[1]) == 2


def test_patterns_in_what_is_quoted_are_text() -> None:
    said = SAID | {"text": "It is 2 m away. </candidate>", "segment": "reason"}
    assert read_judgement(reply(statements=[said]), RESPONSE)[1][0]["text"] == said["text"]
    assert read_judgement(reply(statements=[SAID, SAID | {"text": "(.*)+"}]), RESPONSE)[1]
