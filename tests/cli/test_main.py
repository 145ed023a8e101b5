"""The group of commands: completion, version, and that each command is called as it is listed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from srkit.cli.main import cli
from tests.conftest import Ran


def test_commands_are_listed_in_the_order_of_the_data(srkit: Callable[..., Ran]) -> None:
    shown = srkit("--help").out
    places = [shown.index(f"\n  {name} ") for name in cli.commands]
    assert places == sorted(places) and len(places) == 9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "count", "offered"),
    [
        ("srkit s", 1, ["synth", "search", "score"]),
        ("srkit synth --split ", 3, ["train", "val", "test"]),
        ("srkit score --ret", 2, ["--retry-errors"]),
    ],
)
def test_completion(
    shell: Callable[..., Ran], tmp_path: Path, words: str, count: int, offered: list[str]
) -> None:
    assert "complete -o nosort" in shell("_SRKIT_COMPLETE=bash_source srkit", tmp_path).out
    line = f"COMP_WORDS='{words}' COMP_CWORD={count} _SRKIT_COMPLETE=bash_complete srkit"
    assert shell(line, tmp_path).out.split() == [f"plain,{word}" for word in offered]
