"""Push: what arrives, what stays behind, and what is said when it does not work."""

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from PIL import Image

from tests.conftest import Ran, Row, write_rows
from tests.publish.hub_server import TOKEN, Fault, Hub

Srkit = Callable[..., Ran]
MODEL, DATA = ("model", "me/spatial"), ("dataset", "me/rows")
# What somebody without srkit does with a model and with rows.
ASK = """
import sys
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor
name, image = sys.argv[1:]
model = AutoModelForImageTextToText.from_pretrained(name)
processor = AutoProcessor.from_pretrained(name)
question = "Regions: Region [0] (outlined in red).\\nHow wide is Region [0]?"
content = [{"type": "image"}, {"type": "text", "text": question}]
said = [{"role": "user", "content": content}]
text = processor.apply_chat_template(said, add_generation_prompt=True)
inputs = processor(images=Image.open(image), text=text, return_tensors="pt")
print(processor.decode(model.generate(**inputs, max_new_tokens=40)[0]))
"""
LOAD = """
from datasets import Image, load_dataset
rows = load_dataset("me/rows", split="train")
assert isinstance(rows.features["image"], Image)
said = load_dataset("me/rows", "messages", split="train")
print(len(rows), rows[0]["image"].size, rows[0]["id"], said[0]["prompt"][0]["role"],
      said[0]["images"][0].size)
"""


def files_of(hub: Hub, name: tuple[str, str], revision: str = "main") -> dict[str, bytes]:
    files = hub.repo(*name).files(revision)
    assert files is not None
    return files


def test_a_model_arrives(hub: Hub, checkpoint: Path, srkit: Srkit) -> None:
    dry = srkit("push", checkpoint, "--repo", "me/spatial", "--dry-run")
    assert dry.status == 0 and not hub.log, hub.log
    done = srkit("push", checkpoint, "--repo", "me/spatial", "--license", "apache-2.0")
    assert done.status == 0, done.err
    (row,), (planned,) = done.rows, dry.rows
    files = files_of(hub, MODEL)
    assert row["files"] == planned["files"] == sorted(files)
    assert row["bytes"] == sum(map(len, files.values()))
    assert row["repo"] == "me/spatial" and row["type"] == "model"
    assert row["url"].endswith(row["commit"]) and row["commit"] == hub.repo(*MODEL).heads["main"]
    assert planned["commit"] is None and planned["url"] is None
    assert files["model.safetensors"] == (checkpoint / "model.safetensors").read_bytes()
    assert b"license: apache-2.0" in files["README.md"]


def test_what_stays_behind(hub: Hub, checkpoint: Path, srkit: Srkit, tmp_path: Path) -> None:
    planted = "hf_" + "Planted7" * 4
    (checkpoint / "token.txt").write_text(planted)
    (checkpoint / ".env").write_text(f"KEY={planted}")
    (checkpoint / "optimizer.pt").write_bytes(b"the optimizer's state")
    (checkpoint / "checkpoint-1").mkdir()
    (checkpoint / "checkpoint-1" / "model.safetensors").write_bytes(b"the way there")
    (checkpoint / "ref").mkdir()
    (checkpoint / "ref" / "adapter_model.safetensors").write_bytes(b"the reference")
    (tmp_path / "outside.json").write_text('"a file of somebody else"')
    (checkpoint / "special_tokens_map.json").symlink_to(tmp_path / "outside.json")
    (checkpoint / "log.jsonl").open("a").write('{"step": 9, "path": "/home/me/secret-place"}\n')
    done = srkit("push", checkpoint, "--repo", "me/spatial")
    assert done.status == 0, done.err
    left = (".env", "checkpoint-1", "optimizer.pt", "ref", "special_tokens_map.json", "token.txt")
    assert f"left behind: {', '.join(left)}" in done.err
    for secret in (planted, "optimizer's state", "the way there", "the reference",
                   "somebody else", "secret-place", str(tmp_path)):  # fmt: skip
        assert secret.encode() not in hub.received, secret
    assert TOKEN.encode() not in hub.received and TOKEN not in done.err + done.out


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "chat_template.jinja"])
def test_a_key_in_a_file_that_would_go(hub: Hub, checkpoint: Path, srkit: Srkit, name: str) -> None:
    text = (checkpoint / name).read_text()
    (checkpoint / name).write_text(
        text.rstrip().removesuffix("}") + ', "k": "sk-' + "a1B" * 8 + '"}'
    )
    done = srkit("push", checkpoint, "--repo", "me/spatial")
    assert done.status == 1 and not hub.log
    assert f"{name} holds what looks like a secret: nothing is sent" in done.err
    assert "a1B" not in done.err


def test_only_checkpoints_that_are_whole(
    hub: Hub, checkpoint: Path, srkit: Srkit, tmp_path: Path
) -> None:
    record = json.loads((checkpoint / "run.json").read_text())
    (checkpoint / "run.json").write_text(json.dumps(record | {"finished": False}))
    assert "an unfinished checkpoint" in srkit("push", checkpoint, "--repo", "me/a").err
    (checkpoint / "run.json").unlink()
    assert "no checkpoint of srkit train" in srkit("push", checkpoint, "--repo", "me/a").err
    (checkpoint / "run.json").write_text(json.dumps(record))
    shutil.move(checkpoint / "model.safetensors", tmp_path / "w")
    (checkpoint / "model.safetensors").symlink_to(tmp_path / "w")
    assert "no weights in it" in srkit("push", checkpoint, "--repo", "me/a").err
    for words, said in (
        (("--repo", "me"), "is not OWNER/NAME"),
        (("--repo", "a/b", "--type", "dataset"), "no file"),
        ((), "Missing option '--repo'"),
    ):  # fmt: skip
        done = srkit("push", checkpoint, *words)
        assert done.status == 2 and said in done.err
    assert not hub.log


def test_a_public_repository_that_exists(hub: Hub, checkpoint: Path, srkit: Srkit) -> None:
    words = ("push", checkpoint, "--repo", "me/spatial")
    assert srkit(*words).status == 0
    again = srkit(*words)
    assert again.status == 1 and "exists and is public: --yes sends to it" in again.err
    private = srkit(*words, "--private", "--yes")
    assert private.status == 1 and "--private can't change that" in private.err
    sure = srkit(*words, "--yes")
    assert sure.status == 0 and "all of it was there already" in sure.err
    theirs = {"adapter_config.json": b"{}", "results/mine.json": b"[]", "notes.txt": b"mine"}
    hub.repo(*MODEL).branches["main"] |= theirs
    (checkpoint / "curves.png").unlink()
    done = srkit(*words, "--yes")
    files = files_of(hub, MODEL)
    assert "removing what an earlier push sent: curves.png" in done.err
    assert set(done.rows[0]["files"]) == set(files) - set(theirs) and "curves.png" not in files
    assert theirs.items() <= files.items()


def test_a_private_one_a_branch_and_a_request(hub: Hub, checkpoint: Path, srkit: Srkit) -> None:
    words = ("push", checkpoint, "--repo", "me/spatial", "--private")
    assert srkit(*words).status == 0 and hub.repo(*MODEL).private
    assert srkit(*words).status == 0  # it is nobody's but the owner's
    assert srkit(*words, "--revision", "v2", "--license", "mit").status == 0
    assert b"license: mit" in files_of(hub, MODEL, "v2")["README.md"]
    assert b"license: mit" not in files_of(hub, MODEL)["README.md"]
    (row,) = srkit(*words, "--create-pr", "--license", "mit").rows
    assert row["url"].endswith("/discussions/1")
    assert b"license: mit" in files_of(hub, MODEL, "refs/pr/1")["README.md"]
    assert b"license: mit" not in files_of(hub, MODEL)["README.md"]


@pytest.mark.parametrize("what", ["drop", 500, 503])
@pytest.mark.parametrize(
    "where", ["GET /api/models/", "POST /api/repos/create", "/preupload/", "objects/batch",
              "PUT /lfs/", "POST /lfs/verify", "/commit/", "GET .*/tree/"],
)  # fmt: skip
def test_the_line_breaks_once(
    hub: Hub, checkpoint: Path, srkit: Srkit, where: str, what: int | str
) -> None:
    hub.faults.append(Fault(where, what))
    done = srkit("push", checkpoint, "--repo", "me/spatial")
    assert done.status == 0, done.err
    assert hub.faults[0].times == 0
    assert sorted(files_of(hub, MODEL)) == done.rows[0]["files"]
    assert len(hub.repo(*MODEL).commits) == 2  # the empty one and this


def test_a_commit_whose_answer_is_lost(hub: Hub, checkpoint: Path, srkit: Srkit) -> None:
    hub.faults.append(Fault("answer to POST .*/commit/", "drop"))
    done = srkit("push", checkpoint, "--repo", "me/spatial")
    assert done.status == 0 and hub.faults[0].times == 0, done.err
    assert len(hub.repo(*MODEL).commits) == 2
    assert done.rows[0]["commit"] == hub.repo(*MODEL).heads["main"]


@pytest.mark.parametrize(
    ("where", "what", "said"),
    [
        ("GET /api/models/", 401, "the Hub does not know the token: log in with `hf auth login`"),
        ("POST /api/repos/create", 403, "the token may not write there"),
        ("/preupload/", 403, "the token may not write there"),
        ("/commit/", 409, "somebody else is changing the repository"),
        ("/commit/", 412, "the repository has changed since it was looked at"),
        ("PUT /lfs/", 403, "the token may not write there"),
        ("objects/batch", 402, "the account's storage is full"),
        ("/commit/", 413, "a file is larger than the Hub takes"),
        ("/preupload/", 418, "the Hub answered with HTTP 418"),
        ("POST .*/validate-yaml", 400, "the Hub does not take the card"),
        ("/commit/", 500, "the Hub answered with HTTP 500"),
        ("GET /api/models/", "drop", "disconnected"),
    ],
)
def test_one_sentence(
    hub: Hub, checkpoint: Path, srkit: Srkit, where: str, what: int | str, said: str
) -> None:
    hub.faults.append(Fault(where, what, times=99, said="why the Hub thinks so"))
    done = srkit("push", checkpoint, "--repo", "me/spatial", "-q")
    assert done.status == 1 and done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("srkit: me/spatial: ") and said in line, line
    assert TOKEN not in line and len(line) < 300


def test_no_token_and_no_network(
    hub: Hub, checkpoint: Path, srkit: Srkit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "none"))
    done = srkit("push", checkpoint, "--repo", "me/spatial", "-q")
    assert done.status == 1 and "log in with `hf auth login`" in done.err
    assert done.err.count("\n") == 1
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    done = srkit("push", checkpoint, "--repo", "me/spatial", "-q")
    assert done.status == 1 and "HF_HUB_OFFLINE is set, so nothing is sent" in done.err


def test_figures_on_the_card_are_in_the_files_beside_it(
    hub: Hub, trained: Path, checkpoint: Path, srkit: Srkit, tmp_path: Path
) -> None:
    asked = ("eval", trained / "tasks.jsonl", "-q", "-o", tmp_path / "after.jsonl")
    assert srkit(*asked, "--model", f"hf:{checkpoint}?name=after").status == 0
    done = srkit("push", checkpoint, "--repo", "me/spatial", "--results", tmp_path / "after.jsonl")
    assert done.status == 0, done.err
    files = {name: data.decode() for name, data in files_of(hub, MODEL).items()
             if name.endswith((".md", ".json", ".jsonl"))}  # fmt: skip
    card = files.pop("README.md")
    summary = json.loads(files["results/after.json"])["sources"]["after"]
    data = yaml.safe_load(card.split("---")[1])
    (result,) = data["model-index"][0]["results"]
    assert "synthetic" in result["dataset"]["name"] and "synthetic" in data["tags"]
    for metric in result["metrics"]:
        found = summary[metric["name"].rpartition(", ")[2]]
        assert metric["value"] == round(100 * found["rate"], 1)
        assert metric["args"]["n"] == found["n"] and metric["config"] == "results/after.json"
        for end in ("low", "high"):
            assert metric["args"][end] == round(100 * found[end], 1)
    assert {one["name"].rpartition(", ")[2] for one in result["metrics"]} <= set(summary)
    beside = " ".join(files.values())
    known = numbers_in(beside) | {round(100 * value, 1) for value in numbers_in(beside)}
    known |= {round(value, 4) for value in known}
    text = re.sub(r"\[paper\]\(\S+\)|sha256 `\w+`|```.*?```", "", card.split("---", 2)[2],
                  flags=re.DOTALL)  # fmt: skip
    for number in numbers_in(text):
        assert number in known | {95.0}, number


def numbers_in(text: str) -> set[float]:
    return {float(one.replace(",", "")) for one in
            re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?![\w])", text)}  # fmt: skip


def test_results_of_other_weights(
    trained: Path, checkpoint: Path, srkit: Srkit, tmp_path: Path
) -> None:
    results = tmp_path / "r.jsonl"
    asked = ("eval", trained / "tasks.jsonl", "-q", "-o", results, "--limit", 1)
    assert srkit(*asked, "--model", "tiny:").status == 0
    push = ("push", checkpoint, "--repo", "me/spatial", "--results", results, "--dry-run")
    done = srkit(*push)
    assert done.status == 1 and "other weights than those in" in done.err
    (tmp_path / "r.jsonl.run.json").unlink()
    assert "no finished run record of srkit eval" in srkit(*push).err


def test_results_are_called_what_they_are(
    trained: Path, checkpoint: Path, srkit: Srkit, tmp_path: Path, hub: Hub
) -> None:
    first, results = tmp_path / "first.jsonl", tmp_path / "r.jsonl"
    assert srkit("describe", trained / "tasks.jsonl", "--limit", 2, "-o", first).status == 0
    asked = ("eval", "--model", f"hf:{checkpoint}", "-q", "-o", results)
    push = ("push", checkpoint, "--repo", "me/spatial", "--yes", "--results", results)
    said = "PARTIAL: srkit describe --limit 2"
    for inputs, name in (
        ([first], f"srkit synth, world simple, split train, seed 0, synthetic scenes, {said}"),
        ([trained / "other.jsonl", first],
         f"other.jsonl and first.jsonl, synthetic scenes, {said}"),
    ):  # fmt: skip
        for file in tmp_path.glob("r.jsonl*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        assert srkit(*asked, *inputs).status == 0
        done = srkit(*push)
        assert done.status == 0, done.err
        card = files_of(hub, MODEL)["README.md"].decode()
        (result,) = yaml.safe_load(card.split("---")[1])["model-index"][0]["results"]
        assert result["dataset"]["name"] == name
    assert str(checkpoint.parent).encode() not in hub.received
    results.write_text(results.read_text() + "\n")
    assert "it has been changed since it was written" in srkit(*push).err


def test_files_do_not_tell_where_they_lay(hub: Hub, checkpoint: Path, srkit: Srkit) -> None:
    from safetensors.torch import load_file, save_file

    for name in ("config.json", "tokenizer_config.json"):
        content = json.loads((checkpoint / name).read_text())
        named = {"_name_or_path": "/home/me/private", "text": {"name_or_path": "hf/hub-name"}}
        (checkpoint / name).write_text(json.dumps(content | named))
    assert srkit("push", checkpoint, "--repo", "me/spatial").status == 0
    assert b"/home/me" not in hub.received
    sent = json.loads(files_of(hub, MODEL)["config.json"])
    assert sent["_name_or_path"] == "private" and sent["text"]["name_or_path"] == "hf/hub-name"
    weights = checkpoint / "model.safetensors"
    save_file(load_file(weights), weights, {"format": "pt", "by": "hf_" + "Planted7" * 4})
    done = srkit("push", checkpoint, "--repo", "me/other")
    assert done.status == 1 and "model.safetensors holds what looks like a secret" in done.err


def test_synthetic_is_what_rows_say_too(
    trained: Path, srkit: Srkit, tmp_path: Path, hub: Hub
) -> None:
    words = ("--model", "tiny:base", "--lora", "none", "--max-steps", 1, "-q")
    absolute = [json.loads(line) for line in (trained / "sft.jsonl").read_text().splitlines()]
    rows = [row | {"image": str(trained / row["image"])} for row in absolute]
    piped = write_rows(tmp_path / "sft.jsonl", rows)
    done = srkit("train", "sft", "-", *words, "-o", tmp_path / "m", stdin=piped)
    assert done.status == 0, done.err
    assert srkit("push", tmp_path / "m", "--repo", "me/spatial").status == 0
    card = files_of(hub, MODEL)["README.md"].decode()
    assert "- synthetic\n" in card and "It learned from synthetic scenes" in card
    assert "from a pipe: unknown" in card and "- origins: synth:simple (6 rows)" in card


def test_an_adapter_goes_with_its_base_or_merged(
    adapter: Path, trained: Path, hub: Hub, srkit: Srkit
) -> None:
    push = ("push", adapter, "--repo", "me/spatial", "--yes")
    done = srkit(*push)
    assert done.status == 1 and "--merge-adapter sends the whole model" in done.err
    assert not hub.log
    dry = srkit(*push, "--merge-adapter", "--dry-run")
    done = srkit(*push, "--merge-adapter")
    assert done.status == 0, done.err
    files = files_of(hub, MODEL)
    assert done.rows[0]["files"] == dry.rows[0]["files"] == sorted(files)
    assert "model.safetensors" in files and not any("adapter" in name for name in files)
    card = files["README.md"].decode()
    assert "which has been merged into it" in card and "library_name: transformers" in card
    assert "PeftModel" not in card
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(
        json.dumps(config | {"base_model_name_or_path": "acme/base", "revision": "v1"})
    )
    done = srkit(*push)
    files = files_of(hub, MODEL)
    assert done.status == 0 and "model.safetensors" not in files
    assert "base_model: acme/base\n" in files["README.md"].decode()
    whole = srkit("push", trained / "model", "--repo", "me/b", "--merge-adapter", "--dry-run")
    assert whole.status == 1 and "no adapter, so there is nothing to merge" in whole.err


def test_rows_arrive(hub: Hub, trained: Path, srkit: Srkit) -> None:
    dry = srkit("push", trained / "sft.jsonl", "--repo", "me/rows", "--dry-run")
    done = srkit("push", trained / "sft.jsonl", "--repo", "me/rows")
    assert done.status == 0, done.err
    files = files_of(hub, DATA)
    wanted = ["README.md", "data/00000.parquet", "messages/00000.parquet", "run.json"]
    assert done.rows[0]["files"] == dry.rows[0]["files"] == sorted(files) == wanted
    card = files["README.md"].decode()
    assert "license: cc0-1.0" in card and "6 rows" in card and "synthetic" in card
    assert str(trained).encode() not in hub.received


def test_a_licence_is_told_or_the_repository_private(
    hub: Hub, pair_rows: list[Row], srkit: Srkit, tmp_path: Path
) -> None:
    pairs = write_rows(tmp_path / "p.jsonl", pair_rows)
    done = srkit("push", pairs, "--repo", "me/rows")
    assert done.status == 1 and "4 rows have no licence" in done.err and not hub.log
    assert srkit("push", pairs, "--repo", "me/rows", "--private").status == 0
    assert b"license" not in files_of(hub, DATA)["README.md"].split(b"---")[1]
    some = [row | {"license": told} for row, told in
            zip(pair_rows, ("CC0-1.0", "unknown", "mit", "mit"), strict=True)]  # fmt: skip
    part = srkit("push", write_rows(tmp_path / "s.jsonl", some), "--repo", "me/part")
    assert part.status == 1 and "1 rows have no licence" in part.err
    assert srkit("push", tmp_path / "s.jsonl", "--repo", "me/part", "--private").status == 0
    head = files_of(hub, ("dataset", "me/part"))["README.md"].split(b"---")[1]
    assert b"license" not in head
    assert srkit("push", pairs, "--repo", "me/rows", "--license", "My own").status == 0
    head = yaml.safe_load(files_of(hub, DATA)["README.md"].split(b"---")[1])
    assert head["license"] == "other" and head["license_name"] == "My own"


def test_what_rows_say_stays_text_on_the_card(
    hub: Hub, pair_rows: list[Row], srkit: Srkit, tmp_path: Path
) -> None:
    evil = 'x"\n---\n# H\n<script>a</script>[c](http://evil)'
    rows = [row | {"origin": evil, "license": evil, f"k{evil}": 1} for row in pair_rows]
    pairs = write_rows(tmp_path / "p.jsonl", rows)
    done = srkit("push", pairs, "--repo", "me/rows", "--license", evil)
    assert done.status == 0, done.err
    head, text = files_of(hub, DATA)["README.md"].decode().split("\n---\n", 1)
    assert yaml.safe_load(head)["license_name"] == evil
    assert "<script" not in text and "](http://evil" not in text and "\n# H" not in text
    assert "Made with srkit" not in text  # no record says so


def test_a_picture_outside_stays_there(
    hub: Hub, pair_rows: list[Row], srkit: Srkit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Image.new("RGB", (96, 96)).save(tmp_path / "elsewhere" / "x.png")
    (tmp_path / "here" / "x.png").symlink_to(tmp_path / "elsewhere" / "x.png")
    for image in (tmp_path / "elsewhere" / "x.png", "x.png"):
        row = pair_rows[0] | {"image": str(image)}
        pairs = write_rows(tmp_path / "here" / "p.jsonl", [row])
        done = srkit("push", pairs, "--repo", "me/rows", "--private")
        assert done.status == 1 and "allow it with --root DIR" in done.err
    assert not hub.log
    row = pair_rows[0] | {"image": str(tmp_path / "elsewhere" / "x.png")}
    pairs = write_rows(tmp_path / "here" / "p.jsonl", [row])
    allowed = srkit("push", pairs, "--repo", "me/rows", "--private", "--root", tmp_path)
    assert allowed.status == 0, allowed.err


def test_rows_that_are_not_sent(
    hub: Hub, pair_rows: list[Row], srkit: Srkit, tmp_path: Path
) -> None:
    def push(*rows: Row) -> Ran:
        file = write_rows(tmp_path / "p.jsonl", list(rows))
        return srkit("push", file, "--repo", "me/rows", "--private")

    first = pair_rows[0]
    key = "hf_" + "aB12" * 8
    assert "holds what looks like a secret" in push(first | {"question": f"use {key}"}).err
    assert "a second row has this id" in push(first, first).err
    assert "no rows to publish" in push().err
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    broken = push(first | {"image": str(tmp_path / "broken.png")})
    assert broken.status == 1 and f"row {first['id']!r}: a picture that can't be read" in broken.err
    assert not hub.log
    failed = {"id": "e", "error": {"stage": "pair", "type": "", "message": "no"}}
    done = push(first, failed)
    assert done.status == 0 and "left out: 1 error" in done.err


def test_exif_does_not_leave(hub: Hub, pair_rows: list[Row], srkit: Srkit, tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    exif = Image.Exif()
    exif[0x010F] = "the camera's maker"
    told = PngInfo()
    told.add_text("Author", "the author's name")
    Image.new("RGB", (96, 96)).save(tmp_path / "a.jpg", exif=exif, comment=b"a comment of mine")
    Image.new("RGB", (96, 96)).save(tmp_path / "b.png", exif=exif, pnginfo=told)
    rows = [row | {"image": str(tmp_path / name)}
            for row, name in zip(pair_rows, ("a.jpg", "b.png"), strict=False)]  # fmt: skip
    pairs = write_rows(tmp_path / "p.jsonl", rows)
    assert srkit("push", pairs, "--repo", "me/rows", "--private").status == 0
    import pyarrow.parquet as pq

    (table,) = [pq.read_table(io.BytesIO(data)) for name, data in files_of(hub, DATA).items()
                if name.startswith("data/")]  # fmt: skip
    pictures = b"".join(one["bytes"] for one in table["image"].to_pylist())
    for said in (b"camera's maker", b"author's name", b"comment of mine"):
        assert said not in pictures


@pytest.mark.slow
def test_what_was_pushed_is_loaded(
    trained: Path, checkpoint: Path, srkit: Srkit, tmp_path: Path,
    shell: Callable[..., Ran],
) -> None:  # fmt: skip
    """Push, download, load and generate, each in a process of its own, through the real client."""
    from tests.publish.hub_server import serving

    (tmp_path / "ask.py").write_text(ASK)
    (tmp_path / "load.py").write_text(LOAD)
    image = next((trained / "images").glob("*-0.png"))
    with serving() as hub:
        there = {"HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1",
                 "HF_HUB_OFFLINE": "0", "HF_HOME": str(tmp_path / "home")}  # fmt: skip
        for what, repo in (("model", "me/spatial"), ("sft.jsonl", "me/rows")):
            done = shell(f"srkit push {trained / what} --repo {repo}", tmp_path, **there)
            assert done.status == 0, done.err
        get = "from huggingface_hub import snapshot_download as d; print(d('me/spatial'))"
        folder = shell(f'python -c "{get}"', tmp_path, **there).out.strip()
        said = shell(f"python ask.py me/spatial {image}", tmp_path, **there)
        loaded = shell("python load.py", tmp_path, **there)
    here = shell(f"python ask.py {trained / 'model'} {image}", tmp_path)
    assert said.status == here.status == 0, said.err
    assert said.out == here.out and len(said.out) > 40
    sent = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
    assert sent["model.safetensors"] == (trained / "model" / "model.safetensors").read_bytes()
    assert loaded.status == 0, loaded.err
    row = json.loads((trained / "sft.jsonl").read_text().splitlines()[0])
    assert loaded.out.split() == ["6", "(96,", "96)", row["id"], "user", "(96,", "96)"]
