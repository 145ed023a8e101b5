"""`srkit search`: several models explore a question together, judges prune."""

from functools import partial
from typing import Any

import click

from srkit import stages
from srkit.cli.options import Finite, RowIO, row_command, seed_option

EXAMPLES = """\b
Examples:
  srkit search scenes.jsonl -o candidates.jsonl --trees trees.jsonl
  srkit search scenes.jsonl --policy 'geometry:?faults=noisy' --policy 'geometry:?faults=flat'
  srkit search scenes.jsonl --no-tree --direct 'geometry:?faults=short&n=4&name=short'
"""


@row_command("search", epilog=EXAMPLES)
@click.option(
    "--policy",
    multiple=True,
    default=stages.POLICIES,
    show_default=True,
    metavar="ADDRESS",
    help="A model that proposes sections; may be repeated.",
)
@click.option(
    "--judge",
    multiple=True,
    default=("geometry:",),
    show_default=True,
    metavar="ADDRESS",
    help="A model that rates sections; may be repeated.",
)
@click.option(
    "--direct",
    multiple=True,
    metavar="ADDRESS",
    help="A model that writes whole answers, ?n= of them; may be repeated.",
)
@click.option("--no-tree", is_flag=True, help="Only the --direct answers.")
@click.option(
    "--iterations",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="Descents through a question's tree.",
)
@click.option(
    "--exploration",
    type=Finite(min=0),
    default=1.4,
    show_default=True,
    help="Weight of what was seldom visited.",
)
@click.option(
    "--trajectories",
    type=click.IntRange(min=1),
    metavar="T",
    help="Stop a tree at T complete answers.  [default: no limit]",
)
@click.option(
    "--max-expansions",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop a tree when N nodes were expanded.  [default: no limit]",
)
@click.option(
    "--best",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="N",
    help="Write the N best answers of each tree.",
)
@click.option(
    "--trees",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the whole trees to FILE (TreeRow).",
)
@seed_option
def search(io: RowIO, trees: str | None, **options: Any) -> int:
    """Let several models find answers together.

    Reads SceneRow, writes CandidateRow: the best answers of each tree, then --direct ones. The
    default policies are three embedded reasoners with different faults, the default judge is
    exact geometry: it works offline at once.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.records.rows import SceneRow, TaskRow

    if trees == "-":
        raise click.UsageError("--trees needs a file: standard output holds the answers")
    refuse_overwriting(io.paths, (io.output, trees))
    return run_rows(io, partial(stages.search, **options), (SceneRow, TaskRow), trees=trees)
