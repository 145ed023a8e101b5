"""A model of this process as policy and judge: seeds, stops, what it is shown, what fails."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2.exceptions import TemplateError
from PIL import Image

from srkit import stages
from srkit.errors import SrkitError
from srkit.language.sections import STEP, Section
from srkit.models.base import Reply, Useless
from srkit.models.batches import Call
from srkit.models.connections import Connections
from srkit.models.inprocess import Weights, load_weights
from srkit.models.load import load_judge, load_policy, load_sampler
from srkit.models.local import load_model
from srkit.models.prompts import Prompts, answer_messages, trained_text
from srkit.records.flow import flatten
from srkit.scene.pictures import open_image
from srkit.scene.regions import draw_regions
from tests.conftest import Ran, read_rows, write_rows
from tests.models.overfit import PROMPTS, Teacher, learn, texts_of

pytestmark = pytest.mark.slow


@pytest.fixture
def row(tmp_path: Path) -> dict:
    Image.new("RGB", (96, 96), "gray").save(tmp_path / "a.png")
    return {"id": "t", "image": str(tmp_path / "a.png"), "question": "Is Region [0] near?",
            "regions": [{"box": [5, 5, 20, 20]}], "answer": "No, never."}  # fmt: skip


@pytest.fixture
def talker(tiny_llava: Path, tmp_path: Path) -> Path:
    """A model whose untrained answers are no blanks, and depend on what is asked."""
    import torch
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "talker"
    shutil.copytree(tiny_llava, folder)
    weights = load_file(folder / "model.safetensors")
    torch.manual_seed(2)
    for name, weight in weights.items():
        if weight.dim() > 1:
            weights[name] = torch.randn_like(weight) * 0.3
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    return folder


def use(connections: Connections, work: Callable[[], Any]) -> Any:
    async def run() -> Any:
        await connections.open()
        try:
            return await work()
        finally:
            await connections.close()

    return asyncio.run(run())


def test_greedy_text_is_that_of_transformers_alone(talker: Path, row: dict) -> None:
    connections = Connections()
    address = f"hf:{talker}?style=trained&temperature=0&max_tokens=24"
    policy, count = load_sampler(address, connections)
    found = use(connections, lambda: policy.answer(row, 0, 0))
    ids, text = plain_answer(talker, row, 24)
    assert count == 1 and found.usage[:2] == (1, ids) and text.strip()
    assert found.text == text


def plain_answer(folder: Path, row: dict, tokens: int) -> tuple[int, str]:
    """Return the prompt's length and the greedy answer, with nothing but transformers."""
    import torch

    model, processor = load_model(str(folder))
    image = draw_regions(open_image(row["image"]), row["regions"])
    messages = answer_messages(Prompts(), "trained", trained_text(row))
    prompt = processor.apply_chat_template(messages, add_generation_prompt=True)
    inputs = processor(images=[image], text=[prompt], return_tensors="pt", add_special_tokens=False)
    with torch.inference_mode():
        output = model.eval().generate(**inputs, max_new_tokens=tokens, do_sample=False)
    start = inputs["input_ids"].shape[1]
    return start, processor.tokenizer.decode(output[0, start:], skip_special_tokens=True)


@pytest.mark.parametrize("side", [96, 1024])  # a large picture is not made smaller, or a JPEG
def test_eval_asks_a_model_of_ours_as_it_was_trained(
    talker: Path, tmp_path: Path, row: dict, srkit: Callable[..., Ran], side: int
) -> None:
    folder, task = talker, tmp_path / "task.jsonl"
    Image.effect_noise((side, side), 90).convert("RGB").save(tmp_path / "a.png")
    write_rows(task, [{**row, "id": f"t{k}"} for k in range(3)])
    short = srkit("eval", task, "--model", f"hf:{folder}", "--max-tokens", 12, "-q")
    (folder / "run.json").write_text("{}")
    ours = srkit("eval", task, "--model", f"hf:{folder}", "--max-tokens", 12, "-q")
    said = [[row["response"] for row in map(json.loads, ran.out.splitlines())]
            for ran in (short, ours)]  # fmt: skip
    assert said[1] == [plain_answer(folder, row, 12)[1].strip()] * 3 != said[0]


def test_eval_goes_on_after_an_interruption(
    talker: Path, tmp_path: Path, row: dict, srkit: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    task, output = tmp_path / "task.jsonl", tmp_path / "r.jsonl"
    write_rows(task, [{**row, "id": f"t{k}"} for k in range(4)])
    run = ["eval", task, "--model", f"hf:{talker}?batch=1", "--max-tokens", 8, "-o", output]
    whole = srkit(*run)
    rows, written = output.read_bytes(), []
    assert whole.status == 0 and len(read_rows(output)) == 4
    lines = rows.splitlines(keepends=True)
    output.unlink()
    real = Weights.write
    monkeypatch.setattr(Weights, "write", lambda self, calls: written.append(len(calls))
                        or real(self, calls))  # fmt: skip
    assert srkit(*run).status == 0 and output.read_bytes() == rows
    assert not written, "every reply is in the journal"
    shutil.rmtree(f"{output}.journal")
    assert srkit(*run[:-2], "--limit", 2, "-o", output).status == 0
    assert output.read_bytes() == b"".join(lines[:2]) and sum(written) == 2


def test_seeds_decide_and_weights_are_shared(tiny_llava: Path, row: dict) -> None:
    connections = Connections()
    policy, _ = load_sampler(f"hf:{tiny_llava}?max_tokens=12", connections)
    judge: Any = load_judge(f"hf:{tiny_llava}?max_tokens=12", connections)
    assert judge.weights is policy.weights  # type: ignore[attr-defined]
    assert judge.identity != policy.identity and policy.settled.rpartition("@")[2]
    texts = [use(connections, lambda k=k: policy.answer(row, 0, k)).text for k in (0, 1, 0)]
    assert texts[0] == texts[2] != texts[1]


def test_what_is_drawn_does_not_depend_on_the_others(tiny_llava: Path) -> None:
    weights, image = load_weights(str(tiny_llava)), Image.new("RGB", (96, 96), "gray")
    calls = [
        Call([{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": text}]}],
             [image], {"max_tokens": 8, "temperature": heat, "top_p": 0.9}, seed)
        for text, heat, seed in (("Near?", 1.0, 1), ("Is it near?", 1.0, 2), ("Near?", 1.0, 1),
                                 ("Near?", 1.0, 3), ("Near?", 0.0, 1))
    ]  # fmt: skip
    together = [str(one) for one in weights.write(calls)]
    assert together == [str(weights.write([call])[0]) for call in calls]
    assert together[0] == together[2] and len(set(together)) == 4


def test_a_batch_that_is_too_large_is_halved(
    tiny_llava: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    weights, real = load_weights(str(tiny_llava)), load_weights(str(tiny_llava)).model.generate
    rows = []

    def generate(**kwargs: Any) -> Any:
        rows.append(len(kwargs["input_ids"]))
        if rows[-1] > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(**kwargs)

    monkeypatch.setattr(weights.model, "generate", generate)
    call = Call([{"role": "user", "content": "Near?"}], [], {"max_tokens": 4}, 0)
    assert len(weights.write([call] * 3)) == 3 and rows == [3, 1, 2, 1, 1]


def test_one_that_can_not_be_read_does_not_fail_the_others(talker: Path) -> None:
    weights, image = load_weights(str(talker)), Image.new("RGB", (96, 96), "gray")

    def call(text: str) -> Call:
        content = [{"type": "image"}, {"type": "text", "text": text}]
        return Call([{"role": "user", "content": content}], [image], {"max_tokens": 4}, 0)

    texts = ["Near?", "Is it <image> near?", "Far?", "word " * 4000, "\ud83d", "Where?"]
    found = weights.write([call(text) for text in texts])
    good = [k for k, one in enumerate(found) if isinstance(one, Reply)]
    assert {0, 2, 5} <= set(good) and 1 not in good and 4 not in good
    assert "special token <image>" in str(found[1])
    assert said([found[k] for k in (0, 2)]) == said([weights.write([call(t)])[0]
                                                     for t in ("Near?", "Far?")])  # fmt: skip


def test_calls_of_one_question_are_made_together(
    tiny_llava: Path, row: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections = Connections()
    policy, _ = load_sampler(f"hf:{tiny_llava}?max_tokens=4&batch=3", connections)
    weights, sizes = policy.weights, []  # type: ignore[attr-defined]
    real = weights.write
    monkeypatch.setattr(weights, "write", lambda calls: sizes.append(len(calls)) or real(calls))

    async def ask() -> Any:
        return await asyncio.gather(*(policy.answer(row, 0, k) for k in range(7)))

    replies = use(connections, ask)
    assert sum(sizes) == 7 and max(sizes) == 3 and len(replies) == 7


def test_a_model_that_breaks_ends_all_that_wait(
    talker: Path, row: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections = Connections()
    policy, _ = load_sampler(f"hf:{talker}?max_tokens=4&batch=2", connections)

    def broken(calls: list[Call]) -> Any:
        raise TypeError("a bug")

    monkeypatch.setattr(policy.weights, "write", broken)  # type: ignore[attr-defined]

    async def ask() -> Any:
        asked = (policy.answer(row, 0, k) for k in range(5))
        return await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 20)

    assert [str(one) for one in use(connections, ask)] == ["a bug"] * 5


def test_no_use_is_said_with_what_it_took(tiny_llava: Path, row: dict) -> None:
    connections = Connections()
    policy = load_policy(f"hf:{tiny_llava}?max_tokens=8", connections)
    proposal = use(connections, lambda: policy.propose(row, [], 0))
    assert proposal.section is None and proposal.reason and proposal.usage.calls == 1
    judge = load_judge(f"hf:{tiny_llava}?max_tokens=8", connections)
    step = Section(STEP, "It is near.", 0, 0, 1)
    rated = use(connections, lambda: judge.rate(row, [], [step], 0))
    assert rated.ratings == [None] and rated.reason and rated.usage.calls == 3  # asked again twice


class Fake(Weights):
    """Weights that write a fixed text, after what a real processor made of the prompt."""

    def __init__(self, real: Weights, text: str) -> None:
        self.__dict__ |= vars(real)
        self.prompts: list[Any] = []
        ids = self.processor.tokenizer(text)["input_ids"]
        ends = real.model.generation_config.eos_token_id

        class Model:
            device = real.model.device
            generation_config = real.model.generation_config

            def generate(self, **kwargs: Any) -> Any:
                import torch

                return torch.cat([kwargs["input_ids"], torch.tensor([[*ids, ends]])], dim=1)

        self.model = Model()


def test_a_reply_ends_where_the_next_heading_begins(tiny_llava: Path) -> None:
    weights = Fake(load_weights(str(tiny_llava)), "### Step 1\nIt is near.\n### Step 2\nNo.")
    messages = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Go."}]}]
    image = Image.new("RGB", (96, 96))
    (reply,) = weights.write([Call(messages, [image], {"max_tokens": 99, "stop": ["\n###"]}, 0)])
    assert isinstance(reply, Reply)
    assert reply.text == "### Step 1\nIt is near." and reply.reason == ""
    (nothing,) = Fake(weights, " ").write([Call(messages, [image], {"max_tokens": 99}, 0)])
    assert isinstance(nothing, Useless) and "empty" in str(nothing) and nothing.usage.calls == 1


def test_a_rubric_joins_the_question_where_it_may_not_stand_alone(tiny_llava: Path) -> None:
    weights = Fake(load_weights(str(tiny_llava)), "Yes.")
    real, said = weights.processor.apply_chat_template, []

    def template(messages: list[dict], **kwargs: Any) -> str:
        said.append(messages)
        if messages[0]["role"] == "system":
            raise TemplateError("no system role")
        return str(real(messages, **kwargs))

    weights.processor.apply_chat_template = template
    try:
        messages = [{"role": "system", "content": "Be short."},
                    {"role": "user", "content": [{"type": "text", "text": "Near?"}]}]  # fmt: skip
        (reply,) = weights.write([Call(messages, [], {"max_tokens": 9}, 0)])
        assert isinstance(reply, Reply) and reply.text == "Yes."
    finally:
        weights.processor.apply_chat_template = real
    assert [part["text"] for part in said[-1][0]["content"]] == ["Be short.", "Near?"]


def test_a_search_ends_with_counts(
    tiny_llava: Path, tasks: Path, srkit: Callable[..., Ran]
) -> None:
    model, output = f"hf:{tiny_llava}?max_tokens=8", tasks.with_name("c.jsonl")
    exact = ["--judge", "geometry:", "--iterations", 1]
    ran = srkit("search", tasks, "--policy", model, *exact, "-o", output)
    assert "8 in" in ran.err and "no answer was completed" in ran.err
    assert "Loading" not in ran.err  # the bars of the libraries below
    planned = srkit("search", tasks, "--policy", model, *exact, "--dry-run")
    assert planned.status == 0 and '"calls": 0' in planned.out


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SrkitError, match="no such folder"):
        load_policy(f"hf:{tmp_path / 'none'}")


@pytest.mark.parametrize("family", ["llava", "idefics3", "qwen2_5_vl", "internvl", "gemma3"])
def test_a_model_that_has_learnt_its_replies_goes_the_whole_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build_tiny: Callable[..., None], family: str
) -> None:
    """Policy and judge of a search, of a score, answers to eval: three questions by heart."""
    made = stages.synth(images=str(tmp_path / "images"), count=3, seed=5)
    rows = list(flatten(stages.describe(flatten(made))))
    base, better = tmp_path / "base", tmp_path / "better"

    def run(folder: Path) -> tuple[list[dict], list[dict], list[dict]]:
        model = f"hf:{folder}?max_tokens=150"
        found = list(flatten(stages.search(
            rows, policy=[f"{model}&temperature=0"], judge=[model], iterations=1, prompts=PROMPTS
        )))  # fmt: skip
        answers = [row for row in found if "error" not in row]
        scored = flatten(stages.score(answers, judge=[model], prompts=PROMPTS))
        judged = flatten(stages.evaluate(rows, model=model, prompts=PROMPTS))
        return found, list(scored), list(judged)

    build_tiny([row["question"] for row in rows], base, family)
    untrained, _, judged = run(base)
    assert all("no answer was completed" in row["error"]["message"] for row in untrained)
    assert [row["verdict"] for row in judged] == [None] * 3, "and counted"
    teacher = Teacher(load_weights(str(base)), rows)
    with monkeypatch.context() as patched:
        patched.setattr("srkit.models.inprocess.load_weights", lambda *target: teacher)
        run(base)
    build_tiny([text for asked in teacher.kept for text in texts_of(asked)], better, family)
    weights = load_weights(str(better))
    marks = [one for one in teacher.kept if "marks" in one[1]]  # the longest: twice as often
    assert learn(weights, [*teacher.kept, *marks], steps=1600) < 0.05
    calls = [call._replace(settings=call.settings | {"temperature": 0.0})
             for call, _ in teacher.kept if call.settings.get("stop")][:16]  # fmt: skip
    calls = [*calls, *calls][:16]
    assert said(weights.write(calls)) == said([weights.write([call])[0] for call in calls])
    hot = [calls[0]._replace(seed=k, settings={"max_tokens": 24, "temperature": 2.5})
           for k in range(8)]  # fmt: skip
    alone = said([weights.write([call])[0] for call in hot])
    assert said(weights.write(hot)) == alone and len(set(alone)) > 4, "the prompt is read once"
    found, scored, judged = run(better)
    reached = [row for row in found if "### In Conclusion" in row.get("response", "")]
    assert reached and all(row["reward"] > 0 for row in reached)
    assert any("error" not in row and row["scores"]["total"] is not None for row in scored)
    assert any(row["verdict"] for row in judged)


def said(replies: list[Reply | Useless]) -> list[str]:
    """Return texts, and what is said of those that are none."""
    return [one.text if isinstance(one, Reply) else str(one) for one in replies]


def spoil(folder: Path, how: str) -> None:
    """Make a model folder one that can't, or must not, be loaded."""
    weights, config = folder / "model.safetensors", folder / "config.json"
    said = json.loads(config.read_text())
    if how == "a pickle only":
        weights.rename(folder / "pytorch_model.bin")
    elif how == "no processor":
        for path in folder.iterdir():
            if path not in (weights, config):
                path.unlink()
    elif how == "a model of text alone":
        from transformers import AutoConfig, AutoModelForCausalLM

        weights.unlink()
        text = said["text_config"] | {"architectures": ["LlamaForCausalLM"]}
        config.write_text(json.dumps(text))
        AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder)).save_pretrained(folder)
    elif how == "an unknown architecture":
        config.write_text(json.dumps(said | {"model_type": "nonesuch", "architectures": ["No"]}))
    else:
        own = {"model_type": "own", "auto_map": {"AutoModelForImageTextToText": "own.Model"}}
        config.write_text(json.dumps(said | own | {"architectures": ["Model"]}))
        (folder / "own.py").write_text(f"open({str(folder / 'ran')!r}, 'w')")


@pytest.mark.parametrize(
    "how",
    [
        "a pickle only",
        "no processor",
        "an unknown architecture",
        "code of its own",
        "a model of text alone",
    ],
)
def test_what_can_not_be_loaded_is_one_line(
    tiny_llava: Path, tmp_path: Path, tasks: Path, srkit: Callable[..., Ran], how: str
) -> None:
    folder = tmp_path / "spoilt"
    shutil.copytree(tiny_llava, folder)
    spoil(folder, how)
    ran = srkit("search", tasks, "--policy", f"hf:{folder}", "--judge", "geometry:")
    said = [line for line in ran.err.splitlines() if line.startswith("srkit: ")]
    assert ran.status == 1 and ran.out == "" and len(said) == 1
    assert str(folder) in said[0] and "Traceback" not in ran.err
    assert not (folder / "ran").exists()


def make_adapter(base: Path, folder: Path) -> None:
    """Write a LoRA adapter that changes what the base says."""
    import torch
    from peft import LoraConfig, get_peft_model

    model = get_peft_model(load_model(str(base))[0],
                           LoraConfig(r=4, target_modules=["q_proj", "v_proj"]))  # fmt: skip
    torch.manual_seed(0)
    for name, weight in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.5)
    model.save_pretrained(str(folder))


def test_an_adapter_answers_on_its_base(tiny_llava: Path, tmp_path: Path, row: dict) -> None:
    make_adapter(tiny_llava, tmp_path / "lora")
    said, named = {}, {}
    for folder in (tiny_llava, tmp_path / "lora"):
        connections = Connections()
        address = f"hf:{folder}?style=trained&temperature=0&max_tokens=24"
        policy, _ = load_sampler(address, connections)
        said[folder] = use(connections, lambda p=policy: p.answer(row, 0, 0)).text
        named[folder] = policy.settled.rpartition("@")[2]
    assert len(set(said.values())) == 2
    assert named[tmp_path / "lora"].endswith("+" + named[tiny_llava])
    (tmp_path / "lora" / "adapter_model.safetensors").rename(
        tmp_path / "lora" / "adapter_model.bin"
    )
    with pytest.raises(SrkitError, match="without adapter_model.safetensors"):
        load_model(str(tmp_path / "lora"))


def test_an_adapter_without_its_base_is_one_line(tiny_llava: Path, tmp_path: Path) -> None:
    make_adapter(tiny_llava, tmp_path / "lora")
    config = tmp_path / "lora" / "adapter_config.json"
    for base, said in (("/no/where", "/no/where"), (None, "names no base")):
        config.write_text(json.dumps(
            json.loads(config.read_text()) | {"base_model_name_or_path": base}
        ))  # fmt: skip
        with pytest.raises(SrkitError, match=said):
            load_policy(f"hf:{tmp_path / 'lora'}")
