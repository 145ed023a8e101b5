"""Train the small model from scratch on synthetic scenes: first the eye, then reading it out.

    torchrun --nproc_per_node 2 recipes/tiny/train.py --work work

Phase `eye` teaches the tower what each cell of the picture shows (by heads that are thrown away),
`read` teaches question and answer while the tower rests, `both` lets all go on a little. Weights
are bfloat16 to compute with, float32 for the optimizer. Goes on where `work` ends; `work/model` is
what plain transformers loads.
"""

import argparse
import json
import os
import re
import shutil
import time
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


class Phase(NamedTuple):
    """What is learned for so many steps; the rate rises, stays, and falls to nearly nothing."""

    name: str
    steps: int
    scenes: int  # a step and process; each gives about three pictures,
    pictures: int  # of which so many are taken,
    asked: int  # each with so many questions
    lr: float  # of AdamW
    sees: bool  # whether the tower learns
    # How much description, steps, and all from the last step on count; what counts nothing is left
    # out. Before a name means something, lengths are noise that drowns it.
    says: tuple[float, float, float] | None = None

    def of(self, step: int) -> float:
        """Return the learning rate of a step."""
        left = (self.steps - step) / (self.steps * (1 - PLAN.decay_from))
        return self.lr * min(1.0, (step + 1) / PLAN.warmup, max(0.01, left))


class Plan(NamedTuple):
    """What decides the weights, beside the number of processes."""

    seed: int = 0
    tokenizer_scenes: int = 3000
    phases: tuple[Phase, ...] = (
        Phase("eye", 2000, 4, 12, 0, 2e-3, sees=True),
        Phase("name", 400, 3, 6, 2, 1e-3, sees=False, says=(1, 0, 0)),
        Phase("read", 1700, 3, 6, 4, 1e-3, sees=False, says=(1, 2, 4)),
        Phase("both", 300, 3, 6, 4, 3e-4, sees=True, says=(1, 2, 4)),
    )
    muon_times: float = 10.0  # Muon's rate is so many times AdamW's
    decay_from: float = 0.6  # share of a phase after which the rate falls
    warmup: int = 150
    dense_weight: float = 0.3  # of the heads' loss where answers are learned, too
    pointing_layer: int = 1  # whose first heads learn to look from a region's name at the region
    pointing_heads: int = 2
    pointing_weight: float = 0.5
    hundredths: float = 0.2  # of what counts in a number: nobody can see them
    weight_decay: float = 0.05
    save_every: int = 250


PLAN = Plan()
WORLD = Settings(seed=PLAN.seed)
MEANS = torch.tensor([0.0, 0.9, 3.4, 3.6, -0.7, -0.6])  # of the dense lengths
SPREADS = torch.tensor([0.9, 0.45, 1.0, 1.0, 0.45, 0.5])


class Heads(nn.Module):
    """What is known on the way to an answer; thrown away when training ends.

    What each cell shows, read from the tower's output, four cells from each image token; and what a
    region is, read where the text names it.
    """

    def __init__(self, width: int, text_width: int) -> None:
        super().__init__()
        self.parts = (3, len(PAINTS) + 1, len(FORMS) + 1, 6)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, 4 * sum(self.parts))
        self.name_norm = nn.LayerNorm(text_width)
        self.name_out = nn.Linear(text_width, sum(self.parts[1:]))

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

    def naming_loss(self, middle: Tensor, batch: "Batch") -> Tensor:
        """Return how badly the text knows what a region is, right after looking at it."""
        named = middle[batch.names[:, 0], batch.names[:, 1]]
        read = self.name_out(self.name_norm(named)).float()
        paint, form, lengths = read.split(self.parts[1:], -1)
        pictures, cells = batch.of[batch.names[:, 0]], batch.cells
        told = functional.cross_entropy(paint, batch.paint[pictures, cells] + 1)
        told = told + functional.cross_entropy(form, batch.form[pictures, cells] + 1)
        true = (batch.lengths[pictures, cells] - MEANS) / SPREADS
        return told + 2 * (lengths - true).abs().mean()


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
        self.named = {
            token: int(found[1])
            for token in range(len(self.tokenizer))
            if (found := re.match(r"Region \[(\d)\]", self.tokenizer.decode([token])))
        }

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text that begins where a line does."""
        return self.tokenizer(text, add_special_tokens=False)["input_ids"]

    def row(
        self, question: str, answer: str, counts: tuple[float, ...]
    ) -> tuple[list[int], list[float]]:
        """Return the tokens of a question and its answer, and how much each one counts."""
        ids = [*self.before, *self.encode(question + self.after)]
        weights = [0.0] * len(ids)
        for part, count in zip(cut(answer + END), counts, strict=True):
            if count:
                said = self.encode(part)
                ids += said
                weights += [count * share for share in self.shares(said)]
        return ids, weights

    def shares(self, tokens: list[int]) -> list[float]:
        """Return how much of its part's weight each token has: less, from the second decimal on."""
        texts = self.tokenizer.convert_ids_to_tokens(tokens)
        decimals, found = -1, []  # −1: before a decimal point
        for k, text in enumerate(texts):
            if text == "." and k and texts[k - 1].isdigit():
                decimals = 0
            elif text.isdigit() and decimals >= 0:
                decimals += 1
            else:
                decimals = -1
            found.append(PLAN.hundredths if decimals > 1 else 1.0)
        return found


def cut(answer: str) -> list[str]:
    """Cut an answer before its reasoning and before its last step, where lines begin."""
    first = answer.index("<reasoning>")
    last = answer.rindex("### Step", first)
    return [answer[:first], answer[first:last], answer[last:]]


def batch_of(lessons: list[Lesson], texts: Texts, says: tuple[float, float, float] | None) -> Batch:
    """Stack lessons; where nothing is said, only what the eye needs."""
    pixels = np.stack([one.pixels for one in lessons]).transpose(0, 3, 1, 2)
    role, paint, form, lengths = (
        torch.from_numpy(np.stack([getattr(one, name) for one in lessons]))
        for name in ("role", "paint", "form", "lengths")
    )
    asked = [
        (k, *texts.row(question, answer, says))
        for k, one in enumerate(lessons)
        for question, answer in zip(one.questions, one.answers, strict=True)
        if says
    ]
    longest = upto(max((len(ids) for _, ids, _ in asked), default=0), 16)
    ids = torch.zeros(len(asked), longest, dtype=torch.long)
    weights = torch.zeros(len(asked), longest)
    for k, (_, own, weighs) in enumerate(asked):
        ids[k, : len(own)], weights[k, : len(own)] = torch.tensor(own), torch.tensor(weighs)
    shown = (torch.from_numpy(pixels).float() / 127.5 - 1).to(torch.bfloat16)
    of = torch.tensor([k for k, _, _ in asked])
    names = [
        (row, place, k, texts.named[token])
        for row, (k, own, _) in enumerate(asked)
        for place, token in enumerate(own)
        if token in texts.named
    ]
    regions = tokens_of(role)
    looked = [regions[k] == region for _, _, k, region in names]
    seen = [n for n, one in enumerate(looked) if one.any()]
    return Batch(
        shown, role, paint, form, lengths, of, ids, weights,
        torch.tensor([names[n][:2] for n in seen]).view(-1, 2),
        torch.stack([looked[n].any(-1) for n in seen]) if seen else torch.zeros(0, 0),
        torch.tensor([int((role[names[n][2]] == names[n][3]).nonzero()[0]) for n in seen]),
    )  # fmt: skip


def tokens_of(cells: Tensor) -> Tensor:
    """Return values of cells as (pictures, image tokens, 4)."""
    side = CELLS // 2
    return cells.view(-1, side, 2, side, 2).transpose(2, 3).flatten(1, 2).flatten(2)


def pointing_loss(model: Any, batch: Batch) -> Tensor:
    """Return how little some heads look at a region where it is named.

    Without it the text part is at a loss for long: what a name means it learns last.
    """
    layer = model.model.language_model.layers[PLAN.pointing_layer].self_attn
    is_image = batch.ids[0] == model.config.image_token_index
    rows, places = batch.names.T
    looks = layer.looks[rows, : PLAN.pointing_heads, places][..., is_image]
    at_region = (looks.float() * batch.shown[:, None]).sum(-1)
    return -(at_region + 1e-4).log().mean()


def upto(count: int, multiple: int) -> int:
    """Round up: a matrix product of a shape that came before needs no preparation."""
    return -(-count // multiple) * multiple


def look(model: Any, pixels: Tensor) -> Tensor:
    """Return the tower's output, as Llava takes it."""
    return model.model.vision_tower(pixels, output_hidden_states=True).hidden_states[-1]


def read_loss(model: Any, seen: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Return the answers' weighted loss, the share of right tokens, and what the text knows
    after it has looked.

    Questions are padded on the right, where nothing that counts looks.
    """
    inner = model.model
    images = inner.multi_modal_projector(seen)[batch.of]
    embedded = inner.language_model.embed_tokens(batch.ids)
    is_image = (batch.ids == model.config.image_token_index)[..., None]
    embedded = embedded.masked_scatter(is_image, images)
    found = inner.language_model(inputs_embeds=embedded, use_cache=False, output_hidden_states=True)
    hidden, middle = found.last_hidden_state, found.hidden_states[PLAN.pointing_layer + 1]
    wanted, weights = batch.ids[:, 1:].flatten(), batch.weights[:, 1:].flatten()
    said = weights.nonzero()[:, 0]
    said = functional.pad(said, (0, upto(len(said), 256) - len(said)))  # the first weighs nothing
    logits = model.lm_head(hidden[:, :-1].flatten(0, 1)[said]).float()
    wanted, weights = wanted[said], weights[said]
    losses = functional.cross_entropy(logits, wanted, reduction="none")
    right = (logits.detach().argmax(-1) == wanted).float()
    total = weights.sum()
    return (losses * weights).sum() / total, (right * weights).sum() / total, middle


def attend(
    module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Any, scaling: float, **_: Any
) -> tuple[Tensor, None]:
    """Attend in bfloat16 throughout: on a CPU four times as fast as the fused function."""
    scores = query @ key.transpose(-1, -2) * scaling
    if module.is_causal:
        scores = scores + torch.full(scores.shape[-2:], -torch.inf, dtype=scores.dtype).triu(1)
    looks = scores.softmax(-1)
    if module.is_causal and module.layer_idx == PLAN.pointing_layer:
        module.looks = looks
    return (looks @ value).transpose(1, 2).contiguous(), None


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
            # What took no part stays as it is, and is not decayed either.
            master.grad = None if p.grad is None else part.view_as(master)
            p.grad = None
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


class At(NamedTuple):
    """Where in the plan a step is: its phase, its number there, and how many scenes came before."""

    phase: Phase
    step: int
    scenes: int


def at(step: int) -> At:
    """Find a step's place."""
    scenes = 0
    for phase in PLAN.phases:
        if step < phase.steps:
            return At(phase, step, scenes + step * phase.scenes)
        step, scenes = step - phase.steps, scenes + phase.steps * phase.scenes
    raise IndexError("the plan has no such step")


def lessons_at(now: At) -> list[Lesson]:
    """Return what this process learns from in a step; no scene comes twice."""
    world = dist.get_world_size() if dist.is_initialized() else 1
    rank = dist.get_rank() if dist.is_initialized() else 0
    first = now.scenes * world + rank * now.phase.scenes
    numbers = range(first, first + now.phase.scenes)
    made = (one for n in numbers for one in lessons_of(n, WORLD, now.phase.asked))
    return list(islice(made, now.phase.pictures))


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
    widths = (part.hidden_size for part in (model.config.vision_config, model.config.text_config))
    heads = Heads(*widths)
    learner = Learner(model, heads)
    begun, spent = 0, 0.0
    if (work / "state.json").exists():
        kept = json.loads((work / "state.json").read_text())
        begun, spent = kept["step"], kept["minutes"]
        learner.load(load_file(work / kept["file"]))
    steps = sum(phase.steps for phase in PLAN.phases)
    since, sums, counted = time.monotonic(), np.zeros(5), 0
    for step in range(begun, min(steps, stop or steps)):
        now = at(step)
        phase, lr = now.phase, now.phase.of(now.step)
        batch = batch_of(lessons_at(now), texts, phase.says)
        with torch.set_grad_enabled(phase.sees):
            seen = look(model, batch.pixels)
            dense = heads.loss(seen, batch)
        said = right = pointing = naming = torch.zeros(())
        if phase.says:
            said, right, middle = read_loss(model, seen, batch)
            pointing, naming = pointing_loss(model, batch), heads.naming_loss(middle, batch)
        share = PLAN.dense_weight if phase.says else 1.0
        looking = PLAN.pointing_weight * (pointing + naming)
        learner.step(said + share * dense + looking, lr)
        sums += [float(one.detach()) for one in (dense, pointing, naming, said, right)]
        counted += 1
        is_last = step + 1 in (steps, stop)
        if is_first and ((step + 1) % 50 == 0 or is_last):
            minutes = spent + (time.monotonic() - since) / 60
            names = ("dense", "pointing", "naming", "loss", "right")
            values = dict(zip(names, np.round(sums / counted, 4), strict=True))
            line = {
                "phase": phase.name,
                "step": step + 1,
                "minutes": round(minutes, 2),
                "lr": lr,
                **values,
            }
            with (work / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            sums, counted = np.zeros(5), 0
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
    plan = PLAN._asdict() | {"phases": [phase._asdict() for phase in PLAN.phases]}
    made = {**plan, "world": WORLD.world, "split": WORLD.split, "regions": "overlay"}
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
