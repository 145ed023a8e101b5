"""One call to an OpenAI-compatible server: retried where that helps, and said why where it doesn't.

What a server will not do for one request is a `Useless` reply; what stands between us and the
server is a `RowError`, so that the question can be asked again later; a key or a model that the
server doesn't accept ends the run.
"""

import asyncio
import json
import random
import time
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

import aiohttp

import srkit
from srkit.errors import RowError, SrkitError, visible
from srkit.models.base import Useless
from srkit.models.throttle import Throttle
from srkit.records.ahead import Stopped

MAX_REPLY = 4 * 2**20  # bytes; no answer is that long
SAID = 200  # characters of what a server says of an error
PATIENCE_S = 900.0  # a call that is refused for so long is given up
LONGEST_WAIT_S = 30.0
ENDS_RUN = (401, 402, 403, 404)
AGAIN = (408, 409, 425, 500, 502, 503, 504, 520, 522, 524, 529)


@dataclass
class Endpoint:
    """A server: how many calls it gets, its key, and whether it is there at all."""

    url: str
    host: str
    throttle: Throttle
    key: str = ""
    key_env: str | None = None
    proxy: str | None = None
    has_answered: bool = False
    is_down: bool = False  # it has not answered once: the next calls are tried once

    def __post_init__(self) -> None:
        self.secrets = secrets_of(self.key, self.proxy)

    def clean(self, body: bytes) -> bytes:
        """Return what came back without our secrets, should it repeat them."""
        for secret in self.secrets:
            body = body.replace(secret, b"***")
        return body


def secrets_of(key: str, proxy: str | None) -> tuple[bytes, ...]:
    """Return the key and a proxy's password in the forms in which they may come back."""
    words = [key]
    login = urlsplit(proxy or "")
    if login.password:
        both = f"{unquote(login.username or '')}:{unquote(login.password)}"
        words += [login.password, unquote(login.password), b64encode(both.encode()).decode()]
    forms = {form for word in words if word
             for form in (word, json.dumps(word)[1:-1], quote(word, safe=""))}  # fmt: skip
    # What is that short is no secret, and may stand anywhere.
    return tuple(form.encode() for form in sorted(forms, key=len, reverse=True) if len(form) > 5)


class Patience(NamedTuple):
    """How long a call is waited for, how often it is tried again, how long until then."""

    timeout_s: float = 300.0
    retries: int = 5
    wait_s: float = 0.5


class Outcome(NamedTuple):
    """What came back: a status with a body, or what went wrong on the way."""

    status: int = 0
    body: bytes = b""
    wait_s: float = 0.0
    target: str = ""
    fault: str = ""
    is_lasting: bool = False


class Client:
    """Asks servers, so many calls at a time over all of them."""

    def __init__(self, cap: int, tally: Counter[str] | None = None) -> None:
        self.gate = Throttle(cap)
        self.tally: Counter[str] = Counter() if tally is None else tally
        self.jitter = random.Random()
        self.stopped = asyncio.Event()
        # Cookies and redirects could carry what is sent to another place; neither is needed.
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"srkit/{srkit.__version__}", "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()

    async def post(self, endpoint: Endpoint, body: bytes, patience: Patience) -> dict[str, Any]:
        """Return the server's answer as JSON."""
        tries, refusals, refused_since = 0, 0, 0.0
        while True:
            found = await self._once(endpoint, body, patience)
            if 200 <= found.status < 300:
                return as_json(found.body)
            refuse_for_good(endpoint, found)
            if found.status == 429:
                refused_since = refused_since or time.monotonic()
                refusals += 1
                if time.monotonic() - refused_since > PATIENCE_S:
                    raise RowError(
                        f"{endpoint.host}: too many requests for {PATIENCE_S / 60:g} min"
                    )
            else:
                tries += 1
                is_last = tries > patience.retries or found.is_lasting or endpoint.is_down
                if is_last:
                    endpoint.is_down = bool(found.fault) and not endpoint.has_answered
                    said = found.fault or f"status {found.status}: {message_of(found.body)}"
                    raise RowError(f"{endpoint.host}: {said}")
            self.tally["tried again"] += 1
            wait_s = min(LONGEST_WAIT_S, patience.wait_s * 2 ** (min(tries + refusals, 12) - 1))
            await self._sleep(max(found.wait_s, wait_s) * self.jitter.uniform(0.75, 1.25))

    async def _once(self, endpoint: Endpoint, body: bytes, patience: Patience) -> Outcome:
        """Post once, when there is a place; the endpoint's own place is taken first."""
        number = await endpoint.throttle.enter()
        try:
            await self.gate.enter()
            try:
                found = await self._send(endpoint, body, patience)
            finally:
                self.gate.leave()
            if found.status == 429:
                endpoint.throttle.refused(number, found.wait_s)
            elif found.status:
                endpoint.has_answered, endpoint.is_down = True, False
                endpoint.throttle.answered()
            return found
        finally:
            endpoint.throttle.leave()

    async def _send(self, endpoint: Endpoint, body: bytes, patience: Patience) -> Outcome:
        headers = {"Content-Type": "application/json"}
        if endpoint.key:
            headers["Authorization"] = f"Bearer {endpoint.key}"
        limit = aiohttp.ClientTimeout(patience.timeout_s, sock_connect=min(patience.timeout_s, 20))
        self.tally["sent"] += 1
        try:
            async with self.session.post(
                endpoint.url, data=body, headers=headers, allow_redirects=False,
                timeout=limit, proxy=endpoint.proxy,
            ) as reply:  # fmt: skip
                body = endpoint.clean(await read(reply))
                if 200 <= reply.status < 300:
                    return Outcome(reply.status, body)
                wait_s = retry_after(reply.headers.get("Retry-After"), reply.status)
                target = endpoint.clean(reply.headers.get("Location", "").encode(errors="replace"))
                return Outcome(reply.status, body, wait_s, target.decode(errors="replace"))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return fault_of(error, patience.timeout_s)

    async def _sleep(self, seconds: float) -> None:
        """Wait, unless the run is stopped."""
        try:
            await asyncio.wait_for(self.stopped.wait(), seconds)
        except TimeoutError:
            return
        raise Stopped


async def read(reply: aiohttp.ClientResponse) -> bytes:
    """Return a body; of one that is too long, no more than shows that."""
    found = bytearray()
    async for chunk in reply.content.iter_any():
        found += chunk
        if len(found) > MAX_REPLY:
            reply.close()
            raise Useless(f"a reply of more than {MAX_REPLY // 2**20} MB")
    return bytes(found)


def refuse_for_good(endpoint: Endpoint, found: Outcome) -> None:
    """Raise for what asking again doesn't change."""
    said = message_of(found.body)
    if found.status in ENDS_RUN or (found.status == 429 and "insufficient_quota" in said):
        hint = f" (its key is read from {endpoint.key_env})" if endpoint.key_env else ""
        if found.status == 404:
            hint = f" (asked for {endpoint.url}: is that its path, and the model's name right?)"
        raise SrkitError(f"{endpoint.host}: status {found.status}: {said}{hint}")
    if 300 <= found.status < 400:
        to = visible(found.target)[:SAID] or "nowhere"
        raise RowError(f"{endpoint.host}: a redirect to {to}, which is not followed")
    if found.status == 407:
        raise RowError(f"{endpoint.host}: the proxy wants a password")
    if 400 <= found.status < 500 and found.status not in AGAIN and found.status != 429:
        raise Useless(f"status {found.status}: {said}")


def as_json(body: bytes) -> dict[str, Any]:
    """Return a body as a JSON object."""
    try:
        found = json.loads(body.decode())
    except UnicodeDecodeError as error:
        raise Useless("a reply that is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise Useless("a reply that is not JSON") from error
    if not isinstance(found, dict):
        raise Useless("a reply that is no JSON object")
    return found


def message_of(body: bytes) -> str:
    """Return what a server says of an error, on one line."""
    text = body[: 2**16].decode(errors="replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    found = found[0] if isinstance(found, list) and found else found
    error = found.get("error", found) if isinstance(found, dict) else None
    if isinstance(error, dict):
        code = error.get("code") or error.get("type")
        words = [str(word) for word in (code, error.get("message")) if word]
        text = ": ".join(words) or text
    elif isinstance(error, str):
        text = error
    text = " ".join(text.split())
    return visible(text[:SAID]) or "(it says nothing more)"


def retry_after(text: str | None, status: int = 429) -> float:
    """Return how long a server wants us to wait: seconds, or until a date; 0 if it doesn't say."""
    most = PATIENCE_S if status == 429 else LONGEST_WAIT_S
    if not text:
        return 0.0
    try:
        wait_s = float(text)
    except ValueError:
        try:
            wait_s = parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return 0.0
    return min(max(wait_s, 0.0), most) if wait_s == wait_s else 0.0


def fault_of(error: Exception, timeout_s: float) -> Outcome:
    """Return what went wrong on the way, and whether it will the next time too."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Outcome(fault="the name can't be resolved")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause = getattr(error.certificate_error, "verify_message", "") or "not verified"
        return Outcome(fault=f"TLS: its certificate is not trusted: {cause}", is_lasting=True)
    if isinstance(error, aiohttp.ClientSSLError):
        return Outcome(fault="TLS: no secure connection could be made", is_lasting=True)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return Outcome(fault="no connection to the proxy that the environment names")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Outcome(fault=f"no connection: {error.os_error.strerror or 'refused'}")
    if isinstance(error, TimeoutError):
        return Outcome(fault=f"no reply within {timeout_s:g} s")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Outcome(fault="not a URL that can be asked", is_lasting=True)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Outcome(fault=f"the proxy answers with status {error.status}")
    return Outcome(fault=f"the connection broke off ({type(error).__name__})")
