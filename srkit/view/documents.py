"""What the page shows of an evaluation's summary and of a checkpoint folder: charts and tables."""

from functools import partial
from typing import Any, NamedTuple

from srkit.evaluation.published import published_rows
from srkit.evaluation.statistics import QUALITATIVE, QUANTITATIVE
from srkit.evaluation.tables import table_of
from srkit.records.rows import Row
from srkit.view.charts import Draw, bars_of, curves_of, radar_of
from srkit.view.items import plain

SHOWN = ("lora", "lr", "epochs", "max_steps", "batch_size", "accumulate", "beta", "alpha", "lam",
         "regions", "seed")  # fmt: skip


class Document(NamedTuple):
    """Charts by name, tables, and what is said of them."""

    title: str
    charts: dict[str, Draw]
    tables: list[dict[str, Any]]
    notes: list[str]


def merged(summaries: dict[str, Row]) -> Row:
    """Return one summary of several, by the names of their files; sources keep theirs if they can.

    What was scored in different ways does not belong into one chart, so that is told.
    """
    if len(summaries) == 1:
        return next(iter(summaries.values()))
    names = [source for one in summaries.values() for source in one["sources"]]
    sources = {
        source if names.count(source) == 1 else f"{source} ({file})": values
        for file, one in summaries.items()
        for source, values in one["sources"].items()
    }
    scorers = sorted({str(one.get("scorer")) for one in summaries.values()})
    told = [str(one["partial"]) for one in summaries.values() if one.get("partial")]
    if len(scorers) > 1:
        told.append(f"scored in different ways: {', '.join(scorers)}")
    whole = {
        "sources": sources,
        "synthetic": any(one["synthetic"] for one in summaries.values()),
        "partial": "; ".join(told) or None,
        "scorer": " and ".join(scorers),
    }
    published = [one["published"] for one in summaries.values() if "published" in one]
    return whole | ({"published": published[0]} if published else {})


def summary_document(summary: Row) -> Document:
    """Return radars, bars and the table of one or several sources."""
    is_published = "published" in summary
    synthetic = ", synthetic scenes" if summary.get("synthetic") else ""
    charts: dict[str, Draw] = {}
    for name, groups in (("qualitative", QUALITATIVE), ("quantitative", QUANTITATIVE)):
        found = {
            plain(source) or "(none)": {
                group: (one["rate"], one["low"], one["high"])
                for group in groups
                if (one := values["groups"].get(group)) and one["n"]
            }
            for source, values in summary["sources"].items()
        }
        found = {source: rates for source, rates in found.items() if rates}
        if not found:
            continue
        title = f"{name}{synthetic}"
        rates = {source: {group: rate for group, (rate, _, _) in one.items()}
                 for source, one in found.items()}  # fmt: skip
        if is_published:
            rates |= published_rates(groups)
        if len({group for one in rates.values() for group in one}) > 2:
            charts[f"{name}-radar"] = partial(radar_of, rates, title)
        charts[f"{name}-bars"] = partial(bars_of, found, title)
    charts = dict(sorted(charts.items(), key=lambda one: one[0].endswith("bars")))
    table = table_of(summary, summary.get("comparison"), is_published)
    cells = [[plain(cell) for cell in row] for row in [table.columns, *table.rows]]
    turned = [list(column) for column in zip(*cells, strict=True)]  # a row a group: it is narrower
    shown = {"columns": turned[0], "rows": turned[1:]}
    counts = {group: one["n"] for found in summary["sources"].values()
              for group, one in found["groups"].items()}  # fmt: skip
    for row in shown["rows"]:
        row[0] += f" (n {counts[row[0]]})" if counts.get(row[0]) else ""
    return Document(plain(table.title), charts, [shown], [plain(note) for note in table.notes])


def published_rates(groups: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return the paper's best model, whose name is marked as published, for orientation."""
    return {
        row.name: {
            group: value / 100 for group in groups if (value := row.percent.get(group)) is not None
        }
        for row in published_rows()
        if "SpatialReasoner-R1 fDPO 8B" in row.name
    }


def checkpoint_document(record: Row, log: list[Row]) -> Document:
    """Return the curves of a training run and what it was told."""
    options = record.get("options") or {}
    rows = [[key, plain(str(options[key]))] for key in SHOWN if key in options]
    rows += [[key, plain(str(value))] for key, value in (record.get("counts") or {}).items()]
    notes = [] if record.get("finished") else ["this run is not finished"]
    title = plain(f"{options.get('method', 'training')} of {options.get('model', '?')}")
    return Document(title, {"curves": partial(curves_of, log)} if log else {},
                    [{"columns": ["setting", "value"], "rows": rows}], notes)  # fmt: skip
