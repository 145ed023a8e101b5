"""The errors that srkit raises on purpose; everything else is a bug.

Library code raises these and never exits; `srkit.cli.main` turns each into one line and a status.
"""

import re


def plain(error: Exception) -> str:
    """Return what an error says without addresses in memory and absolute paths."""
    return re.sub(r"<_io\.\w+ (?:object at 0x[0-9a-f]+|name=[^>]*)>", "the data", str(error))


def visible(text: str) -> str:
    """Return a text with what can't be printed as escapes: line ends, controls, directions."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


class SrkitError(Exception):
    """Ends the run with one line."""

    exit_code = 1


class AddressError(SrkitError):
    """A model address, or another option, that can't be understood."""

    exit_code = 2


class DataError(SrkitError):
    """A line of the input that this stage can't read; the message begins with `file:line`."""

    exit_code = 65


class RowError(SrkitError):
    """One row can't be processed: it comes out with an `error` key and the run goes on."""
