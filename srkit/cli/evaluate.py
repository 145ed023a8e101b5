"""`srkit eval`: the benchmark's verdicts, and the table. (`eval.py` would hide Python's own.)"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
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
from srkit.records.flow import Result
from srkit.records.rows import Row

EXAMPLES = """\b
Examples:
  srkit eval scored.jsonl > results.jsonl
  srkit eval tasks.jsonl --model hf:checkpoint -o results.jsonl --summary summary.json
  srkit eval tasks.jsonl --model 'http://localhost:8000/v1#Qwen/Qwen2.5-VL-7B-Instruct' -o r.jsonl
  srkit eval --lmms mme,pope --model hf:checkpoint --lmms-python ~/lmms/bin/python -o general.jsonl
  srkit eval --bench spatialrgpt:SpatialRGPT-Bench_v1.json merge.jsonl -o results.jsonl
  srkit eval fdpo.jsonl --baseline sft-results.jsonl --summary table.md -o results.jsonl
"""
UNITS = ("m", "cm", "mm", "km", "in", "ft", "yd")


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
    "--bench",
    metavar="spatialrgpt:WHERE",
    help="Take questions and truths from SpatialRGPT-Bench: its JSON file, a folder, or a Hub"
    " repository.",
)
@click.option(
    "--default-unit",
    type=click.Choice(UNITS),
    help="Unit of a length without one.  [default: such an answer is undecided]",
)
@click.option(
    "--scorer",
    type=click.Choice(("rules", "judge")),
    default="rules",
    show_default=True,
    help="Whose verdicts count: the rules', or a language model's by the benchmark's protocol.",
)
@click.option("--judge", metavar="ADDRESS", help="The model of --scorer judge.")
@click.option("--lmms", metavar="TASKS", help="Run these benchmarks of lmms-eval: mme,pope,…")
@click.option(
    "--lmms-python",
    metavar="PATH",
    help="The Python that has lmms-eval.  [default: this one]",
)
@click.option("--lmms-args", metavar="TEXT", help="More arguments for lmms-eval.")
@click.option(
    "--summary",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the summary to FILE too: JSON, or a table for .md, .csv and .tex.",
)
@click.option(
    "--format",
    type=click.Choice(("table", "md", "json", "csv", "latex")),
    help="Form of FILE, whatever it is called; without --summary, of what stderr shows.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Compare with these results (the rows that eval wrote), task by task.",
)
@click.option("--published", is_flag=True, help="Show the published figures beside ours.")
@click.option("--allow-partial", is_flag=True, help="Compare runs that are not whole too.")
@served_options
@seed_option
def evaluate(
    io: RowIO, model: str | None, bench: str | None, judge: str | None, default_unit: str | None,
    summary: str | None, format: str | None, baseline: str | None, published: bool,
    allow_partial: bool, journal: str | None, lmms: str | None, lmms_python: str | None,
    lmms_args: str | None, **options: Any,
) -> int:  # fmt: skip
    """Say which answers are right, and how many.

    Reads rows with a response, official answers files of SpatialRGPT-Bench, or TaskRow with
    --model; writes ResultRow. The verdict follows from the text by rules, or is a judge's
    (--scorer). Undecided answers count as wrong. The table on stderr has a row for every source.

    A model is tiny:, hf:FOLDER or hf:OWNER/REPO in this process, or a served one:
    http://HOST/v1#MODEL, openai:MODEL, gemini:MODEL. It is asked greedily and for a short answer,
    one that srkit has trained as it was trained; ?style=trained|headings|short and ?temperature=
    say otherwise.
    """
    from srkit.cli.report import Report
    from srkit.cli.stage import refuse_overwriting, run_rows
    from srkit.evaluation.bench import load_bench
    from srkit.records.rows import CandidateRow, OfficialAnswer, TaskRow

    if lmms is not None:
        from srkit.cli.lmms import run_lmms

        return run_lmms(io, lmms, model, lmms_python, lmms_args, summary, options["max_tokens"],
                        journal, options["cap"])  # fmt: skip
    if lmms_python or lmms_args:
        raise click.UsageError("--lmms-python and --lmms-args are of --lmms")
    is_asked = model is not None and bench is not None  # the questions are the benchmark's
    if is_asked:
        io = asked_by_bench(io, str(bench))
    refuse_overwriting([*io.paths, *([baseline] if baseline else [])], (io.output, summary))
    models = tuple(one for one in (model, judge) if one)
    quieten_for(models)
    tasks = load_bench(bench, io.root) if bench else None
    report = Report(io, tasks, summary, format, baseline, published, allow_partial)
    asked, tally = Asked.of(models), Counter[str]()
    options |= {"network": network(), "journal": journal_beside(io, journal, models),
                "folders": [*folders_of(io), *folder_of_bench(bench)], "tally": tally}  # fmt: skip

    def work(rows: Iterable[Row]) -> Iterator[Result]:
        return noted(stages.evaluate(rows, model=model, judge=judge, bench=tasks,
                                     default_unit=default_unit, **options), report.add)  # fmt: skip

    reads: tuple[Any, ...] = (TaskRow,) if model else (OfficialAnswer, CandidateRow)
    source = list(tasks.values()) if is_asked and tasks else None
    try:
        status = run_rows(io, work, reads, source, replay=report.add, at_end=report.write,
                          prices=asked.prices,
                          notes=lambda: {**asked.for_record(), **weights_asked(model)},
                          detail=partial(sent, tally) if asked.hosts else None)  # fmt: skip
    finally:
        say_bill("eval", io, tally)
    if not io.quiet:
        report.show()
    return status


def weights_asked(model: str | None) -> Row:
    """Return what a run record says of a model that lies in a folder here: which weights it has."""
    from srkit.models.hub import weights_of
    from srkit.records.address import WEIGHTS, parse_address

    if model is None or model.partition(":")[0] not in WEIGHTS:
        return {}
    folder = parse_address(model).target.partition("@")[0]
    return {"weights": weights_of(folder)} if os.path.isdir(folder) else {}


def folder_of_bench(bench: str | None) -> list[str]:
    """Return the folder of a benchmark that lies here: its pictures may be sent."""
    place = (bench or "").partition(":")[2]
    return [place if os.path.isdir(place) else os.path.dirname(place)] if place else []


def asked_by_bench(io: RowIO, bench: str) -> RowIO:
    """Return what is read when a model answers a benchmark: the benchmark, and nothing else."""
    if io.paths != ("-",):
        raise click.UsageError("with --bench and --model the benchmark asks: leave out PATH")
    place = bench.partition(":")[2]
    return replace(io, paths=(place,) if os.path.isfile(place) else ())


def noted(results: Iterator[Result], add: Callable[[Row], None]) -> Iterator[Result]:
    """Pass results on, and show every row of them to `add`."""
    for result in results:
        for row in result.rows:
            add(row)
        yield result
