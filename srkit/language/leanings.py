"""Which of the two that are compared has more of something, in words that no comparison matches.

"Of the two it is the books that reach farther from base to top" says so without "taller". A clause
counts that speaks of one dimension in one direction and of one of the two as its holder; one that
denies, supposes, asks, measures, or speaks of how things look or of their parts is left out.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import NamedTuple

from srkit.language.clauses import Clause, is_quoted
from srkit.language.lexicon import DEPTH, HEIGHT, LATERAL, SIZE, VERTICAL, WIDTH, Dimension
from srkit.language.names import BOTH, FIRST_SEVERAL, SIGN, region_of
from srkit.language.orders import denials
from srkit.language.relevance import concrete_things
from srkit.language.statement import INVERSE, Compared, Statement, certainty_of


class _Words(NamedTuple):
    """How a dimension is called, and the words that say more or less of it by themselves."""

    dimension: Dimension
    noun: re.Pattern[str]
    more: re.Pattern[str]
    less: re.Pattern[str]


def _words(dimension: Dimension, noun: str, more: str, less: str) -> _Words:
    return _Words(dimension, *(re.compile(rf"\b(?:{one})\b", re.I) for one in (noun, more, less)))


_END = r"(?:[ -](?:end|side|edge|border|hand side))?"
_EYE = r"(?:the |our )?(?:camera|viewer|viewpoint|lens|observer|eye|us)(?!(?:'s)? (?:level|height))"
_ABOUT = (
    _words(
        HEIGHT,
        r"heights?|stature|vertical (?:extent|extension|size|dimension|measure|reach|span)"
        r"|from (?:its |the )?(?:base|bottom|foot|floor|ground)(?: up)? to (?:its |the )?(?:top"
        r"|tip)|(?:base|bottom|foot)[- ]to[- ](?:top|tip)|from top to bottom|top to bottom"
        r"|upward reach|tall|upwards",
        r"taller|(?<!its )(?<![\ue000-\ue3e7] )tallest|towers|overtops",
        r"less tall|squatter|(?<!the )shortest(?= (?:of|one|thing))",
    ),
    _words(
        WIDTH,
        r"(?:room|space) from left to right|widths?|breadth|(?:lateral|horizontal"
        r"|sideways) (?:extent|extension|size|dimension|span)"
        rf"|from (?:its |the )?left{_END} to (?:its |the )?right{_END}|left[- ]to[- ]right|across"
        r"|side to side|from one side to the other|wide|broad",
        r"wider|(?<!its )(?<![\ue000-\ue3e7] )widest|broader|broadest|thicker",
        r"narrower|narrowest|thinner|thinnest|slimmer|slimmest|slenderer|less wide|less broad",
    ),
    _words(
        SIZE,
        r"volumes?|space|bulk|cubic content|(?<=more )room|(?<=less )room|room(?= than)"
        r"|voluminous|overall size|bulky",
        r"bulkier|bulkiest|more voluminous",
        r"less voluminous|less bulky",
    ),
    _words(
        VERTICAL,
        r"(?<!eye )(?<!eye-)(?<!camera )(?<!camera's )levels?|elevation|altitude|vertical position"
        r"|position in height|height above (?:the )?(?:floor|ground)",
        r"(?:greater|larger|higher) (?:average|mean) height|higher up|higher-lying|higher-placed"
        r"|(?:higher|upper) (?:of the two )?(?:center|middle|mean|position|place)|uppermost|topmost"
        r"|more elevated|upper (?:one|item|object|thing|region)|higher of (?:our|the|these) (?:two"
        r"|pair)|(?:being|is|comes out) on top(?! of)|(?:smaller|lesser) drop"
        r"|(?:center|middle|mean) [^.;,]{0,30}(?:higher|on top)\b",
        r"lower down|lower-lying|lower-placed|(?:lower) (?:center|middle|mean|position|place)"
        r"|lowermost|farther down|further down|deeper down|less elevated"
        r"|lower (?:one|item|object|thing|region)|lower of (?:our|the|these) (?:two|pair)"
        r"|(?:nearer|closer) to the (?:ground|floor)|(?:larger|greater|bigger|higher) y\b"
        r"|y of [\ue000-\ue3e7] is (?:larger|greater|bigger)|(?:larger|greater|bigger) drop"
        r"|(?:center|middle|mean) [^.;,]{0,30}lower\b|(?:is|are|lies|sits|stands|hangs"
        r"|comes out) (?:placed |positioned |located |situated )?lower\b(?! than)",
    ),
    _words(
        DEPTH,
        rf"(?:distance|way|path) (?:from|to) {_EYE}|range|depth(?! (?:extent|below|under))"
        rf"|viewing distance|distant",
        rf"farther (?:away|off|back|out|from {_EYE})|further (?:away|off|back|out|from {_EYE})"
        r"|(?:farther|further) (?:one|item|thing|object|region)\b"
        r"|more distant|more remote|remoter|farthest|furthest|rearmost|deeper in(?:to)?|hindmost",
        rf"(?:nearer|nearest|closer|closest)(?= to {_EYE}| ones?\b| items?\b| regions?\b"
        rf"| things?\b| objects?\b| (?:of|than)\b"
        r"|\W*$)|(?:measured|seen|counted) from (?:the )?camera, [^.;,]{1,30}comes first"
        r"|less distant|frontmost|foremost",
    ),
    _words(
        LATERAL,
        r"lateral (?:position|coordinate)|x[ -](?:coordinate|position)|position from left to right",
        r"right(?:-hand|most|ward)? (?:one|object|thing|position|place|item|member)"
        r"|(?:one|object|thing|item) (?:on|to) the right(?! (?:of|half|edge|part|side of))"
        rf"|rightmost|(?:on|to|at) {SIGN}'s right(?: side)?|(?:farther|further"
        rf"|more) (?:to the )?right",
        r"left(?:-hand|most|ward)? (?:one|object|thing|position|place|item|member)"
        r"|(?:one|object|thing|item) (?:on|to) the left(?! (?:of|half|edge|part|side of))"
        rf"|first from the left|leftmost|(?:on|to|at) {SIGN}'s left(?: side)?|(?:farther|further"
        rf"|more) (?:to the )?left",
    ),
)
_LESS = re.compile(
    r"\b(?:below(?= the _+ of [\ue000-\ue3e7])|less|lesser|smaller|lower|shorter|least|smallest"
    r"|lowest|inferior|minor|second(?= (?:to|in|place|after)\b)|trails?|trailing|loses|lags?"
    r"|falls? short|modest|outdone|surpassed|exceeded|beaten|(?<=is )behind|comes behind"
    r"|(?:does|do)(?:n't| not) (?:even )?(?:reach|match|come up to|come near|attain|get to))\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:above(?= the _+ of [\ue000-\ue3e7])|more|greater|larger|bigger|higher|longer|greatest"
    r"|largest|highest|most|longest|superior|exceeds?|exceeding|surpass(?:es)?|outdoes|outdo"
    r"|outstrips?|biggest|beats?|tops|ahead|wins?|leads?|outranks?|farther|further"
    r"|first(?= (?:in|place)\b)|the upper hand|advantage)\b",
    re.IGNORECASE,
)
# What makes a clause no such claim.
_NONE = re.compile(
    r"\d|[%²³]|\b(?:(?<!, )which|whether|what (?:is asked|matters|counts|we|i|the)|if|whichever"
    r"|question|claim|statement|compar(?:e|ing)|as to|need|needs|require\w*|must be shown|would"
    r"|should|rule|criterion|decid\w+|counts?|matters?|looks?|appears?|seems?|looking|appear"
    r"|apparent\w*|drawn|picture|image|pixels?|perspective|impression|difference|sum|ratio|gap"
    r"|offset|margin of|factor|share|twice|half|thirds?|quarters?|times|percent|error|uncertain\w*"
    r"|doubt|than (?:its?|tall|wide|high|deep|expected|usual)|parts? of|most of|axis|line"
    r"|middle of the|about as|almost|nearly|both|each|either|neither|equal\w*|same|similar|except"
    r"|tie|even|there(?:'s| is| are)|opposite|other way)\b",
    re.IGNORECASE,
)
# Parts of things are not the things.
_PARTS = re.compile(
    r"\b(?:tops?|edges?|rims?|ends?|corners?|sides?|front|back|legs?|seat|backrest|surface|faces?"
    r"|base|bottom|foot|points?)\b",
    re.IGNORECASE,
)
_FELL_SHORT = re.compile(r"\b(?:does|do)(?:n't| not)(?= (?:even )?(?:reach|match|come|attain|get))")
_AGAINST = re.compile(
    r"\b(?:than|over|to|against|beyond|with|of|from|behind|beats|tops|exceeds|exceeding"
    r"|surpass(?:es)?|outdoes|outstrips|outranks|reach|match|attain)\s+(?:(?:the|that of|those of"
    r"|what|the one of)\s+)*$|\b(?:compared|relative) (?:to|with) (?:the )?$",
    re.IGNORECASE,
)
# "the lead of [0]", "it is that of [0]": whose it is
_OWNS = re.compile(
    r"\b(?:(?:that|one|y|advantage|lead|height|width|volume|breadth|bulk|level|elevation|extent"
    r"|range|distance|position|stature|belongs?|goes|falls|case|instance|pair|two) (?:of|to)"
    r"|lies with|is with|rests with|leaves? (?:us |me )?with|left with|ends? up with"
    r"|in the case of|consisting of)\s+(?:the )?$",
    re.IGNORECASE,
)
_UP_TO = re.compile(  # "it doesn't come up to the height of [0]", "than that of [0]"
    r"\b(?:(?:to|than|reach|match|attain|exceeds?|beyond|below|above) (?:the )?(?:height|width"
    r"|breadth|volume|level)|than (?:that|those)) of (?:the )?$",
    re.IGNORECASE,
)
_OF_SIDE = re.compile(r"'s (?:left|right)\b", re.IGNORECASE)  # "on [0]'s left"
# "0.2 m above the height of [0]"
_BY = re.compile(
    r"\d+(?:\.\d+)? (?:m|cm|meters?)(?= (?:above|below) the (?:height|width) of [\ue000-\ue3e7])"
)
# "…, being 0.2 m to the right of the axis, …"
_ASIDE = re.compile(r",( (?:being|at|which is|with)[^,]{3,70}\d[^,]{0,60}),", re.IGNORECASE)
_COMMA = re.compile(r", (?!\d)")
_NAMED_LAST = re.compile(rf"{SIGN}, $")
_THEY = re.compile(r" (?:is|are|does|do)\b", re.IGNORECASE)
_VALUE = re.compile(r"\b(?:values?|numbers?|figures?|measure)\b", re.IGNORECASE)
_THAN = re.compile(r"\bthan\s+(?!(?:the |that of |those of |what )*[\ue000-\ue3e7])", re.IGNORECASE)
_SIGN = re.compile(SIGN)
_VERB = re.compile(
    r"\b(?:is|are|was|were|'s|has|have|had|takes?|holds?|shows?|turns?|comes?|goes|lies|stands?"
    r"|sits?|reach\w*|gets?|leaves?|belongs?|measures?|extends?|stretch\w*|spans?|occup\w+|being"
    r"|having|exceeds?|surpass\w*|outdoes|outstrips?|beats?|tops|wins?|leads?|trails?|loses|lags?"
    r"|falls?|ends?|proves?|remains?|becomes?|runs?|covers?|fills?|needs?|does|do|puts?|gives?"
    r"|makes?|as the|can|must|rises?)\b",
    re.IGNORECASE,
)
FEWEST, BACK = 3, 4  # words of a clause, and sentences before it


def find_leanings(
    text: str, parts: list[Clause], compared: Compared | None, found: Collection[Statement]
) -> Iterator[Statement]:
    """Yield who of two has more or less of what, where `found` says nothing of it.

    The two are those that the clause names; or the one that it names and the other of the compared
    pair, or of the two that it and the sentences before it name.
    """
    asked = compared.pair if compared and compared.pair[0] != compared.pair[1] else ()
    told = sorted((said.start, said.relation) for said in found)
    recent: list[tuple[int, int]] = []  # in which sentence somebody was named
    for before, part in zip([None, *parts], parts, strict=False):
        named = {region_of(sign) for sign in _SIGN.findall(text[part.start : part.end])} - {BOTH}
        recent = [one for one in recent if one[0] >= part.sentence - BACK]
        recent += [(part.sentence, region) for region in named]
        if not part.is_claim or is_quoted(text, part.start):
            continue
        for start, end in _stretches(text, before, part):
            claim = _claim(text[start:end], asked, recent)
            if claim is None:
                continue
            first, last = bisect_left(told, (start, "")), bisect_left(told, (end, ""))
            if not {claim.relation, INVERSE[claim.relation]} & {one for _, one in told[first:last]}:
                yield Statement(
                    claim.subject, claim.relation, start + claim.start, start + claim.end, "",
                    object=claim.object, certainty=certainty_of(text[part.start : part.end]),
                )  # fmt: skip
            break


class _Claim(NamedTuple):
    relation: str
    subject: int
    object: int
    start: int
    end: int


def _stretches(text: str, before: Clause | None, part: Clause) -> Iterator[tuple[int, int]]:
    """Yield a clause, and what stands between its commas.

    What leads to it counts where nobody is named in it: "Measured from base to top, it is …".
    """
    start = part.start
    if before and before.sentence == part.sentence:
        lead = text[before.start : before.end]
        is_named = _SIGN.search(text, part.start, part.end)
        if is_named and not _SIGN.search(lead) and not _leaning(lead):
            start = before.start
        if not is_named and _NAMED_LAST.search(lead + ", "):
            start = before.start  # "And now the lamp, which is the one closer to us"
    yield start, part.end
    cuts = [part.start, *(one.end() for one in _COMMA.finditer(text, part.start, part.end))]
    if len(cuts) == 1 and start == part.start:
        return  # it has no commas
    for k, (begin, end) in enumerate(zip(cuts, [*cuts[1:], part.end], strict=True)):
        if (
            k
            and _NAMED_LAST.search(text, cuts[k - 1], begin)
            and not _SIGN.search(text, begin, end)
        ):
            begin = cuts[k - 1]  # "The lamp, as the nearer item of the two, …"
        yield begin, end


def _claim(said: str, asked: Collection[int], recent: list[tuple[int, int]]) -> _Claim | None:
    """Return who has more or less of what by a clause, if it says nothing else."""
    said = _BY.sub(lambda match: " " * len(match[0]), said)
    said = _ASIDE.sub(lambda match: "," + " " * len(match[1]) + ",", said)
    signs = [sign for sign in _SIGN.finditer(said) if region_of(sign[0]) != BOTH]
    if not signs or _is_none(said):
        return None
    leaning = _leaning(said)
    pair = _pair({region_of(sign[0]) for sign in signs}, asked, recent) if leaning else None
    holder = _holder(said, signs, pair) if pair else None
    if leaning is None or pair is None or holder is None:
        return None
    relation, start, end = leaning
    subject, sign = holder
    (other,) = pair - {subject}
    return _Claim(relation, subject, other, min(start, sign.start()), max(end, sign.end()))


def _pair(
    named: set[int], asked: Collection[int], recent: list[tuple[int, int]]
) -> set[int] | None:
    """Return the two of whom a clause speaks."""
    last = recent[-1][0]
    near = ({region for at, region in recent if at >= last - back} for back in range(1, BACK + 1))
    for two in (named, set(asked), *near):
        if len(two) == 2 and named <= two and max(two) < FIRST_SEVERAL:
            return two
    return None


def _is_none(said: str) -> bool:
    """Whether a clause is no claim that one of two has more."""
    if len(said.split()) < FEWEST or not _VERB.search(said) or concrete_things(said):
        return True
    return bool(_NONE.search(said) or _THAN.search(said) or denials(_FELL_SHORT.sub("", said)))


def _leaning(said: str) -> tuple[str, int, int] | None:
    """Return what a clause says there is more or less of, and where; None if not just one."""
    dims: set[str] = set()
    ways: set[int] = set()
    places: list[int] = []
    rest = said
    for words in _ABOUT:
        for pattern, way in ((words.more, 1), (words.less, -1), (words.noun, 0)):
            for match in pattern.finditer(rest):
                dims.add(words.dimension.more)
                ways |= {way} - {0}
                places += match.span()
            rest = pattern.sub(lambda match: "_" * len(match[0]), rest)
    is_line = dims & {VERTICAL.more, LATERAL.more}  # what is "larger" is farther down, or left
    if len(dims) != 1 or _PARTS.search(rest) or (is_line and _VALUE.search(rest)):
        return None
    for pattern, way in ((_LESS, -1), (_MORE, 1)):
        for match in pattern.finditer(rest):
            ways.add(way)
            places += match.span()
        rest = pattern.sub(lambda match: "_" * len(match[0]), rest)
    if len(ways) != 1:
        return None
    (more,) = dims
    return more if ways == {1} else INVERSE[more], min(places), max(places)


def _holder(
    said: str, signs: list[re.Match[str]], pair: set[int]
) -> tuple[int, re.Match[str]] | None:
    """Return the one of two whom a clause gives what it tells of, and where it is named."""
    owners: dict[int, re.Match[str]] = {}
    against: dict[int, re.Match[str]] = {}
    for sign in signs:
        lead = said[: sign.start()]
        is_own = _OWNS.search(lead) or said.startswith(" as the", sign.end())
        is_against = _OF_SIDE.match(said, sign.end()) or _UP_TO.search(lead) or (
            _AGAINST.search(lead) and not is_own
        )  # fmt: skip
        if is_against and region_of(sign[0]) in owners and _THEY.match(said, sign.end()):
            continue  # "[0] is farther away than they are"
        (against if is_against else owners).setdefault(region_of(sign[0]), sign)
    if len(owners) == 1 and not owners.keys() & against.keys():
        return next(iter(owners.items()))
    if not owners and len(against) == 1:
        ((one, sign),) = against.items()
        return next(iter(pair - {one})), sign
    return None
