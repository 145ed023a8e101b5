"""What lengths in a text say of things: how wide, how tall, how far away, how far apart.

Signs stand for things (`names`, `cast`); statements are made of what is found here. What a length
measures is said right behind it ("2 m wide"), before it ("a width of 2 m", "w = 2 m"), or by the
length before it; whose it is, by the things that its sentence names.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from srkit.language import length_words as words
from srkit.language.clauses import LONGEST, sentences
from srkit.language.names import IS_NEW, SIGN, region_of
from srkit.language.quantities import Quantity, find_quantities
from srkit.language.spans import (
    Length,
    Sentence,
    axis_of,
    between,
    final_length,
    names_two,
    of_named,
    of_pair,
)

_SIGN = re.compile(SIGN)
MOST_COMMAS = 2


class _Who(NamedTuple):
    """Whose a length is, and where that is said."""

    number: int
    start: int
    end: int


def find_lengths(
    text: str, asked: str | None = None, pair: tuple[int, int] | None = None
) -> Iterator[Length]:
    """Yield what lengths say.

    `asked` is the relation that a question asks for, `pair` of which regions, if that is known.
    """
    lengths = deque(find_quantities(text))
    topic: re.Match[str] | None = None
    was_told = False  # whether the sentence before has a length
    for start, end in sentences(text):
        inside = []
        while lengths and lengths[0].start < end:
            inside.append(lengths.popleft())
        signs = list(_SIGN.finditer(text, start, end)) if inside or topic is None else None
        if inside and not text[start:end].rstrip().endswith("?"):
            usual = None if was_told and not signs else words.USUAL.get(asked or "")
            reader = _Reader(text, start, end, signs or [], usual, topic, pair, asked)
            final = (
                words.FINAL.match(text, start, end) if asked in words.ASKED and not signs else None
            )
            if (
                final
                and not words.BOUND.search(text, final.end(), inside[0].start)
                and pair
                and len(inside) == 1
            ):
                yield final_length(text, (start, end), inside[0], asked or "", pair)
            else:
                yield from reader.read(inside)
        signs = list(_SIGN.finditer(text, start, end)) if signs is None else signs
        was_told = bool(inside)
        named = {sign[0] for sign in signs}
        if named:
            topic = signs[0] if len(named) == 1 else None


class _Reader:
    """One sentence: its lengths in order, each with what is known of the one before."""

    def __init__(
        self, text: str, start: int, end: int, signs: list[re.Match[str]], usual: str | None,
        topic: re.Match[str] | None, pair: tuple[int, int] | None, asked: str | None,
    ) -> None:  # fmt: skip
        self.text, self.start, self.end = text, start, end
        self.signs, self.usual, self.topic, self.asked = signs, usual, topic, asked
        pair = pair if pair and pair[0] != pair[1] else None
        named = frozenset(region_of(sign[0]) for sign in signs)
        self.sentence = Sentence(text, start, end, signs, pair, named)
        self.owners = [one for one in signs if not words.ITS_SIDE.match(text, one.end())]
        self.last: Length | None = None
        self.last_end = start

    def read(self, lengths: list[Quantity]) -> Iterator[Length]:
        for k, length in enumerate(lengths):
            stop = lengths[k + 1].start if k + 1 < len(lengths) else self.end
            said = self._length(length, min(stop, length.end + LONGEST))
            self.last_end = said.end if said else length.end
            if said:
                self.last = said
                yield said

    def _length(self, length: Quantity, stop: int) -> Length | None:
        """Return what a length says; "more than 2 m" is a bound."""
        head = max(self.last_end, length.start - LONGEST)
        before = self.text[head : length.start]
        bound = words.BOUND.search(before)
        if bound:
            before = before[: bound.start()]
        said = self._exact(length, stop, head, before)
        if said is None or bound is None:
            return said
        return said._replace(bound=1 if bool(bound["more"]) != bool(bound["no"]) else -1)

    def _exact(self, length: Quantity, stop: int, head: int, before: str) -> Length | None:
        text = self.text
        name, behind = self._behind(length, before)
        if (
            name == "depth"
            and behind
            and words.BESIDE.search(before)
            and words.AWAY.fullmatch(behind[0])
        ):
            return None  # "to the right of [1], 0.9 m away"
        end = behind.end() if behind else length.end
        link = words.LINK.match(text, length.end, stop)
        if link and name in (None, "depth") and not words.RANGE_OF.search(before):
            if words.CAMERA_IS.search(before):
                return None  # "the camera is 2 m away from it"
            return between(self.sentence, length, _kind(link), link.end(), link["who"], head)
        if said := of_named(self.sentence, length):
            return said
        if said := of_pair(self.sentence, length, before):
            is_size = said.relation == "vertical_distance" and self.asked in ("taller", "shorter")
            return None if is_size else said  # "lower by 0.2 m" may mean less tall
        if axis := axis_of(self.sentence, length):
            return between(self.sentence, length, axis, length.end, None, head)
        by = words.BY.search(before)
        if name in ("beside", "apart") or by:
            if by and by["level"] and self.asked in ("taller", "shorter"):
                return None  # "below that of [1] by 0.2 m": its height
            if name is None and by:
                name = "horizontal_distance" if by["side"] else "vertical_distance"
            return between(self.sentence, length, name, end, None, head)
        if words.DIFFERS.search(before) and name not in ("left", "right"):
            return None
        if name is None and (wider := words.WIDER.search(before)):
            name = wider.lastgroup
        if name is not None:
            return self._of_one(length, name, None, end, head)
        if words.GOES_ON.match(text, length.end) or words.NOT_MEASURED.search(before):
            return None
        cue = next(iter(list(words.BEFORE.finditer(text, head, length.start))[-1:]), None)
        if cue and words.AT_LAST.search(before) and length.value_m >= words.NEAREST:
            cue = None  # "(width, height), at 5 m"
        name = cue.lastgroup if cue else None
        if name == "none" or (name == "place" and length.value_m < words.NEAREST):
            return None
        if name == "place" or (cue and cue[0].lower() == "rises" and words.AT.search(before)):
            name = "depth"
        is_at = words.AT.search(before) is not None and name is None
        if name in (None, "height", "width") and not is_at and names_two(self.sentence, before):
            return between(self.sentence, length, None, length.end, None, head)
        return self._of_one(length, name, cue, end, head)

    def _behind(self, length: Quantity, before: str) -> tuple[str | None, re.Match[str] | None]:
        """Return what is said right behind a length, and where."""
        text = self.text
        behind = words.BEHIND.match(text, length.end)
        if behind:
            is_across = behind.lastgroup == "apart" and words.ENDS.search(before)
            return "width" if is_across else behind.lastgroup, behind
        if words.AT.search(before) or words.OFFSET.search(before):
            if to := words.SIDEWAYS.match(text, length.end):
                return to[1].lower(), to
        if self.last and self.last.relation in ("level", "lateral"):
            if of_it := words.OF_IT.match(text, length.end):
                return (of_it["side"] or of_it["its"]).lower(), of_it
        return None, None

    def _of_one(
        self, length: Quantity, name: str | None, cue: re.Match[str] | None, end: int, head: int
    ) -> Length | None:
        """Return a length of one thing: `cue` says before it what it is, if nothing else does."""
        text, before = self.text, self.text[head : length.start]
        if cue and words.TERM.search(text, head, cue.start()):
            return None
        who = self._numbered(cue) or self._who(length, end, name, head)
        told = text[cue.end() : length.start] if cue else before
        is_other = who and who.start > length.start and words.AGAINST.search(before)
        if who is None or is_other or ((cue or name is None) and words.SUM.search(told)):
            return None
        if name is None and who.start > length.start:  # "2 m is the height of [0]"
            noun = words.BEFORE.search(text, end, who.start)
            is_far = "distance" in text[end : who.start] or (
                words.AT.search(before) and length.value_m >= words.NEAREST
            )
            name = noun.lastgroup if noun else "depth" if is_far else None
        if name is None and words.MORE_SO.search(before):
            return None  # "much wider at 1.12 m"
        name = name or self._unsaid(who, length)
        if words.FROM_IT.match(text, end) and (name != "depth" or cue is None):
            return None
        return self._of(length, name, who, end, cue is not None) if name else None

    def _of(self, length: Quantity, name: str, who: _Who, end: int, is_noun: bool) -> Length | None:
        text, value = self.text, length.value_m
        if name in words.PLACES:
            if words.EDGES.search(text, who.end, length.start):
                return None
            if words.FAR_PART.search(text, self.start, who.start):
                return None  # "the left end of [0] is 0.6 m right of the axis"
            name, sign = words.PLACES[name]
            is_negative = text[self.start : length.start].rstrip().endswith("-")
            value *= -sign if is_negative else sign
        if (
            name == "thickness"
            and not is_noun
            and (self.last is None or self.last.relation not in ("width", "height"))
        ):
            return None  # "2.3 m deep" may be a place
        start = min(who.start, length.start)
        gap = (min(who.end, length.start), length.start)
        clause = text[max(self.last_end, self.start) : end]
        end = max(end, who.end) if who.start > length.start else end
        return Length(who.number, name, start, end, None, value, gap, clause)

    def _who(self, length: Quantity, end: int, name: str | None, head: int) -> _Who | None:
        """Return whose a length is."""
        text, last = self.text, self.last
        if last and last.object is None and words.SAME.fullmatch(text, last.end, length.start):
            return _Who(last.subject, last.start, last.start)
        if owner := words.FOR.match(text, end):  # "0.5 m for [0] and 0.8 m for [1]"
            return _Who(region_of(owner[1]), *owner.span(1))
        before = [sign for sign in self.owners if sign.start() < length.start]
        after = words.IN_BRACKETS.match(text, end)
        if after and not any(sign.start() >= head for sign in before):
            return _Who(region_of(after[1]), *after.span(1))
        return self._of_named(length, end, name, before) if before else self._said_behind(end)

    def _said_behind(self, end: int) -> _Who | None:
        """Return whose a length is that opens its sentence: "2 m away is [0]", or that goes on."""
        text = self.text
        if owner := words.OWNER.match(text, end):
            if words.OWN_LENGTH.match(text, owner.end()):
                return None  # "chair 44 cm, [0] 24 cm"
            return _Who(region_of(owner["who"]), *owner.span("who"))
        after = _SIGN.search(text, end, self.end)
        if after and words.LIST.fullmatch(text, end, after.start()):
            if words.IS.search(text, end, after.start()):
                return _who_of(after)
        sentence = text[self.start : self.end]
        if self.signs or not self.topic or words.ANSWERS.search(sentence):
            return None
        goes_on = words.CONTINUES.match(sentence)
        return _Who(region_of(self.topic[0]), self.start, self.start) if goes_on else None

    def _of_named(
        self, length: Quantity, end: int, name: str | None, before: list[re.Match[str]]
    ) -> _Who | None:
        """Return whose a length is of those named before it: the nearest, or the subject."""
        text, nearest = self.text, before[-1]
        gap = text[nearest.end() : length.start]
        if words.OTHERS.search(gap):
            return None
        if len(before) > 1 and words.AND.fullmatch(text, before[-2].end(), nearest.start()):
            if words.BOTH_HAVE.match(text, nearest.end()):
                return None
        if len(before) > 1 and words.LINKED.search(text, self.start, nearest.start()):
            nearest = before[-2]  # "2 m from [1], and 0.7 m tall"
            gap = text[nearest.end() : length.start]
        if not self._is_object(nearest):
            return _who_of(nearest)
        if words.FAR_PART.search(text, self.start, nearest.start()):
            return None
        is_own = name in ("width", "height", "thickness") and not words.BREAKS.search(gap)
        is_own = (
            is_own and gap.count(",") < MOST_COMMAS
        )  # "a box on a table, on the left, 2 m wide"
        is_new = bool(IS_NEW.search(text, self.start, nearest.start()))
        if is_new and words.COMMA.fullmatch(gap) and words.IS_A.match(text, before[0].end()):
            return _who_of(before[0])  # "[0] is a box on a table, 0.2 m wide"
        if words.WHICH_AFTER.match(gap) and words.IS_A.match(text, before[0].end()):
            return None  # "[0] is a bin right of [1], which is 0.3 m wide": either of them
        is_told = is_new and (is_own or words.AT_ONCE.fullmatch(gap)) or words.WHICH.search(gap)
        if is_told or gap.startswith(("'s", " (")) or words.ITS.match(gap):
            return _who_of(nearest)
        others = [sign for sign in before if sign[0] != nearest[0]]
        if not others:
            owner = words.OWNER.match(text, end)
            is_first = not text[self.start : nearest.start()].strip(" \n-*").count(" ")
            if owner and is_first:  # "behind [0], at 4 m, is [1]"
                return _Who(region_of(owner["who"]), *owner.span("who"))
            return None if is_first or name in (None, "depth") else _who_of(nearest)
        starts = [found.start() for found in words.NEW.finditer(text, self.start, nearest.start())]
        subjects = [sign for sign in others if sign.start() >= max(starts, default=self.start)]
        return _who_of(subjects[0] if subjects else nearest)

    def _is_object(self, sign: re.Match[str]) -> bool:
        lead = self.text[max(self.start, sign.start() - 24) : sign.start()]
        return bool(words.IS_OBJECT.search(lead))

    def _numbered(self, cue: re.Match[str] | None) -> _Who | None:
        """Return the region that a variable is numbered for: "w₀ = 2 m"."""
        digit = words.NUMBERED.search(cue[0]) if cue else None
        if not cue or not digit:
            return None
        return _Who(int(digit[0].translate(words.DIGITS)), cue.start(), cue.end())

    def _unsaid(self, who: _Who, length: Quantity) -> str | None:
        """Return what a bare length of a thing is: a distance "at", the one before, the usual."""
        text, last = self.text, self.last
        if who.end == self.start:  # the one of the sentence before
            return self._usual() if words.GIVES.match(text, self.start, self.end) else None
        gap = text[who.end : length.start]
        if words.AT.search(gap) and (
            counted := words.COUNTED.search(text, self.start, length.start)
        ):
            return "below" if counted["down"] else "right"
        if words.AT.search(gap) and words.PART_AT.search(gap):
            return None  # "its top is at 1.2 m"
        if words.AT.search(gap):
            is_side = (
                length.value_m < words.NEAREST
                and not words.GROUND.search(gap)
                or words.SIDES.search(text, self.start, self.end)
            )
            return None if is_side else "depth"
        if last and last.object is None and words.ELLIPTIC.fullmatch(gap):
            if not re.search(r"[.;\n]", text[last.end : who.start]) and who.start > last.start:
                return last.relation if last.relation not in ("level", "lateral") else None
        if words.ELLIPTIC.fullmatch(gap) or (who.start > length.start):
            return self._usual()
        return None

    def _usual(self) -> str | None:
        """Return what the question asks for, unless the sentence speaks of how far things are."""
        is_far = words.FAR.search(self.text, self.start, self.end)
        return None if is_far and self.usual in ("height", "width") else self.usual


def _kind(link: re.Match[str]) -> str | None:
    return next((name for name, found in link.groupdict().items() if found and name != "who"), None)


def _who_of(sign: re.Match[str]) -> _Who:
    return _Who(region_of(sign[0]), *sign.span())
