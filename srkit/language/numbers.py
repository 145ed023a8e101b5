"""Numbers as people write them: digits, fractions, words. One pattern, and what it means."""

import math
import re
import unicodedata

_ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
         "fifteen sixteen seventeen eighteen nineteen").split()  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORTH = (
    {word: k for k, word in enumerate(_ONES)}
    | {word: 10 * k for k, word in enumerate(_TENS, 2)}
    | {"hundred": 100, "thousand": 1000, "dozen": 12, "couple": 2}
)
_PARTS = {"half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25,
          "fourth": 0.25, "fourths": 0.25, "eighth": 0.125, "eighths": 0.125,
          "tenth": 0.1, "tenths": 0.1, "fifth": 0.2, "fifths": 0.2, "sixth": 1 / 6,
          "sixths": 1 / 6}  # fmt: skip
_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

_WORD = "|".join(sorted(_WORTH, key=len, reverse=True))
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?e[+-]?\d{1,3}(?!\w)|\d+\.\d+"
    r"|\d+,\d{1,2}(?!\d)|\d+|\.\d+"
)
_SLASH = r"\d{1,3}\s?/\s?\d{1,3}"
_AND = r"(?<=hundred)[\s-]+and[\s-]+|(?<=thousand)[\s-]+and[\s-]+"
_WORDS = rf"(?:{_WORD})(?:(?:{_AND}|[\s-]+)(?:{_WORD})){{0,7}}"
# and a half; and three-quarters; point five
_REST = rf"[\s-]+and[\s-]+(?:an?|one|two|three|five|seven)[\s-]+(?:{_PART})|\s+point\s+(?:{_WORD})"
# half a; three quarters of a; a quarter; two thirds of an
_SHARE = (
    rf"(?:(?:an?|one|two|three|four|five|seven"
    rf"|nine)[\s-]+)?(?:{_PART})(?:\s+of)?(?:\s+an?)?(?=[\s-])"
)
# 6 and a half; 6 and 3/4
_MORE = rf"\d+[\s-]+and[\s-]+(?:{_SLASH}|(?:an?|one|two|three)[\s-]+(?:{_PART})\b)"
NUMBER = (
    rf"(?:{_MORE}|(?:{_DIGITS})[\s-]+(?:{_SLASH})|{_SLASH}(?:\s+of\s+an?(?=\s))?"
    rf"|(?:\d+\s?)?[{_SIGNS}]|(?:{_DIGITS})"
    rf"|\b(?:a\s+couple\s+of|a\s+dozen)\b|\b{_SHARE}|\b(?:{_WORDS})(?:{_REST})?\b|\ban?(?=[\s-]))"
)


def number_of(text: str) -> float | None:
    """Return what a text that NUMBER matches means; None for what no float can hold."""
    text = re.sub(r"(?:(?<!\de)-|\s)+", " ", text.strip().lower())
    text = re.sub(r" of an?$", "", text) if text[0].isdigit() else text
    if " and " in text and text[0].isdigit():
        whole, _, more = text.partition(" and ")
        value = float(whole) + (number_of(more) or 0.0)
    elif text[0].isdigit() or text[0] in "." + _SIGNS:
        value = sum(map(_digits, text.split(" ") if "/" not in text else _mixed(text)))
    else:
        value = _words(text)
    return value if math.isfinite(value) else None


def _mixed(text: str) -> list[str]:
    return re.sub(r"\s?/\s?", "/", text).split(" ")


def _digits(text: str) -> float:
    if "/" in text:
        above, below = map(float, text.split("/"))
        return above / below if below else math.inf
    if text and text[-1] in _SIGNS:
        return (float(text[:-1]) if text[:-1] else 0.0) + unicodedata.numeric(text[-1])
    if re.fullmatch(r"\d+,\d{1,2}", text):  # a decimal comma
        return float(text.replace(",", "."))
    return float(text.replace(",", ""))


def _words(text: str) -> float:
    """Add words up: hundreds and thousands multiply what is before them."""
    whole, _, decimals = text.partition(" point ")
    found = [word for word in whole.split(" ") if word not in ("and", "of", "a", "an")]
    if not found:
        return 1.0  # a, an
    total = last = 0.0
    for k, word in enumerate(found):
        if word in _PARTS:
            # "three quarters" is a number of parts, "two and a half" a part more
            is_count = k > 0 and re.search(rf"\b{found[k - 1]} {word}\b", whole)
            last = last - _WORTH[found[k - 1]] + _WORTH[found[k - 1]] * _PARTS[word] if (
                is_count) else last + _PARTS[word]  # fmt: skip
        elif _WORTH[word] == 1000:
            total, last = (total + max(last, 1)) * 1000, 0.0
        elif word in ("hundred", "dozen"):
            last = max(last, 1) * _WORTH[word]
        else:
            last += _WORTH[word]
    return total + last + (_WORTH.get(decimals, 0) / 10 if decimals else 0)
