"""Facts and near-ties: 0.10 m, 3 % of the distance, 15 % of the smaller size, or two sigmas."""

import pytest

from srkit.scene.facts import COMPARISONS, Scene, facts_of, hours_between, margin, tie_limit


def thing(**values: object) -> dict:
    return {"mean_m": [0, 0, 5], "center_m": [0, 0, 5], "size_m": [1, 1, 1], "nearest_m": 5.0,
            "sigma_m": 0.0, "points": 99, **values}  # fmt: skip


@pytest.mark.parametrize(
    ("near", "far", "sigma", "expected"),
    [
        (1.0, 1.2, 0.0, 0.2),
        (1.0, 1.09, 0.0, 0.0),  # within 0.10 m
        (10.0, 10.25, 0.0, 0.0),  # 3 % of 10.1 m is 0.30 m
        (10.0, 10.4, 0.0, 0.4),
        (1.0, 1.2, 0.08, 0.0),  # 2·sqrt(0.08² + 0.08²) = 0.226 m
    ],
)
def test_positions(near: float, far: float, sigma: float, expected: float) -> None:
    a = thing(nearest_m=far, sigma_m=sigma)
    b = thing(nearest_m=near, sigma_m=sigma)
    assert margin("behind", a, b) == margin("front", b, a) == pytest.approx(expected)
    assert margin("behind", b, a) == margin("front", a, b) == pytest.approx(-expected)


def test_left_and_above_compare_means() -> None:
    a, b = thing(mean_m=[-0.5, -1.0, 5]), thing(mean_m=[0.25, 0.5, 5])
    assert margin("left", a, b) == margin("right", b, a) == 0.75
    assert margin("above", a, b) == margin("below", b, a) == 1.5, "y points down"


@pytest.mark.parametrize(
    ("relation", "one", "other", "expected"),
    [
        ("wider", [1.2, 1, 1], [1.0, 9, 9], 0.2),
        ("wider", [1.14, 1, 1], [1.0, 9, 9], 0.0),  # 14 % more
        ("taller", [9, 1.2, 9], [1, 1.0, 1], 0.2),
        ("bigger", [2, 1, 0.5], [1, 1, 0.5], 0.5),  # a volume
        ("bigger", [1.1, 1, 1], [1, 1, 1], 0.0),
    ],
)
def test_sizes(relation: str, one: list, other: list, expected: float) -> None:
    a, b = thing(size_m=one), thing(size_m=other)
    inverse = {"wider": "thinner", "taller": "shorter", "bigger": "smaller"}[relation]
    assert margin(relation, a, b) == margin(inverse, b, a) == pytest.approx(expected)


def test_uncertain_sizes_are_tied() -> None:
    a, b = thing(size_m=[1.3, 1, 1], sigma_m=0.08), thing(sigma_m=0.08)
    # Each extent has two uncertain ends: 2·sqrt(2·(0.08·√2)²) = 0.32
    assert tie_limit("wider", a, b) == pytest.approx(0.32)
    assert margin("wider", a, b) == 0.0
    # Of a volume of 1.3: 0.08·√2·sqrt(1.3² + 1 + 1.3²), of one of 1: 0.08·√2·√3
    assert tie_limit("bigger", a, b) == pytest.approx(2 * 0.08 * 2**0.5 * (1.69 * 2 + 1 + 3) ** 0.5)


def test_clock_directions() -> None:
    middle = thing()
    assert hours_between(middle, thing(center_m=[0, 0, 7])) == 0.0
    assert hours_between(middle, thing(center_m=[1, 4, 5])) == pytest.approx(3.0)
    assert hours_between(middle, thing(center_m=[-1, 0, 4])) == pytest.approx(7.5)
    assert hours_between(middle, thing(center_m=[0.05, -3, 5.1])) is None, "it stands below it"


def test_facts_of_the_named_regions(scene_row: dict) -> None:
    texts = [fact["text"] for fact in facts_of(Scene(scene_row), [0, 1])]
    assert texts == [
        "Region [0] is 1 meters wide.",
        "Region [0] is 1 meters tall.",
        "Region [0] is in front of Region [1].",
        "From Region [0], Region [1] is at 12 o'clock.",
        "Region [0] and Region [1] are 2 meters apart.",
        "Region [1] is 1 meters wide.",
        "Region [1] is 1 meters tall.",
        "Region [1] is behind Region [0].",
        "From Region [1], Region [0] is at 6 o'clock.",
    ]
    assert len(facts_of(Scene(scene_row), [0])) == 2
    assert len(facts_of(Scene(scene_row), [0, 7])) == 2


def test_a_tie_has_no_fact(scene_row: dict) -> None:
    scene_row["objects"][1]["nearest_m"] = 3.05
    relations = {fact["relation"] for fact in facts_of(Scene(scene_row), [0, 1])}
    assert not relations & set(COMPARISONS)


def test_without_gravity_nothing_upright_is_said(scene_row: dict) -> None:
    scene_row["camera"] = {"fx": 1.0, "fy": 1.0, "cx": 0.0, "cy": 0.0}
    scene_row["objects"][1] |= {"mean_m": [2.0, 5.0, 4.4], "size_m": [2.0, 3.0, 2.0]}
    relations = {fact["relation"] for fact in facts_of(Scene(scene_row), [0, 1])}
    assert {"wider", "left", "width", "behind"} <= relations
    assert not relations & {"above", "below", "taller", "shorter", "height", "vertical_distance"}
