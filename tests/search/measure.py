"""What search buys, on synthetic questions, with the default policies and judges of two kinds.

    python -m tests.search.measure

Takes about six minutes on one core. The table is in docs/method.md.
"""

import asyncio
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

from srkit import stages
from srkit.evaluation.intervals import wilson
from srkit.language.sections import parse_sections
from srkit.language.verdict import judge_response
from srkit.models.base import Judge
from srkit.models.load import load_judge, load_policy
from srkit.records.flow import flatten
from srkit.records.seeds import derive_seed
from srkit.search.candidates import Models, conclusions, path_reward
from srkit.search.m3cts import Settings, grow_tree
from srkit.search.tree import reward_of

Row = dict[str, Any]
QUESTIONS = 600
JUDGES = {"imperfect judge (scene_noise 10 %)": "geometry:?scene_noise=0.1",
          "exact judge": "geometry:"}  # fmt: skip


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def is_right(row: Row, text: str) -> bool:
    return judge_response(row["question"], row["answer"], text).verdict is True


def said(row: Row, text: str) -> Any:
    """Return what an answer says, whatever the truth."""
    return judge_response(row["question"], row["answer"], text).parsed


def worth(row: Row, text: str, judge: Judge, seed: int) -> float:
    """Return the mean rating of an answer's sections, as a path of a tree is rated."""
    sections = parse_sections(text)
    marks = [
        reward_of(judge.marks(row, sections[:k], [one], seed)) for k, one in enumerate(sections)
    ]
    return statistics.mean(marks)


def majority(row: Row, texts: list[str]) -> bool:
    """Whether the answer that most give is right; of lengths and hours it is the median."""
    values = [(value, text) for text in texts if (value := said(row, text)) is not None]
    if row["category"] == "direction" or row["category"].endswith("_data"):
        ordered = sorted(values, key=lambda pair: pair[0])
        return is_right(row, ordered[len(ordered) // 2][1])
    best = Counter(value for value, _ in values).most_common(1)[0][0]
    return is_right(row, next(text for value, text in values if value == best))


def compare(rows: list[Row], address: str) -> dict[str, list[bool]]:
    """Return which questions each way of answering gets right, at equal numbers of calls."""
    policies = [load_policy(text) for text in stages.POLICIES]
    judge = load_judge(address)
    found: dict[str, list[bool]] = {
        name: []
        for name in (
            "best of tree",
            "best of N samples",
            "majority of N samples",
            "a single sample",
        )
    }
    for row in rows:
        root = asyncio.run(grow_tree(row, Models(policies, [judge]), Settings())).root
        leaves = conclusions(root)
        nodes = expanded = 0
        stack = [root]
        while stack:
            node = stack.pop()
            stack += node.children
            nodes += node.section is not None
            expanded += bool(node.children)
        # A tree costs a call for each proposal and one for each judged expansion; a sample costs
        # a call, and another to be judged as a whole.
        count = max(1, (nodes + expanded) // 2)
        texts = [policies[k % len(policies)].write(row, 0, k) for k in range(count)]
        text = "" if not leaves else max(leaves, key=path_reward).section.text
        found["best of tree"].append(bool(leaves) and is_right(row, text))
        seed = derive_seed(0, row["id"], judge.name)
        best: Callable[[str], float] = lambda text: worth(row, text, judge, seed)  # noqa: B023, E731
        found["best of N samples"].append(is_right(row, max(texts, key=best)))
        found["majority of N samples"].append(majority(row, texts))
        found["a single sample"] += [is_right(row, text) for text in texts[: len(policies)]]
    return found


def main() -> None:
    with TemporaryDirectory() as folder:
        made = stages.synth(images=folder, count=QUESTIONS, world="full", split="test", seed=31)
        rows = list(flatten(stages.describe(flatten(made))))
        for name, address in JUDGES.items():
            for way, right in compare(rows, address).items():
                low, high = wilson(sum(right), len(right))
                say(f"{name}, {way}: {100 * sum(right) / len(right):.1f} %"
                    f" [{100 * low:.0f}, {100 * high:.0f}] of {len(right)}")  # fmt: skip


if __name__ == "__main__":
    main()
