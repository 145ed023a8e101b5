"""A model on an OpenAI-compatible server, as policy and as judge."""

import json
from typing import Any

from srkit.errors import AddressError
from srkit.models.asked import OPTIONS, OWN_OPTIONS, AskedModel
from srkit.models.base import Reply
from srkit.models.client import Patience
from srkit.models.connections import Connections
from srkit.models.prompts import Message
from srkit.models.replies import read_completion
from srkit.models.shown import Shown
from srkit.records.address import Address

OWN = ("seed", "revision", "cap", "timeout", "retries", "price", "key_env")
RETRIES = 8  # about two minutes


class RemoteModel(AskedModel):
    """Asks a server."""

    def __init__(self, address: Address, connections: Connections, role: str) -> None:
        address.only(*OPTIONS, *OWN, *OWN_OPTIONS[role])
        super().__init__(address, connections, role, address.served)
        self.place = connections.network.place(address)
        self.endpoint = connections.endpoint(address)
        self.seeds = address.choice("seed", ("yes", "no"), "yes") == "yes"
        self.patience = Patience(address.number("timeout", 300.0, 0.05, 3600),
                                 address.count("retries", RETRIES, low=0))  # fmt: skip
        price_of(address)  # a bad one is told now, though only the bill needs it
        self.limit_key = "max_completion_tokens" if address.scheme == "openai" else "max_tokens"

    async def _reply(
        self, messages: list[Message], shown: Shown, settings: dict[str, Any], seed: int
    ) -> Reply:
        sent = settings | ({"seed": seed % 2**31} if self.seeds else {})
        body = self._body(messages, shown, sent)
        return read_completion(await self.connections.post(self.endpoint, body, self.patience))

    async def _passed_on(self, messages: list[Message], settings: dict[str, Any]) -> Reply:
        body = json.dumps({"model": self.place.model, **settings, "messages": messages}).encode()
        return read_completion(await self.connections.post(self.endpoint, body, self.patience))

    def _body(self, messages: list[Message], shown: Shown, settings: dict[str, Any]) -> bytes:
        """Return the request; the pictures' parts were encoded when they were first shown."""
        parts = []
        for message in messages:
            content = message["content"]
            if isinstance(content, str):
                parts.append(json.dumps(message).encode())
                continue
            pieces = [_part(piece, shown) for piece in content]
            parts.append(b'{"role": "user", "content": [' + b", ".join(pieces) + b"]}")
        head = json.dumps({"model": self.place.model, **settings})[:-1].encode()
        return head + b', "messages": [' + b", ".join(parts) + b"]}"


def _part(piece: Message, shown: Shown) -> bytes:
    if piece["type"] == "text":
        return json.dumps(piece).encode()
    picture = shown.picture if piece["image"] == "picture" else shown.depth
    assert picture is not None, "a judge is shown depth where there is some"
    return picture.part


def price_of(address: Address) -> tuple[float, float]:
    """Return dollars per million tokens, read and written; `?price=2.5/10`."""
    text = address.options.get("price", "0/0")
    try:
        read, written = (float(part) for part in text.split("/"))
    except ValueError:
        read = written = -1.0
    if not (0 <= read < 1e6 and 0 <= written < 1e6):
        raise AddressError(f"{address.shown}: price={text} is not IN/OUT in $ per million tokens")
    return read, written
