"""`srkit eval --lmms`: general benchmarks, run by lmms-eval in an environment of its own."""

import json
import os
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import click

from srkit import stages
from srkit.cli.evaluate import noted
from srkit.cli.network import Asked, journal_beside, network, say_bill, sent
from srkit.cli.options import RowIO, options_given
from srkit.cli.quieten import quieten_for
from srkit.cli.report import show_table
from srkit.evaluation.tables import Table
from srkit.records.flow import Result
from srkit.records.rows import Row

FOLDER = ".lmms"
# Options of eval that have no meaning here.
SILENT = ("bench", "scorer", "judge", "default_unit", "format", "baseline", "published",
          "allow_partial", "regions", "prompts", "seed")  # fmt: skip


def run_lmms(
    io: RowIO, names: str, model: str | None, python: str | None, more: str | None,
    summary: str | None, max_tokens: int, journal: str | None, cap: int,
) -> int:  # fmt: skip
    """Run the named tasks; a row of metrics each."""
    from srkit.cli.stage import refuse_overwriting, run_rows

    for name in options_given(SILENT):
        raise click.UsageError(f"{name} says nothing to --lmms: its tasks ask and score themselves")
    refuse_overwriting((), (io.output, summary))
    if summary and not os.path.isdir(os.path.dirname(os.path.abspath(summary))):
        raise click.FileError(summary, "its folder does not exist")
    if model is None or io.paths != ("-",):
        raise click.UsageError("--lmms asks a --model, and its tasks have their own questions:"
                               " leave out PATH")  # fmt: skip
    if io.output == "-":
        raise click.UsageError("--lmms keeps replies and logs beside its rows: name a file with -o")
    tasks = [{"id": name} for name in dict.fromkeys(map(str.strip, names.split(","))) if name]
    try:
        words = shlex.split(more or "")
    except ValueError as error:
        raise click.UsageError(f"--lmms-args: {error}") from error
    asked, tally, rows = Asked.of([model]), Counter[str](), list[Row]()
    quieten_for([model])

    def work(source: Iterable[Row]) -> Iterator[Result]:
        return stages.lmms(
            source, model=model, python=python or sys.executable, folder=io.output + FOLDER,
            more=words, max_tokens=max_tokens, cap=cap, network=network(),
            journal=journal_beside(io, journal, (model,)), tally=tally,
            environment=without_proxy(),
        )  # fmt: skip

    def taken(source: Iterable[Row]) -> Iterator[Result]:
        return noted(work(source), rows.append)  # options are checked before a file is opened

    def write() -> None:
        if summary:
            with open(summary, "w", encoding="utf-8") as file:
                file.write(json.dumps({"lmms": rows}, indent=1, ensure_ascii=False) + "\n")

    try:
        status = run_rows(replace(io, paths=()), taken, (), tasks, replay=rows.append, at_end=write,
                          prices=asked.prices, notes=asked.for_record,
                          detail=partial(sent, tally) if asked.hosts else None)  # fmt: skip
    finally:
        say_bill("eval", io, tally)
    if not io.quiet:
        show_table(metrics_table(rows))
    return status


def without_proxy() -> dict[str, str]:
    """Return the environment, with loopback asked through no proxy."""
    known = [os.environ.get(name, "") for name in ("NO_PROXY", "no_proxy")]
    none = ",".join(["127.0.0.1", *filter(None, known)])
    return {**os.environ, "NO_PROXY": none, "no_proxy": none}


def metrics_table(rows: list[Row]) -> Table:
    """Return a line a metric."""
    lines = [
        [str(row["id"]), str(row.get("n") or ""), key.partition(",")[0], f"{value:.4f}"]
        for row in rows
        for key, value in row.get("metrics", {}).items()
        if "stderr" not in key
    ]
    title = "lmms-eval, final answers alone"
    return Table(title=title, columns=["task", "n", "metric", "value"], rows=lines, notes=[])
