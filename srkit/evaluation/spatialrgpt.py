"""SpatialRGPT-Bench's records, and answers to them, as rows.

A record that is broken becomes an error row, which counts as a wrong answer. Masks that don't fit
the picture are left away and the boxes stay, as in the official evaluator. A picture that can't be
found is no error: scoring answers needs none.
"""

import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypedDict

from srkit.errors import RowError
from srkit.evaluation.copies import Picture, bundled_picture, load_records
from srkit.evaluation.literals import parse_literal
from srkit.evaluation.statistics import GROUP_OF, OTHER_TRUTH
from srkit.language.tags import find_tags, tag
from srkit.records.flow import error_row, is_error, task_of
from srkit.records.kinds import explain, fits
from srkit.records.paths import MissingPath, resolve_paths
from srkit.records.rows import Region, Rle, Row
from srkit.scene.pictures import MAX_PIXELS

ORIGIN = "spatialrgpt"
# Where people keep the folder that `image_info.file_path` is relative to.
_PREFIXES = ("", "datasets/", "omni3d/datasets/")
_PLACEHOLDER = re.compile(r"<mask>(?:\s*<depth>)?")
_RUNS = re.compile(r"[0-o]+")  # the 64 characters of compressed run lengths
_ANSWER_KEYS = {"question_id", "question", "pred", "gt"}
_BENCH_KEYS = ("image", "question", "answer", "category", "regions", "origin")


class _Size(TypedDict):
    height: int
    width: int


class _Category(TypedDict):
    category: str


def read_bench(where: str, root: str | None = None) -> Iterator[Row]:
    """Yield a TaskRow a record of a file, a folder or a repository `OWNER/NAME[@revision]`."""
    records, folder = load_records(where)
    for number, record in enumerate(records, 1):
        yield _task(number, record, folder, root)


def _task(number: int, record: Any, folder: str, root: str | None) -> Row:
    """Return a record as a TaskRow; an error row holds all that could be understood."""
    faults: list[str] = []

    def attempt(read: Callable[..., Any], *more: Any) -> Any:
        try:
            return read(record, *more)
        except RowError as error:
            faults.append(str(error))
            return None

    if not isinstance(record, dict):
        faults.append("a record should be an object")
        record = {}
    name = attempt(_text, "id")
    picture = attempt(bundled_picture)
    found = {
        "id": name or f"record {number}",
        "image": picture.path if picture else attempt(_find_image, folder, root),
        "question": attempt(_question),
        "answer": attempt(_turn, 1),
        "category": attempt(_category),
        "regions": attempt(_regions, picture),
        "origin": ORIGIN,
    }
    row = {key: value for key, value in found.items() if value is not None}
    faults += [] if faults else _loose_tags(row)
    if not faults:
        return row
    named = f"record {number} ({name[:80]})" if name else f"record {number}"
    return error_row(row, "eval", RowError(f"{ORIGIN}: {named}: {faults[0]}"))


def _text(record: Row, key: str) -> str:
    """Return a field that is text."""
    value = record.get(key)
    if value is None or value == "":
        raise RowError(f"no '{key}'")
    if not isinstance(value, str):
        raise RowError(explain(str, value, key))
    return value


def _nested(record: Row, key: str, hint: Any = Any) -> Any:
    """Return a field that is not text, though it may be stored as text."""
    value = _parsed(record.get(key), key)
    if value is None:
        raise RowError(f"no '{key}'")
    if not fits(hint)(value):
        raise RowError(explain(hint, value, key))
    return value


def _parsed(value: Any, key: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_literal(value)
    except RowError as error:
        raise RowError(f"'{key}' can't be read: {error}") from error


def _question(record: Row) -> str:
    """Return the question with its tags; the model's form of it has placeholders instead."""
    if record.get("text_q"):
        return _text(record, "text_q")
    text = _turn(record, 0).replace("<image>", "").strip()
    first, *rest = _PLACEHOLDER.split(text)
    return first + "".join(tag(k) + part for k, part in enumerate(rest))


def _turn(record: Row, index: int) -> str:
    """Return what a turn says; all after the first question and answer mean nothing."""
    turns = _nested(record, "conversations", list[Any])
    if len(turns) <= index or not isinstance(turns[index], dict):
        raise RowError(f"'conversations[{index}]' should be an object with a 'value'")
    try:
        return _text(turns[index], "value")
    except RowError as error:
        raise RowError(f"'conversations[{index}]': {error}") from error


def _category(record: Row) -> str:
    info: _Category = _nested(record, "qa_info", _Category)
    if info["category"] not in GROUP_OF:
        category = info["category"][:40]
        raise RowError(f"'qa_info.category' should be one of the benchmark's 24, not {category!r}")
    return info["category"]


def _loose_tags(row: Row) -> list[str]:
    """Return what is wrong with the tags of a whole row: one that has no box."""
    known = len(row["regions"])
    tags = find_tags(row["question"]) + find_tags(row["answer"])
    return [f"{tag(found.region)} has no box" for found in tags if found.region >= known]


def _find_image(record: Row, folder: str, root: str | None) -> str:
    """Return the first picture that exists; paths in the data must not leave where we look."""
    info = _parsed(record.get("image_info"), "image_info")
    holder = info if isinstance(info, dict) and info.get("file_path") else record
    path = _text(holder, "file_path")
    normal = os.path.normpath(path)
    if os.path.isabs(path) or normal.split(os.sep)[0] in ("..", "."):
        raise RowError("'file_path' should be a path below the folder of the pictures")
    bases = dict.fromkeys(os.path.abspath(base) for base in (root, folder, "") if base is not None)
    for base in bases:
        for prefix in _PREFIXES:
            place = os.path.join(base, prefix, normal)
            found: str = resolve_paths({"image": place}, folder, root)["image"]
            if not isinstance(found, MissingPath) and os.path.isfile(found):
                return found
    missing = MissingPath(os.path.join(folder, normal))
    missing.why = f"no such file: {normal}, below {' nor '.join(bases)} (--root names the place)"
    return missing


def _regions(record: Row, picture: Picture | None) -> list[Region]:
    width, height = _size(record, picture)
    boxes = [_box(box, width, height) for box in _nested(record, "bbox", list[list[float]])]
    masks = _masks(record, width, height)
    if len(masks) != len(boxes):
        return [{"box": box} for box in boxes]
    return [{"box": box, "mask": mask} for box, mask in zip(boxes, masks, strict=True)]


def _size(record: Row, picture: Picture | None) -> tuple[int, int]:
    """Return width and height of the picture that boxes and masks belong to."""
    if picture and record.get("image_info") is None:
        return picture.width, picture.height
    info: _Size = _nested(record, "image_info", _Size)
    if min(info["height"], info["width"]) < 1:
        raise RowError("'image_info' should give the size of a picture")
    return info["width"], info["height"]


def _box(box: list[float], width: int, height: int) -> list[float]:
    """Return a box within its picture."""
    if len(box) != 4 or not all(map(math.isfinite, box)):
        raise RowError("'bbox' should be a list of [x1, y1, x2, y2], one for each region")
    limits = (width, height, width, height)
    return [min(max(value, 0), limit) for value, limit in zip(box, limits, strict=True)]


def _masks(record: Row, width: int, height: int) -> list[Rle]:
    """Return the masks; none if any of them isn't one of this picture."""
    try:
        masks = [_rle(mask, width, height) for mask in _nested(record, "rle", list[Any])]
    except RowError:
        return []
    fitting = [mask for mask in masks if mask is not None]
    return fitting if len(fitting) == len(masks) else []


def _rle(mask: Any, width: int, height: int) -> Rle | None:
    """Return a mask as rows hold it: counts may be bytes, or text of them, or not compressed."""
    mask = _parsed(mask, "rle")
    if not isinstance(mask, dict) or mask.get("size") != [height, width]:
        return None
    counts = mask.get("counts")
    if isinstance(counts, str) and counts[:2] in ("b'", 'b"'):
        counts = _parsed(counts, "counts")
    if isinstance(counts, list):
        counts = _compressed(counts, width, height)
    if isinstance(counts, bytes):
        counts = counts.decode("latin-1")
    if not isinstance(counts, str) or not _RUNS.fullmatch(counts):
        return None
    return {"size": [height, width], "counts": counts}


def _compressed(counts: list[Any], width: int, height: int) -> bytes:
    """Return run lengths as COCO compresses them; nothing if they aren't those of the picture."""
    from pycocotools import mask as coco

    are_runs = all(type(count) is int and count >= 0 for count in counts)
    if not are_runs or sum(counts) != width * height or width * height > MAX_PIXELS:
        return b""
    rle = coco.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    return bytes(rle["counts"])


def official_answer(row: Row) -> Row | None:
    """Return a line of the official answers file as a CandidateRow; None if it isn't one."""
    if not row.keys() >= _ANSWER_KEYS:
        return None
    task, model = str(row["question_id"]), row.get("model_id")
    source = model if isinstance(model, str) else ""
    candidate: Row = {
        "id": f"{task}#{source or 'answers'}#0",
        "task": task,
        "image": row.get("image") or "",
        "question": row["question"],
        "answer": row["gt"],
        "response": row["pred"],
        **_labels(row, source),
        "origin": ORIGIN,
    }
    used = (*candidate, *_ANSWER_KEYS, "model_id", "qa_info")
    return candidate | {key: value for key, value in row.items() if key not in used}


def _labels(row: Row, source: str) -> Row:
    """Return what a line of answers may say of itself."""
    labels = {"source": source} if source else {}
    try:
        return {"category": _nested(row, "qa_info", _Category)["category"], **labels}
    except RowError:
        return labels


def join_bench(rows: Iterable[Row], tasks: Mapping[str, Row]) -> Iterator[Row]:
    """Give candidates what the benchmark says of their tasks; others pass as they are."""
    for row in rows:
        bench = tasks.get(task_of({"id": "", **row}), {})  # rows that failed early may lack it
        theirs = {key: bench[key] for key in _BENCH_KEYS if key in bench}
        if "answer" in theirs and str(row.get("answer", theirs["answer"])) != theirs["answer"]:
            theirs["flags"] = [OTHER_TRUTH]
        yield {**row, **theirs}


def check_task(row: Row, tasks: Mapping[str, Row]) -> None:
    """Raise if the benchmark has no such question, or a broken one."""
    task = task_of(row)
    if task not in tasks:
        raise RowError(f"no such question in the benchmark: {task}")
    if is_error(tasks[task]):
        raise RowError(tasks[task]["error"]["message"])
