"""The phases of the search without counts: all is worked out from the record of what was done."""

import math
from typing import NamedTuple


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
