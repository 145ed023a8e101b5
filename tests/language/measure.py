"""The figures of docs/evaluation.md: answers a second on long answers, time on texts without sense.

    python -m tests.language.measure

The corpus: for each of 24 categories 100 answers in the paper's two forms, with a description, two
steps and a conclusion in synth's words, 900 characters and more.
"""

import random
import sys
import time

from srkit.language.verdict import judge_response
from srkit.scene.questions import CATEGORIES
from tests.test_truths import asked

FILLER = (
    "Region [0] is the brown wardrobe beside the door, and Region [1] is the round table in front"
    " of the window. The floor is covered with tiles of 30 cm, and the ceiling is about 2.5 m"
    " high. The wardrobe stands against the wall; a chair of usual size is next to it, roughly"
    " 45 cm wide. "
)
# Each is repeated up to the length that is asked for.
UNITS = (
    "Region [0] is taller than Region [1], ", "2 m, or ", "not ", "so ", "<think>", "**", "is ",
    "\\frac{1}{2} ", "one hundred ", "1/2 ", "3 o'clock or ", "In Conclusion ", "{", "1,", "and ",
    "the left of the ", "Region [0] (the box) is a ", "\n", "\u202e", "大", "as tall as ", " ",
    "it is not ",
)  # fmt: skip


def corpus(seed: int = 0) -> list[tuple[str, str, str]]:
    """Return questions, true answers and long responses."""
    rng, made = random.Random(seed), []
    for k in range(2400):
        found = asked(sorted(CATEGORIES)[k % 24], rng)
        described, steps = FILLER * 2, FILLER + f"So {found.answer[0].lower()}{found.answer[1:]}"
        if k % 2:
            response = (f"### Description\n{described}\n### Step 1\n{FILLER}\n### Step 2\n{steps}\n"
                        f"### In Conclusion\n{found.answer}")  # fmt: skip
        else:
            response = (f"<description>{described}</description>\n<reasoning>{FILLER}{steps}"
                        f"</reasoning>\nIn Conclusion, {found.answer}")  # fmt: skip
        made.append((found.question, found.answer, response))
    return made


def seconds(unit: str, length: int) -> float:
    """Return how long a verdict on a text without sense takes."""
    text = unit * (length // len(unit)) + " Region [0] is 2 m wide."
    begun = time.perf_counter()
    judge_response("How wide is Region [0]?", "2 meters", text)
    judge_response("Is Region [0] taller than Region [1]?", "Yes.", text)
    return (time.perf_counter() - begun) / 2


def main() -> None:
    rows = corpus()
    mean = sum(len(response) for *_, response in rows) / len(rows)
    rates = []
    for _ in range(5):
        begun = time.perf_counter()
        right = sum(judge_response(*row).verdict is True for row in rows)
        rates.append(len(rows) / (time.perf_counter() - begun))
    say(f"{sorted(rates)[2]:.0f} answers a second (mean {mean:.0f} characters, {right} right of"
        f" {len(rows)})")  # fmt: skip
    worst = max((seconds(unit, 100_000), unit) for unit in UNITS)
    say(f"slowest of {len(UNITS)} texts of 100 kB without sense: {worst[0]:.3f} s ({worst[1]!r})")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
