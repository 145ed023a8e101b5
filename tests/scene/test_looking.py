"""Windows, words, and what happens to a picture that a model can't take."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from srkit.errors import RowError
from srkit.scene.finding import Found
from srkit.scene.looking import WORDS, Estimate, Eyes, Picture, Sight, look, windows, words_for

DEPTH = {"path": "d.png", "unit_m": 0.001, "kind": "metric", "source": "hf:x"}


def rows_of(folder: Path, count: int) -> list[dict]:
    for k in range(count):
        Image.new("RGB", (40, 30), (k, 0, 0)).save(folder / f"{k}.png")
    return [{"id": str(k), "image": str(folder / f"{k}.png"), "question": ""} for k in range(count)]


def test_a_run_that_goes_on_has_the_same_windows() -> None:
    rows = [{"id": f"{k}.png"} for k in range(500)]
    whole = list(windows(rows, 8))
    assert sum(whole, []) == rows
    assert 4 < len(rows) / len(whole) < 16 and max(map(len, whole)) <= 48
    for start in (1, 77, 200):
        later = list(windows(rows[start:], 8))
        assert later[1:] == whole[len(whole) - len(later) + 1 :], "all but the first are the same"
    assert all(len(window) == 1 for window in windows(rows, 1))


def test_words_are_the_users_else_the_questions_else_a_list() -> None:
    row = {"question": "Is the cup behind the jug?"}
    assert words_for(row, ("car",)) == ("car",)
    assert words_for(row, ()) == ("cup", "jug")
    assert words_for({"question": "Is Region [0], the cup, behind Region [1]?"}, ()) == WORDS
    assert words_for({"question": ""}, ()) == WORDS


def test_each_picture_is_seen_once_and_fails_alone(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 3)
    rows[1]["image"] = rows[0]["image"]
    rows.append({"id": "e", "error": {"stage": "synth"}})
    rows.append({**rows[2], "id": "gone", "image": str(tmp_path / "gone.png")})
    asked: list[list[str]] = []

    def depth(pictures: Sequence[Picture]) -> list[Estimate | Exception]:
        asked.append([Path(picture.path).name for picture in pictures])
        return [RowError("too dark") if picture.path.endswith("2.png") else Estimate(DEPTH)
                for picture in pictures]  # fmt: skip

    rows[1]["regions"] = [{"box": [1, 2, 3]}]
    first, second, third, gone = look(rows, Eyes(depth=depth))
    assert asked == [["0.png", "0.png", "2.png", "gone.png"]]
    assert isinstance(first, Sight) and "four numbers" in str(second)
    assert first.estimate == Estimate(DEPTH)
    assert str(third) == "too dark" and "no such file" in str(gone)


def test_what_is_found_is_regions_or_things(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 2)
    rows[1]["regions"] = [{"box": [0, 0, 9, 9], "name": "cup"}]

    def detect(pictures: Sequence[Picture], words: Sequence[tuple[str, ...]]) -> list[list[Found]]:
        return [[Found([10, 10, 30, 25], 0.91234, words[k][0])] for k in range(len(pictures))]

    first, second = look(rows, Eyes(detect=detect, words=("jug",), names={"detect": "hf:d@1"}))
    assert isinstance(first, Sight) and isinstance(second, Sight)
    new = {"box": [10, 10, 30, 25], "name": "jug", "score": 0.9123}
    assert (first.regions, first.things) == ([new], [])
    assert (second.regions, second.things) == (rows[1]["regions"], [new])
    assert first.found is not None
    assert (first.found["detect"], first.found["words"], first.found["kept"]) == ("hf:d@1", 1, 1)
