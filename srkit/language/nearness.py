"""Which of two is nearer to the line straight ahead, or to the camera's level."""

import re
from collections.abc import Iterator

from srkit.language.clauses import Clause, is_quoted
from srkit.language.names import FIRST_SEVERAL, SIGN, region_of
from srkit.language.orders import denials
from srkit.language.statement import NEARER, Compared, Statement, certainty_of

_NEARER = re.compile(
    r"\b(?:(?P<near>nearer|closer|nearest|closest|less far)|farther|further|farthest|furthest"
    r"|more distant|more remote)(?: away| off| out)? (?:to|from) (?:the |that |this |our |my )?"
    r"(?:same )?(?:(?P<level>(?:camera|eye|lens)(?:'s)? (?:level|height)"
    r"|(?:height|level) of (?:the |our )?(?:camera|eyes?|lens))"
    r"|(?:(?:cent(?:er|ral|re)|middle|camera|optical|viewing|vertical) )?(?:line|axis|plane)\b"
    rf"|middle\b(?! of (?:the )?{SIGN})|cent(?:er|re)\b(?! of (?:the )?{SIGN}))",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:than|compared (?:to|with)|unlike)\s+(?:that of |the )*$", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:which|who|whoever|whichever|if|whether|must|needs?|would|should|edges?|ends?|sides? of"
    r"|more one|means|on the (?:left|right) half)\b", re.IGNORECASE
)  # fmt: skip
_SIGN = re.compile(SIGN)


def find_nearness(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield who of two is nearer: of those that a clause names, or that a question compares."""
    asked = set(compared.pair) if compared else set()
    for part in parts:
        match = _NEARER.search(text, part.start, part.end)
        if match is None or not part.is_claim or is_quoted(text, part.start):
            continue
        said = text[part.start : part.end]
        signs = list(_SIGN.finditer(text, part.start, part.end))
        own = [one for one in signs if not _THAN.search(text, part.start, one.start())]
        named = {region_of(one[0]) for one in signs}
        pair = named if len(named) == 2 else asked
        is_clear = len(pair) == 2 and named <= pair and max(pair) < FIRST_SEVERAL
        holders = {region_of(one[0]) for one in own}
        if not is_clear or len(holders) != 1 or _NONE.search(said) or denials(said):
            continue
        (holder,) = holders
        (other,) = pair - {holder}
        near, far = (holder, other) if match["near"] else (other, holder)
        yield Statement(
            near, NEARER[bool(match["level"])], min(match.start(), signs[0].start()),
            max(match.end(), signs[-1].end()), "", object=far, certainty=certainty_of(said),
        )  # fmt: skip
