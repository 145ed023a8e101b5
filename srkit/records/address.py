"""Model addresses: `geometry:?faults=noisy&name=a`, `tiny:`, `hf:FOLDER`, `http://HOST/v1#MODEL`.

Options stand behind `?`, and a provider's name may stand in front (`openai:MODEL`). An address
never holds a key, and what is said of a bad one does not repeat what may be one.
"""

import math
import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, urlsplit

from srkit.errors import AddressError

FORMS = (
    "geometry:, geometry:?faults=noisy, tiny:, hf:FOLDER, hf:OWNER/REPO[@revision],"
    " http://HOST/v1#MODEL,"
    " openai:MODEL, gemini:MODEL, NAME:MODEL of a [providers.NAME]"
)
WEB = ("http", "https")
WEIGHTS = ("hf", "tiny")  # these are loaded into this process
LOCAL = ("geometry", *WEIGHTS)
# The models that come with srkit, by what stands behind `tiny:`, and their folders.
_SHIPPED_IN = os.path.join(os.path.dirname(os.path.dirname(__file__)), "models", "shipped")
SHIPPED = {"": os.path.join(_SHIPPED_IN, "tiny"), "base": os.path.join(_SHIPPED_IN, "tiny-base")}
# Options that say how a model is reached and paid, not what it says.
REACHED_BY = ("n", "name", "batch", "cap", "timeout", "retries", "price", "key_env")
_SECRET = re.compile(r"key|token|secret|password|auth", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A scheme, what follows it, and the options; `text` is what the user wrote.

    The target of `tiny:` is the folder that it is in.
    """

    text: str
    scheme: str
    target: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The address as errors may repeat it."""
        return self.text if self.scheme in LOCAL else hide(self.text)

    @property
    def name(self) -> str:
        """What rows call this model: `?name=`, else a short form of what decides its answers."""
        short = self.served if self.scheme in WEB else self.model
        return self.options.get("name") or "?".join(filter(None, [short, self._deciding(str)]))

    @property
    def settled(self) -> str:
        """What decides what the model says: not how it is reached, and not on which host."""
        own = self.model if self.scheme in LOCAL else f"served:{self.served}"
        return "?".join(filter(None, [own, self._deciding(quote)]))

    @property
    def served(self) -> str:
        """The name that a server knows the model by."""
        return self.target.partition("#")[2] if self.scheme in WEB else self.target

    def _deciding(self, write: type[str] | object) -> str:
        kept = [(key, value) for key, value in self.options.items() if key not in REACHED_BY]
        return "&".join(f"{key}={write(value)}" for key, value in kept)  # type: ignore[operator]

    @property
    def model(self) -> str:
        """The address without its options."""
        is_shipped = self.scheme == "tiny"
        return self.text.partition("?")[0] if is_shipped else f"{self.scheme}:{self.target}"

    def without(self, key: str) -> "Address":
        """Return the address without one of its options."""
        options = {k: value for k, value in self.options.items() if k != key}
        return replace(self, options=options)

    def only(self, *allowed: str) -> "Address":
        """Return self, or raise for the first option that this kind of model doesn't have."""
        for key in self.options:
            if key not in (*allowed, "name"):
                known = ", ".join(sorted((*allowed, "name")))
                raise AddressError(f"{self.shown}: unknown option '{key}' (this takes {known})")
        return self

    def number(self, key: str, default: float, low: float = -math.inf,
               high: float = math.inf) -> float:  # fmt: skip
        """Return an option as a number within limits."""
        text = self.options.get(key)
        try:
            number = default if text is None else float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise AddressError(f"{self.shown}: {key}={text} is not a number")
        if not low <= number <= high:
            limits = f"from {low:g} up" if high == math.inf else f"from {low:g} to {high:g}"
            raise AddressError(f"{self.shown}: {key} is {limits}")
        return number

    def count(self, key: str, default: int, low: int = 1, high: float = math.inf) -> int:
        """Return an option as a whole number."""
        number = self.number(key, default, low, high)
        if number != int(number):
            raise AddressError(f"{self.shown}: {key} is a whole number")
        return int(number)

    def choice(self, key: str, known: Collection[str], default: str) -> str:
        """Return an option that is one of some words."""
        said = self.options.get(key, default)
        if said not in known:
            raise AddressError(f"{self.shown}: {key}={said} is none of {', '.join(known)}")
        return said


def parse_address(text: str, providers: Collection[str] = ("openai", "gemini")) -> Address:
    """Take an address apart; what stands behind it is not looked at."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme not in (*LOCAL, *WEB, *providers):
        raise AddressError(f"{hide(text)!r} is not a model address; the forms are {FORMS}")
    base, hash_, model = rest.partition("#")
    if scheme in WEB:
        model, _, query = model.partition("?")
        target = f"{base}#{model}"
        check_web(text, f"{scheme}:{base}", hash_ and model)
    else:
        target, _, query = rest.partition("?")
    options = parse_options(text, query)
    if scheme == "geometry" and target:
        raise AddressError(f"{hide(text)}: nothing stands between geometry: and ?")
    if scheme == "tiny":
        if target not in SHIPPED:
            shipped = " and ".join(f"tiny:{name}" for name in SHIPPED)
            raise AddressError(f"{hide(text)}: there is no such model; {shipped} come with srkit")
        return Address(text, scheme, SHIPPED[target], options)
    if scheme == "hf" and not target:
        raise AddressError(f"{hide(text)}: hf: needs a folder or a repository behind it")
    if scheme != "geometry" and not target:
        raise AddressError(f"{hide(text)}: {scheme}: needs a model's name behind it")
    return Address(text, scheme, target, options)


def parse_options(text: str, query: str) -> dict[str, str]:
    """Take the options apart."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise AddressError(f"{hide(text)}: options are written ?key=value&key=value") from error
    for key, _ in pairs:
        if key not in ("key_env", "max_tokens") and _SECRET.search(key):
            raise AddressError(
                f"an address holds no '{key}': put it into an environment variable, and name that"
                " one with ?key_env= or in [providers.NAME]"
            )
    if len(dict(pairs)) != len(pairs):
        raise AddressError(f"{hide(text)}: an option is given twice")
    return dict(pairs)


def hide(text: str) -> str:
    """Return an address without what may be a secret in it: logins, and the values of options."""
    text = re.sub(r"//.*@", "//***@", text)
    return re.sub(r"([?&][^=&#]*=)[^&#]*", r"\1…", text)


def check_web(text: str, url: str, model: str) -> None:
    """Raise for what is no base address of a server."""
    try:
        found = urlsplit(url)
        host = found.hostname
        _ = found.port
    except ValueError as error:
        raise AddressError(f"{hide(text)}: not an address of a server") from error
    if "@" in found.netloc:
        raise AddressError("an address holds no password: name an environment variable, ?key_env=")
    if not host or found.query or found.fragment or not re.fullmatch(r"[\w.:\[\]-]+", found.netloc):
        raise AddressError(
            f"{hide(text)}: not an address of a server: http://HOST/v1#MODEL is meant"
        )
    if not model:
        raise AddressError(f"{hide(text)}: which model? http://HOST/v1#MODEL is meant")
