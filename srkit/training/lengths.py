"""How long rows are in tokens, without making a picture's pixels ready for every one of them.

How many tokens a picture takes depends on its size alone, so that is asked of the processor once a
size; text is counted as the collator will write it.
"""

from typing import Any, NamedTuple

from PIL import Image
from trl.data_utils import apply_chat_template, prepare_multimodal_messages

from srkit.records.rows import Row
from srkit.scene.pictures import size_of
from srkit.training.data import Looks, messages_of


class Tokens(NamedTuple):
    whole: int  # prompt, picture and the longest reply
    replies: int  # all of them


class Lengths:
    """Counts the tokens of stored rows."""

    def __init__(self, processor: Any, looks: Looks) -> None:
        self.processor = processor
        self.looks = looks
        self._pictures: dict[tuple[int, int], int] = {}

    def of(self, row: Row) -> Tokens:
        """Return the tokens of a row."""
        size = size_of(row["image"])
        written = self._rendered(messages_of(row, size, self.looks))
        replies = [self._count(text) for key, text in written.items() if key != "prompt"]
        whole = self._count(written["prompt"]) + self._more_for(size) + max(replies)
        return Tokens(whole, sum(replies))

    def _count(self, text: str) -> int:
        return len(self.processor.tokenizer(text, add_special_tokens=False).input_ids)

    def _rendered(self, messages: Row) -> dict[str, str]:
        blank = Image.new("RGB", (1, 1))
        blocks = {
            key: prepare_multimodal_messages(said, [blank] if key == "prompt" else None)
            for key, said in messages.items()
        }
        return dict(apply_chat_template(blocks, self.processor))

    def _more_for(self, size: tuple[int, int]) -> int:
        """Return by how many tokens a picture of this size is longer than its mark in the text."""
        if size not in self._pictures:
            said = {"prompt": [{"role": "user", "content": "?"}],
                    "completion": [{"role": "assistant", "content": "."}]}  # fmt: skip
            text = self._rendered(said)["prompt"]
            blank = Image.new("RGB", size)
            whole = self.processor(images=[[blank]], text=[text], add_special_tokens=False)
            self._pictures[size] = len(whole["input_ids"][0]) - self._count(text)
        return self._pictures[size]
