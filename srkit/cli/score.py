"""`srkit score`: the fine-grained spatial reward of every answer."""

import contextlib
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
from srkit.cli.options import RowIO, row_command, seed_option
from srkit.cli.quieten import quieten_for

EXAMPLES = """\b
Examples:
  srkit score candidates.jsonl -o scored.jsonl
  srkit score m3cts.jsonl gpt4o.jsonl sft.jsonl | srkit pair -o pairs.jsonl
  srkit score predictions.jsonl --scenes scenes.jsonl -o scored.jsonl
  srkit score candidates.jsonl --judge geometry: --judge openai:gpt-4o -o scored.jsonl
"""


@row_command("score", epilog=EXAMPLES)
@click.option(
    "--judge",
    multiple=True,
    default=("geometry:",),
    show_default=True,
    metavar="ADDRESS",
    help="Who judges; may be repeated, and is averaged then.",
)
@click.option(
    "--scenes",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Measured scenes (SceneRow) for answers that come without.",
)
@served_options
@seed_option
def score(io: RowIO, journal: str | None, **options: Any) -> int:
    """Reward answers, segment by segment.

    Reads CandidateRow with a measured scene, writes ScoredRow. Every spatial statement is found
    and checked; so are what the description shows and whether the reasoning holds together.
    Other judges are models that see the picture: served ones, http://HOST/v1#MODEL,
    openai:MODEL, gemini:MODEL, or in this process, hf:FOLDER, hf:OWNER/REPO.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.records.rows import CandidateRow
    from srkit.rewards.scoring import Agreement

    refuse_overwriting(io.paths, (io.output,))
    tally: Counter[str] = Counter()
    agreement = Agreement()
    journal = journal_beside(io, journal, options["judge"])
    work = partial(stages.score, **options, journal=journal, root=io.root, network=network(),
                   folders=folders_of(io), tally=tally, agreement=agreement)  # fmt: skip
    asked = Asked.of(options["judge"])
    quieten_for(options["judge"])
    try:
        return run_rows(io, work, (CandidateRow,), prices=asked.prices, notes=asked.for_record,
                        detail=partial(sent, tally) if asked.hosts else None)  # fmt: skip
    finally:
        say_bill("score", io, tally)
        for line in () if io.quiet else agreement.lines():
            with contextlib.suppress(OSError):  # nobody may be listening
                click.echo(f"srkit score: {line}", err=True)
