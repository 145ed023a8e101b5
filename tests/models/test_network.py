"""Where models are reached: keys go to the host that they are meant for, proxies are respected."""

import pytest

from srkit.errors import AddressError
from srkit.models.network import PROVIDERS, Network, Provider, is_near
from srkit.records.address import parse_address

KEYS = {"OPENAI_API_KEY": "sk-1", "LAB": "sk-2\n"}
OWN = {**PROVIDERS, "lab": Provider("http://10.0.0.5:8000/v1/", "LAB"),
       "open": Provider("http://gpu7:8000/v1")}  # fmt: skip


def place(text: str) -> tuple:
    return tuple(Network(KEYS, OWN).place(parse_address(text, OWN)))


def key(text: str) -> str:
    return Network(KEYS, OWN).key(parse_address(text, OWN))


def test_places() -> None:
    assert place("openai:gpt-4o?n=2") == ("https://api.openai.com/v1", "gpt-4o", "OPENAI_API_KEY")
    assert place("lab:a/b") == ("http://10.0.0.5:8000/v1", "a/b", "LAB")
    assert place("http://h:1/v1/#m?cap=2") == ("http://h:1/v1", "m", None)
    assert place("http://10.0.0.5:8000/v1#m")[2] == "LAB", "the key of the provider that this is"
    assert place("https://h/v1#m?key_env=LAB")[2] == "LAB"


def test_keys() -> None:
    assert key("openai:gpt-4o") == "sk-1"
    assert key("lab:m") == "sk-2", "without the line end of a file"
    assert key("open:m") == key("http://h/v1#m") == ""
    with pytest.raises(AddressError, match="set GEMINI_API_KEY"):
        key("gemini:flash")
    with pytest.raises(AddressError, match="in the clear"):
        key("http://far.example.com/v1#m?key_env=LAB")
    with pytest.raises(AddressError, match=r"\[providers.lab\]"):
        key("lab:m?key_env=OPENAI_API_KEY")


def test_a_key_with_a_control_character_is_refused_and_not_repeated() -> None:
    network = Network({"OPENAI_API_KEY": "sk-1\r\nX-Other: y"})
    with pytest.raises(AddressError) as caught:
        network.key(parse_address("openai:m"))
    assert "sk-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "environment", "expected"),
    [
        ("https://api.x.com/v1", {"HTTPS_PROXY": "http://p:3128"}, "http://p:3128"),
        ("https://api.x.com/v1", {"https_proxy": "p:3128"}, "http://p:3128"),
        ("http://api.x.com/v1", {"HTTPS_PROXY": "http://p:3128"}, None),
        ("http://api.x.com/v1", {"ALL_PROXY": "http://p:1"}, "http://p:1"),
        ("https://api.x.com/v1", {"HTTPS_PROXY": "http://p", "NO_PROXY": "y.com, .x.com"}, None),
        ("https://x.com/v1", {"HTTPS_PROXY": "http://p", "NO_PROXY": ".x.com:443"}, None),
        ("https://ax.com/v1", {"HTTPS_PROXY": "http://p", "NO_PROXY": "x.com"}, "http://p"),
        ("https://x.com/v1", {"HTTPS_PROXY": "http://p", "NO_PROXY": "*"}, None),
        ("http://127.0.0.1:8000/v1", {"HTTP_PROXY": "http://p"}, None),
        ("http://[::1]:8000/v1", {"HTTP_PROXY": "http://p"}, None),
        ("http://localhost/v1", {"HTTP_PROXY": "http://p"}, None),
        ("http://x.com/v1", {"HTTP_PROXY": ""}, None),
        ("http://127.1/v1", {"HTTP_PROXY": "http://p", "NO_PROXY": "127.1"}, None),
        ("http://[::ffff:127.0.0.1]/v1", {"HTTP_PROXY": "http://p"}, None),
        ("http://GPU7.Example/v1", {"HTTP_PROXY": "http://p", "NO_PROXY": "gpu7.EXAMPLE"}, None),
        ("http://10.1.2.3/v1", {"HTTP_PROXY": "http://p", "NO_PROXY": "10.0.0.0/8"}, None),
        ("http://[fd00::1]/v1", {"HTTP_PROXY": "http://p", "NO_PROXY": "[fd00::1]"}, None),
        ("http://[fd00::1]/v1", {"HTTP_PROXY": "http://p", "NO_PROXY": "fd00::/8"}, None),
        ("http://a.x.com/v1", {"HTTP_PROXY": "http://p", "NO_PROXY": "*.x.com"}, None),
    ],
)
def test_proxies(url: str, environment: dict, expected: str | None) -> None:
    assert Network(environment).proxy(url) == expected


def test_near() -> None:
    near = ["127.0.0.1:8000", "10.1.2.3", "192.168.0.9:80", "gpu7:8000", "a.local", "localhost"]
    assert all(is_near(host) for host in near)
    far = ["8.8.8.8", "api.x.com", "api.x.com:8000", "134744072", "0x08080808", "evil\u3002com",
           "127.1", "1.2.3"]  # fmt: skip
    assert not any(is_near(host) for host in far)


def test_a_key_is_not_sent_through_somebody_elses_proxy() -> None:
    def asked(proxy: str, url: str = "http://gpu7:8000/v1") -> str:
        network = Network({"LAB": "sk-12345", "HTTP_PROXY": proxy, "HTTPS_PROXY": proxy})
        return network.key(parse_address(f"{url}#m?key_env=LAB"))

    assert asked("http://10.0.0.1:3128") == "sk-12345"
    assert asked("http://far.example.com", "https://h/v1") == "sk-12345", "it is encrypted"
    with pytest.raises(AddressError, match="not sent to far.example.com") as caught:
        asked("http://me:secret@far.example.com")
    assert "secret" not in str(caught.value)
    with pytest.raises(AddressError, match="socks5"):
        asked("socks5://10.0.0.1")
