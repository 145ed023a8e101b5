"""Which clock direction an answer gives, from one region to another."""

import re
from typing import NamedTuple

from srkit.language.clauses import Clause, clause_at, clauses
from srkit.language.evidence import SAID, WEAK, decisive, weight_of
from srkit.language.hours import Hour, bare_hour, cardinal_hour, clock, find_hours, hours_apart
from srkit.language.names import SIGN, region_of
from srkit.language.refusals import REFUSES, is_untold

_DENIED = re.compile(
    r"(?:(?:\bnot|n't)\b(?! (?:know|sure|certain))|\bnever\b|\brather than\b|\binstead of\b)"
    r"(?!.*\bbut\b)",
    re.I,
)
_CLOCK = r"(?:1[0-2]|[1-9])(?:\s?o'?\s?clock)?"
_SIDES = r"left|right|ahead|away|straight|forwards?|behind|camera|viewer"
# What explains the clock, and says of no region where it is: "12 o'clock is ahead", "left is
# 9", "facing 12 o'clock (away from the camera)", "e.g. 3 o'clock".
_EXPLAINED = re.compile(
    rf"\b{_CLOCK}\s*(?:(?:is|being|means|points?|pointing|as|at the top|faces|facing|would be|to)\b"
    r"|=)\s*(?:(?:the|my|your|its|to|directly|straight|direction|of)\s)*(?:straight|directly|away"
    r"|ahead|towards?|forward|up\b|into|north|left\b|right\b|behind\b|front\b|back\b)[^.,;)]{0,30}"
    rf"|\b(?:pointing|facing|face)(?: \w+){{0,3}} \(?{_CLOCK}\)?(?: ?\([^()]{{0,40}}\))?"
    rf"|\b(?:with (?:the |its )?|(?:{_SIDES})(?: \w+){{0,3}} (?:is|are|being|means|as|=) "
    rf"|e\.?g\.?,? ){_CLOCK}(?= |\W*$|[.,;)])",
    re.IGNORECASE,
)
_FACING = re.compile(
    r"\b(?:facing|faces?|looking|looks?|turned|heading) (?:\w+ ){0,4}?(?:camera|viewer|scene"
    r"|picture|us|distance|forward|ahead|away)\b",
    re.IGNORECASE,
)
# "in front of the sofa", "looking at the camera": no direction from one region to the other
_ELSEWHERE = re.compile(
    r"\ball right\b|\b(?:in front|behind|ahead|(?:to|on|at) the (?:left|right)(?: side)?)(?: of)? "
    rf"(?:the|an?|this|that|some) (?!viewer|observer|photographer)[a-z]\w*|{_FACING.pattern}",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|at|of|to|than|with|behind|beside|near|standing (?:at|on|in)"
    r"|relative to)\s+(?:the\s+)?$",
    re.I,
)
_SIGN = re.compile(SIGN)
ONE_HOUR = 1.0


class _Said(NamedTuple):
    hour: Hour
    start: int
    weight: int
    clause: Clause


def read_direction(text: str, origin: int, target: int) -> tuple[Hour | None, str]:
    """Return the hour at which the target is, or None and why it can't be told."""
    text = _EXPLAINED.sub(lambda match: " " * len(match[0]), text)
    parts = clauses(text)
    found = [one for hour in find_hours(text) if (one := _said(text, hour, parts, origin, target))]
    if not found:
        bare = None if find_hours(text) else bare_hour(text)
        if bare is not None:
            return bare, ""
        said = [one for part in parts if (one := _in_words(text, part, origin, target))]
        found = _together(said)
    if not found:
        return None, "refusal" if REFUSES.search(text) else "ambiguous"
    best = decisive(found, parts)
    asks = text[best[-1].hour.end :].lstrip()[:1] == "?"  # "3 o'clock? I can't tell."
    if asks and REFUSES.search(text):
        return None, "refusal"
    if any(one.hour.is_wide for one in best):
        return None, "wide_range"
    last = best[-1].hour
    if any(hours_apart(one.hour.value, last.value) > ONE_HOUR for one in best):
        return None, "contradiction"
    return last, ""


def _together(found: list[_Said]) -> list[_Said]:
    """Put "closer to the camera" and "farther left" together; "behind and to the left" is both."""
    diagonal = [one for one in found if one.hour.value % 3]
    if diagonal:
        return diagonal
    hours = {one.hour.value for one in found if one.weight > WEAK}
    if len(hours) == 2 and hours_apart(*hours) == 3:
        a, b = hours
        middle = clock(a + 1.5 if (b - a) % 12 == 3 else b + 1.5)
        return [one._replace(hour=one.hour._replace(value=middle)) for one in found[-1:]]
    return found


def _said(text: str, hour: Hour, parts: list[Clause], origin: int, target: int) -> _Said | None:
    """Return what an hour says; None where it is asked, denied or the clock explained."""
    clause = clause_at(parts, hour.start)
    if clause is None or clause.is_question or clause.is_idle:
        return None
    lead = text[clause.start : hour.start]
    if _DENIED.search(lead) or is_untold(lead):
        return None
    return _Said(_turned(text, hour, clause, origin, target), hour.start, weight_of(clause), clause)


def _turned(text: str, hour: Hour, clause: Clause, origin: int, target: int) -> Hour:
    """Turn an hour round that says where the origin is, seen from the target."""
    subjects: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    goals: set[int] = set()  # "from [0] to [1]"
    for match in _SIGN.finditer(text, clause.start, clause.end):
        place = _FROM.search(text[clause.start : match.start()])
        (places if place else subjects).append((region_of(match[0]), match.start()))
        goals |= {region_of(match[0])} if place and place[0].lower().startswith("to") else set()
    before = [region for region, at in subjects if at < hour.start]
    subject = before[-1] if before else subjects[0][0] if subjects else None
    if subject is None and {origin, target} <= {region for region, _ in places} and len(goals) == 1:
        is_turned = origin in goals
    elif subject is None:
        is_turned = target in [region for region, _ in places]
    else:
        is_turned = subject == origin
    return hour._replace(value=clock(hour.value + 6)) if is_turned else hour


def _in_words(text: str, clause: Clause, origin: int, target: int) -> _Said | None:
    """Return the direction that a clause says in words."""
    said = text[clause.start : clause.end]
    if clause.is_question or clause.is_idle or _DENIED.search(said):
        return None
    hour = cardinal_hour(_ELSEWHERE.sub(lambda match: " " * len(match[0]), said))
    if hour is None:
        if re.search(r"\beither\b.*\bor\b", said, re.IGNORECASE):
            hour = Hour(12.0, 0, len(said), is_wide=True)
        else:
            return None
    hour = hour._replace(start=clause.start + hour.start, end=clause.start + hour.end)
    signs = {region_of(sign) for sign in re.findall(SIGN, said)}
    is_about = not signs or target in signs or signs == {origin}
    weight = SAID if is_about and not clause.supposes else WEAK
    return _Said(_turned(text, hour, clause, origin, target), hour.start, weight, clause)
