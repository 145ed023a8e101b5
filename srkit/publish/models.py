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
from srkit.publish.strip import stripped
from srkit.publish.upload import RECORD
from srkit.records.rows import Row
from srkit.records.run import load_record
from srkit.training.folder import LOG, PROCESSOR_FILES, read_log
from srkit.training.runs import losses

CARD, CURVES = "README.md", "curves.png"
_WEIGHTS = re.compile(
    r"(?:adapter_)?model(?:-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json"
)
_CONFIGS = ("config.json", "generation_config.json", "adapter_config.json", *PROCESSOR_FILES)
# What a model was loaded from.
_HOME = re.compile(r'("_?name_or_path"\s*:\s*")([^"]*)')
Typed = Callable[[Row], str]


class Parcel(NamedTuple):
    """What is sent: paths here by their names there; and the names of what stays behind."""

    files: dict[str, str]
    left: list[str]


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
    files, left = chosen(folder)
    if is_merged:
        merged = os.path.join(work, "merged")
        merge(folder, str(base), merged)
        files = chosen(merged)[0] | {name: files[name] for name in files if name == CURVES}
    for one in results:
        files[one.name] = write_summary(one, work)
    commands = commands_of(record, typed)
    told = Published(repo, license, tuple(results), commands, is_merged)
    made = made_of(folder, record, log)
    own = {
        CARD: model_card(folder, without_places(record), made, log, told),
        LOG: "".join(json.dumps(line) + "\n" for line in log),
    }
    files |= cleaned({name: path for name, path in files.items() if name in _CONFIGS}, work)
    if CURVES in files:
        files[CURVES] = stripped_copy(files[CURVES], work)
    files |= written(own, work)
    return Parcel(with_record(files, record, work), left)


def commands_of(record: Row, typed: Typed) -> tuple[str, ...]:
    """Return the commands of a record's runs, from the first."""
    return tuple(typed(without_places(run)) for run in runs_of(record)
                 if isinstance(run.get("command"), str))  # fmt: skip


def with_record(files: dict[str, str], record: Row | None, work: str) -> dict[str, str]:
    """Return files with the record of how they were made, which names them all, in order."""
    names = sorted([*files, RECORD])
    text = json.dumps({**without_places(record or {}), "pushed": names}, indent=1,
                      ensure_ascii=False)  # fmt: skip
    whole = files | written({RECORD: text + "\n"}, work)
    return {name: whole[name] for name in names}


def cleaned(configs: dict[str, str], work: str) -> dict[str, str]:
    """Write those of a model's settings anew that tell where it lay here; return their paths."""
    found = {}
    for name, path in configs.items():
        if name.endswith(".json"):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            found[name] = _HOME.sub(lambda home: home[1] + without_places(home[2]), text)
            if found[name] == text:
                del found[name]
    return written(found, work)


def stripped_copy(picture: str, work: str) -> str:
    """Write a picture without what is told beside its pixels; return its path."""
    path = os.path.join(work, os.path.basename(picture))
    with open(path, "wb") as file:
        file.write(stripped(picture))
    return path


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
    kinds = {"options": dict, "counts": dict, "versions": dict, "inputs": list, "finished": bool}
    is_one = record and all(isinstance(record.get(key), kind) for key, kind in kinds.items())
    if not record or not is_one or record.get("command") != "srkit train":
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
    """Whether a line of a log holds numbers alone, under names."""
    return all(isinstance(value, int | float) and re.fullmatch(r"[\w-]+(?:/[\w-]+){0,2}", name)
               for name, value in line.items())  # fmt: skip


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
