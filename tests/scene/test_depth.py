"""Depth files: scale, holes, sizes."""

from pathlib import Path

import numpy as np
import pytest

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
    with pytest.raises(ValueError, match="allow_pickle"):
        load_depth(row, 1, 1)


def test_another_size_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "d.png")
    save_depth(path, np.ones((2, 3)), 0.001)
    with pytest.raises(RowError, match="shape"):
        load_depth({"path": path, "unit_m": 0.001, "kind": "metric", "source": ""}, 2, 3)
