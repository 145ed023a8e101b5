"""`srkit pair`: the best answer of a task against its worst."""

import contextlib
from functools import partial

import click

from srkit import stages
from srkit.cli.options import Finite, RowIO, row_command

EXAMPLES = """\b
Examples:
  srkit pair scored.jsonl -o pairs.jsonl
  srkit pair scored.jsonl --sft -o sft.jsonl
"""


@row_command("pair", can_resume=False, epilog=EXAMPLES)
@click.option("--sft", is_flag=True, help="Write each task's best answer alone (SftRow).")
@click.option(
    "--min-margin",
    type=Finite(min=0),
    default=0.0,
    show_default=True,
    help="Leave out pairs whose totals differ by less.",
)
def pair(io: RowIO, sft: bool, min_margin: float) -> int:
    """Pair each task's best answer with its worst.

    Reads ScoredRow, writes PairRow, or SftRow with --sft. Rows with an error are left out and
    counted, and so are answers without a total or without description and conclusion.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.pairs.select import Counts
    from srkit.records.rows import ScoredRow

    left_out = Counts()
    refuse_overwriting(io.paths, (io.output,))
    work = partial(stages.pair, sft=sft, min_margin=min_margin, left_out=left_out)
    status = run_rows(io, work, (ScoredRow,))
    if left_out and not io.quiet:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))
        with contextlib.suppress(OSError):  # nobody may be listening
            click.echo(f"srkit pair: left out: {reasons}", err=True)
    return status
