"""Calculations in text, done again: "2.38 × 0.45 m = 1.07 m", "5 m - 3 m = 2 m", "2 m (6.6 ft)".

Numbers with units of length count in metres, numbers without as they are; what mixes the two where
that means nothing, and what has no result, is no calculation. A result may be rounded.
"""

import math
import re
from typing import NamedTuple

from srkit.language.conversions import CONVERTED, find_conversions
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
    rf"(?<![\w.,(])(?P<left>{_TERM}(?:[ \t]*(?:{_OPERATOR})[ \t]*{_TERM}){{1,30}}+)"
    rf"\s*(?:{_EQUALS})\s*(?:about\s+|roughly\s+)?(?P<sign>[-−–])?(?P<right>{_TERM})"
    r"(?![\w.,]*\d)",
    re.IGNORECASE,
)
# "(1.46 − 1.06) / 2 = 0.20 m"
_GROUP = re.compile(
    rf"\(\s*(?P<inner>{_TERM}(?:\s*(?:{_OPERATOR})\s*{_TERM}){{1,6}}+)\s*\)\s*(?P<op>[/÷×*·])\s*(?P<by>{_TERM})"
    rf"\s*(?:{_EQUALS})\s*(?:about\s+|roughly\s+)?(?P<right>{_TERM})(?![\w.,]*\d)", re.IGNORECASE
)  # fmt: skip
_FACTOR = re.compile(rf"(?<![\w.,])(?P<times>{_TERM})\s*[×*·]\s*$", re.IGNORECASE)
# "arctan(0.36 / 0.55) = 33"
_ANGLE = re.compile(
    rf"\b(?:arc ?tan|atan|tan-1)\s*\(\s*(?P<a>{_TERM})\s*[/÷]\s*(?P<b>{_TERM})\s*\)\s*(?:{_EQUALS}"
    rf"|\bis)\s*(?:about\s+|roughly\s+)?(?P<right>{_NUMBER})(?![\w.,]*\d|\s*[-−–+])", re.IGNORECASE
)  # fmt: skip
_OF_FUNCTION = re.compile(
    r"\b(?:arc ?tan\w*|tan|tangent|cosine|sine|root)\W+(?:of )?(?:the )?$",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(?<![\d.])([\d.]+)\s*([-−–+])\s*$")
ANGLE = 1.5  # degrees that an angle may be off
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
_PER = re.compile(
    rf"([×*]\s*(?:{_NUMBER}))\s*(?:{_UNIT})\s*(?:/|\bper\b)\s*(?:{_UNIT})\b",
    re.IGNORECASE,
)
_MINUS_MINUS = re.compile(rf"[-−–]\s*\(\s*[-−–]\s*({_TERM})\)", re.IGNORECASE)
_UNARY = re.compile(r"(?:^|[=:≈(,;\n]|[a-z]\s)\s*[-−–]\s?$", re.IGNORECASE)
_TIMES = re.compile(r"\s*(?:%|percent\b|per cent\b)")
_LITERS = re.compile(r"\s*(?:lit(?:er|re)s?|l)\b", re.IGNORECASE)
WITHIN = 0.02  # a result that is off by no more is right, whatever was rounded on the way
LONGEST = 20_000  # characters that are read


class Calculation(NamedTuple):
    start: int
    end: int
    text: str
    is_right: bool


class _Amount(NamedTuple):
    value: float
    power: int  # 1 of a length, 2 of an area, 3 of a volume, 0 of a number
    step: float  # half of its last digit

    @property
    def is_length(self) -> bool:
        return self.power == 1


def find_calculations(text: str) -> list[Calculation]:
    """Return the calculations and conversions of a text, in order."""
    masked = _simpler(mask_tags(text[:LONGEST]))
    found = []
    for match in _CALCULATION.finditer(masked):
        part = _IS_PART.search(masked, max(0, match.start() - 12), match.start())
        is_negative = bool(
            part and _UNARY.search(masked, max(0, match.start() - 12), match.start())
        )
        if (
            part
            and not is_negative
            or _OF_FUNCTION.search(masked, max(0, match.start() - 20), match.start())
        ):
            continue  # of a longer one
        result = _worked_out(match["left"], is_negative)
        said = _amount(match["right"])
        if result is None:
            continue
        if result.power > 1 or _TIMES.match(masked, match.end()):
            unit_m = _unit_m(match["left"]) if result.power else 1.0
            many = 1000.0 if _LITERS.match(masked, match.end()) else 1.0
            many = 100.0 if result.power <= 1 else many  # per cent
            if said.power or (result.power == 1):
                continue
            value = result.value * many / unit_m ** (0 if many == 1000.0 else result.power)
            found.append(_checked(match, text, value, said, WITHIN))
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
    found += [group for match in _GROUP.finditer(masked) if (group := _grouped(match, text))]
    for match in _ANGLE.finditer(masked):
        a, b = _amount(match["a"]), _amount(match["b"])
        degrees = math.degrees(math.atan2(a.value, b.value))
        if plus := _PLUS.search(masked, max(0, match.start() - 12), match.start()):
            degrees = float(plus[1]) + (degrees if plus[2] == "+" else -degrees)
        found.append(_of(match, text, abs(degrees - float(match["right"])) <= ANGLE))
    found += [greater for match in _UNEQUAL.finditer(masked) if (greater := _compared(match, text))]
    taken = [(made.start, made.end) for made in found]
    for start, end, is_right in find_conversions(text[:LONGEST]):
        if not any(first <= start and end <= last for first, last in taken):
            found.append(Calculation(start, end, text[start:end], is_right))
    return sorted(found)


def _grouped(match: re.Match[str], text: str) -> Calculation | None:
    """Check a sum in brackets that is multiplied or divided."""
    inner, by, said = _worked_out(match["inner"]), _amount(match["by"]), _amount(match["right"])
    operator = _MEANS.get(match["op"], match["op"])
    result = _times(inner, by, operator) if inner else None
    factor = _FACTOR.search(match.string, max(0, match.start() - 30), match.start())
    if result and factor:
        result = _times(_amount(factor["times"]), result, "*")
    if result is None or result.power > 1:
        return None
    value = result.value
    if said.power != result.power:
        unit_m = _unit_m(match["right"]) if said.power else 1 / _unit_m(match["inner"])
        value *= unit_m
    return _checked(match, text, value, said, WITHIN)


def _simpler(text: str) -> str:
    """Return a text of the same length without degrees, "cm/m" and "− (−1)"."""
    text = text.replace("°", " ")
    text = _PER.sub(lambda match: match[1] + " " * (len(match[0]) - len(match[1])), text)
    return _MINUS_MINUS.sub(lambda match: "+" + " " * (len(match[0]) - 2 - len(match[1])) + match[1]
                            + " ", text)  # fmt: skip


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
    return _Amount(float(digits) * unit_m, int(bool(rest)), 0.5 * 10**-decimals * unit_m)


def _worked_out(text: str, is_negative: bool = False) -> _Amount | None:
    """Return what a chain of terms comes to, products first; None where units don't fit."""
    parts = list(_PART.finditer(text))
    sums: list[_Amount] = []
    sign, operator = 1.0, "-" if is_negative else ""
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
    if len({amount.power for amount in sums}) != 1:
        return None
    return _Amount(sum(amount.value for amount in sums), sums[0].power, 0.0)


def _times(a: _Amount, b: _Amount, operator: str) -> _Amount | None:
    if operator == "*":
        return _Amount(a.value * b.value, a.power + b.power, 0.0)
    if b.value == 0 or b.power > a.power:
        return None
    return _Amount(a.value / b.value, a.power - b.power, 0.0)
