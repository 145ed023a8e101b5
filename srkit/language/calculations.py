"""Calculations in text, done again: "2.38 × 0.45 m = 1.07 m", "5 m - 3 m = 2 m", "2 m (6.6 ft)".

Numbers with units of length count in metres, numbers without as they are; what mixes the two where
that means nothing, and what has no result, is no calculation. A result may be rounded.
"""

import re
from typing import NamedTuple

from srkit.language.quantities import METERS
from srkit.language.tags import mask_tags

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_UNITS = {
    "mm": r"mm|millimet(?:er|re)s?", "cm": r"cm|centimet(?:er|re)s?",
    "km": r"km|kilomet(?:er|re)s?", "m": r"m|met(?:er|re)s?", "in": r"in|inch(?:es)?",
    "ft": r"ft|foot|feet", "yd": r"yd|yards?",
}  # fmt: skip
_UNIT = "|".join(f"(?:{words})" for words in _UNITS.values())
# Atomic groups: what was read once is not read otherwise, so time stays linear.
_TERM = rf"(?>(?:{_NUMBER})(?:\s*-?\s*(?:{_UNIT})\b(?![²³^]))?)"
_OPERATOR = r"\+|-|−|–|×|\*|·|÷|/|\bx\b|\bplus\b|\bminus\b|\btimes\b|\bdivided by\b"
_EQUALS = r"=|≈|\bequals\b|\bis about\b|\bgives\b|\bmakes\b|\bcomes to\b"
_CALCULATION = re.compile(
    rf"(?<![\w.,(])(?P<left>{_TERM}(?:\s*(?:{_OPERATOR})\s*{_TERM}){{1,30}}+)"
    rf"\s*(?:{_EQUALS})\s*(?:about\s+|roughly\s+)?(?P<sign>[-−–])?(?P<right>{_TERM})"
    r"(?![\w.,]*\d)",
    re.IGNORECASE,
)
_BEGINS = rf"(?<![\w.,/*×+-])(?P<left>{_TERM})"
_IN_BRACKETS = re.compile(
    rf"{_BEGINS}\s*\((?:about |roughly |or |i\.e\. |≈\s*|~\s*)?(?P<right>{_TERM})\)", re.IGNORECASE
)
_SAYS = (
    r"(?:=|≈|,?\s*(?:which|that) is|\bis|,?\s*\bor|,?\s*i\.e\.,?|\bequals|\bmakes|,)\s*"
    r"(?:just |a little )?(?:about |roughly |around |approximately |≈\s*|~\s*)?"
)
_EQUATED = re.compile(rf"{_BEGINS}\s*{_SAYS}(?P<right>{_TERM})", re.IGNORECASE)
# Pythagoras: √(0.30² + 1.06²) ≈ 1.10 m, 3² + 4² = 25
_SQUARE = rf"(?>\(?(?:{_TERM})\)?\s*(?:²|\^2|\bsquared\b)?)"
_SUM = rf"\(?\s*{_SQUARE}(?:\s*[+]\s*{_SQUARE}){{0,4}}\s*\)?"
_ROOT = re.compile(
    rf"(?:√|\bsqrt|\bsquare root of)\s*(?P<inner>{_SUM})"
    rf"\s*(?:{_EQUALS}|\bis)\s*(?:about\s+|roughly\s+)?(?P<right>{_TERM})(?![\w.,]*\d)",
    re.IGNORECASE,
)
_SQUARES = re.compile(rf"(?:\(?(?P<term>{_TERM})\)?)\s*(?P<square>²|\^2|\bsquared\b)?", re.I)
_IS_PART = re.compile(rf"(?:{_OPERATOR})\s*$", re.IGNORECASE)
_PART = re.compile(rf"(?P<term>{_TERM})|(?P<op>{_OPERATOR})", re.IGNORECASE)
_MEANS = {"−": "-", "–": "-", "minus": "-", "plus": "+", "×": "*", "·": "*", "x": "*",
          "times": "*", "÷": "/", "divided by": "/"}  # fmt: skip
# "1.16 m > 0.32 m", "0.12 is larger than 0.083"
_MORE = r"more|greater|larger|bigger|higher|longer|taller|wider|farther|further"
_LESS = r"less|smaller|lower|shorter|narrower|nearer|closer|fewer"
_UNEQUAL = re.compile(
    rf"(?<![\w.,/*×+−–-])(?P<left>{_TERM})\s*"
    rf"(?:(?P<more>>|≥|\bexceeds\b|\bis (?:\w+ )?(?:{_MORE}) than\b)"
    rf"|(?P<less><|≤|\bis (?:\w+ )?(?:{_LESS}) than\b))\s*(?P<right>{_TERM})(?!\s*[×*/÷+−–-])",
    re.IGNORECASE,
)
_UNITLESS = re.compile(
    rf"(?:{_OPERATOR})\s*({_NUMBER})(?!\s*-?\s*(?:{_UNIT})\b|[\d.,])", re.IGNORECASE
)
WITHIN = 0.02  # a result that is off by no more is right, whatever was rounded on the way
CONVERTED = 0.04  # feet are rounded more boldly than metres
LONGEST = 20_000  # characters that are read


class Calculation(NamedTuple):
    start: int
    end: int
    text: str
    is_right: bool


class _Amount(NamedTuple):
    value: float
    is_length: bool
    step: float  # half of its last digit


def find_calculations(text: str) -> list[Calculation]:
    """Return the calculations and conversions of a text, in order."""
    masked = mask_tags(text[:LONGEST])
    found = []
    for match in _CALCULATION.finditer(masked):
        if _IS_PART.search(masked, max(0, match.start() - 12), match.start()):
            continue  # of a longer one
        result, said = _worked_out(match["left"]), _amount(match["right"])
        if result is None:
            continue
        if said.is_length and not result.is_length:  # "2.4 - 1.1 = 1.3 m"
            result = result._replace(value=result.value * _unit_m(match["right"]))
        if result.is_length and not said.is_length:  # "5 m - 3 m = 2"
            result = result._replace(value=result.value / _unit_m(match["left"]))
        value = -result.value if match["sign"] else result.value
        checked = _checked(match, text, value, said, WITHIN)
        if not checked.is_right and said.is_length and _is_conversion(match):
            checked = checked._replace(is_right=True)
        found.append(checked)
    found += [_rooted(match, text) for match in _ROOT.finditer(masked)]
    found += [greater for match in _UNEQUAL.finditer(masked) if (greater := _compared(match, text))]
    done = list(found)
    for pattern in (_IN_BRACKETS, _EQUATED):
        for match in pattern.finditer(masked):
            one, other = _amount(match["left"]), _amount(match["right"])
            is_part = any(made.start <= match.start() < made.end for made in done)
            if pattern is _EQUATED and is_part:
                continue
            if one.is_length and other.is_length and _differ(match):
                off = max(CONVERTED * one.value, one.step) + other.step
                found.append(_of(match, text, abs(one.value - other.value) <= off))
    return sorted(found)


def _is_conversion(match: re.Match[str]) -> bool:
    """Whether a length is turned into another unit by its factor: "25.3 cm / 2.54 = 10 inches"."""
    terms, numbers = _PART.findall(match["left"]), _UNITLESS.findall(match["left"])
    given, said = _amount(terms[0][0]), _amount(match["right"])
    if len(numbers) != 1 or len(terms) != 3 or not given.is_length:
        return False
    ratio = _unit_m(match["right"]) / _unit_m(terms[0][0])
    factor = float(numbers[0].replace(",", ""))
    is_factor = min(abs(factor / ratio - 1), abs(factor * ratio - 1)) < WITHIN
    off = max(CONVERTED * given.value, given.step) + said.step
    return is_factor and abs(given.value - said.value) <= off


def _compared(match: re.Match[str], text: str) -> Calculation | None:
    """Check which of two numbers is the greater; of a length and a bare number neither is."""
    left, right = _amount(match["left"]), _amount(match["right"])
    if left.is_length != right.is_length or re.search(r"\bnot\b", match[0], re.IGNORECASE):
        return None
    is_more = left.value > right.value
    return _of(match, text, left.value != right.value and is_more == bool(match["more"]))


def _rooted(match: re.Match[str], text: str) -> Calculation:
    """Check a square root of a sum, of squares or of numbers."""
    said, inner = _amount(match["right"]), 0.0
    has_units = False
    for part in _SQUARES.finditer(match["inner"]):
        one = _amount(part["term"])
        has_units = has_units or one.is_length
        inner += one.value**2 if part["square"] else one.value
    unit_m = _unit_m(match["right"]) if said.is_length and not has_units else 1.0
    if has_units and not said.is_length:
        unit_m = 1 / _unit_m(match["inner"])
    return _checked(match, text, inner**0.5 * unit_m, said, WITHIN)


def _checked(
    match: re.Match[str], text: str, value: float, said: _Amount, within: float
) -> Calculation:
    off = max(within * abs(value), said.step * 1.01)
    return _of(match, text, abs(value - said.value) <= off)


def _of(match: re.Match[str], text: str, is_right: bool) -> Calculation:
    return Calculation(match.start(), match.end(), text[match.start() : match.end()], is_right)


def _differ(match: re.Match[str]) -> bool:
    """Whether the two sides of a conversion are in two units; else it says a thing twice."""
    return _unit_m(match["left"]) != _unit_m(match["right"])


def _unit_m(term: str) -> float:
    """Return the metres in the last unit of a text."""
    units = re.findall(rf"\d\s*-?\s*({_UNIT})\b", term, re.IGNORECASE)
    return METERS[_unit_of(units[-1])] if units else 1.0


def _unit_of(word: str) -> str:
    return next(unit for unit, words in _UNITS.items() if re.fullmatch(words, word, re.IGNORECASE))


def _amount(term: str) -> _Amount:
    number = re.match(_NUMBER, term)
    assert number is not None
    digits = number[0].replace(",", "")
    rest = term[number.end() :].strip(" -")
    unit_m = METERS[_unit_of(rest)] if rest else 1.0
    decimals = len(digits.partition(".")[2])
    return _Amount(float(digits) * unit_m, bool(rest), 0.5 * 10**-decimals * unit_m)


def _worked_out(text: str) -> _Amount | None:
    """Return what a chain of terms comes to, products first; None where units don't fit."""
    parts = list(_PART.finditer(text))
    sums: list[_Amount] = []
    sign, operator = 1.0, ""
    for part in parts:
        if part["op"]:
            operator = _MEANS.get(part["op"].lower(), part["op"])
            continue
        term = _amount(part["term"])
        if operator in ("*", "/"):
            product = _times(sums.pop(), term, operator)
            if product is None:
                return None
            sums.append(product)
            continue
        sign = -1.0 if operator == "-" else 1.0
        sums.append(term._replace(value=sign * term.value))
    if len({amount.is_length for amount in sums}) != 1:
        return None
    return _Amount(sum(amount.value for amount in sums), sums[0].is_length, 0.0)


def _times(a: _Amount, b: _Amount, operator: str) -> _Amount | None:
    if operator == "*":
        return None if a.is_length and b.is_length else (
            _Amount(a.value * b.value, a.is_length or b.is_length, 0.0))  # fmt: skip
    if b.value == 0 or (b.is_length and not a.is_length):
        return None
    return _Amount(a.value / b.value, a.is_length and not b.is_length, 0.0)
