"""What models see in pictures, window by window: depth, things, outlines.

The models are functions that come from outside; they take the pictures of a window together. What
goes wrong with one picture is that row's error and no other's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from srkit.errors import RowError, SrkitError
from srkit.language.mentions import things_named
from srkit.language.tags import find_tags
from srkit.records.flow import is_error
from srkit.records.rows import Depth, Region, Row
from srkit.records.seeds import derive_seed
from srkit.scene.finding import WORDS, Found, Limits, choose
from srkit.scene.pictures import Photo, open_photo

LONGEST = 6  # times its average, a window


class Estimate(NamedTuple):
    """A picture's depth, in a file, and the horizontal field of view if the model tells it."""

    depth: Depth
    fov_deg: float | None = None


class Picture(NamedTuple):
    """A picture by its path; it is opened when it is looked at, so that few are held at a time."""

    path: str
    open: Callable[[str], Photo] = open_photo

    @property
    def photo(self) -> Photo:
        return self.open(self.path)


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
    found: Row | None  # by which models, how many, and why others were left out


def windows(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows in lists, of this size on average.

    A row's id says whether a list ends with it, so that a run which goes on from anywhere has
    the same lists: what a model sees depends, in its last digits, on what it sees together.
    """
    window: list[Row] = []
    for row in rows:
        window.append(row)
        is_end = derive_seed(str(row.get("id"))) % size == 0
        if is_end or len(window) >= LONGEST * size or size == 1:
            yield window
            window = []
    if window:
        yield window


def look(
    rows: Sequence[Row], eyes: Eyes, open: Callable[[str], Photo] = open_photo
) -> Iterator[Sight | Exception]:
    """Yield what is seen of each row that has no error; the pictures are looked at together."""
    rows = [row for row in rows if not is_error(row)]
    pictures = [Picture(row["image"], open) for row in rows]
    estimates: Sequence[Estimate | Exception | None] = [None] * len(rows)
    found: Sequence[list[Found] | Exception] = [[] for _ in rows]
    if eyes.depth:
        estimates = eyes.depth(pictures)
    if eyes.detect:
        found = eyes.detect(pictures, [words_for(row, eyes.words) for row in rows])
    for row, picture, estimate, things in zip(rows, pictures, estimates, found, strict=True):
        try:
            yield _sight(row, picture, estimate, things, eyes)
        except Exception as error:  # which is this row's, and no other's
            if isinstance(error, SrkitError) and not isinstance(error, RowError):
                raise
            yield error


def words_for(row: Row, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is looked for: the user's words, else what the question names, else a list."""
    asked = () if find_tags(row["question"]) else things_named(row["question"])
    return words or asked or WORDS


def _sight(
    row: Row, picture: Picture, estimate: Estimate | Exception | None,
    found: list[Found] | Exception, eyes: Eyes,
) -> Sight:  # fmt: skip
    """Put what was found behind what the row has: regions if it has none, else things."""
    photo = picture.photo
    refuse_turned(row, photo, has_depth=estimate is None and "depth" in row)
    for seen in (estimate, found):
        if isinstance(seen, Exception):
            raise seen
    assert not isinstance(estimate, Exception) and not isinstance(found, Exception)
    regions, things = list(row.get("regions", [])), list(row.get("things", []))
    if any(len(one["box"]) != 4 for one in (*regions, *things)):
        raise RowError("a box is four numbers, [x1, y1, x2, y2]")
    said: Row | None = dict(eyes.names) or None
    if eyes.detect:
        kept, left_out = choose(found, [*regions, *things], photo.image.size, eyes.limits)
        added: list[Region] = [
            {"box": one.box, "name": one.name, "score": round(one.score, 4)} for one in kept
        ]
        (things if regions else regions).extend(added)
        words = len(words_for(row, eyes.words))
        said = {**eyes.names, "words": words, **eyes.limits._asdict(), "kept": len(added),
                "left_out": left_out}  # fmt: skip
    if eyes.segment:
        given = [one for one in (*regions, *things) if "mask" not in one]
        outlined = list(eyes.segment(picture, given)) if given else []
        missed = sum("mask" not in one for one in outlined)
        said = {**(said or {}), "not_outlined": missed}
        new = iter(outlined)
        regions, things = (
            [one if "mask" in one else next(new) for one in part] for part in (regions, things)
        )
    return Sight(photo, estimate, regions, things, said)


def refuse_turned(row: Row, photo: Photo, has_depth: bool) -> None:
    """Raise where nobody can know which of two pictures a row's pixels are meant for."""
    is_drawn = has_depth or any(row.get(key) for key in ("regions", "things"))
    if photo.is_turned and is_drawn and row.get("upright") is not True:
        raise RowError(
            "the picture is stored turned (EXIF), and the row has pixels of its own: with"
            ' "upright": true they are those of the picture as viewers show it'
        )
