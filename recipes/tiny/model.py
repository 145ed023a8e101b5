"""The small model, untrained: transformers' own Llava with a tokenizer for srkit's texts.

A FocalNet tower (convolutions, which learn from few pictures what a plain vision transformer needs
many for) makes 36 image tokens of 96 × 96 pixels; a small Llama writes. Every digit is a token, so
that lengths are written as they are read; `Region [0]` is one, and between these, tags and
punctuation a whole phrase may be one.
"""

from collections.abc import Iterable
from typing import Any

import torch
from lessons import SIZE_PX
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    FocalNetConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
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
STEM_PX, STAGES = 4, 3
TOKEN_PX = STEM_PX * 2 ** (STAGES - 1)  # each stage halves the sides of the one before
VOCABULARY = 1280
PIECES = Regex(
    r"Regions|Region \[\d\] ?|\d|\n|</?[a-z]+>|[.,;:?!()\[\]×=+\-]+ ?|[^\d\nR<.,;:?!()\[\]×=+\-]+|."
)


def make_tokenizer(texts: Iterable[str]) -> Any:
    """Train a byte-level BPE on pieces that end at digits, tags and punctuation."""
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(PIECES, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    raw.decoder = decoders.ByteLevel()
    special = [PAD, IMAGE, START, END]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=special, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    raw.train_from_iterator(texts, trainer=trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token=PAD, eos_token=END, padding_side="left",
        additional_special_tokens=[IMAGE, START],
    )  # fmt: skip


def make_processor(tokenizer: Any) -> Any:
    """Return what makes pictures and texts into tensors."""
    return LlavaProcessor(
        image_processor=SiglipImageProcessorPil(size={"height": SIZE_PX, "width": SIZE_PX}),
        tokenizer=tokenizer, patch_size=TOKEN_PX, vision_feature_select_strategy="full",
        num_additional_image_tokens=0, chat_template=TEMPLATE, image_token=IMAGE,
    )  # fmt: skip


def make_model(tokenizer: Any, seed: int) -> Any:
    """Return the model with random weights."""
    torch.manual_seed(seed)
    text = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=128, intermediate_size=352, num_hidden_layers=4,
        num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=1024,
        tie_word_embeddings=True, bos_token_id=None, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    width = 48
    vision = FocalNetConfig(
        image_size=SIZE_PX, patch_size=STEM_PX, use_conv_embed=True, embed_dim=width,
        depths=[2, 2, 3], focal_levels=[2] * STAGES, focal_windows=[3] * STAGES, mlp_ratio=2.0,
        drop_path_rate=0.0, hidden_size=width * 2 ** (STAGES - 1),
    )  # fmt: skip
    config = LlavaConfig(
        text_config=text, vision_config=vision, vision_feature_layer=-1,
        vision_feature_select_strategy="full", image_seq_length=(SIZE_PX // TOKEN_PX) ** 2,
        image_token_index=tokenizer.convert_tokens_to_ids(IMAGE), tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    return LlavaForConditionalGeneration(config)
