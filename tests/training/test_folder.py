"""A checkpoint folder: what is whole in it, its log, its processor."""

import json
from pathlib import Path

import pytest

from srkit.errors import SrkitError
from srkit.training.folder import (
    Saved,
    cut_log,
    mark_whole,
    read_log,
    remove_saved,
    saved_in,
    settle_weights,
)


def test_only_what_is_whole_is_gone_on_from(tmp_path: Path) -> None:
    assert saved_in(str(tmp_path / "none")) == []
    for step in (2, 10, 4):
        (tmp_path / f"checkpoint-{step}").mkdir()
    (tmp_path / "checkpoint-x").mkdir()
    assert saved_in(str(tmp_path)) == []
    mark_whole(str(tmp_path / "checkpoint-10"), 10, "abc", 2)
    last = Saved(str(tmp_path / "checkpoint-10"), 10, "abc", 2)
    assert saved_in(str(tmp_path)) == [last]
    remove_saved(str(tmp_path), but=last.path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint-10", "checkpoint-x"]
    mark_whole(str(tmp_path), 10, "abc", 2)
    assert saved_in(str(tmp_path)) == [last, last._replace(path=str(tmp_path))]
    remove_saved(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-x"]


def test_a_folder_without_weights_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(SrkitError, match="the weights were not gathered"):
        settle_weights(str(tmp_path))
    for name in ("model-00001-of-00002.safetensors", "adapter_model.safetensors"):
        (tmp_path / name).write_bytes(b"")
        settle_weights(str(tmp_path))
        (tmp_path / name).unlink()


def test_what_has_lost_a_file_is_not_gone_on_from(tmp_path: Path) -> None:
    (tmp_path / "optimizer.pt").write_bytes(b"12")
    mark_whole(str(tmp_path), 3, "abc", 1)
    assert saved_in(str(tmp_path))
    (tmp_path / "optimizer.pt").write_bytes(b"1")
    with pytest.raises(SrkitError, match="is not what was saved"):
        saved_in(str(tmp_path))


def test_a_checkpoint_half_removed_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in (2, 4):
        (tmp_path / f"checkpoint-{step}").mkdir()
        (tmp_path / f"checkpoint-{step}" / "optimizer.pt").write_bytes(b"12")
        mark_whole(str(tmp_path / f"checkpoint-{step}"), step, "abc", 1)

    def killed(path: str) -> None:
        (Path(path) / "optimizer.pt").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr("srkit.training.folder.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        remove_saved(str(tmp_path), but=str(tmp_path / "checkpoint-4"))
    assert [one.step for one in saved_in(str(tmp_path))] == [4]


def test_the_log_is_cut_to_a_step_and_a_broken_line_is_none(tmp_path: Path) -> None:
    lines = [{"step": step, "loss": step / 3} for step in (1, 2, 3)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"st')
    assert read_log(str(tmp_path)) == lines
    cut_log(str(tmp_path), 2)
    assert read_log(str(tmp_path)) == lines[:2]
    cut_log(str(tmp_path), 0)
    assert (tmp_path / "log.jsonl").read_bytes() == b""


@pytest.mark.slow
def test_a_base_without_a_processor_is_told(tmp_path: Path) -> None:
    from srkit.training.folder import copy_processor

    (tmp_path / "base").mkdir()
    with pytest.raises(SrkitError, match="none of its processor's files"):
        copy_processor(str(tmp_path / "base"), str(tmp_path))
