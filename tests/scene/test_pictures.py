"""Pictures of one's own: turned, coloured otherwise, animated, broken, too large."""

import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from srkit.errors import RowError
from srkit.scene.pictures import open_image, open_photo

SIZE = (40, 30)


def saved(path: Path, image: Image.Image, **how: object) -> str:
    image.save(path, **how)
    return str(path)


def with_exif(path: Path, size: tuple[int, int] = SIZE, turn: int = 1, **tags: object) -> str:
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, 5, 5))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    more = exif.get_ifd(ExifTags.IFD.Exif)
    for name, value in tags.items():
        more[ExifTags.Base[name]] = value
    return saved(path, image, exif=exif, quality=95)


@pytest.mark.parametrize(
    ("turn", "size", "corner"),
    [(1, (40, 30), (2, 2)), (3, (40, 30), (37, 27)), (6, (30, 40), (27, 2)),
     (8, (30, 40), (2, 37))],
)  # fmt: skip
def test_turned_pictures_are_opened_upright(
    tmp_path: Path, turn: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    path = with_exif(tmp_path / "a.jpg", turn=turn)
    photo = open_photo(path)
    assert photo.image.size == open_image(path).size == size
    assert photo.is_turned == (turn != 1)
    red, _, blue = photo.image.getpixel(corner)
    assert blue > 200 > 60 > red, "where the blue corner belongs"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        # The diagonal of 40 × 30 pixels is 50, that of the film 43.2666 mm.
        ({"FocalLengthIn35mmFilm": 26}, 26 / 43.2666 * 50),
        # 5 mm at 100 pixels a millimetre (1,000 a centimetre), of a picture 10 times as wide.
        ({"FocalLength": 5.0, "FocalPlaneXResolution": 1000.0, "FocalPlaneResolutionUnit": 3,
          "ExifImageWidth": 400, "ExifImageHeight": 300}, 5 * 100 / 10),
        ({"FocalLength": 0.4, "FocalPlaneXResolution": 2540.0}, 0.4 * 2540 / 25.4),  # inches
        # The same photo, turned without losses: EXIF still tells the sides as they were.
        ({"FocalLength": 5.0, "FocalPlaneXResolution": 1000.0, "FocalPlaneResolutionUnit": 3,
          "ExifImageWidth": 300, "ExifImageHeight": 400}, 5 * 100 / 10),
        ({"FocalLength": 5.0, "FocalPlaneXResolution": 1000.0, "FocalPlaneResolutionUnit": 1},
         "no focal length"),
        ({"FocalLength": 5.0}, "no focal length"),
        ({}, "no focal length"),
        ({"FocalLengthIn35mmFilm": 26, "ExifImageWidth": 400, "ExifImageHeight": 200}, "cropped"),
        ({"FocalLengthIn35mmFilm": 26, "ExifImageWidth": 300, "ExifImageHeight": 400}, 30.046),
        ({"FocalLengthIn35mmFilm": 60000}, "absurd"),
        ({"FocalLengthIn35mmFilm": 1}, "absurd"),
    ],
)  # fmt: skip
def test_the_lens_is_read_from_exif(tmp_path: Path, tags: dict, expected: float | str) -> None:
    photo = open_photo(with_exif(tmp_path / "a.jpg", **tags))
    if isinstance(expected, str):
        assert photo.focal_px is None and expected in photo.no_focal
    else:
        assert photo.focal_px == pytest.approx(expected, rel=1e-3)


def test_what_only_looks_like_a_picture_is_refused(tmp_path: Path) -> None:
    gray = Image.fromarray(np.full((30, 40), 3000, np.uint16))
    wide = saved(tmp_path / "wide.png", gray)
    frames = [Image.new("RGB", SIZE, color) for color in ("red", "blue", "green")]
    moving = saved(tmp_path / "moving.gif", frames[0], save_all=True, append_images=frames[1:])
    press = saved(tmp_path / "press.jpg", Image.new("CMYK", SIZE))
    point = saved(tmp_path / "point.png", Image.new("RGB", (1, 1)))
    for path, said in ((wide, "8 bits"), (moving, "3 frames"), (press, "CMYK"), (point, "1 × 1")):
        with pytest.raises(RowError, match=said):
            open_photo(path)
    with pytest.raises(RowError, match="8 bits"):
        open_image(wide)
    assert open_image(press).mode == open_image(moving).mode == "RGB", "to look at, not to measure"


def test_a_bomb_is_refused_by_its_head(tmp_path: Path) -> None:
    size = (20_000).to_bytes(4, "big") * 2
    body = b"IHDR" + size + b"\x08\x02\x00\x00\x00"
    head = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + body
    data = b"IDAT" + zlib.compress(bytes(1000))
    file = head + zlib.crc32(body).to_bytes(4, "big")
    file += (len(data) - 4).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big")
    (tmp_path / "bomb.png").write_bytes(file)
    with pytest.raises(RowError, match="too many|exceeds limit"):
        open_photo(str(tmp_path / "bomb.png"))


def test_half_a_picture_is_an_error(tmp_path: Path) -> None:
    whole = Path(with_exif(tmp_path / "a.jpg", size=(400, 300)))
    whole.write_bytes(whole.read_bytes()[:1500])
    with pytest.raises(RowError, match="can't be read"):
        open_photo(str(whole))


def test_a_second_picture_in_a_phone_photo_is_no_animation(tmp_path: Path) -> None:
    first, second = Image.new("RGB", SIZE, "red"), Image.new("RGB", (20, 15))
    path = saved(tmp_path / "a.mpo", first, save_all=True, append_images=[second])
    assert open_photo(path).image.size == SIZE
