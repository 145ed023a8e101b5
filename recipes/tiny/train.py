"""Train the small model from scratch on synthetic scenes: first the eye, then reading it out.

    torchrun --nproc_per_node 2 recipes/tiny/train.py --work work

Phase `eye` teaches the tower what each cell of the picture shows (heads that are thrown away),
phase `read` teaches question and answer, the tower going on. Weights are bfloat16 to compute with,
float32 for the optimizer. Goes on where `work` ends; `work/model` is what plain transformers loads.
"""

import argparse
import json
import os
import shutil
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.distributed as dist
from lessons import CELLS, FORMS, PAINTS, SIZE_PX, Lesson, lessons_of, texts_of
from model import END, make_model, make_processor, make_tokenizer
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, AutoProcessor

from srkit.records.run import RunRecord
from srkit.synth.tasks import Settings


class Plan(NamedTuple):
    """What decides the weights, beside the number of processes."""

    seed: int = 0
    tokenizer_scenes: int = 3000
    eye_steps: int = 2000
    eye_scenes: int = 4  # a step and process; each gives about three pictures,
    eye_pictures: int = 12  # of which so many are taken
    eye_lr: float = 2e-3
    read_steps: int = 4200
    read_scenes: int = 3
    read_pictures: int = 6
    asked_each: int = 4  # questions about a picture
    read_lr: float = 1.5e-3  # of AdamW;
    muon_times: float = 10.0  # and of Muon so many times that
    decay_from: float = 0.6  # share of the phase after which the learning rate falls
    warmup: int = 150
    dense_weight: float = 0.3  # of the heads' loss while reading
    weights: tuple[float, float, float] = (1.0, 2.0, 4.0)  # description, steps, from the last on
    weight_decay: float = 0.05
    save_every: int = 250


PLAN = Plan()
WORLD = Settings(seed=PLAN.seed)
MEANS = torch.tensor([0.0, 0.9, 3.4, 3.6, -0.7, -0.6])  # of the dense lengths
SPREADS = torch.tensor([0.9, 0.45, 1.0, 1.0, 0.45, 0.5])


class Heads(nn.Module):
    """What each cell shows, read from the tower's output: four cells from each image token."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.parts = (3, len(PAINTS) + 1, len(FORMS) + 1, 6)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, 4 * sum(self.parts))

    def cells(self, seen: Tensor) -> Tensor:
        """Return (pictures, cells, values), cells by row and column."""
        side = CELLS // 2
        read = self.out(self.norm(seen)).float().view(len(seen), side, side, 2, 2, -1)
        return read.transpose(2, 3).flatten(1, 4)

    def loss(self, seen: Tensor, batch: "Batch") -> Tensor:
        role, paint, form, lengths = self.cells(seen).split(self.parts, -1)
        told = sum(
            functional.cross_entropy(found.flatten(0, 1), (true + 1).flatten())
            for found, true in ((role, batch.role), (paint, batch.paint), (form, batch.form))
        )
        shows = (batch.form >= 0)[..., None]
        off = (lengths - (batch.lengths - MEANS) / SPREADS).abs() * shows
        return told + off.sum() / shows.sum() / 2


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

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text that begins where a line does."""
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    def row(self, question: str, answer: str) -> tuple[list[int], list[float]]:
        """Return the tokens of a question and its answer, and how much each one weighs."""
        ids = [*self.before, *self.encode(question + self.after)]
        weights = [0.0] * len(ids)
        for part, weight in zip(cut(answer + END), PLAN.weights, strict=True):
            said = self.encode(part)
            ids += said
            weights += [weight] * len(said)
        return ids, weights


def cut(answer: str) -> list[str]:
    """Cut an answer before its reasoning and before its last step, where lines begin."""
    first = answer.index("<reasoning>")
    last = answer.rindex("### Step", first)
    return [answer[:first], answer[first:last], answer[last:]]


def batch_of(lessons: list[Lesson], texts: Texts | None) -> Batch:
    """Stack lessons; without texts only what the eye needs."""
    pixels = np.stack([one.pixels for one in lessons]).transpose(0, 3, 1, 2)
    role, paint, form, lengths = (
        torch.from_numpy(np.stack([getattr(one, name) for one in lessons]))
        for name in ("role", "paint", "form", "lengths")
    )
    asked = [
        (k, *texts.row(question, answer))
        for k, one in enumerate(lessons)
        for question, answer in zip(one.questions, one.answers, strict=True)
        if texts
    ]
    longest = upto(max((len(ids) for _, ids, _ in asked), default=0), 16)
    ids = torch.zeros(len(asked), longest, dtype=torch.long)
    weights = torch.zeros(len(asked), longest)
    for k, (_, own, weighs) in enumerate(asked):
        ids[k, : len(own)], weights[k, : len(own)] = torch.tensor(own), torch.tensor(weighs)
    shown = (torch.from_numpy(pixels).float() / 127.5 - 1).to(torch.bfloat16)
    of = torch.tensor([k for k, _, _ in asked])
    return Batch(shown, role, paint, form, lengths, of, ids, weights)


def upto(count: int, multiple: int) -> int:
    """Round up: a matrix product of a shape that came before needs no preparation."""
    return -(-count // multiple) * multiple


def look(model: Any, pixels: Tensor) -> Tensor:
    """Return the tower's output, as Llava takes it."""
    return model.model.vision_tower(pixels, output_hidden_states=True).hidden_states[-1]


def read_loss(model: Any, seen: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Return the weighted loss of the answers, and the weighted share of tokens that are right.

    Questions are padded on the right, where nothing that counts looks.
    """
    inner = model.model
    images = inner.multi_modal_projector(seen)[batch.of]
    embedded = inner.language_model.embed_tokens(batch.ids)
    is_image = (batch.ids == model.config.image_token_index)[..., None]
    embedded = embedded.masked_scatter(is_image, images)
    hidden = inner.language_model(inputs_embeds=embedded, use_cache=False).last_hidden_state
    wanted, weights = batch.ids[:, 1:].flatten(), batch.weights[:, 1:].flatten()
    said = weights.nonzero()[:, 0]
    said = functional.pad(said, (0, upto(len(said), 256) - len(said)))  # the first weighs nothing
    logits = model.lm_head(hidden[:, :-1].flatten(0, 1)[said]).float()
    wanted, weights = wanted[said], weights[said]
    losses = functional.cross_entropy(logits, wanted, reduction="none")
    right = (logits.detach().argmax(-1) == wanted).float()
    return (losses * weights).sum() / weights.sum(), (right * weights).sum() / weights.sum()


def attend(
    module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Any, scaling: float, **_: Any
) -> tuple[Tensor, None]:
    """Attend in bfloat16 throughout: on a CPU four times as fast as the fused function."""
    scores = query @ key.transpose(-1, -2) * scaling
    if module.is_causal:
        scores = scores + torch.full(scores.shape[-2:], -torch.inf, dtype=scores.dtype).triu(1)
    return (scores.softmax(-1) @ value).transpose(1, 2).contiguous(), None


class Learner:
    """Weights in float32 for the optimizers, in bfloat16 for the work, averaged over processes.

    Matrices (of convolutions, too) learn by Muon, all else, and what reads or writes tokens, by
    AdamW: on this eye the loss falls twice as fast a step as by AdamW alone.
    """

    def __init__(self, *modules: nn.Module) -> None:
        self.named = [(f"{k}.{name}", p) for k, module in enumerate(modules)
                      for name, p in module.named_parameters()]  # fmt: skip
        self.masters = [p.detach().clone().flatten(1) if p.ndim > 1 else p.detach().clone()
                        for _, p in self.named]  # fmt: skip
        for module in modules:
            module.to(torch.bfloat16)
        is_inner = [p.ndim > 1 and p.shape[1] > 1 and name.startswith("0.") and "embed_tokens"
                    not in name for name, p in self.named]  # fmt: skip
        inner = [m for m, found in zip(self.masters, is_inner, strict=True) if found]
        outer = [m for m, found in zip(self.masters, is_inner, strict=True) if not found]
        self.muon = torch.optim.Muon(inner, weight_decay=PLAN.weight_decay)
        self.adam = torch.optim.AdamW(outer, betas=(0.9, 0.98), weight_decay=0.0, foreach=True)

    def step(self, loss: Tensor, lr: float) -> None:
        """Learn from a loss; the rate is AdamW's."""
        loss.backward()
        flat = torch.cat([
            torch.zeros(p.numel()) if p.grad is None else p.grad.float().flatten()
            for _, p in self.named
        ])  # fmt: skip
        if dist.is_initialized():
            dist.all_reduce(flat)
            flat /= dist.get_world_size()
        flat *= min(1.0, 1.0 / (float(flat.norm()) + 1e-6))
        parts = flat.split([m.numel() for m in self.masters])
        for master, part, (_, p) in zip(self.masters, parts, self.named, strict=True):
            master.grad, p.grad = part.view_as(master), None
        for optimizer, times in ((self.muon, PLAN.muon_times), (self.adam, 1.0)):
            optimizer.param_groups[0]["lr"] = lr * times
            optimizer.step()
        with torch.no_grad():
            for master, (_, p) in zip(self.masters, self.named, strict=True):
                p.copy_(master.view_as(p))

    def state(self) -> dict[str, Tensor]:
        """Return weights and moments by name."""
        found = {}
        for (name, _), master in zip(self.named, self.masters, strict=True):
            found[name] = master
            for optimizer in (self.muon, self.adam):
                for key, value in optimizer.state.get(master, {}).items():
                    found[f"{name}@{key}"] = torch.as_tensor(value)
        return found

    def load(self, state: dict[str, Tensor]) -> None:
        """Take over weights and moments."""
        inner = {id(master) for master in self.muon.param_groups[0]["params"]}
        for (name, p), master in zip(self.named, self.masters, strict=True):
            master.copy_(state[name])
            p.data.copy_(master.view_as(p))
            optimizer = self.muon if id(master) in inner else self.adam
            for key in ("step", "exp_avg", "exp_avg_sq", "momentum_buffer"):
                if f"{name}@{key}" in state:
                    optimizer.state[master][key] = state[f"{name}@{key}"].clone()


def rate(step: int, steps: int, top: float) -> float:
    """Return the learning rate: up, level, and down to a hundredth in a straight line."""
    left = (steps - step) / (steps * (1 - PLAN.decay_from))
    return top * min(1.0, (step + 1) / PLAN.warmup, max(0.01, left))


def scenes_at(step: int) -> Iterator[int]:
    """Return the numbers of the scenes of a step in this process; no scene comes twice."""
    world = dist.get_world_size() if dist.is_initialized() else 1
    rank = dist.get_rank() if dist.is_initialized() else 0
    eyes = PLAN.eye_steps * PLAN.eye_scenes * world
    count = PLAN.eye_scenes if step < PLAN.eye_steps else PLAN.read_scenes
    before = step * count if step < PLAN.eye_steps else (step - PLAN.eye_steps) * count
    first = before * world + rank * count + (0 if step < PLAN.eye_steps else eyes)
    return iter(range(first, first + count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for state, log and model")
    parser.add_argument("--steps", type=int, help="stop after this many, to go on another time")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("gloo")
    is_first = not dist.is_initialized() or dist.get_rank() == 0
    work = options.work
    if is_first and not (work / "model/tokenizer.json").exists():
        make_processor(make_tokenizer(texts_of(PLAN.tokenizer_scenes, WORLD))).save_pretrained(
            work / "model"
        )
    if dist.is_initialized():
        dist.barrier()
    train(work, is_first, options.steps)


def train(work: Path, is_first: bool, stop: int | None) -> None:
    processor = AutoProcessor.from_pretrained(work / "model")
    texts = Texts(processor)
    model = make_model(processor.tokenizer, PLAN.seed)
    AttentionInterface.register("bfloat16", attend)
    model.model.language_model.set_attn_implementation("bfloat16")
    heads = Heads(model.config.vision_config.hidden_size)
    learner = Learner(model, heads)
    begun, spent = 0, 0.0
    if (work / "state.json").exists():
        kept = json.loads((work / "state.json").read_text())
        begun, spent = kept["step"], kept["minutes"]
        learner.load(load_file(work / kept["file"]))
    steps = PLAN.eye_steps + PLAN.read_steps
    since, sums, counted = time.monotonic(), np.zeros(3), 0
    for step in range(begun, min(steps, stop or steps)):
        is_eye = step < PLAN.eye_steps
        asked = 0 if is_eye else PLAN.asked_each
        lessons = islice(
            (one for n in scenes_at(step) for one in lessons_of(n, WORLD, asked)),
            PLAN.eye_pictures if is_eye else PLAN.read_pictures,
        )
        batch = batch_of(list(lessons), None if is_eye else texts)
        seen = look(model, batch.pixels)
        dense = heads.loss(seen, batch)
        said = right = torch.zeros(())
        if not is_eye:
            said, right = read_loss(model, seen, batch)
        if is_eye:
            lr = rate(step, PLAN.eye_steps, PLAN.eye_lr)
            learner.step(dense, lr)
        else:
            lr = rate(step - PLAN.eye_steps, PLAN.read_steps, PLAN.read_lr)
            learner.step(said + PLAN.dense_weight * dense, lr)
        sums += [float(one.detach()) for one in (dense, said, right)]
        counted += 1
        is_last = step + 1 in (steps, stop)
        if is_first and ((step + 1) % 50 == 0 or is_last):
            minutes = spent + (time.monotonic() - since) / 60
            values = dict(zip(("dense", "loss", "right"), np.round(sums / counted, 4), strict=True))
            line = {"step": step + 1, "minutes": round(minutes, 2), "lr": lr, **values}
            with (work / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            sums, counted = np.zeros(3), 0
        if is_first and ((step + 1) % PLAN.save_every == 0 or is_last):
            minutes = spent + (time.monotonic() - since) / 60
            save(work, step + 1, minutes, learner, model)
            if step + 1 == steps:
                record(work, steps, minutes)
    if dist.is_initialized():
        dist.barrier()
        dist.destroy_process_group()


def record(work: Path, steps: int, minutes: float) -> None:
    """Say beside the model how it was made, as `srkit train` would."""
    processes = dist.get_world_size() if dist.is_initialized() else 1
    made = {**PLAN._asdict(), "world": WORLD.world, "split": WORLD.split, "regions": "overlay"}
    run = RunRecord(str(work / "model"), "recipes/tiny/train.py", made, [])
    run.finish({"steps": steps, "processes": processes}, minutes=round(minutes, 1))
    shutil.copyfile(work / "log.jsonl", work / "model/log.jsonl")


def save(work: Path, step: int, minutes: float, learner: Learner, model: Any) -> None:
    """Write the state, then say which file it is; and the model as transformers loads it."""
    name = f"state-{step}.safetensors"
    save_file(learner.state(), work / name)
    told = {"step": step, "minutes": minutes, "file": name}
    (work / "state.json.part").write_text(json.dumps(told))
    (work / "state.json.part").replace(work / "state.json")
    for old in work.glob("state-*.safetensors"):
        if old.name != name:
            old.unlink()
    weights = {n.split(".", 1)[1]: m.view_as(p).to(torch.float16)
               for (n, p), m in zip(learner.named, learner.masters, strict=True)
               if n.startswith("0.")}  # fmt: skip
    model.config.dtype = torch.float32
    model.save_pretrained(work / "model", state_dict=weights)


if __name__ == "__main__":
    main()
