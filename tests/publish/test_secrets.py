"""What looks like a key, and what does not."""

import pytest

from srkit.publish.secrets import secret_in


@pytest.mark.parametrize(
    "text",
    [
        "hf_" + "aB3" * 10, "sk-" + "proj-a1B2" * 4, "ghp_" + "a1" * 15, "AKIA" + "ABCD1234" * 2,
        "AIza" + "a1_-" * 9, "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----",
        '"api_key": "0123456789abcdef0"', "API-KEY=abcdefgh12345678", "xoxb-12345678901",
        "Authorization: Bearer abc123def456ghi789", "eyJhbGciOiJ9.eyJzdWIiOiIx.c2lnbmF0dXJl",
        "password = hunter2hunter2hunter2",
    ],
)  # fmt: skip
def test_keys(text: str) -> None:
    assert secret_in(text) and secret_in(f"before {text} after") and secret_in(f'{{"x": "{text}"}}')


@pytest.mark.parametrize(
    "text",
    [
        "Region [0] is 3.2 m away", "hf_hub_download", "sk-learn", "the password is not here",
        '"max_tokens": 512', '"api_key": null', "key_env=MY_API_KEY", "token: <unk>",
        "0123456789abcdef0123456789abcdef", '"eos_token": "<|endoftext|>"', "authorization: none",
        "access_token = os.environ",
    ],
)  # fmt: skip
def test_other_texts(text: str) -> None:
    assert not secret_in(text)
