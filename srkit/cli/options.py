"""Options that several commands share, defined once so that they mean the same everywhere."""

import functools
import logging
import math
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from srkit.cli.config import config_option

OUTPUT_HELP = "File for the rows.  [default: standard output]"
STDOUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
Decorator = Callable[[Callable[..., Any]], click.Command]


class Shard(NamedTuple):
    number: int
    of: int


class MaxErrors(NamedTuple):
    """How many rows may fail: so many, or so many in a hundred."""

    limit: float
    is_percent: bool


@dataclass(frozen=True)
class RowIO:
    """Where a command reads and writes, how much of it, and what to do when it is interrupted."""

    output: str
    paths: tuple[str, ...] = ("-",)
    limit: int | None = None
    shard: Shard | None = None
    max_errors: MaxErrors | None = None
    root: str | None = None
    max_line: int = 64
    resume: bool = False
    retry_errors: bool = False
    quiet: bool = False
    pictures: frozenset[str] = frozenset()  # those of the paths that are pictures

    @property
    def row_files(self) -> tuple[str, ...]:
        """The paths that hold rows."""
        return tuple(path for path in self.paths if path not in self.pictures)


class Finite(click.FloatRange):
    """A number in a range; not nan or inf, which compare as if they were in it."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number


class ShardType(click.ParamType[Shard]):
    """`i/n`, with i from 1 to n."""

    name = "i/n"

    def convert(self, value: Any, param: Any, ctx: Any) -> Shard:
        number, slash, of = str(value).partition("/")
        if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail(f"{value} is not i/n with i from 1 to n", param, ctx)
        return Shard(int(number), int(of))


class MaxErrorsType(click.ParamType[MaxErrors]):
    """`N` or `P%`."""

    name = "N|P%"

    def convert(self, value: Any, param: Any, ctx: Any) -> MaxErrors:
        text = str(value)
        number = text.removesuffix("%")
        try:
            limit = float(number) if text != number else int(number)
        except ValueError:
            limit = -1
        if not 0 <= limit < math.inf:
            self.fail(f"{value} is neither a number of rows nor a share like 5%", param, ctx)
        return MaxErrors(limit, text != number)


def row_command(
    name: str, can_resume: bool = True, limit_help: str = "Stop after N input rows.",
    takes_folders: bool = False, **settings: Any,
) -> Decorator:  # fmt: skip
    """Make a command that reads rows from PATH … and writes rows to -o; it gets them as `io`."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        command = source_command(name, can_resume=can_resume, **settings)(function)
        command.params += [
            click.Argument(["paths"], nargs=-1, metavar="[PATH]...",
                           type=click.Path(exists=True, dir_okay=takes_folders, allow_dash=True)),
            click.Option(["--limit"], type=click.IntRange(min=1), metavar="N",
                         help=limit_help),
            click.Option(["--root"], type=click.Path(exists=True, file_okay=False), metavar="DIR",
                         help="Look for pictures here first, and allow none outside."),
            click.Option(["--max-line"], type=click.IntRange(1, 1024), metavar="MB", default=64,
                         show_default=True, help="Longest line to read."),
        ]  # fmt: skip
        if can_resume:
            command.params += [
                click.Option(["--max-errors"], type=MaxErrorsType(),
                             help="Give up when more rows fail, or a larger share of them."),
                click.Option(["--retry-errors"], is_flag=True,
                             help="Do the rows of -o again that failed here."),
            ]  # fmt: skip
        return command

    return decorate


def source_command(
    name: str, output_help: str = OUTPUT_HELP, can_resume: bool = True, **settings: Any
) -> Decorator:
    """Make a command that writes rows to -o and reads none."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def run(**options: Any) -> Any:
            shared = {key: options.pop(key) for key in SHARED if key in options}
            log_level(shared["quiet"], options.pop("verbose"))
            shared["paths"] = shared.get("paths") or ("-",)
            shared["output"] = "-" if shared["output"] in STDOUT else shared["output"]
            if shared["output"].endswith(".gz"):
                raise click.UsageError("output is plain: pipe it through gzip, or leave out .gz")
            return function(RowIO(**shared), **options)

        command = click.command(name, cls=click.Command, **settings)(run)
        command.params += [
            click.Option(["-o", "--output"], default="-", metavar="PATH", type=click.Path(),
                         help=output_help),
            config_option(),
            click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing but errors."),
            click.Option(["-v", "--verbose"], is_flag=True, help="Say more, with tracebacks."),
        ]  # fmt: skip
        if can_resume:
            command.params += [
                click.Option(["--shard"], type=ShardType(),
                             help="Do the i-th of n parts; a task is never split."),
                click.Option(["--resume"], is_flag=True,
                             help="Go on where -o ends, if it was interrupted."),
            ]  # fmt: skip
        return command

    return decorate


SHARED = RowIO.__dataclass_fields__


seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True,
    help="Same seed, same result.",
)  # fmt: skip


regions_option = click.option(
    "--regions", type=click.Choice(["overlay", "coordinates", "both", "none"]), default="overlay",
    show_default=True, help="How models are shown regions.",
)  # fmt: skip


def options_given(names: Container[str | None]) -> Iterator[str]:
    """Yield those of some options that stand on the command line."""
    context = click.get_current_context()
    for option in context.command.params:
        source = context.get_parameter_source(str(option.name))
        if option.name in names and source is ParameterSource.COMMANDLINE:
            yield option.opts[-1]


def log_level(quiet: bool, verbose: bool) -> None:
    """Send the log to stderr, at the level that the user asked for."""
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", force=True)
    logging.getLogger("srkit").setLevel(level)
