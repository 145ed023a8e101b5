"""Lengths that are given again in another unit: "2 m (6.6 ft)", "0.3 m wide, that's a foot"."""

import re
from itertools import pairwise

from srkit.language.quantities import METERS, Quantity, find_quantities

_KIND = (
    r"(?:tall|wide|high|long|deep|away|apart|across|off|vertically|horizontally|sideways"
    r"|(?:in )?(?:height|width|depth)|taller|wider|shorter|thinner|higher|lower|farther|nearer"
    r"|from the camera|(?:(?:to the )?(?:left|right)|below|above|under|over)"
    r"(?: (?:of )?(?:the|this|that|it|camera|eye)(?: \w+){0,3})?)"
)
_SAME = (
    r"(?:(?:that|this|which)(?:'s|,? (?:is|equals|means|makes|gives|corresponds to|comes to"
    r"|amounts to))|that is(?: to say)?|is|or|i\.e\.|equals?|makes|means|gives|corresponds? to"
    r"|corresponding to|(?:which|that) (?:you|one|we) (?:might|may|can|could)(?: also)? (?:write"
    r"|state|express|give) as|amounts? to|comes to|converts? to|translates? (?:in)?to"
    r"|works out (?:at|as|to)|as much as|in other words|which (?:you|one|we) (?:might|may|can"
    r"|could)(?: also)? call|(?:the same|equivalent|equal|identical)(?: as| to)?"
    r"|in imperial(?: units)?)"
)
_ABOUT = (
    r"(?:(?:just |a little |a bit |very )?(?:about|roughly|around|approximately|nearly|almost|some"
    r"|over|under|close to|approx\.|ca\.|≈|~))"
)
_AGAIN = re.compile(
    rf"(?P<kind>\s*{_KIND}\b)?(?P<joint>\s*[,;:.(=≈—-]*\s*(?:{_SAME}[\s,:]+)*)(?:{_ABOUT}\s*)*",
    re.IGNORECASE,
)
_OTHER = re.compile(rf"\s*(?:{_KIND}\b|\()", re.IGNORECASE)  # said of the second one
_DIGITS = re.compile(r"\d+(?:\.(\d+))?")
CONVERTED = 0.04  # feet are rounded more boldly than metres


def find_conversions(text: str) -> list[tuple[int, int, bool]]:
    """Return where a length is said again in another unit, and whether it is the same length."""
    found = []
    for one, other in pairwise(find_quantities(text)):
        again = _AGAIN.fullmatch(text, one.end, other.start)
        if one.unit == other.unit or not again or not again["joint"].strip():
            continue
        joint = again["joint"].strip()
        is_said = joint.startswith("(") or any(mark.isalpha() for mark in joint)
        after = _OTHER.match(text, other.end)
        if joint == "." or (after and not (is_said and after[0].strip() == "(")
                            and not joint.startswith("(")):  # fmt: skip
            continue  # "0.3 m wide, 12 in tall"
        off = max(CONVERTED * one.value_m, _step(text, one)) + _step(text, other)
        is_right = abs(one.value_m - other.value_m) <= off
        found.append((one.start, other.end, is_right))
    return found


def _step(text: str, length: Quantity) -> float:
    """Return half of the last digit of a length, in metres; of a word a third."""
    numbers = list(_DIGITS.finditer(text, length.start, length.end))
    if not numbers:
        return METERS[length.unit] / 3
    unit_m = METERS[length.unit] if len(numbers) == 1 else METERS["in"]  # 5 ft 2 in
    return float(0.5 * 10 ** -len(numbers[-1][1] or "") * unit_m)
