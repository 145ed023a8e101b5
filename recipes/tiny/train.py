"""Train the small model from scratch on synthetic scenes: first the eye, then reading it out.

    torchrun --nproc_per_node 2 recipes/tiny/train.py --work work

Phase `eye` teaches the tower what each cell of the picture shows (by heads that are thrown away),
`name` descriptions and `read` whole answers while the tower rests, `both` lets all go on a little.
Weights are bfloat16 to compute with, float32 for the optimizer. Goes on where `work` ends;
`work/model` is what plain transformers loads.
"""

import argparse
import json
import os
import shutil
import time
from itertools import islice
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from batches import Texts, batch_of
from learner import Learner
from lessons import Lesson, lessons_of, texts_of
from losses import Heads, attend, losses_of, total
from model import make_model, make_processor, make_tokenizer
from plan import PLAN, WORLD, At, Plan
from safetensors.torch import load_file, save_file
from transformers import AttentionInterface, AutoProcessor

from srkit.records.run import RunRecord

LOG_EVERY = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for state, log and model")
    parser.add_argument("--steps", type=int, help="stop after this many, to go on another time")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("gloo")
    if place()[0] == 0 and not (options.work / "model/processor_config.json").exists():
        tokenizer = make_tokenizer(texts_of(PLAN.tokenizer_scenes, WORLD))
        make_processor(tokenizer).save_pretrained(options.work / "model")
    if dist.is_initialized():
        dist.barrier()
    train(options.work, options.steps)
    if dist.is_initialized():
        dist.barrier()
        dist.destroy_process_group()


def train(work: Path, stop: int | None, plan: Plan = PLAN) -> None:
    """Go on from what is in the folder to the end of the plan, or to a step."""
    processor = AutoProcessor.from_pretrained(work / "model")
    texts = Texts(processor)
    model = make_model(processor.tokenizer, plan.seed)
    AttentionInterface.register("bfloat16", attend)
    model.model.language_model.set_attn_implementation("bfloat16")
    heads = Heads(model.config.vision_config.hidden_size, model.config.text_config.hidden_size)
    learner = Learner(model, heads)
    begun, spent = resume(work, learner)
    end = min(plan.steps, stop or plan.steps)
    since, found = time.monotonic(), []
    for step in range(begun, end):
        now = plan.at(step)
        losses = losses_of(model, heads, batch_of(lessons_at(now), texts, now.phase), now.phase)
        learner.step(total(losses), now.lr)
        found.append({name: float(one.detach()) for name, one in losses.items()})
        done, minutes = step + 1, spent + (time.monotonic() - since) / 60
        if place()[0] == 0 and (done % LOG_EVERY == 0 or done == end):
            told = {"phase": now.phase.name, "step": done, "minutes": round(minutes, 2)}
            told |= {"lr": now.lr} | means(found)
            with (work / "log.jsonl").open("a") as log:
                log.write(json.dumps(told) + "\n")
            found = []
        if place()[0] == 0 and (done % plan.save_every == 0 or done == end):
            save_model(work, learner, model)
            save_state(work, done, minutes, learner)  # last: it says where to go on
    if place()[0] == 0 and end == plan.steps:
        record(work, plan, spent + (time.monotonic() - since) / 60)


def place() -> tuple[int, int]:
    """Return this process's number, and how many there are."""
    return (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)


def lessons_at(now: At) -> list[Lesson]:
    """Return what this process learns from in a step; no scene comes twice."""
    rank, world = place()
    first = now.scenes * world + rank * now.phase.scenes
    numbers = range(first, first + now.phase.scenes)
    made = (one for n in numbers for one in lessons_of(n, WORLD, now.phase.asked))
    return list(islice(made, now.phase.pictures))


def means(found: list[dict[str, float]]) -> dict[str, float]:
    """Return the mean of each loss over steps."""
    return {name: round(sum(one[name] for one in found) / len(found), 4) for name in found[0]}


def resume(work: Path, learner: Learner) -> tuple[int, float]:
    """Take over what was saved; return its step and minutes."""
    if not (work / "state.json").exists():
        if place()[0] == 0:
            (work / "log.jsonl").unlink(missing_ok=True)
        return 0, 0.0
    kept = json.loads((work / "state.json").read_text())
    if kept["processes"] != place()[1]:
        raise SystemExit(
            f"{work} was begun with {kept['processes']} processes: other scenes follow"
        )
    learner.load(load_file(work / kept["file"]))
    if place()[0] == 0:
        cut_log(work, kept["step"])
    return kept["step"], kept["minutes"]


def cut_log(work: Path, step: int) -> None:
    """Take the lines after a step out of the log: they will be written again."""
    lines = (work / "log.jsonl").read_text().splitlines(keepends=True)
    said = [line for line in lines if line.endswith("\n") and
            json.loads(line)["step"] <= step]  # fmt: skip
    (work / "log.jsonl.part").write_text("".join(said))
    (work / "log.jsonl.part").replace(work / "log.jsonl")


def record(work: Path, plan: Plan, minutes: float) -> None:
    """Say beside the model how it was made, as `srkit train` would."""
    told = plan._asdict() | {"phases": [phase._asdict() for phase in plan.phases]}
    made = {**told, "world": WORLD.world, "split": WORLD.split, "regions": "overlay"}
    run = RunRecord(str(work / "model"), "recipes/tiny/train.py", made, [])
    run.finish({"steps": plan.steps, "processes": place()[1]}, minutes=round(minutes, 1))
    shutil.copyfile(work / "log.jsonl", work / "model/log.jsonl")


def save_state(work: Path, step: int, minutes: float, learner: Learner) -> None:
    """Write weights and moments, then say which file it is."""
    name = f"state-{step}.safetensors"
    save_file(learner.state(), work / name)
    told = {"step": step, "minutes": minutes, "file": name, "processes": place()[1]}
    (work / "state.json.part").write_text(json.dumps(told))
    (work / "state.json.part").replace(work / "state.json")
    for old in work.glob("state-*.safetensors"):
        if old.name != name:
            old.unlink()


def save_model(work: Path, learner: Learner, model: Any) -> None:
    """Write the model as transformers loads it."""
    weights = {n.split(".", 1)[1]: m.view_as(p).to(torch.float16)
               for (n, p), m in zip(learner.named, learner.masters, strict=True)
               if n.startswith("0.")}  # fmt: skip
    model.config.dtype = torch.float32
    model.save_pretrained(work / "model", state_dict=weights)


if __name__ == "__main__":
    main()
