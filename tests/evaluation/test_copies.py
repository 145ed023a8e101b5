"""The copies of the benchmark: files, folders, parquet with its pictures, the Hub."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from srkit.errors import DataError, RowError, SrkitError
from srkit.evaluation.copies import bundled_picture, load_records
from srkit.evaluation.spatialrgpt import read_bench
from srkit.records.flow import is_error
from srkit.scene.pictures import open_image

FILE = Path(__file__).with_name("spatialrgpt.json")
RECORDS: list[dict[str, Any]] = json.loads(FILE.read_text())


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Hub client's folder for what others keep, in place of the user's."""
    monkeypatch.setattr("huggingface_hub.utils._cache_assets.HF_ASSETS_CACHE", tmp_path / "assets")
    return tmp_path / "assets" / "srkit" / "spatialrgpt"


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (9, width, height)).save(stream, form)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "not JSON"), ("[]", "not the benchmark"), ("{}", "not the benchmark"),
     ('{"a": [1]}', "not the benchmark"), ('"text"', "not the benchmark"),
     ("[1, 2]", "not the benchmark"), ('[{"id": "a"}]', "not the benchmark"),
     ("{\n", ":1: not JSON"), ('{"conversations": []}\n5', ":2: a row is a JSON object"),
     ("[" * 200_000, "not JSON"), ("[{]", "not JSON"), ("\0", "not JSON"), ("\ud83d", "not UTF-8")],
    ids=range(13),
)  # fmt: skip
def test_files_that_are_something_else(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "b.json").write_text(text, errors="surrogatepass")
    with pytest.raises(DataError) as caught:
        list(read_bench(str(tmp_path / "b.json")))
    assert why in str(caught.value) and "is a JSON array of objects with" in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "b.json"))


@pytest.mark.parametrize("where", ["none.json", "a/none.jsonl", "./a", "a/b/c", "a", "a/b@", ""])
def test_places_that_are_none(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="no such file or folder"):
        list(read_bench(where))


def test_a_byte_order_mark_is_none_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"\xef\xbb\xbf" + FILE.read_bytes())
    assert len(list(read_bench(str(tmp_path / "b.json")))) == 24


def test_a_folder_holds_one_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a folder without"):
        load_records(str(tmp_path))
    (tmp_path / "mine.json").write_text(FILE.read_text())
    records, folder = load_records(str(tmp_path))
    assert records == RECORDS and folder == str(tmp_path)
    (tmp_path / "other.json").write_text("[]")
    with pytest.raises(DataError, match="name it: mine.json, other.json"):
        load_records(str(tmp_path))
    (tmp_path / "SpatialRGPT-Bench_v1.json").write_text(json.dumps(RECORDS[:2]))
    assert len(list(load_records(str(tmp_path))[0])) == 2


def test_pictures_are_kept_once_as_they_are(cache: Path) -> None:
    data = picture(64, 48, "JPEG")
    found = bundled_picture({"id": "../../a b", "image": {"bytes": data, "path": "/etc/passwd"}})
    assert found and (found.width, found.height) == (64, 48)
    path = Path(found.path)
    assert path.name.startswith("______a_b-") and path.suffix == ".jpg"
    assert path.is_relative_to(cache) and path.read_bytes() == data
    before = path.stat().st_mtime_ns
    assert bundled_picture({"id": "../../a b", "image": data}) == found
    assert path.stat().st_mtime_ns == before and len(list(path.parent.iterdir())) == 1
    other = bundled_picture({"id": "../../a b", "image": picture(5, 5)})
    assert other and other.path != found.path and other.path.endswith(".png"), "another copy's"


def test_what_is_no_picture(cache: Path) -> None:
    for cell in (None, "a.png", {"path": "a.png", "bytes": None}, 5):
        assert bundled_picture({"id": "a", "image": cell}) is None
    for data in (b"", b"text", picture(5, 5)[:20], b"%!PS-Adobe-3.0 EPSF-3.0\n"):
        with pytest.raises(RowError, match="'image' is no picture"):
            bundled_picture({"id": "a", "image": data})
    assert not cache.exists()


def test_a_cache_that_can_not_be_written(cache: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("")
    with pytest.raises(SrkitError, match="can't be kept") as caught:
        bundled_picture({"id": "a", "image": picture(5, 5)})
    assert not isinstance(caught.value, RowError), "no other picture could be kept either"


def as_text(record: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A record as the Hub's copy has it: nested fields as Python writes them."""
    flat = {key: value if isinstance(value, str) else repr(value) for key, value in record.items()}
    info = record["image_info"]
    cell = {"bytes": picture(info["width"], info["height"]), "path": "../../x.png"}
    return {**flat, "image": cell, "file_path": info["file_path"], **more}


@pytest.fixture
def own_datasets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test's own for what `datasets` makes of parquet files."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "datasets")


@pytest.fixture
def parquet(tmp_path: Path, cache: Path, own_datasets: None) -> Path:
    import datasets

    records = [as_text(record) for record in RECORDS]
    records[2]["image"] = {"bytes": b"no picture", "path": None}
    records[3] |= {"image_info": None, "image": {"bytes": picture(64, 48, "JPEG"), "path": None}}
    table = datasets.Dataset.from_list(records).cast_column("image", datasets.Image())
    (tmp_path / "copy" / "data").mkdir(parents=True)
    table.to_parquet(tmp_path / "copy" / "data" / "val-00000-of-00001.parquet")
    return tmp_path / "copy"


def check(found: list[dict[str, Any]], cache: Path) -> None:
    """The rows of the fixture above are those of the JSON file, with pictures."""
    bad = found.pop(2)
    assert "'image' is no picture" in bad["error"]["message"] and bad["category"]
    expected = list(read_bench(str(FILE)))
    del expected[2]
    for row, other in zip(found, expected, strict=True):
        assert not is_error(row)
        assert {**row, "image": ""} == {**other, "image": ""}
        assert Path(row["image"]).is_relative_to(cache)
        assert list(open_image(row["image"]).size) == row["regions"][0]["mask"]["size"][::-1]


@pytest.mark.slow
def test_a_parquet_copy(parquet: Path, cache: Path) -> None:
    check(list(read_bench(str(parquet))), cache)
    (file,) = parquet.rglob("*.parquet")
    check(list(read_bench(str(file))), cache)
    assert len(list(cache.rglob("*.*"))) == 23


@pytest.mark.slow
def test_the_copy_on_the_hub(parquet: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    asked: list[Any] = []
    (file,) = parquet.rglob("*.parquet")
    loaded = datasets.load_dataset("parquet", data_files=str(file), split="train")

    def load(*words: Any, **options: Any) -> Any:
        asked.append((*words, options))
        return loaded

    monkeypatch.setattr(datasets, "load_dataset", load)
    check(list(read_bench("a8cheng/SpatialRGPT-Bench")), cache)
    check(list(read_bench("a8cheng/SpatialRGPT-Bench@refs/pr/1")), cache)
    assert asked == [
        ("a8cheng/SpatialRGPT-Bench", {"split": "val", "revision": revision})
        for revision in (None, "refs/pr/1")
    ]


@pytest.mark.slow
def test_copies_that_can_not_be_loaded(tmp_path: Path, own_datasets: None) -> None:
    import datasets

    with pytest.raises(SrkitError, match="^nobody/none: can't be loaded: "):
        list(read_bench("nobody/none"))
    (tmp_path / "a.parquet").write_bytes(b"no parquet")
    with pytest.raises(SrkitError, match="can't be loaded") as caught:
        list(read_bench(str(tmp_path)))
    assert "\n" not in str(caught.value)
    datasets.Dataset.from_list([{"id": "a"}]).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(DataError, match="not the benchmark"):
        list(read_bench(str(tmp_path)))
