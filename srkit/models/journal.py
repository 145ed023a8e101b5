"""What models replied, kept so that no call is paid for twice: an append-only JSONL file.

The key is a hash of all that decides a reply: model, messages with their pictures' hashes, sampling
parameters and seed. Failures are not kept. The folder is its owner's alone; it holds what models
wrote, no prompts, pictures or keys.
"""

import fcntl
import json
import logging
import os
import stat
from typing import BinaryIO

from srkit.errors import SrkitError
from srkit.models.base import Reply
from srkit.records.flow import Usage
from srkit.records.jsonl import dump

log = logging.getLogger("srkit")
FILE = "replies.jsonl"
KEY = 64  # hex digits
_START = b'{"key": "'


class Journal:
    """Replies by key; in memory there are only the places where they stand."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.at: dict[bytes, int] = {}
        self.path = os.path.join(folder, FILE)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
            self.stream: BinaryIO = open(os.open(self.path, flags, 0o600), "r+b")
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            raise SrkitError(f"{self.path}: {said}") from error
        if not stat.S_ISREG(os.fstat(self.stream.fileno()).st_mode):
            raise SrkitError(f"{self.path}: not a file")
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if stat.S_IMODE(os.stat(self.path).st_mode) & 0o077:
                os.chmod(self.path, 0o600)
            self._load()
        except BlockingIOError as error:
            self.stream.close()
            raise SrkitError(f"{folder}: another process is using this journal") from error
        except OSError as error:
            self.stream.close()
            raise SrkitError(f"{self.path}: {error.strerror}") from error

    def _load(self) -> None:
        """Find where the replies stand; what a kill left of a line is cut off."""
        end = damaged = 0
        for line in self.stream:
            if not line.endswith(b"\n"):
                break
            try:
                key = bytes.fromhex(line[len(_START) : len(_START) + KEY].decode())
                if not line.startswith(_START) or len(key) != KEY // 2:
                    raise ValueError
                self.at[key] = end
            except ValueError:
                damaged += 1
            end += len(line)
        self.stream.truncate(end)
        self.stream.seek(end)
        self.end = end
        if damaged:
            log.warning("%s: %d lines can't be read and are passed over", self.path, damaged)

    def get(self, key: str) -> Reply | None:
        """Return a reply that was kept."""
        at = self.at.get(bytes.fromhex(key))
        if at is None:
            return None
        self.stream.seek(at)
        try:
            row = json.loads(self.stream.readline())
            used = Usage(1, int(row["input"]), int(row["output"]))
            if not (isinstance(row["text"], str) and isinstance(row.get("reason", ""), str)):
                raise ValueError
            return Reply(row["text"], used, row.get("reason", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            del self.at[bytes.fromhex(key)]  # damaged: it is asked for again
            return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply: one line, written at once."""
        row = {"key": key, "text": reply.text, "input": reply.usage.input,
               "output": reply.usage.output}  # fmt: skip
        line = dump(row | ({"reason": reply.reason} if reply.reason else {}))
        try:
            self.stream.seek(self.end)
            self.stream.write(line)
            self.stream.flush()
        except OSError as error:
            raise SrkitError(f"{self.path}: {error.strerror}") from error
        self.at[bytes.fromhex(key)] = self.end
        self.end += len(line)

    def close(self) -> None:
        """Close the file; another process may go on with it."""
        self.stream.close()
