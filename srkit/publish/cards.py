"""The card of a checkpoint folder: what was done, from the run record and the log beside it.

It claims nothing that these do not say. `train` writes it without results; `push` writes it again,
with those that are given, the commands of the whole chain, and the repository's name.
"""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from srkit.errors import visible
from srkit.models.hub import base_of
from srkit.publish.history import data_lines, is_folder, is_synthetic
from srkit.publish.licenses import license_of
from srkit.publish.results import Measured, eval_results, result_lines
from srkit.records.rows import Row

NAMES = {"sft": "Supervised fine-tuning", "dpo": "Direct preference optimization (DPO)",
         "fdpo": "Fine-grained direct preference optimization (fDPO)"}  # fmt: skip
PAPER = "2506.21656"
# Settings that a reader asks for first; those of preference training only where it was one.
TOLD = ("lora", "lr", "epochs", "max_steps", "batch_size", "accumulate", "warmup", "weight_decay",
        "schedule", "freeze_vision", "regions", "seed")  # fmt: skip
TOLD_OF = {"sft": (), "dpo": ("beta", "chosen_nll"),
           "fdpo": ("beta", "alpha", "lam", "chosen_nll")}  # fmt: skip


class Published(NamedTuple):
    """What a card says beyond the folder's own story, once it is pushed."""

    repo: str = "FOLDER"  # where it is loaded from
    license: str | None = None
    results: tuple[Measured, ...] = ()
    commands: tuple[str, ...] = ()  # that made it, from the first
    is_merged: bool = False  # an adapter that was added to its base


def write_model_card(folder: str, record: Row, made: Row, log: list[Row]) -> None:
    """Write README.md into a checkpoint folder."""
    with open(os.path.join(folder, "README.md"), "w", encoding="utf-8") as file:
        file.write(model_card(folder, record, made, log))


def model_card(
    folder: str, record: Row, made: Row, log: list[Row], published: Published | None = None
) -> str:
    """Return a card: the Hub's metadata, and the text."""
    from huggingface_hub import ModelCardData

    told = published or Published()
    target = made["model"].removeprefix("hf:")
    was_adapter = os.path.isfile(os.path.join(folder, "adapter_config.json"))
    base = (base_of(folder) if was_adapter else None) or target
    is_adapter = was_adapter and not told.is_merged
    more: dict[str, Any] = {} if is_local(base) else {"base_model": base.partition("@")[0]}
    if told.results:
        more |= {"model_name": called(told.repo), "eval_results": eval_results(list(told.results))}
    tags = ["srkit", made["method"], "spatial-reasoning"]
    data = ModelCardData(
        library_name="peft" if is_adapter else "transformers",
        pipeline_tag="image-text-to-text",
        tags=[*tags, "synthetic"] if is_synthetic(record) else tags,
        **more, **license_of(told.license),
    )  # fmt: skip
    body = "\n".join(sections(record, made, log, (target, base), is_adapter, told))
    return f"---\n{data.to_yaml()}\n---\n\n{body}\n"


def sections(
    record: Row, made: Row, log: list[Row], models: tuple[str, str], is_adapter: bool,
    told: Published,
) -> Iterator[str]:  # fmt: skip
    """Yield the lines of a card's text; `models` are what was trained and what it builds on."""
    method, (target, base) = made["method"], (called(model) for model in models)
    name = told.repo if told.repo != Published().repo else os.path.abspath(made["checkpoint"])
    yield f"# {called(name)}\n"
    yield f"{NAMES[method]} of `{target}` with srkit {record['versions']['srkit']}"
    yield f"([paper](https://arxiv.org/abs/{PAPER})).\n"
    if told.results:
        yield "## Results\n"
        yield from result_lines(list(told.results))
        yield "\nVerdicts of `srkit eval`; the files of figures are in this repository.\n"
    yield "## Training\n"
    yield from training_lines(record, made, base, is_adapter, told.is_merged)
    yield "\n## Loss\n"
    first = next(line["loss"] for line in log if "loss" in line)
    yield f"{first:.4f} at the first step, {made['loss']:.4f} on average over the last tenth"
    yield "(`log.jsonl` has every step, `curves.png` shows them)."
    if "eval_loss" in made:
        yield f"On what was held out: {made['eval_loss']:.4f}."
    yield "\n## Data\n"
    yield from data_lines(record)
    if told.commands:
        yield "\n## How it was made\n"
        yield from command_lines(told.commands)
    yield "\n## Use\n"
    yield from use_lines(base if is_adapter else None, is_local(models[1]), told.repo)
    yield "\n## Limits\n"
    yield from limit_lines(record, told)


def training_lines(
    record: Row, made: Row, base: str, is_adapter: bool, is_merged: bool
) -> Iterator[str]:
    """Yield how many numbers were trained on how many rows, and with which settings."""
    method, options = made["method"], record["options"]
    yield f"{made['trained_weights']:,} of {made['weights']:,} numbers were trained: "
    if is_adapter or is_merged:
        merged = ", which has been merged into it" if is_merged else ""
        yield f"a LoRA adapter of rank {options['lora']} on `{base}`{merged}."
    else:
        yield "all but the vision part." if options["freeze_vision"] else "all of them."
    yield f"{made['rows']:,} rows, {made['steps']:,} steps, {made['processes']} process(es);"
    yield f"{made['held_out']:,} rows held out, {made['too_long']:,} left out as too long.\n"
    yield "| setting | value |\n|---|---|"
    yield from (f"| {key} | {options[key]} |" for key in (*TOLD, *TOLD_OF[method]))


def command_lines(commands: tuple[str, ...]) -> Iterator[str]:
    """Yield commands as a reader could type them."""
    yield "From the run records, folders left out (`run.json` has every setting):\n"
    yield "```bash"
    yield from (visible(command).replace("```", "…") for command in commands)
    yield "```"


def limit_lines(record: Row, told: Published) -> Iterator[str]:
    """Yield what should not be concluded from all this."""
    if is_synthetic(record):
        yield "It learned from synthetic scenes: what it does on photographs is not known."
    if not told.results:
        yield "No benchmark was run as part of training: it does not say what the model is worth."
    elif all(one.is_synthetic for one in told.results):
        yield "All results are of synthetic scenes."


def called(model: str) -> str:
    """Return what a card calls a model: a repository's name, of a folder the last part alone."""
    name = os.path.basename(os.path.normpath(model)) if is_local(model) else model
    return visible(name).replace("`", "'")


def is_local(model: str) -> bool:
    """Whether a model is a folder: its place on this machine says nothing to anybody else."""
    return os.path.isdir(model) or is_folder(model.partition("@")[0]) or model.startswith("tiny:")


def use_lines(base: str | None, is_base_local: bool, repo: str) -> Iterator[str]:
    """Yield how the model is loaded without srkit."""
    yield "```python"
    yield "from transformers import AutoModelForImageTextToText, AutoProcessor\n"
    yield f'processor = AutoProcessor.from_pretrained("{repo}")'
    if base:
        name, _, revision = base.partition("@")
        pinned = f', revision="{revision}"' if revision else ""
        yield "from peft import PeftModel\n"
        yield f'base = AutoModelForImageTextToText.from_pretrained("{name}"{pinned})'
        yield f'model = PeftModel.from_pretrained(base, "{repo}")'
    else:
        yield f'model = AutoModelForImageTextToText.from_pretrained("{repo}")'
    yield "```"
    if base and is_base_local:
        yield f"\n`{base}` is a folder of the machine that this was trained on."
    yield "\nQuestions are asked as in training: the picture with its regions drawn on (or named by"
    yield "coordinates, as `regions` says), the legend, the question; `srkit eval` does that."
