"""The tree of partial answers and the four phases of the paper's search as plain functions.

A node holds one section. Its value starts as its reward with no visits; pruned nodes stay in the
record and take no part in selection or backpropagation.
"""

import math
from dataclasses import dataclass, field

from srkit.language.sections import CONCLUSION, Section
from srkit.models.base import ONE_CALL, Rating
from srkit.records.flow import Usage


@dataclass
class Node:
    id: int
    parent: "Node | None"
    section: Section | None = None
    model: str = ""
    ratings: dict[str, Rating] = field(default_factory=dict)
    reward: float = 0.0
    value: float = 0.0
    visits: int = 0
    pruned: bool = False
    closed: bool = False  # nothing below it can be expanded any more
    usage: Usage = ONE_CALL  # what its section cost
    children: list["Node"] = field(default_factory=list)

    @property
    def concludes(self) -> bool:
        """Whether the answer is complete here."""
        return self.section is not None and self.section.kind == CONCLUSION

    def path(self) -> list["Node"]:
        """Return the nodes from below the root to here."""
        found, at = [], self
        while at.parent is not None:
            found.append(at)
            at = at.parent
        return found[::-1]

    def alive(self) -> list["Node"]:
        """Return the children that the search may enter."""
        return [child for child in self.children if not child.pruned]


def reward_of(ratings: list[Rating]) -> float:
    """Return R(s): the sum over the marks that apply, averaged over the judges; 0 without any."""
    marks = [mark for rating in ratings for mark in rating if mark is not None]
    return sum(marks) / (len(ratings) or 1)


def backpropagate(node: Node, rewards: list[float]) -> None:
    """V ← (N·V + ΣR) / (N + k), N ← N + k, for this node and all above it."""
    at: Node | None = node
    while at is not None and rewards:
        visits = at.visits + len(rewards)
        at.value = (at.visits * at.value + sum(rewards)) / visits
        at.visits = visits
        at = at.parent


def ucb(child: Node, exploration: float) -> float:
    """V(c) + c̃·sqrt(ln N(parent) / (1 + N(c)))."""
    parent_visits = child.parent.visits if child.parent else 0
    bonus = math.log(parent_visits) / (1 + child.visits) if parent_visits > 0 else 0.0
    return child.value + exploration * math.sqrt(bonus)


def select(root: Node, exploration: float) -> Node:
    """Follow the highest UCB among open children down to a node that has none; ties: lowest id."""
    node = root
    while open_children := [child for child in node.alive() if not child.closed]:
        node = max(open_children, key=lambda child: (ucb(child, exploration), -child.id))
    return node


def close(node: Node) -> None:
    """Mark a node as exhausted, and every node above it that has no open child left."""
    at: Node | None = node
    while at is not None and not any(not child.closed for child in at.alive()):
        at.closed = True
        at = at.parent
