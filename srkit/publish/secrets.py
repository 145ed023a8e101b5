"""What must not leave the machine: keys in what is about to be sent."""

import os
import re
from collections.abc import Iterable, Mapping

from srkit.errors import SrkitError

# Tokens of well-known services, private keys, and values that are called a secret.
_KEYS = re.compile(
    r"\b(?:hf_[A-Za-z0-9]{20,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{20,}"
    r"|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|xox[abpr]-[\w-]{10,}"
    r"|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|(?i:\b(?:api[_-]?key|access[_-]?token|auth[_-]?token|secret[_-]?key|client[_-]?secret"
    r"|password|authorization)[\"']?\s*[:=]\s*(?:bearer\s+)?[\"']?)(?=[\w+/-]*\d)[\w+/-]{16,}"
)
_TEXTS = (".json", ".jsonl", ".md", ".jinja", ".txt", ".model")


def secret_in(text: str) -> bool:
    """Whether a text holds what looks like a key."""
    return bool(_KEYS.search(text))


def refuse_secret(text: str, where: str) -> None:
    """Raise if a text holds what looks like a key; the message does not repeat it."""
    if secret_in(text):
        raise SrkitError(f"{where} holds what looks like a secret: nothing is sent")


def refuse_secrets(files: Mapping[str, str]) -> None:
    """Raise if a text among files (by their names in the repository) holds what looks like a key.

    Vocabularies are read, too: a merged file may have been edited by hand.
    """
    for name in texts_of(files):
        with open(files[name], encoding="utf-8", errors="replace") as file:
            refuse_secret(file.read(), name)


def texts_of(names: Iterable[str]) -> list[str]:
    """Return those of the files that are read as text."""
    return [name for name in names if os.path.splitext(name)[1] in _TEXTS]
