"""Defaults for options from TOML: the user's own file, `srkit.toml` here, or `--config FILE`.

    [search]
    iterations = 16
    policy = ["geometry:?faults=noisy", "geometry:?faults=flat"]

A section is a command, a key one of its options; others are refused by name. `srkit.toml` counts
for less than `--config`, and may lie in a folder that came from somewhere else: what could send
keys elsewhere or run code has no place in it, now and when there is such a section.
"""

import os
import re
from typing import Any

import click

from srkit.errors import AddressError
from srkit.records import address

LOCAL = "srkit.toml"
PRESETS = os.path.join(os.path.dirname(__file__), "presets")
NOT_LOCAL = ("providers", "trust")
NOT_LOCAL_KEYS = ("root", "report-to")
PROVIDERS = "srkit.providers"  # where a context keeps the servers that have names
NOT_PROVIDERS = (*address.LOCAL, *address.WEB, "data", "file")
SENDS = ("policy", "judge", "direct", "model")
# What is read or written is said on the command line, not somewhere else.
NEVER = ("config", "help", "output", "images", "overlay", "cache", "trees", "summary", "resume",
         "retry-errors", "journal", "prompts", "dry-run", "png", "open",
         "lmms", "lmms-python", "lmms-args",
         "repo", "yes", "results", "revision", "create-pr")  # fmt: skip


class ConfigType(click.Path):
    """A file, or the name of one that ships with srkit."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        shipped = os.path.join(PRESETS, f"{value}.toml")
        if not os.path.exists(value) and "/" not in str(value) and os.path.isfile(shipped):
            return shipped
        return super().convert(value, param, ctx)


def config_option() -> click.Option:
    """Return the option; it is read first, because it changes the defaults of the others."""
    return click.Option(
        ["--config"], metavar="FILE.toml", type=ConfigType(exists=True, dir_okay=False),
        is_eager=True, expose_value=False, callback=_apply,
        help="Defaults for options.  [default: ./srkit.toml, if there is one]",
    )  # fmt: skip


def user_file() -> str:
    """Return where a user's own defaults lie."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(folder, "srkit", "config.toml")


def _apply(context: click.Context, option: click.Parameter, path: str | None) -> None:
    defaults: dict[str, Any] = {}
    for found in (user_file(), path or LOCAL):
        if found == path or os.path.isfile(found):
            defaults |= read_section(found, context, is_local=found != path and found == LOCAL)
    context.default_map = defaults


def providers_of(content: dict[str, Any], path: str) -> dict[str, tuple[str, str | None]]:
    """Return the servers that a file gives names to: base address and the key's variable."""
    found: dict[str, tuple[str, str | None]] = {}
    for name, section in content.items():
        at = f"{path}: [providers.{name}]"
        if not isinstance(section, dict) or not isinstance(section.get("base_url"), str):
            raise click.UsageError(f'{at} needs base_url = "https://HOST/v1"')
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or name in NOT_PROVIDERS:
            raise click.UsageError(f"{at}: a name is of small letters, digits, - and _")
        for key, value in section.items():
            if key not in ("base_url", "key_env"):
                raise click.UsageError(f"{at} has no '{key}': base_url and key_env, the name of "
                                       "the environment variable that holds the key")  # fmt: skip
            if not isinstance(value, str):
                raise click.UsageError(f"{at} {key}: {value!r} is not a str")
        try:
            if not section["base_url"].startswith(("http://", "https://")):
                raise AddressError("it begins with http:// or https://")
            address.check_web("", section["base_url"], "any")
        except AddressError as error:
            raise click.UsageError(f"{at} base_url: {str(error).lstrip(': ')}") from error
        found[name] = (section["base_url"], section.get("key_env"))
    return found


def read_section(path: str, context: click.Context, is_local: bool) -> dict[str, Any]:
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
        if is_local and name in NOT_LOCAL:
            raise click.UsageError(f"{path}: [{name}] has no place in a {LOCAL}")
        if name == "providers" and isinstance(section, dict):
            context.meta.setdefault(PROVIDERS, {}).update(providers_of(section, path))
            continue
        if name not in commands or not isinstance(section, dict):
            raise click.UsageError(f"{path}: unknown section [{name}]")
        known = file_options(commands[name])
        for key, value in section.items():
            if key in NEVER or (is_local and key in NOT_LOCAL_KEYS):
                raise click.UsageError(f"{path}: [{name}] '{key}' is for the command line alone")
            if key not in known:
                raise click.UsageError(f"{path}: [{name}] has no option '{key}'")
            if is_local and key in SENDS and not is_local_model(value):
                said = "sends pictures to a server, which a srkit.toml may not do; use --config"
                raise click.UsageError(f"{path}: [{name}] '{key}' {said}")
            if name == context.info_name:
                refuse_other_value(known[key], value, context, f"{path}: [{name}] {key}")
    own = content.get(context.info_name or "", {})
    return {file_options(context.command)[key].name or key: own[key] for key in own}


def is_local_model(value: Any) -> bool:
    """Whether all models that a file names compute in this process, and send nothing."""
    values = value if isinstance(value, list) else [value]
    return all(str(one).partition(":")[0] in address.LOCAL for one in values)


def file_options(command: click.Command) -> dict[str, click.Option]:
    """Return the options that a file may set, by their long names without dashes."""
    options = [param for param in command.params if isinstance(param, click.Option)]
    longs = {word.removeprefix("--"): option for option in options for word in option.opts
             if word.startswith("--")}  # fmt: skip
    return {name: option for name, option in longs.items() if name not in NEVER}


def refuse_other_value(option: click.Option, value: Any, context: click.Context, at: str) -> None:
    """Raise for a value that the option does not take; click itself would make 2 of 2.5."""
    wanted: tuple[type, ...] = (str, int)
    if option.is_flag:
        wanted = (bool,)
    elif option.multiple:
        wanted = (list,)
    elif isinstance(option.type, click.IntRange):
        wanted = (int,)
    elif isinstance(option.type, click.FloatRange):
        wanted = (int, float)
    if not isinstance(value, wanted) or (isinstance(value, bool) and not option.is_flag):
        names = " or ".join(kind.__name__ for kind in wanted)
        raise click.UsageError(f"{at}: {value!r} is not a {names}")
    try:
        if not isinstance(option.type, click.Path):  # which is looked for if it is used
            option.type_cast_value(context, value)
    except click.BadParameter as error:
        raise click.UsageError(f"{at}: {error.message}") from error
