"""What `geometry:` writes before and after it thinks: the description, and the conclusion."""

import random

from srkit.language.question import Asked
from srkit.language.statement import INVERSE, Statement
from srkit.language.tags import tag
from srkit.models.faults import Reader
from srkit.models.thoughts import APART, WORDS, Finding, q
from srkit.records.rows import Object
from srkit.scene.facts import COMPARISONS, LENGTHS
from srkit.scene.objects import COLORS

# How a thing is introduced: harmless variety, as different models have it.
FRAMES = (
    "{name} is {kind}. The nearest point of {name} is {away} from the camera.",
    "{name} is {kind}, and the nearest point of {name} is {away} from the camera.",
    "{name} is {kind}, {wide} wide. The nearest point of {name} is {away} from the camera.",
    "There is {kind}, which is {name}. {name} is {wide} wide.",
)
OPENINGS = ("", "", "The picture shows these things. ", "What the question is about: ")
INVENTED = ("A tall mirror stands beside {name}.", "On top of {name} lies a gray cat.",
            "Next to {name} there is a green suitcase.")  # fmt: skip


def describe_regions(
    regions: dict[int, Object], read: Reader, rng: random.Random, is_varied: bool
) -> str:
    """Describe the regions that are asked about, and what is taken for being there."""
    order = list(regions)
    frames = [FRAMES[0]] * len(order)
    opening = ""
    if is_varied:
        rng.shuffle(order)
        frames = [rng.choice(FRAMES) for _ in order]
        opening = rng.choice(OPENINGS)
    invents = read.faults.invents and rng.random() < 0.5
    if read.faults.invents and not invents:
        order = order[1:] if len(order) > 1 else order
        invents = len(regions) == 1
    lines = []
    for region, frame in zip(order, frames, strict=False):
        thing = regions[region]
        away = read.length("depth", thing["nearest_m"], region)
        wide = read.length("width", thing["size_m"][0], region)
        lines.append(frame.format(name=tag(region), kind=_kind(thing, read, rng), away=q(away),
                                  wide=q(wide)))  # fmt: skip
    if invents:
        lines.append(rng.choice(INVENTED).format(name=tag(order[0])))
        lines.append(f"{tag(len(read.scene.at) + 3)} is a black chair.")
    return opening + " ".join(lines)


def _kind(thing: Object, read: Reader, rng: random.Random) -> str:
    color = thing.get("color", "")
    if read.faults.colors and color:
        color = rng.choice([other for other in COLORS if other != color])
    words = f"{color} {thing['name']}".strip()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def conclude(asked: Asked, found: Finding, jumps: bool, rng: random.Random) -> str:
    """State the fact and the answer; a conclusion that jumps says another one."""
    first, second = (asked.regions * 2)[:2]
    a, b = (tag(second), tag(first)) if asked.is_turned else (tag(first), tag(second))
    relation = asked.relation or ""
    if relation in INVERSE:
        holds = bool(found.holds) != jumps
        fact = f"{a} is {COMPARISONS[relation if holds else INVERSE[relation]].words} {b}"
        if (asked.category or "").endswith("_choice"):
            return f"{fact}. The answer is {a if holds else b}."
        return f"{fact}, so the answer is {'yes' if holds else 'no'}."
    value = found.value or 0.0
    if relation == "direction":
        hour = round(value + (rng.choice((3, 4, 6, 8)) if jumps else 0)) % 12 or 12
        return f"from {a}, {b} is at {hour} o'clock."
    value *= rng.choice((0.5, 1.6, 2.0)) if jumps else 1.0
    if relation in LENGTHS:
        return f"{a} is {q(value)} {WORDS[relation]}."
    return f"{a} and {b} are {q(value)} apart{APART[relation]}."


def stated(asked: Asked, statements: list[Statement]) -> Finding | None:
    """Return what was last stated of what is asked, if anything was."""
    for said in reversed(statements):
        if not asked.is_answered_by(said) or said.negated:
            continue
        if asked.relation in INVERSE:
            first, second = (asked.regions * 2)[:2]
            subject = second if asked.is_turned else first
            is_same = (said.relation == asked.relation) == (said.subject == subject)
            return Finding(said.text, holds=is_same)
        if said.value is not None:
            return Finding(said.text, value=said.value)
    return None
