"""A chat server on loopback that answers by rule: what it says follows from what it was asked.

    python -m tests.models.server --latency 0.1 --limit 24      prints its port, serves until killed

A model's name says how it behaves: `good` writes the section that is asked for, or rates; others
misbehave in the way that they are called after. `GET /stats` tells what was asked.
"""

import argparse
import asyncio
import contextlib
import hashlib
import json
import random
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SECTIONS = 5  # an answer's: Description, Rationale, two steps, In Conclusion
KEY = "sk-planted-3f9a77c1e2"


@dataclass
class Server:
    """How it behaves, and what it has seen."""

    latency: float = 0.0
    jitter: float = 0.0  # of the latency, either way
    limit: int | None = None  # calls at a time; more are answered with 429
    retry_after: str | None = None
    key: str | None = None
    sections: int = SECTIONS
    failing: int = 0  # the first so many calls are answered with 503
    port: int = 0
    calls: int = 0
    active: int = 0
    most: int = 0
    refused: int = 0
    most_of: dict[str, int] = field(default_factory=dict)
    seen: list[Any] = field(default_factory=list)
    keeps: bool = True
    dice: random.Random = field(default_factory=random.Random)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def stats(self) -> dict[str, Any]:
        return {"calls": self.calls, "most": self.most, "refused": self.refused}


SERVER = web.AppKey("server", Server)


async def chat(request: web.Request) -> web.StreamResponse:
    server: Server = request.app[SERVER]
    if server.key and request.headers.get("Authorization") != f"Bearer {server.key}":
        said = {"error": {"message": f"Incorrect key: {request.headers.get('Authorization')}"}}
        return web.json_response(said, status=401)
    if server.limit is not None and server.active >= server.limit:
        server.refused += 1
        headers = {"Retry-After": server.retry_after} if server.retry_after else {}
        return web.json_response({"error": {"message": "slow down"}}, status=429, headers=headers)
    server.active += 1
    server.most = max(server.most, server.active)
    try:
        body = await request.read()
        server.calls += 1
        if server.failing >= server.calls:
            return web.json_response({"error": "warming up"}, status=503)
        asked = json.loads(body)
        if server.keeps:
            server.seen.append(asked)
        wait = server.latency * (1 + server.jitter * server.dice.uniform(-1, 1))
        if asked["model"] == "slow":
            wait = 1.0
        if wait:
            await asyncio.sleep(wait)
        return answer(server, request, asked)
    finally:
        server.active -= 1


def answer(server: Server, request: web.Request, asked: dict[str, Any]) -> web.StreamResponse:
    model, text = asked["model"], prompt_of(asked)
    is_judge = "<candidate" in text
    match model:
        case "empty":
            return completion(asked, "")
        case "echo":
            return completion(asked, text)
        case "reasons":
            said = "<description>A box.</description>\n<reasoning>It is no wall.</reasoning>\n"
            return completion(asked, f"{said}In Conclusion, yes, it is.")
        case "no-heading":
            return completion(asked, "I think that the box is near.")
        case "malformed":
            return completion(asked, "I like the first one best." if is_judge else "### Step 99\nx")
        case "not-utf8":
            return web.Response(body=b'{"choices": [{"message": {"content": "\xff\xfe"}}]}')
        case "surrogate":
            said = write(server, asked, text) + "\ud800"
            return web.Response(body=json.dumps(envelope(asked, said)).encode())
        case "huge":
            return completion(asked, "### Description\n" + "x" * 10_000_000)
        case "too-long":
            said = {"error": {"message": "maximum context length is 4096", "code": "context"}}
            return web.json_response(said, status=400)
        case "filter":
            return completion(asked, "", finish="content_filter")
        case "refusal":
            return web.json_response(envelope(asked, None, refusal="I can't help with that"))
        case "cut":
            return completion(asked, write(server, asked, text)[:30], finish="length")
        case "redirect":
            return web.Response(status=307, headers={"Location": "http://elsewhere.invalid/v1"})
        case "broken":
            return web.json_response({"error": "out of memory"}, status=500)
        case "missing":
            return web.json_response({"error": {"message": "no such model"}}, status=404)
        case "html":
            return web.Response(text="<html>gateway</html>", content_type="text/html")
        case "leaky":  # repeats the key that it was sent
            leak = request.headers.get("Authorization", "")
            return completion(asked, f"### Description\nIt is near. {leak}")
        case "leaky-error":
            leak = request.headers.get("Authorization", "")
            return web.json_response({"error": {"message": f"bad: {leak}"}}, status=422)
    if '"correct_answer"' in text:
        return completion(asked, comparison(asked, text))
    if "<candidate>" in text:
        return completion(asked, judgement(asked, text))
    return completion(asked, rate(asked, text) if is_judge else write(server, asked, text))


def prompt_of(asked: dict[str, Any]) -> str:
    content = asked["messages"][-1]["content"]
    return content if isinstance(content, str) else content[-1]["text"]


def write(server: Server, asked: dict[str, Any], text: str) -> str:
    """Write the section that the last line asks for, or a whole answer."""
    tail = text.rsplit("Next: ", 1)
    rng = random.Random(digest(asked))
    words = " ".join(rng.choice("near far left right small large red blue".split())
                     for _ in range(12))  # fmt: skip
    if len(tail) == 1:
        return (f"### Description\nRegion [0] is {words}.\n### Rationale\nCompare.\n### Step 1\n"
                f"It is {rng.uniform(1, 9):.2f} m.\n### In Conclusion\nIt is 2 m.")  # fmt: skip
    allowed = tail[1].split(" | ")
    done = len(re.findall(r"^### ", text.split("Written so far:")[-1], re.M)) * (
        "Written so far:" in text)  # fmt: skip
    ends = done >= server.sections - 1 and allowed[-1] == "### In Conclusion"
    return f"{allowed[-1] if ends else allowed[0]}\nRegion [0] is {words}."


def rate(asked: dict[str, Any], text: str) -> str:
    """Rate at random, by what the candidate says: 25 % −1, 25 % 0, 50 % +1."""
    marks = []
    for candidate in re.findall(r'<candidate id="\d+">\n(.*?)\n</candidate>', text, re.S):
        rng = random.Random(f"{asked['model']}{candidate}")
        found = [rng.choice((-1, 0, 1, 1)) for _ in range(3)]
        marks.append(dict(zip(("visual", "spatial", "logical"), found, strict=True)))
    return f"Here are my ratings:\n```json\n{json.dumps(marks)}\n```"


def judgement(asked: dict[str, Any], text: str) -> str:
    """Judge a whole answer: its first sentences are statements, each half right."""
    response = re.findall(r"<candidate>\n(.*)\n</candidate>", text, re.S)[-1]
    words = [line for line in response.splitlines() if line and not line.startswith("#")]
    names = ("existence", "attribute", "completeness", "appropriateness", "factual", "coherence",
             "rules", "conclusion")  # fmt: skip
    marks: dict[str, Any] = dict.fromkeys(names, 0.5)
    said: list[dict[str, Any]] = [
        {"segment": "desc" if k == 0 else "reason", "text": line, "r": 0.5, "w_u": 0.9, "w_c": 0.8}
        for k, line in enumerate(words)
    ]
    match asked["model"]:
        case "partial":
            del marks["rules"]
        case "range":
            marks["rules"] = 7
        case "elsewhere":
            said = [one | {"text": "nobody said this"} for one in said]
        case "null":
            marks = dict.fromkeys(names)
    return json.dumps({"marks": marks, "statements": said})


METERS = {"m": 1.0, "meters": 1.0, "cm": 0.01, "centimeters": 0.01, "inches": 0.0254,
          "feet": 0.3048}  # fmt: skip


def comparison(asked: dict[str, Any], text: str) -> str:
    """Compare a response with the truth as a language model would, or as badly as it is called."""
    model, said = asked["model"], json.loads(text[text.rindex('{"question"') :])

    def last(pattern: str, kind: str) -> str | None:
        found = re.findall(pattern, said[kind], re.IGNORECASE)
        return found[-1] if found else None

    def meters(kind: str) -> float | None:
        found = last(r"[\d.]+ (?:m|meters|cm|centimeters|inches|feet)\b", kind)
        return float(found.split()[0]) * METERS[found.split()[1]] if found else None

    def hours(kind: str) -> float | None:
        found = last(r"([\d.]+)(?=:| o'clock)", kind)
        return float(found) if found else None

    values: dict[str, Any]
    if '"your_mark"' in text:
        words = (last(r"\b(?:yes|no)\b|Region \[\d\]", kind) for kind in said if kind != "question")
        first, second = (str(word).lower() for word in words)
        values = {"your_mark": int(first == second)}
    elif '"answer_direction"' in text:
        values = {f"{kind.split('_')[-1]}_direction": hours(kind)
                  for kind in ("correct_answer", "response")}  # fmt: skip
    else:
        values = {f"{kind.split('_')[-1]}_in_meters": meters(kind)
                  for kind in ("correct_answer", "response")}  # fmt: skip
    match model:
        case "strings":
            values = {key: None if value is None else str(value) for key, value in values.items()}
        case "rounded":
            values = {key: value and round(value, 2) for key, value in values.items()}
        case "turned":  # midnight is 24, noon 0, and what is past eleven a time of day
            values = {key: {12.0: 24, 11.5: "11:30", 1.0: 13}.get(value, value)
                      for key, value in values.items()}  # fmt: skip
        case "bad-mark":
            values = dict.fromkeys(values, 7)
        case "other-keys":
            values = {"status": "correct"}
        case "talks":
            return f"Sure: {{1}} is what I think.\n```json\n{json.dumps(values)}\n```\nBye."
    return json.dumps(values)


def digest(asked: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def envelope(asked: dict[str, Any], said: str | None, finish: str = "stop",
             refusal: str | None = None) -> dict[str, Any]:  # fmt: skip
    return {
        "id": "x", "object": "chat.completion", "model": asked["model"],
        "choices": [{"index": 0, "finish_reason": finish,
                     "message": {"role": "assistant", "content": said, "refusal": refusal}}],
        "usage": {"prompt_tokens": len(prompt_of(asked)) // 4,
                  "completion_tokens": len(said or "") // 4},
    }  # fmt: skip


def completion(asked: dict[str, Any], said: str, finish: str = "stop") -> web.Response:
    return web.json_response(envelope(asked, said, finish))


async def stats(request: web.Request) -> web.Response:
    return web.json_response(request.app[SERVER].stats())


async def serve(server: Server, is_ready: Any = None, until: asyncio.Event | None = None) -> None:
    app = web.Application(client_max_size=64 * 2**20)
    app[SERVER] = server
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/stats", stats)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", server.port).start()
    server.port = runner.addresses[0][1]
    if is_ready:
        is_ready()
    try:
        await (until or asyncio.Event()).wait()
    finally:
        await runner.cleanup()


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """Serve in a thread while the block runs."""
    loop, until, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    task = serve(server, ready.set, until)
    thread = threading.Thread(target=loop.run_until_complete, args=(task,), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(until.set)
        thread.join(20)
        loop.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.1)
    parser.add_argument("--jitter", type=float, default=0.0)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--sections", type=int, default=SECTIONS)
    parser.add_argument("--seconds", type=float, default=600)
    said = parser.parse_args()
    server = Server(said.latency, said.jitter, said.limit, sections=said.sections, keeps=False)

    def ready() -> None:
        sys.stdout.write(f"{server.port}\n")
        sys.stdout.flush()

    async def bounded() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(serve(server, ready), said.seconds)

    asyncio.run(bounded())


if __name__ == "__main__":
    main()
