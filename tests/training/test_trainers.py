"""Training through TRL on tiny models: α = 0 is TRL's DPO to the bit, and α = 0.3 the formula."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.training.runs import moved_away, prepared

pytestmark = pytest.mark.slow
Row = dict[str, Any]
Bases = Callable[[str], Path]
TRAJECTORIES = Path(__file__).parent / "trajectories.json"
FAMILIES = ("llava", "idefics3", "qwen2_5_vl")
OURS = ("segment_ids", "score_deltas", "is_plain")  # what TRL's collator doesn't give


def first_batch(trainer: Any) -> Any:
    return next(iter(trainer.get_train_dataloader()))


def loss_and_gradients(trainer: Any, compute: Callable[..., Any], batch: Any) -> tuple[float, list]:
    trainer.model.zero_grad()
    loss = compute(trainer.model, batch)
    loss.backward()
    return loss.item(), [p.grad.clone() for p in trainer.model.parameters() if p.grad is not None]


@pytest.mark.parametrize("lora", [0, 4])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("case", ["alpha is 0", "equal differences", "no segments"])
def test_loss_and_gradients_are_those_of_trl(
    bases: Bases, pair_rows: list[Row], tmp_path: Path, family: str, lora: int, case: str
) -> None:
    import torch
    from trl import DPOTrainer

    alpha = 0.0 if case == "alpha is 0" else 0.3
    for k, row in enumerate(pair_rows):
        if case == "equal differences":
            row["rejected_scores"] = {"desc": 5.0, "reason": 6.5}
        if case == "no segments" and k < 2:  # a run of such pairs alone is refused
            row["rejected"] = "About 3 meters."
    ready = prepared(bases(family), pair_rows, tmp_path / "o", alpha=alpha, lora=lora,
                     checkpointing=True)  # fmt: skip
    trainer = moved_away(ready.trainer)
    batch = first_batch(trainer)
    if case == "no segments":
        plain = batch["is_plain"]
        assert plain.sum() == 2
        rows = torch.cat([plain, plain]).nonzero()[:, 0].tolist()
        batch = {key: cut_to(value, rows, family) for key, value in batch.items()}
    ours, our_grads = loss_and_gradients(trainer, trainer.compute_loss, batch)
    stock = {key: value for key, value in batch.items() if key not in OURS}

    def compute(model: Any, inputs: Any) -> Any:
        return DPOTrainer.compute_loss(trainer, model, inputs)

    theirs, their_grads = loss_and_gradients(trainer, compute, stock)
    assert abs(ours - 0.6931) > 1e-3, "the policy has left the reference"
    assert ours == theirs
    assert len(our_grads) == len(their_grads) > 20
    assert all(torch.equal(a, b) for a, b in zip(our_grads, their_grads, strict=True))


def cut_to(value: Any, rows: list[int], family: str) -> Any:
    """Keep some rows of a batch of four pairs."""
    if value.shape[0] == 8:
        return value[rows]
    if value.shape[0] == 4:
        return value[rows[: len(rows) // 2]]
    return value[: value.shape[0] // 8 * len(rows)]  # Qwen's patches, one picture after another


@pytest.mark.parametrize("lora", [0, 4])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_at_alpha_0_is_a_run_of_trl(
    bases: Bases, pair_rows: list[Row], tmp_path: Path, family: str, lora: int
) -> None:
    import torch
    from trl import DPOConfig, DPOTrainer

    from srkit.training.data import make_dataset
    from srkit.training.settings import Settings
    from srkit.training.start import load_start
    from srkit.training.trainers import arguments

    settings = Settings(lr=1e-3, alpha=0.0, lora=lora, batch_size=1, accumulate=2, epochs=2,
                        checkpointing=True).of("fdpo", None)  # fmt: skip
    ready = prepared(bases(family), pair_rows, tmp_path / "ours", **settings._asdict())
    start = load_start(str(bases(family)), "dpo", settings)
    stock = DPOTrainer(
        model=start.model, ref_model=start.reference, peft_config=start.adapter,
        processing_class=start.processor,
        args=DPOConfig(beta=0.1, **arguments(settings, str(tmp_path / "theirs"))),
        train_dataset=make_dataset(ready.material.train, ready.material.looks),
    )  # fmt: skip
    losses = []
    for trainer in (ready.trainer, stock):
        trainer.train()
        losses.append([line["loss"] for line in trainer.state.log_history if "loss" in line])
    assert len(losses[0]) == 4 and losses[0][-1] < 0.68, "something was learned"
    assert losses[0] == losses[1]
    ours, theirs = (trainer.model.state_dict() for trainer in (ready.trainer, stock))
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


@pytest.mark.parametrize("family", FAMILIES)
def test_alpha_against_a_formula_over_full_logits(
    bases: Bases, pair_rows: list[Row], tmp_path: Path, family: str
) -> None:
    import torch

    trainer = moved_away(prepared(bases(family), pair_rows, tmp_path / "o", alpha=0.3).trainer)
    batch = first_batch(trainer)
    ours, _ = loss_and_gradients(trainer, trainer.compute_loss, batch)
    inputs = {k: v for k, v in batch.items() if k not in (*OURS, "completion_mask")}
    total = {}
    for name, model in (("policy", trainer.model), ("reference", trainer.ref_model)):
        with torch.no_grad():
            logits = model(**inputs).logits.double()
        every = logits.log_softmax(-1)[:, :-1]
        picked = every.gather(-1, batch["input_ids"][:, 1:, None])[..., 0]
        total[name] = picked * batch["completion_mask"][:, 1:]
    ratio = total["policy"] - total["reference"]
    here = [(batch["segment_ids"][:, 1:] == s) * batch["completion_mask"][:, 1:] for s in (0, 1)]
    parts = [(ratio * where).sum(1) for where in here]
    assert torch.allclose(parts[0] + parts[1], ratio.sum(1), rtol=0, atol=1e-12)
    losses = []
    for k in range(4):
        up = [torch.exp(0.6 * batch["score_deltas"][k, s].double()) for s in (0, 1)]
        z = 0.0
        for s in (0, 1):
            difference = parts[s][k] - parts[s][k + 4]
            z = z + 0.1 * (1 + 0.3 * (2 * up[s] / sum(up) - 1)) * difference
        losses.append(-torch.nn.functional.logsigmoid(z))
    assert abs(ours - trainer_loss_at(trainer, batch, alpha=0.0)) > 1e-3, "α says something"
    assert ours == pytest.approx(torch.stack(losses).mean().item(), abs=1e-5)


def trainer_loss_at(trainer: Any, batch: Any, alpha: float) -> float:
    trainer.alpha, kept = alpha, trainer.alpha
    loss = trainer.compute_loss(trainer.model, batch).item()
    trainer.alpha = kept
    return loss


def test_conclusion_only_pairs_have_no_log_ratio_in_the_description(
    bases: Bases, pair_rows: list[Row], tmp_path: Path
) -> None:
    for row in pair_rows:
        row["rejected"] = row["chosen"].replace("are 2 meters apart", "are 4.1 meters apart")
        row["rejected"] = row["rejected"].replace(" meters apart", " meters away")
    trainer = moved_away(prepared(bases("llava"), pair_rows, tmp_path / "o").trainer)
    trainer.compute_loss(trainer.model, first_batch(trainer))
    found = {name: values[0] for name, values in trainer._metrics["train"].items()}
    assert found["logratio/desc"] == 0 and found["margin/desc"] == 0
    assert abs(found["logratio/reason"]) > 1e-3


def test_the_likelihood_of_the_chosen_is_added(
    bases: Bases, pair_rows: list[Row], tmp_path: Path
) -> None:
    trainer = moved_away(prepared(bases("llava"), pair_rows, tmp_path / "o").trainer)
    batch = first_batch(trainer)
    plain = trainer.compute_loss(trainer.model, batch).item()
    trainer.chosen_nll = 0.5
    more = trainer.compute_loss(trainer.model, batch).item()
    labels = batch["input_ids"].masked_fill(batch["completion_mask"] == 0, -100)[:4]
    nll = trainer.model(
        input_ids=batch["input_ids"][:4], attention_mask=batch["attention_mask"][:4],
        pixel_values=batch["pixel_values"][:4], labels=labels,
    ).loss.item()  # fmt: skip
    assert more - plain == pytest.approx(0.5 * nll, rel=1e-5)


def test_an_adapter_that_was_trained_before_stays_the_reference(
    bases: Bases, pair_rows: list[Row], sft_rows: list[Row], tmp_path: Path
) -> None:
    import torch
    from peft import get_peft_model_state_dict
    from safetensors.torch import load_file

    from srkit.training.runs import run

    (tmp_path / "sft").mkdir()
    run(prepared(bases("llava"), sft_rows, tmp_path / "sft", "sft", lora=4, max_steps=3))
    ready = prepared(tmp_path / "sft", pair_rows, tmp_path / "o", lora=None, max_steps=3)
    trainer = ready.trainer
    assert ready.counts["trained_weights"] == 4 * sum(
        sum(part.weight.shape) for name, part in trainer.model.named_modules()
        if name.endswith("_proj.base_layer") and "language_model" in name
    )  # fmt: skip
    batch = first_batch(trainer)
    assert trainer.compute_loss(trainer.model, batch).item() == pytest.approx(0.693147, abs=1e-5)
    with torch.no_grad(), trainer.model.disable_adapter():
        bare = trainer.model(**{k: batch[k] for k in ("input_ids", "attention_mask",
                                                      "pixel_values")}).logits  # fmt: skip
        learned = trainer.model
    with torch.no_grad():
        now = learned(**{k: batch[k] for k in ("input_ids", "attention_mask",
                                               "pixel_values")}).logits  # fmt: skip
    assert (now - bare).abs().max() > 1e-3, "the adapter says something, so the base would not do"
    run(ready)
    saved = load_file(tmp_path / "sft" / "adapter_model.safetensors")
    kept = get_peft_model_state_dict(trainer.model, adapter_name="ref")
    moved = get_peft_model_state_dict(trainer.model, adapter_name="default")
    assert saved.keys() == kept.keys() == moved.keys()
    assert all(torch.equal(saved[key], kept[key]) for key in saved), "the reference stays"
    assert not any(torch.equal(saved[key], moved[key]) for key in saved)
    assert not (tmp_path / "o" / "ref").exists()
    config = json.loads((tmp_path / "o" / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == str(bases("llava")) and config["r"] == 4


def test_sft_learns_on_the_completion_alone(
    bases: Bases, sft_rows: list[Row], tmp_path: Path
) -> None:
    trainer = prepared(bases("llava"), sft_rows[:1], tmp_path / "o", "sft").trainer
    batch = first_batch(trainer)
    learned = batch["labels"][0][batch["labels"][0] != -100]
    text = trainer.processing_class.tokenizer.decode(learned)
    assert text == sft_rows[0]["completion"] + "<|im_end|>\n"


@pytest.mark.parametrize("regions", ["overlay", "coordinates", "both", "none"])
@pytest.mark.parametrize("family", FAMILIES)
def test_prompt_tokens_are_the_same_in_training_and_in_eval(
    bases: Bases, pair_rows: list[Row], tmp_path: Path, regions: str, family: str
) -> None:
    import asyncio

    import torch

    from srkit.models.connections import Connections
    from srkit.models.inprocess import opened
    from srkit.models.load import load_answerer
    from srkit.models.prompts import answer_messages
    from srkit.models.shown import Pictures

    ready = prepared(bases(family), pair_rows[:1], tmp_path / "o", "dpo", regions=regions)
    batch = first_batch(ready.trainer)
    reply = batch["completion_mask"][0].bool()
    trained = batch["input_ids"][0][: int(reply.nonzero()[0])]
    connections = Connections(regions=regions)
    asked: Any = load_answerer(f"hf:{bases(family)}?style=trained", connections, 9)
    connections.own_pictures = Pictures(regions, 1, None, max_side=0)
    shown = asyncio.run(asked.show(pair_rows[0]))
    messages = answer_messages(connections.prompts, "trained", shown.question(asked.convention))
    processor = ready.trainer.processing_class
    prompt = processor.apply_chat_template(messages, add_generation_prompt=True)
    inputs = processor(images=[opened(shown.picture)], text=[prompt], return_tensors="pt")
    assert inputs["input_ids"][0].tolist() == trained.tolist()
    count = inputs["pixel_values"].shape[0]
    assert torch.equal(inputs["pixel_values"], batch["pixel_values"][:count])


@pytest.mark.parametrize("method", ["sft", "dpo", "fdpo"])
def test_a_stored_trajectory_is_reproduced(
    bases: Bases, pair_rows: list[Row], sft_rows: list[Row], tmp_path: Path, method: str
) -> None:
    rows = sft_rows if method == "sft" else pair_rows
    settings = {"max_steps": 20, "batch_size": 2, "lr": 1e-4}
    ready = prepared(bases("llava"), rows, tmp_path / "o", method, **settings)
    ready.trainer.train()
    found = [line["loss"] for line in ready.trainer.state.log_history if "loss" in line]
    if os.environ.get("STORE_TRAJECTORIES"):  # where a change is meant to change results
        stored = json.loads(TRAJECTORIES.read_text()) | {method: found}
        TRAJECTORIES.write_text(json.dumps(stored, indent=1) + "\n")
    stored = json.loads(TRAJECTORIES.read_text())[method]
    assert len(found) == 20 and found == pytest.approx(stored, rel=1e-4)


def test_a_step_takes_no_longer_than_one_of_trl(tmp_path: Path) -> None:
    from tests.training.measure import interval, step_times

    ours, theirs = step_times(tmp_path, steps=20)
    assert interval([a / b for a, b in zip(ours, theirs, strict=True)])[0] <= 1.10
