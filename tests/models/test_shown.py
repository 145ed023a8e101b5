"""Pictures as they are sent: drawn on, made small, without what the file tells; each made once."""

import asyncio
import base64
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from srkit.errors import RowError
from srkit.models.shown import Picture, Pictures
from srkit.scene.depth import save_depth


def opened(picture: Picture) -> Image.Image:
    url = json.loads(picture.part)["image_url"]["url"]
    data = base64.b64decode(url.partition(",")[2])
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    image = Image.open(io.BytesIO(data))
    assert url.startswith(f"data:image/{(image.format or '').lower()};base64,")
    return image


def row(folder: Path, size: tuple[int, int] = (40, 30)) -> dict:
    image = Image.new("RGB", size, (10, 20, 30))
    exif = Image.Exif()
    exif[0x010E] = "at home"
    image.save(folder / "a.png", exif=exif)
    return {"id": "t", "image": str(folder / "a.png"), "question": "Is it?",
            "regions": [{"box": [5, 5, 20, 20]}]}  # fmt: skip


def test_regions_are_outlined_or_told(tmp_path: Path) -> None:
    plain = row(tmp_path)
    shown = {mode: Pictures(mode, 4).make(plain) for mode in ("overlay", "coordinates", "none")}
    assert opened(shown["overlay"].picture).convert("RGB").getpixel((5, 5)) == (230, 25, 25)
    assert opened(shown["coordinates"].picture).convert("RGB").getpixel((5, 5)) == (10, 20, 30)
    assert "[5, 5, 20, 20]" in shown["coordinates"].question()
    assert shown["none"].question() == "Is it?"


def test_what_the_file_tells_is_not_sent(tmp_path: Path) -> None:
    found = opened(Pictures("none", 4).make(row(tmp_path)).picture)
    assert dict(found.getexif()) == {} and "exif" not in found.info


def test_large_pictures_are_made_smaller_and_coordinates_with_them(tmp_path: Path) -> None:
    shown = Pictures("coordinates", 4, max_side=100).make(row(tmp_path, (400, 200)))
    assert opened(shown.picture).size == shown.size == (100, 50)
    assert "[1, 1, 5, 5]" in shown.question() and "100 × 50" in shown.question()
    large = Pictures("none", 4).make(row(tmp_path, (700, 700)))
    assert opened(large.picture).format == "JPEG"


def test_depth_comes_with_what_its_shades_mean(tmp_path: Path) -> None:
    with_depth = row(tmp_path)
    save_depth(str(tmp_path / "d.png"), np.linspace(1, 5, 1200).reshape(30, 40), 0.001)
    with_depth["depth"] = {"path": str(tmp_path / "d.png"), "unit_m": 0.001, "kind": "metric"}
    shown = Pictures("none", 4).make(with_depth)
    assert shown.depth is not None and opened(shown.depth).size == (40, 30)
    assert shown.depth_legend == (
        "In the depth picture the brightest is 1.1 m away, the darkest 4.9 m."
    )
    with_depth["depth"]["kind"] = "relative"
    assert Pictures("none", 4).make(with_depth).depth_legend == ""
    assert Pictures("none", 4).make(row(tmp_path)).depth_legend is None


def test_each_question_is_shown_once_and_some_are_kept(tmp_path: Path) -> None:
    pictures = Pictures("overlay", kept=2)
    made, make = [], pictures.make
    pictures.make = lambda one: (made.append(one["question"]), make(one))[1]  # type: ignore
    plain = row(tmp_path)

    async def work() -> None:
        await asyncio.gather(*(pictures.show(plain) for _ in range(8)))
        for question in ("b", "c", "Is it?"):
            await pictures.show(plain | {"question": question})

    asyncio.run(work())
    assert made == ["Is it?", "b", "c", "Is it?"]


def test_a_picture_that_cant_be_read_is_said_to_all(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    broken = {"image": str(tmp_path / "a.png"), "question": "x"}
    pictures = Pictures("none", 4)

    async def work() -> list:
        return await asyncio.gather(*(pictures.show(broken) for _ in range(2)),
                                    return_exceptions=True)  # fmt: skip

    assert all(isinstance(found, RowError) for found in asyncio.run(work()))


def test_pictures_from_elsewhere_are_not_sent(tmp_path: Path) -> None:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    inside, outside = row(tmp_path / "in"), row(tmp_path / "out")
    pictures = Pictures("none", 4, [str(tmp_path / "in")])
    pictures.make(inside)
    (tmp_path / "in" / "link.png").symlink_to(tmp_path / "out" / "a.png")
    linked = inside | {"image": str(tmp_path / "in" / "link.png")}
    depth = {"path": str(tmp_path / "out" / "a.png"), "unit_m": 1.0}
    for bad in (outside, linked, inside | {"depth": depth}):
        with pytest.raises(RowError, match="not sent to a server; allow it with --root"):
            pictures.make(bad)
    data = base64.b64encode((tmp_path / "in" / "a.png").read_bytes()).decode()
    pictures.make(inside | {"image": f"data:image/png;base64,{data}"})
