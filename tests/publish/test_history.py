"""Run records, without the places of the machine they are of."""

import pytest

from srkit.publish.history import is_synthetic, runs_of, shown, without_places

SYNTH = {"command": "srkit synth", "inputs": [], "options": {}}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/home/me/data/rows.jsonl", "rows.jsonl"), ("../up/rows.jsonl", "rows.jsonl"),
        ("~/rows.jsonl", "rows.jsonl"), ("./rows.jsonl", "rows.jsonl"),
        ("/home/my folder/rows.jsonl", "rows.jsonl"), ("/rows", "rows"), ("/a/b/", "b"),
        ("hf:/home/me/sft?batch=64", "hf:sft?batch=64"), ("hf:acme/base@v1", "hf:acme/base@v1"),
        ("mix/rows.jsonl", "mix/rows.jsonl"), ("geometry:?faults=noisy", "geometry:?faults=noisy"),
        ("http://10.0.0.7:8000/v1#qwen?n=2", "http://…/v1#qwen?n=2"),
        ("https://box.example.org/v1#q", "https://…/v1#q"),
        ("--out /home/me/logs/x --flag", "--out x --flag"),
        ("a sentence, 3/4 of it", "a sentence, 3/4 of it"),
        ("", ""), ("tiny:", "tiny:"), ("1/3", "1/3"), ("file:///home/me/x", "x"),
        ("hf:a/b/c", "hf:c"), (r"C:\Users\me\x", "x"),
        ("hf:a/b?adapter=/home/me/z", "hf:a/b?adapter=z"),
        ("openai:http://gpu.local:8000/v1", "openai:http://…/v1"),
        ("https://me:word@host/x", "https://…/x"),
    ],
)  # fmt: skip
def test_places(text: str, left: str) -> None:
    assert without_places(text) == left
    assert without_places({"a": [text, 3], "platform": "my machine"}) == {"a": [left, 3]}


def test_keys_that_name_files() -> None:
    given = {"path": "client/secret/in.jsonl", "paths": ["a/b.jsonl"], "model": "hf:a/b"}
    assert without_places(given) == {"path": "in.jsonl", "paths": ["b.jsonl"], "model": "hf:a/b"}
    assert without_places({"sources": {"hf:/home/me/m": 1}}) == {"sources": {"hf:m": 1}}


def test_what_a_card_shows_stays_text_on_its_line() -> None:
    assert shown("a\nb") == "a\\nb"
    made = shown("<img src=x onerror=1> [c](http://evil) `x` a|b **y**")
    assert not set(made) & set("<>|[]`*")


def test_the_chain_begins_with_what_came_first() -> None:
    describe = {"command": "srkit describe", "inputs": [{"path": "t", "run": SYNTH}]}
    pair = {"command": "srkit pair", "inputs": [
        {"path": "a", "run": describe}, {"path": "b", "run": describe},
        {"path": "-", "run": "unknown"}]}  # fmt: skip
    assert runs_of(pair) == [SYNTH, describe, pair]
    assert is_synthetic(pair) and not is_synthetic({"command": "srkit pair", "inputs": []})
