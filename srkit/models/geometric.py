"""`geometry:` — answers and ratings computed from a measured scene, without weights.

As a policy it writes long answers in the paper's sections; without faults they are right. A fault
preset makes it wrong in a way that a reward can find: `noisy` (every reading off by about 30 %),
`short` (every length two thirds of the truth), `flat` (which of two is behind is a guess).
As a judge it checks statements against the scene. It reads neither `answer` nor `truth`.
"""

import math
import random
from typing import NamedTuple

from srkit.errors import AddressError, RowError
from srkit.language.quantities import write_quantity
from srkit.language.question import Asked, parse_question
from srkit.language.sections import (
    CONCLUSION,
    DESCRIPTION,
    RATIONALE,
    STEP,
    Section,
    render_headings,
)  # fmt: skip
from srkit.language.statements import INVERSE, agrees, find_statements
from srkit.language.tags import find_tags, tag
from srkit.models.base import Rating, Reply
from srkit.records.address import Address
from srkit.records.flow import task_of
from srkit.records.rows import Object, Row
from srkit.records.seeds import derive_random
from srkit.scene.check import check
from srkit.scene.facts import Scene, margin, open_scene

FAULTS = ("none", "noisy", "short", "flat")
KNOWN = ("direct_distance", "behind", "front")  # the relations that it can answer so far
NOISE = 0.3
SHORT = 2 / 3


class GeometryPolicy:
    """Writes answers from the scene's objects."""

    def __init__(self, address: Address) -> None:
        address.only("faults")
        self.name = address.name
        self.address = address.text
        self.faults = address.options.get("faults", "none")
        if self.faults not in FAULTS:
            raise AddressError(f"{address.text}: faults are {', '.join(FAULTS)}")

    def answer(self, row: Row, seed: int, sample: int) -> Reply:
        """Write a whole answer with headings."""
        view = self._view(row, derive_random(seed, task_of(row), self.faults, sample))
        return Reply(render_headings([write(view) for write in _ORDER]))

    def propose(self, row: Row, ancestors: list[Section], seed: int) -> Section | None:
        """Write the next section; what was written before decides only which one that is."""
        if len(ancestors) >= len(_ORDER):
            return None
        path = "\n".join(part.text for part in ancestors)
        view = self._view(row, derive_random(seed, self.faults, path))
        return _ORDER[len(ancestors)](view)

    def _view(self, row: Row, rng: random.Random) -> "View":
        scene, asked = open_scene(row), parse_question(row["question"])
        if asked.relation is None:
            raise RowError("geometry: can't tell what this question asks for")
        if asked.relation not in KNOWN or asked.is_turned:
            raise RowError(f"geometry: can't answer {asked.category} questions yet")
        a, b = (_measured(scene, region) for region in asked.regions)
        if asked.relation in INVERSE and margin(asked.relation, a, b) == 0:
            raise RowError("a near-tie: which of the two is behind can't be told")
        return View(asked, scene, a, b, Reader(self.faults, rng))


def _measured(scene: Scene, region: int) -> Object:
    found = scene.find(region)
    if region >= scene.regions:
        raise RowError(f"the question names {tag(region)}, the row has {scene.regions} regions")
    if found is None:
        raise RowError(f"{tag(region)} shows too few points to be measured")
    return found


class Reader:
    """Reads lengths and depth orders off the scene, with the faults of its preset."""

    def __init__(self, faults: str, rng: random.Random) -> None:
        self.faults = faults
        self.rng = rng

    def length(self, value_m: float) -> float:
        """Read a length."""
        if self.faults == "noisy":
            return value_m * math.exp(self.rng.gauss(0, NOISE))
        return value_m * (SHORT if self.faults == "short" else 1)

    def is_behind(self, a: Object, b: Object) -> bool:
        """Read which of two is behind."""
        if self.faults == "flat":
            return self.rng.random() < 0.5
        if self.faults == "noisy":
            return self.length(a["nearest_m"]) > self.length(b["nearest_m"])
        return a["nearest_m"] > b["nearest_m"]


class View(NamedTuple):
    """What one section is written from."""

    asked: Asked
    scene: Scene
    a: Object
    b: Object
    read: Reader

    @property
    def tags(self) -> tuple[str, str]:
        first, second = self.asked.regions
        return tag(first), tag(second)

    @property
    def is_distance(self) -> bool:
        return self.asked.relation == "direct_distance"

    def distance(self) -> str:
        """Read and write the distance that is asked for."""
        found = self.scene.distance(*self.asked.regions)
        if found is None:
            raise RowError("the scene has no distance of these regions")
        return write_quantity(self.read.length(found))


def _description(view: View) -> Section:
    lines = []
    for name, thing in zip(view.tags, (view.a, view.b), strict=True):
        kind = f"{thing.get('color', '')} {thing['name']}".strip()
        away = write_quantity(view.read.length(thing["nearest_m"]))
        lines.append(f"{name} is a {kind}, about {away} from the camera.")
    return Section(DESCRIPTION, " ".join(lines), 0, 0)


def _rationale(view: View) -> Section:
    if view.is_distance:
        text = "To find the distance, measure how far the two are apart in the depth picture."
    else:
        text = "What is farther from the camera is behind, so compare how far away the two are."
    return Section(RATIONALE, text, 0, 0)


def _step_one(view: View) -> Section:
    lines = [
        f"The nearest point of {name} is {write_quantity(view.read.length(o['nearest_m']))}"
        " from the camera."
        for name, o in zip(view.tags, (view.a, view.b), strict=True)
    ]
    return Section(STEP, " ".join(lines), 0, 0, 1)


def _step_two(view: View) -> Section:
    a, b = view.tags
    if view.is_distance:
        return Section(STEP, f"The distance between {a} and {b} is {view.distance()}.", 0, 0, 2)
    where = "behind" if view.read.is_behind(view.a, view.b) else "in front of"
    return Section(STEP, f"So {a} is {where} {b}.", 0, 0, 2)


def _conclusion(view: View) -> Section:
    a, b = view.tags
    if view.is_distance:
        return Section(CONCLUSION, f"{a} and {b} are {view.distance()} apart.", 0, 0)
    behind = view.read.is_behind(view.a, view.b)
    word = "yes" if behind == (view.asked.relation == "behind") else "no"
    where = "behind" if behind else "in front of"
    return Section(CONCLUSION, f"{a} is {where} {b}, {word}.", 0, 0)


_ORDER = (_description, _rationale, _step_one, _step_two, _conclusion)


class GeometryJudge:
    """Rates sections by checking their statements against the scene."""

    def __init__(self, address: Address) -> None:
        address.only()
        self.name = address.name
        self.address = address.text

    def rate(
        self, row: Row, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> list[Rating]:
        """Rate each candidate; the seed is for judges that are not exact."""
        scene = open_scene(row)
        return [_rate(scene, ancestors, candidate) for candidate in candidates]


def _rate(scene: Scene, ancestors: list[Section], candidate: Section) -> Rating:
    """Visual: are its regions there? Spatial: are its statements true? Logical: do they agree?"""
    regions = [found.region for found in find_tags(candidate.text)]
    visual = 0 if not regions else 1 if max(regions) < scene.regions else -1
    marks = [m for s in find_statements(candidate.text) if (m := check(s, scene)) is not None]
    spatial = 0 if not marks else 1 if min(marks) >= 0.5 else -1
    if candidate.kind == DESCRIPTION:
        return Rating(visual, spatial, None)
    said = [s for part in ancestors for s in find_statements(part.text)]
    pairs = [agrees(s, other) for s in find_statements(candidate.text) for other in said]
    told = [pair for pair in pairs if pair is not None]
    return Rating(visual, spatial, 0 if not told else 1 if all(told) else -1)
