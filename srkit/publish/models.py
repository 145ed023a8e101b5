"""Which files of a checkpoint folder are sent, and which stay behind.

Only what loading the model needs, and what tells how it was made; never what else lies in the
folder, nor what a link in it leads to.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from typing import NamedTuple

from srkit.errors import SrkitError
from srkit.models.hub import base_of, load_checked
from srkit.publish.cards import Published, is_local, model_card
from srkit.publish.history import runs_of, without_places
from srkit.publish.results import Measured, write_summary
from srkit.records.rows import Row
from srkit.records.run import load_record
from srkit.training.folder import LOG, PROCESSOR_FILES, read_log
from srkit.training.runs import losses

CARD, RECORD, CURVES = "README.md", "run.json", "curves.png"
_WEIGHTS = re.compile(
    r"(?:adapter_)?model(?:-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json"
)
_CONFIGS = ("config.json", "generation_config.json", "adapter_config.json", *PROCESSOR_FILES)
Typed = Callable[[Row], str]


class Parcel(NamedTuple):
    """What is sent: paths here by their names there; and the names of what stays behind."""

    files: dict[str, str]
    left: list[str]


def sent_of_model(name: str) -> bool:
    """Whether a file of this name is one that a model's push sends."""
    return bool(_WEIGHTS.fullmatch(name)) or name in (*_CONFIGS, CARD, RECORD, CURVES, LOG) or (
        bool(re.fullmatch(r"results/[^/]+\.json", name)))  # fmt: skip


def pack_model(
    folder: str, work: str, repo: str, license: str | None, results: list[Measured],
    is_merged: bool, typed: Typed,
) -> Parcel:  # fmt: skip
    """Choose a checkpoint's files; those that are written for it go to the folder `work`."""
    record = record_of(folder)
    log = [line for line in read_log(folder) if is_numbers(line)]
    base = base_of(folder)
    if is_merged and base is None:
        raise SrkitError(f"{folder}: no adapter, so there is nothing to merge")
    if base and is_local(base) and not is_merged:
        raise SrkitError(
            f"{folder}: an adapter of {os.path.basename(base)}, a folder of this machine that"
            " nobody else has: --merge-adapter sends the whole model"
        )
    if is_merged:
        merged = os.path.join(work, "merged")
        merge(folder, str(base), merged)
        files, left = chosen(merged)[0], chosen(folder)[1]
        files |= {name: path for name, path in chosen(folder)[0].items() if name == CURVES}
    else:
        files, left = chosen(folder)
    for one in results:
        files[one.name] = write_summary(one, work)
    commands = tuple(typed(without_places(run)) for run in runs_of(record))
    told = Published(repo, license, tuple(results), commands, is_merged)
    made = made_of(folder, record, log)
    own = {
        CARD: model_card(folder, without_places(record), made, log, told),
        RECORD: record_text(record),
        LOG: "".join(json.dumps(line) + "\n" for line in log),
    }
    return Parcel(dict(sorted({**files, **written(own, work)}.items())), left)


def record_text(record: Row) -> str:
    """Return a run record as it is published."""
    return json.dumps(without_places(record), indent=1, ensure_ascii=False) + "\n"


def written(texts: dict[str, str], work: str) -> dict[str, str]:
    """Write texts into the folder `work`; return their paths by name."""
    found = {}
    for name, text in texts.items():
        found[name] = os.path.join(work, name)
        with open(found[name], "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    return found


def record_of(folder: str) -> Row:
    """Return a checkpoint's run record; raise for a folder that `train` has not finished."""
    record = load_record(folder)
    if record is None or record.get("command") != "srkit train":
        raise SrkitError(f"{folder}: no checkpoint of srkit train: it has no run.json of one")
    if not record.get("finished"):
        raise SrkitError(f"{folder}: an unfinished checkpoint (its run.json says so)")
    return record


def made_of(folder: str, record: Row, log: list[Row]) -> Row:
    """Return what `train` said when it was done."""
    if not any("loss" in line for line in log):
        raise SrkitError(f"{folder}: {LOG} has no losses")
    options = record["options"]
    return {**record["counts"], **losses(log), "method": options["method"],
            "model": without_places(options["model"]), "checkpoint": folder}  # fmt: skip


def is_numbers(line: Row) -> bool:
    """Whether a line of a log holds numbers alone."""
    return all(isinstance(value, int | float) for value in line.values())


def chosen(folder: str) -> tuple[dict[str, str], list[str]]:
    """Return the files that are sent as they are, by name, and the names of the others."""
    files, left = {}, []
    root = os.path.realpath(folder)
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        is_inside = os.path.realpath(path).startswith(root + os.sep) and os.path.isfile(path)
        if is_inside and (_WEIGHTS.fullmatch(name) or name in (*_CONFIGS, CURVES)):
            files[name] = path
        elif name not in (CARD, RECORD, LOG):  # these are written anew
            left.append(name)
    if not any(_WEIGHTS.fullmatch(name) for name in files):
        raise SrkitError(f"{folder}: no weights in it (safetensors, not a link out of the folder)")
    return files, left


def merge(folder: str, base: str, output: str) -> None:
    """Write base and adapter as one model, in the type that the base is stored in."""
    from peft import PeftModel
    from transformers import AutoModelForImageTextToText

    whole, lacking = load_checked(AutoModelForImageTextToText, base, dtype="auto")
    if lacking:
        raise SrkitError(lacking)
    merged = PeftModel.from_pretrained(whole, folder).merge_and_unload()
    merged.save_pretrained(output)
    for name in PROCESSOR_FILES:
        if os.path.isfile(path := os.path.join(folder, name)):
            shutil.copyfile(path, os.path.join(output, name))
