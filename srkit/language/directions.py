"""Which clock direction an answer gives, from one region to another."""

import re
from typing import NamedTuple

from srkit.language.clauses import Clause, clause_at, clauses
from srkit.language.evidence import SAID, WEAK, decisive, weight_of
from srkit.language.hours import Hour, bare_hour, cardinal_hour, clock, find_hours, hours_apart
from srkit.language.names import SIGN, region_of
from srkit.language.polarity import REFUSES

_DENIED = re.compile(
    r"(?:\bnot\b|n't\b|\bnever\b|\brather than\b|\binstead of\b)(?!.*\bbut\b)", re.I
)
# "12 o'clock is straight ahead" explains the clock, and so does "left is 9 o'clock".
_EXPLAINED = re.compile(
    r"\s*(?:is|being|means|points?|pointing|=|as|at the top|faces"
    r"|facing)\b\s*(?:the\s+)?(?:straight|directly|away|ahead"
    r"|to the|towards?|forward|the direction|direction|up\b|my|your|into|north)",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:pointing|facing)(?: \w+){0,3} $|\bwith (?:the |its )?$|\b(?:left|right|ahead|away"
    r"|straight|forward|behind|camera|viewer)"
    r"(?: \w+){0,3} (?:is|are|being|means|as|=) $",
    re.IGNORECASE,
)
_FACING = re.compile(
    r"\b(?:facing|faces?|looking|looks?|turned|heading) (?:\w+ ){0,4}?(?:camera|viewer|scene"
    r"|picture|us|distance|forward|ahead|away)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|at|of|to|than|with|behind|beside|near|standing (?:at|on|in)"
    r"|relative to)\s+(?:the\s+)?$",
    re.I,
)
_SIGN = re.compile(SIGN)
ONE_HOUR = 1.0
EXPLAINED = 0  # weaker than what is supposed


class _Said(NamedTuple):
    hour: Hour
    start: int
    weight: int
    clause: Clause


def read_direction(text: str, origin: int, target: int) -> tuple[Hour | None, str]:
    """Return the hour at which the target is, or None and why it can't be told."""
    parts = clauses(text)
    found = [one for hour in find_hours(text) if (one := _said(text, hour, parts, origin, target))]
    if not found:
        bare = bare_hour(text)
        if bare is not None:
            return bare, ""
        said = [one for part in parts if (one := _in_words(text, part, origin, target))]
        found = _together(said)
    if not found:
        return None, "refusal" if REFUSES.search(text) else "ambiguous"
    best = decisive(found, parts)
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
    if _DENIED.search(lead):
        return None
    weight = weight_of(clause)
    if _EXPLAINS.search(lead) or _EXPLAINED.match(text, hour.end):
        weight = EXPLAINED
    return _Said(_turned(text, hour, clause, origin, target), hour.start, weight, clause)


def _turned(text: str, hour: Hour, clause: Clause, origin: int, target: int) -> Hour:
    """Turn an hour round that says where the origin is, seen from the target."""
    subjects: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    for match in _SIGN.finditer(text, clause.start, clause.end):
        is_place = _FROM.search(text[clause.start : match.start()])
        (places if is_place else subjects).append((region_of(match[0]), match.start()))
    before = [region for region, at in subjects if at < hour.start]
    subject = before[-1] if before else subjects[0][0] if subjects else None
    if subject is None:
        is_turned = target in [region for region, _ in places]
    else:
        is_turned = subject == origin
    return hour._replace(value=clock(hour.value + 6)) if is_turned else hour


def _in_words(text: str, clause: Clause, origin: int, target: int) -> _Said | None:
    """Return the direction that a clause says in words."""
    said = text[clause.start : clause.end]
    if clause.is_question or clause.is_idle or _DENIED.search(said):
        return None
    hour = cardinal_hour(_FACING.sub(lambda match: " " * len(match[0]), said))
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
