"""Where a served model is reached, with which key, through which proxy.

Everything comes from a mapping of environment variables that is handed in, so that nothing here
reads the environment; a key goes to the one host that it is meant for.
"""

import ipaddress
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from srkit.errors import AddressError
from srkit.records.address import WEB, Address

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
NOTHING: Mapping[str, str] = MappingProxyType({})


class Provider(NamedTuple):
    """A server that has a name, and the environment variable that holds its key."""

    base_url: str
    key_env: str | None = None


PROVIDERS: Mapping[str, Provider] = MappingProxyType({
    "openai": Provider("https://api.openai.com/v1", "OPENAI_API_KEY"),
    "gemini": Provider("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
})  # fmt: skip


class Place(NamedTuple):
    """Where to ask for which model, and where its key is found."""

    base_url: str
    model: str
    key_env: str | None

    @property
    def host(self) -> str:
        """The host and port, as people know it."""
        return no_login(urlsplit(self.base_url).netloc)


class Network(NamedTuple):
    """The servers that have names, and the variables that hold keys and proxies."""

    environment: Mapping[str, str] = NOTHING
    providers: Mapping[str, Provider] = PROVIDERS

    def place(self, address: Address) -> Place:
        """Return where a model is asked for."""
        if address.scheme in WEB:
            base, _, model = address.model.partition("#")
            base = base.rstrip("/")
            known = [one for one in self.providers.values() if one.base_url.rstrip("/") == base]
            key_env = address.options.get("key_env") or (known[0].key_env if known else None)
            return Place(base, model, key_env)
        if "key_env" in address.options:
            raise AddressError(f"{address.shown}: the key of {address.scheme}: is said in its"
                               f" [providers.{address.scheme}]")  # fmt: skip
        provider = self.providers[address.scheme]
        return Place(provider.base_url.rstrip("/"), address.target, provider.key_env)

    def key(self, address: Address) -> str:
        """Return the key for a model, empty if it needs none."""
        place = self.place(address)
        if not place.key_env:
            return ""
        key = self.environment.get(place.key_env, "").strip()
        if not key:
            raise AddressError(f"{address.shown}: no key for {place.host}: set {place.key_env}")
        if not (key.isascii() and key.isprintable()):
            raise AddressError(f"{address.shown}: what {place.key_env} holds is no key")
        through = self.proxy(place.base_url)
        for host in (place.host, urlsplit(through).netloc if through else ""):
            if host and urlsplit(place.base_url).scheme == "http" and not is_near(host):
                raise AddressError(f"{address.shown}: a key is not sent to {no_login(host)} over"
                                   " http:// in the clear; use https://")  # fmt: skip
        return key

    def proxy(self, url: str) -> str | None:
        """Return the proxy that the environment names for a URL; none for this machine itself."""
        found = urlsplit(url)
        host = found.hostname or ""
        names = {name.lower(): value for name, value in self.environment.items()
                 if name.lower().endswith("_proxy") and value}  # fmt: skip
        proxy = names.get(f"{found.scheme}_proxy") or names.get("all_proxy")
        if not proxy or is_loopback(host):
            return None
        if is_among(host, names.get("no_proxy", "")):
            return None
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        kind = proxy.partition("://")[0]
        if kind not in WEB:
            raise AddressError(f"a proxy of kind {kind}:// can't be used: http:// is meant")
        return proxy


def is_among(host: str, names: str) -> bool:
    """Whether a host is one of NO_PROXY's, below one of them, or in one of its networks."""
    address = as_ip(host)
    for name in names.lower().split(","):
        name = name.strip().strip("[]")
        network = as_network(name.partition("]")[0])
        if address and network and address in network:
            return True
        if name.count(":") == 1:  # a port; an IPv6 address has more of them
            name = name.partition(":")[0]
        name = name.removeprefix("*").lstrip(".") if name != "*" else name
        if name == "*" or (name and (host == name or host.endswith(f".{name}"))):
            return True
    return False


def as_ip(host: str) -> Ip | None:
    """Return a host as an IP address, if it is one; one of IPv4 in IPv6 as itself."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def as_network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Return the network that a name of NO_PROXY stands for, if it stands for one."""
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    address = as_ip(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def is_near(netloc: str) -> bool:
    """Whether a host is this machine or one of the own network, where http:// may carry a key."""
    host = urlsplit(f"//{netloc}").hostname or ""
    address = as_ip(host)
    if address:
        return address.is_private or address.is_loopback
    # Other ways to write a number, and letters that only look like others, are nobody's name.
    if not re.fullmatch(r"[a-z0-9_.-]*[a-z][a-z0-9_.-]*", host) or host.startswith("0x"):
        return False
    return is_loopback(host) or "." not in host or host.endswith((".local", ".internal"))


def no_login(netloc: str) -> str:
    """Return host and port without a user's name and password."""
    return netloc.rpartition("@")[2]
