"""The paths inside rows: found when a row is read, made relative when it is written.

A relative path is tried under the folder of the row's file, then under the working directory; the
first that exists is taken. In memory a row's paths are absolute. Folders are resolved through
links, the file's own name is not (hub caches link files to blobs without a suffix).
"""

import base64
import io
import os
from functools import lru_cache
from typing import BinaryIO

from srkit.errors import RowError
from srkit.records.rows import PATH_KEYS, Row


class MissingPath(str):
    """A path that exists nowhere; an ordinary string that remembers where it was looked for."""

    tried: tuple[str, ...] = ()


def open_file(path: str) -> BinaryIO:
    """Open what a path key names, a `data:` URL included; else say every place that was tried."""
    if path.startswith("data:"):
        return io.BytesIO(_decode_url(path))
    if os.path.isfile(path):
        return open(path, "rb")
    tried = getattr(path, "tried", (path,))
    raise RowError(f"no such file: {' nor '.join(tried)}")


def _decode_url(url: str) -> bytes:
    head, _, data = url.partition(",")
    if not head.endswith(";base64"):
        raise RowError("a data: URL that is not base64")
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise RowError("a data: URL whose base64 is broken") from error


def resolve_paths(row: Row, folder: str) -> Row:
    """Make the row's paths absolute, in place; `folder` is that of the file it was read from."""
    for holder, key in _path_slots(row):
        holder[key] = _find(holder[key], folder)
    return row


def relative_paths(row: Row, folder: str) -> Row:
    """Return the row with its paths relative to `folder`; the row itself is left alone."""
    if not any(True for _ in _path_slots(row)):
        return row
    row = {key: dict(v) if isinstance(v, dict) else v for key, v in row.items()}
    for holder, key in _path_slots(row):
        parent, name = os.path.split(holder[key])
        holder[key] = os.path.join(_relative_folder(parent, folder), name)
    return row


def _path_slots(row: Row):  # type: ignore[no-untyped-def]
    for *outer, key in PATH_KEYS:
        holder = row
        for step in outer:
            holder = holder.get(step) if isinstance(holder, dict) else None  # type: ignore[assignment]
        value = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(value, str) and value and not value.startswith("data:"):
            yield holder, key


def _find(path: str, folder: str) -> str:
    tried = []
    for base in dict.fromkeys((folder, os.getcwd())):
        parent, name = os.path.split(os.path.join(base, path))
        found = os.path.join(_real_folder(parent), name)
        if os.path.exists(found):
            return found
        tried.append(found)
    missing = MissingPath(tried[0])
    missing.tried = tuple(dict.fromkeys(tried))
    return missing


@lru_cache(maxsize=4096)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


@lru_cache(maxsize=4096)
def _relative_folder(parent: str, folder: str) -> str:
    relative = os.path.relpath(parent, os.path.realpath(folder))
    if relative.startswith("data:"):
        return f"./{relative}"
    return "" if relative == "." else relative
