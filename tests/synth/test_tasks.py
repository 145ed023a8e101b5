"""Tasks depend on seed, split and index alone, are balanced, and are no guesswork."""

import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from srkit.errors import AddressError
from srkit.records.flow import flatten
from srkit.scene.questions import CATEGORIES, CHOICES, PREDICATES, QUANTITIES, Subject
from srkit.synth.tasks import Settings, deal, synth_tasks, task_id, word
from tests.synth.independent import agrees


def made(folder: Path, indices: Iterable[int], **settings: object) -> list[dict]:
    return list(flatten(synth_tasks(indices, str(folder), Settings(**settings))))


def pixels(row: dict) -> str:
    files = (row["image"], row["depth"]["path"])
    return hashlib.sha256(b"".join(Path(path).read_bytes() for path in files)).hexdigest()


@pytest.mark.parametrize("world", ["simple", "full"])
def test_same_rows_and_pixels_whatever_else_is_made(tmp_path: Path, world: str) -> None:
    whole = made(tmp_path / "a", range(28), world=world)
    part = made(tmp_path / "b", [22, 23, 6], world=world)
    for one, other in zip([whole[22], whole[23], whole[6]], part, strict=True):
        assert pixels(one) == pixels(other)
        same = {**one, "image": "", "depth": ""}
        assert same == {**other, "image": "", "depth": ""}


def test_what_is_different_has_different_names_and_pixels(tmp_path: Path) -> None:
    changes: list[dict] = [
        {}, {"seed": 1}, {"split": "test"}, {"split": "val"}, {"world": "full"}, {"size": 112},
        {"camera": "varied"}, {"per_scene": 3}, {"category": ("direction",)},
    ]  # fmt: skip
    rows = [made(tmp_path, [5], **change)[0] for change in changes]
    assert len({row["id"] for row in rows}) == len({row["image"] for row in rows}) == len(changes)
    assert len({pixels(row) for row in rows}) == len(changes)


def test_counts_and_truths_are_balanced() -> None:
    """Dealing alone decides both; 10,000 tasks are dealt in a moment."""
    settings = Settings()
    dealt = [deal(index, settings) for index in range(10_000)]
    counts = Counter(want.category for want in dealt)
    assert set(counts) == set(CATEGORIES)
    assert all(abs(count - 10_000 / 24) <= 0.02 * 10_000 / 24 for count in counts.values())
    for category in (*PREDICATES, *CHOICES):
        share = sum(want.truth for want in dealt if want.category == category) / counts[category]
        assert 0.475 <= share <= 0.525


def test_rows_say_what_was_dealt(tmp_path: Path) -> None:
    settings = Settings(world="full")
    for index, row in enumerate(made(tmp_path, range(48), world="full")):
        want = deal(index, settings)
        assert row["category"] == want.category and row["id"] == task_id(index, settings)
        if want.category in PREDICATES:
            assert row["truth"]["value"] is want.truth
            assert (
                row["answer"].split()[0].strip(".,") in ("Yes", "Indeed", "Correct")
            ) is want.truth
        assert len(row["regions"]) == (1 if want.category in ("width_data", "height_data") else 2)
        assert row["all_things"] is True and row["origin"] == "synth:full"
        names = [region["name"] for region in (*row["regions"], *row["things"])]
        assert not any(name in row["question"] for name in names), "regions are named, not kinds"


def test_a_category_alone(tmp_path: Path) -> None:
    rows = made(tmp_path, range(8), category=("direction", "width_data"))
    assert Counter(row["category"] for row in rows) == {"direction": 4, "width_data": 4}
    with pytest.raises(AddressError, match="no category 'sideways'; there are left_predicate"):
        synth_tasks(range(1), str(tmp_path), Settings(category=("sideways",)))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    """Tasks of both worlds and two splits, to be guessed at."""
    folder = tmp_path_factory.mktemp("many")
    return {f"{world} {split}": made(folder, range(4800), world=world, split=split)
            for world in ("simple", "full") for split in ("train", "test")}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("world", "camera"), [("simple", "fixed"), ("full", "varied")])
def test_answers_against_an_independent_computation(
    tmp_path: Path, world: str, camera: str
) -> None:
    """10,000 printed answers in all; `strict` allows one unit of the second decimal and no more."""
    rows = made(tmp_path, range(5000), world=world, camera=camera)
    wrong = [(row["id"], why) for row in rows if (why := agrees(row, strict=True))]
    assert len(wrong) <= 0.005 * 5000, wrong
    flipped = [{**row, "answer": row["answer"].replace("Region [0]", "Region [9]")} for row in rows]
    choices = [row for row in flipped if row["category"] in CHOICES]
    assert sum(agrees(row) is not None for row in choices) > 0.3 * len(choices), "it can disagree"


def truth_key(row: dict) -> str:
    return str(row["truth"]["value"])


def is_right(guess: float, row: dict) -> bool:
    """The benchmark's success: within 25 %, or within an hour."""
    truth = row["truth"]
    if row["category"] == "direction":
        apart = abs(guess - truth["hour"]) % 12
        return min(apart, 12 - apart) <= 1
    return 0.75 * truth["value"] <= guess <= 1.25 * truth["value"]


def guesses(rows: list[dict]) -> list[float]:
    """Every constant worth trying."""
    if rows[0]["category"] == "direction":
        return list(range(1, 13))
    values = [row["truth"]["value"] for row in rows]
    return sorted({value * factor for value in values for factor in (0.75, 1.25)})


@pytest.mark.slow
@pytest.mark.parametrize("world", ["simple", "full"])
def test_no_constant_is_right_often(many: dict[str, list[dict]], world: str) -> None:
    for category in QUANTITIES:
        train = [row for row in many[f"{world} train"] if row["category"] == category]
        test = [row for row in many[f"{world} test"] if row["category"] == category]
        assert len(train) == len(test) == 200
        best = max(guesses(train), key=lambda guess: sum(is_right(guess, row) for row in train))
        assert sum(is_right(best, row) for row in test) / 200 <= 0.40, category


@pytest.mark.slow
@pytest.mark.parametrize("world", ["simple", "full"])
def test_a_third_of_comparisons_are_hard(many: dict[str, list[dict]], world: str) -> None:
    limits = [row["truth"]["limits"] for row in many[f"{world} train"] if "limits" in row["truth"]]
    assert len(limits) == 3600 and min(limits) >= 1.0
    assert sum(value <= 3 for value in limits) / len(limits) >= 1 / 3


def naive_bayes(train: list[dict], test: list[dict]) -> float:
    """A bag-of-words classifier: words and neighbouring words of the question, smoothed counts."""

    def words(row: dict) -> list[str]:
        found = row["question"].lower().split()
        return found + [" ".join(pair) for pair in zip(found, found[1:], strict=False)]

    counts: dict[str, Counter[str]] = {}
    for row in train:
        counts.setdefault(truth_key(row), Counter()).update(words(row))
    known = {word for counter in counts.values() for word in counter}

    def score(truth: str, row: dict) -> float:
        total = sum(counts[truth].values()) + len(known)
        return sum(math.log((counts[truth][word] + 1) / total) for word in words(row))

    right = [max(counts, key=lambda truth, row=row: score(truth, row)) == truth_key(row)
             for row in test]  # fmt: skip
    return sum(right) / len(right)


@pytest.mark.parametrize("category", [*PREDICATES, *CHOICES])
def test_no_answer_can_be_told_from_the_words(category: str) -> None:
    """Words and truths are dealt without a look at the picture, so many are dealt in a moment."""
    rows: dict[str, list[dict]] = {}
    for split in ("train", "test"):
        settings = Settings(split=split, category=(category,))
        subjects = [Subject((0, 1), deal(k, settings).truth, 1.0) for k in range(5000)]
        asked = [word(k, category, subject, settings) for k, subject in enumerate(subjects)]
        rows[split] = [{"question": found.question, "truth": found.truth} for found in asked]
    assert naive_bayes(rows["train"], rows["test"]) <= 0.53  # its standard error is 0.007


def test_the_classifier_finds_what_is_there() -> None:
    rng = random.Random(0)
    rows = [{"question": f"word{rng.randrange(5)} {'tell' if value else 'hide'}",
             "truth": {"value": value}} for value in [True, False] * 50]  # fmt: skip
    assert naive_bayes(rows, rows) == 1.0
