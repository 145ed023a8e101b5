"""Which of the things that an answer says count: what follows a correction, or concludes."""

from typing import Protocol, TypeVar

from srkit.language.clauses import Clause

WEAK, SAID = 1, 2  # a mere place or a supposition counts where nothing better is said


class Said(Protocol):
    """A piece of evidence: where it begins, its clause, and whether it is weak."""

    @property
    def start(self) -> int: ...
    @property
    def weight(self) -> int: ...
    @property
    def clause(self) -> Clause: ...


Piece = TypeVar("Piece", bound=Said)


def weight_of(clause: Clause) -> int:
    """Return the weight of what a clause says."""
    return WEAK if clause.supposes or clause.is_modal else SAID


def decisive(found: list[Piece], clauses: list[Clause]) -> list[Piece]:
    """Return the evidence that counts, in order.

    A correction sets aside what was said before it, if something is said after it; a conclusion
    outweighs what led to it. What remains has to agree.
    """
    found = sorted(found, key=lambda one: one.start)
    most = max((one.weight for one in found), default=0)
    found = [one for one in found if one.weight >= min(most, SAID)]
    last = found[-1].start if found else 0
    corrected = max((part.corrects for part in clauses if part.corrects <= last), default=0)
    found = [one for one in found if one.start >= corrected]
    concluded = [one.clause.sentence for one in found if one.clause.concludes]
    return [one for one in found if one.clause.sentence >= concluded[-1]] if concluded else found
