"""`srkit search`: options act, trees are written, answers are not needed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, read_rows, write_rows


@pytest.fixture
def scenes(srkit: Callable[..., Ran], tasks: Path) -> Path:
    srkit("describe", tasks, "-o", tasks.parent / "s.jsonl")
    return tasks.parent / "s.jsonl"


def test_trees_and_candidates(srkit: Callable[..., Ran], scenes: Path) -> None:
    trees = scenes.parent / "trees.jsonl"
    ran = srkit("search", scenes, "--trees", trees, "--best", 1, "--direct", "geometry:?n=2&name=g")
    assert ran.status == 0
    assert [row["source"] for row in ran.rows] == ["m3cts", "g", "g"] * 8
    assert [tree["id"] for tree in read_rows(trees)] == [row["id"] for row in read_rows(scenes)]


def test_seed_iterations_and_exploration_act(srkit: Callable[..., Ran], scenes: Path) -> None:
    trees = scenes.parent / "trees.jsonl"

    def nodes(*options: object) -> list[dict]:
        srkit("search", scenes, "--trees", trees, *options)
        return [node for tree in read_rows(trees) for node in tree["nodes"]]

    plain = nodes()
    assert plain == nodes()
    assert len(nodes("--iterations", 1)) < len(plain)
    assert nodes("--seed", 1) != plain
    assert nodes("--exploration", 0) != plain
    assert {node["model"] for node in nodes("--policy", "geometry:?name=one")[1:] if
            "model" in node} == {"one"}  # fmt: skip


def test_only_samples(srkit: Callable[..., Ran], scenes: Path) -> None:
    ran = srkit("search", scenes, "--no-tree", "--direct", "geometry:")
    assert [row["source"] for row in ran.rows] == ["geometry:"] * 8
    assert srkit("search", scenes, "--no-tree").status == 2


def test_answers_are_not_inputs(srkit: Callable[..., Ran], scenes: Path) -> None:
    hidden = ("answer", "category", "truth")
    with_answers = srkit("search", scenes).rows
    write_rows(scenes, [{k: v for k, v in r.items() if k not in hidden} for r in read_rows(scenes)])
    without = srkit("search", scenes).rows
    assert without == [{k: v for k, v in r.items() if k not in hidden} for r in with_answers]


def test_a_task_without_scene_says_what_to_do(srkit: Callable[..., Ran], tasks: Path) -> None:
    ran = srkit("search", tasks)
    assert ran.status == 3
    assert "srkit describe" in ran.rows[0]["error"]["message"]


def test_a_bad_address_is_a_usage_error(srkit: Callable[..., Ran], scenes: Path) -> None:
    for option in ("--policy", "--judge", "--direct"):
        ran = srkit("search", scenes, option, "gpt-4o")
        assert ran.status == 2 and "geometry:" in ran.err
