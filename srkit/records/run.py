"""The run record: `FILE.run.json` beside an output, `run.json` in a checkpoint folder.

Written at the start with `"finished": false` and again at the end with `true`, so that a file
without a finished record is known to be part of something. Records of the inputs are embedded,
so that a checkpoint's tells the whole chain back to the first command.
"""

import hashlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterable
from importlib import metadata
from typing import Any

import srkit
from srkit.records.rows import SCHEMA_VERSION

PACKAGES = ("numpy", "torch", "transformers", "trl", "peft", "datasets")


def record_path(output: str) -> str:
    """Return where the record of an output file or checkpoint folder lies."""
    return os.path.join(output, "run.json") if os.path.isdir(output) else f"{output}.run.json"


class RunRecord:
    """What a command did, kept beside what it made."""

    def __init__(
        self, output: str, command: str, options: dict[str, Any], inputs: Iterable[str]
    ) -> None:
        self.output = output
        self.began = time.monotonic()
        self.content: dict[str, Any] = {
            "finished": False,
            "command": command,
            "options": options,
            "seed": options.get("seed"),
            "inputs": [describe_input(path) for path in inputs],
            "counts": {},
            "versions": _versions(),
            "schema": SCHEMA_VERSION,
            "platform": platform.platform(),
        }
        self.write()

    def finish(self, counts: dict[str, int], **more: Any) -> None:
        """Say that the output is whole."""
        wall_s = round(time.monotonic() - self.began, 3)
        self.content |= {"finished": True, "counts": counts, "versions": _versions()}
        self.content |= {**more, "wall_s": wall_s}
        self.write()

    def write(self) -> None:
        """Replace the file in one step."""
        write_record(self.output, self.content)


def write_record(output: str, content: dict[str, Any]) -> None:
    """Replace an output's record in one step."""
    path = record_path(output)
    text = json.dumps(content, indent=1, ensure_ascii=False)
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # a file name that is not UTF-8
        text = json.dumps(content, indent=1)
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.replace(f"{path}.part", path)


def describe_input(path: str) -> dict[str, Any]:
    """Return name, hash and own record of an input; from a pipe, that it is unknown.

    A model's folder has no hash of its own: its record tells where it comes from.
    """
    digest = sha256_file(path) if os.path.isfile(path) else None
    return {"path": path, "sha256": digest, "run": load_record(path) or "unknown"}


def load_record(output: str) -> dict[str, Any] | None:
    """Return the record beside an output, if there is one that can be read."""
    try:
        with open(record_path(output), encoding="utf-8") as file:
            record = json.load(file)
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def sha256_file(path: str) -> str:
    """Return the hash of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _versions() -> dict[str, str]:
    found = {"srkit": srkit.__version__, "python": platform.python_version()}
    for name in PACKAGES:
        # Only what is loaded took part; the look-up reads files, it imports nothing.
        if name in sys.modules:
            found[name] = metadata.version(name)
    return found
