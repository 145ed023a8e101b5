"""The house rules that a machine can hold: direction, size, silence, and what help may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "srkit"
FILES = sorted(PACKAGE.rglob("*.py"))
# A file imports from its own unit and from those before it.
ORDER = ["errors", "records", "language", "scene", "synth", "models", "search", "rewards", "pairs",
         "training", "evaluation", "publish", "view", "stages", "cli"]  # fmt: skip
HEAVY = {"torch", "transformers", "trl", "peft", "datasets", "numpy", "PIL", "aiohttp",
         "huggingface_hub", "rich", "jsonlines", "matplotlib"}  # fmt: skip


def unit_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 40


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_house_rules(path: Path) -> None:
    source = path.read_text()
    tree = ast.parse(source)
    assert ast.get_docstring(tree) or not source.strip(), "a module says what it is for"
    assert source.count("\n") <= 350
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, node.name
    unit = unit_of(path)
    names = imports_of(tree)
    if unit not in ("__init__", "__main__"):
        for name in names:
            if name.startswith("srkit.") and name.split(".")[1] in ORDER:
                assert ORDER.index(name.split(".")[1]) <= ORDER.index(unit), name
    if unit not in ("cli", "__main__"):
        assert not any(name.split(".")[0] in ("click", "rich") for name in names)
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not any(isinstance(c, ast.Name) and c.id in ("print", "exit") for c in calls)
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert (
            not attributes & {"environ", "getenv", "stdout", "stdin", "exit"} or unit == "__main__"
        )


def test_packages_re_export_nothing() -> None:
    for path in PACKAGE.glob("*/__init__.py"):
        assert len(ast.parse(path.read_text()).body) == 1, path


def test_tests_mirror_the_package() -> None:
    for path in (ROOT / "tests").glob("*/test_*.py"):
        mirrored = PACKAGE / path.parent.name / path.name.removeprefix("test_")
        assert mirrored.exists(), f"{path} tests no file of that name"


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["search", "--help"]])
def test_help_loads_nothing_heavy(argv: list[str]) -> None:
    code = (
        "import sys; from srkit.cli.main import main; status = main(sys.argv[1:]);"
        "sys.stderr.write(' '.join(sys.modules)); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout
    assert not HEAVY & {name.split(".")[0] for name in done.stderr.split()}
