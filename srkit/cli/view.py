"""`srkit view`: rows, trees, summaries and training runs as one page."""

import os
import webbrowser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from srkit import stages
from srkit.cli.options import Finite, RowIO, row_command
from srkit.cli.progress import Progress
from srkit.cli.streams import open_pipe, rows_only
from srkit.records.rows import Row

EXAMPLES = """\b
Examples:
  srkit view scored.jsonl --open
  srkit view trees.jsonl pairs.jsonl -o look.html --limit 200
  srkit view summary.json sft fdpo --png charts
  srkit synth --count 20 --images images | srkit describe | srkit view
"""
PAGE = "srkit-view.html"


@row_command(
    "view",
    can_resume=False,
    takes_folders=True,
    limit_help="Show N rows of each input.",
    output_help=f"The page.  [default: {PAGE}]",
    epilog=EXAMPLES,
)
@click.option(
    "--max-mb",
    type=Finite(min=0.1),
    default=15.0,
    show_default=True,
    help="Largest page; pictures are left out first.",
)
@click.option(
    "--png", type=click.Path(file_okay=False), metavar="DIR", help="Write charts there, too."
)
@click.option("--open", "is_opened", is_flag=True, help="Open the page in a browser.")
def view(io: RowIO, max_mb: float, png: str | None, is_opened: bool) -> int:
    """Look at it: one HTML file that needs nothing else, and no network.

    Reads rows of any kind, summaries of eval (.json) and folders of train. Writes one row about
    the page to standard output.
    """
    from srkit.cli.stage import refuse_overwriting
    from srkit.view.make import is_document

    output = PAGE if io.output == "-" else io.output
    documents = [path for path in io.paths if path != "-" and is_document(path)]
    files = [path for path in io.paths if path not in documents]
    refuse_overwriting(io.paths, (output,))
    with rows_only() as stdout, Progress("view", io.quiet) as progress:
        inputs = ((named(path), rows_of(io, path)) for path in files)
        made = stages.view(inputs, documents=documents, output=output, max_mb=max_mb, png=png,
                            limit=io.limit)  # fmt: skip
        open_pipe(stdout)([made])
        lost = ", ".join(f"{count} {what} left out" for what, count in made["left_out"].items()
                         if count)  # fmt: skip
        size = f"{made['bytes'] / 2**20:.1f} MB"
        progress.finish(f"{output}: {made['items']} items, {size}{', ' + lost if lost else ''}")
    if is_opened:
        webbrowser.open(Path(output).resolve().as_uri())
    return 0


def named(path: str) -> str:
    """Return what an input is called on the page."""
    return "standard input" if path == "-" else os.path.basename(path)


def rows_of(io: RowIO, path: str) -> Iterator[Row]:
    """Yield the rows of one input."""
    from srkit.cli.stage import read_inputs
    from srkit.records import rows

    kinds = (rows.TreeRow, rows.PairRow, rows.SftRow, rows.ResultRow, rows.ScoredRow,
             rows.CandidateRow, rows.TaskRow)  # fmt: skip
    return read_inputs(replace(io, paths=(path,)), kinds)
