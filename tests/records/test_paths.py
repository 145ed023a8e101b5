"""Paths in rows: where they are looked for, and how they are written."""

from pathlib import Path

import pytest

from srkit.errors import RowError
from srkit.records.paths import open_file, relative_paths, resolve_paths


def test_the_files_folder_comes_before_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "both.png").touch()
    (here / "only.png").touch()
    monkeypatch.chdir(here)
    assert resolve_paths({"image": "both.png"}, str(there))["image"] == str(there / "both.png")
    assert resolve_paths({"image": "only.png"}, str(there))["image"] == str(here / "only.png")


def test_a_missing_file_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = resolve_paths({"image": "no.png"}, str(tmp_path / "rows"))
    assert row["image"] == str(tmp_path / "rows" / "no.png")
    with pytest.raises(RowError) as caught:
        open_file(row["image"])
    assert str(tmp_path / "rows" / "no.png") in str(caught.value)
    assert f"nor {tmp_path / 'no.png'}" in str(caught.value)


def test_written_relative_to_the_output(tmp_path: Path) -> None:
    row = {"image": str(tmp_path / "a" / "x.png"), "depth": {"path": str(tmp_path / "d.png")}}
    assert relative_paths(row, str(tmp_path / "a")) == {
        "image": "x.png",
        "depth": {"path": "../d.png"},
    }
    assert row["depth"]["path"] == str(tmp_path / "d.png"), "the row in memory is left alone"


def test_data_urls_and_other_keys_are_no_paths(tmp_path: Path) -> None:
    row = {"image": "data:image/png;base64,AA==", "note": "a.png", "depth": None}
    assert relative_paths(resolve_paths(dict(row), str(tmp_path)), "/") == row


def test_data_urls_are_read_and_bad_ones_said() -> None:
    assert open_file("data:image/png;base64,AAE=").read() == b"\0\1"
    for url in ("data:,x", "data:image/png;base64,A"):
        with pytest.raises(RowError, match="base64") as caught:
            open_file(url)
        assert len(str(caught.value)) < 60


def test_a_folder_that_looks_like_a_data_url(tmp_path: Path) -> None:
    row = {"image": str(tmp_path / "data:x" / "a.png")}
    assert relative_paths(row, str(tmp_path)) == {"image": "./data:x/a.png"}


def test_links_to_folders_are_resolved_and_the_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / "0f3a").touch()
    (tmp_path / "snap").mkdir()
    (tmp_path / "snap" / "x.png").symlink_to(tmp_path / "blobs" / "0f3a")
    (tmp_path / "link").symlink_to(tmp_path / "snap")
    row = resolve_paths({"image": "link/x.png"}, str(tmp_path))
    assert row["image"] == str(tmp_path / "snap" / "x.png")


def test_what_no_file_can_be_called_is_a_row_error(tmp_path: Path) -> None:
    for name in ("x\0y/b.png", "x\ud800y/b.png", "\0"):
        row = resolve_paths({"id": "a", "image": name}, str(tmp_path))
        with pytest.raises(RowError, match="no path|no such file"):
            open_file(row["image"])


def test_a_row_that_fails_under_a_root_keeps_its_path(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    row = resolve_paths({"id": "a", "image": "i/x.png"}, str(tmp_path), str(tmp_path / "other"))
    assert relative_paths(row, str(tmp_path))["image"] == "i/x.png"
    with pytest.raises(RowError, match="other/i/x.png nor .*i/x.png"):
        open_file(row["image"])
