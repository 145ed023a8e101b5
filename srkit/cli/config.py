"""`--config FILE.toml`, or `srkit.toml` in the working directory: defaults for options.

    [search]
    iterations = 16
    policy = ["geometry:?faults=noisy", "geometry:?faults=flat"]

A section is a command, a key one of its options; others are refused by name. What could send keys
or data elsewhere doesn't count in a `srkit.toml`: a folder from somewhere else may hold one.
"""

import os
from typing import Any

import click

LOCAL = "srkit.toml"
NOT_LOCAL = ("providers", "trust")
NEVER = ("config", "help", "output", "resume", "retry-errors")


def config_option() -> click.Option:
    """Return the option; it is read first, because it changes the defaults of the others."""
    return click.Option(
        ["--config"], metavar="FILE.toml", type=click.Path(exists=True, dir_okay=False),
        is_eager=True, expose_value=False, callback=_apply,
        help="Defaults for options.  [default: ./srkit.toml, if there is one]",
    )  # fmt: skip


def _apply(context: click.Context, option: click.Parameter, path: str | None) -> None:
    path = path or (LOCAL if os.path.isfile(LOCAL) else None)
    if path:
        context.default_map = read_section(path, context)


def read_section(path: str, context: click.Context) -> dict[str, Any]:
    """Return the defaults that a file holds for the running command."""
    import tomllib

    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise click.UsageError(f"{path}: {error}") from error
    group = context.parent.command if context.parent else context.command
    commands = group.commands if isinstance(group, click.Group) else {}
    for name, section in content.items():
        if name in NOT_LOCAL and path == LOCAL:
            raise click.UsageError(f"{path}: [{name}] counts only from an explicit --config")
        if name not in commands or not isinstance(section, dict):
            raise click.UsageError(f"{path}: unknown section [{name}]")
        known = _option_names(commands[name])
        for key in section:
            if key not in known:
                raise click.UsageError(f"{path}: [{name}] has no option '{key}'")
    own = content.get(context.info_name or "", {})
    names = _option_names(context.command)
    return {names[key]: value for key, value in own.items()}


def _option_names(command: click.Command) -> dict[str, str]:
    """Return the options that a file may set, by their long names without dashes."""
    found = {}
    for param in command.params:
        for word in param.opts:
            name = word.removeprefix("--")
            if isinstance(param, click.Option) and word.startswith("--") and name not in NEVER:
                found[name] = param.name or name
    return found
