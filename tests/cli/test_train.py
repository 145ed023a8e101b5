"""`srkit train` from the command line: folders, kills, Ctrl-C, several processes, bad input."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Ran, write_rows

pytestmark = pytest.mark.slow
Row = dict[str, Any]
Bases = Callable[[str], Path]
Srkit = Callable[..., Ran]
WEIGHTS = ("model.safetensors", "adapter_model.safetensors")


@pytest.fixture
def files(pair_rows: list[Row], sft_rows: list[Row], tmp_path: Path) -> dict[str, Path]:
    """A file of rows for each method."""
    pairs = write_rows(tmp_path / "pairs.jsonl", pair_rows)
    return {"sft": write_rows(tmp_path / "sft.jsonl", sft_rows), "dpo": pairs, "fdpo": pairs}


def log_of(folder: Path) -> list[Row]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def weights_of(folder: Path) -> bytes:
    (found,) = [folder / name for name in WEIGHTS if (folder / name).exists()]
    return found.read_bytes()


def test_the_whole_way(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path, pair_rows: list[Row]
) -> None:
    base = bases("llava")
    error = {"id": "e", "error": {"stage": "score", "type": "", "message": ""}}
    with files["sft"].open("a") as file:
        file.write(json.dumps(error) + "\n")
    common = ["--lora", "none", "--lr", "1e-3"]
    sft = srkit("train", "sft", files["sft"], "--model", f"hf:{base}", "-o", tmp_path / "sft",
                "--batch-size", 2, *common)  # fmt: skip
    assert sft.status == 0 and "left out: 1 error" in sft.err
    fdpo = srkit("train", "fdpo", files["fdpo"], "--model", f"hf:{tmp_path / 'sft'}", "-o",
                 tmp_path / "fdpo", "--max-steps", 3, *common)  # fmt: skip
    assert fdpo.status == 0, fdpo.err
    assert [(row["method"], row["rows"], row["steps"]) for row in (*sft.rows, *fdpo.rows)] == [
        ("sft", 4, 2), ("fdpo", 4, 3),
    ]  # fmt: skip
    folder = tmp_path / "fdpo"
    record = json.loads((folder / "run.json").read_text())
    assert record["finished"] and record["versions"]["trl"]
    assert (record["options"]["lr"], record["options"]["max_steps"]) == (1e-3, 3)
    assert record["inputs"][1]["run"]["command"] == "srkit train", "the chain goes through the base"
    log = log_of(folder)
    assert [line["step"] for line in log] == [1, 2, 3]
    assert log[0]["loss"] == pytest.approx(0.693147, abs=1e-5), "policy and reference are equal"
    # ΔR = (1 + k, 5.5): the first pair's w, or another's, lies between these
    assert 0.1 * 0.7 < log[0]["fdpo/beta_desc"] < 0.1 < log[0]["fdpo/beta_reason"] < 0.1 * 1.3
    assert fdpo.rows[0]["loss"] == pytest.approx(log[-1]["loss"], abs=1e-6)
    card = (folder / "README.md").read_text()
    assert "| alpha | 0.3 |" in card and record["inputs"][0]["sha256"] in card
    assert (folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    for name in ("processor_config.json", "tokenizer.json", "chat_template.jinja"):
        assert (folder / name).read_bytes() == (base / name).read_bytes()
    again = srkit("train", "fdpo", files["fdpo"], "--model", f"hf:{tmp_path / 'sft'}", "-o",
                  folder, "--max-steps", 3, *common)  # fmt: skip
    assert again.status == 2 and "exists" in again.err, "what is finished is not trained over"


ALONE = """
import json, sys
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor
folder, base, prompt, picture = sys.argv[1:]
if base:
    from peft import PeftModel
    model = PeftModel.from_pretrained(AutoModelForImageTextToText.from_pretrained(base), folder)
else:
    model = AutoModelForImageTextToText.from_pretrained(folder)
processor = AutoProcessor.from_pretrained(folder)
said = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": prompt}]}]
text = processor.apply_chat_template(said, add_generation_prompt=True)
inputs = processor(images=[Image.open(picture)], text=[text], return_tensors="pt")
made = model.generate(**inputs, do_sample=False, max_new_tokens=24)
assert not [name for name in sys.modules if name.startswith("srkit")]
print(processor.decode(made[0, inputs["input_ids"].shape[1]:], skip_special_tokens=True))
"""


@pytest.mark.parametrize(
    ("family", "lora", "lr"),
    [("llava", "none", "3e-3"), ("idefics3", "16", "1e-2"), ("idefics3", "none", "3e-3")],
)
def test_the_folder_says_the_same_without_srkit(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path, pair_rows: list[Row],
    family: str, lora: str, lr: str,
) -> None:  # fmt: skip
    from srkit.models.prompts import region_legend
    from srkit.scene.pictures import open_image
    from srkit.scene.regions import draw_regions

    folder = tmp_path / "o"
    ran = srkit("train", "sft", files["sft"], "--model", f"hf:{bases(family)}", "-o", folder,
                "--lora", lora, "--lr", lr, "--max-steps", 24)  # fmt: skip
    assert ran.status == 0, ran.err
    row = pair_rows[0] | {"answer": "3 m", "category": "distance_data"}
    write_rows(tmp_path / "t.jsonl", [row])
    words = ["eval", tmp_path / "t.jsonl", "--model", f"hf:{folder}", "--max-tokens", 24]
    (asked,) = srkit(*words).rows
    (base,) = srkit(*words[:3], f"hf:{bases(family)}?style=trained", *words[4:]).rows
    draw_regions(open_image(row["image"]), row["regions"]).save(tmp_path / "drawn.png")
    prompt = region_legend(row["regions"]) + row["question"]
    alone = subprocess.run(
        [sys.executable, "-c", ALONE, folder, "" if lora == "none" else bases(family), prompt,
         tmp_path / "drawn.png"], capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert alone.returncode == 0, alone.stderr
    assert asked["response"].strip() == alone.stdout.strip() != base["response"].strip()


def test_files_of_an_image_only_processor_are_the_base_s_own(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(bases("qwen2_5_vl"), base)
    # As the Hub has it: the files of a processor that sees videos, too.
    (base / "video_preprocessor_config.json").write_text('{"video_processor_type": "Qwen2VL"}')
    ran = srkit("train", "dpo", files["dpo"], "--model", f"hf:{base}", "-o", tmp_path / "o",
                "--max-steps", 1)  # fmt: skip
    assert ran.status == 0, ran.err
    kept = [path for path in base.iterdir() if "token" in path.name or "process" in path.name]
    assert len(kept) == 4
    for path in [*kept, base / "chat_template.jinja"]:
        assert (tmp_path / "o" / path.name).read_bytes() == path.read_bytes()


def killed(words: list[object], until: Callable[[], bool], number: int) -> tuple[int, str]:
    """Run a command, send it a signal when it is time, and return its status and stderr."""
    line = [sys.executable, "-m", "srkit", *map(str, words)]
    with subprocess.Popen(
        line, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        while not until():
            assert run.poll() is None, run.stderr and run.stderr.read()
            time.sleep(0.01)
        run.send_signal(number)
        assert run.stderr is not None
        said = run.stderr.read()
    return run.returncode, said


@pytest.mark.parametrize(
    ("family", "method", "lora"),
    [("llava", "fdpo", "none"), ("llava", "sft", "4"), ("idefics3", "sft", "none"),
     ("idefics3", "fdpo", "4")],
)  # fmt: skip
def test_a_run_that_was_killed_goes_on_bit_for_bit(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path, family: str, method: str,
    lora: str,
) -> None:  # fmt: skip
    words = ["train", method, files[method], "--model", f"hf:{bases(family)}", "--lora", lora,
             "--lr", "1e-3", "--max-steps", 12, "--save-every", 2, "--accumulate", 2,
             "--eval-share", 0.5]  # fmt: skip
    assert srkit(*words, "-o", tmp_path / "whole").status == 0
    cut = tmp_path / "cut"

    def is_late() -> bool:
        return (cut / "checkpoint-4" / "whole.json").exists() and len(log_of(cut)) > 4

    status, _ = killed([*words, "-o", cut], is_late, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert srkit(*words, "-o", cut).status == 2, "what was saved is not thrown away"
    other = srkit(*words, "--beta" if method != "sft" else "--epochs", 7, "-o", cut, "--resume")
    assert other.status == 2 and "was" in other.err
    ran = srkit(*words, "-o", cut, "--resume")
    assert ran.status == 0, ran.err
    assert weights_of(cut) == weights_of(tmp_path / "whole")
    assert (cut / "log.jsonl").read_bytes() == (tmp_path / "whole" / "log.jsonl").read_bytes()
    assert sorted(os.listdir(cut)) == sorted(os.listdir(tmp_path / "whole")), "nothing is left"
    assert "finished already" in srkit(*words, "-o", cut, "--resume").err


@pytest.mark.parametrize("at", ["checkpoint-5/whole.json", "README.md"])
def test_a_run_that_was_killed_at_its_end_goes_no_further(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path, at: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from srkit.publish import cards
    from srkit.training import folder

    words = ["train", "fdpo", files["fdpo"], "--model", f"hf:{bases('llava')}", "--lora", 4, "--lr",
             "1e-3", "--max-steps", 5, "--save-every", 5, "--seed", 1]  # fmt: skip
    assert srkit(*words, "-o", tmp_path / "whole").status == 0
    with monkeypatch.context() as patch:

        def full(*given: Any) -> None:
            raise OSError(28, "No space left on device")

        late = at == "README.md"
        patch.setattr(*((cards, "write_model_card") if late else (folder, "copy_processor")), full)
        ran = srkit(*words, "-o", tmp_path / "cut")
    assert ran.status == 1 and "can't be written: No space left on device" in ran.err
    assert (tmp_path / "cut" / "whole.json").exists() == late
    ran = srkit(*words, "-o", tmp_path / "cut", "--resume")
    assert ran.status == 0, ran.err
    assert ran.rows[0]["steps"] == 5
    for name in ("adapter_model.safetensors", "log.jsonl", "curves.png"):
        whole, cut = ((tmp_path / one / name).read_bytes() for one in ("whole", "cut"))
        assert whole == cut, name
    assert sorted(os.listdir(tmp_path / "cut")) == sorted(os.listdir(tmp_path / "whole"))
    rows = files["fdpo"].read_text().splitlines(keepends=True)
    files["fdpo"].write_text("".join(rows[:-1]))
    other = srkit(*words, "-o", tmp_path / "cut", "--resume")
    assert other.status == 2 and "was made from other input" in other.err


def test_processes_do_not_share_a_pipe(
    files: dict[str, Path], srkit: Srkit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    words = ["train", "dpo", "--model", "hf:x", "-o", tmp_path / "o"]
    ran = srkit(*words, stdin=files["dpo"])
    assert ran.status == 2 and "can't share a pipe: name a file" in ran.err


def test_two_runs_do_not_share_a_folder(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path
) -> None:
    import fcntl

    (tmp_path / "o").mkdir()
    lock = os.open(tmp_path / "o", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    words = ["train", "dpo", files["dpo"], "--model", f"hf:{bases('llava')}", "-o", tmp_path / "o",
             "--max-steps", 1]  # fmt: skip
    ran = srkit(*words)
    assert ran.status == 1 and "another process is writing it" in ran.err
    os.close(lock)
    assert srkit(*words).status == 0


def test_ctrl_c_saves(bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path) -> None:
    words = ["train", "fdpo", files["fdpo"], "--model", f"hf:{bases('llava')}", "--lora", 4,
             "--lr", "1e-3", "--max-steps", 30, "--accumulate", 2]  # fmt: skip
    assert srkit(*words, "-o", tmp_path / "whole").status == 0
    cut = tmp_path / "cut"

    def is_under_way() -> bool:
        return (cut / "log.jsonl").exists() and len(log_of(cut)) >= 2

    status, said = killed([*words, "-o", cut], is_under_way, signal.SIGINT)
    assert status == 130 and "Traceback" not in said
    assert "of 30; --resume goes on" in said
    rows = files["fdpo"].read_text().splitlines(keepends=True)
    files["fdpo"].write_text("".join(rows[:-1]))
    other = srkit(*words, "-o", cut, "--resume")
    assert other.status == 1 and "its rows are not what they were" in other.err
    files["fdpo"].write_text("".join(rows))
    assert srkit(*words, "-o", cut, "--resume").status == 0
    assert weights_of(cut) == weights_of(tmp_path / "whole")


@pytest.mark.parametrize(("method", "lora"), [("fdpo", "4"), ("sft", "none")])
def test_two_processes_are_one_with_twice_the_batch(
    bases: Bases, files: dict[str, Path], srkit: Srkit, shell: Callable[..., Ran], tmp_path: Path,
    method: str, lora: str,
) -> None:  # fmt: skip
    words = f"train {method} {files[method]} --model hf:{bases('llava')} --lora {lora} --lr 1e-3"
    words += " --max-steps 5 --eval-share 0"
    one = srkit(*words.split(), "-o", tmp_path / "one", "--batch-size", 2)
    assert one.status == 0 and one.rows[0]["processes"] == 1
    two = shell(f"torchrun --nproc_per_node 2 -m srkit {words} -o two", tmp_path)
    assert two.status == 0, two.err
    assert [row["processes"] for row in two.rows] == [2], "one row, of two processes"
    losses = [[line["loss"] for line in log_of(tmp_path / name)] for name in ("one", "two")]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5) and len(losses[0]) == 5
    assert losses[0][0] != pytest.approx(losses[0][-1], rel=1e-2), "something was learned"


def test_a_disk_that_is_full(
    bases: Bases, files: dict[str, Path], shell: Callable[..., Ran], srkit: Srkit, tmp_path: Path
) -> None:
    line = f"srkit train sft {files['sft']} --model hf:{bases('llava')} -o o --lora none"
    ran = shell(f"ulimit -f 600; {line} --lr 1e-3 --max-steps 2 --save-every 1", tmp_path)
    assert ran.status == 1 and "Traceback" not in ran.err
    assert "o can't be written: " in ran.err and len(ran.err.splitlines()[-1]) < 200
    used = srkit("eval", files["sft"], "--model", f"hf:{tmp_path / 'o'}")
    assert used.status == 1 and "unfinished checkpoint" in used.err
    ran = shell(f"{line} --lr 1e-3 --max-steps 2 --save-every 1 --resume", tmp_path)
    assert ran.status == 0, "with nothing whole to go on from, it begins again"


def test_a_loss_that_is_no_number(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path
) -> None:
    ran = srkit("train", "sft", files["sft"], "--model", f"hf:{bases('llava')}", "-o",
                tmp_path / "o", "--lora", "none", "--lr", "1e38", "--max-steps", 9)  # fmt: skip
    assert ran.status == 1 and "is not a number; nothing of it was saved" in ran.err
    assert not (tmp_path / "o" / "model.safetensors").exists()


def test_settings_that_cannot_move_the_weights_are_told(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path
) -> None:
    words = ["train", "fdpo", files["fdpo"], "--model", f"hf:{bases('llava')}", "--max-steps", 2]
    slow = srkit(*words, "-o", tmp_path / "slow", "--config", "paper-fdpo")
    assert "move a weight by at most" in slow.err
    record = json.loads((tmp_path / "slow" / "run.json").read_text())["options"]
    assert (record["lr"], record["lora"], record["weight_decay"]) == (1e-7, 0, 0.05)
    fast = srkit(*words, "-o", tmp_path / "fast", "--lora", "none", "--lr", "1e-3")
    assert fast.status == 0 and "move a weight" not in fast.err


def test_a_share_is_held_out_and_a_report_is_sent(
    bases: Bases, pair_rows: list[Row], srkit: Srkit, tmp_path: Path
) -> None:
    write_rows(tmp_path / "p.jsonl", pair_rows)
    ran = srkit("train", "fdpo", tmp_path / "p.jsonl", "--model", f"hf:{bases('llava')}", "-o",
                tmp_path / "o", "--eval-share", 0.5, "--epochs", 2, "--lr", "1e-3",
                "--report-to", "tensorboard")  # fmt: skip
    assert ran.status == 0, ran.err
    (made,) = ran.rows
    assert made["rows"] + made["held_out"] == 4 and made["rows"] and made["held_out"]
    log = log_of(tmp_path / "o")
    evaluated = [line for line in log if "eval_loss" in line]
    assert [line["step"] for line in evaluated] == [made["rows"], 2 * made["rows"]]
    assert made["eval_loss"] == pytest.approx(evaluated[-1]["eval_loss"], abs=1e-6)
    assert "eval_margin/desc" in evaluated[0] and not any("runtime" in key for key in evaluated[0])
    assert list((tmp_path / "o").rglob("events.out.tfevents*"))


def test_a_plan_counts_and_makes_nothing(
    bases: Bases, files: dict[str, Path], srkit: Srkit, tmp_path: Path
) -> None:
    words = ["train", "fdpo", files["fdpo"], "--model", f"hf:{bases('llava')}", "-o",
             tmp_path / "o", "--accumulate", 2]  # fmt: skip
    ran = srkit(*words, "--dry-run")
    assert ran.status == 0 and ran.out == "" and not (tmp_path / "o").exists()
    assert "rows 4, held_out 0, too_long 0, longest " in ran.err and "steps 2" in ran.err
    (tmp_path / "c.toml").write_text("[train]\nmax-length = 60\n")
    none = srkit(*words, "--dry-run", "--config", tmp_path / "c.toml")
    assert none.status == 1 and "no row fits: the shortest has " in none.err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("ppo x.jsonl --model hf:x -o o", 2, "ppo"),
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
        ("fdpo pairs.jsonl --model hf:{base} -o . --resume", 2, "no run record"),
        ("sft sft.jsonl --model hf:{base} -o o --beta 1", 2, "--beta says nothing to sft"),
        ("dpo pairs.jsonl --model hf:{base} -o o --alpha 1", 2, "--alpha says nothing to dpo"),
        ("dpo pairs.jsonl --model hf:{base} -o o --lora some", 2, "--lora"),
        ("dpo pairs.jsonl --model hf:{base} -o o --freeze-vision", 2, "is for --lora none"),
        ("dpo pairs.jsonl --model hf:{base} -o o --targets gate", 1, "no 'gate', but down_proj"),
        ("dpo pairs.jsonl --model hf:{base} -o o --config paper-ppo", 2, "paper-ppo"),
        ("dpo pairs.jsonl --model hf:{base} -o o --eval-share 0.9", 1, "too few pictures"),
        ("dpo pairs.jsonl --model hf:{base} -o o --report-to wandb", 1, "wandb"),
        ("fdpo plain.jsonl --model hf:{base} -o o", 1, "use train dpo"),
        ("fdpo pairs.jsonl --model hf:{base} -o /proc/o", 1, "/proc/o: No such file"),
    ],
)
def test_bad_calls(
    bases: Bases, files: dict[str, Path], pair_rows: list[Row], tmp_path: Path, srkit: Srkit,
    monkeypatch: pytest.MonkeyPatch, words: str, status: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "empty.jsonl", [])
    plain = [row | {"rejected": "3 meters."} for row in pair_rows[:3]] + pair_rows[3:]
    write_rows(tmp_path / "plain.jsonl", plain)
    pair_rows[0].pop("rejected")
    write_rows(tmp_path / "bad.jsonl", pair_rows[:1])
    ran = srkit("train", *words.format(base=bases("llava")).split())
    assert ran.status == status, ran.err
    assert said in ran.err and "Traceback" not in ran.err and ran.out == ""
    assert not (tmp_path / "o").exists(), "the corrected command must not find a folder"


def test_presets_are_read_and_their_keys_are_known() -> None:
    import tomllib

    from srkit.cli.config import PRESETS, file_options
    from srkit.cli.train import train

    found = sorted(Path(PRESETS).glob("*.toml"))
    assert [path.stem for path in found] == ["paper-dpo", "paper-fdpo", "paper-sft"]
    for path in found:
        content = tomllib.loads(path.read_text())
        assert content.keys() == {"train"}
        assert content["train"].keys() <= file_options(train).keys()
        assert f"--config {path.stem} " in path.read_text().splitlines()[0]
    assert (ROOT / "srkit/cli/presets").is_dir()
