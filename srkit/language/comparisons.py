"""What an answer to "is A taller than B?" or "which is taller?" decides.

Every yes, no, comparison and choice in the final answer is evidence: a set of orders of the first
region against the second that it allows. A correction sets aside what was said before it; a
conclusion outweighs what leads to it; what remains has to agree.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from srkit.language.clauses import Clause, clause_at, clauses
from srkit.language.evidence import SAID, WEAK, decisive, weight_of
from srkit.language.lexicon import (
    DEPTH,
    DIMENSION_OF,
    EXPRESSIONS,
    HEIGHT,
    LESS,
    MORE,
    SAME,
    VERTICAL,
    WIDTH,
    Dimension,
)
from srkit.language.names import SIGN, region_of
from srkit.language.orders import denials, find_orders, turned
from srkit.language.polarity import find_polarity, is_alone
from srkit.language.quantities import find_quantities
from srkit.language.refusals import REFUSES, REMARK, UNDECIDED, is_refusal

_MEASURED = re.compile(r".{0,8}?\d ?(?:m|cm|ft|in|meters|feet|inches)\b\s*\(")
_BARE = re.compile(
    rf"^[^\w\ue000-\ue3e7]*(?:(?:so|therefore|hence|thus|answer|the answer is|it is|it's|it must be"
    rf"|it would be|(?:my|our) answer is|the selected (?:item|object|region|one) is|i'd say"
    rf"|i would say|i think|i believe|my answer is|my (?:best )?(?:guess|choice|pick|bet)"
    rf"|definitely|clearly|probably|would be|would say|i|i'd|i would|i'll|go with|go for|bet on"
    rf"|choose|pick|say|then|the|from the \w+'s (?:perspective|viewpoint|point of view)"
    r"|(?:i'm |i )?chang(?:e|ing) my answer to|obviously|it's clearly|and"
    rf"|but|no|sorry|wait|actually|rather|make that|correction|scratch that|hold on|hmm|oops|i mean"
    rf"|i meant|my mistake)\b[\s,:]*)*(?P<region>{SIGN})[^\w\ue000-\ue3e7]*(?:is|is the one|does"
    rf"|would be|is (?:the|our|my) answer|obviously|clearly|definitely|has|without a doubt"
    rf"|of the two|, i think|i think|i believe|it is)?[^\w\ue000-\ue3e7]*$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\bnot\b|n't\b|\brather than\b|\binstead of\b|\bnor\b)[^,;]{0,25}$", re.IGNORECASE
)
_NEITHER = re.compile(
    r"\bneither\b(?! direction| of their)|\bnone of\b|\bboth (?:are |is |of them are "
    r"|have )?(?:equal\w*|the same|at the same|level)|\bthe same\b(?! (?:way|direction|conclusion"
    r"|result|answer|side|line|order)\b)|\bequal(?:ly)?\b|\bidentical\b|\bno difference\b|\ba tie\b"
    r"|\btied\b",
    re.IGNORECASE,
)


_THE_ONE = re.compile(rf"\bone\b.*\bis\s+{SIGN}\W*$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:which|whether|who)\b", re.IGNORECASE)
_HYPOTHETIC = re.compile(
    r"\botherwise\b|\bif (?:we|i|you) (?:assume|suppose)|\bwould be\b[^.;]{0,100}\bif\b",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    rf"{SIGN}\s*(?:'s\b|\w)|\b(?:there (?:is|are)|sees?|shows?|contains?|depicts?|what|where"
    rf"|(?<!one )in|of(?! the two)|image)\b.*{SIGN}",
    re.IGNORECASE,
)
BRIEF = 8  # words of an answer that says little more than which region


class Evidence(NamedTuple):
    allowed: int  # of the first region against the second, along the asked dimension
    start: int
    end: int
    weight: int
    clause: Clause
    is_bare: bool = False  # a mere yes or no


class Reading(NamedTuple):
    """What was read: a set of orders, or why nothing was; `evidence` in the plain text."""

    allowed: int | None
    reason: str = ""
    start: int = 0
    end: int = 0


class _Asked(NamedTuple):
    """What is asked: `yes` is the order of the first of the pair that the question names."""

    dimension: Dimension
    yes: int
    pair: tuple[int, int]
    is_choice: bool

    def order_of(self, region: int) -> int:
        """Return the order in which a region is the one that a choice asks for."""
        return self.yes if region == self.pair[0] else turned(self.yes)

    def answer(self, says_yes: bool) -> int:
        """Return what a yes or no allows."""
        return self.yes if says_yes else (MORE | SAME | LESS) & ~self.yes


def read_comparison(text: str, relation: str, pair: tuple[int, int], is_choice: bool) -> Reading:
    """Read an answer; `relation` is the asked one, `pair` its regions in order of mention."""
    dimension = DIMENSION_OF[relation]
    asked = _Asked(dimension, MORE if relation == dimension.more else LESS, pair, is_choice)
    parts = clauses(text)
    found = _evidence(text, parts, asked)
    if REFUSES.search(text) and all(one.weight == WEAK for one in found):
        found = [one for one in found if one.clause.supposes]
    if not found and dimension in (HEIGHT, WIDTH, DEPTH, VERTICAL):
        found = _lengths(text, parts, pair)
    if not found:
        return _without_evidence(text, asked)
    if reason := _says_nothing(text, parts, found):
        return Reading(None, reason)
    if UNDECIDED.search(text) or any(_gives_up(text, part, found) for part in parts):
        return Reading(None, "refusal")
    if _breaks_off(text, parts, found):
        return Reading(None, "truncated")
    best = decisive(found, parts)
    if dimension in (HEIGHT, WIDTH):
        best = best + _lengths(text, parts, pair)  # "Yes, [0] is 1 m tall and [1] 2 m"
    allowed = MORE | SAME | LESS
    for one in best:
        allowed &= one.allowed
    last = best[-1]
    # "Not behind" and "not in front" leave a tie that nobody speaks of.
    if not allowed or (allowed == SAME and all(one.allowed != SAME for one in best)):
        return Reading(None, "contradiction", last.start, last.end)
    return Reading(allowed, "", last.start, last.end)


def _without_evidence(text: str, asked: _Asked) -> Reading:
    alone = None if asked.is_choice else is_alone(text)
    if alone is not None:
        return Reading(asked.answer(alone), "", 0, len(text))
    return Reading(None, "refusal" if REFUSES.search(text) else "ambiguous")


def _says_nothing(text: str, parts: list[Clause], found: list[Evidence]) -> str:
    """Return why what was found is no answer: "No, I can't see", "If so, yes; else no"."""
    if all(one.clause.supposes for one in found) and _HYPOTHETIC.search(text):
        return "ambiguous"
    if any(not one.is_bare for one in found):
        return ""
    last = max(one.clause.start for one in found)
    later = (text[part.start : part.end] for part in parts if part.start >= last)
    if any(is_refusal(said) for said in later):
        return "refusal"
    return "ambiguous" if REMARK.match(text) else ""


def _gives_up(text: str, part: Clause, found: list[Evidence]) -> bool:
    """Whether a clause concludes, after all that was said, that it can't be told."""
    said = text[part.start : part.end]
    if not (part.concludes or _OPEN.search(said)) or any(
        one.start >= part.start for one in found if one.weight > WEAK
    ):
        return False
    return is_refusal(said)


def _breaks_off(text: str, parts: list[Clause], found: list[Evidence]) -> bool:
    """Whether the text ends in the middle of a correction: "Wait, the shadows suggest"."""
    last = max(one.start for one in found)
    is_cut = re.search(r"\w\s*$", text) is not None
    return is_cut and any(part.corrects > last for part in parts)


def _evidence(text: str, parts: list[Clause], asked: _Asked) -> list[Evidence]:
    found = []
    for order in find_orders(text, parts, asked.dimension, asked.pair):
        if order.clause.is_question or order.clause.is_idle:
            continue
        allowed = order.of(asked.pair[0])
        if asked.is_choice and allowed in (LESS | SAME, MORE | SAME):
            allowed &= ~SAME  # "[1] isn't the shorter one" chooses the other
        weight = weight_of(order.clause) if order.is_firm else WEAK
        found.append(Evidence(allowed, order.start, order.end, weight, order.clause))
    if asked.is_choice:
        return found + _choices(text, parts, asked, found)
    for said in find_polarity(text, parts, asked.pair[0]):
        if not said.clause.is_question and not said.clause.is_idle:
            weight = WEAK if said.is_weak else weight_of(said.clause)
            allowed = asked.answer(said.says_yes)
            found.append(Evidence(allowed, said.start, said.end, weight, said.clause, True))
    return found


def _choices(
    text: str, parts: list[Clause], asked: _Asked, found: list[Evidence]
) -> list[Evidence]:
    """Return the regions that are simply named, and "neither"."""
    chosen = []
    taken = {one.clause for one in found}
    for part in parts:
        if part in taken or part.is_question or part.is_idle:
            continue
        said = text[part.start : part.end]
        is_aside = bool(_MEASURED.match(text, max(0, part.start - 8), part.end))  # "0.91 m ([1])"
        is_label = text[part.end : part.end + 1] == ":" or is_aside
        bare = None if is_label else _BARE.match(said)
        if bare and region_of(bare["region"]) in asked.pair:
            allowed = asked.order_of(region_of(bare["region"]))
            at = part.start + bare.start("region")
            chosen.append(Evidence(allowed, at, at + 1, weight_of(part), part))
        elif _is_neither(text, part, asked.dimension) and _NEITHER.search(said):
            chosen.append(Evidence(SAME, part.start, part.end, weight_of(part), part))
    if chosen or found:
        return chosen
    return _single(text, parts, asked)


def _lengths(text: str, parts: list[Clause], pair: tuple[int, int]) -> list[Evidence]:
    """Return what two lengths say: "[0] is 6'3", [1] is 5'8"."""
    said: dict[int, tuple[float, int, Clause]] = {}
    signs = [(match.start(), region_of(match[0])) for match in re.finditer(SIGN, text)]
    for length in find_quantities(text):
        at = bisect_left(signs, (length.start, 0)) - 1
        part = clause_at(parts, length.start)
        if part is None or at < 0:
            return []
        earlier = said.get(signs[at][1])
        if earlier and abs(earlier[0] - length.value_m) < 0.06 * earlier[0]:
            continue  # the same in another unit
        if earlier:
            return []
        said[signs[at][1]] = length.value_m, length.start, part
    if set(said) != set(pair):
        return []
    (a, _, _), (b, at, part) = said[pair[0]], said[pair[1]]
    return [Evidence(MORE if a > b else LESS if a < b else SAME, at, at + 1, SAID, part)]


def _is_neither(text: str, part: Clause, dimension: Dimension) -> bool:
    """Whether a clause is short, or about the dimension: "neither looks up" is no answer."""
    said = text[part.start : part.end]
    return len(said.split()) <= 6 or bool(EXPRESSIONS[dimension.more].words.search(said))


def _single(text: str, parts: list[Clause], asked: _Asked) -> list[Evidence]:
    """Return the one region that is left when denied mentions are taken away."""
    left: dict[int, tuple[int, Clause]] = {}
    denied: dict[int, tuple[int, Clause]] = {}
    for part in parts:
        if part.is_question:
            continue
        for match in re.compile(SIGN).finditer(text, part.start, part.end):
            if region_of(match[0]) in asked.pair:
                lead = text[part.start : match.start()]
                is_denied = _DENIED.search(lead) and denials(lead) != 2
                (denied if is_denied else left)[region_of(match[0])] = (match.start(), part)
    if not left and len(denied) == 1:  # "not [0]"
        ((region, place),) = denied.items()
        left = {asked.pair[1 - asked.pair.index(region)]: place}
    if len(left) != 1 or REFUSES.search(text):
        return []
    ((region, (at, part)),) = left.items()
    # "I see Region [0]", "Region [0] is a chair" choose nothing.
    is_brief = len(text.split()) <= BRIEF and not _DESCRIBED.search(text, part.start, part.end)
    if not (is_brief or denied or _THE_ONE.search(text)):
        return []
    return [Evidence(asked.order_of(region), at, at + 1, SAID, part)]
