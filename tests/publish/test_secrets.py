"""What looks like a key, and what does not."""

import pytest

from srkit.publish.secrets import secret_in, texts_in


@pytest.mark.parametrize(
    "text",
    [
        "hf_" + "aB3" * 10, "sk-" + "proj-a1B2" * 4, "ghp_" + "a1" * 15, "AKIA" + "ABCD1234" * 2,
        "AIza" + "a1_-" * 9, "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----",
        '"api_key": "0123456789abcdef0"', "API-KEY=abcdefgh12345678", "xoxb-12345678901",
        "Authorization: Bearer abc123def456ghi789", "eyJhbGciOiJ9.eyJzdWIiOiIx.c2lnbmF0dXJl",
        "password = hunter2hunter2hunter2", "export WANDB_API_KEY=" + "0a1b2c3d" * 5,
        "OPENAI_API_KEY: " + "0a1b2c3d" * 5, '\\\\"api_key\\\\": \\\\"0a1b2c3d0a1b2c3d0\\\\"',
        "Bearer 0a1b2c3d0a1b2c3d", "https://me:passw0rd@host/x",
        "aws_secret_access_key = a1b2c3d4E5f6g7h8i9",
        "api_key=123e4567-e89b-12d3-a456-426614174000",
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
        "access_token = os.environ", "sk-learn-compatible-estimator", "sk-kitchen_scene-000000123",
        "password: at-least-16characters-with-a-digit", "hf_spatialreasoningdatasets",
        "https://example.org/a:b@c", "the bearer of 3 bad news",
    ],
)  # fmt: skip
def test_other_texts(text: str) -> None:
    assert not secret_in(text)


def test_keys_in_rows() -> None:
    key = "0a1b2c3d" * 5
    for row in ({"api_key": key}, {"a": [{"b": {"api_key": key}}]}, {"counts": f"api_key={key}"},
                {"note": f"data:image/ api_key={key}"}):  # fmt: skip
        assert secret_in("\n".join(texts_in(row))), row
    mask = {"size": [9, 9], "counts": "hf_" + "aB3" * 10}
    picture = "data:image/png;base64," + "hf+aB3/" * 10
    assert not secret_in("\n".join(texts_in({"mask": mask, "image": picture})))
