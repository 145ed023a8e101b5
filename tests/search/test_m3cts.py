"""Whole searches on a hand-made scene: invariants, determinism, what the judge buys."""

import json

import pytest

from srkit import stages
from srkit.errors import AddressError
from srkit.language.sections import parse_sections
from srkit.language.verdict import judge_response
from srkit.models.base import Rated, Rating
from srkit.models.load import load_judge, load_policy, load_sampler
from srkit.search.candidates import Models
from srkit.search.m3cts import Settings, search_rows

FAULTY = ["geometry:?faults=noisy", "geometry:?faults=short", "geometry:?faults=flat"]


def search(row: dict, policies: list[str] = FAULTY, **settings: object):  # type: ignore[no-untyped-def]
    models = [load_policy(text) for text in policies]
    judges = [load_judge("geometry:"), load_judge("geometry:?name=second")]
    (result,) = search_rows([row], Models(models, judges), Settings(**settings))
    return result


@pytest.fixture
def far(scene_row: dict) -> dict:
    return scene_row | {"question": "How far apart are Region [0] and Region [1]?", "answer": "2 m"}


def test_tree_invariants(far: dict) -> None:
    (tree,) = search(far).trees
    assert list(tree) == sorted(tree)
    nodes = {node["id"]: node for node in tree["nodes"]}
    assert list(nodes) == list(range(len(nodes)))
    for node in tree["nodes"][1:]:
        assert node["parent"] < node["id"]
        marks = [sum(m for m in marks if m is not None) for marks in node["ratings"].values()]
        assert node["reward"] == sum(marks) / 2
        assert node.get("pruned", False) == (node["reward"] < 0)
    children = {k: [n for n in tree["nodes"] if n["parent"] == k] for k in nodes}
    for node in tree["nodes"]:
        alive = [child for child in children[node["id"]] if not child.get("pruned")]
        below = sum(child["visits"] for child in children[node["id"]])
        assert node["visits"] == len(alive) + below, "visits add up"
    assert tree["expansions"] == sum(bool(kids) for kids in children.values())
    for path in (found["path"] for found in tree["trajectories"]):
        assert nodes[path[0]]["parent"] == 0 and nodes[path[-1]]["section"] == "conclusion"
        assert all(nodes[b]["parent"] == a for a, b in zip(path, path[1:], strict=False))
        assert not any(nodes[k].get("pruned") for k in path)


def test_the_best_come_first_and_are_whole(far: dict) -> None:
    result = search(far, best=3)
    rewards = [row["reward"] for row in result.rows]
    assert rewards == sorted(rewards, reverse=True) and len(rewards) == 3
    assert len({row["response"] for row in result.rows}) == 3
    tree_rewards = {t["leaf"]: t["reward"] for t in result.trees[0]["trajectories"]}
    for row in result.rows:
        kinds = [part.kind for part in parse_sections(row["response"])]
        assert kinds == ["description", "rationale", "step", "step", "conclusion"]
        assert row["reward"] == tree_rewards[row["leaf"]]
        assert (row["id"].split("#")[0], row["task"]) == ("t1", "t1")
        assert "facts" not in row


def test_the_judge_finds_the_right_answer_among_faults(far: dict) -> None:
    for seed in range(10):
        best = search(far, seed=seed).rows[0]
        assert judge_response(far["question"], far["answer"], best["response"]).verdict is True


def test_deterministic_and_seeded(far: dict) -> None:
    dumps = [json.dumps(search(far, seed=seed)) for seed in (0, 0, 1)]
    assert dumps[0] == dumps[1] != dumps[2]


def test_a_scene_without_the_asked_regions_is_an_error_row(far: dict) -> None:
    far["objects"][0]["region"], far["objects"][1]["region"] = 7, 8
    result = search(far)
    assert result.has_failed and result.rows[0]["error"]["stage"] == "search"
    assert "too few points" in result.rows[0]["error"]["message"]


class Harsh:
    """A judge that likes nothing."""

    name = settled = identity = "harsh"

    async def rate(self, row: dict, ancestors: list, candidates: list, seed: int) -> Rated:
        return Rated([Rating(-1, -1, None) for _ in candidates])


def test_when_all_is_pruned_the_search_ends_and_keeps_the_record(far: dict) -> None:
    policies = [load_policy(text) for text in FAULTY]
    (result,) = search_rows([far], Models(policies, [Harsh()]), Settings())
    (tree,) = result.trees
    assert result.rows == [] and tree["trajectories"] == []
    assert (tree["stop"], tree["expansions"], len(tree["nodes"])) == ("exhausted", 1, 4)
    assert all(node["pruned"] for node in tree["nodes"][1:])


def test_samples_are_numbered(scene_row: dict) -> None:
    direct = [(load_policy("geometry:?name=a"), 2), (load_policy("geometry:?name=b"), 1)]
    (result,) = search_rows([scene_row], Models(direct=direct), Settings())
    assert [row["id"] for row in result.rows] == ["t1#a#0", "t1#a#1", "t1#b#0"]
    assert result.trees == []


def test_sample_counts() -> None:
    policy, count = load_sampler("geometry:?n=3&faults=flat")
    assert (policy.name, count) == ("geometry:?faults=flat", 3)
    for bad in ("0", "1.5", "x", "nan", "1e999"):
        with pytest.raises(AddressError, match="n"):
            load_sampler(f"geometry:?n={bad}")
    with pytest.raises(AddressError, match="unknown option 'n'"):
        load_policy("geometry:?n=3")


def test_two_judges_count_one_each(far: dict) -> None:
    policies = [load_policy(text) for text in FAULTY]
    (result,) = search_rows([far], Models(policies, [load_judge("geometry:"), Harsh()]), Settings())
    for node in result.trees[0]["nodes"][1:]:
        assert set(node["ratings"]) == {"geometry:", "harsh"}
        kind = sum(mark for mark in node["ratings"]["geometry:"] if mark is not None)
        assert node["reward"] == (kind - 2) / 2


def test_what_later_stages_made_is_left_behind(far: dict) -> None:
    scored = {**far, "task": "t1", "id": "t1#old#0", "response": "x", "scores": {}, "mine": 1,
              "facts": [{"text": "Region [0] is a box."}]}  # fmt: skip
    direct = [(load_policy("geometry:"), 1)]
    (result,) = search_rows([scored], Models(direct=direct), Settings())
    (row,) = result.rows
    assert (row["id"], row["task"], row["mine"]) == ("t1#geometry:#0", "t1", 1)
    assert "scores" not in row and row["response"] != "x"
    assert "facts" not in row and row["objects"] == far["objects"], "they follow from the objects"


def test_a_tree_stops_where_it_is_told(far: dict) -> None:
    def grown(**limits: int) -> tuple[int, int, str]:
        (found,) = stages.search([far], iterations=40, **limits)
        (tree,) = found.trees
        return len(tree["trajectories"]), tree["expansions"], tree["stop"]

    assert grown(max_expansions=3)[1:] == (3, "expansions")
    assert grown(max_expansions=1)[0] == 0
    count, expansions, stop = grown(trajectories=4)
    assert stop == "trajectories" and 4 <= count < 4 + 3, "three policies may conclude at once"
    assert expansions < grown()[1]
