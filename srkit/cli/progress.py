"""How far a stage is, on stderr: a live line on a terminal, a plain line now and then elsewhere."""

import contextlib
import sys
import threading
from collections.abc import Callable
from typing import Any, Self

from srkit.errors import visible

PLAIN_EVERY = 1000  # rows
PLAIN_EVERY_STEPS = 10
PLAIN_EVERY_S, LIVE_EVERY_S = 15.0, 0.5


class Progress:
    """Counts input rows; rich is loaded only where a terminal can show it."""

    def __init__(self, command: str, quiet: bool, detail: Callable[[], str] | None = None) -> None:
        self.command = command
        self.quiet = quiet
        self.live: Any = None
        self.detail = detail or str  # what happens while no row is finished
        self.done = 0
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console

            self.live = Console(stderr=True).status(f"srkit {self.command}")
            self.live.start()
        if not self.quiet and self.detail is not str:
            threading.Thread(target=self._watch, daemon=True).start()
        return self

    def _watch(self) -> None:
        """Say more than rows, now and then."""
        every, said = (LIVE_EVERY_S, "") if self.live else (PLAIN_EVERY_S, self.detail())
        while not self._ended.wait(every):
            live, detail = self.live, self.detail()
            if live:
                live.update(f"srkit {self.command}: {self.done} rows, {detail}")
            elif detail != said:
                self.say(f"{self.done} rows, {detail}")
            said = detail

    def update(self, done: int) -> None:
        """Show that so many input rows are done."""
        self.done = done
        if self.live:
            self.live.update(f"srkit {self.command}: {done} rows")
        elif done % PLAIN_EVERY == 0:
            self.say(f"{done} rows")

    def step(self, done: int, of: int, values: dict[str, float]) -> None:
        """Show a training step's loss."""
        text = f"step {done} of {of}, loss {values['loss']:.4f}"
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
        self._ended.set()
        if self.live:
            self.live.stop()
            self.live = None
