"""`geometry:` — right without faults, wrong in its own way with each; it never sees the answer."""

import pytest

from srkit.errors import AddressError, RowError
from srkit.language.sections import Section, parse_sections
from srkit.language.verdict import judge_response
from srkit.models.load import load_judge, load_policy

DISTANCE = {"question": "How far apart are Region [0] and Region [1]?", "answer": "2 meters"}


def verdicts(row: dict, address: str, count: int = 100) -> list[bool | None]:
    policy = load_policy(address)
    replies = [policy.answer(row, seed=0, sample=k).text for k in range(count)]
    return [judge_response(row["question"], row["answer"], text).verdict for text in replies]


@pytest.mark.parametrize("change", [{}, DISTANCE])
def test_right_without_faults(scene_row: dict, change: dict) -> None:
    assert set(verdicts(scene_row | change, "geometry:", 10)) == {True}


@pytest.mark.parametrize(
    ("faults", "behind", "distance"),
    [("noisy", (0.6, 0.9), (0.4, 0.8)), ("short", (1, 1), (0, 0)), ("flat", (0.35, 0.65), (1, 1))],
)
def test_each_fault_shows_where_it_should(
    scene_row: dict, faults: str, behind: tuple[float, float], distance: tuple[float, float]
) -> None:
    for change, (low, high) in (({}, behind), (DISTANCE, distance)):
        found = verdicts(scene_row | change, f"geometry:?faults={faults}")
        assert low <= sum(v is True for v in found) / len(found) <= high


def test_the_answer_is_not_read(scene_row: dict) -> None:
    bare = {k: v for k, v in scene_row.items() if k not in ("answer", "category", "truth")}
    policy = load_policy("geometry:?faults=noisy")
    assert policy.answer(bare, 0, 0) == policy.answer(scene_row, 0, 0)


def test_seed_and_sample_decide(scene_row: dict) -> None:
    policy = load_policy("geometry:?faults=noisy")
    row = scene_row | DISTANCE
    assert policy.answer(row, 0, 0) == policy.answer(row, 0, 0)
    assert len({policy.answer(row, seed, n).text for seed in (0, 1) for n in (0, 1)}) == 4


def test_sections_come_in_order(scene_row: dict) -> None:
    policy, found = load_policy("geometry:"), []
    while (section := policy.propose(scene_row, found, 0)) is not None:
        found.append(section)
    whole = parse_sections(policy.answer(scene_row, 0, 0).text)
    assert [(s.kind, s.text) for s in found] == [(s.kind, s.text) for s in whole]


def test_what_it_cannot_answer(scene_row: dict) -> None:
    policy = load_policy("geometry:")
    scene = scene_row.pop("objects")
    with pytest.raises(RowError, match="srkit describe"):
        policy.answer(scene_row, 0, 0)
    fewer = {"objects": scene[:1], "distances_m": [[0]], "regions": [{}, {}]}
    with pytest.raises(RowError, match=r"Region \[1\] shows too few points"):
        policy.answer(scene_row | fewer, 0, 0)
    with pytest.raises(RowError, match="row and column"):
        policy.answer({**scene_row, "objects": scene, "distances_m": [[0]]}, 0, 0)
    with pytest.raises(RowError, match=r"names Region \[3\], the row has 2 regions"):
        question = "Is Region [0] behind Region [3]?"
        policy.answer({**scene_row, "objects": scene, "question": question}, 0, 0)
    tied = [scene[0], {**scene[1], "nearest_m": 3.05}]
    with pytest.raises(RowError, match="near-tie"):
        policy.answer({**scene_row, "objects": tied}, 0, 0)
    with pytest.raises(RowError, match="what this question asks"):
        policy.answer({**scene_row, "objects": scene, "question": "What color is it?"}, 0, 0)


@pytest.mark.parametrize("text", ["geometry:?faults=lazy", "geometry:?fault=noisy", "hf:x"])
def test_bad_addresses(text: str) -> None:
    with pytest.raises(AddressError, match="geometry:|hf:x"):
        load_policy(text)


def test_the_judge_rates_by_the_scene(scene_row: dict) -> None:
    judge = load_judge("geometry:")

    def rate(kind: str, text: str, before: list[Section]) -> tuple[int | None, ...]:
        return tuple(judge.rate(scene_row, before, [Section(kind, text, 0, 0)], 0)[0])

    true, false = "Region [1] is behind Region [0].", "Region [0] is behind Region [1]."
    described = [Section("description", true, 0, 0)]
    assert rate("description", true, []) == (1, 1, None)
    assert rate("description", false, []) == (1, -1, None)
    assert rate("description", "Region [9] is a box.", []) == (-1, 0, None)
    assert rate("step", true, described) == (1, 1, 1)
    assert rate("conclusion", false, described) == (1, -1, -1)
    assert rate("rationale", "Compare depths.", described) == (0, 0, 0)
