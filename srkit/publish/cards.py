"""The card of a checkpoint folder: what was done, from the run record and the log beside it.

It claims nothing that these do not say; results are added where they are measured.
"""

import os
from collections.abc import Iterator
from typing import Any

from srkit.errors import visible
from srkit.models.hub import base_of
from srkit.records.rows import Row

NAMES = {"sft": "Supervised fine-tuning", "dpo": "Direct preference optimization (DPO)",
         "fdpo": "Fine-grained direct preference optimization (fDPO)"}  # fmt: skip
PAPER = "2506.21656"
# Settings that a reader asks for first; those of preference training only where it was one.
TOLD = ("lora", "lr", "epochs", "max_steps", "batch_size", "accumulate", "warmup", "weight_decay",
        "schedule", "freeze_vision", "regions", "seed")  # fmt: skip
TOLD_OF = {"sft": (), "dpo": ("beta", "chosen_nll"),
           "fdpo": ("beta", "alpha", "lam", "chosen_nll")}  # fmt: skip


def write_model_card(folder: str, record: Row, made: Row, log: list[Row]) -> None:
    """Write README.md into a checkpoint folder."""
    from huggingface_hub import ModelCardData

    target = made["model"].removeprefix("hf:")
    is_adapter = os.path.isfile(os.path.join(folder, "adapter_config.json"))
    base = (base_of(folder) if is_adapter else None) or target
    data = ModelCardData(
        library_name="peft" if is_adapter else "transformers",
        pipeline_tag="image-text-to-text",
        tags=["srkit", made["method"], "spatial-reasoning"],
        **({} if is_local(base) else {"base_model": base.partition("@")[0]}),
    )
    body = "\n".join(sections(record, made, log, (target, base), is_adapter))
    with open(os.path.join(folder, "README.md"), "w", encoding="utf-8") as file:
        file.write(f"---\n{data.to_yaml()}\n---\n\n{body}\n")


def sections(
    record: Row, made: Row, log: list[Row], models: tuple[str, str], is_adapter: bool
) -> Iterator[str]:
    """Yield the lines of a card's text; `models` are what was trained and what it builds on."""
    method, (target, base) = made["method"], (called(model) for model in models)
    yield f"# {called(os.path.abspath(made['checkpoint']))}\n"
    yield f"{NAMES[method]} of `{target}` with srkit {record['versions']['srkit']}"
    yield f"([paper](https://arxiv.org/abs/{PAPER})).\n"
    yield "## Training\n"
    yield f"{made['trained_weights']:,} of {made['weights']:,} numbers were trained: "
    yield (
        f"a LoRA adapter of rank {record['options']['lora']} on `{base}`."
        if is_adapter
        else ("all but the vision part." if record["options"]["freeze_vision"] else "all of them.")
    )
    yield f"{made['rows']:,} rows, {made['steps']:,} steps, {made['processes']} process(es);"
    yield f"{made['held_out']:,} rows held out, {made['too_long']:,} left out as too long.\n"
    yield "| setting | value |\n|---|---|"
    yield from (f"| {key} | {record['options'][key]} |" for key in (*TOLD, *TOLD_OF[method]))
    yield "\n## Loss\n"
    first = next(line["loss"] for line in log if "loss" in line)
    yield f"{first:.4f} at the first step, {made['loss']:.4f} on average over the last tenth"
    yield "(`log.jsonl` has every step, `curves.png` shows them)."
    if "eval_loss" in made:
        yield f"On what was held out: {made['eval_loss']:.4f}."
    yield "\n## Data\n"
    yield from data_lines(record)
    yield "\n## Use\n"
    yield from use_lines(base if is_adapter else None, is_local(models[1]))
    yield "\n## Limits\n"
    yield "No benchmark was run as part of training: it does not say what the model is worth."


def called(model: str) -> str:
    """Return what a card calls a model: a repository's name, of a folder the last part alone."""
    name = os.path.basename(os.path.normpath(model)) if is_local(model) else model
    return visible(name).replace("`", "'")


def is_local(model: str) -> bool:
    """Whether a model is a folder: its place on this machine says nothing to anybody else."""
    return os.path.isdir(model) or model.startswith((".", "/", "tiny:"))


def data_lines(record: Row) -> Iterator[str]:
    """Yield a line a file that was learned from."""
    for given in record["inputs"][:-1]:  # the last is the model
        known = f"sha256 `{given['sha256']}`" if given["sha256"] else "from a pipe: unknown"
        name = visible(os.path.basename(given["path"])).replace("`", "'")
        yield f"- `{name}`, {known}{_origin(given)}"


def _origin(given: Row) -> str:
    commands = sorted(set(_commands(given)))
    made = f", made by {', '.join(commands)}" if commands else ""
    return f"{made}; **synthetic scenes**" if "srkit synth" in commands else made


def _commands(given: Any) -> Iterator[str]:
    run = given.get("run")
    if isinstance(run, dict):
        yield str(run.get("command"))
        for one in run.get("inputs", []):
            yield from _commands(one)


def use_lines(base: str | None, is_base_local: bool) -> Iterator[str]:
    """Yield how the folder is loaded without srkit."""
    yield "```python"
    yield "from transformers import AutoModelForImageTextToText, AutoProcessor\n"
    yield 'processor = AutoProcessor.from_pretrained("FOLDER")'
    if base:
        name, _, revision = base.partition("@")
        pinned = f', revision="{revision}"' if revision else ""
        yield "from peft import PeftModel\n"
        yield f'base = AutoModelForImageTextToText.from_pretrained("{name}"{pinned})'
        yield 'model = PeftModel.from_pretrained(base, "FOLDER")'
    else:
        yield 'model = AutoModelForImageTextToText.from_pretrained("FOLDER")'
    yield "```"
    if base and is_base_local:
        yield f"\n`{base}` is a folder of the machine that this was trained on."
    yield "\nQuestions are asked as in training: the picture with its regions drawn on (or named by"
    yield "coordinates, as `regions` says), the legend, the question; `srkit eval` does that."
