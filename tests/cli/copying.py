"""A command for tests: copies rows through the real machinery; a row's `copies` may be 0 or more.

    python -m tests.cli.copying copy rows.jsonl -o out.jsonl

`copies: -1` fails; STOP["at"] breaks the run off after so many rows, as Ctrl-C would.
"""

import sys
from collections.abc import Iterable, Iterator

from srkit.cli.main import cli, main
from srkit.cli.options import RowIO, row_command
from srkit.errors import RowError
from srkit.records.flow import Result, each
from srkit.records.rows import Row

STOP = {"at": -1}


@row_command("copy")
def copy(io: RowIO) -> int:
    """Copy rows."""
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.records.rows import TaskRow

    done = 0

    def one(row: Row) -> Result:
        nonlocal done
        if done == STOP["at"]:
            raise KeyboardInterrupt
        done += 1
        if row.get("copies", 1) < 0:
            raise RowError("no copies")
        return Result([row] * row.get("copies", 1))

    def work(rows: Iterable[Row]) -> Iterator[Result]:
        return each("copy", one, rows)

    refuse_overwriting(io.paths, (io.output,))
    return run_rows(io, work, (TaskRow,))


cli.add_command(copy)

if __name__ == "__main__":
    sys.exit(main())
