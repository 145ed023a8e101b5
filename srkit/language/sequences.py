"""Which of two comes first along a way: "from left to right, first the box, then the lamp"."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from srkit.language.clauses import sentences
from srkit.language.names import SIGN, region_of
from srkit.language.orders import denials
from srkit.language.statement import INVERSE, Compared, Statement, certainty_of

_EYE = r"(?:the |our )?(?:camera|viewer|lens|observer|viewpoint|us|here)"
_FROM = r"(?:measured|seen|counted|counting|starting|going|walking|coming|reading)"
# Along which way, and what holds of the one that comes first.
_WAYS = tuple((relation, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for relation, words in (
    ("left", rf"from (?:the )?left to (?:the )?right|{_FROM} from the left|first from the left"),
    ("right", rf"from (?:the )?right to (?:the )?left|{_FROM} from the right|first from the right"),
    ("front", rf"{_FROM} (?:out |away )?from {_EYE}|from front to back|from near to far"
              r"|into the (?:scene|picture|depth)|walk\w* (?:straight )?(?:ahead|forward)"),
    ("behind", rf"from back to front|towards? {_EYE}|from far to near"),
    ("above", r"from (?:the )?top (?:to (?:the )?bottom|down)|on (?:the|our|your) way down"),
    ("below", r"from (?:the )?bottom (?:to (?:the )?top|up)|on (?:the|our|your) way up"
              r"|from the (?:floor|ground) up"),
))  # fmt: skip
_FIRST = re.compile(r"\b(?:first|then|followed by|before)\b", re.IGNORECASE)
_LAST = re.compile(rf"\b(?:follows|second|last|after (?:the )?{SIGN})", re.IGNORECASE)
_NONE = re.compile(
    r"\d|\?|\b(?:if|which|whether|who|height|width|extent|size|volume|ends?|edges?|sides?|smaller"
    r"|larger|shorter|taller|wider|thinner|than|clockwise|clock|looks?|appears?|seems?)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(SIGN)


def find_sequences(
    text: str, compared: Compared | None, found: Collection[Statement]
) -> Iterator[Statement]:
    """Yield who of two comes first, by sentences of which `found` says no such thing.

    The two are those that a sentence names, or the one that it names and the other of the pair.
    """
    asked = set(compared.pair) if compared else set()
    told = sorted((one.start, one.relation) for one in found)
    for start, end in sentences(text):
        said = text[start:end]
        cue = _FIRST.search(said) or _LAST.search(said)
        if cue is None or _NONE.search(said) or denials(said):
            continue
        ways = [(relation, match) for relation, words in _WAYS if (match := words.search(said))]
        signs = [region_of(sign) for sign in _SIGN.findall(said)]
        pair = set(signs) if len(set(signs)) == 2 else asked
        if len(ways) != 1 or len(pair) != 2 or not signs or not set(signs) <= pair:
            continue
        ((relation, way),) = ways
        relations = relation, INVERSE[relation]
        those = told[bisect_left(told, (start, "")) : bisect_left(told, (end, ""))]
        if any(name in relations for _, name in those):
            continue
        yield Statement(
            signs[0], relations[cue.re is _LAST], start + min(way.start(), cue.start()),
            start + max(way.end(), cue.end()), "", object=next(iter(pair - {signs[0]})),
            certainty=certainty_of(said),
        )  # fmt: skip
