"""The four phases, with the paper's formulas worked by hand."""

import math
import random

import pytest

from srkit.language.sections import CONCLUSION, STEP, Section
from srkit.models.base import Rating
from srkit.search.tree import Node, backpropagate, close, reward_of, select, ucb
from tests.search.reference import Expansion, best_path, is_open, value_of


def grow(parent: Node, *rewards: float) -> list[Node]:
    first = parent.id * 10 + 1
    new = [Node(first + k, parent, reward=r, value=r, pruned=r < 0) for k, r in enumerate(rewards)]
    parent.children += new
    return new


def test_reward_is_the_sum_over_marks_and_the_mean_over_judges() -> None:
    assert reward_of([Rating(1, 1, 1)]) == 3
    assert reward_of([Rating(1, -1, None), Rating(1, 1, None)]) == 1.0
    assert reward_of([Rating(-1, 0, None)]) == -1


def test_backpropagation_upwards() -> None:
    root = Node(0, None)
    a, b = grow(root, 2.0, 1.0)
    backpropagate(root, [2.0, 1.0])
    assert (root.value, root.visits) == (1.5, 2)  # (0·0 + 3) / 2
    grow(a, 3.0)
    backpropagate(a, [3.0])
    assert (a.value, a.visits) == (3.0, 1)  # (0·2 + 3) / 1: N was 0
    assert (root.value, root.visits) == (2.0, 3)  # (2·1.5 + 3) / 3
    assert (b.value, b.visits) == (1.0, 0)


def test_nothing_to_propagate_changes_nothing() -> None:
    root = Node(0, None, value=1.0, visits=4)
    backpropagate(root, [])
    assert (root.value, root.visits) == (1.0, 4)


def test_ucb() -> None:
    root = Node(0, None, visits=5)
    child = Node(1, root, value=1.0, visits=2)
    assert ucb(child, 1.4) == pytest.approx(1.0 + 1.4 * math.sqrt(math.log(5) / 3))
    assert ucb(Node(2, Node(0, None), value=1.0), 1.4) == 1.0


def test_select_follows_ucb_around_pruned_and_closed_nodes() -> None:
    root = Node(0, None, visits=3)
    a, b, c = grow(root, 1.0, 2.0, -1.0)
    assert select(root, 0.0) is b
    close(b)
    assert select(root, 0.0) is a
    (d,) = grow(a, 0.0)
    assert select(root, 0.0) is d
    close(d)
    assert a.closed and root.closed and not c.closed


def test_ties_go_to_the_lowest_id() -> None:
    root = Node(0, None, visits=3)
    first, *_ = grow(root, 1.0, 1.0, 1.0)
    assert select(root, 1.4) is first


@pytest.mark.parametrize("seed", range(60))
def test_random_trees_against_the_reference(seed: int) -> None:
    rng = random.Random(seed)
    exploration = rng.choice((0.0, 0.5, 1.4, 3.0))
    nodes = [Node(0, None)]
    parents: dict[int, int | None] = {0: None}
    children: dict[int, list[int]] = {0: []}
    own = {0: 0.0}
    done: list[Expansion] = []
    ended: set[int] = set()
    for _ in range(25):
        if not is_open(0, children, own, ended):
            assert nodes[0].closed
            break
        node = select(nodes[0], exploration)
        assert node.id == best_path(parents, children, own, done, ended, exploration)
        rewards = [reward_of([Rating(*(rng.choice((-1, 0, 1)) for _ in range(3)))])
                   for _ in range(rng.randint(1, 4))]  # fmt: skip
        for reward in rewards:
            kind = CONCLUSION if rng.random() < 0.3 else STEP
            child = Node(len(nodes), node, Section(kind, "", 0, 0), reward=reward, value=reward,
                         pruned=reward < 0)  # fmt: skip
            node.children.append(child)
            nodes.append(child)
            parents[child.id], children[child.id], own[child.id] = node.id, [], reward
            children[node.id].append(child.id)
        done.append(Expansion(node.id, rewards))
        backpropagate(node, [reward for reward in rewards if reward >= 0])
        for child in node.children:
            if child.concludes and not child.pruned:
                ended.add(child.id)
                close(child)
        close(node)
        for one in nodes:
            value, visits = value_of(one.id, parents, own, done)
            assert one.visits == visits and one.value == pytest.approx(value)
            assert one.closed == (not is_open(one.id, children, own, ended)) or one.pruned
