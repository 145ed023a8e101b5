"""What the reward makes of answers by somebody who has seen neither the rules nor each other.

    python -m tests.rewards.measure_blind

`free`: 200 true answers to questions about synthetic rooms and yards, in their writers' own way,
and 689 faults that the writers planted into them; half of them was never looked at. `asked`: 500
answers and 2,661 faults by ten writers who were given srkit's own prompt, as models are. `varied`:
80 answers and 560 faults by two more, who were asked to vary how they say things as much as they
can. `five-models`: 1,800 answers and 10,793 faults by 36 who were given the prompt and told to
write as five different models would. Each set was measured before it was looked at (docs/method.md
has those figures), and worked on since.
"""

import json
import re
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from srkit.rewards.total import score_candidate
from tests.rewards.measure import Found, described, share_of_attainable, wrong_statements
from tests.rewards.planted import Fault

Row = dict[str, Any]
# Written in each writer's own way, and as srkit's prompts ask for it.
SETS = {"free": "blind.jsonl", "asked": "asked.jsonl", "varied": "varied.jsonl",
        "five-models": "five-models.jsonl"}  # fmt: skip
_ID = re.compile(r"-s(\d+)-(\d+)$")  # of which seed, and the how many-th


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def load(name: str) -> list[tuple[Row, Row]]:
    """Return the answers with their scenes, which are made again."""
    lines = Path(__file__).with_name(SETS[name]).read_text().splitlines()
    answers = [json.loads(line) for line in lines]
    counts: dict[int, int] = {}
    for found in (_ID.search(one["id"]) for one in answers):
        assert found
        seed, number = map(int, found.groups())
        counts[seed] = max(counts.get(seed, 0), number + 1)
    scenes = {}
    for seed, count in sorted(counts.items()):
        with TemporaryDirectory() as folder:
            scenes |= {row["id"]: row for row in described(count, "full", seed, folder)}
    return [(scenes[one["id"]], one) for one in answers]


def truths(answers: list[tuple[Row, Row]]) -> dict[str, float]:
    """Return how true answers fare."""
    scored = [score_candidate({**row, "response": one["response"]}) for row, one in answers]
    shares = [share for one in scored if (share := share_of_attainable(one)) is not None]
    judged = sum(said["r"] is not None for one in scored for said in one["statements"])
    wrong = sum(len(wrong_statements(one)) for one in scored)
    return {
        "answers": len(answers), "mean share of the attainable": statistics.mean(shares),
        "null totals": len(answers) - len(shares), "statements": judged,
        "judged wrong": wrong / judged,
    }  # fmt: skip


def fault_of(true: str, planted: Row) -> Fault:
    """Return a planted fault; its span is what differs."""
    old, new, at = planted["old"], planted["new"], true.index(planted["old"])
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    end = 0
    while end < min(len(old), len(new)) - same and old[-1 - end] == new[-1 - end]:
        end += 1
    text = true[:at] + new + true[at + len(old) :]
    span = (at + same, at + max(len(new) - end, same + 1))
    return Fault(planted["kind"], true, text, span)


def faults(answers: list[tuple[Row, Row]]) -> dict[str, Found]:
    """Return what became of the faults, by kind."""
    found: dict[str, Found] = defaultdict(Found)
    for row, one in answers:
        for planted in one["faults"]:
            found[planted["kind"]].add(row, fault_of(one["response"], planted))
    return found


def main() -> None:
    every = [(name, load(name)) for name in sys.argv[1:] or SETS]
    halves = [(name, half, [one for one in answers if one[1]["half"] == half])
              for name, answers in every
              for half in dict.fromkeys(one["half"] for _, one in answers)]  # fmt: skip
    for name, half, answers in halves:
        said = ", ".join(f"{what} {value:.3g}" for what, value in truths(answers).items())
        say(f"{name}, {half}: {said}")
        found = faults(answers)
        say("| kind | faults | total falls | median drop | pointed at | fell elsewhere |")
        say("|---|---|---|---|---|---|")
        for kind in sorted(found):
            say(found[kind].line(kind))


if __name__ == "__main__":
    main()
