"""The words around a comparison: of whom it is, and when it compares something else."""

import re

from srkit.language.names import SIGN

# "the crate is therefore … higher by 20 cm": a verb before, no other thing behind.
IS_SO = re.compile(
    rf"(?: (?:of|with) (?:an? |its |{SIGN}(?:'s)? )?(?:(?:width|height) of )?(?:about )?"
    r"[\d.]+ m(?:eters)?(?: width| height)?)?(?:,(?:[^,;.]|\.\d){1,40},)?(?:'s \w+)?,?\s*(?:which "
    r"|that )?(?:(?:clearly|possibly|probably|perhaps|maybe|likely|also) )?(?:is|are|have|lies"
    r"|stands|sits|comes|seems|appears|looks|turns out|must be|has|reaches|being|could|might|may|as"
    r"|turn out|must|takes|holds|proves|remains|becomes"
    r"|(?<=[\ue000-\ue3e7]))(?: an? (?:\w+ ){1,3}(?:that|which) (?:is|stands|lies"
    r"|sits))?(?: (?:about )?[\d.]+ m(?:eters?)? (?:wide|tall|high),? and)?(?: (?:to be|out"
    r"|therefore|thus|hence|clearly|indeed|in fact|actually|really|certainly|also|so|the|a|bit"
    r"|little|good deal|great deal|lot|much|slightly|well|somewhat|considerably|far|placed|set"
    r"|located|positioned|standing|about|by|not|farther|further|found|shown|seen|been|thereby"
    r"|altogether|both|by far|indeed|as|with|having|at|after all|object|region|thing|item|who|which"
    r"|that|whose level|(?:lower|higher|nearer|closer|farther|taller|wider|smaller)(?:,| and)"
    r"|perhaps|possibly|probably|maybe|presumably|likely|be|have|lie|stand|sit|ones?"
    r"|(?:one|thing|object|region) (?:that|which) (?:is|sits|stands|lies|comes out|has)"
    r"|(?:≈ ?|~ ?)?[\d.]+ ?(?:m|cm|meters?|metres?|%)))*\s*",
    re.IGNORECASE,
)
PLACED = re.compile(
    r"(?:on|at|in)?\s*(?:the )?(?:far )?(?:left|right|closest|nearest)", re.IGNORECASE
)
NOTHING_ELSE = re.compile(
    r"(?: (?:back|away|off|body|piece|specimen|things?|objects?|regions?|items?|volume|size|ones"
    r"|level|cent(?:er|re)|position|place|mean)\b)?(?: (?:to|from) (?:the )?(?:camera|viewer|us"
    r"|lens|observer)\b)?\s*(?:$|[.,;:!?)\n]|(?:by|at|and|but|so|because|since|although|though"
    r"|while|despite|as|here|one(?!')|(?:(?:thing|region|item|object) )?of the two|of these|in"
    r"|(?:object|region|thing) with|overall|too|than it(?! is|\w)|than the other|the other)\b)",
    re.IGNORECASE,
)
# What stands between the words of a comparison and whom it names: "behind the", "taller than".
TO = re.compile(
    r"(?:\s*(?:than|of|to|from|as|one|thing|object|that|the|compared (?:to|with)|relative to|is"
    r"|does|by|an?|away|camera|viewer|us|observer|lens|down|up|out)\b)*\s*",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:compared (?:to|with)|than|relative to|versus|against|unlike|from)\s*$", re.IGNORECASE
)
VAGUE = re.compile(
    r"(?:is )?(?:falls? short(?: of)?|exceed|surpass|outstrip|outreach|outrank|beat|top|outdo|over"
    r"|dwarf)\w*|.*(?:%|\b(?:half|thirds?|quarters?|fifths?|tenth|times))(?: of)?(?: the)?\W*",
    re.IGNORECASE,
)
UP = re.compile(r"(?:higher|lower|highest|lowest)(?: than)?", re.IGNORECASE)
BY_LENGTH = re.compile(r"[^.;,]{0,12}\bby (?:about |≈ ?|~ ?)?\d", re.IGNORECASE)
GETS = re.compile(r"\b(?:gets?|reach\w*|rises?|extends?|goes)(?: up)? $", re.IGNORECASE)
ITSELF = re.compile(r"(?: than)? it (?:really |actually )?(?:is|does|would)\b", re.IGNORECASE)
TIMES_AS = re.compile(r"\bas (?:high|low)\b", re.IGNORECASE)
NO_DEPTH = re.compile(r"\s*(?:down|up|below|above|to the (?:left|right)|left|right)\b", re.I)
HEIGHT_OF = re.compile(rf"\s*(?:the|{SIGN}'s) (?:height|top|rim|back)", re.IGNORECASE)
VALUE = re.compile(  # "its value is the smaller one"
    r"'s (?:\w+ )?(?:value|distance|offset|level|depth|position|range|drop|coordinate"
    r"|reading|number|figure)\b",
    re.IGNORECASE,
)
OF_SIZE = re.compile(
    r"'s (?:\w+ )?(?:volume|width|size|box|area|breadth|extent|product)\b", re.IGNORECASE
)
SIZE_OF = re.compile(r"\b(?:volume|width|area|breadth|extent|product) of (?:the )?$", re.IGNORECASE)
ORDER = re.compile(r"\border\b", re.IGNORECASE)  # "in width the order is the same"
AHEAD = re.compile(r"ahead", re.IGNORECASE)
ACROSS = re.compile(r"\bfrom (?:\S+ )?left (?:\w+ )?to (?:\S+ )?right\b", re.IGNORECASE)
UP_TO = re.compile(r"\b(?:up|down)\s+$", re.IGNORECASE)
IDEA = re.compile(r"\b(?:could|can|might) (?:put|place|fit|stand)\b", re.IGNORECASE)
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
IS_IT = re.compile(
    r"(?:(?: than)? (?:the )?other(?: one)?| down| up| one| of the two)*\s*(?:is|:|must be|may be"
    r"|might be|could be|is (?:perhaps|possibly|probably|likely)|,)\s*",
    re.IGNORECASE,
)
OF_OTHER = re.compile(
    r"\b(?:offset|distance|depth|level|position|drop|value|height|width"
    r"|coordinate|range) (?:of|to|from|for) (?:the )?$",
    re.IGNORECASE,
)
FRONT = re.compile(r"\b(?:front|near)", re.IGNORECASE)
BESIDE_EYE = re.compile(  # "both left of the axis"
    r"\s*(?:of|from|to)? ?(?:the |my |its )?(?:optical |viewing |camera |central )?(?:axis"
    r"|line of sight|camera|viewer"
    rf"|(?:middle|cent(?:er|re))(?! of (?:the )?{SIGN})|picture|image|scene|eye)\b", re.IGNORECASE
)  # fmt: skip
DEEPER = re.compile(r"deeper", re.IGNORECASE)
MORE_SO = re.compile(r"\b(?:farther|further|more|one|thing)\s+(?:to the )?$", re.IGNORECASE)
GOES_ON = re.compile(
    r"(?: by [≈~\d. a-z]{1,20})?\s*(?:(?:,|\band\b|\bbut\b)\s*)+(?:also|is|it is|somewhat|slightly"
    r"|much|a bit|far|well|clearly|\s)*", re.IGNORECASE
)  # fmt: skip
EXACTLY = re.compile(r"\b(?:same|equal|equally|identical)\b", re.IGNORECASE)
AS_AS = re.compile(r"(?:just )?as \w+ as", re.IGNORECASE)
THE_OTHER = re.compile(rf" {SIGN}(?! (?:is )?(?:tall|high|wide|broad|deep|long))", re.IGNORECASE)
NOT_AS = re.compile(
    r"\d|\b(?:not|n't|half|times|twice|third|quarter|least|most|far|nowhere)\b", re.I
)
ABOUT = re.compile(
    r"\b(?:about|almost|nearly|roughly|approximately|practically|virtually)\b",
    re.I,
)
OF_WHOM = re.compile(r"\b(?:of|than|from)\b", re.IGNORECASE)
METERS = re.compile(r"\d ?(?:m|cm|ft|meters?|metres?|feet)\s*$", re.IGNORECASE)
FARTHER = re.compile(r"(?!(?:to|on) the|left|right)", re.IGNORECASE)
HALF = re.compile(r"\b(?:side|half|part)\b", re.IGNORECASE)
THAN_IT_IS = re.compile(
    r"\s+(?:(?:is|are|really is)\s*(?:$|[.,;:)]|by comparison|in fact)|would\b|should\b)", re.I
)
LOOKS = re.compile(r"\b(?:(?:look|appear|seem)s?|drawn|shown|pictured)\b", re.IGNORECASE)
SEEMS = re.compile(r"\b(?:looks?|seems?|appears?) (?:\w+ )?$", re.IGNORECASE)
OF_THAT = re.compile(r" that of\b", re.IGNORECASE)
OF_A_SIZE = re.compile(r"\b(?:heights?|widths?|volumes?|sizes?|breadth|extent)\b", re.IGNORECASE)
OF_A_PLACE = re.compile(r"\b(?:cent(?:er|re)s?|middles?|means?|levels?)\b", re.IGNORECASE)
ACROSS_OR_UP = re.compile(
    r"\bfrom (?:side to side|left to right|(?:base|bottom|foot) to top|top to bottom)\b", re.I
)
AS_SIZE = re.compile(r"\bin (?:height|width|size|volume|space)\b", re.IGNORECASE)
OF = re.compile(r" (?:of|from|to) (?:the )?", re.IGNORECASE)
COMMA = re.compile(r"(?:^|[,.:;])\s*(?:and |slightly |well |far |directly )*$", re.IGNORECASE)
NOUN = re.compile(r"\b(?:height|width|volume|distance|depth|size|space)\b", re.IGNORECASE)
SHARE = re.compile(r"%|\b(?:half|thirds?|quarters?|fifths?|tenth|times)\b", re.IGNORECASE)
BY_SHARE = re.compile(r"\bby (?:more than |less than |about |nearly )?$", re.IGNORECASE)
HAS_ONE = re.compile(r"\b(?:has|have|with) (?:the|a) $", re.IGNORECASE)
AT_THE = re.compile(r"\bat (?:the|a) $", re.IGNORECASE)  # "at the greater height"
# "left of the same line"
OF_LINE = re.compile(r"(?:the )?same (?:\w+ )?(?:line|axis)", re.IGNORECASE)
TIMES = re.compile(r"\btimes\b", re.IGNORECASE)
SIDE = re.compile(r"(?:left|right)\s*$", re.IGNORECASE)
# "its far end is deeper than …" says nothing of the whole.
PARTS = re.compile(
    r"(?:'s)? (?:far|upper|lower|top|bottom|left|right|back|rear|near|inner|outer|front)"
    r"(?:[- ]hand)? (?:ends?|edges?|sides?|parts?|half|face|corner|surface|rim)\b", re.IGNORECASE
)  # fmt: skip
