"""Seeds that depend on what they are for and on nothing else: not on order, time or process."""

import hashlib
import json
import random


def derive_seed(*parts: int | str | None) -> int:
    """Return 63 bits that any change of a part changes."""
    text = json.dumps(parts, ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def derive_random(*parts: int | str | None) -> random.Random:
    """Return a generator of its own for these parts."""
    return random.Random(derive_seed(*parts))
