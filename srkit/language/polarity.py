"""Yes and no: what an answer says of the question as a whole."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language.clauses import Clause
from srkit.language.names import SIGN, region_of
from srkit.language.refusals import is_untold

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
    r"|possibly|perhaps|maybe|most likely|presumably|again|still|clearly|definitely|certainly"
    r"|simply|just|quite|rather|a|an|clear|definite|firm|plain|tentative"
    r"|in (?:short|conclusion|fact|that case)|in a word|overall|finally|wait|answer|conclusion"
    r"|verdict|the answer|my answer|final answer|short answer|is|would be|will be|it's|it is|must"
    r"|be|have to|has to|to be|i'd say|i would say|i say|i think|i believe|i guess|i'd go with"
    r"|i'd answer|i'll say|say|the answer to (?:the|your) question|this is|that is|that's"
    r"|that would be|which is|as|far as i can tell|then)\b[\s,:;'\"-]*)*"
)
_WORD = re.compile(
    rf"(?:^|[,;:(]|\b(?:to|towards?|so|answer|is|be|say|think|therefore|hence|thus|then|and"
    rf"|conclude(?: that)?)\b)\W*{_SOFT}(?:\b(?P<sure_no>(?:{_SURE}|probably"
    rf"|(?:most )?likely) not)\b|\b(?P<yes>{_YES})\b|\b(?P<no>{_NO})\b)"
    r"(?=\s*(?:[^\w\s]|$|\b(?:because|since|as|it|i|the|they|this|that|indeed|but|and|for|to"
    r"|on)\b|[\ue000-\ue3e7]))",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(?:no,? (?:doubt|matter|wonder|need|problem|worries)|right (?:to|of|side|next|above|behind)"
    r"|true (?:size|height|width)|correct (?:me|answer)|wrong (?:side|way)"
    r"|(?:not )?(?:wrong|incorrect|false|untrue|true|correct|right) (?:to|that|of|in)\b"
    r"|exactly (?:the|at|as|in|on|how|what|where|which)|(?:yes|no)[ -](?:or|no)\b)",
    re.IGNORECASE,
)
# "Right, it isn't", "but no, it is" speak of what was said, where more follows.
_WEAK = re.compile(r"\W*(?:(?:all |you(?:'re| are) )?right|.*\bbut no)", re.IGNORECASE)
# "Yes / No" offers both.
_BOTH = re.compile(r"\byes\s?[/|]\s?no\b|\bno\s?[/|]\s?yes\b", re.IGNORECASE)
_DENIED = re.compile(r"\bnot?\b|n't", re.IGNORECASE)
_UNSAID = re.compile(
    r"\b(?:can't|cannot|couldn't|wouldn't|won't|don't) (?:\w+ )?(?:say|think|call|argue|claim"
    r"|believe)\b",
    re.IGNORECASE,
)
_FRONT_NEGATED = re.compile(r"(?:\bnot|n't|\bnever|\bhardly)\s+(?:\w+\s+)?$", re.IGNORECASE)
_WHOLE = (
    (False, r"(?:(?:that|this|which|it) contradicts|far from it|not the case"
            r"|isn't (?:the case|true|so|right|correct|accurate)|(?:is|'s) not (?:the case|true|so"
            r"|right|correct|accurate)|i (?:don't|do not) (?:think|believe) (?:so|it is|it does"
            r"|that)|i(?:'d| would| must| have to)? disagree|cannot be (?:true|right)"
            r"|can't be (?:true|right)|does not hold|doesn't hold|i doubt (?:it|that|so)"
            r"|i(?:'d| would)? deny|by no means|not in the least|no way)"),
    (True, r"(?:(?:it|that|this|which) ?(?:'s|is) (?:indeed |also |exactly )?(?:the case|so"
           r"|accurate)|the (?:statement|claim) (?:holds|is true)"
           r"|i (?:do )?(?:think|believe) so|i(?:'d| would)? agree|i can confirm|you(?:'re"
           r"| are) right(?! (?:to|that you))|that's right|no objection)"),
)  # fmt: skip
_WHOLES = tuple(
    (
        truth,
        re.compile(
            rf"\b{words}(?=\s*(?:[.,;:!?)]|$|\b(?:because|since|here|and|with)\b))",
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
    r"^\W*(?:.*\b(?:say|think|claim|believe|confirm)\s+(?:that\s+)?)?(?:(?:so|and|but|then|well"
    r"|hence|therefore|thus|indeed|yes|no|actually)\b[\s,]*)*(?:it|this|that|he|she"
    r"|[\ue000-\ue3e7])\s?(?:definitely |certainly |indeed |clearly "
    r"|probably )?(?:(?P<is>is|does|'s so|would|has)|(?P<not>isn't|is not|'s not|does not|doesn't"
    r"|wouldn't|has not|hasn't))(?: indeed| so| at all| not)?\s*(?:,?\s*by (?!no\b|far\b"
    r"|any\b).*)?[.!,;]?\s*$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"^\W*(?:(?P<sure>{_SURE}|sure|y|confirmed|without (?:a|any) doubt"
    rf"|(?:only |just )?(?:slightly|a (?:little|bit))|sure thing|i(?:'d| would) say so|it does"
    rf"|it is)|(?P<no>n|not at all|not really|certainly not|never|negative|hardly|unlikely))\W*$",
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
        said = _BOTH.sub(lambda match: " " * len(match[0]), text[clause.start : clause.end])
        for truth, start, end in _words(said) + _phrases(said) or _ellipsis(said, first):
            is_weak = bool(_WEAK.fullmatch(said[:end]))
            yield Polarity(truth, clause.start + start, clause.start + end, clause, is_weak)
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
        if _OPPOSITE.search(said, 0, start):
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
    if is_untold(said):
        return []  # "I can't say it isn't"
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
