"""M3CTS, the paper's multi-model tree search, over one question (docs/method.md).

An iteration selects a node by UCB and then goes on expanding the best new child until an answer
is complete or every child is pruned; one section an iteration would rarely finish a chain.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from srkit.language.sections import Section, render_headings
from srkit.models.base import Judge, Policy, Reply
from srkit.records import rows as kinds
from srkit.records.flow import Result, each, task_of
from srkit.records.rows import Row
from srkit.records.seeds import derive_seed
from srkit.search.tree import Node, backpropagate, close, reward_of, select

SOURCE = "m3cts"
DIGITS = 6
# A candidate keeps what describe made but the facts, which follow from the rest; what later stages
# made of an earlier response is not this one's.
_LATER = (kinds.CandidateRow, kinds.ScoredRow, kinds.ResultRow)
_DROPPED = {"facts"}.union(*(kind.__annotations__ for kind in _LATER)) - set(
    kinds.SceneRow.__annotations__
)


class Settings(NamedTuple):
    iterations: int = 8
    exploration: float = 1.4
    best: int = 2
    seed: int = 0
    trajectories: int | None = None  # a tree with so many complete answers is done
    max_expansions: int | None = None  # and one that was expanded so often


def search_rows(
    rows: Iterable[Row],
    policies: list[Policy],
    judges: list[Judge],
    direct: list[tuple[Policy, int]],
    settings: Settings,
) -> Iterator[Result]:
    """Search every question; plain samples of the `direct` policies follow the tree's best."""

    def work(row: Row) -> Result:
        found, trees = [], []
        if policies:
            root, stop = grow_tree(row, policies, judges, settings)
            found += _tree_candidates(row, root, settings)
            trees = [_tree_row(row, root, stop, policies, judges, settings)]
        for policy, count in direct:
            found += [_sample(row, policy, k, settings.seed) for k in range(count)]
        return Result(found, trees)

    return each("search", work, rows)


def grow_tree(
    row: Row, policies: list[Policy], judges: list[Judge], settings: Settings
) -> tuple[Node, str]:
    """Run the iterations; return the root, and why the search stopped."""
    root = Node(0, None)
    count = 1
    expansions = found = 0
    for _ in range(settings.iterations):
        node = select(root, settings.exploration)
        while not (node.closed or node.concludes):
            if expansions == settings.max_expansions:
                return root, "expansions"
            new = _expand(row, node, policies, judges, settings.seed, count)
            count += len(new)
            expansions += 1
            found += sum(child.concludes and not child.pruned for child in new)
            alive = [child for child in new if not child.pruned]
            backpropagate(node, [child.reward for child in alive])
            if not alive:
                break
            node = max(alive, key=lambda child: (child.reward, -child.id))
        close(node)
        if root.closed:
            return root, "exhausted"
        if settings.trajectories is not None and found >= settings.trajectories:
            return root, "trajectories"
    return root, "budget"


def _expand(
    row: Row, node: Node, policies: list[Policy], judges: list[Judge], seed: int, first_id: int
) -> list[Node]:
    """Let every policy propose the next section and every judge rate the proposals."""
    ancestors = [at.section for at in node.path() if at.section]
    path = "/".join(str(at.id) for at in node.path())
    proposals: list[tuple[str, Section]] = []
    for policy in policies:
        section = policy.propose(row, ancestors, derive_seed(seed, task_of(row), path))
        if section is not None:
            proposals.append((policy.name, section))
    sections = [section for _, section in proposals]
    rated = {
        judge.name: judge.rate(
            row, ancestors, sections, derive_seed(seed, task_of(row), judge.name)
        )
        for judge in judges
    }
    for k, (model, section) in enumerate(proposals):
        ratings = {judge: marks[k] for judge, marks in rated.items()}
        reward = reward_of(list(ratings.values()))
        node.children.append(
            Node(first_id + k, node, section, model, ratings, reward, reward, pruned=reward < 0)
        )
    return node.children[len(node.children) - len(proposals) :]


def conclusions(root: Node) -> list[Node]:
    """Return the leaves that complete an answer, best mean reward first; ties: lowest id."""
    stack, found = [root], []
    while stack:
        node = stack.pop()
        stack += node.alive()
        if node.concludes:
            found.append(node)
    return sorted(found, key=lambda leaf: (-path_reward(leaf), leaf.id))


def path_reward(leaf: Node) -> float:
    """Return the mean reward over a path."""
    path = leaf.path()
    return sum(node.reward for node in path) / len(path)


def _candidate(row: Row, source: str, n: int, response: str, seed: int, usage: Reply) -> Row:
    return {
        **{key: value for key, value in row.items() if key not in _DROPPED},
        "id": f"{task_of(row)}#{source}#{n}",
        "task": task_of(row),
        "source": source,
        "response": response,
        "seed": seed,
        "tokens": {"input": usage.input_tokens, "output": usage.output_tokens},
    }


def _tree_candidates(row: Row, root: Node, settings: Settings) -> list[Row]:
    """Return the best complete answers; the same text twice is one answer."""
    best: dict[str, Node] = {}
    for leaf in conclusions(root):
        text = render_headings([node.section for node in leaf.path() if node.section])
        best.setdefault(text, leaf)
    rows = []
    for n, (text, leaf) in enumerate(list(best.items())[: settings.best]):
        found = _candidate(row, SOURCE, n, text, settings.seed, Reply(text))
        found["models"] = [node.model for node in leaf.path()]
        found["reward"] = round(path_reward(leaf), DIGITS)
        found["leaf"] = leaf.id
        rows.append(found)
    return rows


def _sample(row: Row, policy: Policy, n: int, seed: int) -> Row:
    reply = policy.answer(row, seed, n)
    return _candidate(row, policy.name, n, reply.text, seed, reply)


def _tree_row(
    row: Row, root: Node, stop: str, policies: list[Policy], judges: list[Judge], settings: Settings
) -> Row:
    names = [[p.address for p in policies], [j.address for j in judges], list(settings)]
    nodes, stack = [], [root]
    while stack:
        node = stack.pop()
        nodes.append(node)
        stack += node.children
    nodes.sort(key=lambda node: node.id)
    tree = {
        "v": 1,
        "id": task_of(row),
        "image": row["image"],
        "question": row["question"],
        "config": hashlib.sha256(json.dumps(names).encode()).hexdigest()[:10],
        "seed": settings.seed,
        "stop": stop,
        "expansions": sum(bool(node.children) for node in nodes),
        "usage": {},
        "nodes": [_node_row(node) for node in nodes],
        "trajectories": [
            {"leaf": leaf.id, "path": [node.id for node in leaf.path()],
             "reward": round(path_reward(leaf), DIGITS)}
            for leaf in conclusions(root)
        ],
    }  # fmt: skip
    return dict(sorted(tree.items()))


def _node_row(node: Node) -> Row:
    row: Row = {
        "id": node.id,
        "parent": node.parent.id if node.parent else None,
        "visits": node.visits,
        "value": round(node.value, DIGITS),
    }
    if node.section:
        row |= {
            "model": node.model,
            "section": node.section.kind,
            "text": node.section.text,
            "ratings": {judge: list(rating) for judge, rating in node.ratings.items()},
            "reward": round(node.reward, DIGITS),
        }
    return row | ({"pruned": True} if node.pruned else {})
