"""`srkit eval`: the benchmark's verdicts, and the table. (`eval.py` would hide Python's own.)"""

import contextlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from srkit import stages
from srkit.cli.options import RowIO, row_command
from srkit.cli.quieten import quieten_libraries
from srkit.records.flow import Result
from srkit.records.rows import Row

EXAMPLES = """\b
Examples:
  srkit eval scored.jsonl > results.jsonl
  srkit eval tasks.jsonl --model hf:checkpoint -o results.jsonl --summary summary.json
"""


@row_command("eval", epilog=EXAMPLES)
@click.option(
    "--model",
    metavar="ADDRESS",
    help="Let this model answer; without it, rows bring their response.",
)
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    default=512,
    show_default=True,
    metavar="N",
    help="Longest answer of --model, in tokens.",
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the summary to FILE as JSON too.",
)
def evaluate(io: RowIO, model: str | None, max_tokens: int, summary: str | None) -> int:
    """Say which answers are right, and how many.

    Reads rows with a response (or TaskRow with --model), writes ResultRow. Judge-free: the
    verdict follows from the text by rules. Undecided answers count as wrong. The table on
    stderr has a row for every source of answers.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.evaluation.statistics import Summary
    from srkit.records.rows import CandidateRow, TaskRow

    refuse_overwriting(io.paths, (io.output, summary))
    if summary and not os.path.isdir(os.path.dirname(os.path.abspath(summary))):
        raise click.FileError(summary, "its folder does not exist")
    if model:
        quieten_libraries()
    totals = Summary()

    def work(rows: Iterable[Row]) -> Iterator[Result]:
        return noted(stages.evaluate(rows, model=model, max_tokens=max_tokens), totals.add)

    def write_summary() -> None:
        if summary:
            with open(summary, "w", encoding="utf-8") as file:
                json.dump(totals.as_dict(), file, indent=1)
                file.write("\n")

    reads = (TaskRow,) if model else (CandidateRow,)
    status = run_rows(io, work, reads, replay=totals.add, at_end=write_summary)
    if not io.quiet:
        show_table(totals.as_dict())
    return status


def noted(results: Iterator[Result], add: Callable[[Row], None]) -> Iterator[Result]:
    """Pass results on, and show every row of them to `add`."""
    for result in results:
        for row in result.rows:
            add(row)
        yield result


def show_table(summary: dict[str, Any]) -> None:
    """Print a row a source: success rates in %, with their 95 % intervals."""
    from rich.console import Console
    from rich.table import Table

    sources = summary["sources"]
    columns = list(dict.fromkeys(name for tallies in sources.values() for name in tallies))
    title = "success in %, Wilson 95 % interval" + (", synthetic" if summary["synthetic"] else "")
    table = Table("source", "n", *columns, "undecided", title=title, title_justify="left")
    reasons: Counter[str] = Counter()
    for source, tallies in sources.items():
        whole = tallies["all"]
        cells = [_cell(tallies[name]) if name in tallies else "–" for name in columns]
        reasons.update(whole["nulls"])
        undecided = sum(whole["nulls"].values())
        table.add_row(source or "(none)", str(whole["n"]), *cells, str(undecided))
    # Names come from rows: they are shown as they are, not as markup.
    console = Console(stderr=True, markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 1000  # there is no width to fit into: a table is never cut
    with contextlib.suppress(OSError):
        console.print(table)
        if reasons:
            said = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
            console.print(f"undecided, and so counted as wrong: {said}")


def _cell(tally: dict[str, Any]) -> str:
    return f"{100 * tally['rate']:.1f} [{100 * tally['low']:.0f}, {100 * tally['high']:.0f}]"
