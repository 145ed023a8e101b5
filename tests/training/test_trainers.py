"""Training through TRL on a tiny Llava: α = 0 is DPO to the bit, and folders load without srkit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from srkit.errors import SrkitError
from tests.conftest import REPLY, Ran, write_rows

pytestmark = pytest.mark.slow


def make(tiny_llava: Path, rows: list[dict[str, Any]], output: Path, **settings: Any) -> Any:
    """A trainer whose policy was moved away from its reference."""
    import torch

    from srkit.training.trainers import Settings, prepare

    chosen = Settings(lr=1e-3, batch_size=4, **settings)
    trainer = prepare(rows, "fdpo", str(tiny_llava), chosen, str(output))
    torch.manual_seed(1)
    with torch.no_grad():
        for weight in trainer.model.parameters():
            weight += 0.02 * torch.randn_like(weight)
    return trainer


def loss_and_gradients(trainer: Any, compute: Callable[..., Any], batch: Any) -> tuple[float, list]:
    trainer.model.zero_grad()
    loss = compute(trainer.model, batch)
    loss.backward()
    return loss.item(), [p.grad.clone() for p in trainer.model.parameters() if p.grad is not None]


@pytest.mark.parametrize("case", ["alpha is 0", "equal differences", "no segments"])
def test_loss_and_gradients_are_those_of_trl(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path, case: str
) -> None:
    import torch
    from trl import DPOTrainer

    alpha = 0.0 if case == "alpha is 0" else 0.3
    for row in pair_rows:
        if case == "equal differences":
            row["rejected_scores"] = {"desc": 5.0, "reason": 6.5}
        if case == "no segments":
            row["rejected"] = "About 3 meters."
    trainer = make(tiny_llava, pair_rows, tmp_path / "o", alpha=alpha)
    batch = next(iter(trainer.get_train_dataloader()))
    ours, our_grads = loss_and_gradients(trainer, trainer.compute_loss, batch)
    stock = {k: v for k, v in batch.items() if k not in ("segment_ids", "score_deltas")}

    def compute(model: Any, inputs: Any) -> Any:
        return DPOTrainer.compute_loss(trainer, model, inputs)

    theirs, their_grads = loss_and_gradients(trainer, compute, stock)
    assert abs(ours - 0.6931) > 0.01, "the policy has left the reference"
    assert ours == theirs
    assert len(our_grads) == len(their_grads) > 20
    assert all(torch.equal(a, b) for a, b in zip(our_grads, their_grads, strict=True))


def test_alpha_against_a_formula_over_full_logits(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    import torch

    trainer = make(tiny_llava, pair_rows, tmp_path / "o", alpha=0.3)
    batch = next(iter(trainer.get_train_dataloader()))
    ours, _ = loss_and_gradients(trainer, trainer.compute_loss, batch)
    inputs = {k: v for k, v in batch.items() if k not in
              ("segment_ids", "score_deltas", "completion_mask")}  # fmt: skip
    total = {}
    for name, model in (("policy", trainer.model), ("reference", trainer.ref_model)):
        with torch.no_grad():
            logits = model(**inputs).logits.double()
        every = logits.log_softmax(-1)[:, :-1]
        picked = every.gather(-1, batch["input_ids"][:, 1:, None])[..., 0]
        total[name] = picked * batch["completion_mask"][:, 1:]
    ratio = total["policy"] - total["reference"]
    losses = []
    for k in range(4):
        up = [torch.exp(0.6 * batch["score_deltas"][k, s].double()) for s in (0, 1)]
        z = 0.0
        for s in (0, 1):
            here = batch["segment_ids"][:, 1:] == s
            difference = (ratio * here)[k].sum() - (ratio * here)[k + 4].sum()
            z = z + 0.1 * (1 + 0.3 * (2 * up[s] / sum(up) - 1)) * difference
        losses.append(-torch.nn.functional.logsigmoid(z))
    assert ours == pytest.approx(torch.stack(losses).mean().item(), abs=1e-5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rejected": "a <image>"}, "'rejected' holds the special token <image>"),
        ({"question": "<image>?"}, "'question' holds the special token <image>"),
        ({"chosen": " "}, "'chosen' is empty"),
        ({"chosen": "\ud800"}, "'chosen' holds half a character"),
        ({"image": "/gone.png"}, "no such file: /gone.png"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_before_anything_is_made(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path, change: dict, said: str
) -> None:
    pair_rows[2] |= change
    with pytest.raises(SrkitError) as caught:
        make(tiny_llava, pair_rows, tmp_path / "o")
    assert str(caught.value) == f"row 't2#reward': {said}"
    assert not (tmp_path / "o").exists()


def test_the_command_trains_and_the_folder_loads_without_srkit(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path, shell: Callable[..., Ran]
) -> None:
    error = {"id": "e", "error": {"stage": "score", "type": "", "message": ""}}
    sft = [{k: v for k, v in row.items() if k in ("id", "task", "image", "regions", "question")}
           | {"completion": row["chosen"]} for row in pair_rows]  # fmt: skip
    write_rows(tmp_path / "sft.jsonl", [*sft, error])
    write_rows(tmp_path / "pairs.jsonl", pair_rows)
    ran = shell(
        f"srkit train sft sft.jsonl --model hf:{tiny_llava} -o sft --lr 1e-3 --batch-size 2 &&"
        "srkit train fdpo pairs.jsonl --model hf:sft -o fdpo --lr 1e-3 --max-steps 3",
        tmp_path,
    )
    assert ran.status == 0, ran.err
    assert [(row["method"], row["rows"], row["steps"]) for row in ran.rows] == [
        ("sft", 4, 2), ("fdpo", 4, 3),
    ]  # fmt: skip
    assert "left out: 1 error" in ran.err
    record = json.loads((tmp_path / "fdpo" / "run.json").read_text())
    assert record["finished"] and record["versions"]["trl"]
    assert (record["options"]["lr"], record["options"]["max_steps"]) == (1e-3, 3)
    assert record["inputs"][1]["run"]["command"] == "srkit train", "the chain goes through the base"
    log = [json.loads(line) for line in (tmp_path / "fdpo" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == [1, 2, 3]
    assert log[0]["loss"] == pytest.approx(0.693147, abs=1e-5), "policy and reference are equal"
    # ΔR = (1 + k, 5.5): the first pair's w, or another's, lies between these
    assert 0.1 * 0.7 < log[0]["fdpo/beta_desc"] < 0.1 < log[0]["fdpo/beta_reason"] < 0.1 * 1.3
    for name in ("processor_config.json", "tokenizer.json", "chat_template.jinja"):
        assert (tmp_path / "fdpo" / name).read_bytes() == (tiny_llava / name).read_bytes()

    from transformers import AutoModelForImageTextToText, AutoProcessor

    assert AutoProcessor.from_pretrained(tmp_path / "fdpo").image_processor is not None
    base, trained = (AutoModelForImageTextToText.from_pretrained(path).state_dict()
                     for path in (tiny_llava, tmp_path / "fdpo"))  # fmt: skip
    assert base.keys() == trained.keys()
    assert any(not base[key].equal(trained[key]) for key in base)


def test_prompt_tokens_are_the_same_in_training_and_in_eval(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    from srkit.models.prompts import chat_messages

    trainer = make(tiny_llava, pair_rows[:1], tmp_path / "o")
    batch = next(iter(trainer.get_train_dataloader()))
    processor = trainer.processing_class
    reply = batch["completion_mask"][0].bool()
    trained = batch["input_ids"][0][: int(reply.nonzero()[0])]
    prompt = processor.apply_chat_template(chat_messages(pair_rows[0]), add_generation_prompt=True)
    image = trainer.train_dataset[0]["images"][0]
    asked = processor(images=[image], text=[prompt], return_tensors="pt")["input_ids"][0]
    assert asked.tolist() == trained.tolist()
    assert REPLY.format(2) in processor.tokenizer.decode(batch["input_ids"][0][reply])


def test_a_run_that_was_broken_off_may_be_done_again(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path, shell: Callable[..., Ran]
) -> None:
    write_rows(tmp_path / "pairs.jsonl", pair_rows)
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "run.json").write_text('{"finished": false}')
    (tmp_path / "o" / "log.jsonl").write_text("old\n")
    line = f"srkit train fdpo pairs.jsonl --model hf:{tiny_llava} -o o --max-steps 1"
    used = shell("srkit eval pairs.jsonl --model hf:o", tmp_path)
    assert used.status == 1 and "unfinished checkpoint" in used.err
    assert shell(line, tmp_path).status == 0
    assert "old" not in (tmp_path / "o" / "log.jsonl").read_text()
    assert shell(line, tmp_path).status == 2, "what is finished is not trained over"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("dpo x.jsonl --model hf:x -o o", 2, "dpo"),
        ("sft pairs.jsonl -o o", 2, "--model"),
        ("sft pairs.jsonl --model hf:x", 2, "-o"),
        ("sft pairs.jsonl --model geometry: -o o", 2, "hf:"),
        ("sft nowhere.jsonl --model hf:x -o o", 2, "nowhere.jsonl"),
        ("fdpo pairs.jsonl --model hf:./none -o o", 1, "no such folder"),
        ("fdpo pairs.jsonl --model hf:none -o o", 1, "no folder of that name here"),
        ("fdpo pairs.jsonl --model hf:{base} -o o --lr nan", 2, "finite"),
        ("fdpo empty.jsonl --model hf:{base} -o o", 1, "no rows"),
        ("fdpo bad.jsonl --model hf:{base} -o o", 65, "bad.jsonl:1: no 'rejected'"),
        ("fdpo pairs.jsonl --model hf:{base} -o .", 2, "exists"),
    ],
)
def test_bad_calls(
    tiny_llava: Path, pair_rows: list[dict[str, Any]], tmp_path: Path, shell: Callable[..., Ran],
    words: str, status: int, said: str,
) -> None:  # fmt: skip
    write_rows(tmp_path / "pairs.jsonl", pair_rows)
    write_rows(tmp_path / "empty.jsonl", [])
    pair_rows[0].pop("rejected")
    write_rows(tmp_path / "bad.jsonl", pair_rows[:1])
    ran = shell(f"srkit train {words.format(base=tiny_llava)}", tmp_path)
    assert ran.status == status, ran.err
    assert said in ran.err and "Traceback" not in ran.err and ran.out == ""
    assert not (tmp_path / "o").exists(), "the corrected command must not find a folder"
