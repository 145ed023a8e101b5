"""Values that were stored as text: a Python repr, as one copy of the benchmark has them, or JSON.

Nothing is evaluated. What is read is counted while it is read, so that a hostile text costs no
more than its length: `ast.literal_eval` ends the interpreter on deep nesting, and hangs on sets
and dicts of numbers that share a hash (a key is a string here, and there are no sets).
"""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

from srkit.errors import RowError

MAX_CHARS = 1_000_000
MAX_DEPTH = 20
MAX_ITEMS = 100_000
MAX_DIGITS = 400  # no float has more; reading an int takes quadratic time

_TOKEN = re.compile(
    r"""\s*([\[\](){},:]
    |b?'(?:[^'\\\n]|\\.)*+' | b?"(?:[^"\\\n]|\\.)*+"
    |[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?(?![\w.])
    |(?:True|False|None|true|false|null)\b)""",
    re.VERBOSE,
)
_CLOSER = {"[": "]", "(": ")", "{": "}"}
_WORDS = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None}


def parse_literal(text: str) -> Any:
    """Return the value that a text describes; tuples come out as lists."""
    if len(text) > MAX_CHARS:
        raise RowError(f"a text of more than {MAX_CHARS} characters")
    tokens = _tokens(text.rstrip())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python's on escapes that it doesn't know
        value = _value(next(tokens, ""), tokens, 0)
    if next(tokens, ""):
        raise RowError("text after the end of a value")
    return value


def _tokens(text: str) -> Iterator[str]:
    items = at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise RowError(f"no Python or JSON value at character {at + 1}")
        items += match[1] not in ",:])}"
        if items > MAX_ITEMS:
            raise RowError(f"more than {MAX_ITEMS} items")
        at = match.end()
        yield match[1]


def _value(token: str, tokens: Iterator[str], depth: int) -> Any:
    """Return the value that begins with a token."""
    if token not in _CLOSER:
        return _atom(token)
    if depth == MAX_DEPTH:
        raise RowError(f"nested more than {MAX_DEPTH} deep")
    if token != "{":
        firsts = _items(tokens, _CLOSER[token])
        return [_value(first, tokens, depth + 1) for first in firsts]
    found = {}
    for first in _items(tokens, "}"):
        key = _atom(first)
        if not isinstance(key, str) or next(tokens, "") != ":":
            raise RowError("an object whose keys are no strings")
        found[key] = _value(next(tokens, ""), tokens, depth + 1)
    return found


def _items(tokens: Iterator[str], closer: str) -> Iterator[str]:
    """Yield the first token of every item up to a bracket; who asks reads the item itself."""
    for token in tokens:
        if token == closer:
            return
        yield token
        after = next(tokens, "")
        if after == closer:
            return
        if after != ",":
            break
    raise RowError(f"a list or an object without its '{closer}'")


def _atom(token: str) -> Any:
    if token in _WORDS:
        return _WORDS[token]
    if token[:1] in ("'", '"', "b"):
        return _string(token)
    if not token or token in ",:])}":
        raise RowError("no value where one should be")
    if len(token) > MAX_DIGITS:
        raise RowError(f"a number of more than {MAX_DIGITS} digits")
    try:
        return float(token) if re.search("[.eE]", token) else int(token)
    except ValueError as error:  # more digits than Python is set to read
        raise RowError("a number that can't be read") from error


def _string(token: str) -> str | bytes:
    if token[0] == '"':
        try:
            return str(json.loads(token))  # JSON writes rare characters as two halves
        except ValueError:
            pass  # an escape that only Python has
    try:
        return ast.literal_eval(token)
    except (ValueError, SyntaxError, MemoryError) as error:
        raise RowError("a string that can't be read") from error
