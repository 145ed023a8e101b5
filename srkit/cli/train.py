"""`srkit train`: supervised fine-tuning, DPO and fine-grained DPO."""

import contextlib
import fcntl
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

import click

from srkit import stages
from srkit.cli.options import (
    Finite,
    RowIO,
    options_given,
    regions_option,
    row_command,
    seed_option,
)
from srkit.cli.progress import Progress
from srkit.cli.quieten import quieten_libraries
from srkit.cli.streams import open_pipe, rows_only
from srkit.records.flow import is_error
from srkit.records.rows import Row
from srkit.training.settings import METHODS, OF_FDPO, OF_PREFERENCES, PRECISIONS, SCHEDULES

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

EXAMPLES = """\b
Examples:
  srkit train sft sft.jsonl --model hf:Qwen/Qwen2.5-VL-3B-Instruct -o sft
  srkit train fdpo pairs.jsonl --model hf:sft -o fdpo --save-every 200
  srkit train fdpo pairs.jsonl --model hf:sft -o fdpo --save-every 200 --resume
  srkit train fdpo pairs.jsonl --config paper-fdpo --model hf:sft-full -o fdpo-full
  torchrun --nproc_per_node 4 -m srkit train dpo pairs.jsonl --model hf:sft -o dpo
"""
REPORTERS = ("tensorboard", "wandb", "mlflow", "trackio", "comet_ml", "swanlab", "clearml")
# What may be another when a run goes on, beside what may for any command.
MAY_DIFFER = ("save_every", "report_to", "dry_run", "workers")


class Rank(click.ParamType[int]):
    """A LoRA rank, or `none`."""

    name = "R|none"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        if value in ("none", 0):
            return 0
        return click.IntRange(min=1, max=4096).convert(value, param, ctx)


def rare(name: str, **settings: Any) -> Decorator:
    """Make an option that help does not list: it is meant for a --config."""
    return click.option(f"--{name}", hidden=True, **settings)


@row_command(
    "train", can_resume=False, epilog=EXAMPLES, output_help="Folder for the checkpoint.  [required]"
)
@click.argument("method", type=click.Choice(METHODS))
@click.option("--model", required=True, metavar="ADDRESS", help="The model to start from.")
@click.option("--epochs", type=Finite(min=0, min_open=True), default=1.0, show_default=True)
@click.option(
    "--max-steps",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N steps, whatever --epochs says.",
)
@click.option(
    "--lr",
    type=Finite(min=0, min_open=True),
    help="Learning rate.  [default: sft 2e-4, dpo and fdpo 5e-6; all weights: 4e-5, 1e-7]",
)
@click.option("--batch-size", type=click.IntRange(min=1), default=1, show_default=True)
@click.option(
    "--accumulate", type=click.IntRange(min=1), default=1, show_default=True, help="Batches a step."
)
@click.option(
    "--beta",
    type=Finite(min=0, min_open=True),
    default=0.1,
    show_default=True,
    help="How strongly dpo and fdpo are held to the reference.",
)
@click.option(
    "--alpha",
    type=Finite(0, 1),
    default=0.3,
    show_default=True,
    help="How far fdpo moves a segment's beta; 0 is dpo.",
)
@click.option(
    "--lam",
    type=Finite(min=0),
    default=0.6,
    show_default=True,
    help="How fast it moves with the score difference.",
)
@click.option(
    "--lora",
    type=Rank(),
    metavar="R|none",
    help="Train an adapter of this rank on the language part, or all weights.  [default: 16]",
)
@click.option("--freeze-vision", is_flag=True, help="With --lora none: leave the vision part.")
@click.option(
    "--eval-share",
    type=Finite(0, 1, max_open=True),
    default=0.0,
    show_default=True,
    help="Hold out this share of the pictures, and log the loss on them.",
)
@regions_option
@click.option(
    "--report-to", type=click.Choice(REPORTERS), multiple=True, help="Send the log there, too."
)
@click.option(
    "--save-every",
    type=click.IntRange(min=1),
    metavar="N",
    help="Save what --resume needs every N steps.",
)
@click.option("--resume", is_flag=True, help="Go on where the run in -o was saved last.")
@seed_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@rare("warmup", type=Finite(min=0), default=0.05)
@rare("weight-decay", type=Finite(min=0), default=0.05)
@rare("schedule", type=click.Choice(SCHEDULES), default="linear")
@rare("targets", multiple=True)
@rare("checkpointing/--no-checkpointing", default=None)
@rare("chosen-nll", type=Finite(min=0), default=0.0)
@rare("precision", type=click.Choice(PRECISIONS), default="auto")
@rare("max-length", type=click.IntRange(min=1))
@rare("workers", type=click.IntRange(min=0), default=0)
def train(io: RowIO, method: str, model: str, dry_run: bool,
          **settings: Any) -> int:  # fmt: skip
    """Fine-tune a model: sft, dpo, or fine-grained DPO.

    sft reads SftRow, dpo and fdpo read PairRow. Makes a checkpoint folder that plain transformers
    and PEFT load, and writes one row about it to standard output. Rarer settings (warm-up, decay,
    LoRA targets, …) go into a --config; those of the paper are paper-sft, paper-dpo, paper-fdpo.
    """
    from srkit.records.rows import PairRow, SftRow

    refuse_settings_of_others(method)
    refuse_shared_pipe(io)
    context = click.get_current_context()
    context.params |= {"method": method, **stages.train_settings(method, model, settings)}
    is_first = os.environ.get("RANK", "0") == "0"
    with rows_only() as stdout, Progress("train", io.quiet or not is_first) as progress:
        if may_be_finished(io, context):
            progress.finish(f"{io.output} is finished already")
            return 0
        rows = usable_rows(io, SftRow if method == "sft" else PairRow, progress)
        refuse_several_gpus()
        quieten_libraries()
        record = Recorded(io, model, context, is_first)
        record.data = pictures_known(rows)
        with contextlib.closing(record):
            made = stages.train(
                rows, method, model=model, output=io.output, resume=io.resume, dry_run=dry_run,
                on_ready=record.begin, on_step=progress.step, say=progress.say, **settings,
            )  # fmt: skip
            if dry_run:
                progress.finish(f"would do: {', '.join(f'{key} {made[key]}' for key in made)}")
            elif is_first:
                record.finish(made)
                open_pipe(stdout)([made])
                progress.finish(f"{made['steps']} steps, loss {made['loss']:.4f}, {io.output}")
    return 0


class Recorded:
    """The run record of a checkpoint folder, and what is made of it: curves and card."""

    def __init__(self, io: RowIO, model: str, context: click.Context, is_first: bool) -> None:
        self.output = io.output
        self.is_first = is_first  # of several processes, one writes
        self.inputs = [*io.paths, stages.trained_model(model)]
        self.command = context.command_path
        self.options = dict(context.params)
        self.data: Row = {}  # what is known of the pictures
        self.record: Any = None
        self.lock: int | None = None

    def begin(self) -> None:
        """Say that a run is under way, and keep others out of the folder while it is."""
        from srkit.records.run import RunRecord

        if not self.is_first:
            return
        self.lock = os.open(self.output, os.O_RDONLY)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(f"{self.output}: another process is writing it") from error
        self.record = RunRecord(self.output, self.command, self.options, self.inputs)

    def close(self) -> None:
        """Let others in again."""
        if self.lock is not None:
            os.close(self.lock)

    def finish(self, made: Row) -> None:
        """Draw the curves, write the card, and say that the folder is whole."""
        from srkit.publish.cards import write_model_card
        from srkit.training.folder import read_log, remove_saved
        from srkit.training.runs import losses
        from srkit.training.watch import said_plainly
        from srkit.view.charts import curves_of, save_png

        log = read_log(self.output)
        with said_plainly(self.output):
            save_png(partial(curves_of, log), os.path.join(self.output, "curves.png"))
            write_model_card(self.output, self.record.content | {"data": self.data}, made, log)
            counts = {key: value for key, value in made.items() if isinstance(value, int)}
            self.record.finish(counts, data=self.data, **losses(log))
            remove_saved(self.output)


def refuse_shared_pipe(io: RowIO) -> None:
    """Raise where several processes would read one pipe."""
    if os.environ.get("WORLD_SIZE", "1") != "1" and "-" in io.paths:
        raise click.UsageError("several processes can't share a pipe: name a file")


def refuse_several_gpus() -> None:
    """Raise where one process sees several GPUs: TRL does, after it has loaded the model."""
    from torch.cuda import device_count

    if os.environ.get("WORLD_SIZE", "1") == "1" and device_count() > 1:
        said = f"torchrun --nproc_per_node {device_count()} -m srkit train …"
        raise click.UsageError(f"{device_count()} GPUs and one process: {said}, or make one GPU"
                               " visible with CUDA_VISIBLE_DEVICES=0")  # fmt: skip


def refuse_settings_of_others(method: str) -> None:
    """Raise for an option on the command line that does nothing in this method."""
    for name in options_given(OF_PREFERENCES if method == "sft" else ()):
        raise click.UsageError(f"{name} says nothing to {method}")
    for name in options_given(OF_FDPO if method != "fdpo" else ()):
        raise click.UsageError(f"{name} says nothing to {method}: it is fdpo's")


def may_be_finished(io: RowIO, context: click.Context) -> bool:
    """Whether a run that is to go on is finished; raise for a folder that can't be trained into."""
    from srkit.cli.outputs import record_of
    from srkit.records.run import load_record, sha256_file

    output = io.output
    if output == "-":
        raise click.UsageError("name a folder for the checkpoint with -o")
    if os.path.exists(output) and not os.path.isdir(output):
        raise click.UsageError(f"{output} is a file")
    if not os.path.isdir(output) or not os.listdir(output):
        return False
    if io.resume:
        record = record_of(output, context, MAY_DIFFER)
        if not record["finished"]:
            return False
        now = [sha256_file(path) if os.path.isfile(path) else None for path in io.paths]
        known = [one["sha256"] for one in record["inputs"][:-1]]  # the last is the model
        if now != known or record["options"].get("limit") != io.limit:
            raise click.UsageError(f"{output} is finished, and was made from other input")
        return True
    found = load_record(output)
    if found is None or found.get("finished") is not False:
        raise click.UsageError(f"{output} exists: remove it, or name another folder")
    if any(name.startswith(("checkpoint-", "whole.json")) for name in os.listdir(output)):
        raise click.UsageError(f"{output} holds a saved run: --resume goes on, or remove it")
    return False


def pictures_known(rows: list[Row]) -> dict[str, dict[str, int]]:
    """Return how many rows have which licence, and which origin."""
    from srkit.publish.history import known_or_not

    return {
        f"{key}s": dict(Counter(known_or_not(row.get(key)) for row in rows).most_common())
        for key in ("license", "origin")
    }


def usable_rows(io: RowIO, kind: type, progress: Progress) -> list[Row]:
    """Return the rows that have no error; say how many had one."""
    from srkit.cli.stage import read_inputs

    rows = list(islice(read_inputs(io, (kind,)), io.limit))
    usable = [row for row in rows if not is_error(row)]
    if len(usable) < len(rows):
        progress.say(f"left out: {len(rows) - len(usable)} error")
    if not usable:
        raise click.ClickException("no rows to train on")
    return usable
