"""Spatial statements: who stands how to whom, how far, how large, in which clock direction.

Each has its place in the text, its hedges and whether it is denied (`statement`).
"""

import re
from collections.abc import Iterator, Sequence

from srkit.language.aliases import with_aliases
from srkit.language.cast import Cast
from srkit.language.clauses import clauses
from srkit.language.headings import find_headings
from srkit.language.leanings import find_leanings
from srkit.language.leftovers import find_leftovers
from srkit.language.lengths import find_lengths
from srkit.language.names import BOTH, NOBODY, Names, one_sign_each, with_signs
from srkit.language.nearness import find_nearness
from srkit.language.plain import Plain, plain_text, rewrite
from srkit.language.relations import find_relations
from srkit.language.sequences import find_sequences
from srkit.language.shares import find_shares
from srkit.language.standing import find_standing
from srkit.language.statement import NEGATION, Compared, Statement, certainty_of

# "The bin is, after all, wider"
_ASIDE = re.compile(
    r",\s+(?:after all|in fact|indeed|however|therefore|thus|hence|then|of course|by contrast"
    r"|in contrast|in turn|on the other hand|on the contrary|too|in other words|again|in the end"
    r"|as (?:we|one|you) (?:can |have |has |could )?(?:see|seen|saw|tell|told|found)"
    r"(?: from \w+)?|as (?:was )?(?:just )?(?:found|seen|said|shown)"
    r"|(?:and |but )?not (?:the |an? )?[\w\[\]]+(?: [\w\[\]]+)?|consequently|accordingly"
    r"|for its part|moreover|furthermore|naturally|clearly|though)\s*,",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"(?<=\w) (?:therefore|thus|hence|accordingly|consequently|thereby|still|indeed|evidently"
    r"|obviously|certainly|definitely|clearly|plainly|actually|really|altogether|nevertheless)\b"
    r"(?! (?:not|n't)\b)",
    re.IGNORECASE,
)
# "In width the table is the smaller one"
_IN_SIZE = re.compile(
    r"\b(?P<lead>(?:in|by|as for|as to|of the two) (?P<kind>width|height|breadth)s?\b"
    r"[^.;:\n]{0,60}?)\b(?P<word>smaller|lesser|less|larger|greater|bigger)"
    r"(?= (?:one|object|thing|of the two|than))",
    re.IGNORECASE,
)
_SIZES = {"width": ("narrower", "wider"), "breadth": ("narrower", "wider"),
          "height": ("shorter", "taller")}  # fmt: skip
_CONTRACTED = re.compile(r"\b(it|that|there|which|who|here)'s\b(?! been)", re.IGNORECASE)


def find_statements(
    text: str, compared: Compared | None = None, cast: Cast | None = None, untold: bool = False
) -> list[Statement]:
    """Return the spatial statements of a text, in order; a question states nothing.

    Where two regions are `compared`, the one that is left out is the other of the two: "so the
    chair is to the left". With a `cast` things are known by their names too; `untold` are the
    lengths of which nothing says what they measure.
    """
    plain = rewrite(plain_text(text), _ASIDE, lambda match: "," if "too" in match[0] else "")
    plain = rewrite(plain, _CONTRACTED, lambda match: f"{match[1]} is")
    plain = rewrite(rewrite(plain, _ADVERB, lambda match: ""), _IN_SIZE, _sized)
    plain = with_signs(with_aliases(plain))
    plain = cast.put_signs(plain) if cast else one_sign_each(Names([plain.text]).put_signs(plain))
    parts = clauses(plain.text)
    found = [
        *find_relations(plain.text, parts, compared),
        *_lengths(plain.text, compared),
        *find_standing(plain.text, parts, compared),
        *find_shares(plain.text, parts, compared),
        *find_nearness(plain.text, parts, compared),
    ]
    found += find_headings(plain.text, parts, compared, found)
    found += find_sequences(plain.text, compared, found)
    found += find_leanings(plain.text, parts, compared, found)
    read = [(said.start, said.end, said.value) for said in found if said.value is not None]
    found += find_leftovers(plain.text, read, compared) if untold else ()
    both = compared.pair if compared else ()
    placed = [_in_original(one, plain, text) for said in found for one in _each(said, both)]
    return sorted(placed, key=lambda said: (said.start, said.end))


def _sized(match: re.Match[str]) -> str:
    """Write "in width … the smaller one" as "in width … the narrower one"."""
    less, more = _SIZES[match["kind"].lower()]
    return match["lead"] + (
        less if match["word"].lower() in ("smaller", "lesser", "less") else more
    )


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
