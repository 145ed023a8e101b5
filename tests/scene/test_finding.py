"""Which found boxes are kept, and why the others are not."""

import pytest

from srkit.scene.finding import Found, Limits, choose, overlap

SIZE = (100, 80)


def test_overlap_by_hand() -> None:
    assert overlap([0, 0, 4, 4], [2, 0, 6, 4]) == pytest.approx(8 / 24)
    assert overlap([0, 0, 4, 4], [4, 0, 8, 4]) == 0.0
    assert overlap([0, 0, 4, 4], [0, 0, 4, 4]) == 1.0


def test_every_limit_is_counted() -> None:
    found = [
        Found([10, 10, 30, 30], 0.9, "chair"),
        Found([11, 10, 30, 30], 0.8, "stool"),  # the same thing, less sure
        Found([50, 10, 54, 14], 0.7, "cup"),  # 16 pixels
        Found([0, 0, 100, 70], 0.6, "room"),  # 87 %
        Found([60, 10, 90, 30], 0.2, "lamp"),
        Found([60, 40, 130, 90], 0.5, "sofa"),  # the picture ends at 100, 80
        Found([10, 50, 30, 70], 0.4, "vase"),
    ]
    kept, left_out = choose(found, [], SIZE, Limits(most=2))
    assert [(one.name, one.box) for one in kept] == [
        ("chair", [10, 10, 30, 30]), ("sofa", [60, 40, 100, 80]),
    ]  # fmt: skip
    assert left_out == {"unsure": 1, "small": 1, "large": 1, "overlapping": 1, "too_many": 1}


def test_what_the_row_has_is_not_found_again() -> None:
    found = [Found([10, 10, 30, 30], 0.9, "chair"), Found([50, 10, 80, 40], 0.9, "lamp")]
    kept, left_out = choose(found, [{"box": [10, 10, 30, 31]}], SIZE, Limits())
    assert [one.name for one in kept] == ["lamp"] and left_out == {"overlapping": 1}


def test_the_order_of_boxes_changes_nothing() -> None:
    found = [Found([k, k, k + 20, k + 20], 0.5, "box") for k in range(0, 40, 3)]
    assert choose(found, [], SIZE, Limits()) == choose(found[::-1], [], SIZE, Limits())
