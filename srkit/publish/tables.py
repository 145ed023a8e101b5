"""Rows with their pictures as Parquet, in the form that `datasets` opens with an Image column.

Texts, numbers and truth values are columns of their own; what holds more (regions, scores, truths)
is JSON in a column of text, so that any row fits. The file is read twice: first for the columns.
"""

import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from srkit.errors import RowError, SrkitError
from srkit.publish.history import known_or_not, without_places
from srkit.publish.secrets import refuse_secret, secret_in, texts_in
from srkit.publish.strip import stripped
from srkit.records.flow import is_error
from srkit.records.rows import Row
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions
from srkit.training.data import Looks, messages_of
from srkit.training.settings import REPLIES

IMAGE, DEPTH = "image", "depth_image"
# Keys that name models: a server's host stays out of them.
_MODELS = ("source", "sources", "models", "judge")
_KINDS = {str: "string", bool: "bool", int: "int64", float: "float64"}
EXACT = 2**53  # up to here whole numbers stay what they are among others
BATCH, SHARD_BYTES = 64, 400 * 2**20
Rows = Callable[[], Iterable[Row]]


def kind_of(value: Any) -> str:
    """Return the kind of column that a value fits into as it is."""
    if type(value) is int and abs(value) > EXACT:
        return "json"
    return _KINDS.get(type(value), "json")


class Columns:
    """What a file of rows holds: its columns, and what is known of its pictures."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.rows = self.failed = self.depths = self.depths_left = 0
        self.licenses: Counter[str] = Counter()
        self.origins: Counter[str] = Counter()
        self.answers: tuple[str, ...] = ()  # the keys of replies, if these are rows to train on

    @property
    def synthetic(self) -> int:
        """How many rows say that their pictures were made, not taken."""
        return sum(count for origin, count in self.origins.items() if origin.startswith("synth"))

    def add(self, row: Row) -> None:
        """Take a row's keys in."""
        self.rows += 1
        self.licenses[known_or_not(row.get("license"))] += 1
        self.origins[known_or_not(row.get("origin"))] += 1
        for key, value in row.items():
            if value is not None:
                kind = kind_of(value)
                known = self.kinds.setdefault(key, kind)
                if known != kind:
                    is_number = {known, kind} == {"int64", "float64"}
                    self.kinds[key] = "float64" if is_number else "json"
        place = (row.get("depth") or {}).get("path")
        self.depths += bool(place and str(place).endswith(".png"))
        self.depths_left += bool(place and not str(place).endswith(".png"))


def survey(rows: Iterable[Row], may_read: Callable[[str], None]) -> Columns:
    """Look through all rows once; raise for what must not be published."""
    found, seen = Columns(), set()
    for row in rows:
        if is_error(row):
            found.failed += 1
            continue
        told = str(row.get("id"))
        name = f"row {found.rows + found.failed + 1}" if secret_in(told) else f"row {told!r}"
        text = "\n".join(texts_in(row))
        refuse_secret(text, name)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise SrkitError(f"{name}: it holds half a character")
        if DEPTH in row:
            raise SrkitError(
                f"{name}: the column {DEPTH!r} is for the depth picture: rename the key"
            )
        if published_id(row) in seen:
            raise SrkitError(f"{name}: a second row has this id")
        seen.add(published_id(row))
        with _named(row):
            for place in filter(None, (row["image"], (row.get("depth") or {}).get("path"))):
                may_read(str(place))
        found.add(row)
        replies = next((keys for keys in REPLIES.values() if set(keys) <= row.keys()), ())
        found.answers = replies if found.rows == 1 or found.answers == replies else ()
    if not found.rows:
        raise SrkitError("no rows to publish")
    return found


def write_rows(rows: Rows, columns: Columns, folder: str) -> dict[str, str]:
    """Write the rows as they are; return the files' paths by name."""
    from datasets import Features, Image, Value

    features: dict[str, Any] = {IMAGE: Image()}
    if columns.depths:
        features[DEPTH] = Image()
    features |= {key: Value("string" if kind == "json" else kind)
                 for key, kind in columns.kinds.items() if key != IMAGE}  # fmt: skip
    made = (_flat(row, columns, set(features)) for row in rows() if not is_error(row))
    return write_parquet(made, Features(features), folder, "data")


def write_messages(rows: Rows, columns: Columns, folder: str) -> dict[str, str]:
    """Write what TRL's trainers take: drawn pictures, and the replies as messages."""
    from datasets import Features, Image, List, Value

    said = List({"role": Value("string"), "content": Value("string")})
    features = Features({"images": List(Image()), "prompt": said,
                         **{key: said for key in columns.answers}})  # fmt: skip
    made = (_messages(row, columns.answers) for row in rows() if not is_error(row))
    return write_parquet(made, features, folder, "messages")


def published_id(row: Row) -> Any:
    """Return a row's id without the place of the model that it may be called after."""
    source = row.get("source")
    if not isinstance(source, str) or not source:
        return row.get("id")
    return str(row.get("id")).replace(source, without_places(source))


def _flat(row: Row, columns: Columns, names: set[str]) -> Row:
    found: Row = dict.fromkeys(names)
    for key, value in row.items():
        if key in _MODELS:
            value = without_places(value)
        if key == "id":
            value = published_id(row)
        if key == "depth" and isinstance(value, dict):
            value = {name: one for name, one in value.items() if name != "path"}
        is_json = columns.kinds.get(key) == "json" and value is not None
        found[key] = json.dumps(value, ensure_ascii=False) if is_json else value
    place = (row.get("depth") or {}).get("path")
    with _named(row):
        found[IMAGE] = _picture(str(row["image"]))
        if DEPTH in names:
            is_png = bool(place) and str(place).endswith(".png")
            found[DEPTH] = _picture(str(place)) if is_png else None
    return found


def _messages(row: Row, replies: Sequence[str]) -> Row:
    regions = row.get("regions") or []
    stored = {key: row[key] for key in ("question", *replies)} | {"regions": json.dumps(regions)}
    drawn = io.BytesIO()
    with _named(row):
        picture = draw_regions(open_image(str(row["image"])), regions)
    picture.save(drawn, "PNG")
    image = {"bytes": drawn.getvalue(), "path": None}
    return {"images": [image], **messages_of(stored, picture.size, Looks())}


def _picture(place: str) -> Row:
    name = "picture" if place.startswith("data:") else os.path.basename(place)
    return {"bytes": stripped(place), "path": name}


@contextmanager
def _named(row: Row) -> Iterator[None]:
    """Name the row of an error."""
    try:
        yield
    except RowError as error:
        raise SrkitError(f"row {row['id']!r}: {error}") from error


def write_parquet(rows: Iterator[Row], features: Any, folder: str, name: str) -> dict[str, str]:
    """Write rows into files of a bounded size, a few rows at a time."""
    import pyarrow.parquet as pq

    schema = features.arrow_schema
    files: dict[str, str] = {}
    batch: list[Row] = []
    writer, size = None, 0

    def flush() -> None:
        nonlocal writer, size
        if not batch:
            return
        if writer is None or size > SHARD_BYTES:
            if writer:
                writer.close()
            part = f"{name}/{len(files):05d}.parquet"
            files[part] = os.path.join(folder, part)
            os.makedirs(os.path.dirname(files[part]), exist_ok=True)
            writer, size = pq.ParquetWriter(files[part], schema, compression="zstd"), 0
        table = table_of(batch, features)
        writer.write_table(table)
        size += table.nbytes
        batch.clear()

    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            flush()
    flush()
    if writer:
        writer.close()
    return files


def table_of(batch: list[Row], features: Any) -> Any:
    """Return rows as a table of the columns that are meant."""
    import pyarrow as pa

    schema = features.arrow_schema
    return pa.Table.from_pylist(batch, schema=schema)
