"""`srkit search`: several models explore a question together, judges prune."""

import click

from srkit.cli.options import RowIO, row_command, seed_option
from srkit.cli.stage import run_rows

EXAMPLES = """\b
Examples:
  srkit search scenes.jsonl -o candidates.jsonl --trees trees.jsonl
  srkit search scenes.jsonl --policy 'geometry:?faults=noisy' --policy 'geometry:?faults=flat'
  srkit search scenes.jsonl --no-tree --direct 'geometry:?faults=short&n=4&name=short'
"""
POLICIES = ("geometry:?faults=noisy", "geometry:?faults=short", "geometry:?faults=flat")


@row_command("search", epilog=EXAMPLES)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    default=POLICIES,
    show_default=True,
    metavar="ADDRESS",
    help="A model that proposes sections; may be repeated.",
)
@click.option(
    "--judge",
    "judges",
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
    type=click.FloatRange(min=0),
    default=1.4,
    show_default=True,
    help="Weight of what was seldom visited.",
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
def search(
    io: RowIO, policies: tuple[str, ...], judges: tuple[str, ...], direct: tuple[str, ...],
    no_tree: bool, iterations: int, exploration: float, best: int, trees: str | None, seed: int,
) -> int:  # fmt: skip
    """Let several models find answers together.

    Reads SceneRow, writes CandidateRow: the best answers of each tree, then --direct ones. The
    default policies are three embedded reasoners with different faults, the default judge is
    exact geometry: it works offline at once.
    """
    from srkit.models.base import load_judge, load_policy
    from srkit.records.rows import SceneRow, TaskRow
    from srkit.search.m3cts import Settings, sample_count, search_rows

    if no_tree and not direct:
        raise click.UsageError("--no-tree leaves nothing to do without --direct")
    writers = [] if no_tree else [load_policy(text) for text in policies]
    raters = [load_judge(text) for text in judges]
    samples = [(load_policy(text), sample_count(text)) for text in direct]
    settings = Settings(iterations, exploration, best, seed)
    return run_rows(
        io,
        lambda rows: search_rows(rows, writers, raters, samples, settings),
        (SceneRow, TaskRow),
        trees=trees,
    )
