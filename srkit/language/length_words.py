"""The words around a length: what it measures, whose it is, and when it is no measurement."""

import re

from srkit.language.names import BOTH, SIGN, sign

CAMERA = (
    r"(?:(?:the|our) )?(?:camera|viewer|observer|lens|viewpoint|photographer|us\b|me\b|you\b"
    r"|where we)"
)
LEVEL = (  # what is level with the camera,
    r"(?:(?:the |my |our |its )?(?:level of )?(?:the |my |our )?(?:eye|camera|lens|horizon"
    r"|line of sight|viewer)\b)"
)
EYE = (  # and what is straight ahead
    r"(?:(?:the |my |our |its )?(?:camera|lens|line of sight|cent(?:er|re)(?!-)(?! of \S)"
    r"|middle(?! of \S)|(?:optical|viewing|camera|central|vertical|middle|center) (?:axis|line)"
    r"|axis|viewer|(?:image|(?<=the )line(?! of)|(?:that|this|the same) line|picture) cent|frame"
    r"|origin)\b)"
)
# What a length is, said right behind it.
BEHIND = re.compile(
    r"\)?\s*(?:\((?:about |≈ ?|~ ?)?[\d.]+ ?(?:in|inches|ft|feet|cm|m)\)\s*)?(?:"
    r"(?P<width>\((?:width|w)\)|(?:wide|width|across|broad|in width"
    rf"|from (?:side to side|(?:{SIGN} |its )?left(?: \w+)? to (?:{SIGN} |its )?right))\b"
    r"|(?-i:(?<=m) W\b)|for (?:the|its|[\ue000-\ue3e7]) width\b)"
    rf"|(?P<height>(?-i:(?<=m) H\b)|for (?:the|its|[\ue000-\ue3e7]) height\b|\((?:height|h)\)"
    rf"|(?:tall|high|height|in height|from (?:\w+ |{SIGN} )?(?:base|bottom|foot|feet|ground"
    rf"|floor) to (?:\w+ |{SIGN} )?(?:top|rim|tip))\b)"
    r"|(?P<thickness>(?-i:(?<=m) D\b)|\((?:depth|d)\)|(?:deep(?! in)|in depth)\b)"
    rf"|(?P<depth>for (?:its|[\ue000-\ue3e7]) distance\b|(?:(?:away |off |out )?(?:from"
    rf"|in front of) {CAMERA}|separates? (?:it|{SIGN}) from {CAMERA}|lies? between {CAMERA} and"
    rf"|(?:away|off|distant|out|deep into the scene)\b(?! (?:from|to|of)\b)(?!\s+{SIGN})))"
    rf"|(?P<below>(?:below|beneath|under|lower than|down from) {LEVEL})"
    rf"|(?P<above>(?:above|over|higher than|up from) {LEVEL})|(?:to (?:the|its|our|my) "
    rf"|on the )?(?:(?P<left>left)|(?P<right>right))(?:-hand side)? (?:of|from) {EYE}"
    rf"|to {SIGN}(?:'s)? (?P<beside>left|right)\b"
    r"|(?P<apart>apart\b))",
    re.IGNORECASE,
)
# What a length is, said before it; the last one counts.
BEFORE = re.compile(
    r"(?P<width>\b(?:widths?|diameter|wide|breadth|across|side[ -]to[ -]side"
    r"|left to (?:\w+ |[\ue000-\ue3e7] )?right|w[\u2080-\u2089_]?\d?(?=\W*[=≈:])|w(?=\W*$))(?:\b"
    r"|(?<=[\u2080-\u2089])))|(?P<height>\b(?:heights?|tall|high|rises"
    r"|(?:base|bottom|foot) to (?:\w+ )?(?:top|rim)|top to (?:\w+ )?(?:bottom|base)"
    r"|lowest to (?:\w+ )?highest|vertical (?:extent|size)|h[\u2080-\u2089_]?\d?(?=\W*[=≈:])"
    r"|h(?=\W*$))(?:\b|(?<=[\u2080-\u2089])))|(?P<thickness>\b(?:thickness|depth extent"
    r"|extent in depth|(?:has|with|and) a depth of|front[ -]to[ -]back"
    r"|(?:(?<=[,;] )|(?<=[,;] its ))depth(?=:? (?:of |is )?(?:about |≈ ?|~ ?)?$))\b)"
    r"|(?P<none>\b(?:mean|direct|average) distance\b)|(?P<place>\b(?:at a|the|its) depth (?:of"
    r"|is)\b)"
    rf"|(?P<depth>\b(?:ranges?(?! of \w+s\b)|stand-?off(?: distance)?|(?<=at its )distance"
    rf"|camera distance|(?<=[\ue000-\ue3e7] )distance(?=:? (?:of |is )?(?:about |≈ ?|~ ?)?$)"
    rf"|(?:(?<=[,;.(:] )|(?<=\())distance(?=:? (?:to (?:the |its )?nearest point |of "
    rf"|is )?(?:about |≈ ?|~ ?)?$)|distances? to (?:the )?camera(?=:)"
    rf"|distance to (?:the |its )?(?:nearest|closest|near|front) (?:point|side|edge|part)"
    rf"|(?:nearest|closest|front|near) (?:visible )?(?:points?|edge|part|side|face|surface|corner"
    rf"|spot|bit|leaf|leaves)|(?:from|to) {CAMERA} (?:is|of|:)|starts|begins|starting"
    r"|beginning|z[\u2080-\u2089_]\d?(?=\W*[=≈:]))(?:\b|(?<=[\u2080-\u2089])))"
    r"|(?P<below>\b(?:drop|(?:vertical |mean |average )?(?:level|elevation|position"
    r"|distance) (?:below|under) (?:the )?(?:eye|camera)(?:'?s? ?level)?"
    r"|y[\u2080-\u2089_]\d?(?=\W*[=≈:])|y(?=\())(?:\b|(?<=[\u2080-\u2089(])|(?=\()))"
    r"|(?P<lateral>\b(?:x[\u2080-\u2089_]?\d?(?=\W*[=≈:])|x(?=\()"
    r"|(?:lateral|horizontal|sideways) (?:coordinate|position|mean)"
    r"|(?:mean|average) (?:horizontal|lateral) position|(?:mean|average) x)(?:\b"
    r"|(?<=[\u2080-\u2089])|(?=\()))",
    re.IGNORECASE,
)
LINK = re.compile(  # "[0] is 2 m away from [1]"
    rf"\s*(?:(?P<direct_distance>(?:away )?from|apart from)|(?P<horizontal_distance>(?:farther "
    rf"|further )?(?:to the )?(?:left|right) (?:of|than))|(?P<vertical_distance>(?:farther"
    rf"|further) (?:down|up) than|(?:directly )?(?:above|below|over|under|higher (?:up )?than"
    rf"|lower (?:down )?than))|(?P<depth_distance>(?:farther|further|nearer|closer"
    rf"|deeper)(?: \w+){{0,4}} than|in front of|behind)|(?P<none>(?:wider|taller|shorter|thinner"
    rf"|narrower|higher|lower|bigger|smaller|more|less)(?: \w+)? than))\s*(?:the (?:cent(?:er|re)"
    rf"|middle|mean) of )?(?P<who>{SIGN})(?!'s (?!cent|middle|mean))(?! in height)",
    re.IGNORECASE,
)
BY = re.compile(  # "[0] is right of [1] by 2 m"
    rf"(?:(?P<side>left|right)|(?P<level>above|below|higher"
    rf"|lower))\b[\w ]{{0,12}}{SIGN},?\s+by\b[^.;]{{0,20}}$",
    re.IGNORECASE,
)
# What a length between two things is.
SPANS = (  # the last is the direct one
    ("horizontal_distance", re.compile(
        r"\bhorizontal(?:ly)?\b|\bsideways\b|\blateral(?:ly)?\b", re.I)),
    ("vertical_distance", re.compile(
        r"\bvertical(?:ly)?\b|\b(?:height|level) difference\b|\bin (?:height|elevation)\b",
        re.I)),
    ("depth_distance", re.compile(r"\b(?:gap|difference|distance|offset) in depth\b", re.I)),
    ("direct_distance", re.compile(
        r"\bdistance\b|\bapart\b|\bseparat\w+\b|\bgap\b|\bspace\b", re.I)),
)  # fmt: skip
# A part of a sum, a difference, or how such things are in general.
NOT_MEASURED = re.compile(
    r"(?:[×*+÷/]|[^=≈:(]\s[-−–]|\d[^.;=≈]*[=≈]|[<>≪≫]|\bby|\bvs\.?|\bagainst|\bthan|\bminus|\bplus"
    r"|\btimes)\s*(?:about |roughly |some |≈ ?)?\(?$|\b(?:usually|typically|normally|generally"
    r"|commonly|usual|typical|limit|tolerance|difference|deficit|half(?: of)?"
    r"|(?:third|quarter|fifth|sixth) of|would(?: have to)? be|offset|ratio|margin|volume|surplus"
    r"|excess|advantage|lead|gap of|if|sum)\b[^.;,]*$",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"(?:\s*\([^()]{1,20}\))?\s*(?:[×x*+/÷<>≪≫]|\s[-−]\s|per\b|of\b"
    r"|(?:beyond|after|before|short of|past|in front|behind|more|less|longer|farther|further"
    r"|closer|nearer|deeper|wider|taller|shorter|thinner|higher"
    r"|lower|bigger|smaller|up|down|(?:to|on) (?:the|each|either)|left|right|above|below|in x"
    r"|greater|larger|smaller|in y|in z|vs|against|versus)\b)",
    re.IGNORECASE,
)
SUM = re.compile(r"[\d)]\s*[×*+÷/−-]\s*\(?[-−]?[\d.]+[^=≈.;]{0,30}[=≈][^.;]{0,8}$")
# What a bare length of a thing is, by what the question compares.
FAR = re.compile(
    rf"\b(?:distances?|away|ranges?|afar|nearest points?|from the camera|from (?:the )?(?:one"
    rf"|{SIGN}) to (?:the )?"
    rf"(?:other|{SIGN})(?!'))(?:\b|(?<=[\ue000-\ue3e7]))", re.IGNORECASE
)  # fmt: skip
# "to the right of [1], 0.9 m away": from whom?
BESIDE = re.compile(
    rf"(?:\bto (?:the|its|{SIGN}(?:'s)?) (?:left|right)|\b(?:left|right) of {SIGN}|o'clock)"
    r"[^.;\d]{0,24}$", re.IGNORECASE
)  # fmt: skip
CAMERA_IS = re.compile(rf"{CAMERA} is (?:only |about |roughly )?$", re.IGNORECASE)
AWAY = re.compile(r"\)?\s*(?:away|off)", re.IGNORECASE)
AGAINST = re.compile(
    r"\b(?:against|versus|vs\.?|as opposed to|opposed to|compared (?:to|with)|in contrast to)"
    r" (?:about |only )?$", re.IGNORECASE
)  # fmt: skip
MORE_SO = re.compile(
    r"\b(?:wid|tall|short|narrow|thinn|broad|bigg|small|low|high)er(?: one)?,? at (?:only )?$", re.I
)
USUAL = {"taller": "height", "shorter": "height", "height": "height", "wider": "width",
         "thinner": "width", "width": "width"}  # fmt: skip
AT = re.compile(
    r"\b(?:at|at an? (?:\w+ )?(?:distance|range) of)(?: (?:a|about|some|roughly|around|nearly"
    r"|almost|little|over|under|approximately|only|just|as near as|depth of))*\W*$",
    re.IGNORECASE,
)
NEAREST = 1.0  # metres: what is "at" less is rather a coordinate of another axis
ELLIPTIC = re.compile(
    r"\s*(?:is|has|:|=|at|about|roughly|around|approximately|only|just|some|nearly|amounts to"
    r"|spans?|extends(?: over)?|an? (?:extent|size) of|perhaps|possibly|probably|maybe|likely"
    r"|might be|could be|measures|comes to|equals|reaches|≈|~|,|that of|\s)*",
    re.IGNORECASE,
)
SAME = re.compile(r"[\s,]*(?:and|,|or)\s*(?:about|roughly|is|around|approximately|≈)?\s*", re.I)
IS_OBJECT = re.compile(
    r"\b(?:behind|(?:left|right|front|top|back) of|to|than|above|below|beside|near|over|under|on"
    r"|beyond|between|with|carr(?:ies|ying)|hold(?:s|ing)|support(?:s|ing)|under|in front of"
    r"|next to)\s+(?:(?:an?|another|one)\s+)?$",
    re.IGNORECASE,
)
# Whose a length is, said behind it: "2 m away is [0]", "0.3 m is the height of [0]".
OWNER = re.compile(
    r"\)?\s*(?:,|:|\()?\s*(?:(?:is|lies|stands|sits|there (?:is|are)|this is|for|away"
    r"|from the camera|wide|tall|high|in front of the camera|of)\b,?\s*){0,3}"
    rf"(?:the (?:width|height|depth|distance|size) of "
    rf"|the distance from {CAMERA} to )?\(?(?P<who>{SIGN})",
    re.IGNORECASE,
)
OWN_LENGTH = re.compile(r"\s*:?\s*(?:about |≈ ?|~ ?)?\d")
WHICH_AFTER = re.compile(r"(?: (?:at|on|in) the [a-z ]{3,40})?, which", re.IGNORECASE)
RANGE_OF = re.compile(r"\bat a range of (?:about |≈ ?|~ ?)?$", re.IGNORECASE)
FAR_PART = re.compile(
    r"\b(?:(?:back|far|rear|top|bottom|left|right|upper|lower)(?:most)?(?:-hand)? (?:edge|end|side"
    r"|part|corner|surface|tip|limit|boundary)|base|top|foot|tip|rim|crown|bottom)"
    r" of (?:the )?$", re.IGNORECASE
)  # fmt: skip
AXES = ("horizontal_distance", "vertical_distance", "depth_distance")
ASKED = ("direct_distance", "horizontal_distance", "vertical_distance", "width", "height")
# "The answer is 2 m.", "Horizontally, it is 2 m.": it answers what was asked.
FINAL = re.compile(
    r"\W*(?:so |thus |therefore |hence |in total |that is |in (?:feet|inches|meters"
    r"|centimeters))*,?\s*(?:the (?:final )?(?:answer|result)|(?:the |their )?(?:measured |final "
    r"|resulting |estimated )?(?:direct |straight |horizontal |vertical |sideways )?(?:distance"
    r"|separation|gap)|(?:horizontally|vertically|sideways|measured \w+),? (?:it|this|they|that)"
    r"|they)\s*(?:is|are|=|:|≈|comes to|equals)\b", re.IGNORECASE
)  # fmt: skip
DIFFERS = re.compile(
    r"(?:[<>≪≫]|\bby|\b(?:more|less) than|\bat (?:least|most)|\bwell over)\s*(?:about |roughly "
    r"|some |≈ ?|~ ?)?$",
    re.IGNORECASE,
)
ALONG = re.compile(
    r"\s*(?:apart )?(?:(?P<horizontal_distance>sideways|horizontally|laterally|to the side)"
    r"|(?P<vertical_distance>vertically|in height|in elevation)|(?P<depth_distance>in depth))\b",
    re.IGNORECASE,
)
APART = re.compile(
    r"\b(?:differ\w*|apart|offset\w*|separat\w+|cent(?:er|re)s|middles|between)\b",
    re.IGNORECASE,
)
BEFORE_ALONG = re.compile(  # "To the side they are 0.4 m apart"
    r"\b(?:(?P<horizontal_distance>sideways|horizontally|laterally|to the side|from side to side)"
    r"|(?P<vertical_distance>vertically|in height|in elevation)|(?P<depth_distance>in depth))\b"
    r"[^.;:\d]{0,50}$",
    re.IGNORECASE,
)
APART_AFTER = re.compile(
    r"\s*(?:apart|(?:away )?from each other|between (?:them|the two|their|the))\b", re.IGNORECASE
)
BETWEEN_NAMED = re.compile(  # "1.7 m of space lies between [0] and [1]"
    rf"\s*(?:of (?:free |clear |open )?(?:space|room|floor) )?(?:(?:(?:lies?|is|are|remains?)"
    rf"(?: left)? )?between (?:the )?({SIGN}) and|separates? (?:the )?({SIGN}) (?:from|and))"
    rf" (?:the )?({SIGN})",
    re.IGNORECASE,
)
WIDER = re.compile(  # "which is wider, 0.45 m"
    r"\b(?:(?P<width>wider|broader|thinner|narrower|slimmer)|(?P<height>taller|shorter)), "
    r"(?:with |about |only )*$",
    re.IGNORECASE,
)
SIDEWAYS = re.compile(r"\s*(?:to the )?(left|right)\b(?! of)", re.IGNORECASE)
SIDES = re.compile(r"\b(?:sideways|offset|to the (?:left|right)(?! of)|eye level)\b", re.IGNORECASE)
ENDS = re.compile(r"\bleft and (?:the )?(?:right|the right)\b.{0,12} of\b", re.IGNORECASE)
ITS = re.compile(
    r"\s*(?:nearest|closest|front|near|width|height|cent|middle|visible|total|full)",
    re.I,
)
BOUND = re.compile(
    r"\b(?P<no>no )?(?:(?P<more>more than|at least|above|over)|less than|at most|below|under)\s+"
    r"(?:about )?$",
    re.IGNORECASE,
)
OFFSET = re.compile(rf"\b(?:offset|position) of {SIGN}[^.;]{{0,20}}$", re.IGNORECASE)
# "a direct distance of 2 m", "the sideways offset is 0.5 m": of the two that are asked about.
PAIR_LENGTH = re.compile(
    r"\b(?:(?P<direct_distance>direct distance)|(?P<horizontal_distance>(?:sideways|horizontal"
    r"|lateral) (?:distance|offset|difference|gap|separation))|(?P<vertical_distance>(?:vertical"
    r"|up-down|height) (?:distance|offset|difference|gap|separation)))\b[^.;,\d]{0,50}(?:is|of|at"
    r"|as|to|=|≈|:)\W*(?:about |roughly |approximately )?\W*$",
    re.IGNORECASE,
)
# "a gap of 0.3 m", "surface to surface they are 2 m apart": along no axis, not of centres
SPACE = re.compile(
    r"\b(?:clearance|gap (?:between|from(?! (?:us|here|the (?:camera|viewer|lens))\b))"
    r"|between [^.;\d]{0,40}\bgap|(?:free|clear|open) space|space between"
    r"|(?:clear|surface|straight) distance|separation|distance between (?:them|the two|their|the"
    r"|both|these)|between (?:their|the|both) surfaces|separated by|(?:a|the) (?:space|room) of"
    r"|surface of (?:the )?(?:one|other)|parts? (?:them|the two) by"
    r"|surface to surface)\b[^.;\d]{0,60}$",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"\s*(?:apart(?: from each other)?|away from each other|from each other|clear distance"
    rf"|separates? (?:the )?(?:them|two|both|it|{SIGN} (?:from|and) (?:the )?{SIGN})"
    r"|(?:lies?|is|are|(?:is|are) left) between(?: their| the| both)?(?: surfaces)?"
    r"|of (?:free |open |clear )?(?:space|room|floor)\b(?: in| lies?| is)?(?: between)?"
    r"|(?:in )?between)(?: (?:them|the two|both))?"
    rf"(?=\s*(?:[.,;:)]|$|and\b|but\b|{sign(BOTH)}))",
    re.IGNORECASE,
)
ALONG_AXIS = re.compile(
    r"\b(?:sideways|horizontal\w*|lateral\w*|vertical\w*|in (?:depth|height|range|width)"
    r"|cent(?:er|re)s?|middles?|dots?|levels?|heights?|ranges?|depths?|camera|axis)\b",
    re.IGNORECASE,
)
LONG = 300  # characters of a sentence that are looked through
BEGINS_ALONG = re.compile(
    r"\W*(?:\w+ ){0,2}(?:sideways|horizontal\w*|lateral\w*|vertical\w*"
    r"|in (?:depth|height|range|width)|to the side|from side to side|from left to right)\b"
    r"|.*\b(?:widths?|offsets?|axis|values?|coordinates?)\b|.*[:;,] (?:and |but )?(?:sideways"
    r"|horizontally|vertically|laterally|in (?:depth|height|width)),",
    re.IGNORECASE,
)
OF_ONE = re.compile(
    rf"\b(?:offset|position|coordinate|distance|drop) of (?:the )?{SIGN}(?!\s*(?:and|from|to)\b)"
    r"[^.;,\d]{0,30}$",
    re.IGNORECASE,
)
# "0.2 m lower", "closer by 0.1 m"
BY_MORE = re.compile(
    r"\b(?:(?P<depth_distance>closer|nearer|farther away)|(?P<vertical_distance>higher|lower|above"
    r"|below)|(?P<horizontal_distance>(?:farther|further) (?:to the )?(?:left|right)))(?: up"
    r"| down)? by (?:about |roughly )?\W*$",
    re.I,
)
MORE = re.compile(
    r"\s*(?:(?P<depth_distance>closer|nearer|farther (?:away|back))"
    r"|(?P<vertical_distance>higher|lower)|(?P<horizontal_distance>(?:farther"
    r"|further) (?:to the )?(?:left|right)))(?: up| down)?(?=\s*(?:[.,;)]|$|to the camera))",
    re.I,
)
GROUND = re.compile(r"\b(?:foreground|background|in front|in the back|away)\b", re.IGNORECASE)
IN_SUM = re.compile(r"\s*(?:[+×*/÷]|[-−–]\s|(?:to the )?(?:left|right)\b|below|above)", re.I)
COUNTED = re.compile(r"\bcounted (?:(?P<down>down\w*)|(?:to the )?right\w*)", re.IGNORECASE)
TERM = re.compile(r"[-−+×*/÷]\s*$")
# "0.39 m wide, 0.34 m tall, 3.12 m away: this is [0]"
LIST = re.compile(
    r"(?:[\d.,;:\s≈~]|\b(?:m|wide|tall|high|deep|away|and|about|from|the|camera|this|that|is"
    r"|there|w|h)\b)*",
    re.IGNORECASE,
)
IS = re.compile(r"\bis\b|:")
GIVES = re.compile(r"\W*(?:this|that) (?:gives|is|makes|measures|comes to)\b", re.IGNORECASE)
NEW = re.compile(r";|,\s+(?:and|while|but|whereas)\s", re.IGNORECASE)
EDGES = re.compile(  # "it goes from 0.2 m left of the axis to …"
    r"\b(?:goes|runs|reach\w*|extends?|spans?|stretch\w*|edges?|leftmost|rightmost|from|to|top"
    r"|bottom|highest|lowest|left end|right end|corner|until)\b", re.IGNORECASE
)  # fmt: skip
# A sentence that goes on about the thing of the one before: "Width: 2 m", "This gives 2 m".
CONTINUES = re.compile(
    r"\W*(?:(?:the |its )?(?:overall |full )?(?:width|height|size|extent|distance|depth|length"
    r"|dimensions|range)\b|this|that|[whxyz][\u2080-\u2089]?\s*[=≈]|[\d≈~]|about|roughly|nearest"
    r"|front|in meters)", re.IGNORECASE
)  # fmt: skip
ANSWERS = re.compile(
    r"\b(?:difference|answer|result|apart|between|they|both)\b|^(?!\W*(?:(?:the "
    r"|its )?(?:overall )?(?:width|height|size|dimensions|range)\b)).*\bdistance\b",
    re.IGNORECASE,
)
PLACES = {"below": ("level", 1.0), "above": ("level", -1.0), "left": ("lateral", -1.0),
          "right": ("lateral", 1.0), "lateral": ("lateral", 1.0)}  # fmt: skip
IN_BRACKETS = re.compile(rf"\s*\(({SIGN})")
NUMBERED = re.compile(r"(?<=[whxyz_])[0-9\u2080-\u2089]")
DIGITS = {0x2080 + digit: str(digit) for digit in range(10)}
# "1.2 m left of the camera, and [1] 0.4 m right of it"
OF_IT = re.compile(r"\s*(?:(?:to the )?(?P<side>left|right|below|above) (?:of )?it\b"
                    r"|to its (?P<its>left|right)\b)", re.IGNORECASE)  # fmt: skip
PART_AT = re.compile(
    r"\b(?:middle|mean|backrest|cent(?:er|re)|top|bottom|base|tip|edge|dot|level|foot|rim)\b",
    re.IGNORECASE,
)
AT_LAST = re.compile(r"[),;] ?at (?:about |roughly |≈ ?|~ ?)?$", re.IGNORECASE)
LINKED = re.compile(r"\d ?(?:m|meters?|cm|ft|feet) (?:away )?from (?:the )?$", re.IGNORECASE)
ITS_SIDE = re.compile(r"(?:'s)? (?:left|right)\b", re.IGNORECASE)  # "the box on its left"
FOR = re.compile(rf"\s*(?:for|in the case of) (?:the )?({SIGN})", re.IGNORECASE)
FROM_IT = re.compile(r"\s*(?:away )?from it\b", re.IGNORECASE)
# Between a name and a length: somebody else, several, a new clause, or nothing of weight.
OTHERS = re.compile(r"\b(?:it|they|them|both)\b", re.IGNORECASE)
IS_A = re.compile(r" ?(?:is an? |[:(,-] ?(?:an? )?)[a-z]", re.IGNORECASE)
COMMA = re.compile(
    r"(?: (?:at|on|in) the [a-z ]{3,40})?, (?:is |[whd] )?(?:about |roughly |≈ ?|~ ?)?",
    re.IGNORECASE,
)
AND = re.compile(r"\s*(?:and|,)\s*", re.IGNORECASE)
BOTH_HAVE = re.compile(r"\s*(?:are|have|both|,? respectively)\b", re.IGNORECASE)
BREAKS = re.compile(r"\band\b|\bbut\b|[;:]", re.IGNORECASE)
WHICH = re.compile(r"\b(?:which|that|whose)\b", re.IGNORECASE)
AT_ONCE = re.compile(r"\s*(?:\(|at |about |≈|~|\s)*", re.IGNORECASE)
