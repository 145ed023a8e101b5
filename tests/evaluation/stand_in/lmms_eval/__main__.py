"""Ask two questions through `async_openai`, and leave results where lmms-eval leaves them.

As lmms-eval, it takes a question whose request fails for one that was answered with nothing.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUB"
    "AScY42YAAAAASUVORK5CYII="
)


def ask(base_url: str, model: str, key: str, question: str) -> str:
    content = [
        {"type": "image_url", "image_url": {"url": PIXEL}},
        {"type": "text", "text": question},
    ]
    body = {"model": model, "messages": [{"role": "user", "content": content}], "max_tokens": 16,
            "temperature": 0}  # fmt: skip
    request = urllib.request.Request(f"{base_url}/chat/completions", json.dumps(body).encode(),
                                     {"Authorization": f"Bearer {key}"})  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return str(json.load(reply)["choices"][0]["message"]["content"])
    except urllib.error.URLError as error:
        sys.stdout.write(f"failed: {error}\n")
        return ""


parser = argparse.ArgumentParser()
for name in ("model", "model_args", "tasks", "batch_size", "output_path", "limit"):
    parser.add_argument(f"--{name}")
parser.add_argument("--log_samples", action="store_true")
said = parser.parse_args()
assert said.model == "async_openai", said.model
if said.tasks == "nonesuch":
    sys.exit("Tasks not found: nonesuch")
args = dict(part.split("=", 1) for part in said.model_args.split(","))
questions = ["Is it near?\nAnswer yes or no.", "Is it far?\nAnswer yes or no."][
    : int(said.limit or 2)
]
right = [
    ask(args["base_url"], args["model_version"], args["api_key"], one) == "Yes" for one in questions
]
folder = Path(said.output_path) / "model"
folder.mkdir(parents=True, exist_ok=True)
found = {said.tasks: {"alias": said.tasks, "accuracy,none": sum(right) / len(right),
                      "accuracy_stderr,none": 0.1}}  # fmt: skip
counts = {said.tasks: {"original": 2, "effective": len(right)}}
(folder / "20260101_000000_results.json").write_text(
    json.dumps({"results": found, "n-samples": counts})
)
