"""`geometry:` — right without faults, wrong in its own way with each; it never sees the answer."""

from collections import Counter
from pathlib import Path

import pytest

from srkit import stages
from srkit.errors import AddressError, RowError
from srkit.language.question import parse_question
from srkit.language.sections import Section, parse_sections
from srkit.language.statements import find_statements
from srkit.language.verdict import judge_response
from srkit.models.load import load_judge, load_policy
from srkit.records.flow import flatten
from srkit.rewards.visual import visual_marks
from srkit.scene.check import check
from srkit.scene.facts import Scene, open_scene

DISTANCE = {"question": "How far apart are Region [0] and Region [1]?", "answer": "2 meters"}
STRATEGIES = ("direct", "reference", "coordinates", "chain")
DEFAULTS = ("noisy", "scaled", "hasty")


def verdicts(row: dict, address: str, count: int = 100) -> list[bool | None]:
    policy = load_policy(address)
    replies = [policy.write(row, seed=0, sample=k) for k in range(count)]
    return [judge_response(row["question"], row["answer"], text).verdict for text in replies]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    folder = str(tmp_path_factory.mktemp("scenes"))
    made = stages.synth(images=folder, count=480, world="full", split="test", seed=3)
    return list(flatten(stages.describe(flatten(made))))


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("change", [{}, DISTANCE])
def test_right_without_faults(scene_row: dict, change: dict, strategy: str) -> None:
    assert set(verdicts(scene_row | change, f"geometry:?strategy={strategy}", 10)) == {True}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_all_that_is_stated_without_faults_is_true(scenes: list[dict], strategy: str) -> None:
    policy = load_policy(f"geometry:?strategy={strategy}")
    stated = 0
    for row in scenes:
        text = policy.write(row, 0, 0)
        assert judge_response(row["question"], row["answer"], text).verdict is True, text
        scene = open_scene(row)
        for said in find_statements(text, cast=scene.cast):
            found = check(said, scene)
            stated += found is not None
            assert found is None or found > 0.7, said
    assert stated > 2 * len(scenes)


@pytest.mark.slow
def test_five_thousand_questions(tmp_path: Path) -> None:
    wrong = []
    for world in ("simple", "full"):
        made = stages.synth(images=str(tmp_path), count=2500, world=world, split="test", seed=9)
        policies = [load_policy(f"geometry:?strategy={name}") for name in STRATEGIES]
        for k, row in enumerate(flatten(stages.describe(flatten(made)))):
            text = policies[k % 4].write(row, 0, 0)
            if judge_response(row["question"], row["answer"], text).verdict is not True:
                wrong.append((row["question"], row["answer"], text))
    assert wrong == []


@pytest.mark.parametrize("faults", DEFAULTS)
def test_default_faults_are_right_and_wrong_in_good_shares(scenes: list[dict], faults: str) -> None:
    found = shares_of(scenes, f"geometry:?faults={faults}")
    assert 0.40 <= found["qualitative"] <= 0.85 and 0.20 <= found["quantitative"] <= 0.75
    assert found["description alone"] >= 0.2 and found["after it alone"] >= 0.2


def shares_of(rows: list[dict], address: str) -> dict[str, float]:
    """Return how often a policy is right, and where the faults of its faulty answers are."""
    policy = load_policy(address)
    right: dict[bool, list[bool]] = {True: [], False: []}
    places = Counter[tuple[bool, bool]]()
    for row in rows:
        text = policy.write(row, 0, 0)
        is_right = judge_response(row["question"], row["answer"], text).verdict is True
        is_length = row["category"] == "direction" or row["category"].endswith("_data")
        right[is_length].append(is_right)
        description, *rest = parse_sections(text)
        scene, asked = open_scene(row), parse_question(row["question"])
        marks = visual_marks(description.text, scene, asked).values()
        is_bad = any(mark is not None and mark < 1 for mark in marks)
        places[is_bad or has_false(description.text, scene),
               not is_right or any(has_false(part.text, scene) for part in rest)] += 1  # fmt: skip
    faulty = sum(places.values()) - places[False, False]
    return {
        "qualitative": sum(right[False]) / len(right[False]),
        "quantitative": sum(right[True]) / len(right[True]),
        "description alone": places[True, False] / faulty,
        "after it alone": places[False, True] / faulty,
    }


def has_false(text: str, scene: Scene) -> bool:
    found = (check(said, scene) for said in find_statements(text, cast=scene.cast))
    return any(mark is not None and mark < 0.7 for mark in found)


@pytest.mark.parametrize(
    ("faults", "behind", "distance"),
    [("noisy", (0.6, 0.95), (0.4, 0.8)), ("short", (1, 1), (0, 0)), ("flat", (0.35, 0.65), (1, 1)),
     ("painted", (1, 1), (1, 1)), ("hasty", (0.5, 0.8), (0.5, 0.8)),
     ("mirrored", (1, 1), (0.05, 0.4)), ("nearsighted", (0.05, 0.4), (0.05, 0.4)),
     ("sloppy", (0.4, 0.9), (0.2, 0.8))],
)  # fmt: skip
def test_each_fault_shows_where_it_should(
    scene_row: dict, faults: str, behind: tuple[float, float], distance: tuple[float, float]
) -> None:
    for change, (low, high) in (({}, behind), (DISTANCE, distance)):
        found = verdicts(scene_row | change, f"geometry:?faults={faults}")
        assert low <= sum(v is True for v in found) / len(found) <= high


def test_a_conclusion_follows_what_the_steps_before_it_state(scene_row: dict) -> None:
    told = [Section("description", "…", 0, 0), Section("rationale", "…", 0, 0),
            Section("step", "So Region [0] is behind Region [1].", 0, 0, 1)]  # fmt: skip
    found = load_policy("geometry:").go_on(scene_row, told, 0)
    assert found is not None and found.kind == "conclusion"
    assert found.text == "Region [0] is behind Region [1], so the answer is yes."
    told[2] = Section("step", "So Region [0] and Region [1] are 7 meters apart.", 0, 0, 1)
    found = load_policy("geometry:").go_on(scene_row | DISTANCE, told, 0)
    assert found is not None and "7 meters apart" in found.text


def test_variety_can_be_turned_off(scene_row: dict) -> None:
    for address, count in (("geometry:", 12), ("geometry:?variety=no", 1)):
        policy = load_policy(address)
        texts = {policy.write(scene_row, 0, k) for k in range(60)}
        assert len(texts) >= count if count > 1 else len(texts) == 1


def test_the_answer_is_not_read(scene_row: dict) -> None:
    bare = {k: v for k, v in scene_row.items() if k not in ("answer", "category", "truth")}
    policy = load_policy("geometry:?faults=noisy")
    assert policy.write(bare, 0, 0) == policy.write(scene_row, 0, 0)


def test_seed_and_sample_decide(scene_row: dict) -> None:
    policy = load_policy("geometry:?faults=noisy")
    row = scene_row | DISTANCE
    assert policy.write(row, 0, 0) == policy.write(row, 0, 0)
    assert len({policy.write(row, seed, n) for seed in (0, 1) for n in (0, 1)}) == 4


def test_sections_come_in_order(scene_row: dict) -> None:
    policy, found = load_policy("geometry:?variety=no"), []
    while (section := policy.go_on(scene_row, found, 0)) is not None:
        found.append(section)
    whole = parse_sections(policy.write(scene_row, 0, 0))
    assert [(s.kind, s.text) for s in found] == [(s.kind, s.text) for s in whole]


def test_what_it_cannot_answer(scene_row: dict) -> None:
    policy = load_policy("geometry:")
    scene = scene_row.pop("objects")
    with pytest.raises(RowError, match="srkit describe"):
        policy.write(scene_row, 0, 0)
    fewer = {"objects": scene[:1], "distances_m": [[0]], "regions": [{}, {}]}
    with pytest.raises(RowError, match=r"Region \[1\] shows too few points"):
        policy.write(scene_row | fewer, 0, 0)
    with pytest.raises(RowError, match="row and column"):
        policy.write({**scene_row, "objects": scene, "distances_m": [[0]]}, 0, 0)
    with pytest.raises(RowError, match=r"names Region \[3\], the row has 2 regions"):
        question = "Is Region [0] behind Region [3]?"
        policy.write({**scene_row, "objects": scene, "question": question}, 0, 0)
    tied = [scene[0], {**scene[1], "nearest_m": scene[0]["nearest_m"]}]
    with pytest.raises(RowError, match="can't be told"):
        policy.write({**scene_row, "objects": tied}, 0, 0)
    with pytest.raises(RowError, match="what this question asks"):
        policy.write({**scene_row, "objects": scene, "question": "What color is it?"}, 0, 0)


@pytest.mark.parametrize(
    "text", ["geometry:?faults=lazy", "geometry:?fault=noisy", "geometry:?strategy=guess"]
)
def test_bad_addresses(text: str) -> None:
    with pytest.raises(AddressError, match="geometry:|hf:x"):
        load_policy(text)


def test_the_judge_rates_by_the_scene(scene_row: dict) -> None:
    judge = load_judge("geometry:")

    def rate(kind: str, text: str, before: list[Section]) -> tuple[int | None, ...]:
        return tuple(judge.marks(scene_row, before, [Section(kind, text, 0, 0)], 0)[0])

    true, false = "Region [1] is behind Region [0].", "Region [0] is behind Region [1]."
    described = [Section("description", true, 0, 0)]
    assert rate("description", true, []) == (1, 1, None)
    assert rate("description", false, []) == (1, -1, None)
    assert rate("description", "Region [9] is a box.", []) == (-1, 0, None)
    assert rate("step", true, described) == (1, 1, 1)
    assert rate("conclusion", false, described) == (1, -1, -1)
    assert rate("rationale", "Compare depths.", described) == (0, 0, 0)


def test_an_imperfect_judge_is_mistaken_in_the_same_way_all_through_a_task(
    scene_row: dict,
) -> None:
    exact, noisy = load_judge("geometry:"), load_judge("geometry:?scene_noise=0.3")
    said = [Section("step", f"Region [0] and Region [1] are {m} meters apart.", 0, 0)
            for m in (1.0, 1.4, 2.0, 2.8, 4.0)]  # fmt: skip
    rated = [noisy.marks(scene_row, [], said, seed) for seed in range(30)]
    assert rated == [noisy.marks(scene_row, [], said, seed) for seed in range(30)]
    assert len({tuple(one) for one in rated}) > 3, "another seed, another mistake"
    right = exact.marks(scene_row, [], said, 0)
    assert [rating.spatial for rating in right] == [-1, -1, 1, -1, -1]
    share = sum(one == right for one in rated) / len(rated)
    assert 0.3 < share < 1.0
    assert scene_row["objects"][0]["nearest_m"] == 3.0, "the row itself is left alone"
    with pytest.raises(AddressError, match="scene_noise"):
        load_judge("geometry:?scene_noise=7")
