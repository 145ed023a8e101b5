"""What run records tell of how something was made, without the places of the machine it was on."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

from srkit.errors import visible
from srkit.records.rows import Row

SYNTH = "srkit synth"
# What is of no use elsewhere: where a run left its files and what it told its user.
_OF_THE_MACHINE = ("platform", "wall_s")
_SCHEME = re.compile(r"([a-z]+:)?([^?#]*)(.*)", re.DOTALL)


def runs_of(record: Row) -> list[Row]:
    """Return a record and those embedded in it, what came first first, each of them once."""
    found: dict[str, Row] = {}

    def visit(one: Row) -> None:
        for run in embedded(one):
            visit(run)
        found.setdefault(json.dumps(one, sort_keys=True), one)

    visit(record)
    return list(found.values())


def embedded(record: Row) -> Iterator[Row]:
    """Yield the records of a record's inputs, as far as they are known."""
    for given in record.get("inputs") or []:
        if isinstance(given, dict) and isinstance(given.get("run"), dict):
            yield given["run"]


def is_synthetic(record: Row) -> bool:
    """Whether synth took part."""
    return any(run.get("command") == SYNTH for run in runs_of(record))


def without_places(value: Any) -> Any:
    """Return a record's value with the last part alone of paths, and no hosts of servers."""
    if isinstance(value, dict):
        return {key: without_places(one) for key, one in value.items()
                if key not in _OF_THE_MACHINE}  # fmt: skip
    if isinstance(value, list):
        return [without_places(one) for one in value]
    return _without(value) if isinstance(value, str) else value


def _without(text: str) -> str:
    if re.match(r"https?://", text):  # a served model
        return re.sub(r"//[^/?#]*", "//…", text, count=1)
    scheme, place, rest = _SCHEME.fullmatch(text).groups()  # type: ignore[union-attr]
    if place.startswith(("/", "~", "./", "../")):
        return f"{scheme or ''}{os.path.basename(os.path.normpath(place))}{rest}"
    if " " in text:  # arguments, a sentence
        return re.sub(r"(?<![\w.…/:])(?:~|\.\.?)?(?:/[^/\s'\"]+)+/", "", text)
    return text


def data_lines(record: Row) -> Iterator[str]:
    """Yield a line a file that was learned from, and what is known of its pictures."""
    for given in record["inputs"][:-1]:  # the last is the model
        known = f"sha256 `{given['sha256']}`" if given["sha256"] else "from a pipe: unknown"
        name = visible(os.path.basename(given["path"])).replace("`", "'")
        yield f"- `{name}`, {known}{_made_by(given)}"
    for what, counts in (record.get("data") or {}).items():
        told = ", ".join(f"{visible(name)} ({count:,} rows)" for name, count in counts.items())
        yield f"- {what}: {told}"


def _made_by(given: Row) -> str:
    runs = runs_of(given["run"]) if isinstance(given.get("run"), dict) else []
    commands = sorted({str(run.get("command")) for run in runs})
    made = f", made by {', '.join(commands)}" if commands else ""
    return f"{made}; **synthetic scenes**" if SYNTH in commands else made
