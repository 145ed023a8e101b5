"""Servers that have names, and what a folder from somebody else may not say."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, write_rows

ROW = {"id": "t", "image": "a.png", "question": "How wide is Region [0]?"}


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "t.jsonl", [ROW])
    return tmp_path / "t.jsonl"


def planned(srkit: Callable[..., Ran], *words: object) -> Ran:
    return srkit("search", "t.jsonl", "--no-tree", *words, "--dry-run")


def test_a_server_gets_a_name(srkit: Callable[..., Ran], rows: Path, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        '[providers.lab]\nbase_url = "https://vllm.lab.example/v1"\nkey_env = "LAB"\n'
        '[search]\ndirect = ["lab:qwen?n=3"]\n'
    )
    ran = planned(srkit, "--config", "c.toml")
    assert ran.rows[0]["hosts_that_get_pictures"] == {"vllm.lab.example": 1}
    assert ran.rows[0]["calls"] == 3
    ran = srkit("search", "t.jsonl", "--no-tree", "--config", "c.toml")
    assert ran.status == 2 and "no key for vllm.lab.example: set LAB" in ran.err
    ran = planned(srkit, "--direct", "lab:qwen")
    assert ran.status == 2 and "[providers.NAME]" in ran.err, "it is named in that file alone"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('base_url = "http://me:secret@h/v1"', "no password"),
        ('base_url = "http://h/v1?api_key=secret"', "not an address of a server"),
        ('base_url = "http://h/v1#x"', "not an address of a server"),
        ('base_url = "http://h:99999/v1"', "not an address of a server"),
        ('base_url = "http://[::1/v1"', "not an address of a server"),
        ('base_url = "http://"', "not an address of a server"),
        ('base_url = "ftp://h"', "begins with http"),
        ("base_url = 7", "needs base_url"),
        ('key_env = "LAB"', "needs base_url"),
        ('base_url = "http://h"\nkey = "secret"', "has no 'key'"),
        ('base_url = "http://h"\nkey_env = 7', "is not a str"),
    ],
)
def test_names_that_are_refused(
    srkit: Callable[..., Ran], rows: Path, tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "c.toml").write_text(f"[providers.lab]\n{text}\n")
    ran = planned(srkit, "--config", "c.toml", "--direct", "lab:m")
    assert ran.status == 2 and reason in ran.err and "secret" not in ran.err


@pytest.mark.parametrize("name", ["geometry", "http", "Lab", "a.b"])
def test_some_names_are_taken(
    srkit: Callable[..., Ran], rows: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "c.toml").write_text(f'[providers."{name}"]\nbase_url = "http://h/v1"\n')
    assert planned(srkit, "--config", "c.toml", "--direct", "geometry:").status == 2


@pytest.mark.parametrize(
    "text",
    [
        '[providers.lab]\nbase_url = "http://h/v1"',
        '[search]\ndirect = ["http://h/v1#m"]',
        '[search]\npolicy = ["geometry:", "openai:gpt-4o"]',
        '[search]\njudge = ["HTTPS://h/v1#m"]',
        '[search]\nroot = "/"',
    ],
)
def test_what_a_folder_from_somebody_else_may_not_say(
    srkit: Callable[..., Ran], rows: Path, tmp_path: Path, text: str
) -> None:
    (tmp_path / "srkit.toml").write_text(text)
    ran = planned(srkit, "--direct", "geometry:")
    assert ran.status == 2 and "srkit.toml" in ran.err
    (tmp_path / "srkit.toml").write_text('[search]\npolicy = ["geometry:?faults=flat"]')
    assert planned(srkit, "--direct", "geometry:").status == 0


def test_pictures_from_elsewhere_are_not_opened_by_a_record(
    srkit: Callable[..., Ran], rows: Path, tmp_path: Path
) -> None:
    """A record that somebody wrote can't open a folder for `--retry-errors`."""
    from srkit.cli.network import folders_of
    from srkit.cli.options import RowIO

    io = RowIO(output="c.jsonl", paths=("-",), retry_errors=True)
    for inputs, is_open in (([{"path": "/etc/hostname", "sha256": "0" * 64}], False), ([], False)):
        record = {"inputs": inputs}
        (tmp_path / "c.jsonl.run.json").write_text(json.dumps(record))
        assert ("/etc" in folders_of(io)) == is_open
    assert str(tmp_path) in folders_of(io)


def test_a_bad_price_is_told_before_anything_is_asked(
    srkit: Callable[..., Ran], rows: Path
) -> None:
    ran = srkit("search", "t.jsonl", "--no-tree", "--direct", "http://127.0.0.1:9/v1#m?price=a")
    assert ran.status == 2 and "per million tokens" in ran.err
