"""M3CTS, the paper's multi-model tree search, over one question (docs/method.md).

An iteration selects a node by UCB and then goes on expanding the best new child until an answer
is complete or every child is pruned; one section an iteration would rarely finish a chain. Within
an expansion all policies are asked at a time, and then all judges; what they say is taken in their
order, so that it doesn't matter who answers first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from srkit.errors import RowError
from srkit.language.sections import Section
from srkit.models.base import Policy, Rated, Rating, Reply
from srkit.models.connections import Connections
from srkit.records.ahead import each_ahead, together
from srkit.records.flow import Result, Usage, task_of, total
from srkit.records.rows import Row
from srkit.records.seeds import derive_seed
from srkit.search.candidates import (
    SOURCE,
    STAGE,
    Models,
    asked_again,
    candidate,
    tree_candidates,
    tree_row,
    without_answer,
)
from srkit.search.tree import Node, backpropagate, close, reward_of, select

NO_CALL = Usage()
# Why a tree ended without an answer, in words.
WHY = {"exhausted": "all was pruned", "expansions": "--max-expansions", "budget": "limits",
       "trajectories": "", "error": ""}  # fmt: skip


class Settings(NamedTuple):
    iterations: int = 8
    exploration: float = 1.4
    best: int = 2
    seed: int = 0
    trajectories: int | None = None  # a tree with so many complete answers is done,
    max_expansions: int | None = None  # one that was expanded so often,
    max_calls: int | None = None  # one whose next expansion would take more calls,
    max_tokens: int | None = None  # and one that has used so many tokens
    judge_each: bool = False  # a call a candidate, in place of one an expansion


@dataclass
class Tree:
    """A question's tree while it grows, what it cost, and what failed."""

    row: Row
    models: Models
    settings: Settings
    root: Node = field(default_factory=lambda: Node(0, None))
    stop: str = "budget"
    nodes: int = 1
    expansions: int = 0
    found: int = 0
    usage: dict[str, Usage] = field(default_factory=dict)
    failures: list[Row] = field(default_factory=list)

    def pay(self, name: str, used: Usage) -> None:
        """Count what a model was asked."""
        self.usage[name] = total([self.usage.get(name, Usage()), used])

    def fail(self, node: Node, model: str, role: str, reason: str) -> None:
        """Record why an answer was of no use."""
        found = {"parent": node.id, "model": model, "role": role, "reason": reason}
        self.failures.append(found)

    def is_spent(self) -> bool:
        """Whether the next expansion could take more calls or tokens than there may be."""
        most, used = self.settings, total(self.usage.values())
        policies, judges = len(self.models.policies), len(self.models.judges)
        calls = policies + judges * (policies if most.judge_each else 1)
        return (most.max_calls is not None and used.calls + calls > most.max_calls) or (
            most.max_tokens is not None and used.input + used.output >= most.max_tokens
        )


def search_rows(
    rows: Iterable[Row], models: Models, settings: Settings, connections: Connections | None = None
) -> Iterator[Result]:
    """Search every question; plain samples of the `direct` policies follow the tree's best."""

    async def work(row: Row) -> Result:
        if not row["question"].strip():
            raise RowError("the row has no question")
        sources = [SOURCE, *(policy.name for policy, _ in models.direct)]
        wanted = asked_again(row, sources)
        samples = [
            _sample(row, policy, k, settings.seed)
            for policy, count in models.direct
            for k in range(count)
            if wanted in (None, (policy.name, k))
        ]
        if models.policies and wanted in (None, (SOURCE, 0)):
            samples.insert(0, _tree(row, models, settings))
        return _result(row, await together(samples))

    connections = connections or Connections()
    # A tree waits for its policies half of the time, and for its judges the other half.
    calls = (len(models.policies) + len(models.judges)) / 2 + sum(n for _, n in models.direct)
    at_a_time = connections.rows_at_a_time(calls)
    return each_ahead(STAGE, work, rows, at_a_time, connections)


class Part(NamedTuple):
    """What one way to an answer gave, what it cost, and the fault that kept it from any."""

    rows: list[Row]
    trees: list[Row]
    usage: dict[str, Usage]
    fault: RowError | None = None


async def _sample(row: Row, policy: Policy, n: int, seed: int) -> Part:
    try:
        reply = await policy.answer(row, seed, n)
    except RowError as fault:
        reply = Reply("", NO_CALL, str(fault))
        return Part([candidate(row, policy.name, n, reply, seed)], [], {}, fault)
    used = {policy.name: _counted(reply.usage, reply.reason)}
    return Part([candidate(row, policy.name, n, reply, seed)], [], used)


async def _tree(row: Row, models: Models, settings: Settings) -> Part:
    try:
        tree = await grow_tree(row, models, settings)
    except RowError as fault:
        reply = Reply("", NO_CALL, str(fault))
        return Part([candidate(row, SOURCE, 0, reply, settings.seed)], [], {}, fault)
    best = tree_candidates(row, tree.root, settings.best, settings.seed)
    if not best and tree.failures:
        tree.stop = "error"
        best = [without_answer(row, tree.failures, settings.seed)]
    return Part(best, [tree_row(row, tree, models)], tree.usage)


def _result(row: Row, parts: list[Part]) -> Result:
    """Put the parts together; what keeps all of them from an answer is the question's fault."""
    faults = [part.fault for part in parts]
    if faults and faults[0] and len({str(fault) for fault in faults}) == 1:
        raise faults[0]
    rows = [one for part in parts for one in part.rows]
    trees = [one for part in parts for one in part.trees]
    usage: dict[str, Usage] = {}
    for part in parts:
        for name, used in part.usage.items():
            usage[name] = total([usage.get(name, Usage()), used])
    notes = tuple(
        f"trees without an answer ({WHY[tree['stop']]})"
        for part in parts
        for tree in part.trees
        if not part.rows
    )
    return Result(rows, trees, any("error" in one for one in rows), usage, notes)


def _counted(used: Usage, reason: str) -> Usage:
    return used._replace(useless=1) if reason else used


async def grow_tree(row: Row, models: Models, settings: Settings) -> Tree:
    """Run the iterations."""
    tree = Tree(row, models, settings)
    for _ in range(settings.iterations):
        node = select(tree.root, settings.exploration)
        while not (node.closed or node.concludes):
            if tree.expansions == settings.max_expansions or tree.is_spent():
                is_last = tree.expansions == settings.max_expansions
                tree.stop = "expansions" if is_last else "budget"
                return tree
            new = await _expand(tree, node)
            tree.found += sum(child.concludes and not child.pruned for child in new)
            alive = [child for child in new if not child.pruned]
            backpropagate(node, [child.reward for child in alive])
            if not alive:
                break
            node = max(alive, key=lambda child: (child.reward, -child.id))
        close(node)
        if tree.root.closed:
            tree.stop = "exhausted"
            return tree
        if settings.trajectories is not None and tree.found >= settings.trajectories:
            tree.stop = "trajectories"
            return tree
    return tree


async def _expand(tree: Tree, node: Node) -> list[Node]:
    """Let every policy propose the next section and every judge rate the proposals."""
    ancestors = [at.section for at in node.path() if at.section]
    proposals = await _propose(tree, node, ancestors)
    tree.expansions += 1
    # The same words twice are rated once.
    sections = list(dict.fromkeys(section for _, section, _ in proposals))
    rated = await _rate(tree, node, ancestors, sections) if sections else {}
    new = []
    for k, (model, section, used) in enumerate(proposals):
        at = sections.index(section)
        ratings = {judge: mark for judge, marks in rated.items() if (mark := marks[at])}
        reward = reward_of(list(ratings.values()))
        # What nobody could rate is not entered: nothing is known of it.
        is_pruned = reward < 0 or not ratings
        new.append(Node(tree.nodes + k, node, section, model, ratings, reward, reward,
                        pruned=is_pruned, usage=used))  # fmt: skip
    tree.nodes += len(new)
    node.children += new
    return new


async def _propose(
    tree: Tree, node: Node, ancestors: list[Section]
) -> list[tuple[str, Section, Usage]]:
    """Return who proposes what, in the policies' order."""
    path = "/".join(str(at.id) for at in node.path())
    seed = derive_seed(tree.settings.seed, task_of(tree.row), path)
    policies = tree.models.policies
    found = []
    replies = await together([one.propose(tree.row, ancestors, seed) for one in policies])
    for policy, (section, used, reason) in zip(policies, replies, strict=True):
        tree.pay(policy.name, _counted(used, reason))
        if section is not None:
            found.append((policy.name, section, used))
        elif reason:
            tree.fail(node, policy.name, "policy", reason)
    return found


async def _rate(
    tree: Tree, node: Node, ancestors: list[Section], sections: list[Section]
) -> dict[str, Sequence[Rating | None]]:
    """Return each judge's ratings; None where it gave none."""
    judges, settings = tree.models.judges, tree.settings
    asked = [
        judge.rate(tree.row, ancestors, sections,
                   derive_seed(settings.seed, task_of(tree.row), judge.identity))
        for judge in judges
    ]  # fmt: skip
    replies: list[Rated] = await together(asked)
    found = {}
    for judge, (ratings, used, reason) in zip(judges, replies, strict=True):
        tree.pay(judge.name, _counted(used, reason))
        found[judge.name] = ratings
        if reason:
            tree.fail(node, judge.name, "judge", reason)
    return found
