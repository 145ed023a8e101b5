"""Rows to results: errors are wrong answers, and pass on."""

from srkit.errors import RowError
from srkit.evaluation.bench import eval_rows
from srkit.models.base import EMPTY, Reply
from srkit.records.flow import Usage, flatten
from srkit.records.kinds import fault
from srkit.records.rows import ResultRow

ROW = {"id": "a", "image": "a.png", "question": "Is Region [0] behind Region [1]?",
       "answer": "Yes, it is.", "response": "Yes."}  # fmt: skip


class Answers:
    """A policy that answers always the same, or raises it."""

    name = "m"

    def __init__(self, reply: Reply | Exception) -> None:
        self.reply = reply

    async def answer(self, row: dict, seed: int, sample: int) -> Reply:
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


def one(row: dict, **settings: object) -> dict:
    (found,) = flatten(eval_rows([row], **settings))
    return found


def test_a_response_gets_its_verdict() -> None:
    found = one(ROW)
    assert found["verdict"] is True and "reason" not in found
    assert fault(found, ResultRow) is None
    assert one({**ROW, "response": "Hm."})["reason"] == "ambiguous"


def test_an_earlier_error_counts_as_wrong() -> None:
    error = {"stage": "describe", "type": "RowError", "message": "m"}
    found = one({"id": "a", "error": error})
    assert (found["verdict"], found["reason"], found["error"]) == (None, "error", error)


def test_missing_answer_or_response_is_an_error_of_this_stage() -> None:
    for key in ("answer", "response"):
        found = one({k: v for k, v in ROW.items() if k != key})
        assert found["error"]["stage"] == "eval" and found["verdict"] is None


def test_a_model_answers_rows_without_response() -> None:
    bare = {k: v for k, v in ROW.items() if k != "response"}
    found = one(bare, answerer=Answers(Reply("No.", Usage(1, 7, 2))))
    assert (found["verdict"], found["source"], found["id"]) == (False, "m", "a#m#0")
    assert found["tokens"] == {"input": 7, "output": 2}


def test_what_a_model_fails_at_counts_against_it() -> None:
    for failure in (RowError("no picture"), Reply("", reason="the model failed: out of memory")):
        found = one(ROW, answerer=Answers(failure))
        assert (found["source"], found["verdict"], found["reason"]) == ("m", None, "error")
    error = {"stage": "describe", "type": "", "message": ""}
    assert one({"id": "a", "error": error}, answerer=Answers(Reply("No.")))["source"] == "m"


def test_an_empty_answer_is_an_answer() -> None:
    found = one(ROW, answerer=Answers(Reply("", Usage(1, 7, 0), EMPTY)))
    assert (found["response"], found["verdict"], found["reason"]) == ("", None, "empty")
    assert "error" not in found
