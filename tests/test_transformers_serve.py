"""A tiny model behind `transformers serve`, and the same in this process: the same answers."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srkit import stages
from srkit.models.batches import Call
from srkit.models.inprocess import load_weights, opened
from srkit.models.prompts import Prompts, answer_messages, trained_text
from srkit.models.shown import Pictures
from srkit.records.flow import flatten
from tests.conftest import Ran, write_rows
from tests.models.overfit import learn

pytestmark = pytest.mark.slow
STARTS_WITHIN_S = 120


@contextmanager
def serving(folder: Path, log: Path) -> Iterator[str]:
    """Serve a model on loopback; it ends with the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("transformers"), "serve", folder, "--host",
               "127.0.0.1", "--port", port, "--device", "cpu"]  # fmt: skip
    with log.open("w") as out:
        server = subprocess.Popen(list(map(str, command)), stdout=out, stderr=out,
                                  env=os.environ | {"HF_HUB_OFFLINE": "1"})  # fmt: skip
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            assert server.poll() is None and time.monotonic() < until, log.read_text()[-2000:]
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1#{folder}"
    finally:
        server.terminate()
        server.wait(30)


def test_the_same_text_served_and_in_this_process(
    tmp_path: Path, build_tiny: Callable[..., None], srkit: Callable[..., Ran]
) -> None:
    if shutil.which("transformers", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("transformers serve is not installed: pip install transformers[serving]")
    pytest.importorskip("fastapi", reason="transformers serve needs transformers[serving]")
    made = stages.synth(images=str(tmp_path / "images"), count=6, seed=5)
    rows, folder = list(flatten(made)), tmp_path / "model"
    build_tiny([f"{row['question']} {row['answer']}" for row in rows], folder)
    weights = load_weights(str(folder))
    shown = [Pictures("overlay", 1).make(row) for row in rows]
    asked = [answer_messages(Prompts(), "trained", trained_text(row)) for row in rows]
    learn(weights, [(Call(messages, [opened(one.picture)], {}, 0), row["answer"])
                    for row, one, messages in zip(rows, shown, asked, strict=True)],
          steps=60)  # fmt: skip
    weights.model.save_pretrained(folder)
    tasks = write_rows(tmp_path / "tasks.jsonl", rows)
    with serving(folder, tmp_path / "log") as url:
        for style in ("trained", "short"):
            said = []
            for address in (f"hf:{folder}?style={style}", f"{url}?style={style}"):
                ran = srkit("eval", tasks, "--model", address, "--max-tokens", 24, "-q")
                assert ran.status == 0, ran.err
                answers = map(json.loads, ran.out.splitlines())
                said.append([(row["response"], row["tokens"]) for row in answers])
            assert said[0] == said[1] and all(text for text, _ in said[0])
