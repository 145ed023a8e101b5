"""Relations as statements: which comparisons of a text are meant, and of whom.

Of the two that a question compares one may be left out ("so the chair is to the left"); what was
not asked for has to be said outright.
"""

import re
from collections.abc import Iterator

from srkit.language import relation_words as cues
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


def _says_enough(text: str, order: Order, is_place: bool = False) -> bool:
    """Whether a comparison names both, or one of them in a sentence that leaves only the other."""
    signs = list(_SIGN.finditer(text, *order.reach))
    if len({region_of(sign[0]) for sign in signs}) == 2:
        return True
    words = text[order.start : order.end]
    if len(signs) != 1:
        return False
    if not order.is_firm:  # "[0] is on the left": of the two
        return bool(cues.IS_SO.fullmatch(text, signs[0].end(), order.start)
                    and cues.NOTHING_ELSE.match(text, order.end))  # fmt: skip
    if cues.METERS.search(text, signs[0].end(), order.start) and not cues.FARTHER.match(words):
        return False  # "its offset is 1.1 m to the left": of the camera
    if signs[0].start() >= order.end:
        gap, lead = text[order.end : signs[0].start()], text[order.clause.start : order.start]
        if (
            cues.OF.fullmatch(gap)
            and cues.COMMA.search(lead)
            and cues.NOTHING_ELSE.match(text, signs[0].end())
        ):
            return True  # "…, 2.2 m away, left of [1]."
        return bool(cues.THE_ONE.search(text, order.clause.start, order.start)
                    and cues.IS_IT.fullmatch(text, order.end, signs[0].start()))  # fmt: skip
    return bool(
        (
            cues.IS_SO.fullmatch(text, signs[0].end(), order.start)
            or text[signs[0].end() : order.start] in (" that ", " which ")
        )
        and (
            (is_place and not cues.HALF.search(words))
            or not cues.PLACED.fullmatch(words)
            or cues.MORE_SO.search(text, signs[0].end(), order.start)
        )
        and cues.NOTHING_ELSE.match(text, order.end)
    )


def _is_as(text: str, order: Order) -> bool:
    """Whether "as tall as" says that both are: "half as tall as" and "as tall as wide" don't."""
    is_alone = cues.AS_AS.fullmatch(text, order.start, order.end) and cues.THE_OTHER.match(
        text, order.end
    )
    return bool(is_alone) and not cues.NOT_AS.search(text, order.clause.start, order.start)


def _same(text: str, order: Order, dimension: Dimension) -> Iterator[Statement]:
    """Yield what "the same height" denies: that one is taller, or shorter."""
    lead = text[order.clause.start : order.end]
    if (
        not order.is_firm
        or cues.ORDER.search(text, order.clause.start, order.end)
        or cues.ABOUT.search(lead)
        or not (cues.EXACTLY.search(text, order.start, order.end) or _is_as(text, order))
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
    if cues.BY_SHARE.search(lead) or cues.OF_LINE.fullmatch(text, order.start, order.end):
        return True
    signs = _SIGN.finditer(text, order.end, order.reach[1])
    looks = cues.LOOKS.search(lead)
    same = (one for one in signs if looks or region_of(one[0]) == order.subject)
    if cues.ITSELF.match(text, order.end) or any(
        cues.THAN_IT_IS.match(text, one.end()) for one in same
    ):
        return True  # "it looks larger than it is"
    if is_quoted(text, order.start):
        return True  # 'the claim "[0] is taller" is tested'
    words = text[order.start : order.end]
    if words.endswith("est") and _SIGN.search(lead[-3:]):
        return True  # "at its widest"
    return not is_asked and bool(cues.VAGUE.fullmatch(words) or cues.IDEA.search(lead))


def _is_other(
    text: str, order: Order, dimension: Dimension, is_asked: bool, compared: Compared | None
) -> bool:
    """Whether a comparison is of something else than its words seem to say."""
    words, end = text[order.start : order.end], order.end
    signs = list(_SIGN.finditer(text, *order.reach))
    noun = cues.NOUN.search(text, end, order.reach[1] + 12)
    if noun and cues.SHARE.search(words) and not re.search(dimension.noun, noun[0], re.IGNORECASE):
        return True  # "19 % of its height" says nothing of widths
    parts = [part for one in signs if (part := cues.PARTS.match(text, one.end()))]
    if any(dimension is not DEPTH or not cues.FRONT.search(part[0]) for part in parts):
        return True
    if dimension in (LATERAL, VERTICAL) and cues.BESIDE_EYE.match(text, end):
        return True
    if dimension is LATERAL and cues.ACROSS.search(text, order.clause.start, end + 24):
        return True
    is_height = _means_height(text, order, compared)
    if dimension is VERTICAL and is_height:
        return True
    lead = text[max(0, order.start - 12) : order.start]
    if dimension is VERTICAL and cues.OF_THAT.match(text, end):
        near = text[max(order.clause.start, order.start - 60) : order.start]
        if cues.OF_A_SIZE.search(near) and not cues.OF_A_PLACE.search(near):
            return True  # "its height is below that of [1]"
    if dimension is VERTICAL:  # a height, or a place?
        is_at = words.lower().startswith(("at ", "on ")) or cues.AT_THE.search(lead)
        has_height = "height" in words.lower() and not is_at
        is_size = cues.HEIGHT_OF.match(text, end) or cues.TIMES_AS.search(words) or has_height
        places = [(max(0, one.start() - 24), *one.span()) for one in signs]
        return bool(is_size) or any(
            cues.OF_SIZE.match(text, end) or cues.SIZE_OF.search(text, lead_at, start)
            for lead_at, start, end in places
        )
    if dimension is HEIGHT:  # what is "higher" is above
        return bool(cues.AT_THE.search(lead) or (cues.UP.fullmatch(words) and not is_height))
    if dimension is SIZE:
        if not is_asked and cues.SEEMS.search(lead):
            return True
        if cues.HAS_ONE.search(lead) and text.startswith(" one", end):
            return True  # "heights are of no use, though [0] has the larger one"
        return any(cues.OF_OTHER.search(text, max(0, one.start() - 24), one.start())
                   or cues.VALUE.match(text, one.end()) for one in signs)  # fmt: skip
    if dimension is not DEPTH:
        return False
    if compared and compared.relation == "direction" and cues.AHEAD.match(words):
        return True  # at 12 o'clock
    if not is_asked and cues.ACROSS_OR_UP.search(text, order.clause.start, order.reach[1]):
        return True  # "from side to side it extends farther"
    if cues.AS_SIZE.search(text, order.clause.start, order.start) or cues.UP_TO.search(lead):
        return True  # "in height [0] is ahead of [1]"
    is_place = text.startswith((" in the", " into"), end) or cues.METERS.search(lead)
    is_extent = cues.DEEPER.fullmatch(words) and not is_place
    return bool(cues.NO_DEPTH.match(text, end)) or (
        not is_asked and bool(is_extent or cues.TIMES.search(words))
    )


def _means_height(text: str, order: Order, compared: Compared | None) -> bool:
    """Whether "higher" means taller, where that is asked: "gets higher", "is 0.2 m higher"."""
    is_asked = compared is not None and compared.relation in ("taller", "shorter")
    return is_asked and bool(
        cues.UP.fullmatch(text, order.start, order.end)
        and (cues.BY_LENGTH.match(text, order.end)
             or cues.GETS.search(text, order.clause.start, order.start))
    )  # fmt: skip


def _is_plain(text: str, order: Order) -> bool:
    """Whether a comparison that was not asked for is said outright: "X stands behind Y"."""
    subject = [one for one in _SIGN.finditer(text, order.reach[0], order.start)]
    if not order.is_firm or any(
        region_of(one[0]) not in (order.subject, order.object)
        and not cues.IS_OBJECT.search(text[order.clause.start : one.start()]) for one in subject
    ):  # fmt: skip
        return False
    after = _SIGN.search(text, order.end, order.reach[1])
    if after and region_of(after[0]) == order.object:
        gap = text[order.end : after.start()]
        is_side = cues.SIDE.search(text, order.start, order.end)
        return bool(cues.TO.fullmatch(gap) and (not is_side or cues.OF_WHOM.search(gap)))
    if after and region_of(after[0]) == order.subject:  # "behind Y stands X"
        return True
    before = [one for one in _SIGN.finditer(text, order.reach[0], order.start)
              if region_of(one[0]) == order.object]  # fmt: skip
    if not before:
        return False
    goes_on = cues.GOES_ON.fullmatch(
        text, before[-1].end(), order.start
    )  # "[0] is left of [1] and nearer"
    return bool(goes_on or cues.COMPARED.search(text[order.clause.start : before[-1].start()]))


def find_relations(
    text: str, parts: list[Clause], compared: Compared | None
) -> Iterator[Statement]:
    regions = {one for sign in _SIGN.findall(text) if (one := region_of(sign)) < FIRST_THING}
    if compared and not regions <= set(compared.pair):
        compared = None  # of three it is not known which is meant
    pair = compared.pair if compared and compared.pair[0] != compared.pair[1] else None
    for dimension in DIMENSIONS:
        for order in find_orders(text, parts, dimension, pair, with_others=True):
            if not order.clause.is_claim:
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
