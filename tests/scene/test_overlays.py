"""The depth picture and the names of files."""

import numpy as np
import pytest

from srkit.scene.overlays import DARKEST, depth_picture, file_stem


def test_near_is_bright_and_unknown_is_black() -> None:
    depth = np.full((10, 10), 4.0)
    depth[:5] = 1.0
    depth[0, 0], depth[0, 1] = np.nan, 900.0  # unknown; one point far away
    found = depth_picture(depth)
    shades = np.asarray(found.image)
    assert shades[0, 0] == 0 and shades[2, 2] == 255 and shades[8, 8] == DARKEST
    assert shades[0, 1] == DARKEST, "one point does not take the shades from the rest"
    assert (found.near, found.far) == (1.0, pytest.approx(4.0))
    depth[3] = 2.0  # half-way in ratios: 255 − (255 − 40) / 2
    assert int(np.asarray(depth_picture(depth).image)[3, 3]) == pytest.approx(147, abs=1)


def test_pictures_without_depth_or_relief() -> None:
    assert not np.asarray(depth_picture(np.full((4, 4), np.nan)).image).any()
    assert (np.asarray(depth_picture(np.full((4, 4), 2.0)).image) > 0).all()


def test_ids_become_names_of_files() -> None:
    assert file_stem("room-1.a") == "room-1.a"
    names = [
        "a/b",
        "a_b",
        "a b",
        "../../etc/passwd",
        "a#ask-0",
        ".",
        "",
        "x" * 300,
        "é/ü",
        "字" * 81,
        "a",
        "a.depth",
        "a-depth",
    ]
    stems = [file_stem(name) for name in names]
    assert len(set(stems)) == len(names)
    files = [file for stem in stems for file in (f"{stem}.png", f"{stem}.depth.png")]
    assert len(set(files)) == 2 * len(names)
    assert all("/" not in stem and not stem.startswith(".") and 0 < len(stem.encode()) < 100
               for stem in stems)  # fmt: skip
