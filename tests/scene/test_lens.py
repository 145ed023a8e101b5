"""Where a camera comes from, in which order, and what is said if there is none."""

import math

import pytest
from PIL import Image

from srkit.errors import AddressError, RowError
from srkit.scene.lens import camera_of, check_sources
from srkit.scene.pictures import Photo

OWN = {"fx": 50.0, "fy": 51.0, "cx": 20.0, "cy": 15.0}


def photo(focal: float | None = None) -> Photo:
    return Photo(Image.new("RGB", (40, 30)), focal, "its EXIF has no focal length", False)


def test_the_first_that_has_one_counts() -> None:
    row = {"camera": OWN}
    order = ("row", "model", "exif")
    assert camera_of(row, photo(70.0), 60.0, order) == {**OWN, "source": "row"}
    assert camera_of({}, photo(70.0), None, order)["source"] == "exif"
    found = camera_of({}, photo(70.0), 90.0, order)
    # 90° across 40 pixels: a focal length of 20; the middle of pixels 0 to 39 is 19.5.
    assert found == {"fx": pytest.approx(20.0), "fy": pytest.approx(20.0), "cx": 19.5, "cy": 14.5,
                     "source": "model"}  # fmt: skip
    assert camera_of(row, photo(70.0), None, ("exif", "row"))["fx"] == 70.0
    assert camera_of({"camera": {**OWN, "source": "sensor"}}, photo(), None, order)["source"] == (
        "sensor"
    ), "a row that says where it is from is believed"


def test_an_assumed_field_of_view_is_that_of_the_longer_side() -> None:
    found = camera_of({}, photo(), None, ("fov:60",))
    assert found["fx"] == pytest.approx(20 / math.tan(math.radians(30)))
    assert found["source"] == "fov:60"
    tall = Photo(Image.new("RGB", (30, 40)), None, "", False)
    assert camera_of({}, tall, None, ("fov:60",))["fx"] == pytest.approx(found["fx"])


def test_a_known_tilt_stays() -> None:
    row = {"camera": {**OWN, "pitch_deg": -10.0, "roll_deg": 1.0}}
    found = camera_of(row, photo(70.0), None, ("exif",))
    assert (found["fx"], found["pitch_deg"], found["roll_deg"]) == (70.0, -10.0, 1.0)


def test_a_tilt_from_the_floor_belongs_to_its_lens() -> None:
    row = {"camera": {**OWN, "pitch_deg": -15.0, "roll_deg": 0.0, "down": "floor"}}
    assert "pitch_deg" not in camera_of(row, photo(70.0), None, ("exif",))
    assert camera_of(row, photo(), None, ("row",))["pitch_deg"] == -15.0


def test_no_camera_says_what_was_looked_for() -> None:
    with pytest.raises(RowError, match="no 'camera', no model predicted it, its EXIF has no focal"):
        camera_of({}, photo(), None, ("row", "model", "exif"))
    with pytest.raises(RowError, match="--camera fov:60"):
        camera_of({}, photo(), None, ("row",))


@pytest.mark.parametrize("word", ["gps", "fov", "fov:", "fov:0", "fov:200", "fov:wide", ""])
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(AddressError, match="fov:DEGREES"):
        check_sources((word,))
    assert check_sources(()) == ("row", "model", "exif")
