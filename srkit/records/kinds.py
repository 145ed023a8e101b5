"""Checks that a row is of a kind, from the TypedDicts of `rows`.

Every row is checked and nearly every row is right, so there are two passes: `fits` is a yes or no
from small functions that are built once, `explain` walks the same types again to say what is
wrong and where ('regions[0].box' should …).
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

Fits = Callable[[Any], bool]
LARGEST = 1 << 1023  # what a float can hold

_WORDS = {str: "a string", int: "a whole number", float: "a number", bool: "true or false",
          list: "a list", dict: "an object", NoneType: "null"}  # fmt: skip


def fault(row: Any, kind: type) -> str | None:
    """Say what keeps `row` from being of this kind; None if nothing does."""
    return None if fits(kind)(row) else explain(kind, row, "")


def best_kind(row: dict[str, Any], kinds: tuple[type, ...]) -> type:
    """Choose the first kind whose required keys are all there, else the last."""
    for kind in kinds[:-1]:
        if kind.__required_keys__ <= row.keys():  # type: ignore[attr-defined]
            return kind
    return kinds[-1]


@cache
def fits(hint: Any) -> Fits:
    """Build the function that says whether a value is of a type."""
    hint, origin = _bare(hint), get_origin(_bare(hint))
    if hint is Any:
        return lambda value: True
    if is_typeddict(hint):
        return _object_fits(hint)
    if origin is list:
        item = fits(get_args(hint)[0])
        return lambda value: type(value) is list and all(map(item, value))
    if origin is Literal:
        allowed = get_args(hint)
        return lambda value: type(value) is str and value in allowed
    if origin in (Union, UnionType):
        options = [fits(one) for one in get_args(hint)]
        return lambda value: any(option(value) for option in options)
    if hint is float:  # JSON has one number type: 3 is a fine float, if it fits; true is not
        return lambda value: type(value) is float or (type(value) is int and abs(value) < LARGEST)
    wanted = origin or hint
    return lambda value: type(value) is wanted


def _object_fits(kind: type) -> Fits:
    checks = {key: fits(hint) for key, hint in get_type_hints(kind, include_extras=True).items()}
    required = kind.__required_keys__  # type: ignore[attr-defined]

    def check(value: Any) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        for key, one in value.items():
            if key in checks and not checks[key](one):
                return False
        return True

    return check


def explain(hint: Any, value: Any, where: str) -> str:
    """Say where and how a value differs from a type that it doesn't fit."""
    hint = _bare(hint)
    if is_typeddict(hint) and isinstance(value, dict):
        prefix = f"{where}." if where else ""
        for key, one in get_type_hints(hint, include_extras=True).items():
            if key in value and not fits(one)(value[key]):
                return explain(one, value[key], prefix + key)
            if key not in value and key in hint.__required_keys__:
                return f"no '{prefix}{key}'"
    if get_origin(hint) is list and isinstance(value, list):
        item = get_args(hint)[0]
        k = next(k for k, one in enumerate(value) if not fits(item)(one))
        return explain(item, value[k], f"{where}[{k}]")
    return f"'{where}' should be {_wanted(hint)}, not {_word(value)}"


def _wanted(hint: Any) -> str:
    origin, words = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(map(repr, words))
    if origin in (Union, UnionType):
        return " or ".join(map(_wanted, words))
    return _WORDS.get(dict if is_typeddict(hint) else origin or hint, "something else")


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _word(value: Any) -> str:
    if isinstance(value, str) and len(value) < 40:
        return repr(value)
    return _WORDS.get(type(value), type(value).__name__)
