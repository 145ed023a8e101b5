"""What run records tell of how something was made, without the places of the machine it was on."""

import json
import re
from collections.abc import Iterator
from typing import Any

from srkit.errors import visible
from srkit.records.rows import Row

SYNTH = "srkit synth"
# What is of no use elsewhere: where a run left its files and what it told its user.
_OF_THE_MACHINE = ("platform", "wall_s")
# Keys of a record that name files and folders.
_PATHS = ("path", "paths", "output", "images", "root", "scenes", "summary", "baseline", "prompts",
          "exclude_images", "journal", "trees", "overlay", "cache", "config", "png")  # fmt: skip
_SCHEME = re.compile(r"([a-z]+:(?!//))?([^?#]*)(.*)", re.DOTALL)
_MARKS = {sign: f"&#{ord(sign)};" for sign in "<>|[]`*"}


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
    inputs = record.get("inputs")
    for given in inputs if isinstance(inputs, list) else ():
        if isinstance(given, dict) and isinstance(given.get("run"), dict):
            yield given["run"]


def is_synthetic(record: Row) -> bool:
    """Whether synth took part, or rows said that their pictures are synthetic."""
    origins = (record.get("data") or {}).get("origins") or {}
    return any(run.get("command") == SYNTH for run in runs_of(record)) or any(
        str(origin).startswith("synth") for origin in origins)  # fmt: skip


def without_places(value: Any, key: str = "") -> Any:
    """Return a record's value with the last part alone of paths, and no hosts of servers."""
    if isinstance(value, dict):
        return {_without(str(name)): without_places(one, str(name)) for name, one in value.items()
                if name not in _OF_THE_MACHINE}  # fmt: skip
    if isinstance(value, list):
        return [without_places(one, key) for one in value]
    if not isinstance(value, str):
        return value
    return last_part(value) if key in _PATHS else _without(value)


def last_part(path: str) -> str:
    """Return a file's or folder's own name."""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]


def _without(text: str) -> str:
    text = re.sub(r"file://\S*/", "", text)
    text = re.sub(r"(\w+://)[^/?#\s]*", r"\1…", text)  # servers, logins
    scheme, place, rest = _SCHEME.fullmatch(text).groups()  # type: ignore[union-attr]
    if " " in place and not place.startswith(("/", "~", ".")):  # arguments, a sentence
        return re.sub(r"(?<![\w.…/:])(?:~|\.\.?)?(?:/[^/\s'\"]+)+/", "", text)
    rest = re.sub(r"=[^&]*[/\\]", "=", rest)
    if "://" not in place and is_folder(place):
        place = last_part(place)
    return f"{scheme or ''}{place}{rest}"


def is_folder(place: str) -> bool:
    """Whether an address leads to this machine: OWNER/NAME is the Hub's."""
    return place.startswith(("/", "~", ".")) or place.count("/") > 1 or "\\" in place


def shown(text: str) -> str:
    """Return a text that rows or records hold as a card shows it: on its line, as it is."""
    return "".join(_MARKS.get(sign, sign) for sign in visible(text))


def known_or_not(told: Any) -> str:
    """Return a licence or an origin of a row; `unknown` where none is told."""
    name = str(told or "").strip()
    return "unknown" if name.lower() in ("", "unknown", "none", "other", "n/a") else name


def data_lines(record: Row) -> Iterator[str]:
    """Yield a line a file that was learned from, and what is known of its pictures."""
    for given in record["inputs"][:-1]:  # the last is the model
        known = f"sha256 `{given['sha256']}`" if given["sha256"] else "from a pipe: unknown"
        yield f"- `{visible(last_part(given['path'])).replace('`', chr(39))}`, {known}{_by(given)}"
    for what, counts in (record.get("data") or {}).items():
        yield f"- {what}: {told(counts)}"


def told(counts: dict[str, int]) -> str:
    """Return counts as words."""
    return ", ".join(f"{shown(name)} ({count:,} rows)" for name, count in counts.items())


def _by(given: Row) -> str:
    runs = runs_of(given["run"]) if isinstance(given.get("run"), dict) else []
    commands = sorted({shown(str(run.get("command"))) for run in runs})
    made = f", made by {', '.join(commands)}" if commands else ""
    return f"{made}; **synthetic scenes**" if SYNTH in commands else made
