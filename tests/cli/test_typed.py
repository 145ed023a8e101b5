"""A run record as a command: typed again, it is the same run."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from srkit.cli.main import CONTEXT, cli
from srkit.cli.typed import typed
from tests.conftest import Ran


@pytest.mark.parametrize(
    "line",
    [
        "synth --count 3 --images images --seed 4 --category left_choice --shard 1/2 -o t.jsonl",
        "describe t.jsonl --ask 3 --camera row --limit 5 -o s.jsonl",
        "search t.jsonl --no-tree --direct geometry:?faults=noisy --direct tiny:?n=2 -o c.jsonl",
        "search t.jsonl --iterations 3 --judge 'geometry:?scene_noise=0.5' --trees trees.jsonl",
        "score c.jsonl c.jsonl --judge geometry: -o scored.jsonl",
        "pair 'a b.jsonl' --sft --min-margin 0.5 --require-correct --select conflict",
        "train fdpo p.jsonl --model tiny:base --lora none --freeze-vision --lr 1e-4 -o fdpo",
        "eval t.jsonl --model 'tiny:?batch=64' --summary s.json --published",
    ],
)
def test_there_and_back(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("t.jsonl", "c.jsonl", "a b.jsonl", "p.jsonl"):
        (tmp_path / name).touch()

    def parsed(words: list[str]) -> dict[str, object]:
        name, *more = words
        command = cli.commands[name]
        context = click.Context(command, info_name=name, parent=click.Context(cli, **CONTEXT))
        command.parse_args(context, list(more))
        found: dict[str, object] = json.loads(json.dumps(context.params))
        return found

    options = parsed(shlex.split(line))
    again = typed({"command": f"srkit {shlex.split(line)[0]}", "options": options}, cli)
    assert parsed(shlex.split(again)[1:]) == options, again
    assert len(again) <= len(f"srkit {line}") + 40  # defaults are left out


def test_what_is_not_ours() -> None:
    assert typed({"command": "recipes/tiny/train.py"}, cli) == "recipes/tiny/train.py …"
    assert (
        typed({"command": "srkit pair", "options": {"paths": ["-"], "new": 3}}, cli) == "srkit pair"
    )


def test_a_run_s_own_record(tasks: Path, srkit: Callable[..., Ran], tmp_path: Path) -> None:
    assert srkit("describe", tasks, "-o", tmp_path / "s.jsonl").status == 0
    record = json.loads((tmp_path / "s.jsonl.run.json").read_text())
    assert typed(record, cli) == f"srkit describe {tasks} -o {tmp_path / 's.jsonl'}"
