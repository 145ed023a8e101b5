"""Tiny models that have learnt a few replies by heart, to see the whole way through real ones.

`Teacher` stands in for a model's weights while a stage runs: it answers as a good model would, and
keeps what it was asked. `learn` trains a model on that until it knows it.
"""

import json
import re
from typing import Any

import torch

from srkit.language.sections import heading, parse_headings
from srkit.models.base import Reply, Useless
from srkit.models.batches import Call, encode
from srkit.models.geometric import GeometryPolicy
from srkit.models.inprocess import Weights
from srkit.records.address import parse_address
from srkit.records.flow import Usage
from srkit.records.rows import Row

# Short, so that what has to be learnt is the replies.
PROMPTS = {"headings": "Answer in sections.", "propose": "One at a time.", "judge": "Rate.",
           "score": "Mark.", "depth": "Depth.", "short": "Be short."}  # fmt: skip
MARKS = {
    "marks": dict.fromkeys(("existence", "attribute", "completeness", "appropriateness", "factual",
                            "coherence", "rules", "conclusion"), 1),
    "statements": [],
}  # fmt: skip
Asked = tuple[Call, str]


class Teacher(Weights):
    """Answers from the scene, and keeps what it was asked and what it said."""

    def __init__(self, real: Weights, rows: list[Row]) -> None:
        self.__dict__ |= vars(real)
        self.kept = list[Asked]()
        policy = GeometryPolicy(parse_address("geometry:?strategy=direct&variety=no"))
        self.chains = {row["question"]: parse_headings(policy.write(row, 0, 0)) for row in rows}
        self.answers = {row["question"]: row["answer"] for row in rows}

    def write(self, calls: list[Call]) -> list[Reply | Useless]:
        said = [self.answer(call.messages[-1]["content"][-1]["text"]) for call in calls]
        self.kept += [(call, text) for call, text in zip(calls, said, strict=True)]
        return [Reply(text, Usage(1, 1, 1)) for text in said]

    def answer(self, text: str) -> str:
        if "\nNext: " in text:
            chain = next(chain for question, chain in self.chains.items() if question in text)
            part = chain[len(re.findall(r"^### ", text, re.MULTILINE))]
            return f"{heading(part.kind, part.number)}\n{part.text}"
        if answer := next(
            (said for asked, said in self.answers.items() if text.endswith(asked)), ""
        ):
            return answer
        if "Rate the" in text:
            is_first = "### Description" in text.rpartition("<candidate")[2]
            return json.dumps([{"visual": 1, "spatial": 1, "logical": None if is_first else 1}])
        return json.dumps(MARKS)


def texts_of(asked: Asked) -> list[str]:
    """Return what was read and written."""
    call, reply = asked
    found = [reply]
    for message in call.messages:
        content = message["content"]
        parts = content if isinstance(content, list) else [{"text": content}]
        found += [part["text"] for part in parts if "text" in part]
    return found


def learn(weights: Weights, kept: list[Asked], steps: int, seed: int = 0) -> float:
    """Train the weights on replies; return the last loss."""
    torch.manual_seed(seed)
    model, tokenizer = weights.model.train(), weights.processor.tokenizer
    examples: list[dict[str, Any]] = []
    for call, reply in kept:
        inputs = dict(encode(weights.processor, [call]))
        end = tokenizer(reply + tokenizer.eos_token, return_tensors="pt",
                        add_special_tokens=False)["input_ids"]  # fmt: skip
        ids = torch.cat([inputs["input_ids"], end], dim=1)
        labels = ids.clone()
        labels[:, : inputs["input_ids"].shape[1]] = -100
        for kind in ("token_type_ids", "mm_token_type_ids"):  # the reply is text
            if kind in inputs:
                inputs[kind] = torch.cat([inputs[kind], torch.zeros_like(end)], dim=1)
        examples.append(inputs | {"input_ids": ids, "attention_mask": torch.ones_like(ids),
                                  "labels": labels})  # fmt: skip
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    loss = 0.0
    for step in range(steps):
        found = model(**examples[step % len(examples)]).loss
        found.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        loss = 0.9 * loss + 0.1 * float(found.detach())
    weights.model.eval()
    return loss
