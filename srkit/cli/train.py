"""`srkit train`: supervised fine-tuning and fine-grained DPO."""

import os
import sys
from itertools import islice
from typing import Any

import click

from srkit import stages
from srkit.cli.options import Finite, RowIO, row_command, seed_option
from srkit.cli.progress import Progress
from srkit.cli.quieten import quieten_libraries
from srkit.cli.streams import open_pipe, rows_only
from srkit.records.flow import is_error
from srkit.records.rows import Row

EXAMPLES = """\b
Examples:
  srkit train sft sft.jsonl --model hf:base -o sft-checkpoint --lr 1e-3
  srkit train fdpo pairs.jsonl --model hf:sft-checkpoint -o fdpo-checkpoint --lr 2e-4
"""


@row_command(
    "train", can_resume=False, epilog=EXAMPLES, output_help="Folder for the checkpoint.  [required]"
)
@click.argument("method", type=click.Choice(["sft", "fdpo"]))
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
    help="Learning rate.  [default: 4e-5 for sft, 1e-7 for fdpo]",
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
    help="How strongly fDPO is held to the reference.",
)
@click.option(
    "--alpha",
    type=Finite(0, 1),
    default=0.3,
    show_default=True,
    help="How far a segment's beta may move; 0 is DPO.",
)
@click.option(
    "--lam",
    type=Finite(min=0),
    default=0.6,
    show_default=True,
    help="How fast it moves with the score difference.",
)
@seed_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def train(io: RowIO, method: str, model: str, lr: float | None, dry_run: bool,
          **settings: Any) -> int:  # fmt: skip
    """Fine-tune a model: sft, or fine-grained DPO.

    sft reads SftRow, fdpo reads PairRow. Makes a checkpoint folder that plain transformers loads,
    and writes one row about it to standard output. All weights are trained.
    """
    from srkit.records.rows import PairRow, SftRow
    from srkit.records.run import RunRecord

    base = stages.trained_model(model)
    refuse_used_folder(io.output)
    settings |= {"lr": stages.learning_rate(method, lr)}
    context = click.get_current_context()
    options = {**context.params, **settings}  # the record tells what was used
    with rows_only() as stdout, Progress("train", io.quiet) as progress:
        rows = usable_rows(io, SftRow if method == "sft" else PairRow, progress)
        quieten_libraries()
        records: list[RunRecord] = []

        def begin() -> None:
            inputs = [*io.paths, base]
            records.append(RunRecord(io.output, context.command_path, options, inputs))

        made = stages.train(
            rows, method, model=model, output=io.output, dry_run=dry_run, on_ready=begin,
            on_step=progress.step, **settings,
        )  # fmt: skip
        if dry_run:
            progress.finish(f"would do: {', '.join(f'{key} {made[key]}' for key in made)}")
            return 0
        records[0].finish({"rows": made["rows"], "steps": made["steps"]})
        open_pipe(stdout)([made])
        progress.finish(f"{made['steps']} steps, loss {made['loss']:.4f}, {io.output}")
    return 0


def refuse_used_folder(output: str) -> None:
    """Raise if there is no output folder, or one that holds more than a broken-off run."""
    from srkit.records.run import load_record

    if output == "-":
        raise click.UsageError("name a folder for the checkpoint with -o")
    if os.path.exists(output) and not os.path.isdir(output):
        raise click.UsageError(f"{output} is a file")
    record = load_record(output)
    is_broken_off = record is not None and record.get("finished") is False
    if os.path.isdir(output) and os.listdir(output) and not is_broken_off:
        raise click.UsageError(f"{output} exists: remove it, or name another folder")


def usable_rows(io: RowIO, kind: type, progress: Progress) -> list[Row]:
    """Return the rows that have no error; say how many had one."""
    from srkit.cli.stage import read_inputs

    rows = list(islice(read_inputs(io, (kind,)), min(io.limit or sys.maxsize, sys.maxsize)))
    usable = [row for row in rows if not is_error(row)]
    if len(usable) < len(rows):
        progress.say(f"left out: {len(rows) - len(usable)} error")
    if not usable:
        raise click.ClickException("no rows to train on")
    return usable
