"""Results of `srkit eval` on a card: the figures of a file, if these weights answered it."""

import json
import os
import re
from typing import Any, NamedTuple

from srkit.errors import SrkitError
from srkit.evaluation.statistics import Summary
from srkit.models.hub import weights_of
from srkit.publish.history import SYNTH, is_synthetic, last_part, runs_of, shown, without_places
from srkit.records.jsonl import read_files
from srkit.records.rows import ResultRow, Row
from srkit.records.run import load_record, sha256_file

BENCH = "SpatialRGPT-Bench"
_HOMES = {BENCH: "a8cheng/SpatialRGPT-Bench"}  # of what was asked, on the Hub
TOLD = ("qualitative", "quantitative", "all")


class Measured(NamedTuple):
    """What one file of results comes to."""

    name: str  # of the file that is sent along
    summary: Row
    dataset: str  # what was asked
    is_synthetic: bool

    @property
    def asked(self) -> str:
        """The questions, with what must be known of them."""
        partial = self.summary["partial"]
        return self.dataset + (", synthetic scenes" if self.is_synthetic else "") + (
            f", PARTIAL: {partial}" if partial else "")  # fmt: skip

    def figures(self) -> list[tuple[str, Row]]:
        """Return each half and all: n, rate, low, high."""
        (source,) = self.summary["sources"].values()
        return [(name, source[name]) for name in TOLD if name in source]


def read_results(path: str, folder: str) -> Measured:
    """Read what `eval` wrote about the model in `folder`; raise if another one answered."""
    record = load_record(path)
    if record is None or record.get("command") != "srkit eval" or not record.get("finished"):
        raise SrkitError(f"{path}: no finished run record of srkit eval beside it")
    if record.get("bytes") != [os.path.getsize(path)]:
        raise SrkitError(f"{path}: it has been changed since it was written")
    if record.get("weights") != weights_of(folder):
        raise SrkitError(
            f"{path}: other weights than those in {folder} answered, as far as its run record"
            " tells; evaluate these with --model hf:FOLDER (a later .json or .txt counts)"
        )
    totals = Summary()
    for row in read_files([path], (ResultRow,)):
        totals.add(row)
    summary = totals.as_dict(_partial(record))
    if len(summary["sources"]) != 1:
        raise SrkitError(f"{path}: answers of {len(summary['sources'])} models")
    stem = re.sub(r"[^\w-]", "_", os.path.basename(path).partition(".")[0])
    told = {"file": os.path.basename(path), "sha256": sha256_file(path)}
    return Measured(f"results/{stem}.json", {"results": told, **summary}, _asked(record),
                    summary["synthetic"] or is_synthetic(record))  # fmt: skip


def _partial(record: Row) -> str | None:
    said = [f"{run['command']} --{name} {_value(run['options'][name])}" for run in runs_of(record)
            for name in ("limit", "shard") if (run.get("options") or {}).get(name)]  # fmt: skip
    return ", ".join(said) or None


def _value(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)


def _asked(record: Row) -> str:
    """Return what the questions are called."""
    if record["options"].get("bench"):
        return BENCH
    made = [run["options"] for run in runs_of(record) if run.get("command") == SYNTH]
    if len(made) == 1 and len(record["inputs"]) == 1:
        told = ", ".join(f"{name} {made[0][name]}" for name in ("world", "split", "seed"))
        return f"srkit synth, {told}"
    return " and ".join(last_part(str(given["path"])) for given in record["inputs"])


def write_summary(measured: Measured, folder: str) -> str:
    """Write the summary that a card's figures are taken from; return its path."""
    path = os.path.join(folder, measured.name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(without_places(measured.summary), file, indent=1, ensure_ascii=False)
        file.write("\n")
    return path


def eval_results(found: list[Measured]) -> list[Any]:
    """Return the results as the Hub's `model-index` holds them, with their intervals."""
    from huggingface_hub import EvalResult

    return [
        EvalResult(
            task_type="image-text-to-text", task_name="Spatial questions about a picture",
            dataset_type=_HOMES.get(one.dataset, "srkit"),
            dataset_name=one.asked,
            metric_type="accuracy", metric_name=f"success in %, {name}",
            metric_value=percent(figure["rate"]), metric_config=one.name,
            metric_args={"n": figure["n"], "low": percent(figure["low"]),
                         "high": percent(figure["high"]), "interval": "Wilson, 95 %"},
        )
        for one in found for name, figure in one.figures()
    ]  # fmt: skip


def result_lines(found: list[Measured]) -> list[str]:
    """Return the card's table."""
    lines = ["| questions | | n | success in % | 95 % (Wilson) | verdicts | figures |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for one in found:
        for name, figure in one.figures():
            low, high = percent(figure["low"]), percent(figure["high"])
            lines.append(f"| {shown(one.asked)} | {name} | {figure['n']} |"
                         f" {percent(figure['rate'])} | {low} to {high} |"
                         f" {one.summary['scorer']} | {shown(one.name)} |")  # fmt: skip
    return lines


def percent(share: float) -> float:
    """Return a share in % as cards give it."""
    return round(100 * share, 1)
