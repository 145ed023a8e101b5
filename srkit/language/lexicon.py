"""How people say that one thing is left of, above, behind, taller, wider or bigger than another.

Six dimensions, each with the relation that means "more" and the one that means "less" of it. In
the expressions `+` groups say more, `-` groups say less, `?` marks what only places something in
the picture ("on the left of the photo"): it counts where nothing better is said.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MORE, SAME, LESS = 4, 2, 1  # of the subject against the object; a set of these is their sum
ANY = MORE | SAME | LESS

_SCENE = r"(?:the\s+)?(?:picture|image|photo\w*|frame|scene|view|shot|bench|room|wall|street|table)"
_VIEWER = (
    r"(?:the\s+|our\s+|my\s+|your\s+)?(?:viewer|camera|observer|photographer|lens|front|us|me|you"
    r"|onlooker|foreground|viewpoint|vantage point|point of view)(?:'s)?"
)


class Dimension(NamedTuple):
    more: str
    less: str
    words: dict[str, str]  # of "more", "less", "more_weak", "less_weak", "same"
    noun: str  # what it is called
    adjective: tuple[str, str]  # what "as … as" is said of


_SMALLER_X = {
    "left": r"(?:smaller|lower|lesser)",
    "right": r"(?:larger|greater|higher|bigger)",
}
_COMPASS = {"left": "west", "right": "east"}  # on maps


def _side(side: str) -> tuple[str, str]:
    """Return how a side is said, and how a mere place in the picture is."""
    no = (
        r"(?!\s+(?:next|above|below|behind|in\b|at\b|beside|there|here|now|on\b|under|after|before"
        r"|away|and right|or right|and left|or left|angle|over\b|by\b(?! (?:about |≈ ?|~ ?)?\d)"
        r"|along|against|between|to the\b|to right|to left|up\b|down\b|answer|about|where|near"
        r"|height|size|onto|for|because|aside|out\b|open\b))"
    )
    weak = (
        rf"\b(?:on|at|in|near|toward|towards|close to|against|along|by) (?:the"
        rf"|its) (?:\w+ )?{side}(?:most)?"
        rf"(?:-hand)?(?: (?:side|edge|border|corner|wall|half|end|part|margin|third)s?)?"
        rf"(?=\s+of {_SCENE}|\s+(?:edge|border|corner|wall|half|part|margin|third)s?\b)"
        rf"|\b{side}(?:most|-hand)? (?:edge|border|corner|half|part|margin|third|wall|end)s?\b"
    )
    firm = (
        rf"\b(?:more |further |farther )?(?:over )?(?:to |on |at |toward |towards )?(?:the |its )?"
        rf"(?:far |very |extreme |upper |lower )?\b{side}(?:most|ward|wards|-hand)?(?: (?:one"
        rf"|side|end))?\b{no}"
    )
    other = {"left": "right", "right": "left"}[side]
    shift = r"(?:\w+ )?(?:offset|shift|displacement|distance|position|coordinate) to the"
    firm = (
        rf"\b(?:larger|greater|bigger) {shift} {side}\b|\b(?:smaller|lesser) {shift} {other}\b"
        rf"|\b(?:smaller|lesser) {other}wards? (?:offset|shift|displacement|distance)\b|{firm}"
    )
    firm += (
        rf"|\b{_COMPASS[side]} of\b|\bdue {_COMPASS[side]}\b|\bless (?:far )?(?:out |over |off "
        rf"|displaced )?to the {other}\b"
        rf"|\b(?:far|farther|further) (?:away )?from the {other}(?:-hand)?(?: (?:edge|side"
        rf"|border))?\b|\b{_SMALLER_X[side]} x\b(?! means)"
    )
    return firm, weak


_LEFT, _LEFT_PLACE = _side("left")
_RIGHT, _RIGHT_PLACE = _side("right")

_FAR = r"(?:farther|further|more distant|deeper|farthest|furthest|deepest)"
_NEAR = (
    r"(?:closer|nearer|(?:closest|nearest)(?! (?:visible )?(?:points?|edges?|parts?|sides?|faces?"
    r"|surfaces?|spots?|distances?|depths?)\b))"
)
_NOT_AWAY = (
    r"(?!\s+(?:over\s+|out\s+)?(?:(?:to|on|toward) (?:the )?(?:left|right|front)|left|right|up\b"
    r"|down\b|above|below|apart|together|than (?:it|they) (?:looks?|appears?|seems?)))"
    r"(?! (?:away )?from (?:the )?(?:camera|eye)(?:'s)? (?:level|height))"
)

_EYE = r" (?:the )?(?:level of )?(?:the )?(?:eye|camera|lens|horizon)"  # "1 m below eye level"

LATERAL = Dimension(
    "right", "left",
    {"more_weak": _RIGHT_PLACE, "less_weak": _LEFT_PLACE, "more": _RIGHT, "less": _LEFT,
     "same": r"\b(?:vertically aligned|aligned|in line|directly (?:above|below)"
             r"|equally far to the (?:left|right)|same (?:horizontal|lateral) (?:position|place)"
             r"|in the same column)\b"},
    r"side", ("far (?:to the )?right", "far (?:to the )?left"),
)  # fmt: skip
VERTICAL = Dimension(
    "above", "below",
    {"more_weak": r"\b(?:at|on|in|near|to|toward|towards) the (?:very )?(?:top|ceiling)\b"
                  r"|\bhang\w* from the ceiling|\bon top\b(?! of)",
     "less_weak": r"\b(?:at|on|in|near|to|toward|towards) the (?:very )?(?:bottom|floor|ground)\b",
     "more": rf"\babove\b(?! all\b|{_EYE})|\bover\b(?=\s+(?:the\s+)?[\ue000-\ue3e7]|\s+it\b)"
             r"|\bhigher(?: up)?\b(?! from (?:(?:its|the) )?(?:bottom|base|foot))"
             r"|\b(?:on top of|atop|overhead|loft(?:ier|iest)|the highest|highest|topmost|uppermost"
             r"|overhangs?|overlooks?|up from)\b|\bupper(?= one\b| of\b|\W*$|\W*[\ue000-\ue3e7])"
             r"|\b(?:greater|higher) (?:elevation|height|altitude)\b|\bon the top of\b"
             r"|\b(?:higher|upper) (?:level|cent(?:er|re)|position|place|middle|mean)\b"
             r"|\b(?:rests?|sits?|stands?|lies|placed|standing|sitting|resting|lying|perched"
             r"|mounted) (?:up)?on(?: top of)?\b(?=\s+[\ue000-\ue3e7])",
     "less": r"\b(?:below|beneath|underneath|under|lowest|bottommost|lowermost)\b(?! (?:the line"
             r"|average|is (?:my|an?|our)\b))" rf"(?!{_EYE})"
             r"|\blower(?: down)?\b(?= (?:than|in|down|one|of|to|the|as|by|and|but|at|on|relative"
             r"|compared|position|level|object|region|thing|placed|here|there|is|, )|\W*$"
             r"|\W*[\ue000-\ue3e7]|[.,;:!)])|\b(?:farther|further|more) down\b"
             r"|\b(?:closer to|nearer) the (?:ground|floor)\b|\b(?:lesser|lower) (?:elevation"
             r"|height|altitude)\b|\blower (?:level|cent(?:er|re)|position|place|middle|mean)\b"
             r"|\blower-lying\b|\bdown from\b|\bsupports?\b|\b(?:at|on) the (?:foot"
             r"|bottom) of\b(?=\s+[\ue000-\ue3e7])",
     "same": r"\b(?:(?:at|on|to) )?(?:the |about the |exactly the )?same (?:height|level|elevation"
             r"|altitude|shelf|vertical (?:position|level))\b|\blevel with\b|\bequally high\b"
             r"|\bat (?:an )?equal (?:height|level)s?\b|\bhorizontally aligned\b"
             r"|\b(?:is|are|'re|be) (?:exactly |perfectly )?level\b|\bno difference in (?:height"
             r"|elevation|level)\b|\bsame (?:\w+ )?(?:line|shelf|surface)\b"},
    r"height|elevation|level", ("high(?: up)?", "low(?: down)?"),
)  # fmt: skip
DEPTH = Dimension(
    "behind", "front",
    {"more_weak": r"\bin the (?:far )?(?:background|distance)\b|\b(?:at|in|near"
                  r"|toward) the (?:very )?back\b",
     "less_weak": r"\bin the (?:immediate |very )?(?:foreground)\b"
                  r"|\bat the (?:very )?front\b(?! of)",
     "more": rf"\bbehind\b|\b{_FAR}\b{_NOT_AWAY}|\bhidden (?:\w+ )?by\b|\b(?:partly"
             rf"|partially)? ?(?:blocked"
             r"|occluded|covered|obscured|overlapped|concealed) (?:\w+ )?by\b|\bpeeks? out from\b"
             r"|\bat the rear of\b|\bat the back of\b|\bless (?:close|near)\b"
             r"|\bgreater depth\b(?! below)"
             r"|\blarger depth\b|\bat the back\b|\bin the rear\b|\bto the rear of\b|\bbeyond\b"
             r"|\b(?:(?:a )?(?:greater|larger|longer|bigger) distance|more remote|remoter)\b",
     "less": rf"\bin front(?: of)?\b|\b{_NEAR}(?: up)?\b(?!\s+to (?!{_VIEWER})){_NOT_AWAY}"
             rf"|\bahead of\b"
             r"|\b(?:hides|blocks|occludes|obscures|overlaps|conceals|blocking|hiding|occluding"
             r"|covering|obscuring|overlapping)\b|\bcovers (?:the|part|some)"
             r"|\b(?:positioned|placed|located|standing|stands) before\b|\bto the front\b"
             r"|\bbefore (?:getting|reaching|you (?:get|reach|come)|one (?:gets|reaches))"
             r"|\bless (?:far|distant)\b|\bsmaller depth\b|\b(?:reach\w*|comes?|met|meets?"
             r"|encounter\w*|hit) before\b|\b(?:smaller|shorter|lesser) distance\b|\bless depth\b"
             r"|\bbetween\b(?= [\ue000-\ue3e7] and (?:the )?camera)|\bfrontmost\b|\bforemost\b",
     "same": r"\bsame (?:depth|distance|plane|row|line)\b|\bside by side\b"
             r"|\bequally (?:far|close|distant|near)|\bequidistant\b|\bno difference in depth\b"
             r"|\bequal (?:depth|distance)\b|\babreast\b|\bnext to each other\b"},
    r"depth|distance", ("far(?: away| back)?", "(?:close|near)"),
)  # fmt: skip


def _sizes(more: str, less: str, noun: str, verbs: tuple[str, str]) -> dict[str, str]:
    """Return how a size is compared; nouns as in "a greater height", "its width exceeds"."""
    up = (
        r"(?:more(?! than (?:an? )?(?:half|third|quarter|fifth))|greater|larger|bigger|higher"
        r"|superior|greatest|largest|most|above(?= that of))"
    )
    down = r"(?:less|lesser|smaller|lower|shorter|smallest|least|lowest|below(?= that of))"
    exceeds = (
        r"(?:exceed(?:s|ed|ing)?\b(?! by)|surpass\w*|outstrip\w*|outdo\w*|beats?|tops|outmatch\w*"
        r"|outreach\w*|outrank\w*|is over|overtops?)"
    )
    falls = (
        r"(?:falls? short(?: of)?|(?:is|are) (?:exceeded|surpassed|outstripped|beaten|topped"
        r"|outsized|outdone|outgrown))"
    )
    return {
        "more": rf"\b(?:{more})\b|\b{up}(?: (?:in|of|total|overall|actual|real))? (?:{noun})\b"
                rf"|\b(?:{noun})\b(?=[^.;]{{0,50}}\b(?:(?:{up}"
                rf"|{exceeds})\b))[^.;]{{0,50}}?\b(?:{up}|{exceeds})\b"
                rf"|\b{exceeds}(?= [\ue000-\ue3e7])|\b{exceeds}(?=[^.;]{{0,60}}\b(?:in"
                rf"|by) (?:{noun})\b)|\b(?:{verbs[0]})\b|\bless (?:{_less_adjectives(noun)})\b",
        "less": rf"\b(?:{less})\b|\b{down}(?: (?:in|of|total|overall|actual|real))? (?:{noun})\b"
                rf"|\b(?:{noun})\b(?=[^.;]{{0,50}}\b(?:{down}|{falls})\b)[^.;]{{0,50}}?\b(?:{down}"
                rf"|{falls})\b|\bfalls? short of\b|\b{falls}(?=[^.;]{{0,60}}\b(?:in"
                rf"|by) (?:{noun})\b)|\b(?:{verbs[1]})\b|\bless (?:{_adjectives(noun)})\b",
        "same": rf"\b(?:same|identical|equal|similar|matching)(?: in)? (?:{noun})s?\b"
                rf"|\bno difference in (?:{noun})|\b(?:equally|identically|similarly|just as"
                rf"|exactly as) (?:{_adjectives(noun)}|{_less_adjectives(noun)})\b(?! as)"
                rf"|\b(?:{noun})s?(?: [\w'-]+){{0,6}} (?:is|are) (?:\w+ )?(?:equal|identical"
                rf"|the same)\b|\bidentical in (?:{noun})\b|\bof (?:the same|equal) (?:{noun})\b"
                rf"|\bthe same size\b|\bidentical\b",
    }  # fmt: skip


_ADJECTIVES = {  # by the first letter of height, width, size
    "h": ("tall|high", "short|low"),
    "w": ("wide|broad|thick", "narrow|thin|slim|slender"),
    "s": ("big|large|bulky|voluminous|massive", "small|tiny|compact|little"),
}


def _adjectives(noun: str) -> str:
    return _ADJECTIVES[noun[0]][0]


def _less_adjectives(noun: str) -> str:
    return _ADJECTIVES[noun[0]][1]


HEIGHT = Dimension(
    "taller", "shorter",
    _sizes(r"taller|tallest|higher-rising|higher(?! up)|the tall one",
           r"shorter|shortest|lower|the (?:short|little|small) one",
           "height|stature",
           (r"towers? (?:over|above)|dwarfs|rises? [\d.]+ ?c?m more"
            r"|measures? more from (?:bottom|base|foot) to (?:top|tip)"
            r"|rises? (?:well |far |clearly |much )?(?:higher|above)|stands over|overtops?"
            r"|tops(?= [\ue000-\ue3e7])|(?<!to )top(?= [\ue000-\ue3e7])"
            r"|head and shoulders (?:above|over)|outgrows|ha(?:s|ve) (?!been\b)(?:a (?:good"
            r"|full) )?(?:[\w.]+ ){1,3}on(?= [\ue000-\ue3e7]| him\b| her\b| it\b)"
            r"|reach\w* (?:up )?(?:more|higher|above)|reach\w* up (?:farther|further)",
            r"dwarfed by|towered over by|overtopped by|overshadowed by"
            r"|reach\w* (?:less high|up less|less up|not as high)")),
    r"height|tall\w*", ("tall|high", "short|low"),
)  # fmt: skip
WIDTH = Dimension(
    "wider", "thinner",
    _sizes(r"wider|widest|broader|broadest|thicker|the wide one",
           r"narrower|narrowest|thinner|thinnest|slimmer|slimmest|slenderer|skinnier"
           r"|the (?:narrow|thin|slim) one",
           "width|breadth|side to side|horizontal extent",
           (r"more (?:from side|across|horizontal space)|spans more(?: from side to side)?"
            r"|extends further(?: sideways)?|sticks out more"
            r"|more sideways", r"less (?:from side|across|horizontal space)|spans less"
                               r"|fits? (?:in|into) the width")),
    r"width|wide|breadth|across", ("wide|broad|thick", "narrow|thin|slim|slender"),
)  # fmt: skip
SIZE = Dimension(
    "bigger", "smaller",
    _sizes(r"bigger|biggest|larger|largest|bulkier|huger|the (?:big|large) one|more (?:massive"
           r"|voluminous|siz(?:e)?able|spacious)"
           r"|heftier|greater(?! (?:distance|height|width|depth))",
           r"smaller|smallest|tinier|tiniest|littler|the (?:small|little|tiny) one|more compact",
           "size|volume|space|room|dimensions|bulk|overall",
           (r"outsizes|dwarfs|dwarfing|fits? (?:in|into|inside|under) \w+ easily|outsize|exceeds",
            r"dwarfed by|outsized by|a mere \w+|would fit (?:in|into|inside)"
            r"|(?:could|can) fit (?:in|into|inside)|fits? (?:in|into|inside)")),
    r"size|volume|space|room", ("big|large|bulky", "small|tiny|little"),
)  # fmt: skip

DIMENSIONS = (LATERAL, VERTICAL, DEPTH, HEIGHT, WIDTH, SIZE)
DIMENSION_OF = {name: one for one in DIMENSIONS for name in (one.more, one.less)}

_TIMES = (
    r"(?:twice|thrice|\w+ and a half times|double|triple|\d+(?:\.\d+)? times"
    r"|(?:two|three|four|five|six|ten|several|many|a few|a couple of|\d+x|times) times)"
)
_PART = (
    r"(?:half|(?:a|one) (?:third|quarter|fraction|tenth|fifth|sixth|seventh|eighth|ninth"
    r"|part)(?: of)?|(?:two|three|four)[- ](?:thirds|quarters|fifths)|\d+ ?% of|\d ?/ ?\d)"
)


class Expression(NamedTuple):
    """All words of a dimension: in groups that tell what was found, and to find them quickly.

    Without groups, and begun at a word at once, the same words are found twice as fast.
    """

    groups: re.Pattern[str]
    words: re.Pattern[str]

    def find(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield what a stretch of a text says."""
        for found in self.words.finditer(text, start, end):
            match = self.groups.match(text, found.start(), end)
            if match:
                yield match


def _expression(one: Dimension) -> Expression:
    """Return all words of a dimension as one expression."""
    high, low = (f"(?:{words})" for words in one.adjective)
    noun = f"(?:{one.noun})"
    says = {
        "times": rf"\b{_TIMES} (?:as {high}(?: as)?|the {noun}|[\w-]+er than|more {noun})"
                 rf"|\b{_PART} as {low}\b",
        "share": rf"\b{_PART} (?:as {high}(?: as)?|(?:of )?(?:the|its|[\ue000-\ue3e7]'s) {noun}"
                 rf"|(?:the|its) {noun}|of the {noun})|\b{_PART}(?: of)?(?= [\ue000-\ue3e7]'s)"
                 rf"|\b{_TIMES} as {low}\b",
        "at_least": rf"\b(?:reach\w*|(?:come|get|be|is)\w* (?:\w+ )?(?:near|close to)"
                    rf"|approach\w*) (?:to )?the {noun}\b|\b(?:match|equal"
                    rf"|rival)(?:e?s)?\b(?=[^.;]{{0,40}}\bin {noun})|\bat least (?:as"
                    rf"|so) {high}(?:[\w ]*?as)?\b|\bno (?:less {high}|{low}er)\b",
        "at_most": rf"\bat most as {high}\b|\bat least as {low}\b|\bno (?:more {high})\b",
        "each_other": rf"\b(?:as|so) (?:{high}|{low}) as (?:each|one an)other"
                      rf"|\bnothing between (?:them|the two)\b"
                      r"|\bmatch(?:es|ing)? (?:each|one an)other|\bon a par\b"
                      r"|\bno (?:\w+er) (?:n?or) (?:\w+er)\b",
        "beside_high": rf"\b{high}\b(?=[^.;]{{0,20}}\b(?:next to|compared|beside|in comparison"
                       rf"|relative)\b)",
        "beside_low": rf"\b{low}\b(?=[^.;]{{0,20}}\b(?:next to|compared|beside|in comparison"
                      rf"|relative)\b)",
        "as_high": rf"\b(?:as|so|that) {high}(?! (?:as (?:possible|usual)|that))\b(?: as)?",
        "as_low": rf"\b(?:as|so) {low}\b(?: as)?",
    }  # fmt: skip
    order = ["more_weak", "less_weak", "same", "more", "less"]
    says |= {name: one.words[name] for name in order if name in one.words}
    groups = (f"(?P<{name}>{words})" for name, words in says.items())
    all_words = "|".join(word.removeprefix(r"\b") for words in says.values()
                         for word in _branches(words))  # fmt: skip
    return Expression(re.compile("|".join(groups), re.IGNORECASE),
                      re.compile(rf"\b(?=[\w'])(?:{all_words})", re.IGNORECASE))  # fmt: skip


def _branches(words: str) -> list[str]:
    """Take the alternatives of an expression apart that stand in no bracket."""
    found, start, depth = [], 0, 0
    for mark in re.finditer(r"\\.|\[[^]]*\]|[(|)]", words):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if mark[0] == "|" and depth == 0:
            found.append(words[start : mark.start()])
            start = mark.end()
    return [*found, words[start:]]


EXPRESSIONS = {one.more: _expression(one) for one in DIMENSIONS}
# What a word says, and what its denial says: "not as tall as" is shorter, "as tall as" the same.
SAYS = {
    "more": (MORE, SAME | LESS), "less": (LESS, SAME | MORE),
    "more_weak": (MORE, ANY), "less_weak": (LESS, ANY),
    "times": (MORE, ANY), "share": (LESS, ANY), "same": (SAME, ANY), "each_other": (SAME, ANY),
    "at_least": (MORE | SAME, LESS), "at_most": (LESS | SAME, MORE),
    "beside_high": (MORE, SAME | LESS), "beside_low": (LESS, SAME | MORE),
    "as_high": (SAME, LESS), "as_low": (SAME, MORE),
}  # fmt: skip
