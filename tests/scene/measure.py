"""The figures of docs/scenes.md: how well `describe` measures synthetic scenes, and how fast.

    python -m tests.scene.measure

Takes about five minutes on one core. Draws docs/img/calibration.svg.
"""

import itertools
import math
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from srkit import stages
from srkit.records.flow import flatten
from srkit.records.seeds import derive_random
from srkit.scene.camera import rays_of
from srkit.scene.clean import measure_seen, see
from srkit.scene.depth import load_depth
from srkit.scene.facts import COMPARISONS, margin
from srkit.scene.floor import find_down
from srkit.scene.geometry import measure
from srkit.scene.regions import region_mask
from srkit.synth.render import trace
from srkit.synth.views import WORLDS, _extents
from tests.conftest import ROOT
from tests.synth.independent import agrees

Row = dict[str, Any]
SCENES = 500
LEVELS = np.linspace(0.05, 3, 60)  # standard deviations
NOISE = {"given": {}, "5 % noise": {"noise": 0.05}, "10 % noise": {"noise": 0.10},
         "masks eroded by 2 px": {"eroded": 2}, "field of view + 10°": {"fov": 10.0}}  # fmt: skip


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def scenes(world: str, folder: Path, count: int = SCENES, size: int = 96) -> list[Row]:
    """Return tasks, one a scene, of the test split."""
    made = stages.synth(images=str(folder), count=count, world=world, size=size, per_scene=1,
                        split="test", seed=21)  # fmt: skip
    return list(flatten(made))


def exact(row: Row) -> list[Any]:
    """Return what the masks and the depth file show, measured plainly, object by object."""
    width, height = row["regions"][0]["mask"]["size"][::-1]
    depth = load_depth(row["depth"], width, height)
    rays = rays_of(row["camera"], depth.shape)
    found = []
    for region in (*row["regions"], *row["things"]):
        mask = region_mask(region, width, height)
        points = (rays * depth[..., None])[mask]
        found.append(measure(points) if len(points) >= 16 else None)
    return found


def changed(row: Row, rng: np.random.Generator, noise: float = 0.0, eroded: int = 0,
            fov: float = 0.0) -> list[Any]:  # fmt: skip
    """Return the objects as `describe` measures them when its input is not exact."""
    width, height = row["regions"][0]["mask"]["size"][::-1]
    depth = load_depth(row["depth"], width, height)
    depth = depth * (1 + noise * rng.standard_normal(depth.shape))
    camera = dict(row["camera"])
    if fov:
        degrees = 2 * math.degrees(math.atan(width / 2 / camera["fx"])) + fov
        camera["fx"] = camera["fy"] = width / 2 / math.tan(math.radians(degrees) / 2)
    found: list[Any] = []
    for region in (*row["regions"], *row["things"]):
        mask = region_mask(region, width, height)
        for _ in range(eroded):
            inner = np.pad(mask, 1)
            mask = mask & inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]
        thing = None
        if mask.any():
            thing = measure_seen(see(mask, depth, camera["fx"]), camera, depth.shape)[0]
        found.append(thing)
    return found


def error_of(found: Any, true: Any) -> tuple[float, float]:
    """Return the relative errors of the centre, over its distance, and of the sizes."""
    away = math.dist(found["center_m"], true["center_m"]) / math.hypot(*true["center_m"])
    sizes = [abs(a - b) / b for a, b in zip(found["size_m"], true["size_m"], strict=True) if b > 0]
    return away, statistics.median(sizes)


def visible_points(world: str, rows: list[Row]) -> dict[str, list[tuple[float, float]]]:
    """Print errors against the visible points; return errors and deviations by condition."""
    deviations: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, how in NOISE.items():
        rng = np.random.default_rng(0)
        errors = []
        for row in rows:
            for found, true in zip(changed(row, rng, **how), exact(row), strict=True):
                if found is None or true is None:
                    continue
                errors.append(error_of(found, true))
                for axis in range(3):
                    key = "nearest_m" if axis == 2 else "mean_m"
                    pair = (found[key], true[key]) if axis == 2 else (
                        found[key][axis], true[key][axis])  # fmt: skip
                    off = abs(pair[0] - pair[1]), found["sigmas_m"][axis]
                    deviations[f"{name}, positions"].append(off)
                    off = (abs(found["size_m"][axis] - true["size_m"][axis]),
                           found["size_sigmas_m"][axis])  # fmt: skip
                    deviations[f"{name}, sizes"].append(off)
        center, size = (100 * statistics.median(column) for column in zip(*errors, strict=True))
        covered = [f"{kind} {_covered(deviations[f'{name}, {kind}'], 2):.0f} %"
                   for kind in ("positions", "sizes")]  # fmt: skip
        say(f"{world}, {name}: centre {center:.2f} %, size {size:.2f} %;"
            f" within two standard deviations: {', '.join(covered)}")  # fmt: skip
    return deviations


def _covered(pairs: list[tuple[float, float]], sigmas: float) -> float:
    return 100 * sum(error <= sigmas * sigma + 1e-4 for error, sigma in pairs) / len(pairs)


def facts(world: str, rows: list[Row]) -> None:
    """Print how many facts are right, and how many are told of near-ties, and of how many pairs."""
    right = told = ties = tied = missed = decided = 0
    hidden = [{k: v for k, v in row.items() if k not in ("truth", "answer", "category")}
              for row in rows]  # fmt: skip
    for row, scene in zip(rows, flatten(stages.describe(hidden)), strict=True):
        true = exact(row)
        for one, other in itertools.permutations(range(len(row["regions"])), 2):
            said = {f["relation"] for f in scene["facts"]
                    if f["subject"] == one and f.get("object") == other}  # fmt: skip
            for relation in COMPARISONS:
                by = margin(relation, *(_with_footprint(true[k], row) for k in (one, other)))
                if by == 0:
                    tied += 1
                    ties += relation in said
                    continue
                decided += by > 0
                missed += by > 0 and relation not in said
                if relation in said:
                    told += 1
                    right += by > 0
    say(f"{world}: {right} of {told} comparisons told are right; {ties} told of {tied} near-ties;"
        f" {missed} of {decided} that could be told are not")  # fmt: skip


def _with_footprint(thing: Any, row: Row) -> Any:
    sigma = thing["mean_m"][2] / row["camera"]["fx"] / 2
    return {**thing, "sigma_m": sigma}


def whole_objects(world: str) -> None:
    """Print errors against the things themselves, what is hidden or behind them included."""
    errors = defaultdict(list)
    for number in range(200):
        traced = trace(WORLDS[world](derive_random("whole", world, number), False), 96)
        for index, thing in enumerate(traced.world.things):
            mask = traced.shown == index
            if mask.sum() < 16 or any(part.yaw for part in thing.parts):
                continue
            seen = see(mask, traced.depth_m, traced.camera["fx"])
            found, _ = measure_seen(seen, traced.camera, mask.shape)
            if found is None:
                continue
            for axis, (low, high) in enumerate(_extents(thing)):
                errors["width height depth".split()[axis]].append(
                    found["size_m"][axis] / (high - low) - 1
                )
    said = [f"{name} {100 * statistics.median(off):+.1f} % (half of them within"
            f" {100 * statistics.median(map(abs, off)):.1f} %)"
            for name, off in errors.items()]  # fmt: skip
    say(f"{world}, visible points against whole objects: {', '.join(said)}")


def asked(world: str, rows: list[Row]) -> None:
    """Print how many measured answers agree with an independent computation."""
    plain = [{**row, "regions": [*row["regions"], *row["things"]], "things": []} for row in rows]
    made = [row for row in flatten(stages.describe(plain, ask=8)) if not row.get("error")]
    agreed = sum(agrees(row) is None for row in made)
    yes = [row["answer"].startswith(("Yes", "Indeed", "Correct")) for row in made
           if row["category"].endswith("_predicate")]  # fmt: skip
    say(f"{world}: --ask: {agreed} of {len(made)} answers agree; {sum(yes)} of {len(yes)}"
        " predicates are yes")  # fmt: skip


def floors(world: str, folder: Path) -> None:
    """Print how well pitch and roll are found from the floor."""
    made = stages.synth(images=str(folder), count=300, world=world, per_scene=1, camera="varied",
                        split="test", seed=22)  # fmt: skip
    off, none = [], 0
    for row in flatten(made):
        depth = load_depth(row["depth"], 96, 96)
        found = find_down(depth, row["camera"])
        if found is None:
            none += 1
            continue
        off.append(max(abs(found[0] - row["camera"]["pitch_deg"]),
                       abs(found[1] - row["camera"]["roll_deg"])))  # fmt: skip
    say(f"{world}: floor found in {len(off)} of {len(off) + none}; pitch and roll off by"
        f" {statistics.median(off):.2f}° (median), {max(off):.2f}° (most)")  # fmt: skip


def speed(world: str, folder: Path, size: int, count: int) -> None:
    """Print the rows a second of `describe`, the median of three runs."""
    rows = scenes(world, folder, count, size)
    rates = []
    for _ in range(3):
        began = time.process_time()
        done = sum(1 for _ in stages.describe(rows))
        rates.append(done / (time.process_time() - began))
    rate = statistics.median(rates)
    say(f"{world} at {size}: {rate:.0f} rows a second, {1000 / rate:.1f} ms a row")


def draw(deviations: dict[str, dict[str, list[tuple[float, float]]]]) -> None:
    """Draw how many errors are within so many standard deviations, beside the normal law."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "srkit"
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(9, 4), sharey=True)
    for panel, kind in zip(panels, ("positions", "sizes"), strict=True):
        normal = [100 * math.erf(level / math.sqrt(2)) for level in LEVELS]
        panel.plot(LEVELS, normal, "k--", label="as stated (normal)")
        for name in NOISE:
            pairs = [p for world in deviations.values() for p in world[f"{name}, {kind}"]]
            panel.plot(LEVELS, [_covered(pairs, level) for level in LEVELS], label=name)
        panel.set_title(f"{kind}, synthetic scenes, 96 px")
        panel.set_xlabel("standard deviations")
    panels[0].set_ylabel("% of errors within")
    panels[1].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(ROOT / "docs/img/calibration.svg", metadata={"Date": None})


def main() -> None:
    deviations = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for world in ("simple", "full"):
            rows = scenes(world, folder)
            deviations[world] = visible_points(world, rows)
            facts(world, rows)
            asked(world, rows)
            whole_objects(world)
            floors(world, folder)
        for world in ("simple", "full"):
            speed(world, folder, 96, 200)
        speed("full", folder, 1024, 8)
    draw(deviations)


if __name__ == "__main__":
    main()
