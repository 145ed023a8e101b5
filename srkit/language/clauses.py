"""Sentences and clauses, and what a clause is for: it concludes, corrects, supposes, or asks."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_END = re.compile(
    r"(?<!\bft)(?<!\bin)(?<!\bcm)(?<!\bapprox)(?<!\bca)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bno)\.(?=\s|$)"
    r"|\.(?=\s+[A-Z\ue000-\ue3e7*\"'(]|\s*$)|[!?](?=[\s\"')]|$)|\n+|(?<=\w)\.(?=[A-Z][a-z])"
)
_JOINT = re.compile(
    r";\s*|\s*—\s*|(?<!anything)(?<!nothing)(?<!all),?\s+(?:but|while|whereas|although|though"
    r"|because|yet|unless)\b|,\s+(?:i'd|i would|i'll|it's|it is|it must|and|so|with|which|then|as"
    r"|since|not|that|making|meaning|or|hence|therefore|thus)\b|\s+(?:so that|and so|so)\s(?!much"
    r"|far|many|tall|wide|big|close|high|long)|\s+-+\s+|:\s+|\s+\(|\)\s+"
    r"|,?\s+(?=(?:rather than|instead of|as opposed to|contrary to)\b)"
    r"|\s+and(?=\s+[\ue000-\ue3e7](?:'s)?\s+(?:is|has|lies|stands|sits|comes|at|on|appears|the"
    r"|are))",
    re.IGNORECASE,
)
CONCLUDES = re.compile(
    r"\b(?:so(?! (?:much|far|many|that|close|tall|wide|big|long))|therefore|thus|hence|consequently"
    r"|accordingly|it follows|this means|that means|which means|this makes|that makes|which makes"
    r"|this puts|that puts|this gives|that gives|which gives|in conclusion|(?:i|we|to) conclude"
    r"|concluding|overall|in summary|to sum up|summing up|final(?:ly)?|the answer|my answer"
    r"|all in all|in short|best (?:guess|estimate)|in total|altogether|adding|comes out|comes to"
    r"|we get|i get|we (?:obtain|arrive)|i arrive|ends? up|works out|i'd (?:say|go|put|estimate"
    r"|guess)"
    r"|i would (?:say|go|put|estimate|guess)|i (?:estimate|settle)|my (?:estimate|guess|verdict)"
    r"|answer is|as a result|by comparison it is|that leaves|this leaves|makes it|that's why"
    r"|can confirm)\b|[\ue000-\ue3e7] it is\W*$",
    re.IGNORECASE,
)
CORRECTS = re.compile(
    r"\b(?:wait|actually|hang on|correction|scratch that|on (?:closer|second|further|reflection)\w*"
    r"|looking (?:again|closer|more closely)|look(?:ed)? again|let me correct"
    r"|i take (?:that|it) back|or rather|no, (?:that|the|it)'?s? (?:can't|cannot|is not|isn't|wrong"
    r"|was wrong)|i was wrong|my mistake|i meant|i mean|i misspoke|in reality|strike that|make that"
    r"|rather,|no, rather|(?:but|yet) (?:it|that|this)(?: is|'s) (?:really|in fact)|hmm|hold on"
    r"|oops|sorry|(?:after|upon) (?:re|closer|a second)[\w-]*|re-?check(?:ing|ed)?|re-?consider\w*"
    r"|re-?examin\w*|revis(?:e|ed|ing)|however|that(?:'s| is| was) (?:wrong|not right|incorrect"
    r"|backwards|a mistake)|(?:can't|cannot) be right|but no\b|more like|on second thought"
    r"|mixed (?:them|these|it) up|chang\w+ my (?:answer|mind))",
    re.IGNORECASE,
)
SUPPOSES = re.compile(
    r"^\W*(?:and |but |or )?(?:if(?! (?:i (?:had|have) to|i must|pressed|anything|you (?:ask|need"
    r"|want|insist|must|really)|i'm not|not|forced|pushed))|suppose|supposing|were)\b|\bas (?:if"
    r"|though)\b|\bif (?:it|they|one|we|you(?! (?:ask|need|want|insist|must))|the|that|this|so)\b"
    r"|\bonly if\b|\bwould mean\b|\bwould (?:be|have|suggest|mean|put|give) .{0,60}\bif\b",
    re.IGNORECASE,
)
IDLE = re.compile(  # what was thought, or is said by others, and is not meant
    r"\bat first\b|\bfirst (?:impression|thought|guess|instinct|idea|reaction)\b|\binitial(?:ly)?\b"
    r"|(?<!no )(?<!as )\bone (?:might|may|could|would) (?:\w+ )?(?:think|say|expect|assume|guess"
    r"|believe|be\b|conclude)|\byou (?:might|may|could|would) (?:think|say|expect|assume)"
    r"|\b(?:people|some|others|many) (?:might|may|often|would|could) (?:say|think|guess)"
    r"|\b(?<!if )i (?:first|had|previously|originally|initially) \w+"
    r"|(?<!if )\byou(?:'re| are)? (?:ask(?:ed|ing)?|want(?:ed)?|wonder(?:ing)?)\b"
    r"|\bthe question (?:is|asks|was) (?:whether|if|which|who)\b|\bask(?:s|ed|ing) (?:whether|if)\b"
    r"|\bsomeone (?:told|said)\b|\bi said\b|^\s*(?:even )?(?:although|though|while)\b.*\b(?:looks?"
    r"|appears?|seems?)\b|\bin (?:the )?2d\b|\b(?:looks?|appears?|seems?)\b.*\b(?:only|simply"
    r"|merely|just)\W*$|\bi (?:was (?:going|about|ready|inclined) to|wanted to|would've|would have"
    r"|thought|assumed|almost|nearly)\b|\b(?:it )?(?:might|may|could) (?:seem|look|appear)\b"
    r"|\bseem(?:s|ed)? (?:at|to) first\b|\bas it (?:might|may) seem\b|\btempting\b|\bwhether\b"
    r"|\b(?:statement|claim|assertion|assumption|hypothesis) (?:under test"
    r"|to be (?:tested|verified|checked|judged))\b|\bto (?:confirm|verify|test|check"
    r"|show) (?:the \w+ )?that\b|\b(?:statement|claim|assertion|assumption) that\b"
    r"|\b(?:know|determine|check|see|decide|find out|told?|clear|tell|say|verify|establish"
    r"|test) if\b|\bfrom the thumbnail\b|\bmisread\b|\bwould (?:have|need) to\b"
    r"|\b(?:looks?|appears?|seems?)\b.*\bin the (?:picture|image|photo)\b"
    r"|\bin the (?:picture|image|photo)\b.*\b(?:looks?|appears?|seem(?:s|ed)?)\b"
    r"|\bin (?:the )?(?:image|pixel) (?:coordinates|space|plane)\b|\bpixels?\b"
    r"|(?<!would )(?<!the )\bclaim(?:s|ed)? that\b|\bclaim\b[^.]{0,20}\bis that\b|\bwould need\b"
    r"|\byou (?:say|said|claim)\b|\bcontrary to\b|\binstead of\b|\brather than\b"
    r"|\bonly (?:seems|looks|appears)\b|\billusion\b",
    re.IGNORECASE,
)  # fmt: skip


LONGEST = 500  # characters of a clause
_HEDGED = re.compile(
    r"\W*(?:perhaps|maybe|probably|possibly|about|around|roughly|say|i'd|yes|no)\b|[^a-z]*\d",
    re.I,
)


# "Although [1] looks taller, [0] is"
_CONCEDES = re.compile(
    r"\s*(?:(?:even )?(?:al)?though|while|whereas|since|because)\b[^,]*(?=,)", re.IGNORECASE
)
# "Shorter: [0]", "[1]: a red box"
_LABEL = re.compile(
    r"\W*(?!(?i:not?)\b)\w+(?: \w+){0,3}$|\W*[\ue000-\ue3e7]$|\W*(?i:(?:to the )?(?:left|right)"
    r"|in front|behind|above|below|beside|next|close|near)\b[^,.;:]{0,16}[\ue000-\ue3e7]$"
)


_ASIDE = re.compile(r" \([^()\ue000-\ue3e7]{1,20}\)")  # "(1.2 m)" parts nothing


_ASKS = re.compile(
    r"\b(?:questions?|asks?|asked|task|find out|determine|decide|check|tell"
    r"|know)\b[^.]{0,40}\bwhich of\b",
    re.IGNORECASE,
)


MODAL = re.compile(
    r"\b(?:may|might|could)\b(?! (?:not )?(?:say|see|tell|add|go|fit))", re.IGNORECASE
)


_QUOTED = re.compile(r"(?<![\d.])\"(?=[a-z\ue000-\ue3e7])[^\"\n]{1,160}\"", re.IGNORECASE)


class Clause(NamedTuple):
    """A stretch of a text; `sentence` is the number of the sentence that it is in."""

    start: int
    end: int
    sentence: int
    is_question: bool = False
    concludes: bool = False
    corrects: int = 0  # where its last word of correction begins, 0 for none
    supposes: bool = False
    is_idle: bool = False
    is_modal: bool = False

    @property
    def is_claim(self) -> bool:
        """Whether it says that something is so, and doesn't ask, suppose, or tell how it seems."""
        return not (self.is_question or self.is_idle or self.supposes)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text stand, without the space between them."""
    start = 0
    for match in _END.finditer(text):
        if text[start : match.end()].strip():
            yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _correction(text: str, start: int, stop: int) -> int:
    marks = [match.start() for match in CORRECTS.finditer(text, start, stop)]
    return max(marks[-1], 1) if marks else 0


def clause_at(parts: list[Clause], place: int) -> Clause | None:
    """Return the clause that a place is in."""
    k = bisect_right(parts, place, key=lambda part: part.start) - 1
    return parts[k] if k >= 0 and place < parts[k].end else None


def is_quoted(text: str, place: int) -> bool:
    """Whether a place stands between quotation marks: what is quoted is not said."""
    quotes = _quotes(text)
    k = bisect_right(quotes, (place, len(text))) - 1
    return k >= 0 and place < quotes[k][1]


@lru_cache(maxsize=2)
def _quotes(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _QUOTED.finditer(text))


def _no_longer(cuts: list[int], end: int) -> list[int]:
    """Cut what goes on without end, so that time grows with the text and not with its square."""
    found: list[int] = []
    for begin, stop in zip(cuts, [*cuts[1:], end], strict=True):
        found += range(begin, max(stop, begin + 1), LONGEST)
    return [*found, end]


def clauses(text: str) -> list[Clause]:
    """Return the clauses of a text in order."""
    found: list[Clause] = []
    for number, (start, end) in enumerate(sentences(text)):
        said = text[start:end]
        is_question = said.rstrip().endswith("?") and not _HEDGED.match(said)
        supposes = bool(SUPPOSES.search(said))
        asks = bool(_ASKS.search(said))
        cuts = [start]
        asides = [match.span() for match in _ASIDE.finditer(said)] if "(" in said else []
        for match in _JOINT.finditer(said):
            k = bisect_right(asides, match.start(), key=lambda aside: aside[0]) - 1
            if k >= 0 and match.start() < asides[k][1]:
                continue
            if match[0][0] != ":" or not _LABEL.match(text, cuts[-1], start + match.start()):
                cuts.append(start + match.start())
        if (concedes := _CONCEDES.match(said)) and start + concedes.end() not in cuts:
            cuts = sorted([*cuts, start + concedes.end()])
        cuts = _no_longer(cuts, end)
        concludes = False
        for begin, stop in zip(cuts, cuts[1:], strict=False):
            part = text[begin:stop]
            if not part.strip():
                continue
            is_idle = asks or bool(IDLE.search(part))
            concludes = concludes or bool(CONCLUDES.search(part))
            found.append(Clause(
                begin, stop, number, is_question, concludes, _correction(text, begin, stop),
                supposes, is_idle, bool(MODAL.search(part)),
            ))  # fmt: skip
    return found
