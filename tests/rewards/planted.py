"""Faults planted into true answers of `geometry:`, each of one kind, and where they stand.

What may fall for each kind was written down before anything was measured.
"""

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from srkit.pairs.perturb import change_conclusion, opposite
from srkit.scene.objects import COLORS

# The rewards and marks that a fault of this kind may lower; nothing else may change much. Two were
# added since: padding may stand in the reasoning, and a hedge before a colour.
MAY_FALL = {
    "relation_flipped": {"sp_reason", "factual", "coherence", "conclusion"},
    "regions_swapped": {"sp_reason", "factual", "coherence", "conclusion"},
    "color": {"attribute", "appropriateness"},
    "invented_object": {"existence", "appropriateness", "sp_desc"},
    "omitted_region": {"completeness", "attribute", "sp_desc", "factual", "coherence"},
    "number_1.5": {"sp_desc", "sp_reason", "factual", "coherence", "conclusion", "rules"},
    "number_2": {"sp_desc", "sp_reason", "factual", "coherence", "conclusion", "rules"},
    "number_10": {"sp_desc", "sp_reason", "factual", "coherence", "conclusion", "rules"},
    "unit": {"sp_desc", "sp_reason", "factual", "coherence", "conclusion", "rules"},
    "depth_order": {"sp_desc", "sp_reason", "factual", "coherence", "conclusion"},
    "arithmetic": {"rules", "factual", "coherence", "sp_reason", "conclusion"},
    "conversion": {"rules", "sp_desc", "sp_reason", "factual", "coherence"},
    "contradiction": {"coherence", "factual", "sp_reason", "conclusion"},
    "conclusion_does_not_follow": {"conclusion", "sp_reason", "factual", "coherence"},
    "padding": {"appropriateness", "coherence"},
    "hedge_added": {"sp_desc", "sp_reason", "attribute"},
}
# Where the statement itself is wrong, and so has to be the one that is pointed at.
POINTED = ("relation_flipped", "regions_swapped", "number_1.5", "number_2", "number_10", "unit",
           "depth_order", "contradiction", "conclusion_does_not_follow")  # fmt: skip
PADDING = (
    "The picture has a calm mood, and the light is soft. Somebody took care when they composed it.",
    "Scenes like this one are common in many homes. They can be found all over the world.",
    "It might be a pleasant afternoon. The colors go well together, which makes for a nice view.",
)
_LENGTH = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) meters")
_CALCULATION = re.compile(r"= (\d+(?:\.\d+)?) m\b")
_NEAREST = re.compile(r"(nearest point of Region \[(\d)\] is )(\d+(?:\.\d+)?)( meters)", re.I)


class Fault(NamedTuple):
    """A text with a fault, the true text that it was planted into, and where it stands."""

    kind: str
    true: str
    text: str
    span: tuple[int, int]


def replaced(kind: str, true: str, start: int, end: int, new: str) -> Fault | None:
    text = true[:start] + new + true[end:]
    return None if text == true else Fault(kind, true, text, (start, start + len(new)))


def part(text: str, heading: str) -> tuple[int, int]:
    """Return where the text under a heading stands."""
    start = text.index(heading) + len(heading) + 1
    end = text.find("\n###", start)
    return start, len(text) if end < 0 else end


def last_step(text: str) -> tuple[int, int]:
    return part(text, re.findall(r"### Step \d+", text)[-1])


def relation_flipped(row: dict, true: str, rng: random.Random) -> Fault | None:
    change = opposite(true, last_step(true), None)
    return replaced("relation_flipped", true, *change.span, change.new) if change.old else None


def regions_swapped(row: dict, true: str, rng: random.Random) -> Fault | None:
    if row["category"] in ("width_data", "height_data") or "apart" in true[slice(*last_step(true))]:
        return None  # a distance is the same both ways
    start, end = last_step(true)
    swapped = re.sub(r"\[([01])\]", lambda m: f"[{1 - int(m[1])}]", true[start:end])
    return replaced("regions_swapped", true, start, end, swapped)


def color(row: dict, true: str, rng: random.Random) -> Fault | None:
    found = re.search(rf"\b({'|'.join(COLORS)})\b", true)
    if not found:
        return None
    new = rng.choice([other for other in COLORS if other != found[1]])
    return replaced("color", true, *found.span(), new)


def invented_object(row: dict, true: str, rng: random.Random) -> Fault | None:
    _, end = part(true, "### Description")
    new = rng.choice((" Region [7] is a black chair.", " On top of Region [0] lies a gray cat.",
                      " Beside Region [0] there is a tall mirror."))  # fmt: skip
    return replaced("invented_object", true, end, end, new)


def omitted_region(row: dict, true: str, rng: random.Random) -> Fault | None:
    start, end = part(true, "### Description")
    gone = f"Region [{rng.choice((0, 1))}]"
    said = true[start:end]
    if gone not in said or said.count("Region [") == said.count(gone):
        return None
    kept = " ".join(s for s in re.split(r"(?<=\.) ", said) if gone not in s)
    return replaced("omitted_region", true, start, end, kept)


def number(kind: str, factor: float) -> Callable[..., Fault | None]:
    def plant(row: dict, true: str, rng: random.Random) -> Fault | None:
        before = true.index("### In Conclusion")
        found = [m for m in _LENGTH.finditer(true, 0, before) if float(m[1]) > 0.1]
        if not found:
            return None
        match = rng.choice(found)
        times = rng.choice((factor, 1 / factor)) if factor > 1.5 else factor
        return replaced(kind, true, *match.span(1), f"{float(match[1]) * times:.2f}")

    return plant


def unit(row: dict, true: str, rng: random.Random) -> Fault | None:
    before = true.index("### In Conclusion")
    found = [m for m in _LENGTH.finditer(true, 0, before) if float(m[1]) > 0.1]
    if not found:
        return None
    match = rng.choice(found)
    wrong = rng.choice(("centimeters", "feet"))
    return replaced("unit", true, match.end(1) + 1, match.end(), wrong)


def depth_order(row: dict, true: str, rng: random.Random) -> Fault | None:
    found = list(_NEAREST.finditer(true))[:2]
    if len(found) < 2 or found[0][2] == found[1][2]:
        return None
    a, b = float(found[0][3]), float(found[1][3])
    if max(a, b) < 1.3 * min(a, b):
        return None
    start, end = found[0].start(3), found[1].end(3)
    new = found[1][3] + true[found[0].end(3) : found[1].start(3)] + found[0][3]
    return replaced("depth_order", true, start, end, new)


def arithmetic(row: dict, true: str, rng: random.Random) -> Fault | None:
    found = _CALCULATION.search(true)
    if not found:
        return None
    return replaced("arithmetic", true, *found.span(1), f"{float(found[1]) * 1.5:.2f}")


def conversion(row: dict, true: str, rng: random.Random) -> Fault | None:
    """The true answer gets a conversion that is right, the other one a wrong one."""
    start, end = part(true, "### Step 1")
    match = _LENGTH.search(true, start, end)
    if not match:
        return None
    feet = float(match[1]) * 3.28084
    right = true[: match.end()] + f" ({feet:.1f} ft)" + true[match.end() :]
    at = match.end() + 2
    return replaced("conversion", right, at, at + len(f"{feet:.1f}"), f"{feet * 1.6:.1f}")


def contradiction(row: dict, true: str, rng: random.Random) -> Fault | None:
    start, end = last_step(true)
    said = true[start:end].rsplit(". ", 1)[-1]
    core = re.sub(r"^(So|Judged by that,|Taken together,)\s*", "", said)
    other = opposite(core, (0, len(core)), None)
    if not other.old:
        return None
    return replaced("contradiction", true, end, end, f" Yet {other.response}")


def conclusion(row: dict, true: str, rng: random.Random) -> Fault | None:
    found = change_conclusion(row["question"], row["answer"], true, rng)
    if found is None:
        return None
    kind = "conclusion_does_not_follow"
    return Fault(kind, true, found.response, (found.span[0], found.span[0] + len(found.new)))


def padding(row: dict, true: str, rng: random.Random) -> Fault | None:
    _, end = part(true, "### Description")
    return replaced("padding", true, end, end, f" {rng.choice(PADDING)}")


def hedge_added(row: dict, true: str, rng: random.Random) -> Fault | None:
    start, end = last_step(true)
    match = re.search(r"Region \[\d\] (?:is|and Region \[\d\] are) ", true[start:end])
    if not match:
        return None
    at = start + match.end()
    return replaced("hedge_added", true, at, at, rng.choice(("possibly ", "probably ")))


PLANTERS: dict[str, Callable[..., Fault | None]] = {
    "relation_flipped": relation_flipped, "regions_swapped": regions_swapped, "color": color,
    "invented_object": invented_object, "omitted_region": omitted_region,
    "number_1.5": number("number_1.5", 1.5), "number_2": number("number_2", 2.0),
    "number_10": number("number_10", 10.0), "unit": unit, "depth_order": depth_order,
    "arithmetic": arithmetic, "conversion": conversion, "contradiction": contradiction,
    "conclusion_does_not_follow": conclusion, "padding": padding, "hedge_added": hedge_added,
}  # fmt: skip
