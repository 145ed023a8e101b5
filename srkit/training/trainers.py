"""SFT and fDPO over TRL's trainers: their data path and loop, our loss.

fDPO overrides `compute_loss` alone; per-token log-probabilities come from the head that TRL fuses
into the model, so that with α = 0 loss and gradients are those of TRL's own DPO.
"""

import contextlib
import json
import math
import os
import shutil
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from transformers import PrinterCallback, ProgressCallback, TrainerCallback
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer
from trl.data_utils import apply_chat_template, prepare_multimodal_messages
from trl.trainer.dpo_trainer import DataCollatorForVisionPreference

from srkit.errors import SrkitError
from srkit.models.hub import base_of
from srkit.models.local import load_model
from srkit.models.processors import load_processor
from srkit.records.rows import Row
from srkit.training.data import REPLIES, make_dataset
from srkit.training.fdpo import fdpo_loss
from srkit.training.spans import segment_tokens

# A processor's own files, copied from the base as they are.
PROCESSOR_FILES = (
    "processor_config.json", "preprocessor_config.json", "video_preprocessor_config.json",
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "vocab.json", "vocab.txt", "merges.txt", "tokenizer.model", "chat_template.jinja",
    "chat_template.json",
)  # fmt: skip
OnStep = Callable[[int, dict[str, float]], None]


class Settings(NamedTuple):
    """The paper's values where it gives any: α, λ, weight decay and warm-up."""

    lr: float
    epochs: float = 1.0
    max_steps: int = -1
    batch_size: int = 1
    accumulate: int = 1
    beta: float = 0.1
    alpha: float = 0.3
    lam: float = 0.6
    seed: int = 0


def prepare(rows: list[Row], method: str, target: str, settings: Settings, output: str) -> Any:
    """Load the model that `target` names and the rows; nothing is written yet."""
    refuse_adapter(target)
    model, processor = load_model(target)
    dataset = make_dataset(rows, method, processor.tokenizer.all_special_tokens)
    # Weights are float32 whatever the base's file holds (bf16 is autocast): small steps would
    # round away. The reference is loaded as the policy is, so that it has the same revision.
    reference = load_model(target)[0].float() if method == "fdpo" else None
    return make_trainer(method, model.float(), reference, processor, dataset, output, settings)


def refuse_adapter(target: str) -> None:
    """Raise for an adapter: what would be trained, it or its base?"""
    if base_of(target):
        raise SrkitError(f"hf:{target}: an adapter; train starts from whole weights: merge it")


def plan(rows: list[Row], method: str, target: str, settings: Settings) -> Row:
    """Check the rows and say what a run would do; the weights are not loaded."""
    refuse_adapter(target)
    tokenizer = load_processor(target).tokenizer
    make_dataset(rows, method, tokenizer.all_special_tokens)
    texts = [row[key] for row in rows for key in REPLIES[method]]
    lengths = [len(tokenizer(text, add_special_tokens=False).input_ids) for text in texts]
    batches = math.ceil(len(rows) / settings.batch_size)
    steps = math.ceil(settings.epochs * math.ceil(batches / settings.accumulate))
    return {
        "rows": len(rows),
        "steps": settings.max_steps if settings.max_steps > 0 else steps,
        "rows_a_step": settings.batch_size * settings.accumulate,
        "reply_tokens": sum(lengths),
        "longest_reply": max(lengths),
    }


def run(trainer: Any, base: str, output: str, on_step: OnStep = lambda step, values: None) -> Row:
    """Train, save to `output`, and say how it went."""
    log = os.path.join(output, "log.jsonl")
    with contextlib.suppress(FileNotFoundError):
        os.remove(log)  # of a run that was broken off
    trainer.add_callback(LogWriter(log, on_step))
    for noisy in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(noisy)
    trained = trainer.train()
    if not math.isfinite(trained.training_loss):
        raise SrkitError("the loss is not a number: nothing was saved; try a lower --lr")
    trainer.model.save_pretrained(output)
    copy_processor(base.partition("@")[0], trainer.processing_class, output)
    return {
        "checkpoint": output,
        "model": f"hf:{base}",
        "rows": len(trainer.train_dataset),
        "steps": trained.global_step,
        "loss": round(trained.training_loss, 6),
    }


def make_trainer(
    method: str, model: Any, reference: Any, processor: Any, dataset: Any, output: str,
    settings: Settings,
) -> Any:  # fmt: skip
    """Return TRL's SFT trainer, or ours for fDPO."""
    cuda = torch.cuda.is_available()
    shared: dict[str, Any] = {
        "output_dir": output,
        "learning_rate": settings.lr,
        "num_train_epochs": settings.epochs,
        "max_steps": settings.max_steps,
        "per_device_train_batch_size": settings.batch_size,
        "gradient_accumulation_steps": settings.accumulate,
        "weight_decay": 0.05,
        "warmup_steps": 0.05,  # below 1 it is a share
        "max_length": None,  # never cut through an image or a reply
        "seed": settings.seed,
        "bf16": cuda,
        "use_cpu": not cuda,
        "gradient_checkpointing": False,
        "logging_steps": 1,
        "save_strategy": "no",
        "report_to": "none",
        "remove_unused_columns": False,  # the dataset makes its columns on the fly
    }
    common = {"model": model, "train_dataset": dataset, "processing_class": processor}
    if method == "sft":
        return SFTTrainer(args=SFTConfig(completion_only_loss=True, **shared), **common)
    config = DPOConfig(beta=settings.beta, **shared)
    weights = {"alpha": settings.alpha, "lam": settings.lam}
    return FdpoTrainer(args=config, ref_model=reference, **weights, **common)


class FdpoCollator(DataCollatorForVisionPreference):
    """TRL's collator, and for every token of a reply the segment that it belongs to."""

    def torch_call(self, examples: list[dict[str, Any]]) -> dict[str, Any]:
        deltas = torch.tensor([[e.pop("desc_delta"), e.pop("reason_delta")] for e in examples])
        pairs = [self._segments(example) for example in examples]
        batch = super().torch_call(examples)
        segments = torch.zeros_like(batch["input_ids"])
        for k, (ids, found) in enumerate([pair[0] for pair in pairs] + [pair[1] for pair in pairs]):
            places = batch["completion_mask"][k].bool()
            if batch["input_ids"][k][places].tolist() != ids:
                raise SrkitError("the reply's tokens are not where TRL put them (other version?)")
            if found is not None:
                segments[k, places] = torch.tensor(found)
        for k, pair in enumerate(pairs):
            if any(found is None for _, found in pair):
                deltas[k] = 0.0  # equal differences: this pair is plain DPO
        batch["segment_ids"], batch["score_deltas"] = segments, deltas
        return batch

    def _segments(self, example: dict[str, Any]) -> list[tuple[list[int], list[int] | None]]:
        """Return token ids and segments of the chosen and the rejected reply."""
        prompt = prepare_multimodal_messages(example["prompt"], images=example["images"])
        replies = {key: prepare_multimodal_messages(example[key]) for key in ("chosen", "rejected")}
        rendered = apply_chat_template({"prompt": prompt, **replies}, self.processor)
        return [
            segment_tokens(rendered[key], example[key][0]["content"], self.processor.tokenizer)
            for key in replies
        ]


class FdpoTrainer(DPOTrainer):
    """DPO whose β depends on the segment and on how much better the chosen segment is."""

    def __init__(
        self, *, alpha: float, lam: float, processing_class: Any, args: Any, **kwargs: Any
    ) -> None:
        if list(args.loss_type) != ["sigmoid"] or args.use_weighting or args.ld_alpha is not None:
            raise SrkitError("fDPO is defined for the sigmoid loss alone")
        super().__init__(
            args=args,
            processing_class=processing_class,
            data_collator=FdpoCollator(processor=processing_class, max_length=args.max_length),
            **kwargs,
        )
        self.alpha, self.lam = alpha, lam

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Return the fDPO loss of a batch: all chosen replies, then all rejected ones."""
        inputs = dict(inputs)
        segments, deltas = inputs.pop("segment_ids"), inputs.pop("score_deltas")
        outputs = self._score(model, inputs)
        with torch.no_grad():
            reference = self._score(self.ref_model, inputs).log_probs
        found = fdpo_loss(
            outputs.log_probs, reference, segments[:, 1:], deltas, self.beta, self.alpha, self.lam
        )
        self._note(found, deltas)
        return (found.loss, outputs) if return_outputs else found.loss

    def _score(self, model: Any, inputs: dict[str, Any]) -> Any:
        """Return TRL's fused outputs: per-token log-probabilities, 0 outside the replies."""
        labels = inputs["input_ids"].masked_fill(inputs["completion_mask"] == 0, -100)
        passed = {key: value for key, value in inputs.items() if key != "completion_mask"}
        return model(**passed, use_cache=False, labels=labels, fused_lm_head=True)

    def _note(self, found: Any, deltas: Any) -> None:
        """Log the β of each segment, margins, accuracy and the share of plain pairs."""
        chosen, rejected = found.ratios.chunk(2)
        values = {
            "fdpo/beta_desc": self.beta * found.factors[:, 0],
            "fdpo/beta_reason": self.beta * found.factors[:, 1],
            "fdpo/plain_pairs": (deltas[:, 0] == deltas[:, 1]).float(),
            "logratio/desc": (chosen - rejected)[:, 0],
            "logratio/reason": (chosen - rejected)[:, 1],
            "rewards/margins": found.margins,
            "rewards/accuracies": (found.margins > 0).float(),
        }
        mode = "train" if self.model.training else "eval"
        for name, value in values.items():
            mean = self.accelerator.gather(value.detach()).float().mean().item()
            self._metrics[mode][name].append(mean)


class LogWriter(TrainerCallback):
    """Appends every step's values to a JSONL file as they come."""

    def __init__(self, path: str, on_step: OnStep) -> None:
        self.path = path
        self.on_step = on_step

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
        """Write one line a step; the closing summary has clock values and is left out."""
        if not state.is_world_process_zero or not logs or "loss" not in logs:
            return
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"step": state.global_step, **logs}) + "\n")
        self.on_step(state.global_step, logs)


def copy_processor(base: str, processor: Any, output: str) -> None:
    """Put the base's processor files beside the weights; a base on the Hub has none to copy."""
    if not os.path.isdir(base):
        processor.save_pretrained(output)
        return
    for name in PROCESSOR_FILES:
        if os.path.exists(os.path.join(base, name)):
            shutil.copyfile(os.path.join(base, name), os.path.join(output, name))
