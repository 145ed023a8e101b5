"""The copies of SpatialRGPT-Bench: one JSON array, its lines, parquet, a repository on the Hub.

What comes out are its records as they are. Pictures that a copy bundles are kept below the cache
of the Hub's client, as the bytes that they are, under names of our own.
"""

import glob
import hashlib
import io
import json
import os
import re
import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple

from PIL import Image

from srkit.errors import DataError, RowError, SrkitError, plain
from srkit.records.jsonl import read_files
from srkit.records.rows import Row

EXPECTED = "SpatialRGPT-Bench is a JSON array of objects with 'conversations', 'bbox' and 'qa_info'"
# The forms a folder is searched for, in this order.
_FORMS = (
    ("SpatialRGPT-Bench_v1.json",), ("SpatialRGPT-Bench*.json", "SpatialRGPT-Bench*.jsonl"),
    ("*.parquet", "data/*.parquet"), ("*.json", "*.jsonl"),
)  # fmt: skip
_REPOSITORY = re.compile(r"\w[\w.-]*/\w[\w.-]*(@[^@]+)?")
_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "TIFF": "tif"}


class Picture(NamedTuple):
    """A picture that a copy bundles."""

    path: str
    width: int
    height: int


def load_records(where: str) -> tuple[Iterable[Any], str]:
    """Return the records of a copy, and the folder that paths in them are relative to."""
    if os.path.isdir(where):
        files, folder = _find_files(where), where
    else:
        files, folder = [where], os.path.dirname(where)
    folder = os.path.realpath(folder)
    if files[0].endswith(".parquet"):
        return _load_dataset(where, "parquet", data_files=files, split="train"), folder
    if os.path.exists(files[0]):
        return _load_json(files[0]), folder
    repository, _, revision = where.partition("@")
    if _REPOSITORY.fullmatch(where) and not repository.endswith((".json", ".jsonl")):
        return _load_dataset(where, repository, split="val", revision=revision or None), os.getcwd()
    raise DataError(f"{where}: no such file or folder, and no OWNER/NAME[@revision] of the Hub")


def _find_files(folder: str) -> list[str]:
    for patterns in _FORMS:
        places = [os.path.join(glob.escape(folder), pattern) for pattern in patterns]
        found = sorted(file for place in places for file in glob.glob(place))
        if found and found[0].endswith(".parquet"):
            return [file for file in found if os.path.basename(file).startswith("val")] or found
        if len(found) > 1:
            names = ", ".join(map(os.path.basename, found))
            raise DataError(f"{folder}: one of these is the benchmark, name it: {names}")
        if found:
            return found
    raise DataError(f"{folder}: a folder without the benchmark's JSON or parquet files")


def _load_json(path: str) -> list[Any]:
    """Read one array, or lines; a whole number that is too long for one is a float."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8: {error.reason}; {EXPECTED}") from error
    try:
        is_lines = text.lstrip().startswith("{")
        records = list(read_files([path], ())) if is_lines else json.loads(text, parse_int=_number)
    except DataError as error:
        raise DataError(f"{error}; {EXPECTED}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {error}; {EXPECTED}") from error
    if not isinstance(records, list) or not any(map(_is_record, records)):
        raise DataError(f"{path}: not the benchmark; {EXPECTED}")
    return records


def _number(text: str) -> float:
    return int(text) if len(text) < 20 else float(text)


def _is_record(record: Any) -> bool:
    return isinstance(record, dict) and "conversations" in record


def _load_dataset(where: str, kind: str, **options: Any) -> Iterable[Any]:
    """Load a copy with `datasets`; its pictures stay the bytes that they are."""
    import datasets

    try:
        records = datasets.load_dataset(kind, **options)
        for column, feature in records.features.items():
            if isinstance(feature, datasets.Image):
                records = records.cast_column(column, datasets.Image(decode=False))
    except Exception as error:  # of this library, of the Hub's, of Arrow, of the network
        reason = (plain(error) or type(error).__name__).split("\n")[0]
        raise SrkitError(f"{where}: can't be loaded: {reason}") from error
    if "conversations" not in records.column_names or not len(records):
        raise DataError(f"{where}: not the benchmark; {EXPECTED}")
    return records


def bundled_picture(record: Row) -> Picture | None:
    """Return the picture that a record bundles, written to the cache if it isn't there yet."""
    cell = record.get("image")
    data = cell.get("bytes") if isinstance(cell, dict) else cell
    if not isinstance(data, bytes):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's on large pictures
            with Image.open(io.BytesIO(data), formats=tuple(_SUFFIXES)) as image:
                suffix, (width, height) = _SUFFIXES[image.format or ""], image.size
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError) as error:
        raise RowError(f"'image' is no picture that can be read: {plain(error)}") from error
    # The hash keeps apart what different copies call the same.
    name = re.sub(r"[^0-9A-Za-z_-]", "_", str(record.get("id")))[:60]
    name = f"{name}-{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"
    return Picture(_keep(name, data), width, height)


def _keep(name: str, data: bytes) -> str:
    """Write a file to the cache, whole or not at all, and return its path."""
    from huggingface_hub import cached_assets_path

    try:
        folder = cached_assets_path(library_name="srkit", namespace="spatialrgpt")
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            part = f"{path}.{os.getpid()}.part"
            with open(part, "wb") as file:
                file.write(data)
            os.replace(part, path)
    except (OSError, ValueError) as error:
        raise SrkitError(f"a bundled picture can't be kept: {plain(error)}") from error
    return path
