"""What models see in pictures, window by window: depth, things, outlines.

The models are functions that come from outside; they take the pictures of a window together. What
goes wrong with one picture is that row's error and no other's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from srkit.errors import RowError
from srkit.language.mentions import things_named
from srkit.language.tags import find_tags
from srkit.records.flow import is_error
from srkit.records.rows import Depth, Region, Row
from srkit.records.seeds import derive_seed
from srkit.scene.finding import Found, Limits, choose
from srkit.scene.pictures import Photo, open_photo

LONGEST = 6  # times its average, a window
# What is looked for where neither the user nor the question names anything.
WORDS = (
    "person", "chair", "table", "sofa", "bed", "cabinet", "shelf", "desk", "lamp", "door", "window",
    "television", "monitor", "laptop", "keyboard", "book", "cup", "bottle", "bowl", "vase", "plant",
    "picture frame", "mirror", "clock", "pillow", "box", "bag", "bin", "stool", "bench", "sink",
    "toilet", "refrigerator", "oven", "microwave", "car", "truck", "bus", "bicycle", "motorcycle",
    "traffic light", "sign", "tree", "building", "dog", "cat", "bird", "horse", "umbrella", "ball",
)  # fmt: skip


class Estimate(NamedTuple):
    """A picture's depth, in a file, and the horizontal field of view if the model tells it."""

    depth: Depth
    fov_deg: float | None = None


class Picture(NamedTuple):
    """A picture and where it came from."""

    path: str
    photo: Photo


# Each gives one answer a picture, in order; an exception stands for the answer that failed.
DepthEye = Callable[[Sequence[Picture]], Sequence[Estimate | Exception]]
DetectEye = Callable[
    [Sequence[Picture], Sequence[tuple[str, ...]]], Sequence[list[Found] | Exception]
]
SegmentEye = Callable[[Picture, Sequence[Region]], list[Region]]


class Eyes(NamedTuple):
    """The models that look; what has none comes from the row."""

    depth: DepthEye | None = None
    detect: DetectEye | None = None
    segment: SegmentEye | None = None
    limits: Limits = Limits()
    words: tuple[str, ...] = ()
    window: int = 1  # rows that are looked at together
    names: Mapping[str, str] = {}  # what rows call the models


class Sight(NamedTuple):
    """What is known of a row's picture before it is measured."""

    photo: Photo
    estimate: Estimate | None
    regions: list[Region]
    things: list[Region]
    found: Row | None  # how many things were found, and why others were left out


def windows(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows in lists, of this size on average.

    A picture's name says whether a list ends with it, so that a run which goes on from anywhere has
    the same lists: what a model sees depends, in its last digits, on what it sees together.
    """
    window: list[Row] = []
    for row in rows:
        window.append(row)
        is_end = derive_seed(str(row.get("image"))) % size == 0
        if is_end or len(window) >= LONGEST * size or size == 1:
            yield window
            window = []
    if window:
        yield window


def look(rows: Sequence[Row], eyes: Eyes) -> Iterator[Sight | Exception]:
    """Yield what is seen of each row that has no error; the pictures are looked at together."""
    rows = [row for row in rows if not is_error(row)]
    photos = {path: _attempt(path) for path in dict.fromkeys(row["image"] for row in rows)}
    pictures = [Picture(path, p) for path, p in photos.items() if isinstance(p, Photo)]
    estimates: dict[str, Estimate | Exception] = {}
    if eyes.depth:
        found = eyes.depth(pictures)
        estimates = {p.path: one for p, one in zip(pictures, found, strict=True)}
    known = {picture.path: picture for picture in pictures}
    seen = iter(_detected([row for row in rows if row["image"] in known], known, eyes))
    for row in rows:
        photo, estimate = photos[row["image"]], estimates.get(row["image"])
        if isinstance(photo, Exception):
            yield photo
            continue
        things = next(seen)
        if isinstance(estimate, Exception):
            yield estimate
        elif isinstance(things, Exception):
            yield things
        else:
            try:
                yield _sight(row, Picture(row["image"], photo), estimate, things, eyes)
            except RowError as error:
                yield error


def _attempt(path: str) -> Photo | Exception:
    try:
        return open_photo(path)
    except Exception as error:  # whatever a broken file does to a decoder
        return error


def _detected(
    rows: list[Row], known: dict[str, Picture], eyes: Eyes
) -> Sequence[list[Found] | Exception]:
    if not eyes.detect or not rows:
        return [[] for _ in rows]
    return eyes.detect(
        [known[row["image"]] for row in rows], [words_for(row, eyes.words) for row in rows]
    )


def words_for(row: Row, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is looked for: the user's words, else what the question names, else a list."""
    asked = () if find_tags(row["question"]) else things_named(row["question"])
    return words or asked or WORDS


def _sight(
    row: Row, picture: Picture, estimate: Estimate | None, found: list[Found], eyes: Eyes
) -> Sight:
    """Put what was found behind what the row has: regions if it has none, else things."""
    photo = picture.photo
    regions, things = list(row.get("regions", [])), list(row.get("things", []))
    said: Row | None = dict(eyes.names) or None
    if eyes.detect:
        kept, left_out = choose(found, [*regions, *things], photo.image.size, eyes.limits)
        new: list[Region] = [
            {"box": one.box, "name": one.name, "score": round(one.score, 4)} for one in kept
        ]
        (things if regions else regions).extend(new)
        words = len(words_for(row, eyes.words))
        said = {**eyes.names, "words": words, **eyes.limits._asdict(), "kept": len(new),
                "left_out": left_out}  # fmt: skip
    if eyes.segment:
        given = [one for one in (*regions, *things) if "mask" not in one]
        outlined = iter(eyes.segment(picture, given) if given else ())
        regions, things = (
            [one if "mask" in one else next(outlined) for one in part] for part in (regions, things)
        )
    return Sight(photo, estimate, regions, things, said)
