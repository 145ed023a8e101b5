"""A training run from rows to a checkpoint folder: plan it, prepare it, do it, go on with it."""

import logging
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from transformers import AutoConfig, PrinterCallback, ProgressCallback

from srkit.errors import SrkitError
from srkit.language.sections import reasoning_start
from srkit.models.families import convention_of
from srkit.models.hub import base_of, load_part
from srkit.models.processors import load_processor
from srkit.records.rows import Row
from srkit.training.data import Looks, digest_of, held_out, make_dataset, stored
from srkit.training.folder import Saved, copy_processor, cut_log, read_log
from srkit.training.lengths import Lengths
from srkit.training.settings import Settings
from srkit.training.start import LEAST_MOVE, counts_of, largest_move, load_start
from srkit.training.trainers import make_trainer
from srkit.training.watch import OnStep, Watch, said_plainly

log = logging.getLogger(__name__)


class Material(NamedTuple):
    """What is learned from, checked and measured."""

    train: list[Row]
    held_out: list[Row]
    too_long: int
    longest: int
    looks: Looks
    digest: str


class Prepared(NamedTuple):
    trainer: Any
    material: Material
    target: str
    output: str
    counts: Row


def gather(rows: list[Row], method: str, target: str, settings: Settings) -> Material:
    """Check the rows, leave out those that are too long, and hold some out."""
    processor, config = load_processor(target), load_part(AutoConfig, base_of(target) or target)
    looks = Looks(settings.regions, convention_of(str(config.model_type)))
    columns = stored(rows, method, processor.tokenizer.all_special_tokens)
    if method == "fdpo":
        refuse_plain(columns)
    context = getattr(config.get_text_config(), "max_position_embeddings", None)
    limit = min(filter(None, (settings.max_length, context)), default=math.inf)
    lengths = Lengths(processor, looks)
    counted = [(lengths.of(row), row) for row in columns]
    kept = [row for length, row in counted if length <= limit]
    if not kept:
        shortest = min(length for length, _ in counted)
        raise SrkitError(f"no row fits: the shortest has {shortest} tokens, the limit is {limit}")
    train, evaluated = held_out(kept, settings.eval_share, settings.seed)
    if settings.eval_share and not (train and evaluated):
        raise SrkitError("--eval-share leaves one side empty: too few pictures, or another share")
    longest = max(length for length, _ in counted if length <= limit)
    return Material(train, evaluated, len(columns) - len(kept), longest, looks, digest_of(kept))


def refuse_plain(columns: list[Row]) -> None:
    """Raise if most pairs lack a segment: fDPO would be DPO, and call itself otherwise."""
    starts = [[reasoning_start(row[key]) for key in ("chosen", "rejected")] for row in columns]
    plain = sum(None in pair for pair in starts)
    if 2 * plain > len(columns):
        said = f"{plain} of {len(columns)} pairs lack a description or a reasoning"
        raise SrkitError(f"{said}, so there are no segments to weigh; use train dpo")


def plan(rows: list[Row], method: str, target: str, settings: Settings) -> Row:
    """Check the rows and say what a run would do; the weights are not loaded."""
    material = gather(rows, method, target, settings)
    lengths = Lengths(load_processor(target), material.looks)
    return {
        **counts_for(material),
        "steps": steps_of(len(material.train), settings),
        "rows_a_step": settings.batch_size * settings.accumulate,
        "reply_tokens": sum(lengths.reply(row) for row in material.train),
    }


def counts_for(material: Material) -> Row:
    """Return what is said of the rows."""
    return {"rows": len(material.train), "held_out": len(material.held_out),
            "too_long": material.too_long, "longest": material.longest}  # fmt: skip


def steps_of(rows: int, settings: Settings, processes: int = 1) -> int:
    """Return the optimizer's steps."""
    batches = math.ceil(rows / settings.batch_size / processes)
    steps = math.ceil(settings.epochs * math.ceil(batches / settings.accumulate))
    return settings.max_steps or steps


def prepare(
    rows: list[Row], method: str, target: str, settings: Settings, output: str,
    say: Callable[[str], None] = log.warning,
) -> Prepared:  # fmt: skip
    """Load the model that `target` names and the rows; nothing is written yet."""
    with said_plainly(output):
        material = gather(rows, method, target, settings)
        start = load_start(target, method, settings)
        train = make_dataset(material.train, material.looks)
        held = make_dataset(material.held_out, material.looks) if material.held_out else None
        trainer = make_trainer(method, start, train, held, output, settings)
    weights, trained = counts_of(trainer.model)
    steps = steps_of(len(material.train), settings, trainer.args.world_size)
    moved = largest_move(trainer.model, settings, steps)
    if moved < LEAST_MOVE:
        most = f"at most {moved:.2g} of its size"
        say(f"{steps} steps at --lr {settings.lr:g} move a weight by {most}: the model will be what"
            " it was")  # fmt: skip
    if material.too_long:
        say(f"left out: {material.too_long} too long for the model or for max-length")
    counts = {**counts_for(material), "processes": trainer.args.world_size,
              "weights": weights, "trained_weights": trained}  # fmt: skip
    return Prepared(trainer, material, target, output, counts)


def refuse_other(saved: Saved, prepared: Prepared) -> None:
    """Raise if what was saved learned from other rows, or in another number of processes."""
    if saved.rows != prepared.material.digest:
        raise SrkitError(f"{prepared.output} can't be resumed: its rows are not what they were")
    processes = prepared.counts["processes"]
    if saved.processes != processes:
        said = f"it was made by {saved.processes} processes, these are {processes}"
        raise SrkitError(f"{prepared.output} can't be resumed: {said}")


def run(
    prepared: Prepared, saved: Saved | None = None, on_step: OnStep = lambda step, values: None,
    say: Callable[[str], None] = log.warning,
) -> Row:  # fmt: skip
    """Train, save, and say how it went; a run that is interrupted saves where it is."""
    trainer, output = prepared.trainer, prepared.output
    is_first = trainer.args.process_index == 0
    if is_first:
        cut_log(output, saved.step if saved else 0)
    watch = Watch(output, prepared.material.digest, on_step)
    trainer.add_callback(watch)
    for noisy in (PrinterCallback, ProgressCallback):  # they print to standard output
        trainer.remove_callback(noisy)
    with said_plainly(output), watch.interruptible(say):
        done = trainer.train(resume_from_checkpoint=saved.path if saved else None)
        if watch.is_stopped and done.global_step < trainer.state.max_steps:
            say(f"saved at step {done.global_step} of {trainer.state.max_steps}; --resume goes on")
            raise KeyboardInterrupt
        trainer.save_model(output)
        if is_first:
            copy_processor(prepared.target, output)
    lines = [line for line in read_log(output) if "loss" in line]
    last = lines[-max(1, len(lines) // 10) :]
    evaluated = [line["eval_loss"] for line in read_log(output) if "eval_loss" in line]
    return {
        "checkpoint": output,
        "model": f"hf:{prepared.target}",
        **prepared.counts,
        "steps": done.global_step,
        "loss": round(sum(line["loss"] for line in last) / len(last), 6),
        **({"eval_loss": round(evaluated[-1], 6)} if evaluated else {}),
    }
