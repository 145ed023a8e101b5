"""Whether anything of one or two things is so long."""

import pytest

from srkit.language.statement import Statement
from srkit.scene.check import check
from srkit.scene.facts import Scene

THINGS = [
    {"name": "crate", "region": 0, "center_m": [0.0, 1.0, 2.0], "mean_m": [0.0, 1.0, 2.0],
     "size_m": [0.4, 0.5, 0.2], "nearest_m": 1.9, "sigma_m": 0.0},
    {"name": "lamp", "region": 1, "center_m": [1.5, 1.0, 4.0], "mean_m": [1.5, 1.0, 4.0],
     "size_m": [0.3, 1.2, 0.3], "nearest_m": 3.85, "sigma_m": 0.0},
]  # fmt: skip
SCENE = Scene({"objects": THINGS, "distances_m": [[0.0, 2.3], [2.3, 0.0]], "all_things": True})


@pytest.mark.parametrize(
    ("relation", "value", "right"),
    [
        ("size", 0.5, None),  # its height, so it may be that
        ("size", 5.0, 0.0),
        ("size", 1.9, 0.0),  # how far away it is, which is no size
        ("length", 1.9, None),
        ("gap", 2.3, None),
        ("gap", 1.5, None),  # to the side
        ("gap", 2.5, None),  # between the centres: 3-4-5 halved
        ("gap", 8.0, 0.0),
        ("gap", 0.015, 0.0),  # centimetres for metres
        ("gap_sideways", 1.5, None),
        ("gap_sideways", 2.3, 0.0),  # which is the way between them
        ("gap_upright", 2.3, 0.0),
        ("gap_away", 1.95, None),  # by how much one is nearer
        ("gap_free", 2.3, None),
        ("gap_free", 1.5, 0.0),  # which is how far they are apart sideways
        ("gap_far", 1.9, None),  # from the camera
        ("gap_far", 0.5, 0.0),
    ],
)
def test_what_fits_nothing_is_wrong(relation: str, value: float, right: float | None) -> None:
    other = 1 if relation.startswith("gap") else None
    said = Statement(0, relation, 0, 1, "", object=other, value=value)
    assert check(said, SCENE) == right


def test_what_is_known_less_well_is_judged_more_widely() -> None:
    said = Statement(0, "size", 0, 1, "", value=0.62)  # a height of 0.5 m, off by a quarter
    assert check(said, SCENE) == 0.0
    assert check(said, SCENE.seen_as(SCENE.objects, SCENE.distances_m, 0.15)) is None
    unsure = [{**thing, "sigma_m": 0.08} for thing in THINGS]
    row = {"objects": unsure, "distances_m": SCENE.distances_m, "all_things": True}
    assert check(said, Scene(row)) is None


@pytest.mark.parametrize("less", [{"all_things": False}, {"camera": {}}])
def test_where_more_is_there_or_down_is_unknown_nothing_is_wrong(less: dict[str, object]) -> None:
    row = {"objects": THINGS, "distances_m": SCENE.distances_m, "all_things": True}
    said = Statement(0, "size", 0, 1, "", value=5.0)  # of the crate, or of the gray table behind it
    assert check(said, Scene(row)) == 0.0
    assert check(said, Scene({**row, **less})) is None
