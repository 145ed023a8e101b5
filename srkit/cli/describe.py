"""`srkit describe`: where things are, in metres, and questions about one's own pictures."""

import glob
import logging
import os
from dataclasses import replace
from functools import partial
from typing import Any

import click

from srkit import stages
from srkit.cli.options import Finite, RowIO, row_command, seed_option
from srkit.cli.quieten import quieten_libraries

# What a file must be called to be taken for a picture among the PATHs.
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".mpo")
EXAMPLES = """\b
Examples:
  srkit describe tasks.jsonl -o scenes.jsonl
  srkit describe room.jpg --depth hf:apple/DepthPro-hf \\
      --detect hf:IDEA-Research/grounding-dino-tiny --segment hf:facebook/sam-vit-base
  srkit describe --images 'photos/*.jpg' --depth hf:DEPTH --detect hf:FINDER \\
      --camera exif --camera fov:60 --ask 10 --overlay seen -o tasks.jsonl
"""


@row_command("describe", epilog=EXAMPLES)
@click.option(
    "--images",
    multiple=True,
    metavar="GLOB",
    help="Pictures of your own: 'photos/**/*.jpg'; may be repeated.",
)
@click.option(
    "--depth",
    default="row",
    show_default=True,
    metavar="row|hf:MODEL",
    help="Where depth comes from.",
)
@click.option(
    "--detect",
    metavar="hf:MODEL",
    help="Find things: a zero-shot detector, or one with classes of its own.",
)
@click.option(
    "--segment",
    metavar="hf:MODEL",
    help="Outline every box that has no mask: a model of the SAM family.",
)
@click.option(
    "--words",
    multiple=True,
    metavar="WORD,…",
    help="What --detect looks for.  [default: what the question names, else a list]",
)
@click.option(
    "--min-score",
    type=Finite(0.05, 1),
    default=0.3,
    show_default=True,
    help="How sure --detect must be.",
)
@click.option(
    "--camera",
    multiple=True,
    metavar="row|model|exif|fov:DEG",
    help="Where the camera comes from; may be repeated, the first that has one counts. fov: is the"
    " field of view of the longer side.  [default: row, model, exif]",
)
@click.option(
    "--ask",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write N questions with measured answers for each input row, as tasks.",
)
@click.option(
    "--overlay",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write each row's picture as models see it, and its depth.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Where models' depth, boxes and outlines are kept.  [default: OUTPUT.seen, or"
    " ~/.cache/srkit/seen]",
)
@click.option(
    "--batch-size",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    metavar="N",
    help="Rows that models look at together.",
)
@seed_option
def describe(io: RowIO, images: tuple[str, ...], words: tuple[str, ...], **options: Any) -> int:
    """Measure where things are, in metres.

    Reads TaskRow, or pictures; writes SceneRow: the same row with objects, distances and facts.
    Depth, camera, boxes and masks are the row's, or found by models. With --ask it makes tasks
    about your own pictures, whose answers are measured.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.records.rows import TaskRow

    io = with_pictures(io, images)
    refuse_overwriting(io.paths, (io.output,))
    if options["depth"] != "row" or options["detect"] or options["segment"]:
        quieten_libraries()
        logging.getLogger("httpx").setLevel(logging.WARNING)
    options["cache"] = options["cache"] or cache_folder(io.output)
    options["words"] = [
        word.strip().lower() for one in words for word in one.split(",") if word.strip()
    ]
    return run_rows(io, partial(stages.describe, **options), (TaskRow,))


def cache_folder(output: str) -> str:
    """Return where what models see is kept: beside the rows, or with the user's other caches."""
    if output != "-" and (os.path.isfile(output) or not os.path.exists(output)):
        return f"{output}.seen"
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "srkit", "seen")


def with_pictures(io: RowIO, images: tuple[str, ...]) -> RowIO:
    """Return what is read, the pictures that patterns match included, each once."""
    found: dict[str, None] = {}
    for pattern in images:
        matched = [path for path in sorted(glob.glob(pattern, recursive=True))
                   if not os.path.isdir(path)]  # fmt: skip
        if not matched:
            raise click.UsageError(f"--images {pattern}: no such picture")
        found |= dict.fromkeys(matched)
    source = click.get_current_context().get_parameter_source("paths")
    is_given = source is click.core.ParameterSource.COMMANDLINE and io.paths
    given = io.paths if is_given or not found else ()
    pictures = {*found, *(path for path in given if path.lower().endswith(PICTURES))}
    paths = (*given, *(path for path in found if path not in given))
    return replace(io, paths=paths, pictures=frozenset(pictures))
