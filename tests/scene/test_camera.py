"""From pixels to points, worked by hand."""

import numpy as np
import pytest

from srkit.errors import RowError
from srkit.scene.camera import unproject


def test_the_middle_pixel_lies_ahead_and_others_beside_it() -> None:
    camera = {"fx": 2.0, "fy": 4.0, "cx": 1.0, "cy": 1.0}
    points = unproject(np.full((3, 3), 4.0), camera)
    assert points[1, 1].tolist() == [0, 0, 4]
    assert points[1, 2].tolist() == [2, 0, 4]  # one pixel right: 4 / 2
    assert points[2, 1].tolist() == [0, 1, 4]  # one pixel down: 4 / 4


def test_pitch_and_roll_take_points_to_the_gravity_frame() -> None:
    ahead = np.full((1, 1), 2.0)
    at = {"fx": 1.0, "fy": 1.0, "cx": 0.0, "cy": 0.0}
    # A camera that looks straight down sees what lies below it: y = +2.
    assert unproject(ahead, {**at, "pitch_deg": -90.0})[0, 0] == pytest.approx([0, 2, 0])
    # One that looks up by 30° sees what is higher: y = -2·sin 30°.
    assert unproject(ahead, {**at, "pitch_deg": 30.0})[0, 0] == pytest.approx([0, -1, 3**0.5])
    # Leaning to its right by 90°, what it shows on its right lies below: one pixel right is y = +2.
    right = unproject(np.full((1, 2), 2.0), {**at, "roll_deg": 90.0})[0, 1]
    assert right == pytest.approx([0, 2, 2])


def test_unmeasured_depth_gives_no_point() -> None:
    camera = {"fx": 1.0, "fy": 1.0, "cx": 0.0, "cy": 0.0, "pitch_deg": -15.0}
    assert np.isnan(unproject(np.array([[np.nan, np.inf]]), camera)).all()


def test_a_focal_length_of_zero_is_refused() -> None:
    with pytest.raises(RowError, match="focal"):
        unproject(np.ones((1, 1)), {"fx": 0.0, "fy": 1.0, "cx": 0.0, "cy": 0.0})
