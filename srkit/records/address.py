"""Model addresses: `geometry:?faults=noisy&name=a`, `hf:FOLDER`, with options after `?`."""

import math
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from srkit.errors import AddressError

FORMS = "geometry:, geometry:?faults=noisy, hf:FOLDER, hf:OWNER/REPO[@revision]"


@dataclass(frozen=True)
class Address:
    """A scheme, what follows it, and the options; `text` is what the user wrote."""

    text: str
    scheme: str
    target: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What rows call this model: `?name=`, else the address without `?n=`."""
        kept = [f"{key}={value}" for key, value in self.options.items() if key != "n"]
        return self.options.get("name") or "?".join(filter(None, [self.model, "&".join(kept)]))

    @property
    def model(self) -> str:
        """The address without its options."""
        return f"{self.scheme}:{self.target}"

    def without(self, key: str) -> "Address":
        """Return the address without one of its options."""
        options = {k: value for k, value in self.options.items() if k != key}
        return replace(self, options=options)

    def only(self, *allowed: str) -> "Address":
        """Return self, or raise for the first option that this kind of model doesn't have."""
        for key in self.options:
            if key not in (*allowed, "name"):
                known = ", ".join(sorted((*allowed, "name")))
                raise AddressError(f"{self.text}: unknown option '{key}' (this takes {known})")
        return self

    def number(self, key: str, default: float) -> float:
        """Return an option as a number."""
        text = self.options.get(key)
        try:
            number = default if text is None else float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise AddressError(f"{self.text}: {key}={text} is not a number")
        return number


def parse_address(text: str) -> Address:
    """Take an address apart; what stands behind it is not looked at."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme not in ("geometry", "hf"):
        raise AddressError(f"{text!r} is not a model address; the forms are {FORMS}")
    target, _, query = rest.partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise AddressError(f"{text}: options are written ?key=value&key=value") from error
    if len(dict(pairs)) != len(pairs):
        raise AddressError(f"{text}: an option is given twice")
    if scheme == "hf" and not target:
        raise AddressError(f"{text}: hf: needs a folder or a repository behind it")
    if scheme == "geometry" and target:
        raise AddressError(f"{text}: nothing stands between geometry: and ?")
    return Address(text, scheme, target, dict(pairs))
