"""What `srkit eval` says of a whole run: the table on stderr, the summary in a file.

A run that is not whole (a limit, a shard, questions of the benchmark without an answer) is marked,
and compared with nothing unless the user asks for it.
"""

import contextlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from srkit.cli.options import RowIO
from srkit.errors import DataError, visible
from srkit.evaluation.agreement import Agreement
from srkit.evaluation.compare import Baseline, Comparison, read_baseline
from srkit.evaluation.compat import official_scores
from srkit.evaluation.published import QUESTIONS, published_rows
from srkit.evaluation.statistics import Summary, source_of
from srkit.evaluation.tables import Table, table_of, to_csv, to_latex, to_markdown
from srkit.records.flow import task_of
from srkit.records.jsonl import read_files
from srkit.records.rows import ResultRow, Row

_SUFFIXES = {".md": "md", ".csv": "csv", ".tex": "latex"}
_WRITERS = {"md": to_markdown, "csv": to_csv, "latex": to_latex}
_ORIGIN = "spatialrgpt"


class Report:
    """Collects results while they are written, and says at the end what they come to."""

    def __init__(
        self, io: RowIO, tasks: Mapping[str, Row] | None, summary: str | None,
        form: str | None, baseline: str | None, published: bool, allow_partial: bool,
    ) -> None:  # fmt: skip
        self.io = io
        self.tasks = tasks
        self.file = summary
        self.form = form
        self.published = published
        self.allow_partial = allow_partial
        self.totals = Summary()
        self.rows = 0
        self.answered: dict[str, set[str]] = defaultdict(set)
        self.is_bench = tasks is not None
        self.comparison: Comparison | None = None
        self.agreement = Agreement()
        if summary and not os.path.isdir(os.path.dirname(os.path.abspath(summary))):
            raise click.FileError(summary, "its folder does not exist")
        if baseline:
            self.comparison = Comparison(_read(baseline))

    def add(self, row: Row) -> None:
        """Count a result."""
        self.totals.add(row)
        self.agreement.add(row)
        self.rows += 1
        self.is_bench |= row.get("origin") == _ORIGIN
        if self.tasks is not None:
            self.answered[source_of(row)].add(task_of({"id": "", **row}))
        if self.comparison:
            self.comparison.add(row)

    def partial(self) -> str | None:
        """Say in what way this is not the whole, if it isn't."""
        said = []
        if self.io.shard:
            said.append(f"shard {self.io.shard.number} of {self.io.shard.of}")
        if self.io.limit and self.rows >= self.io.limit:
            said.append(f"the first {self.io.limit} rows")
        if self.tasks is not None:
            least = min(
                (len(done & self.tasks.keys()) for done in self.answered.values()), default=0
            )
            if least < len(self.tasks):
                said.append(f"answers to {least} of the benchmark's {len(self.tasks)} questions")
            more = self.rows - sum(map(len, self.answered.values()))
            if more:
                said.append(f"{more} further answers to the same questions")
        return ", ".join(said) or None

    def document(self) -> dict[str, Any]:
        """Return the summary with its comparison and the published figures, as far as wanted."""
        found = self.totals.as_dict(self.partial())
        notes = []
        if self.comparison:
            compared = self.comparison.as_dict()
            whole = not found["partial"] and not any(
                one["partial"] for one in compared["sources"].values()
            )
            if whole or self.allow_partial:
                found["comparison"] = compared
            else:
                why = found["partial"] or next(
                    one["partial"] for one in compared["sources"].values() if one["partial"]
                )
                notes.append(f"not compared with the baseline: {why}")
        if self.published:
            sizes = {one["all"]["n"] for one in found["sources"].values()}
            is_whole = self.is_bench and not found["partial"] and sizes == {QUESTIONS}
            if self.allow_partial or is_whole:
                found["published"] = [row._asdict() for row in published_rows()]
            else:
                notes.append(f"published figures are of SpatialRGPT-Bench's {QUESTIONS} questions,"
                             " and this is not")  # fmt: skip
        notes = [f"{note} (--allow-partial compares anyway)" for note in notes]
        if self.agreement.cells:
            found["agreement"] = self.agreement.as_dict()
            notes.append(agreed(found["agreement"]["all"]))
        notes += [
            f"first {why}: {visible(name)}" for why, name in sorted(self.totals.first.items())
        ]
        if self.totals.other_truths:
            notes.append(f"{self.totals.other_truths} answers come with another truth than the"
                         " benchmark has")  # fmt: skip
        notes += [] if self.rows else ["there were no answers"]
        if notes:
            found["notes"] = notes
        return found

    def write(self) -> None:
        """Write the summary to its file, and the official keys beside it."""
        if not self.file:
            return
        found = self.document()
        form = self.form or _SUFFIXES.get(os.path.splitext(self.file)[1], "json")
        try:
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(_text(found, form))
            if self.is_bench:
                self._write_official(found)
        except OSError as error:
            raise click.FileError(self.file, str(error.strerror)) from error

    def _write_official(self, found: dict[str, Any]) -> None:
        """Write score.json for the one source, or a folder for each; none for a part of it all."""
        folder = os.path.join(os.path.dirname(os.path.abspath(str(self.file))), "compat")
        with contextlib.suppress(FileNotFoundError):
            os.remove(os.path.join(folder, "score.json"))  # of another run
        for source, one in found["sources"].items() if not found["partial"] else ():
            name = re.sub(r"[^\w.-]+", "-", source).strip(".-") or "answers"
            place = folder if len(found["sources"]) == 1 else os.path.join(folder, name)
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, "score.json"), "w", encoding="utf-8") as file:
                file.write(json.dumps(official_scores(one), indent=1) + "\n")

    def show(self) -> None:
        """Print the table on stderr, or the summary in the form that was asked for."""
        found = self.document()
        if self.form in (None, "table") or self.file:
            show_table(_table(found))
        else:
            click.echo(_text(found, self.form), nl=False, err=True)


def agreed(found: dict[str, Any]) -> str:
    """Say in a line how far rules and judge agree."""
    kappa = "–" if found["kappa"] is None else f"{found['kappa']:.2f}"
    return (f"rules and judge agree on {100 * found['agree']:.1f} % of {found['n']} answers (kappa"
            f" {kappa}); the judge counts {100 * found['judge_minus_rules']:+.1f} points"
            f" (p {found['mcnemar_p']:.2g})")  # fmt: skip


def _read(file: str) -> Baseline:
    try:
        return read_baseline(read_files([file], (ResultRow,)))
    except DataError as error:
        raise DataError(f"{error}; a --baseline is the rows that eval wrote") from error


def _table(found: dict[str, Any]) -> Table:
    table = table_of(found, found.get("comparison"), "published" in found)
    return table._replace(notes=[*table.notes, *found.get("notes", [])])


def _text(found: dict[str, Any], form: str) -> str:
    if form in _WRITERS:
        return _WRITERS[form](_table(found))
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def show_table(found: Table) -> None:
    """Print a row a source: success rates in %, with their 95 % intervals.

    On a terminal that is too narrow a row is a group, with as many sources side by side as fit.
    """
    from rich.console import Console
    from rich.table import Table as RichTable

    # Names come from rows: they are shown as they are, not as markup.
    console = Console(stderr=True, markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 1000  # there is no width to fit into: a table is never cut
    with contextlib.suppress(OSError):
        for columns, rows in fitted(found.columns, found.rows, console.width):
            table = RichTable(*columns, title=found.title, title_justify="left")
            for row in rows:
                table.add_row(*row)
            console.print(table)
        for note in found.notes:
            console.print(note)


def fitted(
    columns: list[str], rows: list[list[str]], width: int
) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield a table as it is if it fits, else turned and in parts that do."""
    if sum(map(_room, zip(columns, *rows, strict=True))) + 1 <= width or not rows:
        yield columns, rows
        return
    left = width - _room(columns) - 1
    part: list[list[str]] = []
    for row in rows:
        if part and sum(map(_room, [*part, row])) > left:
            yield _turned(columns, part)
            part = []
        part.append(row)
    yield _turned(columns, part)


def _room(cells: Iterable[str]) -> int:
    return max(map(len, cells)) + 3  # a space on each side, and a line


def _turned(columns: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    head, *lines = (list(line) for line in zip(columns, *rows, strict=True))
    return head, lines
