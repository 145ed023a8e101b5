"""What the page shows of a row."""

from typing import Any

import pytest

from srkit.view.items import LONGEST, differences, item_of, kind_of, pieces, plain

Row = dict[str, Any]


def picture(row: Row, what: str) -> int | None:
    return {"picture": 7, "depth": 8}[what] if row.get("image") else None


def test_kinds() -> None:
    assert kind_of({"nodes": [], "trajectories": []}) == "tree"
    assert kind_of({"chosen": "", "rejected": ""}) == "pair"
    assert kind_of({"completion": ""}) == kind_of({"response": ""}) == "answer"
    assert kind_of({"question": ""}) == "scene"


def test_texts_are_plain_and_end() -> None:
    assert plain("a\x00b\u202ec\u2028d\te\n") == "a\\x00b\\u202ec\\u2028d\te\n"
    long = plain("x" * (LONGEST + 5))
    assert long.startswith("x" * LONGEST) and long.endswith("(5 characters more)")
    assert plain("\ud800") == "\\ud800", "half a character can't be written as UTF-8"


def test_a_text_is_cut_where_statements_begin_and_end() -> None:
    assert pieces("abcdef", [[1, 3], [2, 5]]) == [
        ["a", []], ["b", [0]], ["c", [0, 1]], ["de", [1]], ["f", []],
    ]  # fmt: skip
    assert pieces("ab", [[0, 0], [5, 9], [-3, 1]]) == [["a", [2]], ["b", []]]
    assert "".join(text for text, _ in pieces("é😀ü", [[1, 2]])) == "é😀ü"
    assert pieces("é😀ü", [[1, 2]])[1] == ["😀", [0]], "spans count characters"


def test_an_answer(scene_row: Row) -> None:
    row = scene_row | {
        "response": "It is red.", "source": "m", "verdict": None, "reason": "refusal",
        "statements": [{"segment": "desc", "relation": "color", "span": [0, 9], "r": 0.5,
                        "w_u": 1.0, "w_c": 0.8, "text": "It is red"}],
        "scores": {"vc": 1.0, "total": 2.0}, "marks": {"rules": None}, "judge": "geometry:",
        "truth_value": 3.0,
    }  # fmt: skip
    made = item_of(row, picture)
    assert made["verdict"] == "undecided" and made["reason"] == "refusal"
    assert made["pieces"] == [["It is red", [0]], [".", []]]
    assert made["statements"] == [
        {"r": 0.5, "w_u": 1.0, "w_c": 0.8, "text": "color", "quote": "It is red"}
    ]
    assert made["told"] == {"truth": "3"} and made["picture"] == 7
    assert item_of(row | {"verdict": True}, picture)["verdict"] == "right"
    assert item_of(row | {"verdict": False}, picture)["verdict"] == "wrong"


def test_a_scene(scene_row: Row) -> None:
    row = scene_row | {"width": 100, "camera": {"fx": 50}, "depth": {"kind": "metric"},
                       "facts": [{"text": f"fact {k}"} for k in range(70)]}  # fmt: skip
    made = item_of(row, picture)
    assert made["spread"] == 1.0 and made["metric"] and made["depth"] == 8
    assert made["objects"][0]["center"] == [0.0, 1.0, 3.5] and made["objects"][0]["region"] == 0
    assert len(made["facts"]) == 61 and made["facts"][-1] == "… 10 more"


def test_a_pair_marks_what_only_one_says() -> None:
    left, right = differences("about 2.5 m far", "about 4 m far")
    assert left == [["about ", 0], ["2.5", 1], [" m far", 0]]
    assert right == [["about ", 0], ["4", 1], [" m far", 0]]
    assert differences("a " * 5000, "b")[1] == [["b", 0]], "too long to compare"
    row = {"id": "1", "task": "t", "chosen": "a", "rejected": "b", "sources": {"chosen": "x"},
           "chosen_scores": {"desc": 3.0, "reason": None},
           "rejected_scores": {"desc": 1.0, "reason": 2.0}}  # fmt: skip
    made = item_of(row, picture)
    assert made["margins"] == {"desc": 2.0} and made["source"] == "x" and "picture" not in made


def test_a_tree() -> None:
    row = {"id": "t", "image": "a", "question": "q", "stop": "budget", "expansions": 3, "nodes": [
        {"id": 0, "parent": None, "visits": 2, "value": 0.5},
        {"id": 1, "parent": 0, "model": "b", "section": "step", "text": "<x>", "visits": 1,
         "value": 1.0, "reward": 2.0, "ratings": {"j": [1, 0, None]}},
        {"id": 2, "parent": 0, "model": "a", "section": "step", "text": "", "visits": 0,
         "value": -1.0, "reward": -1.0, "pruned": True, "ratings": {}},
    ], "trajectories": [{"leaf": 2, "path": [2], "reward": 0.1},
                        {"leaf": 1, "path": [1], "reward": 0.9}]}  # fmt: skip
    made = item_of(row, picture)
    assert made["models"] == ["a", "b"] and made["path"] == [1] and made["best"] == 0.9
    assert made["nodes"][1] == [1, 0, 1, "step", "<x>", 1, 1.0, 2.0, 0, {"j": [1, 0, None]}]
    assert made["nodes"][2][8] == 1 and made["nodes"][0][2] == -1


@pytest.mark.parametrize("error", [{"stage": "score", "message": "no depth"}, "broken"])
def test_an_error_row_says_why(error: Any) -> None:
    assert "no depth" in (said := item_of({"id": "1", "error": error}, picture)["error"]) or (
        said == "broken"
    )
