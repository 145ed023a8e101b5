"""Questions about measured scenes: right, balanced, without near-ties, tasks like all others."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from srkit import stages
from srkit.errors import RowError
from srkit.records.flow import flatten
from srkit.records.jsonl import read_files
from srkit.records.rows import TaskRow
from srkit.scene.asking import ask_scene
from srkit.scene.questions import CATEGORIES
from tests.conftest import Ran, read_rows, write_rows
from tests.synth.independent import agrees


def synthetic(folder: Path, count: int, world: str = "full") -> list[dict]:
    made = stages.synth(images=str(folder), count=count, world=world, per_scene=1, seed=5)
    return list(flatten(made))


def test_answers_agree_with_an_independent_computation(tmp_path: Path) -> None:
    rows = [{**row, "regions": [*row["regions"], *row["things"]], "things": []}
            for row in synthetic(tmp_path, 60)]  # fmt: skip
    asked = list(flatten(stages.describe(rows, ask=12)))
    assert len(asked) > 600
    assert [row["id"] for row in asked if agrees(row)] == []
    count = Counter(row["category"] for row in asked)
    assert set(count) == set(CATEGORIES) and max(count.values()) < 2.5 * min(count.values())
    yes = [row["answer"].startswith(("Yes", "Indeed", "Correct")) for row in asked
           if row["category"].endswith("_predicate")]  # fmt: skip
    assert 0.4 < sum(yes) / len(yes) < 0.6


def test_what_is_asked_is_a_task_and_its_scene(tmp_path: Path) -> None:
    row = {**synthetic(tmp_path, 1)[0], "source_url": "http://x.org", "mine": 7}
    row["regions"], row["things"] = [], [*row["regions"], *row["things"]]
    asked = list(flatten(stages.describe([row], ask=5)))
    assert len(asked) == 5 and len({(r["category"], r["question"]) for r in asked}) == 5
    for k, one in enumerate(asked):
        assert one["id"] == f"{row['id']}#ask-{k}" and one["origin"] == "measured"
        assert (one["license"], one["source_url"], one["mine"]) == ("CC0-1.0", "http://x.org", 7)
        assert len(one["regions"]) + len(one["things"]) == len(row["things"])
        assert one["all_things"] is True and "facts" not in one
        assert [o["region"] for o in one["objects"] if "region" in o] == list(
            range(len(one["regions"]))
        )
        (again,) = flatten(stages.describe([one]))
        kept = {key: value for key, value in again.items() if key not in ("facts", "definitions")}
        assert kept == {key: value for key, value in one.items() if key != "definitions"}, (
            "describing what was asked finds the same scene"
        )


def test_the_same_seed_asks_the_same(tmp_path: Path) -> None:
    row = synthetic(tmp_path, 1)[0]
    asked = [list(flatten(stages.describe([row], ask=4, seed=seed))) for seed in (0, 0, 1)]
    assert asked[0] == asked[1] != asked[2]


def test_nothing_to_ask_is_an_error(tmp_path: Path) -> None:
    (scene,) = flatten(stages.describe(synthetic(tmp_path, 1)))
    with pytest.raises(RowError, match="nothing can be asked of 0 things"):
        ask_scene({**scene, "objects": [], "distances_m": []}, 3)
    cut = [{**{k: v for k, v in thing.items() if k != "mask"}, "box": [0.3, 5, 30, 40]}
           for thing in scene["objects"]]  # fmt: skip
    with pytest.raises(RowError, match="nothing can be asked of 0 things"):
        ask_scene({**scene, "objects": cut}, 3)
    with pytest.raises(RowError, match="relative depth"):
        ask_scene({**scene, "depth": {**scene["depth"], "kind": "relative"}}, 3)


def test_unsure_lengths_are_not_asked(tmp_path: Path) -> None:
    (scene,) = flatten(stages.describe(synthetic(tmp_path, 1)))
    vague = [{**thing, "sigmas_m": [0.0, 0.0, 0.0], "size_sigmas_m": [9.0, 9.0, 9.0]}
             for thing in scene["objects"]]  # fmt: skip
    asked = ask_scene({**scene, "objects": vague}, 200)
    assert {"width_data", "height_data"}.isdisjoint(row["category"] for row in asked)
    sizes = {"wide_predicate", "tall_choice", "big_predicate"}
    assert sizes.isdisjoint(row["category"] for row in asked)


def test_without_gravity_nothing_upright_is_asked(tmp_path: Path) -> None:
    (scene,) = flatten(stages.describe(synthetic(tmp_path, 1)))
    camera = {k: v for k, v in scene["camera"].items() if k not in ("pitch_deg", "roll_deg")}
    asked = ask_scene({**scene, "camera": camera}, 200)
    assert asked
    upright = {"above", "below", "tall", "short", "height", "vertical"}
    assert not [row["category"] for row in asked if row["category"].split("_")[0] in upright]


def test_asked_tasks_go_through_later_stages(tmp_path: Path, srkit: Callable[..., Ran]) -> None:
    write_rows(tmp_path / "t.jsonl", synthetic(tmp_path / "images", 6, "simple"))
    ran = srkit("describe", tmp_path / "t.jsonl", "--ask", 24, "-o", tmp_path / "asked.jsonl")
    assert ran.status == 0
    rows = list(read_files([str(tmp_path / "asked.jsonl")], (TaskRow,)))
    known = [row for row in rows if row["category"] in ("behind_predicate", "distance_data")]
    assert known
    write_rows(tmp_path / "known.jsonl", known)
    assert srkit("search", tmp_path / "known.jsonl", "-o", tmp_path / "c.jsonl").status == 0
    assert srkit("score", tmp_path / "c.jsonl", "-o", tmp_path / "s.jsonl").status == 0
    ran = srkit("eval", tmp_path / "s.jsonl")
    assert ran.status == 0 and any(row["verdict"] for row in ran.rows)
    assert json.loads((tmp_path / "asked.jsonl.run.json").read_text())["finished"]
    assert read_rows(tmp_path / "s.jsonl")[0]["origin"] == "measured"


def test_a_region_that_is_given_twice_stays_twice(tmp_path: Path) -> None:
    row = synthetic(tmp_path, 1)[0]
    row["things"] = [*row["regions"], *row["things"]]
    count = len(row["regions"]) + len(row["things"])
    for one in flatten(stages.describe([row], ask=12)):
        assert len(one["regions"]) + len(one["things"]) == count
