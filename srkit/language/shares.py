"""Along which axis two things are farthest apart: "the depth offset dominates".

What is called negligible, or the smallest, is only said not to be the largest.
"""

import re
from collections.abc import Iterator

from srkit.language.clauses import Clause
from srkit.language.names import BOTH, SIGN, region_of
from srkit.language.orders import denials
from srkit.language.statement import AXES, Compared, Statement, certainty_of

_AXES = dict(zip(AXES, (
    re.compile(r"\b(?:sideways|lateral\w*|horizontal\w*|to the (?:side|left|right)"
               r"|(?:left|right)wards?)\b", re.IGNORECASE),
    re.compile(r"\b(?:vertical\w*|in height|height (?:difference|offset|component)"
               r"|up (?:or|and) down|up-down)\b", re.IGNORECASE),
    re.compile(r"\b(?:depth|longitudinal)\b", re.IGNORECASE),
), strict=True))  # fmt: skip
_MOST = re.compile(
    r"\b(?:dominat\w+|largest|greatest|larger part|mainly|mostly|most of (?:it|that|this|the (?:way"
    r"|distance|separation))|nearly all of (?:it|that|this|the (?:way|distance|separation)))\b",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:smallest|negligible|neglect\w*|minor|smaller part|insignificant)\b", re.IGNORECASE
)
_WAY = re.compile(
    r"\b(?:offsets?|components?|parts?|way|distances?|separation|differ\w*|direction|contribut\w+"
    r"|apart|of (?:it|that|this))\b", re.IGNORECASE
)  # fmt: skip
_NONE = re.compile(r"\b(?:if|which|whether|width|size|volume|tall|pixels?)\b", re.IGNORECASE)
_SIGN = re.compile(SIGN)


def find_shares(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield along which axis the two that a question compares are, or aren't, farthest apart."""
    if not compared or compared.pair[0] == compared.pair[1]:
        return
    for part in parts:
        said = text[part.start : part.end]
        most, least = _MOST.search(said), _LEAST.search(said)
        if bool(most) == bool(least) or not part.is_claim:
            continue
        if not _WAY.search(said) or _NONE.search(said) or denials(said):
            continue
        if not {region_of(sign) for sign in _SIGN.findall(said)} <= {*compared.pair, BOTH}:
            continue
        axes = [(axis, match) for axis, words in _AXES.items() if (match := words.search(said))]
        cue = most or least
        if len(axes) != 1 or cue is None:
            continue
        ((axis, match),) = axes
        yield Statement(
            subject=compared.pair[0], relation=f"mostly_{axis}",
            start=part.start + min(match.start(), cue.start()),
            end=part.start + max(match.end(), cue.end()), text="", object=compared.pair[1],
            negated=most is None, certainty=certainty_of(said),
        )  # fmt: skip
