"""Kind checks: what is wrong, and where."""

import pytest

from srkit.records.kinds import best_kind, fault
from srkit.records.rows import CandidateRow, PairRow, SceneRow, TaskRow

TASK = {"id": "a", "image": "a.png", "question": "?"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (TASK, None),
        ({**TASK, "mine": {"any": 1}}, None),
        ({"id": "a", "image": "a.png"}, "no 'question'"),
        ({**TASK, "id": 3}, "'id' should be a string, not a whole number"),
        ({**TASK, "regions": {}}, "'regions' should be a list, not an object"),
        ({**TASK, "regions": [{"box": [1, 2, 3, 4.5]}]}, None),
        ({**TASK, "regions": [{}]}, "no 'regions[0].box'"),
        (
            {**TASK, "regions": [{"box": [1, "2"]}]},
            "'regions[0].box[1]' should be a number, not '2'",
        ),
        ({**TASK, "regions": [{"box": [True]}]}, "should be a number, not true or false"),
        ({**TASK, "depth": {"path": "d", "unit_m": 1, "kind": "cm", "source": ""}}, "'depth.kind'"),
    ],
)
def test_task_rows(row: dict, said: str | None) -> None:
    found = fault(row, TaskRow)
    assert found is None if said is None else found is not None and said in found


def test_null_distances_are_fine() -> None:
    row = {**TASK, "response": "", "distances_m": [[0, None], [None, 0]]}
    assert fault(row, CandidateRow) is None
    assert fault({**row, "distances_m": [["x"]]}, CandidateRow) is not None


def test_pairs_need_both_segment_scores() -> None:
    row = {**TASK, "task": "a", "chosen": "x", "rejected": "y", "kind": "reward"}
    row |= {"chosen_scores": {"desc": 1, "reason": None}}
    row |= {"rejected_scores": {"desc": 1, "reason": 2}}
    assert fault(row, PairRow) == "'chosen_scores.reason' should be a number, not null"


def test_the_first_kind_that_fits_is_meant() -> None:
    assert best_kind(TASK, (SceneRow, TaskRow)) is TaskRow
    scene = {**TASK, "width": 1, "height": 1, "objects": [], "distances_m": [], "facts": [],
             "definitions": ""}  # fmt: skip
    assert best_kind(scene, (SceneRow, TaskRow)) is SceneRow


def test_the_first_missing_key_is_named_and_alternatives_are_joined() -> None:
    assert fault({}, TaskRow) == "no 'id'"
    row = {**TASK, "response": "", "distances_m": [["x"]]}
    said = "'distances_m[0][0]' should be a number or null, not 'x'"
    assert fault(row, CandidateRow) == said
    assert "should be a number" in str(
        fault({**TASK, "camera": {**dict.fromkeys(("fx", "fy", "cx"), 1), "cy": 10**400}}, TaskRow)
    )
