"""Model addresses: `geometry:?faults=noisy&name=a`, `hf:FOLDER`, with options after `?`."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from srkit.errors import AddressError

FORMS = "geometry: | geometry:?strategy=…&faults=… | hf:FOLDER_OR_REPO[@revision]"


@dataclass(frozen=True)
class Address:
    """A scheme, what follows it, and the options; `text` is what the user wrote."""

    text: str
    scheme: str
    target: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What rows call this model: `?name=`, else the address itself."""
        return self.options.get("name", self.text)

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
            return default if text is None else float(text)
        except ValueError as error:
            raise AddressError(f"{self.text}: {key}={text} is not a number") from error


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
    if scheme == "hf" and not target:
        raise AddressError(f"{text}: hf: needs a folder or a repository behind it")
    if scheme == "geometry" and target:
        raise AddressError(f"{text}: nothing stands between geometry: and ?")
    return Address(text, scheme, target, dict(pairs))
