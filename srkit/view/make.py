"""From inputs to the page: rows as they come, summaries and checkpoint folders as charts."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from srkit.errors import DataError, SrkitError
from srkit.records.rows import Row
from srkit.records.run import load_record
from srkit.training.folder import LOG, read_log
from srkit.view.charts import Draw, save_png, svg_url
from srkit.view.documents import Document, checkpoint_document, merged, summary_document
from srkit.view.page import Page

Input = tuple[str, Iterator[Row]]  # a name and rows


def is_document(path: str) -> bool:
    """Whether a path is shown as charts: a folder, or the summary that eval wrote as JSON."""
    return os.path.isdir(path) or path.endswith(".json")


def make_page(
    inputs: Iterable[Input], documents: Sequence[str], output: str, max_mb: float,
    png: str | None, limit: int | None,
) -> Row:  # fmt: skip
    """Write the page, and charts as PNG where they are wanted; say what is in it."""
    page = Page(max_mb)
    for name, document in read_documents(documents).items():
        page.add_document(
            name, title=document.title, tables=document.tables, notes=document.notes,
            charts={key: svg_url(draw) for key, draw in document.charts.items()},
        )  # fmt: skip
        for key, draw in document.charts.items() if png else ():
            write_chart(draw, str(png), f"{os.path.splitext(name)[0]}-{key}.png")
    names = []
    for name, rows in inputs:
        names.append(name)
        shown = 0
        for row in islice(rows, limit):
            page.add_row(name, row)
            shown += 1
        if shown == limit and next(iter(rows), None) is not None:
            said = f"only the first {limit} rows are here (--limit)"
            page.say_cut(name, f"{said}: filters and sorting see no more")
    return page.write(output, " · ".join([*names, *map(os.path.basename, documents)]) or "srkit")


def read_documents(paths: Sequence[str]) -> dict[str, Document]:
    """Return what summaries (all of them together) and checkpoint folders show, by name."""
    found: dict[str, Document] = {}
    summaries = {}
    for path in paths:
        name = os.path.basename(os.path.abspath(path))
        if not os.path.isdir(path):
            summaries[name] = read_summary(path)
        elif not os.path.isfile(os.path.join(path, LOG)):
            raise DataError(f"{path}: a folder without {LOG}: not one that train made")
        else:
            found[name] = checkpoint_document(load_record(path) or {}, read_log(path))
    if summaries:
        found = {" and ".join(summaries): summary_document(merged(summaries)), **found}
    return found


def read_summary(path: str) -> Row:
    """Return what `eval --summary` wrote."""
    try:
        with open(path, encoding="utf-8") as file:
            summary = json.load(file)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error
    sources = summary.get("sources") if isinstance(summary, dict) else None
    if not isinstance(sources, dict) or not all(
        isinstance(one, dict) and {"groups", "all"} <= one.keys() for one in sources.values()
    ):
        raise DataError(f"{path}: not a summary of srkit eval (rows are read from .jsonl)")
    return summary


def write_chart(draw: Draw, folder: str, name: str) -> None:
    """Write one chart into a folder."""
    try:
        os.makedirs(folder, exist_ok=True)
        save_png(draw, os.path.join(folder, name))
    except OSError as error:
        raise SrkitError(f"{error.filename or folder}: {error.strerror}") from error
