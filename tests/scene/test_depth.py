"""Depth files: scale, holes, sizes."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from srkit.errors import RowError
from srkit.scene.depth import load_depth, save_depth


def test_png_there_and_back(tmp_path: Path) -> None:
    depth = np.array([[1.0, 2.0005, np.inf], [np.nan, 0.0, 32.7675]])
    path = str(tmp_path / "d.png")
    save_depth(path, depth, 0.0005)
    found = load_depth({"path": path, "unit_m": 0.0005, "kind": "metric", "source": ""}, 3, 2)
    assert found[0, :2] == pytest.approx([1.0, 2.0005])
    assert found[1, 2] == pytest.approx(32.7675)
    assert np.isnan(found[[0, 1, 1], [2, 0, 1]]).all()


def test_npy_without_objects(tmp_path: Path) -> None:
    path = str(tmp_path / "d.npy")
    row = {"path": path, "unit_m": 1.0, "kind": "metric", "source": ""}
    np.save(path, np.array([[1.5, -1.0]]))
    assert load_depth(row, 2, 1)[0, 0] == 1.5
    np.save(path, np.array([[{"code": 1}]], dtype=object), allow_pickle=True)
    with pytest.raises(RowError, match="can't be read"):
        load_depth(row, 1, 1)


def test_another_size_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "d.png")
    save_depth(path, np.ones((2, 3)), 0.001)
    with pytest.raises(RowError, match="shape"):
        load_depth({"path": path, "unit_m": 0.001, "kind": "metric", "source": ""}, 2, 3)


@pytest.mark.parametrize("unit", [0, -1, 1e4])
def test_a_bad_unit_is_refused(tmp_path: Path, unit: float) -> None:
    path = str(tmp_path / "d.png")
    save_depth(path, np.ones((2, 3)), 0.001)
    with pytest.raises(RowError, match="unit"):
        load_depth({"path": path, "unit_m": unit, "kind": "metric", "source": ""}, 3, 2)


def test_pictures_that_are_no_depth(tmp_path: Path) -> None:
    row = {"path": str(tmp_path / "d.png"), "unit_m": 1.0, "kind": "metric", "source": ""}
    for mode in ("RGB", "P", "1"):
        Image.new(mode, (3, 2)).save(tmp_path / "d.png")
        with pytest.raises(RowError, match="grayscale"):
            load_depth(row, 3, 2)
    (tmp_path / "d.png").write_bytes(b"no")
    with pytest.raises(RowError, match="can't be read"):
        load_depth(row, 3, 2)
    np.save(tmp_path / "d.npy", np.ones((2, 3), complex))
    with pytest.raises(RowError, match="complex"):
        load_depth({**row, "path": str(tmp_path / "d.npy")}, 3, 2)
