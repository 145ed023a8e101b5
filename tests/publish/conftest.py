"""A Hub on the loopback that this process talks to, and a checkpoint to send there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import REPLY, Ran, Row, write_rows
from tests.publish.hub_server import TOKEN, Hub, serving

LEARN = ("--lora", "none", "--freeze-vision", "--max-steps", 2, "--lr", "1e-3", "-q")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A Hub that the client in this process takes for the real one, waiting for nothing."""
    from huggingface_hub import constants
    from huggingface_hub.utils import _http, close_session

    with serving() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE",
                            server.url + "/{repo_id}/resolve/{revision}/{filename}")  # fmt: skip
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        monkeypatch.setattr("srkit.publish.upload.WAIT_S", 0.01)
        monkeypatch.setattr(_http.time, "sleep", lambda seconds: None)
        close_session()
        yield server
        close_session()


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pairs over synthetic scenes, and a model that learned a little from them."""
    from srkit.cli.main import main

    folder = tmp_path_factory.mktemp("trained")
    tasks = [str(folder / "tasks.jsonl"), "--images", str(folder / "images")]
    assert main(["synth", "--count", "6", *tasks[1:], "-o", tasks[0]]) == 0
    rows = [json.loads(line) for line in Path(tasks[0]).read_text().splitlines()]
    kept = ("image", "regions", "question", "license", "origin", "answer", "category")
    sft = [{"id": f"{row['id']}#sft", "task": row["id"], "completion": REPLY.format(k)}
           | {key: row[key] for key in kept} for k, row in enumerate(rows)]  # fmt: skip
    write_rows(folder / "sft.jsonl", sft)
    other = [str(folder / "other.jsonl"), "--images", str(folder / "images"), "--seed", "1"]
    assert main(["synth", "--count", "2", *other[1:], "-o", other[0]]) == 0
    words = ["train", "sft", str(folder / "sft.jsonl"), "--model", "tiny:base", "-o",
             str(folder / "model"), *map(str, LEARN)]  # fmt: skip
    assert main(words) == 0
    return folder


@pytest.fixture
def checkpoint(trained: Path, tmp_path: Path) -> Path:
    """A copy of the checkpoint that a test may spoil."""
    import shutil

    return Path(shutil.copytree(trained / "model", tmp_path / "model"))


@pytest.fixture
def adapter(
    tiny_llava: Path, pair_rows: list[Row], srkit: Callable[..., Ran], tmp_path: Path
) -> Path:
    """An adapter on a base that lies on this machine."""
    pairs = write_rows(tmp_path / "pairs.jsonl", pair_rows)
    done = srkit("train", "dpo", pairs, "--model", f"hf:{tiny_llava}", "-o", tmp_path / "adapter",
                 "--max-steps", 1, "--lora", 2)  # fmt: skip
    assert done.status == 0, done.err
    return tmp_path / "adapter"
