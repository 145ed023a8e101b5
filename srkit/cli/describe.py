"""`srkit describe`: where things are, in metres."""

from srkit import stages
from srkit.cli.options import RowIO, row_command

EXAMPLES = """\b
Examples:
  srkit describe tasks.jsonl -o scenes.jsonl
  srkit synth --count 8 --images images | srkit describe | head -1
"""


@row_command("describe", epilog=EXAMPLES)
def describe(io: RowIO) -> int:
    """Measure where things are, in metres.

    Reads TaskRow, with depth, camera and masks or boxes; writes SceneRow: the same row with
    objects, distances and facts.
    """
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.records.rows import TaskRow

    refuse_overwriting(io.paths, (io.output,))
    return run_rows(io, stages.describe, (TaskRow,))
