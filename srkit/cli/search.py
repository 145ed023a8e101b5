"""`srkit search`: several models explore a question together, judges prune."""

from collections import Counter
from functools import partial
from typing import Any

import click

from srkit import stages
from srkit.cli.network import (
    Asked,
    folders_of,
    journal_beside,
    network,
    say_bill,
    sent,
    served_options,
)
from srkit.cli.options import Finite, RowIO, row_command, seed_option
from srkit.cli.quieten import quieten_for

EXAMPLES = """\b
Examples:
  srkit search scenes.jsonl -o candidates.jsonl --trees trees.jsonl
  srkit search scenes.jsonl --policy 'geometry:?faults=noisy' --policy 'geometry:?faults=flat'
  srkit search scenes.jsonl --no-tree --direct 'geometry:?faults=short&n=4&name=short'
  srkit search scenes.jsonl -o c.jsonl --judge openai:gpt-4o \\
      --policy 'http://localhost:8000/v1#Qwen/Qwen2.5-VL-7B-Instruct?temperature=0.7' --dry-run
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
    "--max-calls",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop a tree before an expansion that takes it past N calls, of geometry: models too."
    "  [default: no limit]",
)
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop a tree when N tokens were read and written.  [default: no limit]",
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
    "--judge-each",
    is_flag=True,
    help="Ask judges about one candidate at a time, not all of an expansion.",
)
@served_options
@click.option(
    "--trees",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the whole trees to FILE (TreeRow).",
)
@click.option("--dry-run", is_flag=True, help="Say what would be asked of whom, and ask nothing.")
@seed_option
def search(
    io: RowIO, trees: str | None, journal: str | None, dry_run: bool, **options: Any
) -> int:  # fmt: skip
    """Let several models find answers together.

    Reads SceneRow, writes CandidateRow: the best answers of each tree, then --direct ones. The
    default policies are three embedded reasoners with different faults, the default judge is
    exact geometry: it works offline at once. Others are served models: http://HOST/v1#MODEL,
    openai:MODEL, gemini:MODEL, or NAME:MODEL of your own [providers.NAME]; and models in this
    process: hf:FOLDER, hf:OWNER/REPO, tiny:.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows, say_plan
    from srkit.records.rows import SceneRow, TaskRow

    if trees == "-":
        raise click.UsageError("--trees needs a file: standard output holds the answers")
    tally: Counter[str] = Counter()
    addresses = (*options["policy"], *options["judge"], *options["direct"])
    journal = journal_beside(io, journal, addresses)
    work = partial(stages.search, **options, journal=journal, network=network(),
                   folders=folders_of(io), tally=tally)  # fmt: skip
    asked = Asked.of(addresses)
    if dry_run:
        return say_plan(io, partial(work, dry_run=True), (SceneRow, TaskRow))
    refuse_overwriting(io.paths, (io.output, trees))
    quieten_for(addresses)
    try:
        return run_rows(io, work, (SceneRow, TaskRow), trees=trees, prices=asked.prices,
                        notes=asked.for_record,
                        detail=partial(sent, tally) if asked.hosts else None)  # fmt: skip
    finally:
        say_bill("search", io, tally)
