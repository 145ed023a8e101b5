"""Best against worst: by which score, ties, who may win, in which order, in how much memory."""

import json
import tracemalloc

import pytest

from srkit.errors import DataError
from srkit.language.sections import parse_sections
from srkit.pairs.make import Settings, Summary, pair_rows
from srkit.pairs.rows import sft_row
from srkit.pairs.select import Choice, Counts, Ranking
from srkit.records.flow import flatten
from srkit.records.kinds import fault
from srkit.records.rows import PairRow, SftRow

ANSWER = "### Description\nA box {0}.\n### Step 1\nB.\n### In Conclusion\nC."


def candidate(
    task: str, n: int, total: float | None, response: str | None = None, **more: object
) -> dict:
    half = None if total is None else total / 2
    return {
        "id": f"{task}#a#{n}", "task": task, "image": "/x/a.png", "question": "?",
        "source": f"model{n}", "response": response or ANSWER.format(n), "mine": 7,
        "objects": [], "statements": [], "judge": "geometry:",
        "scores": {"desc": half, "reason": half, "total": total}, **more,
    }  # fmt: skip


def scored(task: str, n: int, desc: float, reason: float, **more: object) -> dict:
    scores = {"desc": desc, "reason": reason, "total": desc + reason}
    return candidate(task, n, 0.0, **more) | {"scores": scores}  # type: ignore[arg-type]


def pairs(rows: list[dict], grouped: bool = False, summary: Summary | None = None,
          **choice: object) -> list[dict]:  # fmt: skip
    settings = Settings(Choice(**choice), grouped=grouped)  # type: ignore[arg-type]
    return list(flatten(pair_rows(rows, settings, summary=summary)))


def sources(row: dict) -> tuple[str, str]:
    return row["sources"]["chosen"], row["sources"]["rejected"]


def test_best_against_worst_in_order_of_first_appearance() -> None:
    rows = [candidate("b", 0, 1), candidate("a", 0, 5), candidate("b", 1, 9),
            candidate("a", 1, 3), candidate("b", 2, 4)]  # fmt: skip
    found = pairs(rows)
    assert [row["id"] for row in found] == ["b#reward", "a#reward"]
    assert sources(found[0]) == ("model1", "model0")
    assert found[0]["chosen_scores"] == {"desc": 4.5, "reason": 4.5}
    assert found[0]["chosen"].startswith("<description>A box 1.</description>\n<reasoning>")
    assert [part.kind for part in parse_sections(found[0]["rejected"])][-1] == "conclusion"
    assert all(fault(row, PairRow) is None for row in found)


def test_own_columns_are_kept_and_stage_columns_are_not() -> None:
    (row,) = pairs([candidate("a", 0, 1), candidate("a", 1, 2)])
    assert row["mine"] == 7 and row["image"] == "/x/a.png"
    assert not {"objects", "scores", "response", "judge", "statements", "source"} & row.keys()


@pytest.mark.parametrize("select", ["total", "reason", "conflict"])
def test_ties_go_to_the_lowest_id_whatever_the_order(select: str) -> None:
    rows = [candidate("a", n, 5 if n < 3 else 1) for n in range(5)]
    for order in (rows, rows[::-1]):
        (found,) = pairs(order, select=select)
        assert sources(found) == ("model0", "model3")


def test_ids_that_do_not_begin_with_the_task_are_compared_whole() -> None:
    names = ["a#z", "a#b", "Z", "b", "a"]
    rows = [candidate("a", n, 5.0) | {"id": name} for n, name in enumerate(names)]
    (found,) = pairs([*rows, candidate("a", 9, 1.0)])
    assert found["sources"]["chosen"] == "model2", "Z comes before a in every alphabet of bytes"


def test_by_the_reasoning_alone() -> None:
    rows = [scored("a", 0, 8, 1), scored("a", 1, 1, 5), scored("a", 2, 2, 3)]
    assert sources(*pairs(rows)) == ("model0", "model2")
    assert sources(*pairs(rows, select="reason")) == ("model1", "model0")


def test_segments_that_disagree_come_first() -> None:
    rows = [scored("a", 0, 5, 5), scored("a", 1, 1, 1), scored("a", 2, 6, 2)]
    # 0 over 1 has the largest margin; 0 over 2 is better in one segment and worse in the other.
    assert sources(*pairs(rows)) == ("model0", "model1")
    assert sources(*pairs(rows, select="conflict")) == ("model0", "model2")
    (found,) = pairs(rows[:2], select="conflict")
    assert sources(found) == ("model0", "model1"), "where none disagree, the largest margin"


def test_only_right_answers_win_and_only_others_lose() -> None:
    asked = {"question": "How far apart are Region [0] and Region [1]?", "answer": "2 m"}

    def said(n: int, total: float, value: str) -> dict:
        text = f"### Description\nA.\n### Step 1\nB.\n### In Conclusion\nThey are {value} apart."
        return candidate("a", n, total, text, **asked)

    rows = [said(0, 9, "7 m"), said(1, 5, "2 m"), said(2, 3, "2.1 m"), said(3, 4, "9 m")]
    assert sources(*pairs(rows)) == ("model0", "model2")
    assert sources(*pairs(rows, require_correct=True)) == ("model1", "model3")
    assert sources(*pairs(rows, require_correct=True, select="conflict")) == ("model1", "model3")
    judged = [row | {"verdict": k in (0, 2)} for k, row in enumerate(rows)]
    assert sources(*pairs(judged, require_correct=True)) == ("model0", "model3"), "its own verdict"
    for some, reason in ((rows[1:3], "no wrong answer"), ([rows[0]], "no right answer")):
        summary = Summary()
        assert pairs(some, require_correct=True, summary=summary) == []
        assert summary.left_out == {reason: 1}
    summary = Summary()
    bare = [{k: v for k, v in row.items() if k != "answer"} for row in rows]
    assert pairs(bare, require_correct=True, summary=summary) == []
    assert summary.left_out == {"no answer to compare with": 4}
    assert summary.lines() == ["left out: 4 no answer to compare with"], "no pair, no kinds"
    (best,) = pairs(rows, require_correct=True, sft=True)
    assert "2 m apart" in best["completion"]


def test_what_is_left_out_is_counted() -> None:
    summary = Summary()
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
    found = pairs(rows, min_margin=1.0, summary=summary)
    assert [row["task"] for row in found] == ["good"]
    assert summary.left_out == {
        "error": 1, "null score": 1, "incomplete": 1, "single": 1, "identical": 1,
        "margin": 2}  # fmt: skip


def test_sft_takes_the_best() -> None:
    for select in ("total", "conflict"):
        found = pairs([candidate("a", 0, 1), candidate("a", 1, 2)], sft=True, select=select)
        assert [row["id"] for row in found] == ["a#sft"]
        assert "A box 1." in found[0]["completion"]
        assert fault(found[0], SftRow) is None


def test_a_candidate_without_task_is_its_own() -> None:
    row = candidate("a", 0, 1)
    del row["task"]
    assert sft_row(row)["task"] == "a#a#0"


@pytest.mark.parametrize("select", ["total", "conflict"])
def test_grouped_gives_the_same_as_tasks_end(select: str) -> None:
    rows = [candidate(f"t{k}", n, (7 * k + 5 * n) % 11) for k in range(30) for n in range(8)]
    assert pairs(rows, grouped=True, select=select) == pairs(rows, select=select)
    taken = []
    results = pair_rows((taken.append(row) or row for row in rows),
                        Settings(Choice(select), grouped=True))  # fmt: skip
    next(results)
    assert len(taken) == 9, "the first pair comes when the second task begins"
    with pytest.raises(DataError, match="task 't0' comes back.*--grouped"):
        pairs([*rows, rows[0]], grouped=True)


def test_memory_of_an_open_task() -> None:
    count, row = 5000, candidate("t", 0, 3.0)
    ranking = Ranking(Choice())
    tracemalloc.start()
    for k in range(count):
        task = f"full96-train-s0-{k}"
        for n in range(4):
            name = json.loads(f'"{task}#m3cts#{n}"')  # as a reader makes it: nobody else's string
            scores = {"total": float(k % 7 + n)}
            ranking.add(json.loads(f'"{task}"'), row | {"id": name, "scores": scores}, True, True)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / count <= 300
    assert sum(1 for _ in ranking.pairs(Counts())) == 0, "the same text twice is no pair"
