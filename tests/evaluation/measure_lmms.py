"""What the parsers of lmms-eval make of right answers in the paper's form, as they are and reduced.

    python -m tests.evaluation.measure_lmms      in an environment that has lmms-eval 0.7.3 too

The table is in docs/evaluation.md.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from srkit.evaluation.given import answer_given

REASONED = (
    "<description>A red ball (A) lies left of a blue box (B). A lamp stands behind.</description>\n"
    "<reasoning>Let's think step by step. ### Step 1: No option but one fits. ### Step 2: The ball"
    " is nearer than the box, and yes, the lamp is behind both.</reasoning>\nIn Conclusion, {}"
)
OPTIONS = "Which one is nearer?\nA. the lamp\nB. the ball\nC. the box\nD. the wall\n"
LETTER = OPTIONS + "Answer with the option's letter from the given choices directly."
YES_NO = "Is the ball nearer than the box?\nAnswer the question using a single word or phrase."
LETTERS = ("the answer is B.", "(B) the ball.", "option B.", "B. the ball", "the ball is nearer.")
YES = ("yes.", "Yes, the ball is nearer.", "the answer is yes.", "yes, it is.")


def parsers() -> Iterator[tuple[str, str, tuple[str, ...], Callable[[str], bool]]]:
    """Yield benchmarks: name, prompt, right conclusions, and whether a reply counts as right."""
    from lmms_eval.tasks.ai2d.utils import MultiChoiceRegexFilter
    from lmms_eval.tasks.cv_bench.utils import _extract_answer_letter
    from lmms_eval.tasks.mme.utils import parse_pred_ans
    from lmms_eval.tasks.mmmu.utils import parse_multi_choice_response
    from lmms_eval.tasks.mmstar.utils import exact_match
    from lmms_eval.tasks.pope.utils import pope_process_results
    from lmms_eval.tasks.seedbench.utils import seed_process_result

    pope: Any = {"answer": "yes", "question_id": "1"}
    seed: Any = {"answer": "B", "data_type": "image", "question_id": "1"}
    ai2d = MultiChoiceRegexFilter(regex_pattern=r"([A-Z])\.")
    words = {"A": "the lamp", "B": "the ball", "C": "the box", "D": "the wall"}
    yield "mme", YES_NO, YES, lambda said: parse_pred_ans(said) == "yes"
    yield ("pope", YES_NO, YES, lambda said: pope_process_results(pope, [said])["pope_accuracy"][
        "score"] == 1)  # fmt: skip
    yield ("seedbench", LETTER, LETTERS,
           lambda said: seed_process_result(seed, [said])["seed_all"]["pred"] == "B")  # fmt: skip
    yield ("ai2d", LETTER, LETTERS,
           lambda said: ai2d.apply([[said]], [{}])[0].strip(".").upper() == "B")  # fmt: skip
    yield "cv_bench", LETTER, LETTERS, lambda said: _extract_answer_letter(said) == "B"
    yield "mmstar", LETTER, LETTERS, lambda said: exact_match(said, "B") == 1.0
    yield ("mmmu", LETTER, LETTERS,
           lambda said: parse_multi_choice_response(said, list("ABCD"), words) == "B")  # fmt: skip


def main() -> None:
    sys.stdout.write("| task | right answers | as they are | final answer alone |\n")
    sys.stdout.write("|---|---|---|---|\n")
    for name, prompt, conclusions, is_right in parsers():
        replies = [REASONED.format(said) for said in conclusions]
        raw = sum(map(is_right, replies))
        reduced = sum(is_right(answer_given(reply, prompt)) for reply in replies)
        sys.stdout.write(f"| {name} | {len(replies)} | {raw} | {reduced} |\n")


if __name__ == "__main__":
    main()
