"""Relations as statements: which comparisons of a text are meant, and of whom.

Of the two that a question compares one may be left out ("so the chair is to the left"); what was
not asked for has to be said outright.
"""

import re
from collections.abc import Iterator

from srkit.language.clauses import Clause, is_quoted
from srkit.language.lexicon import (
    DEPTH,
    DIMENSIONS,
    HEIGHT,
    LATERAL,
    LESS,
    MORE,
    SAME,
    SIZE,
    VERTICAL,
    Dimension,
)  # fmt: skip
from srkit.language.names import FIRST_THING, SIGN, region_of
from srkit.language.orders import Order, find_orders
from srkit.language.statement import Compared, Statement, certainty_of

_SIGN = re.compile(SIGN)
# "the crate is therefore … higher by 20 cm": a verb before, no other thing behind.
IS_SO = re.compile(
    rf"(?: (?:of|with) (?:an? |its |{SIGN}(?:'s)? )?(?:(?:width|height) of )?(?:about )?"
    r"[\d.]+ m(?:eters)?"
    r"(?: width| height)?)?"
    r"(?:,(?:[^,;.]|\.\d){1,40},)?(?:'s \w+)?,?\s*(?:which |that )?"
    r"(?:(?:clearly|possibly|probably|perhaps|maybe|likely|also) )?"
    r"(?:is|are|have|lies|stands|sits|comes|seems|appears|looks|turns out|must be|has|reaches"
    r"|being|could|might|may|as|turn out|must|takes|holds|proves|remains|becomes"
    r"|(?<=[\ue000-\ue3e7]))"
    r"(?: an? (?:\w+ ){1,3}(?:that|which) (?:is|stands|lies|sits))?"
    r"(?: (?:about )?[\d.]+ m(?:eters?)? (?:wide|tall|high),? and)?"
    r"(?: (?:to be|out|therefore|thus|hence|clearly|indeed|in fact|actually|really|certainly|also"
    r"|so|the|a|bit|little|much|slightly"
    r"|well|somewhat|considerably|far|placed|set|located|positioned|standing|about|by|not|farther"
    r"|further|found|shown|seen|been|thereby|altogether|both|by far|indeed|as|with|having|at"
    r"|after all|object|region|thing|item|who|which|that|whose level"
    r"|(?:lower|higher|nearer|closer|farther|taller|wider|smaller)(?:,| and)"
    r"|perhaps|possibly|probably|maybe|presumably|likely|be|have|lie|stand|sit|ones?|(?:one"
    r"|thing|object|region) (?:that|which) (?:is|sits|stands|lies|comes out|has)"
    r"|(?:≈ ?|~ ?)?[\d.]+ ?(?:m|cm|meters?|metres?|%)))*\s*",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"(?:on|at|in)?\s*(?:the )?(?:far )?(?:left|right|closest|nearest)", re.IGNORECASE
)
_NOTHING_ELSE = re.compile(
    r"(?: (?:back|away|off|things?|objects?|regions?|volume|size|ones|level|cent(?:er|re)|position"
    r"|place|mean)\b)?"
    r"(?: (?:to|from) (?:the )?(?:camera|viewer|us|lens|observer)\b)?"
    r"\s*(?:$|[.,;:!?)\n]|(?:by|at|and|but|so|because|since|although|though|while|despite|as|here"
    r"|one(?!')|(?:(?:thing|region"
    r"|object) )?of the two|of these|in|(?:object|region|thing) with"
    r"|overall|too|than it(?! is|\w)|than the other|the other)\b)",
    re.IGNORECASE,
)
# What stands between the words of a comparison and whom it names: "behind the", "taller than".
_TO = re.compile(
    r"(?:\s*(?:than|of|to|from|as|one|thing|object|that|the|compared (?:to|with)"
    r"|relative to|is|does|by|an?|away"
    r"|camera"
    r"|viewer|us|observer|lens|down|up|out)\b)*\s*",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:compared (?:to|with)|than|relative to|versus|against|unlike|from)\s*$", re.IGNORECASE
)
_VAGUE = re.compile(
    r"(?:is )?(?:falls? short(?: of)?|exceed|surpass|outstrip|beat|top|outdo|over|dwarf)\w*"
    r"|.*(?:%|\b(?:half|thirds?|quarters?|fifths?|tenth|times))(?: of)?(?: the)?\W*",
    re.IGNORECASE,
)
_UP = re.compile(r"(?:higher|lower|highest|lowest)(?: than)?", re.IGNORECASE)
_BY_LENGTH = re.compile(r"[^.;,]{0,12}\bby (?:about |≈ ?|~ ?)?\d", re.IGNORECASE)
_ITSELF = re.compile(r"(?: than)? it (?:really |actually )?(?:is|does|would)\b", re.IGNORECASE)
_TIMES_AS = re.compile(r"\bas (?:high|low)\b", re.IGNORECASE)
_NO_DEPTH = re.compile(r"\s*(?:down|up|below|above|to the (?:left|right)|left|right)\b", re.I)
_HEIGHT_OF = re.compile(rf"\s*(?:the|{SIGN}'s) (?:height|top|rim|back)", re.IGNORECASE)
_VALUE = re.compile(  # "its value is the smaller one"
    r"'s (?:\w+ )?(?:value|distance|offset|level|depth|position|range|drop|coordinate|reading)\b",
    re.IGNORECASE,
)
_OF_SIZE = re.compile(r"'s (?:\w+ )?(?:volume|width|size|box|area|breadth)\b", re.IGNORECASE)
_IDEA = re.compile(r"\b(?:could|can|might) (?:put|place|fit|stand)\b", re.IGNORECASE)
IS_OBJECT = re.compile(
    r"\b(?:behind|of|to|than|above|below|beside|near|over|under|on|and|in front of|from)\s+"
    r"(?:(?:an?|another|one)\s+)?$",
    re.I,
)
# "the one that is placed higher is [0]"
THE_ONE = re.compile(
    r"\bthe (?:\w+ )?(?:one|region|object|thing|item)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_IS_IT = re.compile(
    r"(?:(?: than)? (?:the )?other(?: one)?| down| up| one| of the two)*\s*(?:is|:|must be|may be"
    r"|might be|could be|is (?:perhaps|possibly|probably|likely)|,)\s*",
    re.IGNORECASE,
)
_OF_OTHER = re.compile(
    r"\b(?:offset|distance|depth|level|position|drop|value|height|width"
    r"|coordinate|range) (?:of|to|from|for) (?:the )?$",
    re.IGNORECASE,
)
_FRONT = re.compile(r"\b(?:front|near)", re.IGNORECASE)
_BESIDE_EYE = re.compile(  # "both left of the axis"
    r"\s*(?:of|from|to)? ?(?:the |my |its )?(?:optical |viewing |camera |central )?(?:axis"
    r"|line of sight|camera|viewer"
    rf"|(?:middle|cent(?:er|re))(?! of (?:the )?{SIGN})|picture|image|scene|eye)\b", re.IGNORECASE
)  # fmt: skip
_DEEPER = re.compile(r"deeper", re.IGNORECASE)
_MORE_SO = re.compile(r"\b(?:farther|further|more|one|thing)\s+(?:to the )?$", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?: by [≈~\d. a-z]{1,20})?\s*(?:,|and|but|\s)+(?:also|is|it is|somewhat|slightly|much|a bit"
    r"|far|well|clearly"
    r"|\s)*", re.IGNORECASE
)  # fmt: skip
_EXACTLY = re.compile(r"\b(?:same|equal|equally|identical)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|almost|nearly|roughly|approximately|practically|virtually)\b",
    re.I,
)
_OF_WHOM = re.compile(r"\b(?:of|than|from)\b", re.IGNORECASE)
_METERS = re.compile(r"\d ?(?:m|cm|ft|meters?|metres?|feet)\s*$", re.IGNORECASE)
_FARTHER = re.compile(r"(?!(?:to|on) the|left|right)", re.IGNORECASE)
_HALF = re.compile(r"\b(?:side|half|part)\b", re.IGNORECASE)
_THAN_IT_IS = re.compile(r"\s+(?:(?:is|are|really is)\s*(?:$|[.,;:)])|would\b)", re.IGNORECASE)
_LOOKS = re.compile(r"\b(?:(?:look|appear|seem)s?|drawn|shown|pictured)\b", re.IGNORECASE)
_AS_SIZE = re.compile(r"\bin (?:height|width|size|volume|space)\b", re.IGNORECASE)
_OF = re.compile(r" (?:of|from|to) (?:the )?", re.IGNORECASE)
_COMMA = re.compile(r"(?:^|[,.:;])\s*(?:and |slightly |well |far |directly )*$", re.IGNORECASE)
_NOUN = re.compile(r"\b(?:height|width|volume|distance|depth|size|space)\b", re.IGNORECASE)
_SHARE = re.compile(r"%|\b(?:half|thirds?|quarters?|fifths?|tenth|times)\b", re.IGNORECASE)
_BY_SHARE = re.compile(r"\bby (?:more than |less than |about |nearly )?$", re.IGNORECASE)
_HAS_ONE = re.compile(r"\b(?:has|have|with) (?:the|a) $", re.IGNORECASE)
_AT_THE = re.compile(r"\bat (?:the|a) $", re.IGNORECASE)  # "at the greater height"
# "left of the same line"
_OF_LINE = re.compile(r"(?:the )?same (?:\w+ )?(?:line|axis)", re.IGNORECASE)
_TIMES = re.compile(r"\btimes\b", re.IGNORECASE)
_SIDE = re.compile(r"(?:left|right)\s*$", re.IGNORECASE)
# "its far end is deeper than …" says nothing of the whole.
_PARTS = re.compile(
    r"(?:'s)? (?:far|upper|lower|top|bottom|left|right|back|rear|near|inner|outer|front)"
    r"(?:[- ]hand)? (?:ends?|edges?|sides?|parts?|half|face|corner|surface|rim)\b", re.IGNORECASE
)  # fmt: skip


def _says_enough(text: str, order: Order, is_place: bool = False) -> bool:
    """Whether a comparison names both, or one of them in a sentence that leaves only the other."""
    signs = list(_SIGN.finditer(text, *order.reach))
    if len({region_of(sign[0]) for sign in signs}) == 2:
        return True
    words = text[order.start : order.end]
    if len(signs) != 1:
        return False
    if not order.is_firm:  # "[0] is on the left": of the two
        return bool(IS_SO.fullmatch(text, signs[0].end(), order.start)
                    and _NOTHING_ELSE.match(text, order.end))  # fmt: skip
    if _METERS.search(text, signs[0].end(), order.start) and not _FARTHER.match(words):
        return False  # "its offset is 1.1 m to the left": of the camera
    if signs[0].start() >= order.end:
        gap, lead = text[order.end : signs[0].start()], text[order.clause.start : order.start]
        if _OF.fullmatch(gap) and _COMMA.search(lead) and _NOTHING_ELSE.match(text, signs[0].end()):
            return True  # "…, 2.2 m away, left of [1]."
        return bool(THE_ONE.search(text, order.clause.start, order.start)
                    and _IS_IT.fullmatch(text, order.end, signs[0].start()))  # fmt: skip
    return bool(
        (
            IS_SO.fullmatch(text, signs[0].end(), order.start)
            or text[signs[0].end() : order.start] in (" that ", " which ")
        )
        and (
            (is_place and not _HALF.search(words))
            or not _PLACED.fullmatch(words)
            or _MORE_SO.search(text, signs[0].end(), order.start)
        )
        and _NOTHING_ELSE.match(text, order.end)
    )


def _same(text: str, order: Order, dimension: Dimension) -> Iterator[Statement]:
    """Yield what "the same height" denies: that one is taller, or shorter."""
    lead = text[order.clause.start : order.start]
    if (
        not order.is_firm
        or _ABOUT.search(lead)
        or not _EXACTLY.search(text, order.start, order.end)
    ):
        return
    for relation in (dimension.more, dimension.less):
        yield Statement(
            subject=order.subject, relation=relation, start=order.reach[0], end=order.reach[1],
            text="", object=order.object, negated=True,
            certainty=certainty_of(text[order.clause.start : order.clause.end]),
        )  # fmt: skip


def _is_meant(text: str, order: Order, dimension: Dimension, compared: Compared | None) -> bool:
    """Whether a comparison is one, of what it seems to compare."""
    is_asked = bool(compared and compared.relation in (dimension.more, dimension.less))
    if not order.is_firm and not (is_asked and dimension in (LATERAL, DEPTH)):
        return False
    if _is_none(text, order, is_asked) or _is_other(text, order, dimension, is_asked, compared):
        return False
    if order.allowed == SAME:
        return True
    if compared and {order.subject, order.object} == set(compared.pair):
        return _says_enough(text, order, is_asked and dimension is LATERAL)
    return _is_plain(text, order)


def _is_none(text: str, order: Order, is_asked: bool) -> bool:
    """Whether words of comparison compare no two things."""
    if text[order.end : order.end + 1] == "-" or text[order.start - 1 : order.start] == "-":
        return True  # "the left-right position"
    lead = text[order.clause.start : order.start]
    if _BY_SHARE.search(lead) or _OF_LINE.fullmatch(text, order.start, order.end):
        return True
    signs = _SIGN.finditer(text, order.end, order.reach[1])
    looks = _LOOKS.search(lead)
    same = (one for one in signs if looks or region_of(one[0]) == order.subject)
    if _ITSELF.match(text, order.end) or any(_THAN_IT_IS.match(text, one.end()) for one in same):
        return True  # "it looks larger than it is"
    if is_quoted(text, order.start):
        return True  # 'the claim "[0] is taller" is tested'
    words = text[order.start : order.end]
    if words.endswith("est") and _SIGN.search(lead[-3:]):
        return True  # "at its widest"
    return not is_asked and bool(_VAGUE.fullmatch(words) or _IDEA.search(lead))


def _is_other(
    text: str, order: Order, dimension: Dimension, is_asked: bool, compared: Compared | None
) -> bool:
    """Whether a comparison is of something else than its words seem to say."""
    words, end = text[order.start : order.end], order.end
    signs = list(_SIGN.finditer(text, *order.reach))
    noun = _NOUN.search(text, end, order.reach[1] + 12)
    if noun and _SHARE.search(words) and not re.search(dimension.noun, noun[0], re.IGNORECASE):
        return True  # "19 % of its height" says nothing of widths
    parts = [part for one in signs if (part := _PARTS.match(text, one.end()))]
    if any(dimension is not DEPTH or not _FRONT.search(part[0]) for part in parts):
        return True
    if dimension in (LATERAL, VERTICAL) and _BESIDE_EYE.match(text, end):
        return True
    is_asked_height = compared is not None and compared.relation in ("taller", "shorter")
    is_height = is_asked_height and bool(_UP.fullmatch(words) and _BY_LENGTH.match(text, end))
    if dimension is VERTICAL and is_height:
        return True
    lead = text[max(0, order.start - 12) : order.start]
    if dimension is VERTICAL:  # a height, or a place?
        has_height = "height" in words.lower() and not _AT_THE.search(lead)
        is_size = _HEIGHT_OF.match(text, end) or _TIMES_AS.search(words) or has_height
        return bool(is_size) or any(_OF_SIZE.match(text, one.end()) for one in signs)
    if dimension is HEIGHT:  # what is "higher" is above
        return bool(_AT_THE.search(lead) or (_UP.fullmatch(words) and not is_height))
    if dimension is SIZE:
        if _HAS_ONE.search(lead) and text.startswith(" one", end):
            return True  # "heights are of no use, though [0] has the larger one"
        return any(_OF_OTHER.search(text, max(0, one.start() - 24), one.start())
                   or _VALUE.match(text, one.end()) for one in signs)  # fmt: skip
    if dimension is not DEPTH:
        return False
    if _AS_SIZE.search(text, order.clause.start, order.start):
        return True  # "in height [0] is ahead of [1]"
    is_place = text.startswith((" in the", " into"), end) or _METERS.search(lead)
    is_extent = _DEEPER.fullmatch(words) and not is_place
    return bool(_NO_DEPTH.match(text, end)) or (
        not is_asked and bool(is_extent or _TIMES.search(words))
    )


def _is_plain(text: str, order: Order) -> bool:
    """Whether a comparison that was not asked for is said outright: "X stands behind Y"."""
    subject = [one for one in _SIGN.finditer(text, order.reach[0], order.start)]
    if not order.is_firm or any(
        region_of(one[0]) not in (order.subject, order.object)
        and not IS_OBJECT.search(text[order.clause.start : one.start()]) for one in subject
    ):  # fmt: skip
        return False
    after = _SIGN.search(text, order.end, order.reach[1])
    if after and region_of(after[0]) == order.object:
        gap = text[order.end : after.start()]
        is_side = _SIDE.search(text, order.start, order.end)
        return bool(_TO.fullmatch(gap) and (not is_side or _OF_WHOM.search(gap)))
    if after and region_of(after[0]) == order.subject:  # "behind Y stands X"
        return True
    before = [one for one in _SIGN.finditer(text, order.reach[0], order.start)
              if region_of(one[0]) == order.object]  # fmt: skip
    if not before:
        return False
    goes_on = _GOES_ON.fullmatch(
        text, before[-1].end(), order.start
    )  # "[0] is left of [1] and nearer"
    return bool(goes_on or _COMPARED.search(text[order.clause.start : before[-1].start()]))


def find_relations(
    text: str, parts: list[Clause], compared: Compared | None
) -> Iterator[Statement]:
    regions = {one for sign in _SIGN.findall(text) if (one := region_of(sign)) < FIRST_THING}
    if compared and not regions <= set(compared.pair):
        compared = None  # of three it is not known which is meant
    pair = compared.pair if compared and compared.pair[0] != compared.pair[1] else None
    for dimension in DIMENSIONS:
        for order in find_orders(text, parts, dimension, pair, with_others=True):
            if order.clause.is_question or order.clause.is_idle or order.clause.supposes:
                continue
            if not _is_meant(text, order, dimension, compared):
                continue
            if order.allowed == SAME:
                yield from _same(text, order, dimension)
                continue
            is_plain = order.allowed in (MORE, LESS)  # "not as tall as" is shorter
            says = order.allowed if is_plain else order.says
            if says not in (MORE, LESS):
                continue
            start, end = order.reach
            yield Statement(
                subject=order.subject,
                relation=dimension.more if says == MORE else dimension.less,
                start=start,
                end=end,
                text="",
                object=order.object,
                negated=not is_plain,
                certainty=certainty_of(text[order.clause.start : order.clause.end]),
            )
