"""The experiment: it runs, small; and its table's rates and intervals, worked out by hand."""

import importlib.util
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Ran, write_rows

Right = Callable[[int, int, int], bool]  # seed, image, question


@pytest.fixture(scope="module")
def recipe() -> Any:
    path = ROOT / "recipes" / "proof" / "table.py"
    spec = importlib.util.spec_from_file_location("proof_table", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_arm(folder: Path, name: str, seeds: int, images: int, right: Right) -> None:
    for seed in range(seeds):
        (folder / f"seed{seed}").mkdir(exist_ok=True)
        rows = [{"task": f"{image}-{k}", "image": f"images/{image}.png", "verdict": verdict,
                 "category": ("width_data", "left_choice")[k % 2]}
                for image in range(images) for k in range(4)
                for verdict in [right(seed, image, k)]]  # fmt: skip
        write_rows(folder / f"seed{seed}" / f"{name}.results.jsonl", rows)


def test_rates_and_certain_differences(recipe: Any, tmp_path: Path) -> None:
    write_arm(tmp_path, "sft", 2, 10, lambda seed, image, k: k == 0)
    write_arm(tmp_path, "dpo", 2, 10, lambda seed, image, k: k != 3)
    found = recipe.table(tmp_path, [("dpo", "sft")])
    assert found["arms"]["sft"]["quantitative"] == [50, 50, 50]
    assert found["arms"]["sft"]["qualitative"] == [0, 0, 0]
    assert found["arms"]["dpo"]["all"] == [75, 75, 75]
    difference = found["differences"]["dpo - sft"]
    assert difference["quantitative"] == [50, 50, 50] and difference["all"] == [50, 50, 50]
    assert found["arms"]["dpo"]["mean of both halves"] == [75, 75, 75]
    uneven = recipe.with_mean(recipe.np.array([0.2, 0.6, 0.3]))
    assert uneven.tolist() == [0.2, 0.6, 0.3, 0.4]


def test_images_are_drawn_whole(recipe: Any, tmp_path: Path) -> None:
    write_arm(tmp_path, "a", 1, 100, lambda seed, image, k: image % 2 == 0)
    mean, low, high = recipe.table(tmp_path, [])["arms"]["a"]["all"]
    half = 196 * math.sqrt(0.25 / 100)  # 100 images, not 400 answers
    assert mean == 50 and low == pytest.approx(50 - half, abs=0.7)
    assert high == pytest.approx(50 + half, abs=0.7)


def test_seeds_are_drawn_too(recipe: Any, tmp_path: Path) -> None:
    # A seed is all right or all wrong: of five, two are right.
    write_arm(tmp_path, "a", 5, 50, lambda seed, image, k: seed < 2)
    mean, low, high = recipe.table(tmp_path, [])["arms"]["a"]["all"]
    # Binomial(5, 0.4): 0 right with 7.8 %, all with 1.0 %, four with 7.7 %.
    assert (mean, low, high) == (40, 0, 80)


def test_arms_meet_the_same_draws(recipe: Any, tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_arm(tmp_path, name, 3, 40, lambda seed, image, k: (image + seed) % 3 == 0)
    found = recipe.table(tmp_path, [("one", "other")])
    assert found["differences"]["one - other"]["all"] == [0, 0, 0]
    low, high = found["arms"]["one"]["all"][1:]
    assert low < high


def test_arms_are_compared_over_the_seeds_that_both_have(recipe: Any, tmp_path: Path) -> None:
    write_arm(tmp_path, "one", 3, 4, lambda seed, image, k: seed == 2)  # what the other lacks
    write_arm(tmp_path, "other", 2, 4, lambda seed, image, k: False)
    found = recipe.table(tmp_path, [("one", "other")])
    assert found["differences"]["one - other"]["all"] == [0, 0, 0]
    assert found["differences"]["one - other"]["seeds"] == 2
    assert found["arms"]["one"]["seeds"] == 3 and found["arms"]["one"]["all"][0] == 33.33
    for seed in (0, 1):
        (tmp_path / f"seed{seed}/one.results.jsonl").unlink()
    with pytest.raises(SystemExit, match="no seed in common"):
        recipe.table(tmp_path, [("one", "other")])


def test_what_was_asked_must_be_the_same(recipe: Any, tmp_path: Path) -> None:
    write_arm(tmp_path, "one", 1, 4, lambda seed, image, k: True)
    write_arm(tmp_path, "other", 1, 5, lambda seed, image, k: True)
    with pytest.raises(SystemExit, match="not asked the same"):
        recipe.table(tmp_path, [("one", "other")])


def test_what_has_no_results_is_told(recipe: Any, tmp_path: Path) -> None:
    write_arm(tmp_path, "sft", 1, 2, lambda seed, image, k: True)
    with pytest.raises(SystemExit, match="no results of dpo"):
        recipe.table(tmp_path, [("dpo", "sft")])


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv/.installed").exists(), reason="it would make .venv")
def test_the_experiment_runs_and_goes_on(shell: Callable[..., Ran], tmp_path: Path) -> None:
    small = {f"SRKIT_{name}": "16" for name in ("LEARN", "PREFER", "TEST")}
    small |= {"SRKIT_PROOF": str(tmp_path / "proof"), "SRKIT_SEEDS": "3 4"}
    ran = shell(f"bash {ROOT}/recipes/proof.sh", tmp_path, **small)
    assert ran.status == 0, ran.err
    found = json.loads((tmp_path / "proof/mix1/table.json").read_text())
    assert set(found["arms"]) == {"sft", "dpo", "fdpo"}
    assert set(found["differences"]) == {"dpo - sft", "fdpo - sft", "fdpo - dpo"}
    assert {(arm["n"], arm["seeds"]) for arm in found["arms"].values()} == {(16, 2)}
    # As if it had been killed while it was measuring: the records of its inputs say they are whole.
    scenes = tmp_path / "proof/learn-scenes.jsonl"
    record, whole = Path(f"{scenes}.run.json"), scenes.read_bytes()
    record.write_text(record.read_text().replace('"finished": true', '"finished": false', 1))
    scenes.write_bytes(whole[: len(whole) // 2])
    again = shell(f"bash {ROOT}/recipes/proof.sh", tmp_path, **small)
    assert again.status == 0, again.err
    assert again.out.count("(there already)") == ran.out.count("$ srkit ") - 1
    assert scenes.read_bytes() == whole
    table = ran.out.partition("\nmix1\n")[2]
    assert "| fdpo - dpo | 2 |" in table and table == again.out.partition("\nmix1\n")[2]
    assert shell(f"bash {ROOT}/recipes/proof.sh --tunes", tmp_path, **small).status == 2
