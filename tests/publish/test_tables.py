"""Rows as Parquet: any row fits, and comes back as it was."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from srkit.errors import SrkitError
from srkit.publish import tables
from srkit.publish.tables import survey, write_messages, write_rows
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions
from tests.conftest import Row


def written(rows: list[Row], folder: Path) -> list[Row]:
    from datasets import load_dataset

    columns = survey(rows, lambda path: None)
    files = write_rows(lambda: rows, columns, str(folder))
    found = load_dataset("parquet", data_files=sorted(files.values()), split="train",
                         cache_dir=str(folder / "cache"))  # fmt: skip
    return [dict(row) for row in found]


def test_rows_come_back(tmp_path: Path, pair_rows: list[Row]) -> None:
    more: list[Row] = [
        {"n": 1, "x": 1, "mixed": "a", "flag": True, "late": None, "source": "http://10.0.0.1/v1#m"},
        {"n": 2, "x": 0.5, "mixed": 3, "flag": False, "late": "now",
         "sources": {"chosen": "hf:/a/b"}},
        {"n": None, "x": 2, "mixed": [1], "late": "then", "judge": "geometry:"}, {},
    ]  # fmt: skip
    rows = [row | one for row, one in zip(pair_rows, more, strict=True)]
    found = written(rows, tmp_path)
    assert [row["n"] for row in found] == [1, 2, None, None]
    assert [row["x"] for row in found] == [1.0, 0.5, 2.0, None]
    assert [row["flag"] for row in found] == [True, False, None, None]
    assert [row["late"] for row in found] == [None, "now", "then", None]
    told = [row["mixed"] and json.loads(row["mixed"]) for row in found]
    assert told == ["a", 3, [1], None]
    assert found[0]["source"] == "http://…/v1#m" and json.loads(found[1]["sources"]) == {
        "chosen": "hf:b"
    }
    for row, given in zip(found, rows, strict=True):
        assert json.loads(row["regions"]) == given["regions"] and row["chosen"] == given["chosen"]
        assert np.array_equal(np.asarray(row["image"]), np.asarray(open_image(given["image"])))
        assert list(row)[0] == "image"


def test_numbers_that_do_not_fit(tmp_path: Path, pair_rows: list[Row]) -> None:
    more: list[Row] = [{"a": 1.5, "b": 2**63, "c": 2**53 + 1, "d": True, "k|\n": 1},
                       {"a": "abc", "b": 1, "c": 0.5, "d": 1.5},
                       {"a": [1], "d": 2}, {}]  # fmt: skip
    rows = [row | one for row, one in zip(pair_rows, more, strict=True)]
    found = written(rows, tmp_path)
    for key in "abcd":
        told = [row[key] and json.loads(row[key]) for row in found]
        assert told == [one.get(key) for one in more], key
    assert found[0]["k|\n"] == 1


def test_rows_that_are_refused(pair_rows: list[Row]) -> None:
    for more, said in (({"depth_image": 1}, "is for the depth picture"),
                       ({"answer": "half \ud800"}, "half a character")):  # fmt: skip
        with pytest.raises(SrkitError, match=said):
            survey([pair_rows[0] | more], lambda path: None)
    key = "hf_" + "aB3" * 10
    with pytest.raises(SrkitError, match="row 2 holds") as error:
        survey([pair_rows[0], pair_rows[1] | {"id": key}], lambda path: None)
    assert key not in str(error.value)


def test_an_id_does_not_tell_where_its_model_lies(tmp_path: Path, pair_rows: list[Row]) -> None:
    row = pair_rows[0] | {"id": "t#hf:/home/me/fdpo#0", "source": "hf:/home/me/fdpo"}
    (found,) = written([row], tmp_path)
    assert found["id"] == "t#hf:fdpo#0" and found["source"] == "hf:fdpo"


def test_depth_goes_along(tmp_path: Path, pair_rows: list[Row]) -> None:
    deep = np.full((96, 96), 3000, np.uint16)
    Image.fromarray(deep).save(tmp_path / "d.png")
    np.save(tmp_path / "d.npy", deep)
    rows = [row | {"depth": {"path": str(tmp_path / name), "unit_m": 0.001, "kind": "metric"}}
            for row, name in zip(pair_rows, ("d.png", "d.npy"), strict=False)]  # fmt: skip
    columns = survey(rows, lambda path: None)
    assert (columns.depths, columns.depths_left) == (1, 1)
    first, second = written(rows, tmp_path)
    assert np.array_equal(np.asarray(first["depth_image"]), deep) and second["depth_image"] is None
    assert json.loads(first["depth"]) == {"unit_m": 0.001, "kind": "metric"}


def test_messages_are_those_of_training(tmp_path: Path, pair_rows: list[Row]) -> None:
    from datasets import load_dataset

    from srkit.training.data import Looks, make_dataset, stored

    columns = survey(pair_rows, lambda path: None)
    files = write_messages(lambda: pair_rows, columns, str(tmp_path))
    found = load_dataset("parquet", data_files=list(files.values()), split="train",
                         cache_dir=str(tmp_path / "cache"))  # fmt: skip
    learned = make_dataset(stored(pair_rows, "dpo", []), Looks())
    for row, trained in zip(found, learned, strict=True):
        for key in ("prompt", "chosen", "rejected"):
            assert row[key] == trained[key]
        assert np.array_equal(np.asarray(row["images"][0]), np.asarray(trained["images"][0]))
    drawn = draw_regions(open_image(pair_rows[0]["image"]), pair_rows[0]["regions"])
    assert np.array_equal(np.asarray(found[0]["images"][0]), np.asarray(drawn))


def test_files_are_of_a_bounded_size_and_the_same_every_time(
    tmp_path: Path, pair_rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    monkeypatch.setattr(tables, "SHARD_BYTES", 1)
    columns = survey(pair_rows, lambda path: None)

    def make(name: str) -> dict[str, bytes]:
        files = write_rows(lambda: pair_rows, columns, str(tmp_path / name))
        return {name: Path(path).read_bytes() for name, path in files.items()}

    once = make("a")
    assert sorted(once) == [f"data/{k:05d}.parquet" for k in range(4)] and once == make("b")
    assert [row["id"] for row in written(pair_rows, tmp_path)] == [row["id"] for row in pair_rows]


def test_masks_are_not_read_for_keys(pair_rows: list[Row]) -> None:
    mask: Any = {"size": [96, 96], "counts": "hf_" + "abc123" * 6}
    pair_rows[0]["regions"][0]["mask"] = mask
    assert survey(pair_rows, lambda path: None).rows == 4
