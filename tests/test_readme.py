"""The README can't lie about commands: help blocks are those of --help, commands exist."""

import re
import shlex
from collections.abc import Callable

import pytest

from srkit.cli.main import cli
from tests.conftest import ROOT, Ran

README = (ROOT / "README.md").read_text()
HELP = re.findall(r"```console\n\$ srkit ([^\n]*--help)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("words", "shown"), HELP, ids=[words for words, _ in HELP])
def test_help_blocks(
    srkit: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, words: str, shown: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert srkit(*words.split()).out.rstrip() == shown.rstrip()


def test_every_command_has_a_section_a_row_and_a_help_block() -> None:
    names = list(cli.commands)
    assert [words.split()[0] for words, _ in HELP] == ["--help", *names]
    for name in names:
        assert f"\n### {name}\n" in README and f"| [{name}](#{name}) |" in README


def test_commands_in_the_docs_parse(srkit: Callable[..., Ran]) -> None:
    texts = [README, *(path.read_text() for path in (ROOT / "docs").glob("*.md"))]
    lines = [line for text in texts for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
             for line in block.replace("\\\n", " ").splitlines()]  # fmt: skip
    used = set()
    for line in lines:
        for part in line.split("|"):
            words = shlex.split(part)
            if words and words[0] == "srkit":
                known = {o for p in cli.commands[words[1]].params for o in p.opts}
                assert {w for w in words if w.startswith("-")} <= known, line
                used.add(words[1])
    assert {"synth", "describe", "search", "score", "pair"} <= used


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
