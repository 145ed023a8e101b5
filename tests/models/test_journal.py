"""Replies that were paid for: kept whole, found again, its owner's alone."""

import os
import stat
from pathlib import Path

import pytest

from srkit.errors import SrkitError
from srkit.models.base import Reply
from srkit.models.journal import FILE, Journal
from srkit.records.flow import Usage

KEYS = [f"{k:064x}" for k in range(5)]


def reply(text: str) -> Reply:
    return Reply(text, Usage(1, 7, 2))


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    texts = ['### Description\nä\u2028 "x"', "y" * 100_000, "half \ud800 a character", "\x00"]
    with_reason = Reply("cut", Usage(1, 1, 1), "cut off at max_tokens")
    first = Journal(str(tmp_path / "j"))
    for key, text in zip(KEYS, texts, strict=False):
        first.put(key, reply(text))
    first.put(KEYS[4], with_reason)
    first.close()
    again = Journal(str(tmp_path / "j"))
    assert [again.get(key) for key in KEYS[:4]] == [reply(text) for text in texts]
    assert again.get(KEYS[4]) == with_reason
    assert again.get("f" * 64) is None


def test_what_a_kill_left_of_a_line_is_cut_off(tmp_path: Path) -> None:
    journal = Journal(str(tmp_path))
    journal.put(KEYS[0], reply("a"))
    journal.put(KEYS[1], reply("b"))
    journal.close()
    whole = (tmp_path / FILE).read_bytes()
    for cut in range(1, len(whole) // 2, 7):
        (tmp_path / FILE).write_bytes(whole[:-cut])
        journal = Journal(str(tmp_path))
        assert (journal.get(KEYS[0]), journal.get(KEYS[1])) == (reply("a"), None)
        journal.put(KEYS[1], reply("b"))
        journal.close()
        assert (tmp_path / FILE).read_bytes() == whole


def test_damage_costs_the_damaged_lines_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(str(tmp_path))
    for key in KEYS:
        journal.put(key, reply("a"))
    journal.close()
    lines = (tmp_path / FILE).read_bytes().splitlines(keepends=True)
    lines[0] = lines[0].replace(b"0000", b"zzzz", 1)
    lines[1] = b'{"key": "\xff\xfe\n'
    lines[2] = lines[2][:-10] + b"\x00\x01\n"
    lines[3] = lines[3].replace(b'"text": "a"', b'"text": null')
    (tmp_path / FILE).write_bytes(b"".join([b"garbage\n", *lines]))
    journal = Journal(str(tmp_path))
    assert [journal.get(key) for key in KEYS] == [None] * 4 + [reply("a")]
    assert "3 lines can't be read" in caplog.text
    journal.put(KEYS[2], reply("b"))
    assert journal.get(KEYS[2]) == reply("b")


def test_a_link_or_a_pipe_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("half a line")
    for name, make in (("link", lambda path: path.symlink_to(tmp_path / "mine")),
                       ("pipe", lambda path: os.mkfifo(path))):  # fmt: skip
        (tmp_path / name).mkdir()
        make(tmp_path / name / FILE)
        with pytest.raises(SrkitError, match=FILE):
            Journal(str(tmp_path / name))
    assert (tmp_path / "mine").read_text() == "half a line"


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "journal"
    os.umask(before := os.umask(0))
    assert before is not None
    Journal(str(folder)).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    (folder / FILE).chmod(0o644)
    Journal(str(folder)).close()
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_one_process_at_a_time(tmp_path: Path) -> None:
    first = Journal(str(tmp_path))
    with pytest.raises(SrkitError, match="another process"):
        Journal(str(tmp_path))
    first.close()
    Journal(str(tmp_path)).close()


def test_a_folder_that_cant_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SrkitError, match="file"):
        Journal(str(tmp_path / "file" / "journal"))
