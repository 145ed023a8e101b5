"""What speaks for a length being the answer, and what against: the words around it."""

import re

from srkit.language.clauses import CONCLUDES, IDLE
from srkit.language.names import SIGN, region_of
from srkit.language.orders import denials

_ATTRIBUTES = {
    "width": r"\bwid(?:e|th)s?\b|\b(?-i:W)\b|\bacross\b|\bbreadth\b|\bbroad\b|\bside to side\b"
             r"|\bsideways\b|\bdiameter\b|\bhorizontal(?:ly)?\b|\bspans?\b(?!.*\bvertical)",
    "height": r"\bheights?\b|\b(?-i:H)\b|\btall\b|\bhigh\b|\btop to bottom\b|\bbottom to top\b"
              r"|\bvertical(?:ly)?\b|\bstands\b",
    "direct_distance": r"\bdistances?\b|\bapart\b|\baway\b|\bfrom each other\b|\bseparat\w+\b"
                       r"|\bgap\b|\bbetween\b|\bfrom\b",
    "horizontal_distance": r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral(?:ly)?\b"
                           r"|\bto the (?:side|left|right)\b|\bside\b",
    "vertical_distance": r"\bvertical(?:ly)?\b|\babove\b|\bbelow\b|\bhigher\b|\blower\b"
                         r"|\bheight difference\b|\bbeneath\b|\bunder\b",
}  # fmt: skip
OTHERS = {
    "width": r"\bradius\b|\b(?-i:[HDL])\b|\bvertical(?:ly)?\b|\btall\b|\bheights?\b|\bhigh\b"
             r"|\bdeep\b|\bdepth\b|\bapart\b|\bdistance\b|\baway\b|\bthick\b|\bdiagonal\b",
    "height": r"\b(?-i:[WDL])\b|\bfrom the (?:camera|viewer|floor|ground"
              r"|wall)\b(?! to (?:its|the) (?:top|tip|rim))|\b(?:off|above) the (?:floor|ground)\b"
              r"|\bwid(?:e|th)s?\b|\bacross\b|\bdeep\b|\bdepth\b|\blong\b|\blength\b|\bapart\b"
              r"|\bdistance\b|\baway\b|\bdiameter\b|\bthick\b",
    "direct_distance": r"\bdepths?\b|\bwid(?:e|th)s?\b|\btall\b|\bheights?\b|\bhigh\b"
                       r"|\bhorizontal(?:ly)?\b|\bvertical(?:ly)?\b|\blateral\w*|\bdeep\b|\blong\b"
                       r"|\blength\b|\bfrom the (?:camera|viewer|wall|window)\b",
    "horizontal_distance": r"\bvertical(?:ly)?\b|\btall\b|\bheights?\b|\bdepth\b|\bdeep\b"
                           r"|\bstraight[- ]line\b|\bdirect(?:ly)?\b|\bdiagonal(?:ly)?\b"
                           r"|\beuclidean\b|\bwid(?:e|th)s?\b|\blong\b|\bfrom the (?:camera"
                           r"|viewer)\b",
    "vertical_distance": r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral\w*|\bwid(?:e|th)s?\b"
                         r"|\bdepth\b|\bdeep\b|\bstraight[- ]line\b|\bdirect(?:ly)? distance\b"
                         r"|\bdiagonal(?:ly)?\b|\btall\b|\blong\b|\b(?:from|above"
                         r"|off) the (?:camera|viewer|floor|ground)\b|\bat (?:a|the) height of\b"
                         r"|\bat(?: about| around)?\s\s|\bhigh\b",
}  # fmt: skip
# "the vertical distance" is no direct one, "above the floor" no height of one over the other.
_MEASURED_FROM = {
    "direct_distance": re.compile(
        r"\b(?:horizontal|vertical|lateral)(?:ly)?,?\s+(?:distances?|gap|separation|offset|apart)\b"
        r"|\bapart\s+(?:horizontal|vertical|lateral)ly\b"
        r"|\bfrom the (?:camera|viewer|observer)\b|^\W*the (?:camera|viewer) is\b.*\bfrom\b",
        re.IGNORECASE,
    ),
    "vertical_distance": re.compile(
        r"\b(?:above|off|over|from|below) (?:the )?(?:floor|ground|ceiling|camera|viewer)\b",
        re.IGNORECASE,
    ),
}
_REFERENCE = re.compile(
    r"\b(?:typical(?:ly)?|standard|usual(?:ly)?|average|regular(?:ly)?|normal(?:ly)?|general(?:ly)?"
    r"|common(?:ly)?|mostly|for (?:comparison|reference|scale)|assum\w+|known to|reference"
    r"|tend(?:s)? to|range from|often|for example|would need|single|each(?! other)|per|every"
    r"|such \w+ (?:are|is)|(?<!i )suppos(?:e|ing)"
    r"|(?<!that )(?<!this )(?<!it )(?<!answer )(?<!guess )(?<!estimate )would be(?! my)|suggests?"
    r"|tile|plus|minus|multipl\w+|times|divided|adds?|took|take|note that)\b",
    re.IGNORECASE,
)
_BEFORE_NOT = re.compile(
    r"(?:\bnot\b|n't\b|\bnever\b|\brather than\b|\binstead of\b|\bwithout\b"
    r"|\bno\b)(?!\s+(?:only|more than|sure|over|far from|quite sure))[^.;,]{0,28}$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:tolerance|margin|error|uncertainty|accuracy|precision|plus or minus"
    r"|give or take|within|±|off by|up to an? )[^.;]{0,15}$",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"(?:[=≈~]|\b(?:gives|yields|equals))\s*(?:about\s*|roughly\s*)?$", re.I)
_OPERAND = re.compile(r"^\s*(?:\([^()]{0,40}\)\s*)?(?:(?:[+-]\s*(?:[\d(]|$)|[×*/x]\s*[\d(]|=))")
_AFTER_OPERATOR = re.compile(r"(?:\d\s*[×*/]|^\s*(?:\([^()]{0,40}\)\s*)?[+-]|\badding)\s*$", re.I)
_NAMED = re.compile(
    r"(?<!with )(?<!to )(?<!beside )(?<!behind )(?<!near )(?<!than )(?<!like )(?<!above )"
    rf"(?<!below )({SIGN})"
)
_NOUN = re.compile(
    r"\b(?:the|an?|its|their|his|her|each|this|that|these|those)\s+(?!little|bit|lot|few)[a-z]",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|she|he|they|this one)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(?:height|width|distance|gap|separation|spacing|offset|space|breadth|diameter|answer"
    r"|estimate|guess|value|result|length|difference|measure\w*|total|extent|drop|rise|stretch"
    r"|range|size|shift|two|both|them|span|regions?|objects?|conclusion|conservative|rough|fair"
    r"|reasonable|good)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b\w+s of (?:about |roughly )?$", re.IGNORECASE)  # "4 tiles of 30 cm"
# "half the height of the 2 m door", "taller than the person, who is 2 m": no height of its own
_COMPARED = re.compile(
    rf"\b(?:than|(?:half|twice|double|triple|times|third|quarter)\b[^.;]{{0,30}})\s+"
    rf"(?:(?:that|of|as|\w+er than)\s+)*(?:the|an?|this|that|{SIGN})[^.;,\d]{{0,40}}"
    r"(?:,? (?:which|who|that)\b[^.;,\d]{0,30}|\(|\b(?:the|an?) )$"
    r"|\bthan (?:the|an?) $|\b(?:half|twice|double|third|quarter) (?:of )?(?:about )?$"
    r"|\b(?:half|twice|double|third|quarter) (?:of )?(?:the|its) \w+ is (?:about )?$",
    re.IGNORECASE,
)
# "the person next to [0] is 2 m tall", "the door (2 m)"
_BESIDE = re.compile(
    rf"\b(?:next to|beside|behind|near|in front of|close to) {SIGN} (?:is|has|stands|measures)\b"
    r"[^.;,]{0,30}$|^\W*(?:the|an?) (?!height|width|distance|answer|estimate)\w+ \($",
    re.IGNORECASE,
)
_IS_PART = re.compile(
    rf"\)? is (?:half|twice|double|\w+ times)\b[^.;]{{0,30}}{SIGN}", re.IGNORECASE
)
_SIZED = re.compile(r"\s*(?:high|tall|wide|deep|long|thick)\b", re.IGNORECASE)
_TURN = re.compile(r";|\bbut\b|,? so\b", re.IGNORECASE)
_LESS_THAN = re.compile(r"\s*(?:\w+er|less|more|too \w+)\b(?: \w+)?(?: than|$|[.,])", re.I)
# "much less than 2 m" bounds nothing; "over 2 m, probably 5 m" is 5 m
_FAR_FROM = re.compile(
    r"\b(?:nowhere near|(?:much|far|way|well|considerably|significantly) (?:over|under|above|below"
    r"|(?:\w+er|less|more)(?: \w+)? than))\s+(?:about )?$",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(?:over|under|above|below|(?:more|less) than|at least|at most)\s+$", re.I)
_EXAMPLE = re.compile(
    r"\b(?:e\.\s?g\.?|for example|for instance|such as|in the form|format|possible (?:answers?"
    r"|values?|options?))[^;]{0,30}$",
    re.IGNORECASE,
)
_NOT_ITS_OWN = (_COMPARED, _FAR_FROM, _EXAMPLE, _BESIDE)


def points_around(
    lead: str, own: str, tail: str, relation: str, regions: list[int], subject: int | None
) -> float:
    """Return the points of what stands before a length and behind it, `own` of its own clause.

    `subject` is the region that the sentence spoke of before.
    """
    near = _TURN.split(lead)[-1] + " " + own
    if relation in _MEASURED_FROM:
        near = _MEASURED_FROM[relation].sub(" deep ", near)
    points = 2.0 if re.search(_ATTRIBUTES[relation], near, re.I) else 0.0
    points -= 6.0 if re.search(OTHERS[relation], near, re.I) and not points else 0.0
    named = {region_of(sign) for sign in _NAMED.findall(lead + own)}
    if not named and _is_other_thing(lead):
        points -= 2.0
    elif not named and subject is not None and len(regions) == 1:
        named = {subject}
    if len(regions) == 1:
        points += 3.0 if regions[0] in named else -5.0 if named else 0.0
    else:
        points += 1.0 * len(named & set(regions))
    points -= 6.0 if "distance" in relation and _SIZED.match(own) else 0.0
    points -= 5.0 if _REFERENCE.search(near) else 0.0
    points -= 3.0 if _COUNTED.search(lead) else 0.0
    if any(one.search(lead) for one in _NOT_ITS_OWN) or _IS_PART.match(own):
        points -= 9.0
    points -= 1.0 if _LIMIT.search(lead) else 0.0
    points -= 4.0 if IDLE.search(near) else 0.0
    points -= 6.0 if _BEFORE_NOT.search(lead) and denials(lead) != 2 else 0.0
    points -= 4.0 if _BOUND.search(lead) else 0.0
    points += 1.5 if CONCLUDES.search(lead) or re.search(r"\btotal\b", lead, re.I) else 0.0
    points += 2.0 if _EQUALS.search(lead) else 0.0
    points -= 9.0 if len(regions) == 1 and _LESS_THAN.match(own) else 0.0
    points -= 9.0 if _OPERAND.search(tail) or _AFTER_OPERATOR.search(lead) else 0.0
    points -= 2.0 if lead.rstrip().endswith("(") or re.search(r"\([^)]*$", lead) else 0.0
    return points


def _is_other_thing(lead: str) -> bool:
    """Whether what is measured is neither a region nor an attribute: "the door is 2 m high"."""
    things = list(_NOUN.finditer(lead))
    if not things or _PRONOUN.search(lead, things[-1].start()):
        return False
    return not _ATTRIBUTE.search(lead, things[0].start())
