"""The paths inside rows: found when a row is read, made relative when it is written.

A relative path is tried under the root, if there is one, then under the folder of the row's file,
then under the working directory; the first that exists and is allowed is taken. In memory a row's
paths are absolute. Folders are resolved through links, the file's own name is not (hub caches link
files to blobs without a suffix).
"""

import base64
import io
import os
from collections.abc import Iterable
from functools import lru_cache
from typing import BinaryIO

from srkit.errors import RowError
from srkit.records.rows import PATH_KEYS, Row


class MissingPath(str):
    """A path that can't be opened: an ordinary string that remembers why not."""

    why: str


def open_file(path: str) -> BinaryIO:
    """Open what a path key names, a `data:` URL included; else say every place that was tried."""
    if path.startswith("data:"):
        return io.BytesIO(_decode_url(path))
    if isinstance(path, MissingPath):
        raise RowError(path.why)
    if os.path.isfile(path):
        return open(path, "rb")
    raise RowError(f"no such file: {path}")


def _decode_url(url: str) -> bytes:
    head, _, data = url.partition(",")
    if not head.endswith(";base64"):
        raise RowError("a data: URL that is not base64")
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise RowError("a data: URL whose base64 is broken") from error


def resolve_paths(row: Row, folder: str, root: str | None = None) -> Row:
    """Make the row's paths absolute, in place; `folder` is that of the file it was read from.

    With a `root`, nothing outside it is allowed, through links neither.
    """
    for *outer, key in PATH_KEYS:
        holder = _holder(row, outer)
        if _is_path(holder.get(key)):
            holder[key] = _find(holder[key], folder, root)
    return row


def relative_paths(row: Row, folder: str) -> Row:
    """Return the row with its paths relative to `folder`; the row itself is left alone."""
    copy = row
    for *outer, key in PATH_KEYS:
        holder = _holder(row, outer)
        if not _is_path(holder.get(key)):
            continue
        parent, _, name = holder[key].rpartition("/")
        written = _relative_folder(parent or "/", folder) + name
        copy = dict(row) if copy is row else copy
        target = copy
        for step in outer:
            target[step] = dict(target[step])
            target = target[step]
        target[key] = written
    return copy


def refuse_elsewhere(path: str, folders: Iterable[str] | None, receiver: str) -> None:
    """Raise for a file outside of all these folders (real paths), through links too.

    Without folders any may be sent.
    """
    if folders is None or path.startswith("data:") or not os.path.exists(path):
        return
    real = os.path.realpath(path)
    if not any(_is_below(real, folder) for folder in folders):
        said = f"{path} lies neither below the folder of an input nor below the working directory"
        raise RowError(f"{said}, so it is not sent to {receiver}; allow it with --root DIR")


def _holder(row: Row, outer: list[str]) -> Row:
    """Return the object inside a row that holds a path; an empty one if there is none."""
    for step in outer:
        inner = row.get(step)
        row = inner if isinstance(inner, dict) else {}
    return row


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value != "" and not value.startswith("data:")


def _find(path: str, folder: str, root: str | None) -> str:
    parent, _, name = path.rpartition("/")
    if path.startswith("/"):
        parent = parent or "/"
    tried = []
    try:
        for base in (root, folder, None) if root else (folder, None):
            found = f"{_real_folder(base or os.getcwd(), parent)}/{name}"
            if not os.path.exists(found):
                tried.append(found)
            elif root is None or _is_below(os.path.realpath(found), os.path.realpath(root)):
                return found
            else:
                tried.append(f"{found} (outside --root {root})")
        missing = MissingPath(f"{_real_folder(folder, parent)}/{name}")
        missing.why = f"no such file: {' nor '.join(dict.fromkeys(tried))}"
    except ValueError as error:  # a NUL, half a character
        missing = MissingPath(path)
        missing.why = f"no path: {error}"
    return missing


def _is_below(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder


@lru_cache(maxsize=4096)
def _real_folder(base: str, parent: str) -> str:
    real = os.path.realpath(os.path.join(base, parent))
    return "" if real == "/" else real


@lru_cache(maxsize=4096)
def _relative_folder(parent: str, folder: str) -> str:
    """Return the way from a folder to a parent, ready for a name to be put behind it."""
    relative = os.path.relpath(parent, os.path.realpath(folder))
    if relative.startswith("data:"):
        relative = f"./{relative}"
    return "" if relative == "." else f"{relative}/"
