"""`srkit search`: several models explore a question together, judges prune."""

from collections.abc import Iterable, Iterator

import click

from srkit.cli.options import Finite, RowIO, row_command, seed_option
from srkit.records.flow import Result
from srkit.records.rows import Row

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
    type=Finite(min=0),
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
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.models.load import load_judge, load_policy, load_sampler
    from srkit.records.rows import SceneRow, TaskRow
    from srkit.search.m3cts import SOURCE, Settings, search_rows

    if no_tree and not direct:
        raise click.UsageError("--no-tree leaves nothing to do without --direct")
    if trees == "-":
        raise click.UsageError("--trees needs a file: standard output holds the answers")
    refuse_overwriting(io.paths, (io.output, trees))
    writers = [] if no_tree else [load_policy(text) for text in policies]
    raters = [load_judge(text) for text in judges]
    samples = [load_sampler(text) for text in direct]
    refuse_same_names([policy.name for policy in writers])
    refuse_same_names([judge.name for judge in raters])
    refuse_same_names([SOURCE, *(policy.name for policy, _ in samples)])
    settings = Settings(iterations, exploration, best, seed)

    def work(rows: Iterable[Row]) -> Iterator[Result]:
        return search_rows(rows, writers, raters, samples, settings)

    return run_rows(io, work, (SceneRow, TaskRow), trees=trees)


def refuse_same_names(names: list[str]) -> None:
    """Raise if two models have one name: rows and ratings could not tell them apart."""
    for name in names:
        if names.count(name) > 1:
            raise click.UsageError(f"two models are called {name}: tell them apart with ?name=")
