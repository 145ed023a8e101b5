"""How far a stage is, on stderr: a live line on a terminal, a plain line now and then elsewhere."""

import sys
from typing import Any, Self

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
        elif not self.quiet and done % PLAIN_EVERY == 0:
            self._line(f"{done} rows")

    def step(self, done: int, values: dict[str, float]) -> None:
        """Show a training step's loss."""
        text = f"step {done}, loss {values['loss']:.4f}"
        if self.live:
            self.live.update(f"srkit {self.command}: {text}")
        elif not self.quiet and done % PLAIN_EVERY_STEPS == 0:
            self._line(text)

    def finish(self, line: str) -> None:
        """Print the last line."""
        self.__exit__()
        if not self.quiet:
            self._line(line)

    def __exit__(self, *_: object) -> None:
        if self.live:
            self.live.stop()
            self.live = None

    def _line(self, text: str) -> None:
        sys.stderr.write(f"srkit {self.command}: {text}\n")
