"""Outliers, noise and uncertainty, on patches made by hand."""

import numpy as np
import pytest

from srkit.errors import RowError
from srkit.scene.clean import measure_seen, see

CAMERA = {"fx": 500.0, "fy": 500.0, "cx": 49.5, "cy": 49.5}
MASK = np.zeros((100, 100), bool)
MASK[30:70, 20:60] = True
FLAT = np.where(MASK, 2.0, 5.0)


def test_exact_masks_and_depth_stay_as_they_are() -> None:
    seen = see(MASK, FLAT, 500.0)
    assert (seen.pixels == np.flatnonzero(MASK)).all()
    assert (seen.depths == 2.0).all() and seen.noise == 0.0
    assert seen.is_inner.sum() == 38 * 38


def test_a_slope_is_no_outlier() -> None:
    slope = np.where(MASK, 2.0 + 0.05 * np.arange(100)[:, None], 9.0)
    assert len(see(MASK, slope, 500.0).pixels) == 1600


def test_mixed_pixels_of_the_outline_are_left_out() -> None:
    depth = FLAT.copy()
    depth[30:70, 20] = 3.4  # between 2 m and what is behind, as models draw outlines
    seen = see(MASK, depth, 500.0)
    assert len(seen.pixels) == 1560 and (seen.depths == 2.0).all()


def test_background_in_a_wide_mask_is_left_out_a_part_behind_a_gap_is_not() -> None:
    wide = MASK.copy()
    wide[30:70, 60:62] = True  # 80 of 1680 pixels are at 5 m
    assert len(see(wide, FLAT, 500.0).pixels) == 1600
    legs = MASK.copy()
    legs[30:70, 60:80] = True  # a third of it
    assert len(see(legs, FLAT, 500.0).pixels) == 2400


def test_pixels_without_depth_don_t_count() -> None:
    depth = FLAT.copy()
    depth[30:50, 20:60] = np.nan
    assert len(see(MASK, depth, 500.0).pixels) == 800
    nothing = see(MASK, np.full((100, 100), np.nan), 500.0)
    thing, cloud = measure_seen(nothing, CAMERA, (100, 100))
    assert thing is None and len(cloud) == 0


def test_noise_is_smoothed_and_told() -> None:
    rng = np.random.default_rng(0)
    seen = see(MASK, FLAT * (1 + 0.05 * rng.standard_normal(FLAT.shape)), 500.0)
    # 25 neighbours in the middle: a fifth of the noise is left.
    assert seen.noise == pytest.approx(0.01, rel=0.15)
    assert seen.depths.std() / 2 == pytest.approx(0.012, rel=0.2)
    thing, _ = measure_seen(seen, CAMERA, (100, 100))
    assert thing is not None
    assert abs(thing["nearest_m"] - 2.0) < 2.5 * thing["sigmas_m"][2]
    quiet, _ = measure_seen(see(MASK, FLAT, 500.0), CAMERA, (100, 100))
    assert quiet is not None and quiet["sigmas_m"][2] < thing["sigmas_m"][2]


def test_uncertainty_by_hand() -> None:
    thing, _ = measure_seen(see(MASK, FLAT, 500.0), CAMERA, (100, 100))
    assert thing is not None
    # 40 columns at 2 m: 39 steps of 2 / 500 m; half a pixel's footprint is 2 mm.
    assert thing["size_m"] == pytest.approx([0.156, 0.156, 0.0])
    assert thing["sigmas_m"] == pytest.approx([0.002, 0.002, 0.002])
    # Taking the outline in by a pixel makes it two footprints smaller: 8 mm / √8.
    assert thing["size_sigmas_m"] == pytest.approx([0.0028, 0.0028, 0.0028])
    assert thing["sigma_m"] == 0.002


def test_absurd_cameras_are_refused() -> None:
    far = {**CAMERA, "fx": 1e-9, "fy": 1e-9}
    with pytest.raises(RowError, match="absurdly far|focal"):
        measure_seen(see(MASK, FLAT, 500.0), far, (100, 100))
