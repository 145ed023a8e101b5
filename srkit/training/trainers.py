"""SFT, DPO and fDPO over TRL's trainers: their data path and loop, our loss.

DPO is fDPO whose score differences are all 0. Of the computation `compute_loss` is overridden
alone; per-token log-probabilities come from the head that TRL fuses into the model, so that with
α = 0 loss and gradients are those of TRL's own DPO. Saving and loading are ours in both (`Kept`).
"""

from collections.abc import Iterable
from typing import Any

import torch
from accelerate.utils import is_peft_model
from peft import set_peft_model_state_dict
from safetensors.torch import load_file
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer
from trl.data_utils import apply_chat_template, prepare_multimodal_messages
from trl.models.utils import disable_gradient_checkpointing
from trl.trainer.dpo_trainer import DataCollatorForVisionPreference
from trl.trainer.utils import use_adapter

from srkit.errors import SrkitError
from srkit.training.fdpo import FdpoLoss, chosen_nll, fdpo_loss
from srkit.training.settings import Settings
from srkit.training.spans import segment_tokens
from srkit.training.start import Start, is_bf16


def refuse_reporters(reporters: Iterable[str]) -> None:
    """Raise for a place to send the log to whose package is not installed."""
    from transformers.integrations import get_available_reporting_integrations

    for name in reporters:
        if name not in get_available_reporting_integrations():
            raise SrkitError(f"--report-to {name}: its package is not installed")


def make_trainer(
    method: str, start: Start, train: Any, held_out: Any, output: str, settings: Settings
) -> Any:
    """Return the trainer of a method; its settings are resolved (`Settings.of`)."""
    common = {"model": start.model, "train_dataset": train, "eval_dataset": held_out,
              "processing_class": start.processor, "peft_config": start.adapter}  # fmt: skip
    shared = arguments(settings, output)
    if method == "sft":
        return SrkitSftTrainer(args=SFTConfig(completion_only_loss=True, **shared), **common)
    config = DPOConfig(beta=settings.beta, **shared)
    return FdpoTrainer(args=config, ref_model=start.reference, alpha=settings.alpha,
                       lam=settings.lam, chosen_nll=settings.chosen_nll, **common)  # fmt: skip


def arguments(settings: Settings, output: str) -> dict[str, Any]:
    """Return what transformers' trainer is told."""
    cuda = torch.cuda.is_available()
    checkpointing = cuda if settings.checkpointing is None else settings.checkpointing
    return {
        "output_dir": output,
        "learning_rate": settings.lr,
        "num_train_epochs": settings.epochs,
        "max_steps": settings.max_steps or -1,
        "per_device_train_batch_size": settings.batch_size,
        "per_device_eval_batch_size": settings.batch_size,
        "gradient_accumulation_steps": settings.accumulate,
        "weight_decay": settings.weight_decay,
        "warmup_steps": settings.warmup,
        "lr_scheduler_type": settings.schedule,
        "max_length": None,  # never cut through an image or a reply
        "seed": settings.seed,
        "bf16": is_bf16(settings),
        "use_cpu": not cuda,
        "gradient_checkpointing": checkpointing,
        "logging_steps": 1,
        "logging_nan_inf_filter": False,  # it would show the last good loss instead
        "save_strategy": "steps" if settings.save_every else "no",
        "save_steps": settings.save_every or 500,
        "eval_strategy": "no",  # it is the callback's (watch.py), so that it belongs to a step
        "prediction_loss_only": True,
        "report_to": list(settings.report_to) or "none",
        "dataloader_num_workers": settings.workers,
        "remove_unused_columns": False,  # the dataset makes its columns on the fly
        "disable_tqdm": True,
    }


class Kept:
    """How a trainer saves its weights and finds them again, for both of TRL's."""

    model: Any
    args: Any

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:
        """Write weights and config alone: the processor's files are the base's own, and TRL's
        `ref` adapter and the pickled arguments have no place in what is published."""
        folder, more = output_dir or self.args.output_dir, {}
        if is_peft_model(self.model):
            more = {"selected_adapters": ["default"]}
        if self.args.should_save:
            self.model.save_pretrained(folder, state_dict=state_dict, **more)

    def _load_from_checkpoint(self, checkpoint: str, model: Any = None) -> None:
        """Load the weights of a checkpoint, every one of them.

        transformers' own loads by names that `save_pretrained` has changed for some families: it
        finds none, warns, and goes on with the weights that it started from.
        """
        if getattr(self, "is_fsdp_enabled", False) or getattr(self, "is_deepspeed_enabled", False):
            super()._load_from_checkpoint(checkpoint, model)  # type: ignore[misc]
        elif is_peft_model(self.model):
            saved = load_file(f"{checkpoint}/adapter_model.safetensors")
            set_peft_model_state_dict(self.model, saved, adapter_name="default")
        else:
            kind = type(self.model)
            saved = kind.from_pretrained(checkpoint, dtype=self.model.dtype, use_safetensors=True)
            self.model.load_state_dict(saved.state_dict(), strict=True)

    def create_model_card(self, *args: Any, **kwargs: Any) -> None:
        """Write none: the card is made once, from what happened."""


class SrkitSftTrainer(Kept, SFTTrainer):
    """TRL's SFT."""


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
        is_plain = torch.tensor([any(found is None for _, found in pair) for pair in pairs])
        deltas[is_plain] = 0.0  # equal differences: plain DPO
        batch |= {"segment_ids": segments, "score_deltas": deltas, "is_plain": is_plain}
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


class FdpoTrainer(Kept, DPOTrainer):
    """DPO whose β depends on the segment and on how much better the chosen segment is."""

    def __init__(
        self, *, alpha: float, lam: float, chosen_nll: float = 0.0, processing_class: Any,
        args: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        if list(args.loss_type) != ["sigmoid"] or args.use_weighting or args.ld_alpha is not None:
            raise SrkitError("fDPO is defined for the sigmoid loss alone")
        super().__init__(
            args=args,
            processing_class=processing_class,
            data_collator=FdpoCollator(processor=processing_class, max_length=args.max_length),
            **kwargs,
        )
        if getattr(self, "aux_loss_enabled", False):
            raise SrkitError("a mixture of experts: its balancing loss is not part of fDPO here")
        self.alpha, self.lam, self.chosen_nll = alpha, lam, chosen_nll

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Return the fDPO loss of a batch: all chosen replies, then all rejected ones."""
        inputs = dict(inputs)
        segments, deltas = inputs.pop("segment_ids")[:, 1:], inputs.pop("score_deltas")
        is_plain, mask = inputs.pop("is_plain"), inputs.pop("completion_mask")
        labels = inputs["input_ids"].masked_fill(mask == 0, -100)
        asked = {**inputs, "use_cache": False, "labels": labels, "fused_lm_head": True}
        outputs = model(**asked)
        logps, reference = outputs.log_probs, self._reference(asked)
        found = fdpo_loss(logps, reference, segments, deltas, self.beta, self.alpha, self.lam)
        loss = found.loss
        if self.chosen_nll:
            loss = loss + self.chosen_nll * chosen_nll(logps, mask[:, 1:])
        self._note(found, logps, is_plain)
        return (loss, outputs) if return_outputs else loss

    def _reference(self, asked: dict[str, Any]) -> torch.Tensor:
        """Return the reference's log-probabilities: another model's, or this one's without what
        it has learned."""
        quiet = disable_gradient_checkpointing(self.model, self.args.gradient_checkpointing_kwargs)
        with torch.no_grad(), quiet:
            if self.ref_model is not None:
                return self.ref_model(**asked).log_probs
            bare = self.accelerator.unwrap_model(self.model)
            name = "ref" if "ref" in bare.peft_config else None
            with use_adapter(bare, adapter_name=name):
                return self.model(**asked).log_probs

    def _note(self, found: FdpoLoss, logps: torch.Tensor, is_plain: torch.Tensor) -> None:
        """Log β, log-ratios and margins by segment, and what TRL's DPO logs of rewards."""
        chosen, rejected = found.ratios.chunk(2)
        ratios, betas = chosen - rejected, self.beta * found.factors
        won, lost = found.rewards.chunk(2)
        said, unsaid = logps.detach().sum(1).chunk(2)
        values = {
            "fdpo/beta_desc": betas[:, 0],
            "fdpo/beta_reason": betas[:, 1],
            "fdpo/plain_pairs": is_plain,
            "logratio/desc": ratios[:, 0],
            "logratio/reason": ratios[:, 1],
            "margin/desc": betas[:, 0] * ratios[:, 0],
            "margin/reason": betas[:, 1] * ratios[:, 1],
            "rewards/chosen": won,
            "rewards/rejected": lost,
            "rewards/margins": won - lost,
            "rewards/accuracies": won > lost,
            "logps/chosen": said,
            "logps/rejected": unsaid,
        }
        table = torch.stack([value.float() for value in values.values()], 1)  # (B, values)
        means = self.accelerator.gather_for_metrics(table).mean(0).tolist()  # one wait for the GPU
        mode = "train" if self.model.training else "eval"
        for name, mean in zip(values, means, strict=True):
            self._metrics[mode][name].append(mean)
