"""The stage: every answer judged by geometry, by models that see the picture, or by both.

Several judges are averaged: mark by mark, and reward by reward; what one can't judge is left out of
the mean. A judge that gives nothing makes an error row, so that it can be asked again.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from srkit.errors import RowError
from srkit.models.connections import Connections
from srkit.models.geometric import GeometryJudge
from srkit.records.ahead import each_ahead
from srkit.records.flow import Result, Usage, task_of
from srkit.records.rows import Row
from srkit.records.scenes import Scenes
from srkit.rewards.spatial import DIGITS, mean_of
from srkit.rewards.total import REWARDS, score_candidate, with_sums

if TYPE_CHECKING:
    from srkit.models.asked import AskedModel

Scorer: TypeAlias = "GeometryJudge | AskedModel"
ONE_CALL = Usage(calls=1)


@dataclass
class Agreement:
    """How far a judge's totals are from those of geometry, in running sums."""

    sums: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, exact: float | None, other: float | None) -> None:
        """Take one answer that both have judged."""
        if exact is None or other is None:
            return
        found = self.sums.setdefault(name, [0.0] * 7)
        terms = (1, exact, other, exact**2, other**2, exact * other, abs(exact - other))
        self.sums[name] = [a + b for a, b in zip(found, terms, strict=True)]

    def lines(self) -> list[str]:
        """Return it as people read it."""
        said = []
        for name, (n, x, y, xx, yy, xy, apart) in self.sums.items():
            spread = math.sqrt(max(0.0, n * xx - x * x) * max(0.0, n * yy - y * y))
            same = f"correlation {(n * xy - x * y) / spread:.3f}" if spread else "no spread"
            said.append(f"{name} against geometry: totals of {n:.0f} answers, {same},"
                        f" {apart / n:.2f} apart on average")  # fmt: skip
        return said


def score_rows(
    rows: Iterable[Row], judges: list[Scorer], connections: Connections | None = None,
    scenes: Scenes | None = None, seed: int = 0, agreement: Agreement | None = None,
) -> Iterator[Result]:  # fmt: skip
    """Score every candidate."""
    agreement = Agreement() if agreement is None else agreement

    async def work(row: Row) -> Result:
        if row.get("response") is None:
            raise RowError("the row has no response")
        seen = scenes.join(row) if scenes else row
        if "objects" not in seen and any(isinstance(one, GeometryJudge) for one in judges):
            raise RowError("the row has no measured scene: name a file that `srkit describe` made"
                           " with --scenes" if scenes is None else
                           f"{scenes.path} has no scene of {task_of(row)}")  # fmt: skip
        found, usage = {}, {}
        for judge in judges:
            found[judge.name], usage[judge.name] = await judge_one(seen, judge, seed)
        exact = [judge.name for judge in judges if isinstance(judge, GeometryJudge)][:1]
        for name in found if exact else ():
            if name != exact[0]:
                totals = (found[one]["scores"]["total"] for one in (exact[0], name))
                agreement.add(name, *totals)
        return Result([{**seen, **together(found)}], usage=usage)

    connections = connections or Connections()
    return each_ahead("score", work, rows, connections.rows_at_a_time(1.0), connections)


async def judge_one(row: Row, judge: Scorer, seed: int) -> tuple[Row, Usage]:
    """Return what one judge says of an answer, and what that took."""
    if isinstance(judge, GeometryJudge):
        return score_candidate(row, judge.look(row, seed)), ONE_CALL
    from srkit.rewards.judged import score_judged

    return await score_judged(row, judge, seed)


def together(found: dict[str, Row]) -> Row:
    """Return what the judges say as one: as it is, or averaged."""
    if len(found) == 1:
        ((name, one),) = found.items()
        return {key: one[key] for key in ("scores", "marks", "statements")} | {"judge": name}

    def mean(kind: str, key: str) -> float | None:
        said = [value for one in found.values() if (value := one[kind][key]) is not None]
        average = mean_of(said)
        return None if average is None else round(average, DIGITS)

    first = next(iter(found.values()))
    return {
        "scores": with_sums({key: mean("scores", key) for key in REWARDS}),
        "marks": {key: mean("marks", key) for key in first["marks"]},
        "statements": [{**said, "judge": name} for name, one in found.items()
                       for said in one["statements"]],
        "judge": ", ".join(found),
        "judges": {name: one["scores"] for name, one in found.items()},
    }  # fmt: skip
