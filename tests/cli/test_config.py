"""Defaults from files and from the environment: what counts, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran


@pytest.fixture
def options(
    srkit: Callable[..., Ran], tasks: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict]:
    """Run `describe` and return the options that its run record tells."""
    monkeypatch.chdir(tasks.parent)

    def run(*words: object) -> dict:
        ran = srkit("describe", tasks, "-o", "s.jsonl", *words)
        assert ran.status == 0, ran.err
        return json.loads(Path("s.jsonl.run.json").read_text())["options"]

    return run


def test_option_before_environment_before_files_before_default(
    options: Callable[..., dict], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (options()["limit"], options()["max_line"]) == (None, 64)
    own = tmp_path / "home" / "srkit" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text("[describe]\nlimit = 2\nmax-line = 2\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    assert (options()["limit"], options()["max_line"]) == (2, 2)
    Path("srkit.toml").write_text("[describe]\nlimit = 3\n[search]\nbest = 1\n")
    assert (options()["limit"], options()["max_line"]) == (3, 2)
    Path("other.toml").write_text("[describe]\nlimit = 4\n")
    assert options("--config", "other.toml")["limit"] == 4
    Path("srkit.toml").write_text("not even toml")
    assert options("--config", "other.toml")["limit"] == 4, "it takes the place of srkit.toml"
    monkeypatch.setenv("SRKIT_DESCRIBE_LIMIT", "5")
    assert options("--config", "other.toml")["limit"] == 5
    assert options("--config", "other.toml", "--limit", 6)["limit"] == 6


def test_every_option_has_its_environment_variable(
    srkit: Callable[..., Ran], tasks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable is called as the option is: a value that it can't take is noticed."""
    from srkit.cli.config import NEVER, file_options
    from srkit.cli.main import cli

    assert len(cli.commands) == 9
    for command in cli.commands.values():
        for name, option in file_options(command).items():
            assert name not in NEVER
            assert (option.name or "").replace("_", "-") == name, "click would derive another"
    monkeypatch.setenv("SRKIT_SEARCH_POLICY", "geometry:?name=a geometry:?name=b")
    monkeypatch.setenv("SRKIT_SEARCH_ITERATIONS", "x")
    assert "'--iterations'" in srkit("search", tasks).err
    monkeypatch.setenv("SRKIT_SEARCH_ITERATIONS", "1")
    srkit("describe", tasks, "-o", tasks.parent / "s")
    srkit("search", tasks.parent / "s", "-o", tasks.parent / "c")
    record = json.loads((tasks.parent / "c.run.json").read_text())
    assert record["options"]["policy"] == ["geometry:?name=a", "geometry:?name=b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[serch]\n", "unknown section [serch]"),
        ("limit = 3\n", "unknown section [limit]"),
        ("[search]\nitterations = 3\n", "[search] has no option 'itterations'"),
        ("[train]\nlearning-rate = 3\n", "[train] has no option 'learning-rate'"),
        ("[search]\nbest = 2.5\n", "[search] best: 2.5 is not a int"),
        ("[search]\nbest = true\n", "[search] best: True is not a int"),
        ("[search]\nbest = [3]\n", "[search] best: [3] is not a int"),
        ("[search]\nbest = 0\n", "[search] best: 0 is not in the range x>=1"),
        ("[search]\nexploration = nan\n", "[search] exploration: nan is not a finite number"),
        ("[search]\nno-tree = 'no'\n", "[search] no-tree: 'no' is not a bool"),
        ("[search]\npolicy = 'geometry:'\n", "[search] policy: 'geometry:' is not a list"),
        ("[search]\ntrees = '/etc/x'\n", "'trees' is for the command line alone"),
        ("[describe]\noutput = '/etc/x'\n", "'output' is for the command line alone"),
        ("[describe\n", "Expected ']'"),
        ("[describe]\nlimit = 1\nlimit = 2\n", "Cannot overwrite a value"),
    ],
)
def test_what_a_file_may_not_say(
    srkit: Callable[..., Ran], tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text)
    command = "search" if "[search]" in text else "describe"
    ran = srkit(command, "--config", path)
    assert ran.status == 2 and f"{path}: " in ran.err and said in ran.err


def test_another_command_is_not_kept_by_a_value_that_it_does_not_use(
    srkit: Callable[..., Ran], tmp_path: Path
) -> None:
    path = tmp_path / "c.toml"
    path.write_text("[describe]\nroot = 'nowhere'\n")
    assert srkit("score", "--config", path).status == 0
    assert srkit("describe", "--config", path, "--root", tmp_path).status == 0
    assert "'nowhere' does not exist" in srkit("describe", "--config", path).err


def test_a_folder_cannot_name_providers(
    srkit: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("providers.mine", "trust"):
        Path("srkit.toml").write_text(f"[{name}]\nbase_url = 'http://elsewhere.example'\n")
        ran = srkit("score")
        assert ran.status == 2 and f"[{name.split('.')[0]}] has no place in a srkit.toml" in ran.err


def test_a_missing_file(srkit: Callable[..., Ran]) -> None:
    ran = srkit("score", "--config", "no.toml")
    assert ran.status == 2 and "'no.toml' does not exist" in ran.err
