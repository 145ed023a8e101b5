"""What a model is to the stages.

A policy writes answers, whole or a section at a time; a judge rates candidates. A model may be
both. Models take a row and plain values, and hold no state that an answer could depend on.
"""

from typing import NamedTuple, Protocol

from srkit.language.sections import Section
from srkit.records.rows import Row


class Reply(NamedTuple):
    """What a policy wrote, and what it cost."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


class Rating(NamedTuple):
    """A judge's three marks of a section, −1, 0 or +1; None where a mark doesn't apply."""

    visual: int | None
    spatial: int | None
    logical: int | None


class Policy(Protocol):
    name: str  # what rows call it
    address: str

    def answer(self, row: Row, seed: int, sample: int) -> Reply:
        """Write a whole answer."""
        ...

    def propose(self, row: Row, ancestors: list[Section], seed: int) -> Section | None:
        """Write the section that comes after these; None if there is nothing to add."""
        ...


class Judge(Protocol):
    name: str
    address: str

    def rate(
        self, row: Row, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> list[Rating]:
        """Rate each candidate for the next section."""
        ...
