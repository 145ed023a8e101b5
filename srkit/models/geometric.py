"""`geometry:` — answers and ratings computed from a measured scene, without weights.

As a policy it writes long answers in the paper's sections, in one of four strategies; without
faults they are right. A fault preset makes it wrong in ways that a reward can find. As a judge it
checks statements against the scene. It reads neither `answer` nor `truth`.
"""

import math
import random
from functools import lru_cache
from typing import Any, NamedTuple

from srkit.errors import AddressError, RowError
from srkit.language.question import Asked, parse_question
from srkit.language.sections import (
    CONCLUSION,
    DESCRIPTION,
    RATIONALE,
    STEP,
    Section,
    render_headings,
)  # fmt: skip
from srkit.language.statement import Statement, agrees
from srkit.language.statements import find_statements
from srkit.language.tags import find_tags, tag
from srkit.models.base import Proposal, Rated, Rating, Reply
from srkit.models.describing import conclude, describe_regions, stated
from srkit.models.faults import PRESETS, Reader
from srkit.models.thoughts import STRATEGIES, Finding, Mind, finding, rationale
from srkit.records.address import Address
from srkit.records.flow import task_of
from srkit.records.rows import Object, Row
from srkit.records.seeds import derive_random
from srkit.scene.check import check
from srkit.scene.facts import UPRIGHT, Scene, open_scene

JUMPS = 0.7  # how often a hasty conclusion is another one than what was found


class GeometryPolicy:
    """Writes answers from the scene's objects."""

    def __init__(self, address: Address) -> None:
        address.only("faults", "strategy", "variety")
        self.name = self.identity = address.name
        self.settled = address.settled
        self.faults_name = address.options.get("faults", "none")
        self.strategy = address.options.get("strategy", "direct")
        variety = address.options.get("variety", "yes")
        for said, known in ((self.faults_name, PRESETS), (self.strategy, STRATEGIES),
                            (variety, ("yes", "no"))):  # fmt: skip
            if said not in known:
                raise AddressError(f"{address.text}: {said!r} is none of {', '.join(known)}")
        self.faults = PRESETS[self.faults_name]
        self.is_varied = variety == "yes"

    async def answer(self, row: Row, seed: int, sample: int) -> Reply:
        return Reply(self.write(row, seed, sample))

    async def propose(self, row: Row, ancestors: list[Section], seed: int) -> Proposal:
        return Proposal(self.go_on(row, ancestors, seed))

    def write(self, row: Row, seed: int, sample: int) -> str:
        """Write a whole answer with headings."""
        rng = derive_random(seed, task_of(row), self.faults_name, self.strategy, sample)
        view = open_view(row)
        before, after = self._minds(view, rng)
        found = finding(after)
        steps = STRATEGIES[self.strategy](after, found)
        sections = [
            self._description(view, before),
            Section(RATIONALE, rationale(after, self.strategy), 0, 0),
            *(Section(STEP, text, 0, 0, k) for k, text in enumerate(steps, 1)),
        ]
        # What was found is said in the last step, unless a calculation went wrong on the way.
        found = stated(view.asked, _said(sections[-1:])) or found if self.faults.slips else found
        return render_headings([*sections, self._conclusion(view, found, after)])

    def go_on(self, row: Row, ancestors: list[Section], seed: int) -> Section | None:
        """Write the next section: steps of its own strategy, a conclusion from what was stated."""
        kinds = [part.kind for part in ancestors]
        if CONCLUSION in kinds:
            return None
        path = "\n".join(part.text for part in ancestors)
        rng = derive_random(seed, self.faults_name, self.strategy, path)
        view = open_view(row)
        before, after = self._minds(view, rng)
        if not ancestors:
            return self._description(view, before)
        if RATIONALE not in kinds:
            return Section(RATIONALE, rationale(after, self.strategy), 0, 0)
        done = kinds.count(STEP)
        found = finding(after)
        steps = STRATEGIES[self.strategy](after, found)
        told = stated(view.asked, _said(ancestors))
        if told or done >= len(steps):
            return self._conclusion(view, told or found, after)
        return Section(STEP, steps[done], 0, 0, done + 1)

    def _minds(self, view: "View", rng: random.Random) -> tuple[Mind, Mind]:
        """Return what the description is written with, and what comes after it."""
        chances = self.faults.description, self.faults.after
        before, after = (
            Mind(view.asked, view.a, view.b, Reader(view.scene, self.faults, chance, rng), rng)
            for chance in chances
        )
        return before, after

    def _description(self, view: "View", mind: Mind) -> Section:
        regions = dict(zip(view.asked.regions, (view.first, view.second), strict=False))
        text = describe_regions(regions, mind.read, mind.rng, self.is_varied)
        return Section(DESCRIPTION, text, 0, 0)

    def _conclusion(self, view: "View", found: Finding, mind: Mind) -> Section:
        jumps = mind.read.faults.jumps and mind.rng.random() < JUMPS
        return Section(CONCLUSION, conclude(view.asked, found, jumps, mind.rng), 0, 0)


@lru_cache(maxsize=4096)  # a section is read again by every judge of what follows it
def _statements(text: str) -> tuple[Statement, ...]:
    return tuple(find_statements(text))


def _said(sections: list[Section]) -> list[Statement]:
    return [said for part in sections if part.kind == STEP for said in _statements(part.text)]


class View(NamedTuple):
    """What is asked of which objects: `a` and `b` are subject and object."""

    asked: Asked
    scene: Scene
    first: Object
    second: Object

    @property
    def a(self) -> Object:
        return self.second if self.asked.is_turned else self.first

    @property
    def b(self) -> Object:
        return self.first if self.asked.is_turned else self.second


def open_view(row: Row) -> View:
    """Return what a row asks of its scene, or say why that can't be answered."""
    scene, asked = open_scene(row), parse_question(row["question"])
    if asked.relation is None:
        raise RowError("geometry: can't tell what this question asks for")
    if asked.relation in UPRIGHT and not scene.knows_down:
        raise RowError("geometry: where down is is not known, and the question needs it")
    first, second = ([_measured(scene, region) for region in asked.regions] * 2)[:2]
    return View(asked, scene, first, second)


def _measured(scene: Scene, region: int) -> Object:
    found = scene.find(region)
    if region >= scene.regions:
        raise RowError(f"the question names {tag(region)}, the row has {scene.regions} regions")
    if found is None:
        raise RowError(f"{tag(region)} shows too few points to be measured")
    return found


class GeometryJudge:
    """Rates sections by checking their statements against the scene."""

    def __init__(self, address: Address) -> None:
        address.only("scene_noise")
        self.name = self.identity = address.name
        self.settled = address.settled
        self.scene_noise = address.number("scene_noise", 0.0)
        if not 0 <= self.scene_noise <= 1:
            raise AddressError(f"{address.text}: scene_noise is from 0 to 1")

    def look(self, row: Row, seed: int) -> Scene:
        """Return the scene as this judge sees it: the same for all candidates of a task."""
        scene = open_scene(row)
        if not self.scene_noise:
            return scene
        return mistaken(scene, self.scene_noise, derive_random(seed, task_of(row), self.name))

    async def rate(
        self, row: Row, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> Rated:
        return Rated(self.marks(row, ancestors, candidates, seed))

    def marks(
        self, row: Row, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> list[Rating]:
        """Rate each candidate; with noise, the seed decides how the scene is mistaken."""
        scene = self.look(row, seed)
        return [_rate(scene, ancestors, candidate) for candidate in candidates]


def mistaken(scene: Scene, noise: float, rng: random.Random) -> Scene:
    """Return a scene as somebody sees it who is not exact: lengths × exp(N(0, noise))."""

    def off(values: list[float]) -> list[float]:
        return [value * math.exp(rng.gauss(0, noise)) for value in values]

    objects: list[Any] = []
    for thing in scene.objects:
        center = off(thing["center_m"])
        moved = [
            after / before if before else 1.0
            for before, after in zip(thing["center_m"], center, strict=True)
        ]
        objects.append({
            **thing,
            "center_m": center,
            "mean_m": [v * m for v, m in zip(thing["mean_m"], moved, strict=True)],
            "nearest_m": thing["nearest_m"] * moved[2],
            "size_m": off(thing["size_m"]),
        })  # fmt: skip
    count = len(objects)
    distances: list[list[float | None]] = [[0.0] * count for _ in range(count)]
    for i in range(count):
        for j in range(i):
            true = scene.distances_m[i][j]
            distances[i][j] = distances[j][i] = None if true is None else off([true])[0]
    return scene.seen_as(objects, distances, noise)


def _rate(scene: Scene, ancestors: list[Section], candidate: Section) -> Rating:
    """Visual: are its regions there? Spatial: are its statements true? Logical: do they agree?"""
    regions = [found.region for found in find_tags(candidate.text)]
    visual = 0 if not regions else 1 if max(regions) < scene.regions else -1
    marks = [m for s in _statements(candidate.text) if (m := check(s, scene)) is not None]
    spatial = 0 if not marks else 1 if min(marks) >= 0.5 else -1
    if candidate.kind == DESCRIPTION:
        return Rating(visual, spatial, None)
    said = [s for part in ancestors for s in _statements(part.text)]
    pairs = [agrees(s, other) for s in _statements(candidate.text) for other in said]
    told = [pair for pair in pairs if pair is not None]
    return Rating(visual, spatial, 0 if not told else 1 if all(told) else -1)
