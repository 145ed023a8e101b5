"""Addresses: the forms, and what is said of a bad one."""

import pytest

from srkit.errors import AddressError
from srkit.records.address import hide, parse_address


def test_forms() -> None:
    found = parse_address("geometry:?faults=noisy&name=a+b")
    assert (found.scheme, found.name, found.options["faults"]) == ("geometry", "a b", "noisy")
    assert parse_address("hf:./folder@main").target == "./folder@main"
    assert parse_address("hf:x").name == "hf:x"
    assert parse_address("openai:gpt-4o").name == "openai:gpt-4o"
    assert parse_address("lab:a/b:7b", ["lab"]).target == "a/b:7b"
    served = parse_address("http://gpu7:8000/v1#Qwen/Qwen2.5-VL-7B?temperature=0.7&cap=8&n=2")
    assert (served.scheme, served.model) == ("http", "http://gpu7:8000/v1#Qwen/Qwen2.5-VL-7B")
    assert served.name == "Qwen/Qwen2.5-VL-7B?temperature=0.7"
    assert parse_address("https://[::1]:8000/v1#m").name == "m"


def test_how_a_model_is_reached_is_no_part_of_what_it_says() -> None:
    plain = parse_address("http://h/v1#m?temperature=1")
    reached = parse_address(
        "http://h/v1#m?temperature=1&cap=2&timeout=9&price=1/2&name=x&retries=0"
    )
    assert plain.settled == reached.settled == "served:m?temperature=1"
    assert parse_address("https://other/v1#m?temperature=1").settled == plain.settled
    for more in ("?temperature=0", "?temperature=1&revision=b"):
        assert parse_address(f"http://h/v1#m{more}").settled != plain.settled
    assert parse_address("geometry:?faults=flat&name=x").settled == "geometry:?faults=flat"


@pytest.mark.parametrize(
    "text",
    ["", "gpt-4o", "geometry", "ftp:x", "hf:", "geometry:x", "hf:x?y", "openai:", "lab:m",
     "http://host/v1", "http://host/v1#", "http:///v1#m", "https://host:port/v1#m",
     "http://host/v1?api-version=1#m", "http://h/v1#m?cap"],
)  # fmt: skip
def test_bad_addresses(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert hide(text) in str(caught.value)


def test_a_bad_one_shows_the_forms() -> None:
    with pytest.raises(AddressError, match=r"geometry:.*hf:.*http://HOST/v1#MODEL.*openai:MODEL"):
        parse_address("gpt-4o")


@pytest.mark.parametrize(
    "text",
    ["http://me:sk-secret@host/v1#m", "http://host/v1#m?api_key=sk-secret",
     "openai:m?token=sk-secret", "openai:m?Authorization=sk-secret", "openai:m?password=sk-secret",
     "HTTPS://me:sk-secret@host/v1#m", " https://me:sk-secret@host/v1#m",
     "https://me:sk-sec#ret-sk-secret@host/v1#m", "https://host/v1?x=sk-secret#m",
     "http://h/v1#m?bearer=sk-secret&bearer=1"],
)  # fmt: skip
def test_an_address_holds_no_key_and_what_is_said_does_not_repeat_it(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert "sk-sec" not in str(caught.value)


def test_options() -> None:
    found = parse_address("openai:m?cap=4&temperature=0.5&style=loud&n=1.5&x=nan")
    assert (found.count("cap", 64), found.count("other", 7)) == (4, 7)
    assert found.number("temperature", 0, 0, 2) == 0.5
    for ask in (
        lambda: found.count("n", 1),
        lambda: found.number("x", 0),
        lambda: found.number("cap", 0, 0, 2),
        lambda: found.choice("style", ("short", "headings"), "short"),
    ):
        with pytest.raises(AddressError, match="openai:m"):
            ask()
    with pytest.raises(AddressError, match="twice"):
        parse_address("openai:m?n=1&n=2")


def test_unknown_options_are_named() -> None:
    with pytest.raises(AddressError, match="unknown option 'fault'"):
        parse_address("geometry:?fault=noisy").only("faults")
