"""Facts and near-ties; the limits are 0.10 m, 3 % of the distance, or two sigmas."""

import pytest

from srkit.scene.facts import Scene, depth_margin, facts_of


@pytest.mark.parametrize(
    ("near", "far", "sigma", "margin"),
    [
        (1.0, 1.2, 0.0, 0.2),
        (1.0, 1.09, 0.0, 0.0),  # within 0.10 m
        (10.0, 10.25, 0.0, 0.0),  # 3 % of 10.1 m is 0.30 m
        (10.0, 10.4, 0.0, 0.4),
        (1.0, 1.2, 0.08, 0.0),  # 2·sqrt(0.08² + 0.08²) = 0.226 m
    ],
)
def test_margins(near: float, far: float, sigma: float, margin: float) -> None:
    a = {"nearest_m": far, "sigma_m": sigma}
    b = {"nearest_m": near, "sigma_m": sigma}
    assert depth_margin(a, b) == pytest.approx(margin)
    assert depth_margin(b, a) == pytest.approx(-margin)


def test_facts_of_the_named_regions(scene_row: dict) -> None:
    texts = [fact["text"] for fact in facts_of(Scene(scene_row), [0, 1])]
    assert texts == [
        "Region [0] is in front of Region [1].",
        "Region [0] and Region [1] are 2 meters apart.",
        "Region [1] is behind Region [0].",
    ]
    assert facts_of(Scene(scene_row), [0]) == []
    assert facts_of(Scene(scene_row), [0, 7]) == []


def test_a_tie_has_no_fact(scene_row: dict) -> None:
    scene_row["objects"][1]["nearest_m"] = 3.05
    assert [fact["relation"] for fact in facts_of(Scene(scene_row), [0, 1])] == ["direct_distance"]
