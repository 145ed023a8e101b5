"""What each command does, as a function from rows to results, with the command's option names.

    rows = pipe(read_files(["tasks.jsonl"], (TaskRow,)), describe, partial(search, best=1), score)

A stage gives one `Result` an input row, in input order; `flatten` (in `records/flow.py`) takes the
rows out, `pipe` does so between stages. Options are checked when a function is called, rows are
read when its results are. The commands in `cli/` are these functions with files around them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count as count_up
from typing import Any

from srkit.errors import AddressError
from srkit.records.flow import Result, Stage, flatten
from srkit.records.rows import Row
from srkit.training.settings import Settings

POLICIES = (
    "geometry:?strategy=direct&faults=noisy&name=noisy",
    "geometry:?strategy=reference&faults=scaled&name=scaled",
    "geometry:?strategy=coordinates&faults=hasty&name=hasty",
)
log = logging.getLogger(__name__)


def pipe(rows: Iterable[Row], *stages: Stage) -> Iterator[Row]:
    """Send rows through several stages, as `|` does."""
    for stage in stages:
        rows = flatten(stage(rows))
    yield from rows


def synth(
    *, images: str, count: int | None = None, indices: Iterable[int] | None = None,
    world: str = "simple", split: str = "train", size: int = 96, camera: str = "fixed",
    per_scene: int = 4, category: Sequence[str] = (), seed: int = 0,
) -> Iterator[Result]:  # fmt: skip
    """Make the first `count` tasks, or those of `indices`; without both, tasks without end."""
    from srkit.synth.tasks import Settings, synth_tasks

    if indices is None:
        indices = count_up() if count is None else range(count)
    settings = Settings(seed, split, world, size, camera, per_scene, tuple(category))
    return synth_tasks(indices, images, settings)


def describe(
    rows: Iterable[Row], *, depth: str = "row", detect: str | None = None,
    segment: str | None = None, camera: Sequence[str] = (), words: Sequence[str] = (),
    min_score: float = 0.3, ask: int | None = None, overlay: str | None = None,
    cache: str = "seen", batch_size: int = 8, seed: int = 0,
) -> Iterator[Result]:  # fmt: skip
    """Measure where things are (TaskRow to SceneRow), or ask about them (to TaskRow with a scene).

    What models see is kept in the folder `cache`.
    """
    from srkit.scene.describe import Settings, describe_rows
    from srkit.scene.finding import Limits
    from srkit.scene.lens import check_sources
    from srkit.scene.looking import Eyes

    settings = Settings(check_sources(camera), ask or 0, overlay, seed)
    eyes = Eyes(limits=Limits(min_score), words=tuple(words))
    if depth != "row" or detect or segment:
        from srkit.models.eyes import load_eyes

        eyes = load_eyes(eyes, depth, detect, segment, cache, batch_size)
    return describe_rows(rows, eyes, settings)


def search(
    rows: Iterable[Row], *, policy: Sequence[str] = POLICIES, judge: Sequence[str] = ("geometry:",),
    direct: Sequence[str] = (), no_tree: bool = False, iterations: int = 8,
    exploration: float = 1.4, best: int = 2, trajectories: int | None = None,
    max_expansions: int | None = None, max_calls: int | None = None,
    max_tokens: int | None = None, judge_each: bool = False, cap: int = 64,
    regions: str = "overlay", prompts: Mapping[str, str] | None = None,
    journal: str | None = None, dry_run: bool = False, seed: int = 0, network: Any = None,
    folders: Sequence[str] | None = None, tally: Any = None,
) -> Iterator[Result]:  # fmt: skip
    """Let several models find answers together (SceneRow to CandidateRow, and TreeRow beside).

    `network` (`srkit.models.network.Network`) says where keys and named servers are found,
    `folders` where pictures may be sent from, `tally` counts requests. `dry_run` gives one row:
    what would be asked of whom.
    """
    from srkit.models.connections import Connections
    from srkit.models.prompts import replaced
    from srkit.search.m3cts import Settings, search_rows
    from srkit.search.plan import load_models, plan_rows

    texts = replaced(prompts or {})
    connections = Connections(network, cap, journal, texts, regions, judge_each, tally,
                              not dry_run, folders)  # fmt: skip
    named = ([] if no_tree else policy, [] if no_tree else judge, direct)
    settings = Settings(iterations, exploration, best, seed, trajectories, max_expansions,
                        max_calls, max_tokens, judge_each)  # fmt: skip
    models = load_models(*named, connections)
    if dry_run:
        return plan_rows(rows, *named, settings, connections)
    connections.open_journal()
    return search_rows(rows, models, settings, connections)


def score(
    rows: Iterable[Row], *, judge: Sequence[str] = ("geometry:",), scenes: str | None = None,
    cap: int = 64, regions: str = "overlay", prompts: Mapping[str, str] | None = None,
    journal: str | None = None, seed: int = 0, root: str | None = None, network: Any = None,
    folders: Sequence[str] | None = None, tally: Any = None, agreement: Any = None,
) -> Iterator[Result]:  # fmt: skip
    """Reward answers, segment by segment (CandidateRow to ScoredRow).

    `scenes` is a file of SceneRows for answers that have none; the rest is as for `search`.
    """
    from srkit.models.connections import Connections
    from srkit.models.load import load_scorers
    from srkit.models.prompts import replaced
    from srkit.records.scenes import Scenes
    from srkit.rewards.scoring import score_rows

    texts = replaced(prompts or {})
    connections = Connections(network, cap, journal, texts, regions, tally=tally, folders=folders)
    judges = load_scorers(judge, connections)
    connections.open_journal()
    known = Scenes(scenes, root) if scenes else None
    return score_rows(rows, judges, connections, known, seed, agreement)


def pair(
    rows: Iterable[Row], *, sft: bool = False, select: str = "total", min_margin: float = 0.0,
    require_correct: bool = False, conclusion_negatives: float = 0.0, balance: bool = False,
    grouped: bool = False, exclude_images: Iterable[str] = (), seed: int = 0, summary: Any = None,
) -> Iterator[Result]:  # fmt: skip
    """Pair best and worst (ScoredRow to PairRow or SftRow); `summary` says what they are like.

    `exclude_images` are paths of pictures that must not be trained on.
    """
    from srkit.pairs.make import Settings, pair_rows
    from srkit.pairs.select import Choice

    if balance and grouped:
        raise AddressError("--balance has to see all pairs: leave out --grouped")
    if sft and conclusion_negatives:
        raise AddressError("--sft writes no pairs: leave out --conclusion-negatives")
    choice = Choice(select, min_margin, require_correct, sft)
    settings = Settings(choice, conclusion_negatives, balance, grouped, seed)
    return pair_rows(rows, settings, exclude_images, summary)


def evaluate(
    rows: Iterable[Row], *, model: str | None = None, max_tokens: int = 512,
    bench: str | Mapping[str, Row] | None = None, default_unit: str | None = None,
    scorer: str = "rules", judge: str | None = None, cap: int = 64, regions: str = "overlay",
    prompts: Mapping[str, str] | None = None, journal: str | None = None, seed: int = 0,
    root: str | None = None, network: Any = None, folders: Sequence[str] | None = None,
    tally: Any = None,
) -> Iterator[Result]:  # fmt: skip
    """Give answers their verdicts (rows with a response, or TaskRow with a model, to ResultRow).

    With `bench` (`spatialrgpt:PATH_OR_REPO`, or what `load_bench` made of it), question and truth
    are the benchmark's. With `scorer="judge"` a language model compares answers with the truth. How
    models are asked is as for `search`.
    """
    from srkit.evaluation.bench import eval_rows, load_bench

    tasks = load_bench(bench, root) if isinstance(bench, str) else bench
    if (scorer == "judge") != (judge is not None):
        raise AddressError("--scorer judge and --judge ADDRESS belong together")
    if model is None and judge is None:
        return eval_rows(rows, None, tasks, default_unit)
    from srkit.models.connections import Connections
    from srkit.models.load import load_answerer, load_speaker
    from srkit.models.prompts import replaced

    texts = replaced(prompts or {})
    connections = Connections(network, cap, journal, texts, regions, tally=tally, folders=folders)
    answerer = load_answerer(model, connections, max_tokens) if model else None
    referee = load_speaker(judge, connections, "judge") if judge else None
    connections.open_journal()
    return eval_rows(rows, answerer, tasks, default_unit, connections, seed, referee)


def lmms(
    rows: Iterable[Row], *, model: str, python: str, folder: str, more: Sequence[str] = (),
    max_tokens: int = 512, cap: int = 64, journal: str | None = None, network: Any = None,
    tally: Any = None, environment: Mapping[str, str] | None = None,
) -> Iterator[Result]:  # fmt: skip
    """Let lmms-eval, in the environment of `python`, run the tasks that rows name by their id.

    What it writes, and what the model wrote, goes into `folder`; `more` are arguments of its own.
    """
    from srkit.evaluation.lmms import refuse, run_tasks
    from srkit.models.connections import Connections
    from srkit.models.load import load_speaker

    refuse(python, more)
    connections = Connections(network, cap, journal, tally=tally)
    asked = load_speaker(model, connections, "relay")
    connections.open_journal()
    return run_tasks(rows, asked, connections, python, folder, max_tokens, more, environment)


def train(
    rows: list[Row], method: str, *, model: str, output: str, resume: bool = False,
    dry_run: bool = False, on_ready: Callable[[], None] = lambda: None,
    on_step: Callable[[int, int, dict[str, float]], None] = lambda step, of, values: None,
    say: Callable[[str], None] = log.warning, **settings: Any,
) -> Row:  # fmt: skip
    """Fine-tune a model on SftRow (`sft`) or PairRow; return a row about the checkpoint.

    `settings` are those of `srkit.training.settings.Settings`. `resume` goes on where the run in
    `output` was saved last, `dry_run` returns what would be done; `on_ready` is called when all is
    loaded and the folder is made, `on_step` after every step with its
    number, that of all, and what is logged.
    """
    import os

    from srkit.records.address import parse_address
    from srkit.training import runs
    from srkit.training.folder import saved_in

    target = trained_model(model)
    chosen = Settings(**train_settings(method, model, settings))
    if dry_run:
        return runs.plan(rows, method, target, chosen)
    saved = saved_in(output)[-1:] if resume else []
    prepared = runs.prepare(rows, method, target, chosen, output, say)
    for one in saved:
        runs.refuse_other(one, prepared)
    os.makedirs(output, exist_ok=True)
    on_ready()
    made = runs.run(prepared, saved[0] if saved else None, on_step, say)
    return {**made, "method": method, "model": parse_address(model).model}


def view(
    inputs: Iterable[tuple[str, Iterable[Row]]], *, output: str, documents: Sequence[str] = (),
    max_mb: float = 15.0, png: str | None = None, limit: int | None = None,
) -> Row:  # fmt: skip
    """Write one HTML page with rows (by the names of their inputs), summaries and training runs.

    `documents` are paths of summaries and checkpoint folders; their charts go to `png`, too.
    `limit` is for each input.
    """
    from srkit.view.make import make_page

    named = ((name, iter(rows)) for name, rows in inputs)
    return make_page(named, documents, output, max_mb, png, limit)


def push(
    path: str, *, repo: str, type: str | None = None, private: bool = False,
    license: str | None = None, results: Sequence[str] = (), merge_adapter: bool = False,
    revision: str | None = None, create_pr: bool = False, dry_run: bool = False,
    yes: bool = False, root: str | None = None, folders: Sequence[str] | None = None,
    typed: Callable[[Row], str] = lambda run: str(run.get("command")),
    say: Callable[[str], None] = log.warning,
) -> Row:  # fmt: skip
    """Send a checkpoint folder, or a file of rows of any kind, to the Hub; return a row about it.

    `typed` writes a run record as a command line, `folders` are those that pictures may be read
    from.
    """
    import os

    from srkit.publish.push import Wish, push_path
    from srkit.publish.upload import Place
    from srkit.records import rows as kinds
    from srkit.records.jsonl import read_files

    reads = (kinds.PairRow, kinds.SftRow, kinds.ResultRow, kinds.ScoredRow, kinds.CandidateRow,
             kinds.TaskRow)  # fmt: skip
    is_folder = os.path.isdir(path)
    kind = type or ("model" if is_folder else "dataset")
    if (kind == "model") != is_folder:
        raise AddressError(f"{path} is no {'folder' if kind == 'model' else 'file of rows'}")
    wish = Wish(path, license, tuple(results), merge_adapter, folders, dry_run)
    place = Place(repo, kind, revision, private, create_pr, yes)
    return push_path(wish, place, lambda: read_files([path], reads, root=root), typed, say)


def train_settings(method: str, model: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return all settings of a run as they are meant: learning rate and rank are known."""
    from srkit.models.hub import rank_of

    rank = rank_of(trained_model(model))
    return Settings(**settings).of(method, rank)._asdict()


def trained_model(model: str) -> str:
    """Return the folder or repository of a model that can be trained."""
    from srkit.records.address import WEIGHTS, parse_address

    address = parse_address(model).only()
    if address.scheme not in WEIGHTS:
        raise AddressError(f"{model}: training starts from hf:FOLDER, hf:OWNER/REPO or tiny:")
    return address.target
