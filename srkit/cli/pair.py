"""`srkit pair`: the best answer of a task against its worst."""

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from srkit import stages
from srkit.cli.options import Finite, RowIO, row_command, seed_option

EXAMPLES = """\b
Examples:
  srkit pair scored.jsonl -o pairs.jsonl
  srkit pair scored.jsonl --require-correct --conclusion-negatives 0.25 -o pairs.jsonl
  srkit pair scored.jsonl --sft --exclude-images test.jsonl -o sft.jsonl
"""


@row_command("pair", can_resume=False, epilog=EXAMPLES)
@click.option("--sft", is_flag=True, help="Write each task's best answer alone (SftRow).")
@click.option(
    "--select",
    type=click.Choice(["total", "reason", "conflict"]),
    default="total",
    show_default=True,
    help="Best and worst by the total, by the reasoning alone, or pairs whose segments disagree.",
)
@click.option(
    "--min-margin",
    type=Finite(min=0),
    default=0.0,
    show_default=True,
    help="Leave out pairs that differ by less.",
)
@click.option(
    "--require-correct", is_flag=True, help="Only a right answer wins, only one that isn't loses."
)
@click.option(
    "--conclusion-negatives",
    type=Finite(min=0, max=100),
    default=0.0,
    show_default=True,
    metavar="SHARE",
    help="For each pair so many more, whose rejected answer has another value at its end.",
)
@click.option("--balance", is_flag=True, help="As many of each category as of the rarest.")
@click.option(
    "--grouped", is_flag=True, help="Rows of a task stand together: less memory, pairs at once."
)
@click.option(
    "--exclude-images",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Leave out pictures that are nearly those of these rows (JSONL).",
)
@seed_option
def pair(io: RowIO, exclude_images: str | None, **options: Any) -> int:
    """Pair each task's best answer with its worst.

    Reads ScoredRow, writes PairRow, or SftRow with --sft. Left out, and counted by reason, are
    rows with an error, refusals, answers without a total, without description or conclusion, or
    with another model's special tokens.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.pairs.make import Summary
    from srkit.records.rows import ScoredRow

    summary = Summary()
    refuse_overwriting(io.paths, (io.output,))
    work = partial(stages.pair, **options, summary=summary,
                   exclude_images=pictures_of(exclude_images, io.root))  # fmt: skip
    status = run_rows(io, work, (ScoredRow,), notes=summary.for_record)
    for line in () if io.quiet else summary.lines():
        with contextlib.suppress(OSError):  # nobody may be listening
            click.echo(f"srkit pair: {line}", err=True)
    return status


def pictures_of(file: str | None, root: str | None) -> Iterator[str]:
    """Yield the pictures of a file's rows, each once."""
    from srkit.records.jsonl import read_files

    seen = set()
    for row in read_files([file], (), root=root) if file else ():
        if row.get("image") not in seen and "image" in row:
            seen.add(row["image"])
            yield row["image"]
