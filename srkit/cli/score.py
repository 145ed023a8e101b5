"""`srkit score`: the fine-grained spatial reward of every answer."""

from srkit import stages
from srkit.cli.options import RowIO, row_command

EXAMPLES = """\b
Examples:
  srkit score candidates.jsonl -o scored.jsonl
  srkit score m3cts.jsonl gpt4o.jsonl sft.jsonl | srkit pair -o pairs.jsonl
"""


@row_command("score", epilog=EXAMPLES)
def score(io: RowIO) -> int:
    """Reward answers, segment by segment.

    Reads CandidateRow with a measured scene, writes ScoredRow. Every spatial statement is found
    and checked; so are what the description shows and whether the reasoning holds together.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.records.rows import CandidateRow

    refuse_overwriting(io.paths, (io.output,))
    return run_rows(io, stages.score, (CandidateRow,))
