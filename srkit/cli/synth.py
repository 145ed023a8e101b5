"""`srkit synth`: procedural scenes, and questions whose answers are known."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import click

from srkit import stages
from srkit.cli.options import RowIO, seed_option, source_command
from srkit.records.flow import Result
from srkit.records.rows import Row

EXAMPLES = """\b
Examples:
  srkit synth --count 100 --images images -o tasks.jsonl
  srkit synth --world full --size 224 --split test --images images | head -4
  srkit synth --count 50 --category direction --category width_data --images images
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
    "--world",
    type=click.Choice(["simple", "full"]),
    default="simple",
    show_default=True,
    help="Shapes on a checkered floor, or rooms and yards.",
)
@click.option(
    "--split",
    type=click.Choice(["train", "val", "test"]),
    default="train",
    show_default=True,
    help="Which of three disjoint sets of scenes.",
)
@click.option(
    "--size",
    type=click.IntRange(48, 2048),
    default=96,
    show_default=True,
    metavar="PX",
    help="Width and height of the pictures.",
)
@click.option(
    "--camera",
    type=click.Choice(["fixed", "varied"]),
    default="fixed",
    show_default=True,
    help="Height, tilt and lens: one for all, or another for each picture.",
)
@click.option(
    "--per-scene",
    type=click.IntRange(1, 24),
    default=4,
    show_default=True,
    metavar="N",
    help="Questions about one picture.",
)
@click.option(
    "--category",
    multiple=True,
    metavar="NAME",
    help="Ask only in this category; may be repeated.  [default: all 24]",
)
@seed_option
def synth(io: RowIO, count: int | None, **options: Any) -> int:
    """Make scenes, and questions whose answers are known.

    Writes TaskRow lines, pictures and their depth. Questions are of the benchmark's 24 categories
    in turn, yes and no in turn, and never about a near-tie.
    """
    from srkit.cli.stage import run_rows
    from srkit.synth.tasks import Settings, task_id

    settings = Settings(**{key: value for key, value in options.items() if key != "images"})
    indices = range(count) if count else itertools.count()
    source = ({"id": task_id(k, settings), "index": k} for k in indices)

    def work(rows: Iterable[Row]) -> Iterator[Result]:
        return stages.synth(indices=(row["index"] for row in rows), **options)

    return run_rows(io, work, source=source)
