"""What a model is to the stages.

A policy writes answers, whole or a section at a time; a judge rates candidates. A model may be
both. Models take a row and plain values, and hold no state that an answer could depend on. They
are asked by `await`, because most of them are somewhere else; an answer of no use comes back with
a `reason`, a model that can't be asked raises.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from srkit.language.sections import Section
from srkit.records.flow import Usage
from srkit.records.rows import Row

ONE_CALL = Usage(calls=1)
EMPTY = "an empty reply"


class Useless(Exception):
    """A model answered, and there is nothing in it that can be used; `usage` is what that took."""

    usage = ONE_CALL


class Reply(NamedTuple):
    """What a policy wrote, what it cost, and why it is of no use, if it isn't."""

    text: str
    usage: Usage = ONE_CALL
    reason: str = ""


class Proposal(NamedTuple):
    """The next section, what it cost, and why there is none, unless nothing is left to add."""

    section: Section | None
    usage: Usage = ONE_CALL
    reason: str = ""


class Rating(NamedTuple):
    """A judge's three marks of a section, −1, 0 or +1; None where a mark doesn't apply."""

    visual: int | None
    spatial: int | None
    logical: int | None


class Rated(NamedTuple):
    """A rating for each candidate, None where there is none and why, and what it cost."""

    ratings: Sequence[Rating | None]
    usage: Usage = ONE_CALL
    reason: str = ""


class Policy(Protocol):
    name: str  # what rows call it
    settled: str  # what decides what it says: its address without what only says how it is reached
    identity: str  # what its seeds depend on

    async def answer(self, row: Row, seed: int, sample: int) -> Reply:
        """Write a whole answer."""
        ...

    async def propose(self, row: Row, ancestors: list[Section], seed: int) -> Proposal:
        """Write the section that comes after these."""
        ...


class Judge(Protocol):
    name: str
    settled: str
    identity: str

    async def rate(
        self, row: Row, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> Rated:
        """Rate each candidate for the next section."""
        ...
