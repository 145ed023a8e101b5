"""What a search writes: the best answers of a tree, plain samples, and the tree itself."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from srkit.errors import RowError
from srkit.language.sections import render_headings
from srkit.models.base import Judge, Policy, Reply
from srkit.records import rows as kinds
from srkit.records.flow import error_row, task_of, total
from srkit.records.rows import Row
from srkit.search.tree import Node

SOURCE = "m3cts"
STAGE = "search"
DIGITS = 6
# A candidate keeps what describe made but the facts, which follow from the rest; what later stages
# made of an earlier response is not this one's.
_LATER = (kinds.CandidateRow, kinds.ScoredRow, kinds.ResultRow)
_DROPPED = {"facts"} | (
    set().union(*(kind.__annotations__ for kind in _LATER)) - set(kinds.SceneRow.__annotations__)
)


class Models(NamedTuple):
    """Who is asked; `asked_as` is how: the prompts, and how regions are shown."""

    policies: list[Policy] = []
    judges: list[Judge] = []
    direct: list[tuple[Policy, int]] = []
    asked_as: str = ""


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


def candidate(row: Row, source: str, n: int, reply: Reply, seed: int) -> Row:
    """Return an answer's row, or its error row if it is of no use."""
    found = {
        **{key: value for key, value in row.items() if key not in _DROPPED},
        "id": f"{task_of(row)}#{source}#{n}",
        "task": task_of(row),
        "source": source,
        "response": reply.text,
        "seed": seed,
        "tokens": {"input": reply.usage.input, "output": reply.usage.output},
    }
    if reply.reason:
        del found["response"]
        return error_row(found, STAGE, RowError(reply.reason))
    return found


def asked_again(row: Row, sources: Iterable[str]) -> tuple[str, int] | None:
    """Return source and number of the one answer that an earlier run failed to get, if it is one.

    `--retry-errors` gives such rows back, without their error.
    """
    source = row.get("source", "")
    start, _, n = str(row["id"]).rpartition("#")
    is_one = "response" not in row and source in sources and start == f"{row.get('task')}#{source}"
    return (source, int(n)) if is_one and n.isdecimal() else None


def tree_candidates(row: Row, root: Node, best: int, seed: int) -> list[Row]:
    """Return the best complete answers; the same text twice is one answer."""
    leaves: dict[str, Node] = {}
    for leaf in conclusions(root):
        text = render_headings([node.section for node in leaf.path() if node.section])
        leaves.setdefault(text, leaf)
    rows = []
    for n, (text, leaf) in enumerate(list(leaves.items())[:best]):
        path = leaf.path()
        found = candidate(row, SOURCE, n, Reply(text, total(node.usage for node in path)), seed)
        found["models"] = [node.model for node in path]
        found["reward"] = round(path_reward(leaf), DIGITS)
        found["leaf"] = leaf.id
        rows.append(found)
    return rows


def without_answer(row: Row, failures: list[Row], seed: int) -> Row:
    """Return the error row of a tree that found no answer because models failed."""
    counts = Counter(f"{one['model']}: {one['reason']}" for one in failures)
    reasons = "; ".join(f"{reason} ({count})" for reason, count in counts.most_common(4))
    return candidate(row, SOURCE, 0, Reply("", reason=f"no answer was completed: {reasons}"), seed)


def tree_row(row: Row, tree: Any, models: Models) -> Row:
    """Return the whole tree of a question, keys sorted."""
    settings = tree.settings
    names = [[p.settled for p in models.policies], [j.settled for j in models.judges],
             list(settings), models.asked_as]  # fmt: skip
    nodes, stack = [], [tree.root]
    while stack:
        node = stack.pop()
        nodes.append(node)
        stack += node.children
    nodes.sort(key=lambda node: node.id)
    found = {
        "v": 1,
        "id": task_of(row),
        "image": row["image"],
        "question": row["question"],
        "config": hashlib.sha256(json.dumps(names).encode()).hexdigest()[:10],
        "seed": settings.seed,
        "stop": tree.stop,
        "expansions": tree.expansions,
        "usage": {
            name: {"calls": used.calls, "input": used.input, "output": used.output}
            for name, used in sorted(tree.usage.items())
        },
        "nodes": [_node_row(node) for node in nodes],
        "trajectories": [
            {"leaf": leaf.id, "path": [node.id for node in leaf.path()],
             "reward": round(path_reward(leaf), DIGITS)}
            for leaf in conclusions(tree.root)
        ],
    }  # fmt: skip
    if tree.failures:
        found["failures"] = tree.failures
    return dict(sorted(found.items()))


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
