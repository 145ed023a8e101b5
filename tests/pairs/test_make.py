"""The stage: hard negatives and their scores, balance, excluded pictures, the summary."""

from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from srkit import stages
from srkit.errors import AddressError
from srkit.language.sections import parse_sections
from srkit.language.verdict import judge_response
from srkit.models.load import load_policy
from srkit.pairs.make import Settings, Summary, pair_rows, spread
from srkit.pairs.select import Choice
from srkit.records.flow import flatten
from srkit.records.kinds import fault
from srkit.records.rows import PairRow
from srkit.rewards.total import score_candidate


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """Two answers to each of 96 questions: a right one, and one of a faulty model."""
    folder = str(tmp_path_factory.mktemp("made"))
    made = stages.synth(images=folder, count=96, world="full", split="test", seed=6)
    models = [load_policy("geometry:"), load_policy("geometry:?faults=sloppy")]
    found = []
    for row in flatten(stages.describe(flatten(made))):
        for k, model in enumerate(models):
            named = {"id": f"{row['id']}#m{k}#0", "task": row["id"], "source": f"m{k}"}
            found.append(score_candidate({**row, **named, "response": model.write(row, 0, 0)}))
    return found


def made(rows: list[dict], **settings: object) -> list[dict]:
    return list(flatten(pair_rows(rows, Settings(**settings))))  # type: ignore[arg-type]


def test_hard_negatives_are_false_and_differ_in_the_value_alone(scored: list[dict]) -> None:
    rows = made(scored, negatives=1.0, choice=Choice(require_correct=True))
    kinds = Counter(row["kind"] for row in rows)
    assert kinds["conclusion"] >= 0.97 * kinds["reward"] > 30
    for row in rows:
        assert fault(row, PairRow) is None
        if row["kind"] != "conclusion":
            continue
        assert row["id"] == f"{row['task']}#conclusion-0"
        assert judge_response(row["question"], row["answer"], row["chosen"]).verdict is True
        assert judge_response(row["question"], row["answer"], row["rejected"]).verdict is False
        won, lost = parse_sections(row["chosen"]), parse_sections(row["rejected"])
        assert [part[:2] for part in won[:-1]] == [part[:2] for part in lost[:-1]]
        assert won[-1].text != lost[-1].text
        assert row["chosen_scores"]["desc"] == row["rejected_scores"]["desc"]
        assert row["chosen_scores"]["reason"] > row["rejected_scores"]["reason"]


def test_negatives_are_scored_as_the_chosen_was_or_count_one_less(scored: list[dict]) -> None:
    def margins(rows: list[dict]) -> set[float]:
        found = [row for row in made(rows, negatives=1.0) if row["kind"] == "conclusion"]
        both = [(row["chosen_scores"]["reason"], row["rejected_scores"]["reason"]) for row in found]
        return {round(chosen - rejected, 6) for chosen, rejected in both}

    assert len(margins(scored)) > 1
    judged = [row | {"judge": "openai:gpt-4o"} for row in scored]
    assert margins(judged) == {1.0}
    bare = [{k: v for k, v in row.items() if k != "objects"} for row in scored]
    assert margins(bare) == {1.0}


@pytest.mark.parametrize(("share", "low", "high"), [(0.25, 0.1, 0.4), (2.5, 2.2, 2.7)])
def test_as_many_negatives_as_are_asked_for(
    scored: list[dict], share: float, low: float, high: float
) -> None:
    lengths = [row for row in scored if row["category"].endswith("_data")] * 1
    rows = made(lengths, negatives=share)
    kinds = Counter(row["kind"] for row in rows)
    assert low <= kinds["conclusion"] / kinds["reward"] <= high
    assert rows == made(lengths, negatives=share)
    assert rows != made(lengths, negatives=share, seed=1)
    assert len({row["id"] for row in rows}) == len(rows)


def test_balance(scored: list[dict]) -> None:
    some = [row for row in scored if row["category"] in ("width_data", "left_predicate")]
    some += [row for row in scored if row["category"] == "direction"][:4]
    plain, even = made(some), made(some, balance=True)
    counts = Counter(row["category"] for row in even)
    assert len(counts) == 3 and set(counts.values()) == {min(Counter(
        row["category"] for row in plain).values())}  # fmt: skip
    assert [row for row in plain if row in even] == even, "in the same order"
    assert even == made(some, balance=True) and even != made(some, balance=True, seed=3)


def test_excluded_pictures(scored: list[dict], tmp_path: Path) -> None:
    image = Image.open(scored[0]["image"]).convert("RGB")
    image.resize((300, 300)).save(tmp_path / "copy.jpg", quality=80)
    summary = Summary()
    rows = list(flatten(pair_rows(scored, Settings(), [str(tmp_path / "copy.jpg")], summary)))
    plain = made(scored)
    gone = [row for row in plain if row["image"] == scored[0]["image"]]
    assert gone and rows == [row for row in plain if row not in gone]
    assert summary.left_out["picture of the excluded set"] == len(gone)


def test_the_summary(scored: list[dict]) -> None:
    summary = Summary()
    rows = list(flatten(pair_rows(scored, Settings(negatives=1.0), (), summary)))
    text = "\n".join(summary.lines())
    assert summary.for_record()["kinds"] == Counter(row["kind"] for row in rows)
    for part in ("reward", "conclusion", "margins", "chosen from: ", "m0", "characters"):
        assert part in text
    assert spread([3, 1, 2, 5, 4, 6, 8, 7, 10, 9, 11]) == "2, 6, 10"
    assert Summary().lines() == []


def test_what_can_not_work_is_refused() -> None:
    for options in ({"balance": True, "grouped": True}, {"sft": True, "conclusion_negatives": 1.0}):
        with pytest.raises(AddressError):
            stages.pair([], **options)  # type: ignore[arg-type]
