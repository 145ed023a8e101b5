"""From an address to the model that it names."""

from srkit.errors import AddressError
from srkit.models.base import Judge, Policy
from srkit.models.geometric import GeometryJudge, GeometryPolicy
from srkit.records.address import Address, parse_address


def load_policy(text: str) -> Policy:
    """Return the policy that an address names."""
    return policy_of(parse_address(text))


def load_sampler(text: str) -> tuple[Policy, int]:
    """Return the policy that an address names, and how many answers `?n=` asks for."""
    address = parse_address(text)
    count = address.number("n", 1)
    if count < 1 or count != int(count):
        raise AddressError(f"{text}: n is a whole number from 1 up")
    return policy_of(address.without("n")), int(count)


def policy_of(address: Address) -> Policy:
    """Return the policy of an address that was taken apart."""
    if address.scheme == "geometry":
        return GeometryPolicy(address)
    raise _not_yet(address, "search")


def load_judge(text: str) -> Judge:
    """Return the judge that an address names."""
    address = parse_address(text)
    if address.scheme == "geometry":
        return GeometryJudge(address)
    raise _not_yet(address, "judges")


def _not_yet(address: Address, what: str) -> AddressError:
    return AddressError(f"{address.text}: {what} takes geometry: addresses only, as yet")
