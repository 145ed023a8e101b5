"""Addresses: the forms, and what is said of a bad one."""

import pytest

from srkit.errors import AddressError
from srkit.records.address import parse_address


def test_forms() -> None:
    found = parse_address("geometry:?faults=noisy&name=a+b")
    assert (found.scheme, found.name, found.options["faults"]) == ("geometry", "a b", "noisy")
    assert parse_address("hf:./folder@main").target == "./folder@main"
    assert parse_address("hf:x").name == "hf:x"


@pytest.mark.parametrize("text", ["", "gpt-4o", "geometry", "ftp:x", "hf:", "geometry:x", "hf:x?y"])
def test_bad_addresses(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert repr(text) in str(caught.value) or text in str(caught.value)


def test_unknown_options_are_named() -> None:
    with pytest.raises(AddressError, match="unknown option 'fault'"):
        parse_address("geometry:?fault=noisy").only("faults")
