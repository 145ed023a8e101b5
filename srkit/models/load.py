"""From an address to the model that it names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from srkit.errors import AddressError
from srkit.models.base import Judge, Policy
from srkit.models.connections import Connections
from srkit.models.geometric import GeometryJudge, GeometryPolicy
from srkit.records.address import WEIGHTS, Address, parse_address

MOST = 1000  # answers of one model to one question

if TYPE_CHECKING:
    from srkit.models.asked import AskedModel


def load_policy(text: str, connections: Connections | None = None) -> Policy:
    """Return the policy that an address names."""
    connections = connections or Connections()
    address = parse_address(text, connections.network.providers)
    if address.scheme == "geometry":
        return GeometryPolicy(address)
    return served(address, connections, "policy")


def load_sampler(text: str, connections: Connections | None = None) -> tuple[Policy, int]:
    """Return the policy that an address names, and how many answers `?n=` asks for."""
    connections = connections or Connections()
    address = parse_address(text, connections.network.providers)
    count = address.count("n", 1, high=MOST)
    address = address.without("n")
    if address.scheme == "geometry":
        return GeometryPolicy(address), count
    return served(address, connections, "direct"), count


def load_answerer(text: str, connections: Connections, max_tokens: int) -> Policy:
    """Return the model that answers what is evaluated."""
    address = parse_address(text, connections.network.providers)
    if address.scheme == "geometry":
        return GeometryPolicy(address)
    found = served(address, connections, "eval")
    found.max_tokens = found.max_tokens or max_tokens
    return found


def load_judge(text: str, connections: Connections | None = None) -> Judge:
    """Return the judge that an address names."""
    connections = connections or Connections()
    address = parse_address(text, connections.network.providers)
    if address.scheme == "geometry":
        return GeometryJudge(address)
    return served(address, connections, "judge")


def load_scorers(
    texts: Sequence[str], connections: Connections
) -> list["GeometryJudge | AskedModel"]:
    """Return the judges of whole answers that these addresses name."""
    found: list[GeometryJudge | AskedModel] = []
    for text in texts:
        address = parse_address(text, connections.network.providers)
        is_exact = address.scheme == "geometry"
        judge = GeometryJudge(address) if is_exact else served(address, connections, "judge")
        found.append(judge)
    refuse_same_names([judge.name for judge in found])
    if not found:
        raise AddressError("there is nothing to do without a --judge")
    return found


def load_speaker(text: str, connections: Connections, role: str) -> "AskedModel":
    """Return a language model that compares answers (a judge), or that others ask (a relay)."""
    address = parse_address(text, connections.network.providers)
    if address.scheme == "geometry":
        raise AddressError(f"{address.shown}: this takes a language model")
    return served(address, connections, role)


def refuse_same_names(names: Sequence[str]) -> None:
    """Raise if two models have one name: rows and ratings could not tell them apart."""
    for name in names:
        if names.count(name) > 1:
            raise AddressError(f"two models are called {name}: tell them apart with ?name=")


def served(address: Address, connections: Connections, role: str) -> "AskedModel":
    """Return a model that is asked by messages: on a server, or in this process."""
    if address.scheme in WEIGHTS:
        from srkit.models.inprocess import InProcessModel

        return InProcessModel(address, connections, role)
    from srkit.models.remote import RemoteModel

    return RemoteModel(address, connections, role)
