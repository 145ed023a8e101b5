"""What the models of a run share: connections under one cap, a journal, prompts, pictures."""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from srkit.models.base import Reply
from srkit.models.network import Network
from srkit.models.prompts import Prompts
from srkit.models.throttle import Throttle
from srkit.records.address import Address

if TYPE_CHECKING:
    from srkit.models.client import Client, Endpoint, Patience
    from srkit.models.journal import Journal
    from srkit.models.shown import Pictures


class Connections:
    """Opened when rows begin to flow, closed when they end; without served models it holds none."""

    def __init__(
        self, network: Network | None = None, cap: int = 64, journal: str | None = None,
        prompts: Prompts | None = None, regions: str = "overlay", judge_each: bool = False,
        tally: Counter[str] | None = None, needs_keys: bool = True,
        folders: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        self.network = network or Network()
        self.cap = cap
        self.folder = journal
        self.prompts = prompts or Prompts()
        self.regions = regions
        self.judge_each = judge_each
        self.tally: Counter[str] = Counter() if tally is None else tally
        self.needs_keys = needs_keys
        self.folders = folders  # that pictures may be sent from; any, if none is named
        self.questions = 1
        self.batch = 0  # calls that a model of this process takes at a time
        self.named: Counter[str] = Counter()
        self.endpoints: dict[tuple[str, str | None], Endpoint] = {}
        self.pictures: Pictures  # for servers,
        self.own_pictures: Pictures  # and for models of this process
        self.client: Client | None = None
        self.under_way: dict[str, asyncio.Future[Reply]] = {}  # calls, by what they ask
        self.journal: Journal | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    def endpoint(self, address: Address) -> "Endpoint":
        """Return the server of an address; the least of the caps that its addresses give it."""
        from srkit.models.client import Endpoint

        place = self.network.place(address)
        cap = address.count("cap", self.cap)
        known = place.base_url, place.key_env
        if known not in self.endpoints:
            url = f"{place.base_url}/chat/completions"
            key = self.network.key(address) if self.needs_keys else ""
            self.endpoints[known] = Endpoint(url, place.host, Throttle(cap), key, place.key_env,
                                             self.network.proxy(url))  # fmt: skip
        throttle = self.endpoints[known].throttle
        throttle.cap = min(throttle.cap, cap)
        throttle.limit = float(throttle.cap)
        return self.endpoints[known]

    def identity(self, what: str) -> str:
        """Return what tells a model's seeds from others': a number, where it is named again."""
        self.named[what] += 1
        return f"{what} {self.named[what]}"

    def rows_at_a_time(self, calls: float) -> int:
        """Return how many questions fill the cap, with so many calls of each under way.

        One that takes longer keeps those behind it waiting, because rows come out in order: hence
        three times as many as there are places for; twice, for a model of this process.
        """
        places = 3 * self.cap if self.endpoints else 2 * self.batch
        fills = math.ceil(places / max(calls, 1.5))
        self.questions = max(2, fills) if self.endpoints else max(1, fills)
        return self.questions

    def open_journal(self) -> None:
        """Open the journal, before any output is touched; not where nobody writes into it."""
        if (self.endpoints or self.batch) and self.folder:
            from srkit.models.journal import Journal

            self.journal = Journal(self.folder)

    async def open(self) -> None:
        """Make the connections ready, where there is anything to connect to."""
        self.loop = asyncio.get_running_loop()
        if self.endpoints or self.batch:
            from srkit.models.shown import Pictures

            self.pictures = Pictures(self.regions, self.questions, self.folders)
            # What is sent nowhere stays as it is.
            self.own_pictures = Pictures(self.regions, self.questions, max_side=0)
        if self.endpoints:
            from srkit.models.client import Client

            self.client = Client(self.cap, self.tally)
            for throttle in self._throttles():
                # Rows of a set advance together, so that none is left alone at the end; sets one
                # after another, so that the first rows are out early.
                throttle.abreast = max(1, 2 * self.questions // 3)

    async def close(self) -> None:
        """Close what was opened."""
        if self.client:
            await self.client.close()
        if self.journal:
            self.journal.close()

    def stop(self) -> None:
        """Begin no more calls; may be called from another thread."""
        if self.loop:
            self.loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if self.client:
            self.client.stopped.set()
        for throttle in self._throttles():
            throttle.stop()

    def _throttles(self) -> list[Throttle]:
        gates = [self.client.gate] if self.client else []
        return [*gates, *(one.throttle for one in self.endpoints.values())]

    async def post(self, endpoint: "Endpoint", body: bytes, patience: "Patience") -> dict[str, Any]:
        """Ask a server."""
        assert self.client is not None
        return await self.client.post(endpoint, body, patience)

    async def once(self, key: str, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        """Return the reply of this key: from the journal, or asked for by the first who wants it.

        Whoever wants the same while it is under way waits for it, so that no key has two replies.
        """
        while key in self.under_way:
            await asyncio.wait([self.under_way[key]])
        found = self.journal.get(key) if self.journal else None
        if found is not None:
            self.tally["from the journal"] += 1
            return found
        self.under_way[key] = asyncio.get_running_loop().create_future()
        try:
            reply = await ask()
            if self.journal:
                self.journal.put(key, reply)
            return reply
        finally:
            self.under_way.pop(key).cancel()
