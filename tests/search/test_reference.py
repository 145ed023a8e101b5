"""The phases against a reference that keeps no counts: it works everything out from the record."""

import math
import random
from typing import NamedTuple

import pytest

from srkit.language.sections import CONCLUSION, STEP, Section
from srkit.models.base import Rating
from srkit.search.tree import Node, backpropagate, close, reward_of, select


class Expansion(NamedTuple):
    """What was done: this node was given children with these rewards."""

    node: int
    rewards: list[float]


def value_of(at: int, parents: dict[int, int | None], own: dict[int, float],
             done: list[Expansion]) -> tuple[float, int]:  # fmt: skip
    """Return V and N: what a node was worth, and every reward that was found below it."""
    below = [
        expansion for expansion in done
        if at in (expansion.node, *ancestors(expansion.node, parents))
    ]  # fmt: skip
    value, visits = own[at], 0
    for expansion in below:  # V <- (N V + sum R) / (N + k), as the paper has it
        rewards = [reward for reward in expansion.rewards if reward >= 0]
        if rewards:
            value = (visits * value + sum(rewards)) / (visits + len(rewards))
            visits += len(rewards)
    return value, visits


def ancestors(at: int, parents: dict[int, int | None]) -> list[int]:
    above = parents[at]
    return [] if above is None else [above, *ancestors(above, parents)]


def is_open(at: int, children: dict[int, list[int]], own: dict[int, float],
            ended: set[int]) -> bool:  # fmt: skip
    """Whether something at or below a node can still be expanded."""
    if at in ended or own[at] < 0:
        return False
    alive = [child for child in children[at] if own[child] >= 0]
    return not children[at] or any(is_open(child, children, own, ended) for child in alive)


def best_path(parents: dict[int, int | None], children: dict[int, list[int]],
              own: dict[int, float], done: list[Expansion], ended: set[int],
              exploration: float) -> int:  # fmt: skip
    """Return where the paper's selection ends, by the formula written out."""
    at = 0
    while candidates := [c for c in children[at] if is_open(c, children, own, ended)]:
        above = value_of(at, parents, own, done)[1]

        def worth(child: int, above: int = above) -> float:
            value, visits = value_of(child, parents, own, done)
            bonus = math.log(above) / (1 + visits) if above else 0.0
            return value + exploration * math.sqrt(bonus)

        best = max(worth(child) for child in candidates)
        at = min(child for child in candidates if worth(child) == best)
    return at


@pytest.mark.parametrize("seed", range(60))
def test_random_trees(seed: int) -> None:
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
