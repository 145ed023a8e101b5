"""A model that is asked by messages, as policy and as judge, wherever it is."""

import hashlib
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from srkit.language.sections import Section
from srkit.models.base import Proposal, Rated, Reply, Useless
from srkit.models.connections import Connections
from srkit.models.families import CONVENTIONS, convention_of
from srkit.models.prompts import (
    STYLES,
    Message,
    allowed_next,
    answer_messages,
    judge_messages,
    propose_messages,
)
from srkit.models.replies import read_ratings, read_section
from srkit.models.shown import Shown
from srkit.records.address import WEIGHTS, Address
from srkit.records.ahead import together
from srkit.records.flow import Usage, task_of, total
from srkit.records.rows import Row
from srkit.records.seeds import derive_random, derive_seed

T = TypeVar("T")
OPTIONS = ("temperature", "top_p", "max_tokens")  # of all models that are asked, and of each role
OWN_OPTIONS = {"policy": ("stop", "coordinates"), "judge": ("coordinates",),
               "direct": ("style", "coordinates"), "eval": ("style", "coordinates"),
               "relay": ()}  # fmt: skip
ANSWER_TOKENS = 1024
SECTION_TOKENS = 512
RATING_TOKENS = 512
ASKED_AGAIN = 2  # times, after ratings that can't be read


class AskedModel(ABC):
    """Asks a model for sections (a policy), whole answers (direct) or ratings (a judge)."""

    limit_key = "max_tokens"

    def __init__(
        self, address: Address, connections: Connections, role: str, model: str, settled: str = ""
    ) -> None:
        self.name = address.name
        self.settled = settled or address.settled
        # Two of one model get seeds of their own; a new name or host does not change them.
        self.identity = connections.identity(f"{role} {self.settled}")
        self.connections = connections
        self.style = address.choice("style", STYLES, style_of(address, role))
        self.convention = address.choice("coordinates", CONVENTIONS, convention_of(model))
        self.stops = address.choice("stop", ("yes", "no"), "yes") == "yes"
        self.max_tokens = address.count("max_tokens", 0, low=0)
        self.sampling = sampling_of(address, role)

    @abstractmethod
    async def _reply(
        self, messages: list[Message], shown: Shown, settings: dict[str, Any], seed: int
    ) -> Reply:
        """Return what the model writes."""

    @abstractmethod
    async def _passed_on(self, messages: list[Message], settings: dict[str, Any]) -> Reply:
        """Return what the model writes to messages in OpenAI's form, pictures in them."""

    async def show(self, row: Row) -> Shown:
        """Return a question's pictures, made for sending them."""
        return await self.connections.pictures.show(row)

    async def relay(self, messages: list[Message], max_tokens: int) -> Reply:
        """Return the reply to somebody else's messages."""
        settings: dict[str, Any] = {**self.sampling, self.limit_key: self.max_tokens or max_tokens}
        known = json.dumps([self.settled, "relayed", messages, sorted(settings.items())])
        key = hashlib.sha256(known.encode()).hexdigest()
        return await self.connections.once(key, lambda: self._passed_on(messages, settings))

    async def answer(self, row: Row, seed: int, sample: int) -> Reply:
        """Write a whole answer, in the style that the address asks for; seeds are the task's."""
        shown = await self.show(row)
        messages = answer_messages(
            self.connections.prompts, self.style, shown.question(self.convention)
        )
        call_seed = derive_seed(seed, task_of(row), self.identity, sample)
        try:
            reply = await self._ask(messages, shown, call_seed, ANSWER_TOKENS, lambda one: one)
        except Useless as fault:
            return Reply("", fault.usage, str(fault))
        return reply._replace(reason="")  # one that was cut off is what the model wrote

    async def propose(self, row: Row, ancestors: list[Section], seed: int) -> Proposal:
        """Write the next section."""
        shown = await self.show(row)
        messages = propose_messages(
            self.connections.prompts, shown.question(self.convention), ancestors
        )

        def read(reply: Reply) -> Proposal:
            section = read_section(reply.text, allowed_next(ancestors))
            if reply.reason and reply.text.rstrip().endswith(section.text):
                raise Useless(reply.reason)
            return Proposal(section, reply.usage)

        try:
            return await self._ask(messages, shown, derive_seed(seed, self.identity),
                                   SECTION_TOKENS, read,
                                   ["\n###"] if self.stops else None)  # fmt: skip
        except Useless as fault:
            return Proposal(None, fault.usage, str(fault))

    async def rate(
        self, row: Row, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> Rated:
        """Rate the candidates, in one call or in one each."""
        shown = await self.show(row)
        if not self.connections.judge_each:
            return await self._rate(shown, ancestors, candidates, seed)
        asked = [self._rate(shown, ancestors, [candidate], seed) for candidate in candidates]
        rated = await together(asked)
        used = total(one.usage for one in rated)
        reason = next((one.reason for one in rated if one.reason), "")
        return Rated([one.ratings[0] for one in rated], used, reason)

    async def _rate(
        self, shown: Shown, ancestors: list[Section], candidates: list[Section], seed: int
    ) -> Rated:
        """Rate in one call, in an order of its own; ask again for what can't be read."""
        texts = [part.text for part in (*ancestors, *candidates)]
        seed = derive_seed(seed, self.identity, *texts)
        order = derive_random(seed).sample(range(len(candidates)), len(candidates))
        mixed = [candidates[k] for k in order]

        question = shown.question(self.convention)

        def messages(is_again: bool) -> list[Message]:
            return judge_messages(self.connections.prompts, question, ancestors, mixed,
                                  shown.depth_legend, is_again)  # fmt: skip

        found, used, reason = await self.ask(
            messages, shown, seed, RATING_TOKENS, lambda text: read_ratings(text, mixed)
        )
        if found is None:
            return Rated([None] * len(candidates), used, reason)
        return Rated([found[order.index(k)] for k in range(len(candidates))], used)

    async def ask(
        self, messages: Callable[[bool], list[Message]], shown: Shown, seed: int, max_tokens: int,
        read: Callable[[str], T],
    ) -> tuple[T | None, Usage, str]:  # fmt: skip
        """Return what was read from a reply, what that took, and why there is nothing.

        What can't be read is asked for again, twice at the most.
        """
        spent: list[Usage] = []
        reason = ""
        for attempt in range(1 + ASKED_AGAIN):
            try:
                found, used = await self._ask(
                    messages(attempt > 0), shown, derive_seed(seed, attempt), max_tokens,
                    lambda reply: (read(reply.text), reply.usage))  # fmt: skip
                return found, total([*spent, used]), ""
            except Useless as fault:
                reason = str(fault)
                spent.append(fault.usage)
        return None, total(spent), reason

    async def _ask(
        self, messages: list[Message], shown: Shown, seed: int, max_tokens: int,
        read: Callable[[Reply], T], stop: list[str] | None = None,
    ) -> T:  # fmt: skip
        """Return what is read from a reply; only a reply that can be read is kept."""
        settings: dict[str, Any] = {**self.sampling, self.limit_key: self.max_tokens or max_tokens}
        settings |= {"stop": stop} if stop else {}
        key = self._key(messages, shown, settings, seed)

        async def ask() -> Reply:
            found = await self._reply(messages, shown, settings, seed)
            checked(read, found)
            return found

        return checked(read, await self.connections.once(key, ask))

    def _key(self, messages: list[Message], shown: Shown, settings: dict[str, Any], seed: int
             ) -> str:  # fmt: skip
        """Return the hash of all that decides a reply."""
        pictures = [shown.picture.sha256, shown.depth.sha256 if shown.depth else None]
        known = [self.settled, messages, pictures, sorted(settings.items()), seed]
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def checked(read: Callable[[Reply], T], reply: Reply) -> T:
    """Return what is read from a reply; say of one of no use what it took, and if it was cut."""
    try:
        return read(reply)
    except Useless as fault:
        useless = Useless(reply.reason or str(fault))
        useless.usage = reply.usage
        raise useless from fault


def style_of(address: Address, role: str) -> str:
    """Return how whole answers are asked for: of a model of srkit's as it was trained."""
    is_ours = address.scheme in WEIGHTS and os.path.isfile(os.path.join(address.target, "run.json"))
    return "trained" if is_ours else "short" if role == "eval" else "headings"


def sampling_of(address: Address, role: str) -> dict[str, float]:
    """Return what is sent of temperature and top_p; the first is 0 by default but for a search."""
    found = {"temperature": 0.0} if role in ("judge", "eval", "relay") else {}
    for key, high in (("temperature", 2.0), ("top_p", 1.0)):
        if address.options.get(key) == "none":  # for models that don't take it
            found.pop(key, None)
        elif key in address.options:
            found[key] = address.number(key, 0.0, 0.0, high)
    return found
