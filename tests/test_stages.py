"""Every stage as a function: the options of its command, the command's rows, a worked example."""

import contextlib
import inspect
import io
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from srkit import stages
from srkit.cli.config import file_options
from srkit.cli.main import cli
from srkit.errors import AddressError
from srkit.records.jsonl import read_files
from srkit.records.rows import TaskRow
from srkit.training.settings import Settings
from tests.conftest import ROOT, Ran

# What the files around a stage are, and how a command talks: not a stage's own.
AROUND = {
    "limit",
    "shard",
    "max-errors",
    "root",
    "max-line",
    "quiet",
    "verbose",
    "format",
    "baseline",
    "published",
    "allow-partial",
    "exclude-images",
    "open",
}


@pytest.mark.parametrize("name", cli.commands)
def test_options_and_defaults_are_those_of_the_command(name: str) -> None:
    command = cli.commands[name]
    stage = getattr(stages, {"eval": "evaluate"}.get(name, name))
    arguments = dict(inspect.signature(stage).parameters)
    if name == "train":  # takes its settings as a whole
        arguments |= inspect.signature(Settings).parameters
    for option, found in file_options(command).items():
        if option in AROUND:
            continue
        argument = arguments[option.replace("-", "_")]
        wanted: object = inspect.Parameter.empty
        if not found.required:
            is_set = isinstance(found.default, str | int | float | bool | tuple)
            is_switch = found.is_flag and not found.secondary_opts  # else there is a third way
            empty = () if found.multiple else False if is_switch else None
            wanted = found.default if is_set else empty
        assert argument.default == wanted, option


def test_a_pipe_of_functions_gives_what_a_pipe_of_commands_gives(
    srkit: Callable[..., Ran], tasks: Path
) -> None:
    folder = tasks.parent
    srkit("describe", tasks, "-o", folder / "s")
    srkit("search", folder / "s", "--best", 1, "-o", folder / "c")
    srkit("score", folder / "c", "-o", folder / "r")
    rows = read_files([str(tasks)], (TaskRow,))
    found = list(stages.pipe(rows, stages.describe, partial(stages.search, best=1), stages.score))
    assert found == list(read_files([str(folder / "r")], ()))
    assert len(found) == 8


def test_options_are_checked_when_a_stage_is_called() -> None:
    with pytest.raises(AddressError, match="leaves nothing to do"):
        stages.search([], no_tree=True)
    with pytest.raises(AddressError, match="two models are called m"):
        stages.search([], policy=["geometry:?name=m", "geometry:?name=m&faults=flat"])
    with pytest.raises(AddressError, match="training starts from"):
        stages.train([], "sft", model="geometry:", output="x")


def test_the_example_of_the_docs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text(), re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "docs/python.md", "exec"), {})
    lines = said.getvalue().splitlines()
    assert re.fullmatch(r"80 answers, the best total \d+\.\d+", lines[0])
    counts = [int(found) for found in re.findall(r": (\d+) of 40 right", said.getvalue())]
    assert len(lines) == 3 and all(10 <= count <= 40 for count in counts)


@pytest.mark.slow
def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    tiny_llava: Path, srkit: Callable[..., Ran], tasks: Path
) -> None:
    folder = tasks.parent
    srkit("describe", tasks, "-o", folder / "s")
    srkit("search", folder / "s", "-o", folder / "c")
    srkit("score", folder / "c", "-o", folder / "r")
    srkit("pair", folder / "r", "--sft", "-o", folder / "sft")
    words = ["train", "sft", folder / "sft", "--model", f"hf:{tiny_llava}", "-o", folder / "made",
             "--batch-size", 3, "--accumulate", 2, "--epochs", 2]  # fmt: skip
    ran = srkit(*words, "--dry-run")
    assert (ran.status, ran.out) == (0, "") and not (folder / "made").exists()
    # 8 rows are 3 batches of 3 or less, 2 steps an epoch.
    assert ", steps 4, rows_a_step 6, reply_tokens " in ran.err
    real = srkit(*words)
    assert json.loads(real.out)["steps"] == 4
    rows = (folder / "sft").read_text().replace("In Conclusion", "<image> In Conclusion", 1)
    (folder / "sft").write_text(rows)
    ran = srkit(*words[:-6], "--dry-run", "-o", folder / "other")
    assert ran.status == 1 and "special token" in ran.err
