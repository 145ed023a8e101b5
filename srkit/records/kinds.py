"""Checks that a row is of a kind: one small function a type, built once from the TypedDicts.

A check returns None, or a sentence that says what is wrong and where ('regions[0].box' should …).
"""

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

LARGEST = 1 << 1023  # what a float can hold
Check = Callable[[Any, str], str | None]

_WORDS = {str: "a string", int: "a whole number", float: "a number", bool: "true or false",
          list: "a list", dict: "an object", NoneType: "null"}  # fmt: skip


def fault(row: Any, kind: type) -> str | None:
    """Say what keeps `row` from being of this kind; None if nothing does."""
    return check_of(kind)(row, "")


def best_kind(row: dict[str, Any], kinds: tuple[type, ...]) -> type:
    """Choose the first kind whose required keys are all there, else the last."""
    for kind in kinds:
        if kind.__required_keys__ <= row.keys():  # type: ignore[attr-defined]
            return kind
    return kinds[-1]


@cache
def check_of(hint: Any) -> Check:
    """Build the check of one type hint."""
    origin = get_origin(hint)
    if hint is Any:
        return lambda value, where: None
    if origin is NotRequired:
        return check_of(get_args(hint)[0])
    if is_typeddict(hint):
        return _object_check(hint)
    if origin is list:
        return _list_check(check_of(get_args(hint)[0]))
    if origin is dict:
        return _scalar_check(dict)
    if origin is Literal:
        return _literal_check(get_args(hint))
    if origin in (Union, UnionType):
        return _union_check(get_args(hint))
    return _scalar_check(hint)


def _scalar_check(wanted: type) -> Check:
    # JSON has one number type: 3 is a fine float, if it fits; true is neither an int nor a float.
    def check(value: Any, where: str) -> str | None:
        found = type(value)
        if found is wanted or (wanted is float and found is int and abs(value) < LARGEST):
            return None
        return f"'{where}' should be {_WORDS[wanted]}, not {_word(value)}"

    return check


def _literal_check(allowed: tuple[Any, ...]) -> Check:
    def check(value: Any, where: str) -> str | None:
        if value in allowed:
            return None
        return f"'{where}' should be {' or '.join(map(repr, allowed))}, not {_word(value)}"

    return check


def _union_check(hints: tuple[Any, ...]) -> Check:
    checks = [check_of(hint) for hint in hints]

    def check(value: Any, where: str) -> str | None:
        found = [one(value, where) for one in checks]
        if None in found:
            return None
        wanted = [text.partition(" should be ")[2].partition(", not ")[0] for text in found if text]
        return f"'{where}' should be {' or '.join(wanted)}, not {_word(value)}"

    return check


def _list_check(item: Check) -> Check:
    def check(value: Any, where: str) -> str | None:
        if not isinstance(value, list):
            return f"'{where}' should be a list, not {_word(value)}"
        for k, one in enumerate(value):
            found = item(one, f"{where}[{k}]")
            if found:
                return found
        return None

    return check


def _object_check(kind: type) -> Check:
    hints = get_type_hints(kind, include_extras=True)
    required = kind.__required_keys__  # type: ignore[attr-defined]
    checks = {key: check_of(hint) for key, hint in hints.items()}

    def check(value: Any, where: str) -> str | None:
        if not isinstance(value, dict):
            return f"'{where}' should be an object, not {_word(value)}"
        prefix = f"{where}." if where else ""
        for key in checks:
            if key in required and key not in value:
                return f"no '{prefix}{key}'"
        for key, one in checks.items():
            if key in value:
                found = one(value[key], prefix + key)
                if found:
                    return found
        return None

    return check


def _word(value: Any) -> str:
    return (
        f"{value!r}"
        if isinstance(value, str) and len(value) < 40
        else _WORDS.get(type(value), type(value).__name__)
    )
