"""Best against worst, and what is left out."""

from srkit.language.sections import parse_sections
from srkit.pairs.select import Counts, pair_rows, sft_row
from srkit.records.flow import flatten
from srkit.records.kinds import fault
from srkit.records.rows import PairRow, SftRow

ANSWER = "### Description\nA box {0}.\n### Step 1\nB.\n### In Conclusion\nC."


def candidate(task: str, n: int, total: float | None, response: str | None = None) -> dict:
    half = None if total is None else total / 2
    return {
        "id": f"{task}#a#{n}", "task": task, "image": "/x/a.png", "question": "?",
        "source": f"model{n}", "response": response or ANSWER.format(n), "mine": 7,
        "objects": [], "statements": [], "judge": "geometry:",
        "scores": {"desc": half, "reason": half, "total": total},
    }  # fmt: skip


def pairs(rows: list[dict], **settings: object) -> list[dict]:
    return list(flatten(pair_rows(rows, **settings)))


def test_best_against_worst_in_order_of_first_appearance() -> None:
    rows = [candidate("b", 0, 1), candidate("a", 0, 5), candidate("b", 1, 9),
            candidate("a", 1, 3), candidate("b", 2, 4)]  # fmt: skip
    found = pairs(rows)
    assert [row["id"] for row in found] == ["b#reward", "a#reward"]
    assert found[0]["sources"] == {"chosen": "model1", "rejected": "model0"}
    assert found[0]["chosen_scores"] == {"desc": 4.5, "reason": 4.5}
    assert found[0]["chosen"].startswith("<description>A box 1.</description>\n<reasoning>")
    assert [part.kind for part in parse_sections(found[0]["rejected"])][-1] == "conclusion"
    assert all(fault(row, PairRow) is None for row in found)


def test_own_columns_are_kept_and_stage_columns_are_not() -> None:
    (row,) = pairs([candidate("a", 0, 1), candidate("a", 1, 2)])
    assert row["mine"] == 7 and row["image"] == "/x/a.png"
    assert not {"objects", "scores", "response", "judge", "statements", "source"} & row.keys()


def test_ties_go_to_the_lowest_id_whatever_the_order() -> None:
    rows = [candidate("a", n, 5 if n < 3 else 1) for n in range(5)]
    for order in (rows, rows[::-1]):
        (found,) = pairs(order)
        assert found["sources"] == {"chosen": "model0", "rejected": "model3"}


def test_what_is_left_out_is_counted() -> None:
    counts = Counts()
    rows = [
        {"id": "e", "error": {"stage": "score", "type": "", "message": ""}},
        candidate("null", 0, None),
        candidate("short", 0, 3, "Yes."),
        candidate("one", 0, 3),
        candidate("same", 0, 1, ANSWER), candidate("same", 1, 5, ANSWER),
        candidate("tie", 0, 3), candidate("tie", 1, 3),
        candidate("close", 0, 3), candidate("close", 1, 3.5),
        candidate("good", 0, 3), candidate("good", 1, 5),
    ]  # fmt: skip
    found = list(flatten(pair_rows(rows, min_margin=1.0, counts=counts)))
    assert [row["task"] for row in found] == ["good"]
    assert counts == {"error": 1, "null score": 1, "incomplete": 1, "identical": 3, "margin": 1}


def test_sft_takes_the_best() -> None:
    found = pairs([candidate("a", 0, 1), candidate("a", 1, 2)], sft=True)
    assert [row["id"] for row in found] == ["a#sft"]
    assert "A box 1." in found[0]["completion"]
    assert fault(found[0], SftRow) is None


def test_a_candidate_without_task_is_its_own() -> None:
    row = candidate("a", 0, 1)
    del row["task"]
    assert sft_row(row)["task"] == "a#a#0"
