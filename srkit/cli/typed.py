"""A run record as the command line that made it: options that are not at their defaults."""

import shlex
from collections.abc import Iterator
from typing import Any

import click

from srkit.records.rows import Row

# They say how a run went on or what it showed, not what it made.
_NOT_SHOWN = ("paths", "quiet", "verbose", "resume", "retry_errors", "output", "config", "dry_run",
              "max_errors")  # fmt: skip


def typed(run: Row, group: click.Group) -> str:
    """Return a run's command; options that this version does not know are left out."""
    name = str(run.get("command", "")).partition(" ")[2]
    command, options = group.commands.get(name), run.get("options") or {}
    if command is None:
        return f"{run.get('command')} …"
    words = ["srkit", name]
    for parameter in command.params:
        if isinstance(parameter, click.Argument) and parameter.name != "paths":
            words.append(str(options.get(str(parameter.name))))
    words += [str(path) for path in options.get("paths") or [] if path != "-"]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in _NOT_SHOWN:
            words += _option(parameter, options, parameter.get_default(click.Context(command)))
    output = options.get("output")
    if output and output != "-":
        words += ["-o", str(output)]
    return " ".join(shlex.quote(word) for word in words)


def _option(option: click.Option, options: Row, default: Any) -> Iterator[str]:
    value = options.get(str(option.name))
    if value is None or value is False or value == [] or _plain(default) == value:
        return
    if option.is_flag:
        yield (option.opts if value else option.secondary_opts or option.opts)[-1]
        return
    for one in value if option.multiple else [value]:
        yield option.opts[-1]
        yield "none" if option.name == "lora" and one == 0 else _written(one)


def _written(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    """Return a default as a record holds it."""
    return list(value) if isinstance(value, tuple) else value
