"""How `geometry:` works an answer out: four strategies, each a rationale and steps.

`direct` measures what is asked; `reference` compares with something of an assumed size;
`coordinates` sets up a frame and subtracts; `chain` goes from one to the other by way of a third.
Every step states lengths and relations in words that `language` finds and `scene/check` can check.
"""

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from srkit.errors import RowError
from srkit.language.question import Asked
from srkit.language.statement import INVERSE
from srkit.language.tags import tag
from srkit.models.faults import Reader
from srkit.records.rows import Object
from srkit.scene import geometry
from srkit.scene.facts import COMPARISONS, LENGTHS, SPANS

WORDS = {"width": "wide", "height": "tall"}
APART = {"direct_distance": "", "horizontal_distance": " horizontally",
         "vertical_distance": " vertically"}  # fmt: skip
# What a comparison compares, as a rationale says it, and the size that is read.
COMPARED = {
    "left": "how far to the right each of them is", "above": "how high each of them is placed",
    "behind": "how far from the camera the nearest point of each is",
    "taller": "their heights", "wider": "their widths", "bigger": "the room that each takes up",
}  # fmt: skip
# Whether a greater reading makes the relation of that name hold, or a lesser one.
MORE_IS = {"left": -1, "above": -1, "behind": 1, "shorter": -1, "thinner": -1, "bigger": 1}
ASKED = {
    "width": "how far it reaches from side to side",
    "height": "how far it reaches from base to top",
    "direct_distance": "how far apart the points of the two are",
    "horizontal_distance": "how far apart the two are from side to side",
    "vertical_distance": "how far apart the two are up and down",
    "direction": "where one lies, seen from the other",
}  # fmt: skip


class Finding(NamedTuple):
    """What the steps come to: a sentence, and the value or whether the asked relation holds."""

    sentence: str
    holds: bool | None = None
    value: float | None = None


class Mind(NamedTuple):
    """What one part of an answer is thought out with."""

    asked: Asked
    a: Object
    b: Object
    read: Reader
    rng: random.Random

    @property
    def regions(self) -> tuple[int, int]:
        """Subject and object, as numbers."""
        first, second = (self.asked.regions * 2)[:2]
        return (second, first) if self.asked.is_turned else (first, second)

    @property
    def first(self) -> tuple[int, Object]:
        return self.regions[0], self.a

    @property
    def second(self) -> tuple[int, Object]:
        return self.regions[1], self.b

    @property
    def tags(self) -> tuple[str, str]:
        return tag(self.regions[0]), tag(self.regions[1])

    def seen(self) -> dict[int, Object]:
        """Return what is asked about, once each."""
        return dict((self.first, self.second))

    @property
    def relation(self) -> str:
        assert self.asked.relation is not None
        return self.asked.relation


def q(value_m: float) -> str:
    """Write a length."""
    return f"{round(value_m, 2):g} meters"


def finding(mind: Mind) -> Finding:
    """Read what is asked."""
    relation, (a, b) = mind.relation, mind.tags
    if relation in INVERSE:
        base = _base(relation)
        more = (reading(mind, *mind.first) - reading(mind, *mind.second)) * MORE_IS[base]
        if more == 0:
            raise RowError(f"whether {a} is {COMPARISONS[relation].words} {b} can't be told")
        holds = mind.read.holds((more > 0) == (relation == base), relation)
        said = COMPARISONS[relation if holds else INVERSE[relation]].words
        return Finding(f"{a} is {said} {b}", holds=holds)
    if relation == "direction":
        hour = round(_turned(mind, geometry.direction_hours(mind.a, mind.b))) % 12 or 12
        return Finding(f"from {a}, {b} is at {hour} o'clock", value=float(hour))
    region = mind.regions[0] if relation in LENGTHS else -1
    return _said(mind, mind.read.length(relation, _length(mind), region))


def _said(mind: Mind, value_m: float) -> Finding:
    """Say the length that is asked for."""
    a, b = mind.tags
    if mind.relation in LENGTHS:
        return Finding(f"{a} is {q(value_m)} {WORDS[mind.relation]}", value=value_m)
    return Finding(f"{a} and {b} are {q(value_m)} apart{APART[mind.relation]}", value=value_m)


def _base(relation: str) -> str:
    """Return which of a relation and its inverse both are worked out as."""
    return min(relation, INVERSE.get(relation, relation))


def reading(mind: Mind, region: int, thing: Object) -> float:
    """Read what the asked relation compares, of one region."""
    read, size = mind.read, thing["size_m"]
    match _base(mind.relation):
        case "shorter":
            return read.length("height", size[1], region)
        case "thinner":
            return read.length("width", size[0], region)
        case "bigger":
            names = ("width", "height", "extent")
            return math.prod(read.length(name, size[k], region) for k, name in enumerate(names))
        case "left":
            return read.place("mean x", thing["mean_m"][0], thing["mean_m"][2], region)
        case "above":
            return read.place("mean y", thing["mean_m"][1], thing["mean_m"][2], region)
    return read.length("depth", thing["nearest_m"], region)


def _turned(mind: Mind, hours: float) -> float:
    """Read a direction: noise turns it, a wrong order mirrors near and far."""
    faults = mind.read.faults
    if faults.order and not mind.read.holds(True):
        return (6 - hours) % 12
    return hours + mind.rng.gauss(0, 3 * faults.noise) if faults.noise else hours


def _length(mind: Mind) -> float:
    """Return the true length that is asked for."""
    if mind.relation in LENGTHS:
        return LENGTHS[mind.relation](mind.a)
    if mind.relation in SPANS:
        return SPANS[mind.relation](mind.a, mind.b)
    found = mind.read.scene.distance(*mind.regions)
    if found is None:
        raise RowError("the scene has no distance of these regions")
    return found


def measured(mind: Mind, region: int, thing: Object) -> str:
    """State what the asked relation is about, of one region."""
    base, name = _base(mind.relation), tag(region)
    width, height, _ = thing["size_m"]
    wide = f"{q(mind.read.length('width', width, region))} wide"
    high = f"{q(mind.read.length('height', height, region))} tall"
    if base in ("shorter", "height"):
        return f"{name} is {high}"
    if base in ("thinner", "width"):
        return f"{name} is {wide}"
    if base == "bigger":
        return f"{name} is {wide} and {high}"
    found = reading(mind, region, thing)
    if base in ("left", "above"):
        way = "to the right" if base == "left" else "downwards"
        return f"counted {way}, {name} is at {found:.2f} m"
    return f"the nearest point of {name} is {q(found)} from the camera"


def direct(mind: Mind, found: Finding) -> list[str]:
    """Measure, and compare."""
    read = [measured(mind, region, thing) for region, thing in mind.seen().items()]
    return [_sentence("; ".join(read)), _sentence(f"so {found.sentence}")]


def reference(mind: Mind, found: Finding) -> list[str]:
    """Compare with something whose size is assumed."""
    axis = 1 if mind.relation in ("height", "vertical_distance") else 0
    name, length = _yardstick(mind, axis)
    assumed = f"I assume that {name} is about {length:g} m {'high' if axis else 'broad'}"
    if found.value is None or mind.relation == "direction":
        steps = [f"{assumed}, and hold it beside {_what(mind)}."]
        return [*steps, _sentence(f"judged by that, {found.sentence}")]
    times = round(found.value / length, 2)
    slip = mind.rng.choice((0.6, 1.5)) if mind.read.faults.slips else 1.0
    return [
        f"{assumed}, as such things are.",
        f"What is asked comes to {times:g} times that: {times:g} × {length:g} m ="
        f" {times * length * slip:.2f} m.",
        _sentence(f"so {_slipped(mind, found, slip).sentence}"),
    ]


def _slipped(mind: Mind, found: Finding, slip: float) -> Finding:
    """Return what a calculation that came out wrong leads to."""
    return found if slip == 1.0 else _said(mind, (found.value or 0.0) * slip)


def coordinates(mind: Mind, found: Finding) -> list[str]:
    """Set up a frame and subtract."""
    axes = "Take x to the right, y down and z away from the camera, in meters."
    points = []
    for region, thing in mind.seen().items():
        x, y, z = thing["center_m"]
        at = (mind.read.place("x", x, z, region), mind.read.place("y", y, z, region),
              mind.read.length("z", z, region))  # fmt: skip
        points.append(f"the centre of {tag(region)} is at ({', '.join(f'{v:.2f}' for v in at)})")
    steps = [f"{axes} {_sentence(' and '.join(points))}"]
    if mind.relation in SPANS and found.value is not None:
        axis = 0 if mind.relation == "horizontal_distance" else 1
        steps.append(f"Only {'xy'[axis]} counts here: the difference is {found.value:.2f}.")
    elif mind.relation == "direct_distance" and found.value is not None:
        apart = math.dist(mind.a["center_m"], mind.b["center_m"])
        steps.append(f"Centre to centre that is {apart:.2f}, point to point {found.value:.2f}.")
    return [*steps, _sentence(f"so {found.sentence}")]


def chain(mind: Mind, found: Finding) -> list[str]:
    """Go from one to the other by way of something between them."""
    if found.value is not None and mind.relation != "direction":
        first = round(found.value * mind.rng.uniform(0.3, 0.7), 2)
        rest = round(round(found.value, 2) - first, 2)
        slip = mind.rng.choice((0.6, 1.5)) if mind.read.faults.slips else 1.0
        steps = [
            f"What is asked falls into two parts, of {first:g} m and {rest:g} m.",
            f"Together: {first:g} m + {rest:g} m = {(first + rest) * slip:.2f} m.",
        ]
        return [*steps, _sentence(f"so {_slipped(mind, found, slip).sentence}")]
    read = [measured(mind, region, thing) for region, thing in mind.seen().items()]
    steps = [_sentence(one) for one in read]
    return [*steps, _sentence(f"taken together, {found.sentence}")]


Strategy = Callable[[Mind, Finding], list[str]]
STRATEGIES: dict[str, Strategy] = {
    "direct": direct, "reference": reference, "coordinates": coordinates, "chain": chain,
}  # fmt: skip
WHY = {
    "direct": "I measure {what} in the depth picture.",
    "reference": "I compare {what} with a thing whose size is known.",
    "coordinates": "I put the scene into coordinates, and work out {what} from them.",
    "chain": "I take it in parts, and find {what} step by step.",
}


def rationale(mind: Mind, strategy: str) -> str:
    """Say what is going to be done, and why."""
    what = COMPARED.get(mind.relation) or COMPARED.get(INVERSE.get(mind.relation, "")) or (
        ASKED[mind.relation])  # fmt: skip
    return WHY[strategy].format(what=what)


def _what(mind: Mind) -> str:
    a, b = mind.tags
    if mind.relation in LENGTHS:
        return f"the {mind.relation} of {a}"
    return f"the way from {a} to {b}" if mind.relation in APART else f"{a} and {b}"


def _yardstick(mind: Mind, axis: int) -> tuple[str, float]:
    """Return something that is not asked about, and how large it is taken for."""
    names = {mind.a["name"], mind.b["name"]}
    others = [
        thing
        for thing in mind.read.scene.objects
        if "region" not in thing and thing["name"] not in names and thing["size_m"][axis] > 0.1
    ]
    if not others:
        return "a step", 0.75
    known = mind.rng.choice(others)
    return f"the {known['name']}", round(mind.read.length("known", known["size_m"][axis]), 2)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
