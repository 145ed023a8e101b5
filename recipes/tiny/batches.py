"""Lessons as tensors: pictures, tokens as the processor would make them, and what each counts."""

import math
import re
from typing import Any, NamedTuple

import numpy as np
import torch
from lessons import CELLS, DISTANCES, SIZE_PX, Lesson
from model import END
from PIL import Image
from plan import PLAN, Phase
from torch import Tensor

from srkit.scene.questions import CATEGORIES
from srkit.scene.wording import INVERSE

ASKED = list(CATEGORIES)
APART = [*DISTANCES, "direction"]
RELATIONS = list(INVERSE)


class Batch(NamedTuple):
    """Pictures with what their cells show, and questions, each with the picture that it is of."""

    pixels: Tensor
    role: Tensor
    paint: Tensor
    form: Tensor
    lengths: Tensor
    of: Tensor  # (questions,) which picture
    ids: Tensor  # (questions, tokens)
    weights: Tensor  # of each token's loss; 0 for what is not the answer
    names: Tensor  # (names, 2) where regions are named: question and place,
    shown: Tensor  # (names, image tokens) which of the picture's tokens show that region,
    cells: Tensor  # (names,) and one of the cells that do
    decisions: Tensor  # (decisions, 2) where yes, no or a choice is said: question and place,
    asked: Tensor  # (decisions,) what was asked, in ASKED,
    stated: Tensor  # (decisions,) and what was stated before, in RELATIONS
    measures: Tensor  # (measures, 2) where what lies between two regions is said: question, place,
    apart: Tensor  # (measures, 4) by how much the second is off the first: x, y, nearest, z,
    wanted: Tensor  # (measures,) what is asked, in ASKED,
    number: Tensor  # (measures,) and the logarithm of what is said, if it is a distance


class Texts:
    """Tokens of questions and answers, as the processor would make them."""

    def __init__(self, processor: Any) -> None:
        self.tokenizer = processor.tokenizer
        content = [{"type": "image"}, {"type": "text", "text": ""}]
        asked = [{"role": "user", "content": content}]
        text = processor.apply_chat_template(asked, add_generation_prompt=True)
        blank = Image.new("RGB", (SIZE_PX, SIZE_PX))
        tokens = processor(text=text, images=[blank], return_tensors="pt")["input_ids"][0].tolist()
        self.after = END + text.split(END)[1]
        self.before = tokens[: len(tokens) - len(self.encode(self.after))]
        known = {token: self.tokenizer.decode([token]) for token in range(len(self.tokenizer))}
        self.named = {token: int(found[1]) for token, text in known.items()
                      if (found := re.match(r"Region \[(\d)\]", text))}  # fmt: skip
        self.verdicts = {token: found[1] == "yes" for token, text in known.items()
                         if (found := re.search(r"\b(yes|no)$", text))}  # fmt: skip
        self.choosing = {token for token, text in known.items() if text == "The answer is "}
        self.digits = {token for token, text in known.items() if text.isdigit()}
        self.step = next(token for token, text in known.items() if text == "### Step ")
        self.concluding = {token for token, text in known.items() if text == "In Conclusion"}
        if not (self.choosing and self.concluding and self.verdicts and self.named):
            raise SystemExit("the tokenizer has not learned the phrases that answers turn on")

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text that begins where a line does."""
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    def row(self, question: str, answer: str, phase: Phase) -> tuple[list[int], list[float]]:
        """Return the tokens of a question and its answer, and how much each one counts."""
        ids = [*self.before, *self.encode(question + self.after)]
        weights = [0.0] * len(ids)
        for part, count in zip(cut(answer + END), phase.says or (), strict=True):
            if count:
                said = self.encode(part)
                ids += said
                weights += [count * share for share in self.shares(said, phase.decides)]
        return ids, weights

    def decides(self, tokens: list[int], k: int) -> bool:
        """Return whether a token is a yes, a no or a choice."""
        return tokens[k] in self.verdicts or (k > 0 and tokens[k - 1] in self.choosing)

    def decision(self, tokens: list[int], category: str) -> tuple[int, int] | None:
        """Return where an answer's tokens decide, and what they stated before, in RELATIONS.

        Where the answer is yes, or the region that was named first, what was asked was stated.
        """
        relation = CATEGORIES[category]
        places = [k for k in range(len(tokens)) if self.decides(tokens, k)]
        if not places or relation not in INVERSE:
            return None
        place = places[-1]
        first = next(k for k in reversed(range(place)) if tokens[k] in self.concluding)
        subject = next(self.named[token] for token in tokens[first:] if token in self.named)
        said = tokens[place]
        is_so = self.verdicts[said] if said in self.verdicts else self.named[said] == subject
        return place, RELATIONS.index(relation if is_so else INVERSE[relation])

    def measure(self, tokens: list[int]) -> int | None:
        """Return where an answer's last step has its number, or the hour."""
        start = next(
            (k for k in reversed(range(len(tokens))) if tokens[k] == self.step), len(tokens)
        )
        rest = iter(range(start, len(tokens)))
        named = any(tokens[k] in self.named for k in rest)
        return next((k for k in rest if tokens[k] in self.digits), None) if named else None

    def number(self, tokens: list[int], category: str) -> float:
        """Return the logarithm of the metres that tokens begin with; nan where it is an hour."""
        if category not in DISTANCES:
            return math.nan
        return math.log(max(0.05, float(self.tokenizer.decode(tokens[:6]).split()[0])))

    def shares(self, tokens: list[int], decides: float) -> list[float]:
        """Return how much of its part's weight each token has: less, from the second decimal on,
        and `decides` where it decides."""
        texts = self.tokenizer.convert_ids_to_tokens(tokens)
        decimals, found = -1, []  # −1: before a decimal point
        for k, text in enumerate(texts):
            if text == "." and k and texts[k - 1].isdigit():
                decimals = 0
            elif text.isdigit() and decimals >= 0:
                decimals += 1
            else:
                decimals = -1
            share = decides if self.decides(tokens, k) else 1.0
            found.append(PLAN.hundredths if decimals > 1 else share)
        return found


def cut(answer: str) -> list[str]:
    """Cut an answer before its reasoning and before its last step, where lines begin."""
    first = answer.index("<reasoning>")
    last = answer.rindex("### Step", first)
    return [answer[:first], answer[first:last], answer[last:]]


def batch_of(lessons: list[Lesson], texts: Texts, phase: Phase) -> Batch:
    """Stack lessons; where nothing is said, only what the eye needs."""
    pixels = np.stack([one.pixels for one in lessons]).transpose(0, 3, 1, 2)
    role, paint, form, lengths = (
        torch.from_numpy(np.stack([getattr(one, name) for one in lessons]))
        for name in ("role", "paint", "form", "lengths")
    )
    asked = [
        (k, *texts.row(question, answer, phase))
        for k, one in enumerate(lessons)
        for question, answer in zip(one.questions, one.answers, strict=True)
        if phase.says
    ]
    longest = upto(max((len(ids) for _, ids, _ in asked), default=0), 16)
    ids = torch.zeros(len(asked), longest, dtype=torch.long)
    weights = torch.zeros(len(asked), longest)
    for k, (_, own, weighs) in enumerate(asked):
        ids[k, : len(own)], weights[k, : len(own)] = torch.tensor(own), torch.tensor(weighs)
    names = [
        (row, place, k, texts.named[token])
        for row, (k, own, _) in enumerate(asked)
        for place, token in enumerate(own)
        if token in texts.named
    ]
    categories = [one for lesson in lessons for one in lesson.categories] if asked else []
    decisions = [
        (row, *found, ASKED.index(category))
        for row, ((_, own, _), category) in enumerate(zip(asked, categories, strict=True))
        if (found := texts.decision(own, category))
    ]
    both = {k: differences for k in range(len(lessons))
            if (differences := apart(role[k], lengths[k])) is not None}  # fmt: skip
    measures = [
        (row, where, both[k], ASKED.index(category), texts.number(own[where:], category))
        for row, ((k, own, _), category) in enumerate(zip(asked, categories, strict=True))
        if category in APART and k in both and (where := texts.measure(own))
    ]
    regions = tokens_of(role)
    looked = [regions[k] == region for _, _, k, region in names]
    seen = [n for n, one in enumerate(looked) if one.any()]
    return Batch(
        pixels=(torch.from_numpy(pixels).float() / 127.5 - 1).to(torch.bfloat16),
        role=role, paint=paint, form=form, lengths=lengths,
        of=whole([k for k, _, _ in asked]), ids=ids, weights=weights,
        names=whole([names[n][:2] for n in seen]).view(-1, 2),
        shown=torch.stack([looked[n].any(-1) for n in seen]) if seen else torch.zeros(0, 0),
        cells=whole([int((role[names[n][2]] == names[n][3]).nonzero()[0]) for n in seen]),
        decisions=whole([(row, place) for row, place, _, _ in decisions]).view(-1, 2),
        asked=whole([category for *_, category in decisions]),
        stated=whole([stated for _, _, stated, _ in decisions]),
        measures=whole([(row, place) for row, place, *_ in measures]).view(-1, 2),
        apart=torch.stack([off for _, _, off, _, _ in measures]) if measures
        else torch.zeros(0, 4),
        wanted=whole([category for *_, category, _ in measures]),
        number=torch.tensor([number for *_, number in measures]),
    )  # fmt: skip


def whole(numbers: list[Any]) -> Tensor:
    """Return whole numbers, however few."""
    return torch.tensor(numbers, dtype=torch.long)


def apart(role: Tensor, lengths: Tensor) -> Tensor | None:
    """Return by how much the second region is off the first in x, y, nearest and z."""
    shown = [(role == region).nonzero() for region in (0, 1)]
    if not all(map(len, shown)):
        return None
    first, second = (lengths[int(cells[0])] for cells in shown)
    return (second - first)[:4]


def tokens_of(cells: Tensor) -> Tensor:
    """Return values of cells as (pictures, image tokens, 4)."""
    side = CELLS // 2
    return cells.view(-1, side, 2, side, 2).transpose(2, 3).flatten(1, 2).flatten(2)


def upto(count: int, multiple: int) -> int:
    """Round up: a matrix product of a shape that came before needs no preparation."""
    return -(-count // multiple) * multiple
