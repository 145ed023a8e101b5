"""Spatial statements: who stands how to whom, how far, how large, in which clock direction.

Each has its place in the text, its hedges and whether it is denied (`statement`).
"""

import re
from collections.abc import Iterator, Sequence

from srkit.language.cast import Cast
from srkit.language.clauses import clauses
from srkit.language.lengths import find_lengths
from srkit.language.names import BOTH, NOBODY, Names, one_sign_each, with_signs
from srkit.language.plain import Plain, plain_text, rewrite
from srkit.language.relations import find_relations
from srkit.language.standing import find_standing
from srkit.language.statement import NEGATION, Compared, Statement, certainty_of

# "The bin is, after all, wider"
_ASIDE = re.compile(
    r",\s+(?:after all|in fact|indeed|however|therefore|thus|hence|then|of course|by contrast"
    r"|in contrast|in turn|on the other hand|on the contrary|too|in other words|again|in the end"
    r"|as (?:we|one) (?:can|have|has|could) seen?|as was (?:just )?(?:found|seen|said)"
    r"|consequently|accordingly|for its part|moreover|furthermore|naturally|clearly)\s*,",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"\b(it|that|there|which|who|here)'s\b(?! been)", re.IGNORECASE)


def find_statements(
    text: str, compared: Compared | None = None, cast: Cast | None = None
) -> list[Statement]:
    """Return the spatial statements of a text, in order; a question states nothing.

    Where two regions are `compared`, the one that is left out is the other of the two: "so the
    chair is to the left". With a `cast` things are known by their names too.
    """
    plain = rewrite(rewrite(plain_text(text), _ASIDE, lambda match: ""), _CONTRACTED,
                    lambda match: f"{match[1]} is")  # fmt: skip
    plain = with_signs(plain)
    plain = cast.put_signs(plain) if cast else one_sign_each(Names([plain.text]).put_signs(plain))
    parts = clauses(plain.text)
    found = [
        *find_relations(plain.text, parts, compared),
        *_lengths(plain.text, compared),
        *find_standing(plain.text, parts, compared),
    ]
    both = compared.pair if compared else ()
    placed = [_in_original(one, plain, text) for said in found for one in _each(said, both)]
    return sorted(placed, key=lambda said: (said.start, said.end))


def _each(said: Statement, both: Sequence[int]) -> Iterator[Statement]:
    """Yield what is said of "both" of each; nothing of nobody."""
    if NOBODY in (said.subject, said.object):
        return
    if said.subject == BOTH and said.object is None and said.relation not in ("left", "right"):
        return
    if BOTH not in (said.subject, said.object):
        yield said
        return
    for one in dict.fromkeys(both):
        subject = one if said.subject == BOTH else said.subject
        other = one if said.object == BOTH else said.object
        if subject != other:
            yield said._replace(subject=subject, object=other)


def _in_original(said: Statement, plain: Plain, text: str) -> Statement:
    start, end = plain.span(said.start, said.end)
    return said._replace(start=start, end=end, text=text[start:end])


def _lengths(text: str, compared: Compared | None) -> Iterator[Statement]:
    asked, pair = (compared.relation, compared.pair) if compared else (None, None)
    for said in find_lengths(text, asked, pair):
        yield Statement(
            subject=said.subject,
            relation=said.relation,
            start=said.start,
            end=said.end,
            text="",
            object=said.object,
            value=said.value_m,
            negated=bool(NEGATION.search(text, *said.gap)),
            certainty=certainty_of(said.clause),
            bound=said.bound,
        )
