"""What must not leave the machine: keys in what is about to be sent."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from srkit.errors import SrkitError

_MIXED = r"(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])"  # as made by chance, unlike a word
# Tokens of well-known services, private keys, logins in addresses, and values that are called a
# secret.
_KEYS = re.compile(
    rf"\b(?:hf_{_MIXED}[A-Za-z0-9]{{20,}}|sk-{_MIXED}[\w-]{{20,}}|gh[pousr]_[A-Za-z0-9]{{20,}}"
    r"|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|xox[abpr]-[\w-]{10,}"
    r"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bhttps?://[^\s/@:]+:[^\s/@]{4,}@"
    r"|(?i:\bbearer\s+|(?:api|access|secret)[_-]?key(?:[_-]?id)?[\\\"']*\s*[:=]\s*[\\\"']*"
    r"|(?:access|auth|refresh|hf|github|api)[_-]?token[\\\"']*\s*[:=]\s*[\\\"']*"
    r"|(?:secret|password|passwd|authorization)[\\\"']*\s*[:=]\s*[\\\"']*(?:bearer\s+)?)"
    r"(?:(?=[\w+/=]*\d)(?=[\w+/=]*[A-Za-z])[\w+/=]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-)"
)
_TEXTS = (".json", ".jsonl", ".md", ".jinja", ".txt", ".model")
_PICTURE = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]*")


def secret_in(text: str) -> bool:
    """Whether a text holds what looks like a key."""
    return bool(_KEYS.search(text))


def refuse_secret(text: str, where: str) -> None:
    """Raise if a text holds what looks like a key; the message does not repeat it."""
    if secret_in(text):
        raise SrkitError(f"{where} holds what looks like a secret: nothing is sent")


def refuse_secrets(files: Mapping[str, str]) -> None:
    """Raise if a file (by its name in the repository) holds what looks like a key.

    Read are texts, vocabularies too, and what safetensors files tell beside their numbers.
    """
    for name, path in files.items():
        if os.path.splitext(name)[1] in _TEXTS:
            with open(path, encoding="utf-8", errors="replace") as file:
                refuse_secret(file.read(), name)
        elif name.endswith(".safetensors"):
            refuse_secret("\n".join(texts_in(told_in(path))), name)


def told_in(path: str) -> Any:
    """Return what a safetensors file holds beside its numbers."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        try:
            return json.loads(file.read(min(size, 1 << 26))).get("__metadata__") or {}
        except (ValueError, AttributeError) as error:
            raise SrkitError(f"{os.path.basename(path)}: not a safetensors file") from error


def texts_in(value: Any, key: str = "") -> Iterator[str]:
    """Yield the texts of a value, each behind its key.

    Left out are the letters of masks and of pictures, which may say anything.
    """
    if isinstance(value, dict):
        is_mask = isinstance(value.get("size"), list)
        for name, one in value.items():
            yield name
            if not (is_mask and name == "counts" and isinstance(one, str)):
                yield from texts_in(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one, key)
    elif isinstance(value, str) and not _PICTURE.fullmatch(value):
        yield f"{key}: {value}"
