"""One call against a server on loopback: retried where it helps, given up with a reason."""

import asyncio
import base64
import json
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from srkit.errors import RowError, SrkitError
from srkit.models.base import Useless
from srkit.models.client import (
    MAX_REPLY,
    Client,
    Endpoint,
    Patience,
    message_of,
    retry_after,
)
from srkit.models.throttle import Throttle
from srkit.records.ahead import Stopped
from tests.models.server import KEY, Server, running

pytestmark = pytest.mark.slow
QUICK = Patience(timeout_s=2.0, retries=2, wait_s=0.01)
BODY = b'{"model": "good", "messages": [{"role": "user", "content": "Next: ### Description"}]}'


def body(model: str) -> bytes:
    return BODY.replace(b"good", model.encode())


def end(url: str, cap: int = 8, **more: Any) -> Endpoint:
    host = url.partition("//")[2].partition("/")[0]
    return Endpoint(f"{url}/chat/completions", host, Throttle(cap), **more)


def with_client(work: Callable[[Client], Coroutine[Any, Any, Any]], cap: int = 64) -> Any:
    async def run() -> Any:
        client = Client(cap)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(run())


def ask(url: str, model: str = "good", patience: Patience = QUICK, **more: Any) -> dict:
    endpoint = end(url, **more)
    return with_client(lambda client: client.post(endpoint, body(model), patience))


def test_an_answer_and_the_key_that_it_needs() -> None:
    with running(Server(key=KEY)) as server:
        found = ask(server.url, key=KEY)
        assert found["choices"][0]["message"]["content"].startswith("### Description")
        with pytest.raises(SrkitError, match="status 401.*its key is read from LAB_KEY") as caught:
            ask(server.url, key="sk-wrong", key_env="LAB_KEY")
        assert not isinstance(caught.value, RowError), "it ends the run"
        assert "sk-wrong" not in str(caught.value), "the server repeats it, we do not"


@pytest.mark.parametrize(
    ("model", "kind", "reason"),
    [
        ("too-long", Useless, "status 400: context: maximum context length"),
        ("leaky-error", Useless, r"status 422: bad: Bearer \*\*\*"),
        ("not-utf8", Useless, "not UTF-8"),
        ("html", Useless, "not JSON"),
        ("huge", Useless, f"more than {MAX_REPLY // 2**20} MB"),
        ("redirect", RowError, "a redirect to http://elsewhere.invalid/v1, which is not followed"),
        ("broken", RowError, "status 500: out of memory"),
        ("missing", SrkitError, "status 404: no such model"),
    ],
)
def test_answers_of_no_use(model: str, kind: type, reason: str) -> None:
    with running(Server()) as server:
        with pytest.raises(kind, match=reason):
            ask(server.url, model, key=KEY)
        assert server.calls == (3 if model == "broken" else 1), "only what may pass is tried again"


def test_what_fails_for_a_while_is_tried_again() -> None:
    with running(Server(failing=2)) as server:
        assert ask(server.url)["choices"] and server.calls == 3


def test_refusals_for_the_rate_do_not_use_up_the_retries() -> None:
    with running(Server(latency=0.02, limit=2)) as server:
        endpoint = end(server.url, cap=16)

        async def work(client: Client) -> int:
            await asyncio.gather(*(client.post(endpoint, BODY, Patience(5, 0, 0.01))
                                   for _ in range(60)))  # fmt: skip
            return client.tally["tried again"]

        assert with_client(work) == server.refused > 0
        assert server.calls == 60 and server.most == 2


def test_a_wait_that_is_asked_for_is_kept() -> None:
    with running(Server(limit=0, retry_after="1")) as server:
        start = time.monotonic()

        async def work(client: Client) -> None:
            asyncio.get_running_loop().call_later(0.3, lambda: setattr(server, "limit", 8))
            await client.post(end(server.url), BODY, QUICK)

        with_client(work)
        assert time.monotonic() - start >= 0.75 and server.refused == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/v1", "no connection"),
        ("http://nowhere.invalid/v1", "can't be resolved"),
    ],
)
def test_nobody_there(url: str, reason: str) -> None:
    with pytest.raises(RowError, match=reason):
        ask(url)


def test_an_endpoint_that_never_answered_is_tried_once_from_then_on() -> None:
    endpoint = end("http://127.0.0.1:9/v1")

    async def work(client: Client) -> int:
        for _ in range(3):
            with pytest.raises(RowError):
                await client.post(endpoint, BODY, QUICK)
        return client.tally["tried again"]

    assert with_client(work) == QUICK.retries, "the first call waited, the others did not"


def test_a_reply_that_does_not_come() -> None:
    with running(Server()) as server, pytest.raises(RowError, match="no reply within 0.05 s"):
        ask(server.url, "slow", Patience(0.05, 1, 0.01))


def test_a_connection_that_breaks_off() -> None:
    class Broken(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b'{"choices"')

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Broken) as broken:
        threading.Thread(target=broken.serve_forever, daemon=True).start()
        with pytest.raises(RowError, match="broke off"):
            ask(f"http://127.0.0.1:{broken.server_port}/v1")
        broken.shutdown()


def test_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem",
            "-out", "cert.pem", "-days", "1", "-subj", "/CN=localhost"]  # fmt: skip
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        start = time.monotonic()
        with pytest.raises(RowError, match="TLS: its certificate is not trusted"):
            ask(f"https://localhost:{server.server_port}/v1", patience=Patience(5, 5, 1))
        assert time.monotonic() - start < 2, "it is not tried again"
        server.shutdown()


def test_no_more_under_way_than_the_caps_allow() -> None:
    with running(Server(latency=0.01)) as one, running(Server(latency=0.01)) as two:
        endpoints = [end(one.url, cap=3), end(two.url, cap=50)]

        async def work(client: Client) -> None:
            await asyncio.gather(
                *(client.post(e, BODY, QUICK) for _ in range(60) for e in endpoints)
            )

        with_client(work, cap=10)
        assert one.most == 3 and 5 <= two.most <= 10
        assert one.calls == two.calls == 60


def test_stopping_ends_what_waits_and_not_what_is_under_way() -> None:
    with running(Server(latency=0.1)) as server:
        endpoint = end(server.url, cap=2)

        async def work(client: Client) -> list[Any]:
            calls = [asyncio.ensure_future(client.post(endpoint, BODY, QUICK)) for _ in range(5)]
            while server.active < 2:
                await asyncio.sleep(0.01)
            endpoint.throttle.stop()
            client.stopped.set()
            return await asyncio.gather(*calls, return_exceptions=True)

        found = with_client(work)
        assert [isinstance(one, dict) for one in found] == [True, True, False, False, False]
        assert all(isinstance(one, Stopped) for one in found[2:])


def test_no_form_of_a_secret_comes_back() -> None:
    key, proxy = 'sk "quoted\\ab" 12', "http://me:p%40ssword@proxy:3128"
    endpoint = Endpoint("u", "h", Throttle(1), key, None, proxy)
    for text in (key, json.dumps(key), quote(key), "p%40ssword", "p@ssword",
                 base64.b64encode(b"me:p@ssword").decode()):  # fmt: skip
        assert endpoint.clean(f"<{text}>".encode()).strip(b'<">') == b"***"
    assert endpoint.clean(b"nothing") == b"nothing"
    assert Endpoint("u", "h", Throttle(1), "abc").clean(b"abc") == b"abc", "that is no secret"


def test_what_servers_say() -> None:
    assert message_of(b'[{"error": {"message": "a list"}}]') == "a list"
    assert message_of(b'{"error": {"code": "x", "message": "a\\nb"}}') == "x: a b"
    assert message_of(b'{"error": "plain"}') == "plain"
    assert message_of(b'{"object": "error", "message": "vllm says"}') == "vllm says"
    assert message_of(b"") == "(it says nothing more)"
    assert message_of(b"\xff\x1b[31mred") == "�\\x1b[31mred"
    assert len(message_of(b"x" * 10_000)) == 200


def test_waits() -> None:
    assert retry_after(None) == retry_after("soon") == retry_after("-1") == retry_after("nan") == 0
    assert retry_after("Mon, 01 Jan 2030 00:00:00 +99999999999999999") == 0
    assert retry_after("700") == 700 and retry_after("700", 503) == 30
    assert retry_after("2.5") == 2.5 and retry_after("1e99") == 900
    assert retry_after("Sat, 01 Jan 2000 00:00:00 GMT") == 0
