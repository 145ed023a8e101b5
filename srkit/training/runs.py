"""A training run from rows to a checkpoint folder: plan it, prepare it, do it, go on with it."""

import logging
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from transformers import AutoConfig, PrinterCallback, ProgressCallback

from srkit.errors import RowError, SrkitError
from srkit.language.sections import reasoning_start
from srkit.models.families import convention_of
from srkit.models.hub import base_of, load_part
from srkit.models.processors import load_processor
from srkit.records.rows import Row
from srkit.training import folder
from srkit.training.data import Looks, digest_of, held_out, make_dataset, stored
from srkit.training.lengths import Lengths, Tokens
from srkit.training.settings import Settings
from srkit.training.start import LEAST_MOVE, counts_of, largest_move, load_start
from srkit.training.trainers import make_trainer, refuse_reporters
from srkit.training.watch import OnStep, Watch, memory_told, said_plainly

log = logging.getLogger(__name__)
Say = Callable[[str], None]


class Material(NamedTuple):
    """What is learned from, checked and measured."""

    train: list[Row]
    held_out: list[Row]
    too_long: int
    longest: int
    reply_tokens: int  # of those to learn from
    looks: Looks
    digest: str

    def counts(self) -> Row:
        """Return what is said of the rows."""
        return {"rows": len(self.train), "held_out": len(self.held_out),
                "too_long": self.too_long, "longest": self.longest}  # fmt: skip


class Prepared(NamedTuple):
    trainer: Any
    material: Material
    target: str
    output: str
    steps: int  # of the optimizer, in all
    steps_an_epoch: int
    counts: Row


def gather(rows: list[Row], method: str, target: str, settings: Settings) -> Material:
    """Check the rows, leave out those that are too long, and hold some out."""
    refuse_reporters(settings.report_to)
    processor, config = load_processor(target), load_part(AutoConfig, base_of(target) or target)
    looks = Looks(settings.regions, convention_of(str(config.model_type)))
    columns = stored(rows, method, special_tokens(processor.tokenizer))
    if method == "fdpo":
        refuse_plain(columns)
    context = getattr(config.get_text_config(), "max_position_embeddings", None)
    limit = min(filter(None, (settings.max_length, context)), default=math.inf)
    lengths = Lengths(processor, looks)
    counted = {id(row): tokens_of(row, lengths) for row in columns}
    kept = [row for row in columns if counted[id(row)].whole <= limit]
    if not kept:
        shortest = min(found.whole for found in counted.values())
        raise SrkitError(f"no row fits: the shortest has {shortest} tokens, the limit is {limit}")
    train, evaluated = held_out(kept, settings.eval_share, settings.seed)
    if settings.eval_share and not (train and evaluated):
        raise SrkitError("--eval-share leaves nothing to learn from: too few pictures")
    return Material(
        train, evaluated, too_long=len(columns) - len(kept),
        longest=max(counted[id(row)].whole for row in kept),
        reply_tokens=sum(counted[id(row)].replies for row in train),
        looks=looks, digest=digest_of(kept),
    )  # fmt: skip


def special_tokens(tokenizer: Any) -> list[str]:
    """Return what must not be in a text: tokens that have a name, and all other special ones."""
    added = tokenizer.added_tokens_decoder.values()
    return [*tokenizer.all_special_tokens, *(token.content for token in added if token.special)]


def tokens_of(row: Row, lengths: Lengths) -> Tokens:
    """Return how long a row is; raise by its id if its picture can't be read."""
    try:
        return lengths.of(row)
    except RowError as error:
        raise SrkitError(f"row {row['id']!r}: {error}") from error


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
    return {
        **material.counts(),
        "steps": steps_of(len(material.train), settings)[0],
        "rows_a_step": settings.batch_size * settings.accumulate,
        "reply_tokens": material.reply_tokens,
    }


def steps_of(rows: int, settings: Settings, processes: int = 1) -> tuple[int, int]:
    """Return the optimizer's steps, in all and in an epoch."""
    an_epoch = math.ceil(math.ceil(rows / settings.batch_size / processes) / settings.accumulate)
    return settings.max_steps or math.ceil(settings.epochs * an_epoch), an_epoch


def prepare(
    rows: list[Row], method: str, target: str, settings: Settings, output: str,
    say: Say = log.warning,
) -> Prepared:  # fmt: skip
    """Load the model that `target` names and the rows; nothing is written yet."""
    with memory_told():
        material = gather(rows, method, target, settings)
        start = load_start(target, method, settings)
        train = make_dataset(material.train, material.looks)
        held = make_dataset(material.held_out, material.looks) if material.held_out else None
        try:
            trainer = make_trainer(method, start, train, held, output, settings)
        except OSError as error:  # it makes the folder
            raise SrkitError(f"{error.filename or output}: {error.strerror or error}") from error
    weights, trained = counts_of(trainer.model)
    processes = trainer.args.world_size
    steps, an_epoch = steps_of(len(material.train), settings, processes)
    moved = largest_move(trainer.model, settings, steps)
    if moved < LEAST_MOVE:
        most = f"at most {moved:.2g} of its size"
        say(f"{steps} steps at --lr {settings.lr:g} move a weight by {most}: the model will be what"
            " it was")  # fmt: skip
    if material.too_long:
        say(f"left out: {material.too_long} too long for the model or for max-length")
    counts = {**material.counts(), "processes": processes, "weights": weights,
              "trained_weights": trained}  # fmt: skip
    return Prepared(trainer, material, target, output, steps, an_epoch, counts)


def refuse_other(saved: folder.Saved, prepared: Prepared) -> None:
    """Raise if what was saved learned from other rows, or in another number of processes."""
    if saved.rows != prepared.material.digest:
        raise SrkitError(f"{prepared.output} can't be resumed: its rows are not what they were")
    processes = prepared.counts["processes"]
    if saved.processes != processes:
        said = f"it was made by {saved.processes} processes, these are {processes}"
        raise SrkitError(f"{prepared.output} can't be resumed: {said}")


def run(
    prepared: Prepared, saved: folder.Saved | None = None,
    on_step: OnStep = lambda step, of, values: None, say: Say = log.warning,
) -> Row:  # fmt: skip
    """Train, save, and say how it went; a run that is interrupted saves where it is."""
    trainer, output, digest = prepared.trainer, prepared.output, prepared.material.digest
    is_first, processes = trainer.args.process_index == 0, prepared.counts["processes"]
    with said_plainly(output):
        if is_first:
            folder.cut_log(output, saved.step if saved else 0)
        if saved is None or saved.step < prepared.steps:
            learn(prepared, saved, on_step, say)
        elif saved.path != output:  # all steps are done, and only the last saving was cut off
            trainer._load_from_checkpoint(saved.path)
        if saved is None or saved.path != output:
            trainer.save_model(output)
        if is_first:
            folder.settle_weights(output)
            folder.copy_processor(prepared.target, output)
            folder.mark_whole(output, prepared.steps, digest, processes)
        trainer.accelerator.wait_for_everyone()
    made = {"checkpoint": output, **prepared.counts, "steps": prepared.steps}
    return made | (losses(folder.read_log(output)) if is_first else {})


def learn(prepared: Prepared, saved: folder.Saved | None, on_step: OnStep, say: Say) -> None:
    """Train to the end, or until somebody stops it."""
    trainer = prepared.trainer
    eval_every = prepared.steps_an_epoch if prepared.material.held_out else None
    watch = Watch(prepared.output, prepared.material.digest, on_step, eval_every)
    trainer.add_callback(watch)
    for noisy in (PrinterCallback, ProgressCallback):  # they print to standard output
        trainer.remove_callback(noisy)
    with watch.interruptible(say):
        done = trainer.train(resume_from_checkpoint=saved.path if saved else None)
    if watch.is_stopped and done.global_step < prepared.steps:
        say(f"saved at step {done.global_step} of {prepared.steps}; --resume goes on")
        raise KeyboardInterrupt


def losses(lines: list[Row]) -> Row:
    """Return the mean loss of the last tenth of the steps, and the last on what was held out."""
    found = [line["loss"] for line in lines if "loss" in line]
    last = found[-max(1, len(found) // 10) :]
    evaluated = [line["eval_loss"] for line in lines if "eval_loss" in line]
    return {"loss": round(sum(last) / len(last), 6),
            **({"eval_loss": round(evaluated[-1], 6)} if evaluated else {})}  # fmt: skip
