"""Which of two is more: every comparison of a text along one dimension, as a set of what it allows.

"taller" allows MORE, "not taller" SAME and LESS, "not as tall as" LESS, "equally tall" SAME. So
what several statements say together is what they all allow, and nothing is a contradiction.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import Clause
from srkit.language.lexicon import ANY, EXPRESSIONS, LESS, MORE, SAME, SAYS, Dimension
from srkit.language.names import BOTH, SIGN, region_of
from srkit.language.refusals import is_untold

Pair = tuple[int, int]
Mention = re.Match[str]

_UNSURE = r"(?! (?:be (?:\w+ )?(?:sure|certain)|tell|know|measure))"
_NEGATION = re.compile(
    r"\b(?:not(?! (?:only|just|merely|far\b|much|to mention|(?:entirely |quite )?(?:sure|certain)"
    r"|able|clear whether))|never|nothing|nobody|none|far from|anything but|hardly|scarcely"
    r"|no(?![,.:;!?]| matter| wonder| harm| surprise| effect| role| reference| longer (?:a|the)\b)"
    r"|fail(?:s|ed|ing)? to|deny|denying|denied|denies|(?:untrue|false|incorrect|inaccurate|wrong"
    r"|mistaken)(?![,.:;!?])|(?<=not )(?:untrue|false|incorrect|inaccurate|wrong)|nowhere near"
    r"|impossible|disagree|dispute|doubt(?:s|ed)?|refut\w+|exclude[sd]? (?:that|the)|rule[sd]? out"
    r"|lacks?"
    rf"|unlikely)\b|n't\b{_UNSURE}|(?<=can)not\b{_UNSURE}",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"(?:\b(?:do|does|should|must|can) ?(?:not|n't)|\bnot to) (?:be |let)[^.;]{0,30}(?:misled"
    r"|fooled|confused|deceived|mislead|fool)\b|\b(?:does not|doesn't) (?:matter|change|affect|help"
    r"|disturb)\b|\b(?:beyond (?:any )?doubt|without (?:a |any )?doubt|what is wrong"
    r"|no (?:more|less|fewer)(?: than)?|not by much|none other than|nothing but|no need"
    r"|no (?:one )?other than)\b",
    re.IGNORECASE,
)
# "taller than [1]" false, untrue after the fact: "that [0] is below doesn't hold"
_UNTRUE = re.compile(
    r"(?<!statement )(?<!claim )(?<!assertion )(?<!description )\b(?:(?:is|was|would be"
    r"|are) (?:false|untrue|wrong|incorrect|mistaken|inaccurate|out of the question|not supported)"
    r"|(?:isn't|is not|wasn't) (?:true|right|correct|accurate|the case)|does(?:n't| not) hold"
    r"|can(?:no|')t be (?:true|right))\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\s*[:—=-]+\W*(?:false|incorrect|untrue|not true)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[.,!]\s+\S")
_COPULA = re.compile(
    r"\b(?:is|are|was|were|'s|be|being|would be|you (?:can |will |'ll )?(?:find|see)"
    r"|there(?:'s| is)|stands|sits|lies|hangs|comes|belongs to|goes to|found for|has to be|must be"
    r"|can only be|we (?:find|see|have)|isn't|wasn't|appears|seems)\b|:|'s\b|=|^ for\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(  # what stands before the thing that something is compared with
    r"\b(?:than|compared (?:to|with)|in comparison (?:to|with)|next to|relative to|beside|besides"
    r"|versus|vs\.?|with respect to|with|of|to|from|near|unlike|like|(?<!misled )(?<!fooled )by"
    r"|(?<!such )as|against|over|at)\s+(?:(?:that of|the|an?|it is|what)\s+)*$",
    re.IGNORECASE,
)
_AS = re.compile(r"\W*(?:as|with)\s+(?:the\s+)?$", re.IGNORECASE)  # ", as [0] towers over it"
_POSSESSED = re.compile(
    r"\b(?:cent(?:er|re)|middle|mean|(?<!in )front|nearest point|closest point|near side|foot"
    r"|offset|box|height|width|size|top|volume|position|level|breadth|base|depth|distance"
    r"|dimensions?|extent|elevation|one|edge|part|crown"
    r"|(?<!than )(?<!to )that|stack|pile|row|pair|set) (?:of|from|to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:on|to|at) (?:the )?$", re.IGNORECASE)
_ITS_SIDE = re.compile(r"(?:'s)? (?:left|right)\b", re.IGNORECASE)
# "It is the shelf that …" and "the stack has its center …" name somebody.
_PRONOUN = re.compile(
    r"(?<!has )(?<!with )\b(?:it(?!(?:'s| is) (?:the|an?) (?!one\b|thing\b|object\b|region\b"
    r"|other\b)[^.;,]{3,40} that\b)|its|this one|that one|he|she)\b",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\b(?:neither|none of)\b", re.IGNORECASE)
_NO_OBJECT = re.compile(r"\b(?:and|or|but)\b|,\s*(?!the\b)", re.IGNORECASE)
# "which of the two is taller" says nothing,
_OPEN = re.compile(
    r"\b(?:tell|determine|say|know|sure|clear|judge|decided?|determined|told|said|established|known"
    r"|settled?|ask\w*|identify|wonder|establish|see|show|matter|on|question(?: of)?"
    r"|question (?:is|was))\s+(?:which|whether|who|if)\b[^,]*$",
    re.IGNORECASE,
)
# and "above the fence" nothing of the two.
_THIRD = re.compile(
    r"\s*(?:of|than|to|from|as)?\s*(?:all |any )?(?:the|an?|this|that|these|those|every|its|his"
    r"|her|their|my|our)\s+(?!other|two|second|first|rest|pair|same|left|right|viewer|camera"
    r"|one\b)[a-z](?![\w -]{0,40}\W{0,3}[\ue000-\ue3e7]\W*(?:$|[.;)]))",
    re.IGNORECASE,
)
# "A wider shot would be needed" compares nothing that was asked.
_ATTRIBUTIVE = re.compile(
    r"\ban? # (?:shot|view|picture|image|photo|look|angle|lens|scale|range|number|amount)", re.I
)
# Words before a comparison whose subject is left out: "Yes, clearly taller".
_SHORT = re.compile(
    r"(?:\W|\b(?:yes|no|nope|yeah|so|and|but|is|are|does|clearly|definitely|slightly|much|far|a|bit"
    r"|considerably|probably|likely|therefore|hence|thus|fact|in|actually|also|just|not|isn't|'s"
    r"|rather|quite|i|i'd|say|think|would|must|be|seems|appears|looks|to|indeed|most|if|anything"
    r"|well|lot|way|somewhat|noticeably|significantly|only|even|obviously|located|positioned|wait"
    r"|really|standing|sitting|right|directly|stands|sits|certainly|correct|at|all|doesn't|appear"
    r"|look|seem|s|the|one)\b)*$",
    re.IGNORECASE,
)
_NEARLY = re.compile(
    r"\b(?:almost|nearly|roughly|approximately|practically|close to)\W*$", re.IGNORECASE
)
# "So no, it isn't taller" speaks of what was asked.
_ANSWERS = re.compile(
    r"\W*(?:(?:so|therefore|hence|thus|and|but|then|well)\b\W*)*"
    r"(?:yes|no|nope|yeah|correct|incorrect|indeed)\b",
    re.IGNORECASE,
)
# What stands before the subject of a sentence,
_LEADS = re.compile(
    r"\W*(?:(?:the|a|an|this|that|so|and|but|yes|no|thus|hence|since|as|because|both|here)\b[^\w]*"
    r"|\w+,\s)*(?:\w+ )?$",
    re.IGNORECASE,
)
# and between the object of one relation and a second relation of the same subject.
_SAME_SUBJECT = re.compile(
    r"\s*(?:,|,?\s*(?:and|but|yet)\b)\s*(?:is|it is)?\s*(?:also|not)?\s*", re.IGNORECASE
)
_IS = re.compile(
    r"\b(?:is|are|was|has|does|looks?|seems?|appears?|stands?|sits?|lies|'s|isn't)\b", re.IGNORECASE
)
_INVERTED = re.compile(rf"\s*{SIGN}\s+(?:is|stands|lies) than (?:the )?", re.IGNORECASE)
_AT_PLACE = re.compile(r"(?:in|at|on) the \w+", re.IGNORECASE)
_METERS = re.compile(r"\d ?(?:m|cm|ft|in|meters?|metres?|feet|inches)\s*$", re.IGNORECASE)
_OF_CAMERA = re.compile(
    r"\s*(?:of|from)?\s*(?:(?:the )?(?:camera|viewer|(?:optical |camera |central )?axis"
    r"|line of sight|eye)\b|it\b)",
    re.I,
)
_FAR_OR_NEAR = re.compile(r"far|fur|near|close|deep", re.IGNORECASE)
_ONE_THAT = re.compile(r"\bthe (?:one|region|object|thing) (?:that|which)\b", re.IGNORECASE)
_SIGN = re.compile(SIGN)
_AT_FIRST = re.compile(
    r"\W*(?:(?:right|directly|just) )?(?:behind|in front of|above|below|next to|beside|under)\s+",
    re.IGNORECASE,
)


class Order(NamedTuple):
    """How `subject` stands to `object`: what is allowed; `is_firm` unless a mere place is told.

    `says` is what the words say before they are denied, `reach` covers whom they speak of too.
    """

    subject: int
    object: int
    allowed: int
    says: int
    start: int
    end: int
    clause: Clause
    is_firm: bool
    reach: tuple[int, int]

    def of(self, first: int) -> int:
        """Return what is allowed of a region against the other one."""
        return self.allowed if self.subject == first else turned(self.allowed)


class _Who(NamedTuple):
    subject: Mention | None = None
    other: Mention | None = None
    negations_end: int = 0  # negations before this place count


def turned(allowed: int) -> int:
    """Return what is allowed of the object against the subject."""
    return (allowed & SAME) | (LESS if allowed & MORE else 0) | (MORE if allowed & LESS else 0)


def find_orders(
    text: str,
    clauses: list[Clause],
    dimension: Dimension,
    pair: Pair | None = None,
    with_others: bool = False,
) -> Iterator[Order]:
    """Yield the comparisons of a text; signs stand for regions (`names`).

    With a `pair`, a subject or object that is left out is one of the two, and `with_others` others
    may be named too; without a pair, both have to be named.
    """
    expression = EXPRESSIONS[dimension.more]
    topic, sentence = pair[0] if pair else -1, -1
    last: _Who | None = None
    for clause in clauses:
        mentions = list(_SIGN.finditer(text, clause.start, clause.end))
        if not (mentions or pair):
            continue
        for match in expression.find(text, clause.start, clause.end):
            who = _who(text, clause, match, mentions)
            if last and last.other and who.subject == last.other and _SAME_SUBJECT.fullmatch(
                text, last.other.end(), match.start()):  # fmt: skip
                who = who._replace(subject=last.subject)
            last = who
            if found := _order(text, clause, match, who, pair, topic, with_others):
                yield found
        ours = [m for m in mentions if pair and region_of(m[0]) in pair]
        if ours and clause.sentence != sentence:
            if _LEADS.match(text[clause.start : ours[0].start()]):
                topic, sentence = region_of(ours[0][0]), clause.sentence


def _order(
    text: str,
    clause: Clause,
    match: Mention,
    who: _Who,
    pair: Pair | None,
    topic: int,
    with_others: bool,
) -> Order | None:
    """Return what a comparison says, or None if it says nothing of the pair."""
    kind = match.lastgroup or ""
    lead = text[clause.start : match.start()]
    if who.subject is None and _OPEN.search(lead):
        return None
    is_tie = kind in ("same", "each_other")
    is_firm = not kind.endswith("_weak") and not (is_tie and _NEARLY.search(lead))
    tail = text[match.end() : clause.end]
    is_third = who.other is None and is_firm and _THIRD.match(tail)
    if _METERS.search(lead) and _OF_CAMERA.match(tail) and not _FAR_OR_NEAR.match(match[0]):
        before = text[max(0, clause.start - 80) : match.start()]
        if "it" not in tail[:6] or re.search(r"\bof the (?:camera|axis|viewer)\b", before):
            return None  # "0.4 m left of the camera, [1] 0.1 m left of it"
    if is_third or _ATTRIBUTIVE.search(f"{lead}#{tail}"):
        return None
    is_opening = lead.strip().lower() in ("", "all") and bool(_GOES_ON.match(text, match.end()))
    if is_opening and match[0].lower() == "right":
        return None  # "Right, it is taller"
    if is_untold(lead) and denials(lead) < 2:
        return None
    if with_others and who.subject and who.other:
        pair = None
    both = _both(who, lead, is_tie, is_firm, pair, topic)
    if both is None:
        return None
    allowed, says = _meaning(text, clause, match, who), SAYS[kind][0]
    if _NEITHER.search(lead) and not is_tie:
        allowed = SAME
    if allowed == ANY:
        return None
    places = [m for m in (who.subject, who.other) if m]
    reach = (min([match.start(), *(m.start() for m in places)]),
             max([match.end(), *(m.end() for m in places)]))  # fmt: skip
    return Order(*both, allowed, says, *match.span(), clause, is_firm, reach)


def _both(
    who: _Who, lead: str, is_tie: bool, is_firm: bool, pair: Pair | None, topic: int
) -> Pair | None:
    """Return subject and object, the ones that are left out filled in from the pair."""
    subject = region_of(who.subject[0]) if who.subject else None
    other = region_of(who.other[0]) if who.other else None
    if pair is None:
        return None if subject is None or other is None or subject == other else (subject, other)
    if is_tie and BOTH in (subject, other):
        return pair
    if subject is None and other is None:
        if is_tie or _NEITHER.search(lead):
            subject, other = pair
        elif is_firm and (_PRONOUN.search(lead) or _SHORT.match(lead)):
            subject = pair[0] if _ANSWERS.match(lead) else topic
        else:
            return None
    rest = [region for region in pair if region not in (subject, other)]
    if subject is None and rest:
        subject = rest[0]
    elif other is None and rest:
        other = rest[0]
    if subject is None or other is None:
        return None
    return (subject, other) if {subject, other} == set(pair) else None


def _meaning(text: str, clause: Clause, match: Mention, who: _Who) -> int:
    """Return what the words allow, denials counted."""
    kind = match.lastgroup or ""
    positive, negative = SAYS[kind]
    stop = max(who.negations_end, match.end() if kind in ("more", "less") else 0)
    start = clause.start
    comma = max(text.rfind(",", start, stop), text.rfind(": ", start, stop))
    if comma > start and not re.search(r"\b(?:that|case|true|say)\b", text[comma - 12 : comma]):
        start = comma
    count = denials(text[start:stop])
    count += bool(_UNTRUE.search(text, match.end(), clause.end) or _MARKED.match(text, clause.end))
    return negative if count % 2 else positive


def denials(text: str) -> int:
    """Return how many words of a text deny something."""
    return len(_NEGATION.findall(_NO_NEGATION.sub("", text)))


def _who(text: str, clause: Clause, match: Mention, mentions: list[Mention]) -> _Who:
    """Find subject and object of a comparison among the regions of its clause."""
    before = [m for m in mentions if m.start() < match.end()]
    after = [m for m in mentions if m.start() >= match.end()]
    stop = match.start()
    own = [m for m in before if not _is_compared(text, clause, m)]
    subject = own[-1] if own else None
    goes_on = bool(after) and _NO_OBJECT.search(text, match.end(), after[0].start())
    if subject and after and not goes_on and after[0][0] == subject[0]:
        # "[0] is behind [1] and taller than [1]"
        if not _COPULA.search(text, match.end(), after[0].start()):
            others = [m for m in (*own, *before[::-1]) if m[0] != after[0][0]]
            subject = next(iter(others), subject)
    other: Mention | None = None
    if after and before and _AT_FIRST.fullmatch(text, clause.start, before[0].start()):
        if not _IS.search(text, before[0].end(), match.start()) and after[0][0] != before[0][0]:
            return _Who(after[0], before[0], stop)  # "Behind [0] and to the right stands [1]"
    if after:
        gap = text[match.end() : after[0].start()]
        if _COPULA.search(gap):  # "the taller one is [0]", but not "of [0] and [1], the taller is"
            between = text[before[-1].end() : match.start()] if before else ""
            if subject is None or _ONE_THAT.search(between) or not _IS.search(between):
                subject, stop = after[0], after[0].start()
        elif after[1:] and _INVERTED.fullmatch(text, match.end(), after[1].start()):
            subject, other = after[0], after[1]  # "how much higher [1] is than [0]"
        elif _AT_PLACE.fullmatch(match[0]) and not gap.strip():
            subject = subject or after[0]  # "in the rear a sofa is seen"
        elif not _NO_OBJECT.search(gap) and len(gap) < 60:
            other = after[0]
            has_it = _PRONOUN.search(text, clause.start, match.start())
            if (
                subject is None and after[1:] and after[1][0] != other[0] and not has_it
            ):  # "behind [1] stands [0]"
                subject, stop = after[1], after[1].start()
    if other is None or (subject and other[0] == subject[0]):
        compared = [m for m in before if _is_compared(text, clause, m)]
        is_new = compared and not (subject and compared[-1][0] == subject[0])
        other = compared[-1] if is_new else None
    return _Who(subject, other, stop)


def _is_compared(text: str, clause: Clause, mention: Mention) -> bool:
    """Whether a region is what something is compared with: "than [1]", "next to [1]"."""
    lead = text[clause.start : mention.start()]
    if _AS.match(lead):
        return False
    if _AT.search(lead) and _ITS_SIDE.match(text, mention.end()):
        return True  # "it is on [1]'s left"
    return bool(_AGAINST.search(lead)) and not _POSSESSED.search(lead)
