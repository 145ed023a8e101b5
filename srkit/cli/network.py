"""What commands that ask served models share: keys and proxies, prompts, a journal, the bill."""

import contextlib
import os
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import click

from srkit.cli.config import PROVIDERS
from srkit.cli.options import RowIO, regions_option

JOURNAL = ".journal"


class PromptsType(click.ParamType[dict[str, str]]):
    """A TOML file of texts; the texts themselves are the option's value, and so are recorded."""

    name = "FILE.toml"

    def convert(self, value: Any, param: Any, ctx: Any) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        import tomllib

        try:
            with open(value, "rb") as file:
                return tomllib.load(file)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.fail(f"{value}: {getattr(error, 'strerror', None) or error}", param, ctx)


def served_options(function: Any) -> Any:
    """Add the options of commands that ask served models."""
    added = (
        regions_option,
        click.option(
            "--prompts",
            type=PromptsType(),
            help="Texts in place of those that models are asked with.",
        ),
        click.option(
            "--cap",
            type=click.IntRange(min=1),
            default=64,
            show_default=True,
            metavar="N",
            help="Calls under way at a time; ?cap= is a server's own.",
        ),
        click.option(
            "--journal",
            type=click.Path(file_okay=False),
            metavar="DIR",
            help="Keep replies in DIR, and ask for none twice.  [default: OUTPUT.journal]",
        ),
    )
    for option in reversed(added):
        function = option(function)
    return function


class Asked(NamedTuple):
    """The served models of a run: their hosts, and their prices where they are given."""

    hosts: dict[str, str]
    prices: dict[str, tuple[float, float]]

    @classmethod
    def of(cls, addresses: Iterable[str]) -> "Asked":
        """Look the addresses up; bad ones are refused elsewhere."""
        from srkit.errors import AddressError
        from srkit.models.remote import price_of
        from srkit.records.address import LOCAL, parse_address

        known = network()
        hosts: dict[str, str] = {}
        prices: dict[str, tuple[float, float]] = {}
        for text in addresses:
            try:
                address = parse_address(text, known.providers)
            except AddressError:
                continue
            if address.scheme not in LOCAL:
                hosts[address.name] = known.place(address).base_url
                prices |= {address.name: price_of(address)} if "price" in address.options else {}
        return cls(hosts, prices)

    def for_record(self) -> dict[str, Any]:
        """Return what the run record keeps."""
        return {"hosts": self.hosts} if self.hosts else {}


def network() -> Any:
    """Return where keys and named servers are found: the environment, and the user's files."""
    from srkit.models.network import PROVIDERS as KNOWN
    from srkit.models.network import Network, Provider

    own = click.get_current_context().meta.get(PROVIDERS, {})
    named = {name: Provider(*said) for name, said in own.items()}
    return Network(os.environ, {**KNOWN, **named})


def journal_beside(io: RowIO, folder: str | None, addresses: tuple[str, ...]) -> str | None:
    """Return the folder for replies; beside the output where somebody but `geometry:` is asked."""
    is_asked = any(not text.startswith("geometry:") for text in addresses)
    if folder is None and is_asked and io.output != "-":
        return io.output + JOURNAL
    return folder if is_asked else None


def folders_of(io: RowIO) -> list[str]:
    """Return where pictures may be sent from: below the inputs' folders, here, and --root.

    With --retry-errors the inputs are those of the run that made the output, if they are still
    what they were: its record alone, which anybody may have written, opens no folder.
    """
    from srkit.records.run import load_record, sha256_file

    paths = io.paths
    if io.retry_errors:
        inputs = (load_record(io.output) or {}).get("inputs", [])
        paths = tuple(
            one["path"] for one in inputs
            if os.path.isfile(one["path"]) and sha256_file(one["path"]) == one["sha256"]
        )  # fmt: skip
    files = [path for path in (*paths, io.output) if path != "-"]
    folders = [os.path.dirname(found(path)) for path in files
               for found in (os.path.abspath, os.path.realpath)]  # fmt: skip
    return [*folders, os.getcwd(), *([io.root] if io.root else [])]


def sent(tally: Counter[str]) -> str:
    """Say how many requests there were so far."""
    return f"{tally['sent']} requests"


def say_bill(command: str, io: RowIO, tally: Counter[str]) -> None:
    """Say how many requests were made, and how many replies there were already."""
    said = [f"{tally[what]} {what}" for what in ("sent", "from the journal", "tried again")
            if tally[what]]  # fmt: skip
    if said and not io.quiet:
        with contextlib.suppress(OSError):  # nobody may be listening
            click.echo(f"srkit {command}: requests: {', '.join(said)}", err=True)
