"""What the reward makes of true answers, and of faults that were planted into them.

    python -m tests.rewards.measure

Takes about five minutes on one core. The tables are in docs/method.md.
"""

import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from tempfile import TemporaryDirectory
from typing import Any

from srkit import stages
from srkit.language.verdict import judge_response
from srkit.models.geometric import GeometryJudge
from srkit.models.load import load_policy
from srkit.models.thoughts import STRATEGIES
from srkit.records.address import parse_address
from srkit.records.flow import flatten
from srkit.rewards.total import REWARDS, score_candidate, total_scores
from tests.rewards.planted import MAY_FALL, PLANTERS, POINTED, Fault

Row = dict[str, Any]
QUESTIONS = 800
# Kinds that are faults only if the scene tells so: in a near-tie they are none.
TOLD_BY_SCENE = ("relation_flipped", "regions_swapped", "depth_order", "hedge_added")
NOTICED = 0.02  # of a reward or mark: less is the effect of a text that got longer


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def described(count: int, world: str, seed: int, folder: str) -> list[Row]:
    made = stages.synth(images=folder, count=count, world=world, split="test", seed=seed)
    return list(flatten(stages.describe(flatten(made))))


def attainable(scored: Row) -> float:
    """Return what this answer could have got: its statements' weights, and four for each mark."""
    best = 8.0
    for name in ("desc", "reason"):
        weights = [one["w_u"] * one["w_c"] for one in scored["statements"]
                   if one["segment"] == name and one["r"] is not None]  # fmt: skip
        best += 4.0 * statistics.mean(weights) if weights else 0.0
    return best


def share_of_attainable(scored: Row) -> float | None:
    total = scored["scores"]["total"]
    return None if total is None else total / attainable(scored)


def wrong_statements(scored: Row) -> list[Row]:
    return [one for one in scored["statements"] if one["r"] is not None and one["r"] < 0.5]


class Found:
    """What became of the faults of one kind."""

    def __init__(self) -> None:
        self.count = self.fell = self.pointed = self.null = 0
        self.drops: list[float] = []
        self.least_kept = 1.0  # of a segment's score
        self.elsewhere = Counter[str]()

    def add(self, row: Row, fault: Fault) -> None:
        before = score_candidate({**row, "response": fault.true})
        after = score_candidate({**row, "response": fault.text})
        totals = before["scores"]["total"], after["scores"]["total"]
        start, end = fault.span
        there = [
            one for one in after["statements"] if one["span"][0] < end and start < one["span"][1]
        ]
        is_tie = fault.kind in TOLD_BY_SCENE and all(one["r"] is None for one in there)
        if None in totals or (there and is_tie):
            self.null += 1  # the scene can't tell, so it is no fault
            return
        self.count += 1
        self.fell += totals[1] < totals[0]
        self.drops.append(totals[0] - totals[1])
        segment = [after["scores"][name] / before["scores"][name] for name in ("desc", "reason")
                   if before["scores"][name]]  # fmt: skip
        self.least_kept = min(self.least_kept, *segment)
        judged = [one for one in after["statements"] if one["r"] is not None]
        if judged:
            worst = min(judged, key=lambda one: one["r"])
            self.pointed += worst in there
        for name in ("sp_desc", "sp_reason", *before["marks"]):
            where = "scores" if name in REWARDS else "marks"
            a, b = before[where][name], after[where][name]
            fell = a is not None and b is not None and b < a - NOTICED * max(a, 1.0)
            if fell and name not in MAY_FALL[fault.kind]:
                self.elsewhere[name] += 1

    def line(self, kind: str) -> str:
        share = self.fell / max(self.count, 1)
        pointed = f"{100 * self.pointed / max(self.count, 1):.0f} %" if kind in POINTED else "–"
        other = ", ".join(f"{name} {count}" for name, count in self.elsewhere.most_common(3)) or "–"
        drop = statistics.median(self.drops) if self.drops else 0.0
        return (f"| {kind} | {self.count} | {100 * share:.1f} % | {drop:.2f} | {pointed} |"
                f" {other} |")  # fmt: skip


def planted_faults(count: int, seed: int = 21) -> dict[str, Found]:
    found: dict[str, Found] = defaultdict(Found)
    with TemporaryDirectory() as folder:
        policies: list[Any] = [load_policy(f"geometry:?strategy={name}") for name in STRATEGIES]
        for k, row in enumerate(described(count, "full", seed, folder)):
            true = policies[k % 4].write(row, 0, k)
            for kind, plant in PLANTERS.items():
                fault = plant(row, true, random.Random(f"{k}{kind}"))
                if fault is not None:
                    found[kind].add(row, fault)
    return found


def area(scores: list[float], is_right: list[bool]) -> float:
    """Return the chance that a right answer scores more than a wrong one (ties count half)."""
    ranked = sorted(zip(scores, is_right, strict=True))
    rank_sum, k = 0.0, 0
    while k < len(ranked):
        end = k
        while end < len(ranked) and ranked[end][0] == ranked[k][0]:
            end += 1
        rank = (k + end + 1) / 2  # the mean of ranks k+1 … end
        rank_sum += rank * sum(right for _, right in ranked[k:end])
        k = end
    right = sum(is_right)
    return (rank_sum - right * (right + 1) / 2) / (right * (len(ranked) - right))


def areas(count: int, noise: float, seed: int = 22) -> dict[str, float]:
    """Return how well scores tell right answers from wrong ones, of the default faulty policies."""
    judge = GeometryJudge(parse_address(f"geometry:?scene_noise={noise}"))
    found: dict[str, list[float | None]] = defaultdict(list)
    verdicts = []
    with TemporaryDirectory() as folder:
        policies: list[Any] = [load_policy(text) for text in stages.POLICIES]
        for row in described(count, "full", seed, folder):
            for policy in policies:
                text = policy.write(row, 0, 0)
                scored = score_candidate({**row, "response": text}, judge.look(row, 0))
                right = judge_response(row["question"], row["answer"], text).verdict is True
                verdicts.append(right)
                for name, value in {**scored["scores"], **scored["marks"]}.items():
                    found[name].append(value)
                without = {**scored["marks"], "conclusion": None}
                rewards = (scored["scores"][name] for name in ("sp_desc", "sp_reason"))
                found["total without the conclusion mark"].append(
                    total_scores(without, *rewards)["total"])  # fmt: skip
    areas = {}
    for name, values in found.items():
        both = [(v, right) for v, right in zip(values, verdicts, strict=True) if v is not None]
        if len({right for _, right in both}) == 2:
            areas[name] = area(*map(list, zip(*both, strict=True)))  # type: ignore[arg-type]
    return areas


def truths(count: int, seed: int = 23) -> None:
    """Say how near to the attainable true answers come."""
    policies: list[Any] = [load_policy(f"geometry:?strategy={name}") for name in STRATEGIES]
    shares, wrong, null = [], 0, 0
    with TemporaryDirectory() as folder:
        for world in ("simple", "full"):
            for k, row in enumerate(described(count // 2, world, seed, folder)):
                scored = score_candidate({**row, "response": policies[k % 4].write(row, 0, 0)})
                share = share_of_attainable(scored)
                null += share is None
                shares += [] if share is None else [share]
                wrong += len(wrong_statements(scored))
    mean = statistics.mean(shares)
    say(f"true answers: {len(shares)}, mean {mean:.4f} of the attainable, least {min(shares):.4f};"
        f" {wrong} statements judged wrong; {null} totals null")  # fmt: skip


def speed(count: int = 400) -> None:
    """Say how many answers are scored a second, of about 900 characters each."""
    with TemporaryDirectory() as folder:
        policy: Any = load_policy("geometry:?strategy=chain")
        rows = []
        for row in described(count, "full", 24, folder):
            text = policy.write(row, 0, 0)
            more = policy.write(row, 1, 0).split("### Rationale")[0]
            text = text.replace("### In Conclusion", "### Step 7\n" + more.partition("\n")[2]
                                + "\n### Step 8\nI go over it again, and look at the picture from"
                                " side to side.\n### In Conclusion")  # fmt: skip
            rows.append({**row, "response": text})
        mean = statistics.mean(len(row["response"]) for row in rows)
        began = time.perf_counter()
        for row in rows:
            score_candidate(row)
        spent = time.perf_counter() - began
        say(f"{len(rows) / spent:.0f} answers/s of {mean:.0f} characters")


def main() -> None:
    speed()
    truths(5000)
    for noise in (0.0, 0.1):
        found = areas(QUESTIONS, noise)
        said = ", ".join(f"{name} {value:.3f}" for name, value in sorted(found.items()))
        say(f"area under the curve against the verdict, scene noise {noise:g}: {said}")
    say("| kind | faults | total falls | median drop | pointed at | fell elsewhere |")
    say("|---|---|---|---|---|---|")
    for kind, found in planted_faults(QUESTIONS).items():
        say(found.line(kind))


if __name__ == "__main__":
    main()
