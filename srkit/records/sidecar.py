"""`FILE.progress`: how far an output is, so that a run that was killed can go on where it stopped.

One line of fixed length, written over itself after the rows of each input row: how many inputs
are done, how long the output files were then, a hash of the input that was read, and the counts.
What lies behind those lengths belongs to an input that is not done, and is cut off.
"""

import json
import os
from typing import Any, NamedTuple, Self

LENGTH = 4096


class Done(NamedTuple):
    """Inputs done, lengths of the output files, hash of the input so far, counts."""

    inputs: int
    sizes: list[int]
    sha256: str
    counts: dict[str, Any]


def sidecar_path(output: str) -> str:
    """Return where the sidecar of an output lies."""
    return f"{output}.progress"


def load_done(output: str) -> Done | None:
    """Return how far an output is; None if there is no sidecar, or none that can be trusted."""
    try:
        with open(sidecar_path(output), "rb") as file:
            line = file.read(LENGTH + 1)
        found = Done(**json.loads(line))
    except (OSError, ValueError, TypeError):
        return None
    return found if len(line) == LENGTH and line.endswith(b"\n") else None


def forget(output: str) -> None:
    """Remove the sidecar of an output."""
    if os.path.exists(sidecar_path(output)):
        os.remove(sidecar_path(output))


class Sidecar:
    """Writes an output's sidecar."""

    def __init__(self, output: str) -> None:
        self.fd = os.open(sidecar_path(output), os.O_WRONLY | os.O_CREAT, 0o644)

    def write(self, done: Done) -> None:
        """Replace the line; one write, so that a kill leaves the old one or the new one."""
        text = json.dumps(done._asdict()).encode()
        if len(text) >= LENGTH:  # the reason of the first failure can be long, and models many
            counts = {**done.counts, "first_failure": "(its reason is in the output)"}
            counts |= {"models": {}, "notes": {}} if "models" in counts else {}
            text = json.dumps(done._replace(counts=counts)._asdict()).encode()
        os.pwrite(self.fd, text.ljust(LENGTH - 1) + b"\n", 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)
