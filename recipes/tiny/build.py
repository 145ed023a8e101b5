"""Build a tiny untrained vision-language model (Llava with a SigLIP tower, about 0.6 M parameters).

    python recipes/tiny/build.py sft.jsonl --output base

It is a stand-in for a real base model where no weights can be had: the folder has the layout of a
Hub repository, and plain transformers loads it. The tokenizer is trained on the rows' texts.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
    SiglipVisionConfig,
)
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

IMAGE, START, END, PAD = "<image>", "<|im_start|>", "<|im_end|>", "<|pad|>"
TURN = f"{{{{ '{START}' + message['role'] + '\\n' }}}}"
TEMPLATE = (
    "{% for message in messages %}" + TURN + "{% if message['content'] is string %}"
    "{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}{{ '" + IMAGE + "\\n' }}{% else %}{{ part['text'] }}"
    "{% endif %}{% endfor %}{% endif %}{{ '" + END + "\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '" + START + "assistant\\n' }}{% endif %}"
)
IMAGE_PX, PATCH_PX = 96, 16


def main() -> None:
    """Read the rows, build, save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="+", type=Path, help="rows with question and completion")
    parser.add_argument("--output", required=True, type=Path, help="folder to write")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    build(list(texts_of(options.rows)), options.output, options.seed)


def texts_of(files: list[Path]) -> Iterator[str]:
    """Yield every text of the rows that a model would read or write."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield from (row[key] for key in ("question", "completion", "chosen") if key in row)


def build(texts: list[str], output: Path, seed: int) -> None:
    """Write model and processor to a folder."""
    tokenizer = make_tokenizer(texts)
    torch.manual_seed(seed)
    model = LlavaForConditionalGeneration(make_config(tokenizer))
    processor = LlavaProcessor(
        image_processor=SiglipImageProcessorPil(size={"height": IMAGE_PX, "width": IMAGE_PX}),
        tokenizer=tokenizer,
        patch_size=PATCH_PX,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=0,
        chat_template=TEMPLATE,
        image_token=IMAGE,
    )
    model.save_pretrained(output)
    processor.save_pretrained(output)


def make_tokenizer(texts: list[str], *more: str, **named: str) -> Any:
    """Train a byte-level BPE that keeps every digit apart; `more` and `named` are other signs."""
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    raw.decoder = decoders.ByteLevel()
    special = list(dict.fromkeys([PAD, IMAGE, START, END, *more, *named.values()]))
    raw.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=512,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=raw,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=[IMAGE, START, *more],
        padding_side="left",
        **({"extra_special_tokens": named} if named else {}),
    )


def make_config(tokenizer: Any) -> Any:
    """Return the config: 36 image tokens, two small transformers."""
    text = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=96, intermediate_size=256, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=1024,
        tie_word_embeddings=True, bos_token_id=None, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    vision = SiglipVisionConfig(
        hidden_size=96, intermediate_size=192, num_hidden_layers=2, num_attention_heads=4,
        image_size=IMAGE_PX, patch_size=PATCH_PX, vision_use_head=False,
    )  # fmt: skip
    return LlavaConfig(
        text_config=text, vision_config=vision,
        image_token_index=tokenizer.convert_tokens_to_ids(IMAGE),
        vision_feature_select_strategy="full", vision_feature_layer=-1,
        image_seq_length=(IMAGE_PX // PATCH_PX) ** 2, tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip


if __name__ == "__main__":
    main()
