"""How far a stage is, on stderr: a live line on a terminal, a plain line now and then elsewhere."""

import contextlib
import sys
from typing import Any, Self

from srkit.errors import visible

PLAIN_EVERY = 1000  # rows
PLAIN_EVERY_STEPS = 10


class Progress:
    """Counts input rows; rich is loaded only where a terminal can show it."""

    def __init__(self, command: str, quiet: bool) -> None:
        self.command = command
        self.quiet = quiet
        self.live: Any = None

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console

            self.live = Console(stderr=True).status(f"srkit {self.command}")
            self.live.start()
        return self

    def update(self, done: int) -> None:
        """Show that so many input rows are done."""
        if self.live:
            self.live.update(f"srkit {self.command}: {done} rows")
        elif done % PLAIN_EVERY == 0:
            self.say(f"{done} rows")

    def step(self, done: int, values: dict[str, float]) -> None:
        """Show a training step's loss."""
        text = f"step {done}, loss {values['loss']:.4f}"
        if self.live:
            self.live.update(f"srkit {self.command}: {text}")
        elif done % PLAIN_EVERY_STEPS == 0:
            self.say(text)

    def finish(self, *lines: str) -> None:
        """Print the last lines."""
        self.__exit__()
        for line in lines:
            self.say(line)

    def say(self, text: str) -> None:
        """Print a line; a stderr that can't be written to must not cost rows."""
        if not self.quiet:
            with contextlib.suppress(OSError):
                sys.stderr.write(f"srkit {self.command}: {visible(text)}\n")

    def __exit__(self, *_: object) -> None:
        if self.live:
            self.live.stop()
            self.live = None
