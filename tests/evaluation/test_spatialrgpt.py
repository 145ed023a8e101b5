"""The benchmark's records as rows, against 24 of our own invention; answers, and the two joined."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from srkit.errors import DataError, RowError
from srkit.evaluation.spatialrgpt import check_task, join_bench, official_answer, read_bench
from srkit.evaluation.statistics import GROUP_OF
from srkit.language.question import parse_question
from srkit.records.flow import is_error
from srkit.records.kinds import fault
from srkit.records.paths import MissingPath, open_file
from srkit.records.rows import CandidateRow, TaskRow
from srkit.scene.regions import decode_mask, encode_mask, region_mask
from tests.conftest import write_rows

Record = dict[str, Any]
FILE = Path(__file__).with_name("spatialrgpt.json")
RECORDS: list[Record] = json.loads(FILE.read_text())


def plain(row: dict) -> dict:
    return json.loads(json.dumps(row))  # a path that is missing is a string like any other


def rows_of(folder: Path, *records: Any, root: str | None = None) -> list[dict]:
    (folder / "b.json").write_text(json.dumps(records))
    return list(read_bench(str(folder / "b.json"), root))


def changed(folder: Path, **fields: Any) -> dict:
    """The first record as a row, with other fields, and a good one after it."""
    record = {k: v for k, v in {**RECORDS[0], **fields}.items() if v != "absent"}
    row, good = rows_of(folder, record, RECORDS[1])
    assert not is_error(good)
    return row


def test_our_records_are_in_the_form_of_the_benchmark() -> None:
    assert {record["qa_info"]["category"] for record in RECORDS} == GROUP_OF.keys()
    for record in RECORDS:
        assert re.fullmatch(r"(quali|quanti)tative_[0-9A-Za-z]{10}", record["id"])
        assert parse_question(record["text_q"]).category == record["qa_info"]["category"]


def test_the_first_record_by_hand() -> None:
    first, *rest = map(plain, read_bench(str(FILE)))
    assert first == {
        "id": "qualitative_ogyjey4XVn",
        "image": str(FILE.parent / "SUNRGBD/kv1/NYUdata/NYU0549/image/NYU0368.jpg"),
        "question": "Does Region [0] lie to the left of Region [1]?",
        "answer": "Indeed, Region [0] lies left of Region [1].",
        "category": "left_predicate",
        "regions": [
            {"box": [10.25, 5.5, 26.25, 15.5],
             "mask": {"size": [48, 64], "counts": "i`04[12N2O0O2O000000000001N101N102LXg1"}},
            {"box": [28.5, 10.0, 43.5, 24.0],
             "mask": {"size": [48, 64], "counts": "o[15Y14M2O0O2O000O20N10001N101N3Lcm0"}},
        ],
        "origin": "spatialrgpt",
    }  # fmt: skip
    assert list(first) == ["id", "image", "question", "answer", "category", "regions", "origin"]
    assert len(rest) == 23 and not any(map(is_error, rest))
    assert all(fault(row, TaskRow) is None for row in rest)


def test_masks_are_those_of_the_picture() -> None:
    for row, record in zip(read_bench(str(FILE)), RECORDS, strict=True):
        size = record["image_info"]["width"], record["image_info"]["height"]
        for region in row["regions"]:
            mask, box = (
                decode_mask(region["mask"], *size),
                region_mask({"box": region["box"]}, *size),
            )
            assert mask.any() and (mask <= box).mean() > 0.95, "an ellipse in its box"


def test_placeholders_become_tags(tmp_path: Path) -> None:
    for record in RECORDS:
        assert changed(tmp_path, **{**record, "text_q": None})["question"] == record["text_q"]
    human = {"from": "human", "value": "<image>\nWhich is wider, <mask> <depth> or <mask><depth>?"}
    row = changed(tmp_path, text_q="absent", conversations=[human, RECORDS[0]["conversations"][1]])
    assert row["question"] == "Which is wider, Region [0] or Region [1]?"


def test_only_the_first_question_counts(tmp_path: Path) -> None:
    turns = RECORDS[0]["conversations"]
    row = changed(tmp_path, conversations=[*turns, {"from": "human", "value": 5}, None])
    assert row["answer"] == turns[1]["value"] and not is_error(row)


def test_nested_fields_may_be_text(tmp_path: Path) -> None:
    for write in (repr, json.dumps):
        nested = {
            key: write(value) for key, value in RECORDS[0].items() if key not in ("id", "text_q")
        }
        row = changed(tmp_path, **nested)
        assert plain(row) == plain(next(read_bench(str(FILE)))) | {"image": row["image"]}


def test_lines_are_read_too(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "bench.jsonl", RECORDS)
    for row, expected in zip(read_bench(str(path)), read_bench(str(FILE)), strict=True):
        assert row["id"] == expected["id"] and row["regions"] == expected["regions"]


def test_boxes_end_with_the_picture(tmp_path: Path) -> None:
    row = changed(tmp_path, bbox=[[-3.5, -1, 70, 48.5], [2, 3, 4, 5]])
    assert [region["box"] for region in row["regions"]] == [[0, 0, 64, 48], [2, 3, 4, 5]]
    assert fault(plain(row), TaskRow) is None


RLE = RECORDS[0]["rle"]
RUNS = [64 * 48 - 100, 90, 10]


def test_counts_in_other_forms(tmp_path: Path) -> None:
    as_bytes = [{"size": [48, 64], "counts": mask["counts"].encode()} for mask in RLE]
    for rle in (repr(as_bytes), [repr(mask) for mask in as_bytes],
                [{**mask, "counts": repr(mask["counts"].encode())} for mask in RLE]):  # fmt: skip
        assert [region["mask"] for region in changed(tmp_path, rle=rle)["regions"]] == RLE
    row = changed(tmp_path, rle=[RLE[0], {"size": [48, 64], "counts": RUNS}])
    mask = decode_mask(row["regions"][1]["mask"], 64, 48)
    assert mask.T.ravel().nonzero()[0].tolist() == list(range(2972, 3062)), "by columns"
    assert encode_mask(mask) == row["regions"][1]["mask"]


NO_MASKS = (
    None, "absent", [], RLE[:1], [*RLE, RLE[0]], [*RLE, None], 5, "['", "os.system('true')",
    [RLE[0], None], [RLE[0], {}], [RLE[0], {**RLE[1], "size": [64, 48]}],
    *([RLE[0], {"size": [48, 64], "counts": counts}]
      for counts in ("", None, 7, "é", "~~", "a b", "b'", [], [5], [-1, 3073], [0.5], [10**400],
                     [True] * 3072)),
)  # fmt: skip


@pytest.mark.parametrize("rle", NO_MASKS, ids=lambda rle: str(rle)[-40:])
def test_masks_that_do_not_fit_are_left_away(tmp_path: Path, rle: Any) -> None:
    row = changed(tmp_path, rle=rle)
    assert row["regions"] == [{"box": box} for box in RECORDS[0]["bbox"]]


TURNS = RECORDS[0]["conversations"]
BAD = (
    ({"id": "absent"}, "no 'id'"), ({"id": 5}, "'id' should be a string, not a whole number"),
    ({"text_q": 5}, "'text_q' should be a string"),
    ({"text_q": "", "conversations": []}, "'conversations[0]' should be an object"),
    ({"conversations": "absent"}, "no 'conversations'"),
    ({"conversations": TURNS[:1]}, "'conversations[1]' should be an object"),
    ({"conversations": [TURNS[0], {"value": None}]}, "'conversations[1]': no 'value'"),
    ({"conversations": [TURNS[0], {"value": ["a"]}]}, "'value' should be a string, not a list"),
    ({"conversations": "__import__('os').system('true')"}, "'conversations' can't be read: no Pyt"),
    ({"qa_info": "absent"}, "no 'qa_info'"), ({"qa_info": {"type": "a"}}, "no 'qa_info.category'"),
    ({"qa_info": {"category": "long_choice"}}, "one of the benchmark's 24, not 'long_choice'"),
    ({"image_info": "absent"}, "no 'file_path'"),
    ({"image_info": {"file_path": "a.png", "height": 48}}, "no 'image_info.width'"),
    ({"image_info": {"file_path": "a", "height": 48, "width": 0}}, "the size of a picture"),
    ({"bbox": None}, "no 'bbox'"), ({"bbox": "[" * 200_000}, "'bbox' can't be read: nested more"),
    ({"bbox": "'" + "a" * 10_000_000 + "'"}, "'bbox' can't be read: a text of more than"),
    ({"bbox": [[1, 2, 3, 4], 5]}, "'bbox[1]' should be a list, not a whole number"),
    ({"bbox": [[1, 2, 3], [1, 2, 3, 4]]}, "'bbox' should be a list of [x1, y1, x2, y2]"),
    ({"bbox": [[1, 2, 3, float("nan")]]}, "'bbox' should be a list of"),
    ({"bbox": [[1, 2, 3, 10**4000]] * 2}, "'bbox' should be a list of"),
    ({"bbox": f"[[1, 2, 3, {10**4000}]]"}, "'bbox' can't be read: a number of more"),
    ({"bbox": [[1, 2, 3, True]]}, "'bbox[0][3]' should be a number"),
    ({"bbox": [[1, 2, 3, 4]]}, "Region [1] has no box"),
    ({"bbox": []}, "Region [0] has no box"),
    ({"conversations": [TURNS[0], {"value": "Region [2] is."}]}, "Region [2] has no box"),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "why"), BAD, ids=[why for _, why in BAD])
def test_a_bad_record_is_an_error_row(tmp_path: Path, fields: Record, why: str) -> None:
    row = changed(tmp_path, **fields)
    name = "" if "id" in fields else " (qualitative_ogyjey4XVn)"
    message = row["error"]["message"]
    assert message.startswith(f"spatialrgpt: record 1{name}: ") and why in message
    assert len(message) < 300 and "\n" not in message
    assert row["error"]["stage"] == "eval" and row["origin"] == "spatialrgpt"
    assert row["id"] == ("record 1" if "id" in fields else "qualitative_ogyjey4XVn")
    if "qa_info" not in fields:
        assert row["category"] == "left_predicate", "it counts in its group"


def test_what_is_no_object_is_an_error_row(tmp_path: Path) -> None:
    found = rows_of(tmp_path, RECORDS[0], None, "text", 5, RECORDS[1])
    assert [is_error(row) for row in found] == [False, True, True, True, False]
    assert found[1]["error"]["message"] == "spatialrgpt: record 2: a record should be an object"


@pytest.mark.parametrize("path", ["/etc/passwd", "../a.png", "a/../../b.png", "..", ".", "a/..", 5])
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, path: Any) -> None:
    row = changed(tmp_path, image_info={**RECORDS[0]["image_info"], "file_path": path})
    assert "'file_path' should be" in row["error"]["message"] and "image" not in row


def test_where_pictures_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, root, here = (tmp_path / name for name in ("folder", "root", "here"))
    here.mkdir(), folder.mkdir(), root.mkdir()
    monkeypatch.chdir(here)
    name = RECORDS[0]["image_info"]["file_path"]
    (missing,) = rows_of(folder, RECORDS[0])
    assert missing["image"] == str(folder / name) and isinstance(missing["image"], MissingPath)
    with pytest.raises(Exception, match="SUNRGBD/kv1/.*, below .*/folder nor .*/here"):
        open_file(missing["image"])
    # The last place first: each that is added comes before all that are there already.
    for base in (here, folder):
        for prefix in ("omni3d/datasets", "datasets", ""):
            place = base / prefix / name
            place.parent.mkdir(parents=True)
            place.write_bytes(b"")
            assert rows_of(folder, RECORDS[0])[0]["image"] == str(place)
    (row,) = rows_of(folder, RECORDS[0], root=str(root))
    assert isinstance(row["image"], MissingPath), "with a root, nothing outside it"
    (root / "datasets" / name).parent.mkdir(parents=True)
    (root / "datasets" / name).symlink_to(folder / name)
    (row,) = rows_of(folder, RECORDS[0], root=str(root))
    assert isinstance(row["image"], MissingPath), "through a link neither"
    (root / "datasets" / name).unlink()
    (root / "datasets" / name).write_bytes(b"")
    assert rows_of(folder, RECORDS[0], root=str(root))[0]["image"] == str(root / "datasets" / name)


LINE = {"question_id": "qualitative_ogyjey4XVn", "image": "SUNRGBD/kv1/a.jpg", "question": "Is it?",
        "pred": "No.", "gt": "Yes.", "model_id": "vila", "qa_info": {"category": "left_predicate"},
        "llm_match_info": {"evaluation": 0}}  # fmt: skip


def test_official_answers_are_candidates() -> None:
    row = official_answer(LINE)
    assert row == {
        "id": "qualitative_ogyjey4XVn#vila#0", "task": "qualitative_ogyjey4XVn",
        "image": "SUNRGBD/kv1/a.jpg", "question": "Is it?", "answer": "Yes.", "response": "No.",
        "category": "left_predicate", "source": "vila", "origin": "spatialrgpt",
        "llm_match_info": {"evaluation": 0},
    }  # fmt: skip
    assert fault(row, CandidateRow) is None
    assert official_answer({**LINE, "qa_info": repr(LINE["qa_info"])}) == row


def test_official_answers_may_lack_what_is_optional() -> None:
    bare = {key: LINE[key] for key in ("question_id", "question", "pred", "gt")}
    for more in ({}, {"model_id": "", "image": None, "qa_info": "broken("}):
        row = official_answer({**bare, **more})
        assert row and row["id"] == "qualitative_ogyjey4XVn#answers#0" and row["image"] == ""
        assert "source" not in row and "category" not in row
    row = official_answer({**bare, "pred": None})
    assert row and fault(row, CandidateRow) is None, "a failed call: an answer that counts as wrong"
    for key in bare:
        assert official_answer({k: v for k, v in bare.items() if k != key}) is None


def test_the_benchmark_wins_when_rows_are_joined() -> None:
    bench = {row["id"]: row for row in read_bench(str(FILE))}
    task = bench["qualitative_ogyjey4XVn"]
    row = {"id": "x", "task": task["id"], "image": "a", "question": "q", "answer": "a",
           "category": "c", "regions": [], "response": "Yes.", "mine": 1}  # fmt: skip
    (found,) = join_bench([row], bench)
    theirs = {k: v for k, v in task.items() if k != "id"}
    assert found == {**row, **theirs, "flags": ["other_truth"]}, "its truth was another one"
    (found,) = join_bench([{**row, "answer": task["answer"]}], bench)
    assert "flags" not in found
    assert row["question"] == "q", "what went in is left alone"
    (found,) = join_bench([{"id": task["id"], "response": "No."}], bench)
    assert found["answer"] == task["answer"]


def test_rows_that_the_benchmark_does_not_have() -> None:
    row = {"id": "a", "task": "t", "response": "Yes."}
    assert list(join_bench([row], {})) == [row]
    with pytest.raises(RowError, match="no such question in the benchmark: t"):
        check_task(row, {})
    error = {"stage": "score", "type": "RowError", "message": "m"}
    assert list(join_bench([{"error": error}], {})) == [{"error": error}]


def test_errors_of_both_sides_stay(tmp_path: Path) -> None:
    bad = changed(tmp_path, bbox=None)
    (found,) = join_bench(
        [{"id": bad["id"], "response": "Yes.", "question": "q"}], {bad["id"]: bad}
    )
    assert "error" not in found and found["category"] == "left_predicate"
    with pytest.raises(RowError, match="'bbox'"):
        check_task(found, {bad["id"]: bad})
    error = {"stage": "score", "type": "RowError", "message": "m"}
    (found,) = join_bench([{"id": RECORDS[1]["id"], "error": error}],
                          {row["id"]: row for row in read_bench(str(FILE))})  # fmt: skip
    assert found["error"] == error and found["category"] == "right_predicate"


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    rows = read_bench(str(tmp_path / "none.json"))
    with pytest.raises(DataError, match="no such file"):
        next(rows)
