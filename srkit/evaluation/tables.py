"""A summary as a table: for people, and for Markdown, CSV and LaTeX.

A row a source, under it what it gained over the baseline, then published figures if wanted; columns
in the papers' order. Names come from rows and may hold anything: what can't be printed is shown as
an escape, and each form escapes what it would take for its own.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from srkit.errors import visible
from srkit.evaluation.published import SOURCE, published_rows
from srkit.evaluation.statistics import AVERAGES, COLUMNS, OTHER

NOTHING = "–"
_SHOWN = (*COLUMNS, OTHER, "all")
_LATEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
    # After the end of a row these two would be options of it.
    "[": "{[}", "*": "{*}",
    NOTHING: "--", "−": "$-$", **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip
# What makes a spreadsheet take a cell for a formula, in both widths.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


class Table(NamedTuple):
    """Plain text, not escaped for any form."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]


class _Line(NamedTuple):
    name: str
    cells: dict[str, str]
    n: str = NOTHING
    undecided: str = NOTHING


def table_of(
    summary: dict[str, Any], comparison: dict[str, Any] | None = None, published: bool = False
) -> Table:
    """Lay out a summary, with its comparison and the published figures if they are wanted."""
    lines = []
    for source, found in summary["sources"].items():
        lines.append(_measured(source, found))
        if comparison and source in comparison["sources"]:
            lines.append(_compared(comparison, source))
    if published:
        lines += [_Line(row.name, {name: f"{value:.2f}" for name, value in row.percent.items()
                                   if value is not None}) for row in published_rows()]  # fmt: skip
    columns = [name for name in _SHOWN if any(name in line.cells for line in lines)]
    return Table(
        _title(summary),
        ["source", "n", *columns, "undecided"],
        [[line.name, line.n, *(line.cells.get(name, NOTHING) for name in columns), line.undecided]
         for line in lines],
        _notes(summary, comparison, published),
    )  # fmt: skip


def _title(summary: dict[str, Any]) -> str:
    title = "success in %, Wilson 95 % interval"
    title += ", synthetic" if summary["synthetic"] else ""
    return title + (
        f", PARTIAL: {visible(summary['partial'].strip())}" if summary["partial"] else ""
    )


def _measured(source: str, found: dict[str, Any]) -> _Line:
    whole = found["all"]
    cells = {
        name: f"{100 * one['rate']:.1f} [{100 * one['low']:.0f}, {100 * one['high']:.0f}]"
        for name, one in _figures(found).items()
    }
    return _Line(_name(source), cells, str(whole["n"]), str(sum(whole["nulls"].values())))


def _compared(comparison: dict[str, Any], source: str) -> _Line:
    found = comparison["sources"][source]
    name = f"{_name(source)} − {_name(comparison['baseline'])}"
    cells = {column: _difference(one) for column, one in _figures(found).items()}
    name += " (partial)" if found["partial"] else ""
    return _Line(name, cells, str(found["all"]["n"]) if "all" in found else "0")


def _difference(one: dict[str, Any]) -> str:
    cell = f"{100 * one['difference']:+z.1f}"
    if one["cluster_low"] is not None:
        cell += f" [{100 * one['cluster_low']:+z.1f}, {100 * one['cluster_high']:+z.1f}]"
    p = one["mcnemar_p"]
    return f"{cell} " + ("p<0.001" if p < 0.001 else f"p={p:.2g}")


def _figures(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return found["groups"] | {name: found[name] for name in AVERAGES if name in found}


def _name(source: str) -> str:
    return visible(source) or "(none)"


def _notes(
    summary: dict[str, Any], comparison: dict[str, Any] | None, published: bool
) -> list[str]:
    notes = []
    reasons: Counter[str] = Counter()
    for found in summary["sources"].values():
        reasons.update(found["all"]["nulls"])
    if reasons:
        said = ", ".join(f"{n} {visible(why)}" for why, n in sorted(reasons.items()))
        notes.append(f"undecided, and so counted as wrong: {said}")
    if comparison:
        notes += _notes_of(comparison, summary["scorer"])
    if published:
        notes.append(
            f"published: {SOURCE}. Other code, judge and way of showing regions made these"
            " figures: compare them with measured ones only with care."
        )
    return notes


def _notes_of(comparison: dict[str, Any], scorer: str | None) -> list[str]:
    name = _name(comparison["baseline"])
    notes = [
        f"… − {name}: points gained on the tasks that both answered, with a 95 % bootstrap interval"
        " clustered by image; p: McNemar's exact test"
    ]
    if comparison["baseline_scorer"] != scorer:
        was, now = (visible(one or "none") for one in (comparison["baseline_scorer"], scorer))
        notes.append(f"the baseline's verdicts are from another scorer: {was}, not {now}")
    partial = {source: found["partial"] for source, found in comparison["sources"].items()}
    return notes + [f"partial: {_name(source)}, {why}" for source, why in partial.items() if why]


def to_csv(table: Table) -> str:
    """Return the table as CSV; the title is a column, so that its warnings stay with the rows."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_escaped([*table.columns, "table"], _csv_cell))
    for row in table.rows:
        writer.writerow(_escaped([*row, table.title], _csv_cell))
    return file.getvalue()


def to_markdown(table: Table) -> str:
    """Return the table as GitHub's Markdown."""
    title, *head = _escaped([table.title, *table.columns], _markdown_cell)
    lines = [["---"] + ["---:"] * (len(head) - 1)]
    lines += [_escaped(row, _markdown_cell) for row in table.rows]
    text = "".join(f"| {' | '.join(cells)} |\n" for cells in [head, *lines])
    notes = "".join(f"- {note}\n" for note in _escaped(table.notes, _markdown_cell))
    return f"**{title}**\n\n{text}" + (f"\n{notes}" if notes else "")


def to_latex(table: Table) -> str:
    """Return the table as a LaTeX float in the style of booktabs, with its notes under it."""
    head, *rows = (_escaped(row, _latex_cell) for row in [table.columns, *table.rows])
    [title] = _escaped([table.title], _latex_cell)
    body = "".join(f"{' & '.join(row)} \\\\\n" for row in rows)
    notes = "".join(f"\n\\footnotesize {note}\n" for note in _escaped(table.notes, _latex_cell))
    return (
        f"% \\usepackage{{booktabs}}\n\\begin{{table}}\n\\caption{{{title}}}\n"
        f"\\begin{{tabular}}{{l{'r' * (len(head) - 1)}}}\n\\toprule\n{' & '.join(head)} \\\\\n"
        f"\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n{notes}\\end{{table}}\n"
    )


def _escaped(cells: list[str], escape: Callable[[str], str]) -> list[str]:
    return [escape(visible(cell)) for cell in cells]


def _csv_cell(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _markdown_cell(cell: str) -> str:
    # A bracket is only a link's where a parenthesis follows it; intervals stay readable.
    return re.sub(r"[\\`*_<>|~&$]|\](?=\()", r"\\\g<0>", cell)


def _latex_cell(cell: str) -> str:
    return "".join(_LATEX.get(char, char) for char in cell)
