"""A checkpoint or a file of rows on the Hub: packed, looked through, sent."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from tempfile import TemporaryDirectory
from typing import NamedTuple

from srkit.errors import AddressError, SrkitError
from srkit.publish.datacards import dataset_card, license_for
from srkit.publish.models import (
    CARD,
    Parcel,
    Typed,
    commands_of,
    pack_model,
    with_record,
    written,
)
from srkit.publish.results import read_results
from srkit.publish.secrets import refuse_secrets
from srkit.publish.tables import Rows, survey, write_messages, write_rows
from srkit.publish.upload import Place, send
from srkit.records.paths import refuse_elsewhere
from srkit.records.rows import Row
from srkit.records.run import load_record

Say = Callable[[str], None]


class Wish(NamedTuple):
    """What is pushed, and how."""

    path: str
    license: str | None = None
    results: Sequence[str] = ()
    is_merged: bool = False
    folders: Iterable[str] | None = None  # that pictures may be read from; any, if none is named
    is_dry: bool = False


def push_path(wish: Wish, place: Place, rows: Rows, typed: Typed, say: Say) -> Row:
    """Push, or say what would be pushed; return a row about it."""
    with TemporaryDirectory(prefix="srkit-push-") as work:
        is_model = place.type == "model"
        parcel = _model(wish, place, work, typed) if is_model else _dataset(
            wish, place, work, rows, typed, say)  # fmt: skip
        refuse_secrets(parcel.files)
        if parcel.left:
            say(f"left behind: {', '.join(parcel.left)}")
        row: Row = {"repo": place.repo, "type": place.type, "url": None, "commit": None,
                    "files": list(parcel.files),
                    "bytes": sum(map(os.path.getsize, parcel.files.values()))}  # fmt: skip
        if not wish.is_dry:
            sent = send(parcel.files, place, say)
            row |= {"url": sent.url, "commit": sent.commit}
            if sent.was_there:
                say("all of it was there already")
        return row


def _model(wish: Wish, place: Place, work: str, typed: Typed) -> Parcel:
    results = [read_results(path, wish.path) for path in wish.results]
    if len({one.name for one in results}) < len(results):
        raise SrkitError("--results: two files of the same name")
    return pack_model(wish.path, work, place.repo, wish.license, results, wish.is_merged, typed)


def _dataset(wish: Wish, place: Place, work: str, rows: Rows, typed: Typed, say: Say) -> Parcel:
    if wish.results or wish.is_merged:
        raise AddressError("--results and --merge-adapter are of models")
    record = load_record(wish.path) or load_record(wish.path.removesuffix(".gz"))
    if record and record.get("finished") is False:
        raise SrkitError(f"{wish.path} is unfinished (its run record says so)")
    folders = None if wish.folders is None else [os.path.realpath(one) for one in wish.folders]
    columns = survey(rows(), partial(refuse_elsewhere, folders=folders, receiver="the Hub"))
    license = license_for(columns, wish.license, place.is_private)
    files = write_rows(rows, columns, work)
    if columns.answers:
        files |= write_messages(rows, columns, work)
    commands = commands_of(record, typed) if record else ()
    files |= written({CARD: dataset_card(place.repo, columns, record, license, commands)}, work)
    if columns.failed:
        say(f"left out: {columns.failed} error")
    if columns.depths_left:
        say(f"left out: depth of {columns.depths_left} rows, which is no PNG")
    return Parcel(with_record(files, record, work), [])
