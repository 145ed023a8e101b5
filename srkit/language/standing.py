"""Where things stand: clock directions, sides, coordinates, and who is nearer without "than"."""

import re
from collections.abc import Iterator

from srkit.language.clauses import Clause, clause_at
from srkit.language.hours import find_hours
from srkit.language.names import BOTH, FIRST_THING, SIGN, region_of
from srkit.language.relation_words import IS_OBJECT, IS_SO, THE_ONE
from srkit.language.statement import (
    NEGATION,
    PROPORTIONS,
    SAME_SIDE,
    Compared,
    Statement,
    certainty_of,
)

_PLACE = re.compile(r"\b(?:from|at|of|to)\s+$", re.IGNORECASE)
_SIGN = re.compile(SIGN)
_CONVENTION = re.compile(  # "12 o'clock is straight ahead"
    r"\b(?:keep|with|where|let|that)(?: the)? [\w:]+ ?o'clock|o'clock (?:point|being|means"
    r"|is (?:a|s|t)|away|straight|towards?|ahead)", re.IGNORECASE
)  # fmt: skip
_WHOLE = (
    r"(?:picture|scene|image|view|room|frame|photo|camera(?! axis)|viewer|(?:middle|center)(?! of)"
    r"(?: line| axis)?|(?:(?:optical|viewing|camera|central) )?axis|line)\b"
)
# "to its right", "on the left side of the picture"
_TO_SIDE = re.compile(
    rf"\bto (?P<who>{SIGN})(?:'s)? (?P<side>left|right)\b(?! of)"
    r"|(?<!\d m )(?<!meters )\b(?:on|at|in|occupies"
    rf"|to(?= the (?:left|right)(?: side)? of the {_WHOLE}))"
    r" the (?:far |very |lower |upper )?(?P<place>left|right)(?:-hand)?(?: side| edge| half| part)?"
    rf"(?:(?P<whole> of the {_WHOLE})|(?! of\b)(?=\s*(?:[.,;:)]|$|and\b|side|at \d)))"
    rf"|(?<!\d m )(?<!meters )\b(?P<of>left|right) of (?:the |our |that |this |the same )?{_WHOLE}"
    r"|\bon the (?:camera|viewer)'s (?P<own>left|right)\b",
    re.IGNORECASE,
)
# "on opposite sides of the axis"
_ONE_SIDE = re.compile(
    r"\b(?:(?P<same>on (?:the|one and the) same (?:side|half)|both (?:of (?:them|the two)|centers"
    r"|middles|things|objects|regions|items)(?:,[^,.;]{3,40},)? (?:are|lie|stand"
    r"|sit)(?: \w+)? (?:on|in) the (?:left|right)(?:-hand)?(?: side| half| part)?"
    r"|are both (?:on|in|to) the (?:left|right)(?:-hand)?(?: side)?)"
    r"|on (?:opposite|different) (?:sides|halves)|one (?:(?:is|lies) )?(?:on|in) the (?:left"
    r"|right)[ \w]{0,12},? (?:and )?(?:the )?(?:one|other)(?: one)? (?:is |lies )?(?:on"
    r"|in) the (?:right|left) (?:half|side|part)s?)"
    rf"(?= of (?:the |our |that |this )?(?:same )?{_WHOLE}|\W*(?:$|[.,;:]|and\b|so\b|here\b))",
    re.IGNORECASE,
)
_NONE_APART = re.compile(
    r"\b(?P<nearly>(?:practically|almost|nearly|all but) touch(?:es|ing)?)\b"
    r"|\b(?P<touch>touch(?:es|ing)? (?:each |one an)other|no (?:free )?gap (?:at all"
    r"|between (?:them|the two)))\b|\bno (?:sideways|horizontal|lateral) (?:offset|distance"
    r"|component|separation)(?: at all)?\b(?! (?:is|was|has|can|need))", re.IGNORECASE
)  # fmt: skip
# "practically the same width"
_ALIKE = re.compile(
    r"\b(?<!at )(?:practically|almost|nearly|about|roughly|virtually|pretty much|more or less)"
    r" (?:the )?(?:very )?same (?:amount of |overall )?(?:(?P<alike_width>widths?)"
    r"|(?P<alike_height>heights?)|(?P<alike_size>volumes?|space|size)"
    r"|(?P<alike_sideways>(?:sideways|lateral|horizontal) (?:position|place|coordinate))"
    r"|(?P<alike_level>levels?|vertical position)"
    r"|(?P<alike_depth>depth|range|distance (?:from|to) (?:the )?camera))\b(?! as)",
    re.IGNORECASE,
)
NEXT_TO_NOTHING = 0.15  # metres between what practically touches
# "…, ≈2.24 m away, i.e. nearer", "and ≈0.5 m farther away"
_FRAGMENT = re.compile(
    r"(?:,|;|\band|\(|→)\s*(?:so|i\.e\.|thus|and|but|that is)?,?\s*(?:(?:≈|~|about )?\s*[\d.]+ m "
    r"|much |a bit |somewhat |slightly |well |clearly |far )?(?P<word>nearer|closer|farther"
    r"|further)(?: away| off| back)?(?: to the camera| from the camera)?(?=\s*(?:[.;,)]"
    r"|$))", re.IGNORECASE | re.MULTILINE
)  # fmt: skip
_OPENING = re.compile(r"[\s,;]*(?:(?:and|but|while|whereas)\s+)?", re.IGNORECASE)
_ARE = re.compile(r"\s+(?:are|lie|stand|sit)\s+(?:both |all |therefore |then )*", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|stands|lies|sits|was|has)\b", re.IGNORECASE)
_ALONE = re.compile(
    r"\b(?:(?P<front>nearer|closer|in front|in the foreground)|behind"
    r"|farther(?: (?:away|back|off))?|further (?:away|back|off)|in the background)(?: to the camera"
    r"| from the camera)?(?=\s*(?:[.,;)]|$|at\b|and\b|on the\b))",
    re.IGNORECASE | re.MULTILINE,
)
_IT_IS = rf"(?: (?:(?:it|{SIGN}) is|they are))?"
_WIDE, _LONGER = r"(?:wide|broad|tall|high|deep)", r"(?:wider|broader|taller|higher|deeper)"
_PROPORTION = re.compile(
    rf"\b(?:(?P<more>{_LONGER}|more {_WIDE}) than{_IT_IS} (?P<than>{_WIDE})"
    rf"|(?:(?P<less>narrower|thinner|slimmer|shorter|lower|shallower)"
    rf"|(?:less|not as) (?P<not>{_WIDE})) (?:than|as){_IT_IS} (?P<as>{_WIDE}))\b",
    re.IGNORECASE,
)
# by how their words begin
_AXIS = {"wide": 0, "broa": 0, "widt": 0, "narr": 0, "thin": 0, "slim": 0, "tall": 1, "high": 1,
         "heig": 1, "shor": 1, "lowe": 1, "deep": 2, "dept": 2, "shal": 2}  # fmt: skip
# "the box has the ball on its right"
_HAS = re.compile(
    rf"(?P<who>{SIGN}) has (?:the |an? )?(?P<other>{SIGN}) (?:(?:on|to) (?:its|{SIGN})(?:'s)? "
    r"(?P<side>left|right)\b|(?P<below>beneath|below|under)|(?P<above>above|over|on top of)"
    r"|(?P<behind>behind)|(?P<front>in front of))\b",
    re.IGNORECASE,
)
# "its width exceeds its height"
_SIDES_OF_ONE = re.compile(
    rf"({SIGN})(?:'s)? (?P<one>width|height|depth) (?:also |even )?(?:exceeds"
    r"|is (?:\w+ )?(?:greater|larger|more|bigger) than|(?P<less>falls short of"
    rf"|is (?:\w+ )?(?:less|smaller) than)) (?:the |its |{SIGN}(?:'s)? )"
    r"(?P<other>width|height|depth)\b",
    re.IGNORECASE,
)
_XYZ = re.compile(r"\bx\b[^.;]{0,20}\bright\w*,? (?:and )?y\b[^.;]{0,12}\bdown\w*", re.IGNORECASE)
_TRIPLE = re.compile(
    r"\(\s*(-?\d+(?:\.\d+)?),\s*(-?\d+(?:\.\d+)?),\s*(-?\d+(?:\.\d+)?)\s*(?:m|meters)?\)",
)
_OBSTACLE = re.compile(r"[.;:]|\b(?:with|and|more|farther|further|less|far(?! back)|one)\b|,.*,")

LINE = 500  # characters that such a line may have


def find_standing(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield where things are said to stand."""
    yield from _directions(text, parts)
    yield from _sides(text, parts, compared)
    yield from _same_sides(text, parts, compared)
    yield from _none_apart(text, parts, compared)
    yield from _alike(text, parts, compared)
    yield from _fragments(text, compared)
    yield from _alone(text, parts)
    yield from _proportions(text, parts)
    yield from _having(text, parts)
    yield from _coordinates(text)


def _directions(text: str, parts: list[Clause]) -> Iterator[Statement]:
    """Yield clock directions that say of what, and from where."""
    for hour in find_hours(text):
        clause = clause_at(parts, hour.start)
        if _CONVENTION.search(text[max(0, hour.start - 14) : hour.end + 14]):
            continue
        if clause is None or clause.is_question or hour.is_wide:
            continue
        places: list[re.Match[str]] = []
        subjects: list[re.Match[str]] = []
        for match in _SIGN.finditer(text, clause.start, clause.end):
            is_place = _PLACE.search(text[clause.start : match.start()])
            (places if is_place else subjects).append(match)
        if len(places) != 1 or len(subjects) != 1:
            continue
        spots = (places[0].start(), subjects[0].start(), hour.start)
        yield Statement(
            subject=region_of(places[0][0]),
            relation="direction",
            start=min(spots),
            end=max(hour.end, *(match.end() for match in (*places, *subjects))),
            text="",
            object=region_of(subjects[0][0]),
            value=hour.value,
            negated=bool(NEGATION.search(text, clause.start, hour.start)),
            certainty=certainty_of(text[clause.start : clause.end]),
        )


def _of_both(
    text: str, parts: list[Clause], compared: Compared | None, words: re.Pattern[str], relation: str
) -> Iterator[tuple[re.Match[str], Clause, Statement]]:
    """Yield what is said of the two that a question compares, and of nobody else."""
    if not compared or compared.pair[0] == compared.pair[1]:
        return
    for match in words.finditer(text):
        clause = clause_at(parts, match.start())
        if clause is None or not clause.is_claim:
            continue
        start = max(0, clause.start - 1)  # "[0] and [1] are on one side" is cut before "and"
        named = {region_of(sign) for sign in _SIGN.findall(text[start : clause.end])}
        if named <= {*compared.pair, BOTH} and len(named - {BOTH}) != 1:
            yield match, clause, Statement(
                subject=compared.pair[0], relation=relation, start=match.start(), end=match.end(),
                text="", object=compared.pair[1],
                certainty=certainty_of(text[clause.start : clause.end]),
            )  # fmt: skip


def _same_sides(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield whether the two are on one side of the camera's axis."""
    for match, clause, said in _of_both(text, parts, compared, _ONE_SIDE, SAME_SIDE):
        is_denied = bool(NEGATION.search(text, clause.start, match.start()))
        yield said._replace(negated=bool(match["same"]) == is_denied)


def _none_apart(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield "no sideways offset at all" and "they touch each other" as the distance that it is."""
    for match, clause, said in _of_both(text, parts, compared, _NONE_APART, "horizontal_distance"):
        if NEGATION.search(text, clause.start, match.start()):
            continue
        if match["nearly"]:
            yield said._replace(relation="direct_distance", value=NEXT_TO_NOTHING, bound=-1)
        else:
            relation = "direct_distance" if match["touch"] else said.relation
            yield said._replace(relation=relation, value=0.0)


def _alike(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield in what two are said to be about the same."""
    for match, clause, said in _of_both(text, parts, compared, _ALIKE, ""):
        is_denied = bool(NEGATION.search(text, clause.start, match.start()))
        yield said._replace(relation=match.lastgroup or "", negated=is_denied)


def _fragments(text: str, compared: Compared | None) -> Iterator[Statement]:
    """Yield which of the two is "≈0.5 m nearer", where a line describes it."""
    if not compared or compared.pair[0] == compared.pair[1]:
        return
    for match in _FRAGMENT.finditer(text):
        at = match.start()
        begin = max(0, at - LINE)
        start = max(begin - 1, text.rfind("\n", begin, at), text.rfind(". ", begin, at)) + 1
        signs = [region_of(sign[0]) for sign in _SIGN.finditer(text, start, match.start())]
        if not signs or not set(signs) <= set(compared.pair) or signs[0] not in compared.pair:
            continue
        if _VERB.search(text, start, match.start()):
            continue
        first, second = compared.pair
        other = second if signs[0] == first else first
        word = match["word"].lower()
        yield Statement(
            subject=signs[0], relation="front" if word[0] in "nc" else "behind",
            start=match.start("word"), end=match.end("word"), text="", object=other,
            certainty=certainty_of(text[match.start() : match.end()]),
        )  # fmt: skip


def _coordinates(text: str) -> Iterator[Statement]:
    """Yield where things are "at (0.3, 1.2, 2.6)", if x is said to be right, y down and z away."""
    if "(" not in text or not _XYZ.search(text):
        return
    for match in _TRIPLE.finditer(text):
        begin = max(0, match.start() - LINE)
        start = max(begin - 1, text.rfind("\n", begin, match.start())) + 1
        sign = next(iter(list(_SIGN.finditer(text, start, match.start()))[-1:]), None)
        if sign is None:
            continue
        x, y, z = map(float, match.groups())
        yield Statement(
            subject=region_of(sign[0]), relation="position", start=sign.start(), end=match.end(),
            text="", place=(x, y, z), certainty=certainty_of(text[sign.end() : match.start()]),
        )  # fmt: skip


def _said_of(
    text: str, parts: list[Clause], words: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], Clause, re.Match[str]]]:
    """Yield what is meant and said of a thing right before it: "X is …", with clause and X."""
    for match in words.finditer(text):
        clause = clause_at(parts, match.start())
        if clause is None or not clause.is_claim:
            continue
        signs = list(_SIGN.finditer(text, clause.start, match.start()))
        if signs and IS_SO.fullmatch(text, signs[-1].end(), match.start()):
            yield match, clause, signs[-1]


def _alone(text: str, parts: list[Clause]) -> Iterator[Statement]:
    """Yield things that are nearer or farther than what was spoken of: "a tree stands behind"."""
    for match, clause, sign in _said_of(text, parts, _ALONE):
        if FIRST_THING <= region_of(sign[0]) < BOTH:
            yield _of_one(text, match, clause, sign, "front" if match["front"] else "behind")


def _proportions(text: str, parts: list[Clause]) -> Iterator[Statement]:
    """Yield which of its own sides is the longer one: "wider than tall"."""
    for match, clause, sign in _said_of(text, parts, _PROPORTION):
        longer, other = match["more"], match["than"]
        if longer is None:
            longer, other = match["as"], match["less"] or match["not"]
        if relation := _longer_side(longer.removeprefix("more "), other):
            yield _of_one(text, match, clause, sign, relation)
    for match in _SIDES_OF_ONE.finditer(text):
        within = clause_at(parts, match.start())
        one, other = match["one"], match["other"]
        relation = _longer_side(*((other, one) if match["less"] else (one, other)))
        if relation and within and within.is_claim:
            yield _of_one(text, match, within, match, relation)


def _longer_side(longer: str, other: str) -> str | None:
    axes = _AXIS[longer[:4].lower()], _AXIS[other[:4].lower()]
    return next((name for name, both in PROPORTIONS.items() if both == axes), None)


def _having(text: str, parts: list[Clause]) -> Iterator[Statement]:
    """Yield where something is of which another one is said to have it there."""
    for match in _HAS.finditer(text):
        clause = clause_at(parts, match.start())
        if clause is None or not clause.is_claim:
            continue
        side = match["side"] or match.lastgroup or ""
        yield Statement(
            subject=region_of(match["other"]), relation=side.lower(), start=match.start(),
            end=match.end(), text="", object=region_of(match["who"]),
            certainty=certainty_of(text[clause.start : clause.end]),
        )  # fmt: skip


def _of_one(
    text: str, match: re.Match[str], clause: Clause, sign: re.Match[str], relation: str
) -> Statement:
    """Return a statement of one thing, which its words stand behind."""
    return Statement(
        subject=region_of(sign[0][0]), relation=relation, start=sign.start(), end=match.end(),
        text="", negated=bool(NEGATION.search(text, sign.end(), match.start())),
        certainty=certainty_of(text[clause.start : clause.end]),
    )  # fmt: skip


def _sides(text: str, parts: list[Clause], compared: Compared | None) -> Iterator[Statement]:
    """Yield who is "to its right", and who is "on the left" of the picture."""
    for match in _TO_SIDE.finditer(text):
        clause = clause_at(parts, match.start())
        if clause is None or clause.is_question or clause.is_idle:
            continue
        other = region_of(match["who"]) if match["who"] else None
        before = [one for one in _SIGN.finditer(text, clause.start, match.start())
                  if region_of(one[0]) != other]  # fmt: skip
        opening = _OPENING.match(text, clause.start, clause.end)
        begin = opening.end() if opening else clause.start
        own = [one for one in before if not IS_OBJECT.search(text, begin, one.start())]
        two = []  # "[0] and [1] are both left of the axis"
        if own and _ARE.fullmatch(text, own[-1].end(), match.start()):
            two = [*_SIGN.finditer(text, max(0, clause.start - 2), clause.start), own[-1]]
        if not own or (not two and other is None and (own[-1] is not before[-1] or _OBSTACLE.search(
                text, own[-1].end(), match.start()))):  # fmt: skip
            continue
        is_asked = compared is not None and compared.relation in ("left", "right")
        is_whole = match["whole"] or match["of"] or match["own"]
        if other is None and is_asked and not is_whole and region_of(own[-1][0]) < FIRST_THING:
            continue  # of the two, not of the picture
        if other is None and THE_ONE.search(text, clause.start, match.start()):
            continue
        side = next(filter(None, match.group("side", "place", "of", "own"))).lower()
        for who in two or own[-1:]:
            yield Statement(
                subject=region_of(who[0]), relation=side, start=own[-1].start(), end=match.end(),
                text="", object=other,
                negated=bool(NEGATION.search(text, own[-1].end(), match.start())),
                certainty=certainty_of(text[clause.start : clause.end]),
            )  # fmt: skip
