"""General benchmarks by lmms-eval, as a process of its own in an environment of its own.

It asks a server on loopback, which asks the model and hands on the final answer alone (`given`);
what the model wrote is kept beside, in `replies.jsonl`. Nothing of srkit has to be installed in
lmms-eval's environment, and nothing of lmms-eval in srkit's.
"""

import asyncio
import contextlib
import glob
import hashlib
import json
import os
import re
import secrets
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srkit.errors import AddressError, RowError, SrkitError
from srkit.evaluation.given import answer_given
from srkit.models.base import EMPTY, Useless
from srkit.models.connections import Connections
from srkit.records.ahead import event_loop
from srkit.records.flow import Result, failure, is_error
from srkit.records.rows import Row

if TYPE_CHECKING:
    from srkit.models.asked import AskedModel

LARGEST = 64 * 2**20  # bytes of a request
TAIL = 300  # characters of what a process said last
_STYLED = re.compile(r"\x1b\[[\d;]*m")
OWN = ("--model", "--model_args", "--tasks", "--batch_size", "--output_path", "--log_samples")


def refuse(python: str, more: Sequence[str]) -> None:
    """Raise for a Python without lmms-eval, and for arguments of it that srkit gives."""
    for word in more:
        if word.partition("=")[0] in OWN:
            raise AddressError(f"--lmms-args: {word.partition('=')[0]} is set by srkit")
    look = "import importlib.util as u, sys; sys.exit(u.find_spec('lmms_eval') is None)"
    try:
        found = subprocess.run([python, "-c", look], stdin=subprocess.DEVNULL, capture_output=True,
                               check=False).returncode == 0  # fmt: skip
    except OSError as error:
        raise AddressError(f"--lmms-python {python}: {error.strerror}") from error
    if not found:
        raise AddressError(f"--lmms-python: {python} has no lmms_eval")


class Relay:
    """A chat server on loopback in front of a model; `folder` gets what the model wrote."""

    def __init__(self, model: "AskedModel", folder: Path, max_tokens: int) -> None:
        self.model, self.max_tokens = model, max_tokens
        self.file = folder / "replies.jsonl"
        self.runner: Any = None
        self.token = secrets.token_hex(16)  # that requests have to hold: the model's key is ours
        self.answered, self.failed = 0, dict[str, str]()  # how many, and which were not, and why

    async def start(self) -> int:
        """Serve, and return the port."""
        from aiohttp import web

        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/v1/chat/completions", self.chat)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return int(self.runner.addresses[0][1])

    async def stop(self) -> None:
        await self.runner.cleanup()

    async def chat(self, request: Any) -> Any:
        """Answer a request with the final answer; a model that fails is told, not made up for."""
        from aiohttp import web

        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"error": {"message": "not for you"}}, status=401)
        body = await request.read()
        key = hashlib.sha256(body).hexdigest()
        try:
            asked = json.loads(body)
            prompt = text_of(asked["messages"])
            # Tasks leave room for a letter; a model that reasons needs more.
            most = max(int(asked.get("max_tokens") or 0), self.max_tokens)
            reply = await self.model.relay(asked["messages"], most)
            text, used = reply.text, reply.usage
        except Useless as fault:
            if str(fault) != EMPTY:
                return self.refused(key, str(fault))
            text, used = "", fault.usage
        except (SrkitError, OSError, ValueError, TypeError, LookupError) as fault:
            return self.refused(key, str(fault) or type(fault).__name__)
        self.answered += 1
        self.failed.pop(key, None)
        given = answer_given(text, prompt)
        line = json.dumps({"prompt": prompt, "reply": text, "given": given}, ensure_ascii=False)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        message = {"role": "assistant", "content": given}
        return web.json_response({
            "id": "srkit", "object": "chat.completion", "created": 0, "model": self.model.name,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": used.input, "completion_tokens": used.output,
                      "total_tokens": used.input + used.output},
        })  # fmt: skip

    def refused(self, key: str, why: str) -> Any:
        """Say why there is no reply, and remember it."""
        from aiohttp import web

        self.failed[key] = why
        return web.json_response({"error": {"message": why}}, status=400)


def text_of(messages: list[Any]) -> str:
    """Return the text of the last message."""
    content = messages[-1]["content"]
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part.get("type") == "text")


def run_tasks(
    rows: Iterable[Row], model: "AskedModel", connections: Connections, python: str, folder: str,
    max_tokens: int, more: Sequence[str] = (), environment: Mapping[str, str] | None = None,
) -> Iterator[Result]:  # fmt: skip
    """Run lmms-eval on each task, a row of which names it; give a row of its metrics.

    `environment` is the process's own; it has to let loopback be asked without a proxy.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    relay = Relay(model, place, max_tokens)
    with event_loop(connections) as submit:
        port = submit(relay.start()).result()
        try:
            for row in rows:
                if is_error(row):
                    yield Result([row])
                    continue
                try:
                    relay.answered, relay.failed = 0, {}
                    found = run_task(row["id"], model.name, port, relay.token, python, place, more,
                                     environment)  # fmt: skip
                    yield Result([checked(found, relay)])
                except RowError as fault:
                    yield failure(row, "eval", fault)
        finally:
            with contextlib.suppress(TimeoutError):
                submit(asyncio.wait_for(relay.stop(), 10)).result()


def checked(row: Row, relay: Relay) -> Row:
    """Return a task's row; raise if questions have no answer, which lmms-eval counts as wrong."""
    if relay.failed:
        why = next(reversed(relay.failed.values()))
        raise RowError(f"{len(relay.failed)} of {row['n']} questions were not answered: {why}")
    if not relay.answered:
        raise RowError(f"none of {row['n']} questions were asked: its log says why")
    return row


def run_task(
    task: str, name: str, port: int, token: str, python: str, folder: Path, more: Sequence[str],
    environment: Mapping[str, str] | None,
) -> Row:  # fmt: skip
    """Run lmms-eval on one task, and read its results."""
    output = folder / task
    named = f"model_version={name.replace(',', ' ').replace('=', ' ')}"
    command = [
        python, "-m", "lmms_eval", "--model", "async_openai", "--model_args",
        f"{named},base_url=http://127.0.0.1:{port}/v1,api_key={token},num_cpus=8",
        "--tasks", task, "--batch_size", "1", "--log_samples", "--output_path", str(output), *more,
    ]  # fmt: skip
    before = set(results_in(output))
    try:
        with (folder / f"{task}.log").open("w") as log:
            status = waited_for(subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment,
                start_new_session=True))  # fmt: skip
    except OSError as error:
        raise SrkitError(f"--lmms-python {python}: {error.strerror}") from error
    found = sorted(set(results_in(output)) - before, key=os.path.getmtime)
    if status or not found:
        said = (folder / f"{task}.log").read_text(errors="replace").strip()[-TAIL:]
        ended = f"lmms-eval ended with status {status}" if status else "lmms-eval left no results"
        raise RowError(f"{ended}; its log ends: … {' '.join(_STYLED.sub('', said).split())}")
    return read_results(task, name, found[-1])


def waited_for(process: "subprocess.Popen[bytes]") -> int:
    """Return a process's status; it ends with us, and what it has started does too."""
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)


def results_in(folder: Path) -> list[str]:
    return glob.glob(f"{glob.escape(str(folder))}/**/*results.json", recursive=True)


def read_results(task: str, name: str, path: str) -> Row:
    """Return a task's metrics, those of its parts beside."""
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    metrics = {
        part: {key.removesuffix(",none"): value for key, value in values.items()
               if isinstance(value, int | float) and not isinstance(value, bool)}
        for part, values in found["results"].items()
    }  # fmt: skip
    own = metrics.pop(task, {})
    counts = (found.get("n-samples") or {}).values()
    n = sum(one["effective"] if isinstance(one, dict) else one for one in counts)
    row: Row = {"id": task, "source": name, "metrics": own, "scorer": "lmms-eval", "n": n,
                "results": path}  # fmt: skip
    return row | ({"parts": metrics} if metrics else {})
