"""Rows that are learned from: refused, held out, known again."""

from pathlib import Path
from typing import Any

import pytest

from srkit.errors import SrkitError

pytestmark = pytest.mark.slow
Row = dict[str, Any]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rejected": "a <image>"}, "'rejected' holds the special token <image>"),
        ({"question": "<image>?"}, "'question' holds the special token <image>"),
        ({"chosen": " "}, "'chosen' is empty"),
        ({"chosen": "\ud800"}, "'chosen' holds half a character"),
        ({"image": "/gone.png"}, "no such file: /gone.png"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(pair_rows: list[Row], change: Row, said: str) -> None:
    from srkit.training.data import stored

    pair_rows[2] |= change
    with pytest.raises(SrkitError) as caught:
        stored(pair_rows, "fdpo", ["<image>", None])  # type: ignore[list-item]
    assert str(caught.value) == f"row 't2#reward': {said}"


def test_only_fdpo_reads_the_scores(pair_rows: list[Row], sft_rows: list[Row]) -> None:
    from srkit.training.data import stored

    (first, *_) = stored(pair_rows, "fdpo", [])
    assert (first["desc_delta"], first["reason_delta"]) == (1.0, 5.5)
    for row in pair_rows:
        del row["chosen_scores"], row["rejected_scores"]
    assert all(
        row["desc_delta"] == row["reason_delta"] == 0 for row in stored(pair_rows, "dpo", [])
    )
    with pytest.raises(SrkitError, match="row 't0#reward': no scores of 'desc'"):
        stored(pair_rows, "fdpo", [])
    assert "desc_delta" not in stored(sft_rows, "sft", [])[0]


def test_no_picture_is_on_both_sides_wherever_the_files_lie(tmp_path: Path) -> None:
    from srkit.training.data import held_out

    for k in range(40):  # all of one name
        for folder in (tmp_path / "a" / str(k), tmp_path / "b" / str(k)):
            folder.mkdir(parents=True)
            (folder / "rgb.png").write_bytes(bytes([k]))
    rows = [{"image": str(tmp_path / "a" / str(k % 40) / "rgb.png"), "id": k} for k in range(200)]
    train, held = held_out(rows, 0.25, seed=3)
    assert len(train) + len(held) == 200 and len(held) == 50
    assert not {row["image"] for row in train} & {row["image"] for row in held}
    moved = [row | {"image": row["image"].replace("/a/", "/b/")} for row in rows]
    assert [row["id"] for row in held_out(moved, 0.25, seed=3)[1]] == [row["id"] for row in held]
    assert held_out(rows, 0.25, seed=4)[1] != held
    assert held_out(rows, 0.0, seed=3) == (rows, [])


def test_a_picture_is_opened_and_drawn_when_its_row_is_asked_for(
    pair_rows: list[Row], tmp_path: Path
) -> None:
    from srkit.training.data import Looks, make_dataset, stored

    columns = stored(pair_rows, "fdpo", [])
    shown = make_dataset(columns, Looks("overlay"))[0]
    (image,) = shown["images"]
    assert image.getpixel((10, 25)) != image.getpixel((0, 0)), "the region's outline"
    assert shown["prompt"][0]["content"].startswith("Regions: Region [0] (outlined in red), ")
    shown = make_dataset(columns, Looks("coordinates", "fractions"))[0]
    assert len(set(shown["images"][0].getdata())) == 1, "nothing is drawn"
    assert "Region [0] ([0.10, 0.10, 0.42, 0.42])" in shown["prompt"][0]["content"]
    (tmp_path / "0.png").write_bytes(b"no picture")
    with pytest.raises(SrkitError, match=r"row 't0#reward': a picture that can't be read"):
        make_dataset(columns, Looks())[0]
