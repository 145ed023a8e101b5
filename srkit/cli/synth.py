"""`srkit synth`: procedural scenes, and questions whose answers are known."""

import itertools
from collections.abc import Iterable, Iterator

import click

from srkit import stages
from srkit.cli.options import RowIO, seed_option, source_command
from srkit.records.flow import Result
from srkit.records.rows import Row

EXAMPLES = """\b
Examples:
  srkit synth --count 100 --images images -o tasks.jsonl
  srkit synth --seed 7 --split test --images images | head -4
"""


@source_command("synth", epilog=EXAMPLES)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    metavar="ROWS",
    help="Make this many rows.  [default: no end]",
)
@click.option(
    "--images",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Folder for the pictures and their depth.",
)
@click.option(
    "--split",
    type=click.Choice(["train", "val", "test"]),
    default="train",
    show_default=True,
    help="Which of three disjoint worlds of scenes.",
)
@click.option(
    "--size",
    type=click.IntRange(48, 2048),
    default=96,
    show_default=True,
    metavar="PX",
    help="Width and height of the pictures.",
)
@seed_option
def synth(io: RowIO, count: int | None, images: str, split: str, size: int, seed: int) -> int:
    """Make scenes, and questions whose answers are known.

    Writes TaskRow lines, pictures and their depth. So far: the simple world (boxes, balls and
    cylinders on a floor), and the questions which of two is behind, and how far two are apart.
    """
    from srkit.cli.stage import run_rows
    from srkit.synth.tasks import task_id

    indices = range(count) if count else itertools.count()

    source = ({"id": task_id(k, seed, split, size), "index": k} for k in indices)

    def work(rows: Iterable[Row]) -> Iterator[Result]:
        indices = (row["index"] for row in rows)
        return stages.synth(images=images, split=split, size=size, seed=seed, indices=indices)

    return run_rows(io, work, source=source)
