"""The same pixels, and nothing beside them."""

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from srkit.errors import RowError
from srkit.publish.strip import stripped
from srkit.scene.pictures import open_image

SECRET = "taken at home"


def noise(mode: str = "RGB") -> Image.Image:
    shape = (40, 60, 3) if mode == "RGB" else (40, 60)
    return Image.fromarray(np.random.default_rng(0).integers(0, 255, shape, np.uint8), mode)


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010E] = SECRET
    return told


@pytest.mark.parametrize("kind", ["jpg", "progressive", "png", "palette", "webp", "gif"])
def test_pixels_stay(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    told = PngInfo()
    told.add_text("Comment", SECRET)
    if kind in ("jpg", "progressive"):
        path = tmp_path / "a.jpg"
        noise().save(path, exif=exif(), comment=SECRET, progressive=kind == "progressive",
                     icc_profile=b"a profile")  # fmt: skip
    elif kind in ("png", "palette"):
        path = tmp_path / "a.png"
        picture = noise() if kind == "png" else noise().convert("P")
        picture.save(path, exif=exif(), pnginfo=told)
    elif kind == "webp":
        noise().save(path, exif=exif(), lossless=True)
    else:
        noise().convert("P").save(path, comment=SECRET.encode())
    assert SECRET.encode() in path.read_bytes()
    data = stripped(str(path))
    assert SECRET.encode() not in data
    found = Image.open(io.BytesIO(data)).convert("RGB")
    assert np.array_equal(np.asarray(found), np.asarray(open_image(str(path))))


def test_a_turned_picture_keeps_no_comment(tmp_path: Path) -> None:
    noise().save(tmp_path / "a.jpg", exif=exif(6), comment=SECRET)
    assert SECRET.encode() not in stripped(str(tmp_path / "a.jpg"))


def test_blocks_between_and_behind_the_scans(tmp_path: Path) -> None:
    made = io.BytesIO()
    noise().save(made, "JPEG", progressive=True)
    data = made.getvalue()

    def told(marker: int, text: bytes) -> bytes:
        return bytes((0xFF, marker)) + (len(text) + 2).to_bytes(2, "big") + text

    secret = SECRET.encode()
    planted = data[:2] + told(0xE0, b"JFXX\0" + secret) + told(0xEE, secret) + data[2:]
    second = planted.index(b"\xff\xda", planted.index(b"\xff\xda") + 2)
    planted = (
        planted[:second] + told(0xFE, secret) + told(0xE1, b"Exif\0\0" + secret) + planted[second:]
    )
    planted = planted[:-2] + told(0xE2, b"MPF\0" + secret) + planted[-2:]
    (tmp_path / "a.jpg").write_bytes(planted)
    found = stripped(str(tmp_path / "a.jpg"))
    assert secret in planted and found == data


def test_what_a_png_s_end_holds(tmp_path: Path) -> None:
    made = io.BytesIO()
    noise().save(made, "PNG")
    end = made.getvalue()[-12:]
    assert end[4:8] == b"IEND"
    secret = SECRET.encode()
    block = (
        len(secret).to_bytes(4, "big")
        + b"IEND"
        + secret
        + zlib.crc32(b"IEND" + secret).to_bytes(4, "big")
    )
    (tmp_path / "a.png").write_bytes(made.getvalue()[:-12] + block)
    assert stripped(str(tmp_path / "a.png")) == made.getvalue()


def test_what_is_not_seen_through_stays_so(tmp_path: Path) -> None:
    picture = noise().convert("RGBA")
    picture.putalpha(128)
    picture.save(tmp_path / "a.webp", lossless=True)
    found = Image.open(io.BytesIO(stripped(str(tmp_path / "a.webp"))))
    assert np.array_equal(np.asarray(found), np.asarray(picture))


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_turned_picture_is_turned(tmp_path: Path, orientation: int, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    noise().save(path, exif=exif(orientation), quality=95)
    data = stripped(str(path))
    found = Image.open(io.BytesIO(data))
    assert SECRET.encode() not in data and found.getexif().get(0x0112, 1) == 1
    off = np.abs(np.asarray(found.convert("RGB"), int) - np.asarray(open_image(str(path)), int))
    assert off.mean() < (3 if suffix == "jpg" else 1e-9)


def test_what_follows_a_picture_goes(tmp_path: Path) -> None:
    made = io.BytesIO()
    noise().save(made, "JPEG", restart_marker_blocks=2)
    path = tmp_path / "a.jpg"
    second = io.BytesIO()
    noise().transpose(Image.Transpose.ROTATE_180).save(second, "JPEG")
    path.write_bytes(made.getvalue() + second.getvalue() + SECRET.encode())
    data = stripped(str(path))
    assert data.endswith(b"\xff\xd9") and len(data) <= len(made.getvalue())
    assert SECRET.encode() not in data


def test_depth_keeps_its_sixteen_bits(tmp_path: Path) -> None:
    depth = Image.fromarray(np.arange(2400, dtype=np.uint16).reshape(40, 60) * 20)
    depth.save(tmp_path / "d.png")
    found = Image.open(io.BytesIO(stripped(str(tmp_path / "d.png"))))
    assert np.array_equal(np.asarray(found), np.asarray(depth))


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_file_that_ends_early(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    noise().save(path)
    whole = path.read_bytes()
    for size in (0, 1, 7, 20, 60, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:size])
        with pytest.raises(RowError):
            stripped(str(path))
