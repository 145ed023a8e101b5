"""The card of a dataset: what its rows are, where they come from, under which licence."""

from collections.abc import Iterator

from srkit.errors import SrkitError
from srkit.publish.cards import PAPER, command_lines
from srkit.publish.history import SYNTH, is_synthetic, runs_of, shown, told
from srkit.publish.licenses import license_of
from srkit.publish.tables import DEPTH, IMAGE, Columns
from srkit.records.rows import Row

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_SPLITS = {"train": "train", "val": "validation", "test": "test"}


def license_for(columns: Columns, given: str | None, is_private: bool) -> str | None:
    """Return the licence of a dataset; raise for a public one whose licence nobody has told."""
    known = [name for name in columns.licenses if name != "unknown"]
    if given:
        return given
    if "unknown" in columns.licenses and not is_private:
        count = columns.licenses["unknown"]
        raise SrkitError(f"{count} rows have no licence: say with --license under which they may be"
                         " published, or keep them --private")  # fmt: skip
    return None if "unknown" in columns.licenses else ", ".join(sorted(known))


def dataset_card(
    repo: str, columns: Columns, record: Row | None, license: str | None, commands: tuple[str, ...]
) -> str:
    """Return the card of a dataset."""
    from huggingface_hub import DatasetCardData

    split = split_of(record)
    configs = [
        {"config_name": "default", "data_files": [{"split": split, "path": "data/*.parquet"}]}
    ]
    if columns.answers:
        messages = [{"split": split, "path": "messages/*.parquet"}]
        configs.append({"config_name": "messages", "data_files": messages})
    size = next((name for most, name in SIZES if columns.rows < most), "n>1M")
    data = DatasetCardData(
        pretty_name=repo.rpartition("/")[2], task_categories=["visual-question-answering"],
        size_categories=[size], configs=configs, **license_of(license),
        tags=["srkit", "spatial-reasoning", *(["synthetic"] if synthetic(columns, record) else [])],
    )  # fmt: skip
    body = "\n".join(sections(repo, columns, record, license, commands, split))
    return f"---\n{data.to_yaml()}\n---\n\n{body}\n"


def synthetic(columns: Columns, record: Row | None) -> str:
    """Say how much of the pictures was made, not taken; nothing if none is known to be."""
    if 0 < columns.synthetic < columns.rows:
        return f"{columns.synthetic:,} of the rows of synthetic scenes"
    return "synthetic scenes" if columns.synthetic or is_synthetic(record or {}) else ""


def split_of(record: Row | None) -> str:
    """Return which split of synth's scenes this is; `train` where none is known."""
    found = {run["options"].get("split") for run in runs_of(record or {})
             if run.get("command") == SYNTH}  # fmt: skip
    return _SPLITS.get(found.pop(), "train") if len(found) == 1 else "train"


def sections(
    repo: str, columns: Columns, record: Row | None, license: str | None,
    commands: tuple[str, ...], split: str,
) -> Iterator[str]:  # fmt: skip
    """Yield the lines of the text."""
    yield f"# {repo.rpartition('/')[2]}\n"
    what = {("completion",): "Answers to learn from", ("chosen", "rejected"): "Preference pairs"}
    yield f"{what.get(columns.answers, 'Spatial questions about pictures')}: {columns.rows:,} rows"
    made = synthetic(columns, record)
    yield "with their pictures" + (f", **{made}**." if made else ".")
    if record:
        yield f"Made with srkit {record.get('versions', {}).get('srkit', '')};"
        yield f"method: [arXiv:{PAPER}](https://arxiv.org/abs/{PAPER})."
    yield ""
    yield "## Use\n"
    yield from use_lines(repo, columns, split)
    yield "\n## Columns\n"
    yield from column_lines(columns)
    yield "\n## Pictures\n"
    yield "They are without EXIF, comments and text.\n"
    published = f"; published as: {shown(license)}" if license else ""
    yield f"- licence: {told(dict(columns.licenses.most_common()))}{published}"
    yield f"- origin: {told(dict(columns.origins.most_common()))}"
    if columns.depths_left:
        yield f"- depth of {columns.depths_left:,} rows is not here: it is no PNG"
    if columns.failed:
        yield f"- {columns.failed:,} rows that had failed were left out"
    yield "\n## How it was made\n"
    if commands:
        yield from command_lines(commands)
    else:
        yield "No run record came with the rows: how they were made is not known."


def use_lines(repo: str, columns: Columns, split: str) -> Iterator[str]:
    """Yield how the rows are loaded."""
    yield "```python"
    yield "from datasets import load_dataset\n"
    yield f'rows = load_dataset("{repo}", split="{split}")'
    if columns.answers:
        yield "# As TRL trains on them:"
        yield f'messages = load_dataset("{repo}", "messages", split="{split}")'
    yield "```"
    if columns.answers:
        yield "\nIn `messages` regions are drawn on the pictures and named in the prompt, as srkit"
        yield "trains with `--regions overlay`."


def column_lines(columns: Columns) -> Iterator[str]:
    """Yield a line a column."""
    yield "| column | holds |\n|---|---|"
    yield f"| {IMAGE} | the picture |"
    if columns.depths:
        yield f"| {DEPTH} | its depth; `depth` tells the unit |"
    for key, kind in columns.kinds.items():
        if key != IMAGE:
            yield f"| {shown(key)} | {'JSON' if kind == 'json' else kind} |"
