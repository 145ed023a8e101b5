"""A checkpoint folder on disk: what a run saves on its way, its log, and the processor's files.

While a run is under way `checkpoint-N/` holds all that going on from step N needs; `whole.json` in
it is written last, so that one without it is known to be half written. The same file beside the
final weights says that only curves and card are missing.
"""

import contextlib
import json
import os
import re
import shutil
from typing import Any, NamedTuple

from srkit.errors import SrkitError
from srkit.models.processors import processor_home
from srkit.records.rows import Row

LOG, WHOLE = "log.jsonl", "whole.json"
# A processor's own files, copied from the base as they are.
PROCESSOR_FILES = (
    "processor_config.json", "preprocessor_config.json", "video_preprocessor_config.json",
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "vocab.json", "vocab.txt", "merges.txt", "tokenizer.model", "chat_template.jinja",
    "chat_template.json",
)  # fmt: skip


class Saved(NamedTuple):
    """What a run left: where, at which step, and what it was learning from."""

    path: str
    step: int
    rows: str  # their hash
    processes: int


def saved_in(output: str) -> list[Saved]:
    """Return what can be gone on from, the latest last."""
    found = []
    names = sorted(os.listdir(output)) if os.path.isdir(output) else []
    checkpoints = [name for name in names if re.fullmatch(r"checkpoint-\d+", name)]
    for path in [*(os.path.join(output, name) for name in checkpoints), output]:
        if os.path.isfile(os.path.join(path, WHOLE)):
            with open(os.path.join(path, WHOLE), encoding="utf-8") as file:
                content = json.load(file)
            if content.pop("files") != sizes_in(path):
                raise SrkitError(
                    f"{path} is not what was saved: a file is gone or has another size"
                )
            found.append(Saved(path, **content))
    return sorted(found, key=lambda one: one.step)


def mark_whole(path: str, step: int, rows: str, processes: int) -> None:
    """Say that a folder holds all that is needed: a checkpoint, or the output itself at the end."""
    part = os.path.join(path, f"{WHOLE}.part")
    with open(part, "w", encoding="utf-8") as file:
        files = sizes_in(path)
        json.dump({"step": step, "rows": rows, "processes": processes, "files": files}, file)
    os.replace(part, os.path.join(path, WHOLE))


def sizes_in(path: str) -> dict[str, int]:
    """Return the sizes of what going on needs: weights, optimizer, random states."""
    return {name: os.path.getsize(os.path.join(path, name)) for name in sorted(os.listdir(path))
            if name.endswith((".safetensors", ".pt", ".pth"))}  # fmt: skip


def remove_saved(output: str, but: str | None = None) -> None:
    """Remove what was saved on the way, whole or not, but for one."""
    for name in os.listdir(output):
        path = os.path.join(output, name)
        if re.fullmatch(r"checkpoint-\d+", name) and path != but:
            _unmark(path)  # first: killed on the way, it is a half written one, not a damaged one
            shutil.rmtree(path)
    if but is None:
        _unmark(output)


def _unmark(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.remove(os.path.join(path, WHOLE))


def settle_weights(output: str) -> None:
    """Let those read the weights who may read the folder; raise if there are none.

    safetensors writes for the owner alone; those on several devices may not have been gathered.
    """
    found = [name for name in os.listdir(output) if name.startswith(("model", "adapter_model"))
             and name.endswith(".safetensors")]  # fmt: skip
    for name in found:
        os.chmod(os.path.join(output, name), os.stat(output).st_mode & 0o666)
    if not found:
        raise SrkitError(
            f"{output}: the weights were not gathered, what was saved on the way is kept. FSDP"
            " needs FULL_STATE_DICT, ZeRO-3 stage3_gather_16bit_weights_on_model_save"
        )


def cut_log(output: str, step: int) -> None:
    """Take the lines after a step out of the log: they will be written again."""
    path = os.path.join(output, LOG)
    kept = [line for line in read_log(output) if line["step"] <= step]
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in kept)
    os.replace(f"{path}.part", path)


def read_log(output: str) -> list[Row]:
    """Return the lines of a log; a last one that is cut off is none."""
    try:
        with open(os.path.join(output, LOG), encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return []


def copy_processor(target: str, output: str) -> None:
    """Put the processor's files beside the weights, byte for byte as the base has them.

    Saved again, they would bear the marks of how they were loaded here (without a video part).
    """
    from transformers.utils import cached_file

    name, _, revision = processor_home(target).partition("@")
    more: dict[str, Any] = {"revision": revision} if revision else {}
    copied = 0
    for file in PROCESSOR_FILES:
        found = cached_file(
            name, file, _raise_exceptions_for_missing_entries=False,
            _raise_exceptions_for_gated_repo=False, _raise_exceptions_for_connection_errors=False,
            **more,
        )  # fmt: skip
        if found:
            shutil.copyfile(found, os.path.join(output, file))
            copied += 1
    if not copied:
        raise SrkitError(f"hf:{target}: none of its processor's files is found")
