"""Yes, no, and "I can't tell": what an answer says of the question as a whole."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import Clause
from srkit.language.names import SIGN, region_of

_YES = r"yes|yeah|yep|yup|yea|aye|indeed|correct|true|affirmative|right|agreed|ye?s+|exactly"
_NO = (
    r"no+|nope|nah|nay|incorrect|false|negative|wrong|untrue|not (?:really|at all|quite|so|true"
    r"|correct|right)"
)
_SURE = (
    r"absolutely|definitely|certainly|of course|surely|obviously|clearly|exactly|undoubtedly"
    r"|precisely|totally"
)
_SOFT = (
    r"(?:(?:so|and|but|actually|well|then|hence|thus|therefore|um|hmm|oh|ok|okay|probably|likely"
    r"|possibly"
    r"|perhaps"
    r"|maybe|most likely|presumably|again|still|clearly|definitely|certainly|simply|just|quite"
    r"|rather|a|an"
    r"|clear|definite|firm|plain|tentative|in (?:short|conclusion|fact|that case)|in a word"
    r"|overall|finally|wait"
    r"|answer|conclusion|verdict|the answer|my answer|final answer|short answer|is|would be"
    r"|will be|it's|it is"
    r"|must|be|have to|has to|to be|i'd say|i would say|i say|i think|i believe|i guess"
    r"|i'd go with|i'd answer|i'll say|say"
    r"|the answer to (?:the|your) question|this is|that is|that's|that would be|which is|as"
    r"|far as i can tell|then)"
    r"\b[\s,:;'\"-]*)*"
)
_WORD = re.compile(
    rf"(?:^|[,;:(]|\b(?:to|towards?|so|answer|is|be|say|think|therefore|hence|thus|then|and"
    rf"|conclude(?: that)?)\b)\W*{_SOFT}"
    rf"(?:\b(?P<sure_no>(?:{_SURE}|probably|(?:most )?likely) not)\b|\b(?P<yes>{_YES})\b"
    rf"|\b(?P<no>{_NO})\b)"
    r"(?=\s*(?:[^\w\s]|$|\b(?:because|since|as|it|i|the|they|this|that|indeed|but|and|for|to"
    r"|on)\b|[\ue000-\ue3e7]))",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(?:no,? (?:doubt|matter|wonder|need|problem|worries)|right (?:to|of|side|next|above"
    r"|behind)|true (?:size|height|width)"
    r"|correct (?:me|answer)|wrong (?:side|way)|(?:not )?(?:wrong|incorrect|false|untrue|true"
    r"|correct|right) (?:to|that|of|in)\b|exactly (?:the|at|as|in|on|how|what|where|which)|(?:yes"
    r"|no)[ -](?:or|no)\b)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\bnot?\b|n't", re.IGNORECASE)
_UNSAID = re.compile(
    r"\b(?:can't|cannot|couldn't|wouldn't|won't|don't) (?:\w+ )?(?:say|think|call|argue|claim"
    r"|believe)\b",
    re.IGNORECASE,
)
_FRONT_NEGATED = re.compile(r"(?:\bnot|n't|\bnever|\bhardly)\s+(?:\w+\s+)?$", re.IGNORECASE)
_WHOLE = (
    (False, r"(?:(?:that|this|which|it) contradicts|far from it|not the case|isn't (?:the case"
            r"|true|so|right|correct"
            r"|accurate)|(?:is|'s) not (?:the case|true|so|right|correct|accurate)|i (?:don't"
            r"|do not) (?:think|believe) (?:so|it is|it does|that)"
            r"|i(?:'d| would| must| have to)? disagree|cannot be (?:true|right)|can't be (?:true"
            r"|right)|does not hold"
            r"|doesn't hold|i doubt (?:it|that|so)|i(?:'d| would)? deny|by no means"
            r"|not in the least|no way)"),
    (True, r"(?:(?:it|that|this|which) ?(?:'s|is) (?:indeed |also |exactly )?(?:the case|so"
           r"|accurate)|the (?:statement|claim) (?:holds|is true)"
           r"|i (?:do )?(?:think|believe) so|i(?:'d| would)? agree|i can confirm|you(?:'re"
           r"| are) right(?! (?:to|that you))|that's right|no objection)"),
)  # fmt: skip
_WHOLES = tuple(
    (
        truth,
        re.compile(
            rf"\b{words}(?=\s*(?:[.,;:!?)]|$|\b(?:because|since|here|and"
            rf"|with)\b))",
            re.I,
        ),
    )
    for truth, words in _WHOLE
)
_OPPOSITE = re.compile(
    r"\b(?:the (?:opposite|reverse|contrary|converse)|on the contrary|other way (?:a)?round"
    r"|reversed|vice versa)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:.*\b(?:say|think|claim|believe)\s+(?:that\s+)?)?(?:(?:so|and|but|then|well|hence"
    r"|therefore|thus|indeed|yes|no|actually)\b[\s,]*)*(?:it"
    r"|this|that|he|she|[\ue000-\ue3e7])"
    r"\s?(?:definitely |certainly |indeed |clearly |probably )?(?:(?P<is>is|does|'s so|would|has)"
    r"|(?P<not>isn't|is not|'s not|does not|doesn't|wouldn't|has not|hasn't))"
    r"(?: indeed| so| at all| not)?\s*(?:,?\s*by (?!no\b|far\b|any\b).*)?[.!,;]?\s*$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"^\W*(?:(?P<sure>{_SURE}|sure|sure thing|i(?:'d| would) say so|it does|it is)"
    rf"|(?P<no>not at all|not really|certainly not|never|negative|hardly|unlikely))\W*$",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"\b(?:can(?:no|')t|cannot|could ?n[o']t|unable|impossible|not possible|hard to|difficult to"
    r"|not able|no way to|insufficient"
    r"|not enough|don't know|do not know|no idea|unclear|undetermined|indeterminate|not sure"
    r"|unsure|unknown|decline|won't be able"
    r"|not visible|doesn't provide|does not provide|sorry|apologi[sz]e|as an ai|not provided"
    r"|can't determine|either way|leave (?:this|it|that|the question) open|undecided|undecidable"
    r"|decid(?:e|able) (?:this|it|either)"
    r"|toss-?up|anyone's guess|coin toss|remains? (?:open|unknown))\b",
    re.IGNORECASE,
)

# Who can't choose has said nothing, whatever else was said.
UNDECIDED = re.compile(
    r"\b(?:can(?:no|')t|cannot|won't|will not|unable to|not able to|impossible to|no way to"
    r"|wouldn't want to|refuse to|rather not)"
    r" (?:really |possibly |even )?(?:narrow|pin|decide|choose|pick|commit|say which|tell which"
    r"|say one way)"
    r"|\b(?:go|went|be) either\b(?! (?:one|of)\b)|\bnot sure which(?: one)?\W*(?:$|,)"
    r"|\bback and forth\b|\bsettle on either\b|\bjust as (?:well|easily) be\b|\bleave (?:this|it"
    r"|that"
    r"|the question) open\b",
    re.IGNORECASE,
)
# "I can't tell exactly" is no refusal.
HOW_EXACTLY = re.compile(
    r"\b(?:exact\w*|precis\w*|accura\w*|sure|certain\w*|better|more|perfect\w*|100)\b",
    re.IGNORECASE,
)


class Polarity(NamedTuple):
    says_yes: bool
    start: int
    end: int
    clause: Clause
    is_weak: bool = False  # "quite the opposite" turns what was asked, or what was just denied


def find_polarity(text: str, clauses: list[Clause], first: int) -> Iterator[Polarity]:
    """Yield each yes or no to a question about `first`."""
    for clause in clauses:
        said = text[clause.start : clause.end]
        for truth, start, end in _words(said) + _phrases(said) or _ellipsis(said, first):
            yield Polarity(truth, clause.start + start, clause.start + end, clause)
        for match in _OPPOSITE.finditer(said):
            start, end = (clause.start + at for at in match.span())
            yield Polarity(False, start, end, clause, is_weak=True)


def _words(said: str) -> list[tuple[bool, int, int]]:
    """Return yes and no, and what means one of them; "I can't say that's wrong" is no no."""
    found = []
    for match in _WORD.finditer(said):
        group = match.lastgroup or ""
        start, end = match.span(group)
        if _NOT_SAID.match(said, start) or _is_direction(said, match):
            continue
        truth = (group == "yes") ^ bool(_FRONT_NEGATED.search(said[:start]))
        found.append((truth ^ bool(_UNSAID.search(said, 0, start)), start, end))
    return found


def _phrases(said: str) -> list[tuple[bool, int, int]]:
    return [
        (truth, *match.span())
        for truth, words in _WHOLES
        for match in words.finditer(said)
        if not (truth and _DENIED.search(said, max(0, match.start() - 12), match.start()))
    ]


def _ellipsis(said: str, first: int) -> list[tuple[bool, int, int]]:
    """Return what "it is" or "[0] isn't" says, as all of a clause."""
    whole = _ELLIPSIS.match(said)
    if not whole or _first_sign(said) not in (None, first):
        return []
    truth = bool(whole["is"]) and " not" not in whole[0]
    return [(truth ^ bool(_UNSAID.search(said)), *whole.span())]


def _first_sign(said: str) -> int | None:
    match = re.search(SIGN, said)
    return region_of(match[0]) if match else None


def _is_direction(said: str, match: re.Match[str]) -> bool:
    """Whether "right" is a side here: "on the right", "is right"."""
    if (match["yes"] or "").lower() != "right":
        return False
    before = said[: match.start("yes")].rstrip(" ,").lower()
    return not (before == "" or before.endswith(("that's", "that is", "you are", "you're")))


def is_alone(text: str) -> bool | None:
    """Return what "Absolutely." or "Not at all." says, where it is all that is said."""
    match = _ALONE.match(text)
    return None if match is None else bool(match["sure"])
