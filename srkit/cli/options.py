"""Options that several commands share, defined once so that they mean the same everywhere."""

import functools
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

OUTPUT_HELP = "File for the rows.  [default: standard output]"
STDOUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


@dataclass(frozen=True)
class RowIO:
    """Where a row command reads and writes, and how much of it."""

    paths: tuple[str, ...]
    output: str
    limit: int | None
    quiet: bool


class Finite(click.FloatRange):
    """A number in a range; not nan or inf, which compare as if they were in it."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number


Decorator = Callable[[Callable[..., Any]], click.Command]


def row_command(name: str, **settings: Any) -> Decorator:
    """Make a command that reads rows from PATH … and writes rows to -o; it gets them as `io`."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        command = source_command(name, **settings)(function)
        command.params += [
            click.Argument(["paths"], nargs=-1, metavar="[PATH]...",
                           type=click.Path(exists=True, dir_okay=False, allow_dash=True)),
            click.Option(["--limit"], type=click.IntRange(min=1), metavar="N",
                         help="Stop after N input rows."),
        ]  # fmt: skip
        return command

    return decorate


def source_command(name: str, output_help: str = OUTPUT_HELP, **settings: Any) -> Decorator:
    """Make a command that writes rows to -o and reads none."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def run(
            output: str,
            quiet: bool,
            verbose: bool,
            limit: int | None = None,
            paths: tuple[str, ...] = ("-",),
            **own: Any,
        ) -> Any:
            log_level(quiet, verbose)
            output = "-" if output in STDOUT else output
            return function(RowIO(paths or ("-",), output, limit, quiet), **own)

        command = click.command(name, cls=click.Command, **settings)(run)
        command.params += [
            click.Option(["-o", "--output"], default="-", metavar="PATH", type=click.Path(),
                         help=output_help),
            click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing but errors."),
            click.Option(["-v", "--verbose"], is_flag=True, help="Say more, with tracebacks."),
        ]  # fmt: skip
        return command

    return decorate


seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True,
    help="Same seed, same result.",
)  # fmt: skip


def log_level(quiet: bool, verbose: bool) -> None:
    """Send the log to stderr, at the level that the user asked for."""
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", force=True)
    logging.getLogger("srkit").setLevel(level)
