"""Tiny untrained vision-language models of several families, each laid out as on the Hub."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    Gemma3Config,
    Gemma3ForConditionalGeneration,
    Gemma3Processor,
    Gemma3TextConfig,
    Idefics3Config,
    Idefics3ForConditionalGeneration,
    Idefics3Processor,
    InternVLConfig,
    InternVLForConditionalGeneration,
    InternVLProcessor,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
    Qwen2Config,
    SiglipVisionConfig,
)
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

from srkit.models.processors import images_only
from srkit.records.address import SHIPPED

Tokenize = Callable[..., Any]
IMAGE, START, END, PAD = "<image>", "<|im_start|>", "<|im_end|>", "<|pad|>"
TEMPLATE = (Path(SHIPPED[""]) / "chat_template.jinja").read_text()
PX, PATCH, IMAGE_TOKENS = 96, 16, 9  # four patches make a token
SMALL = {"hidden_size": 96, "intermediate_size": 256, "num_hidden_layers": 3,
         "num_attention_heads": 4, "num_key_value_heads": 4, "max_position_embeddings": 2048,
         "tie_word_embeddings": True, "bos_token_id": None}  # fmt: skip
EYE = {"hidden_size": 96, "intermediate_size": 192, "num_hidden_layers": 2,
       "num_attention_heads": 4, "patch_size": PATCH}  # fmt: skip


def _ends(tokenizer: Any) -> dict[str, Any]:
    return {"vocab_size": len(tokenizer), "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id}  # fmt: skip


def _id(tokenizer: Any, token: str) -> int:
    return int(tokenizer.convert_tokens_to_ids(token))


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
    trainer = trainers.BpeTrainer(
        vocab_size=512, special_tokens=special, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    raw.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token=PAD, eos_token=END, padding_side="left",
        additional_special_tokens=[IMAGE, START, *more],
        **({"extra_special_tokens": named} if named else {}),
    )  # fmt: skip


def llava(tokenize: Tokenize, template: str, **text: int) -> tuple[Any, Any]:
    tokenizer = tokenize()
    own = SMALL | {"max_position_embeddings": 1024} | text
    config = LlavaConfig(
        text_config=LlamaConfig(**own, **_ends(tokenizer)),
        vision_config=SiglipVisionConfig(**EYE, image_size=PX, vision_use_head=False),
        image_token_index=_id(tokenizer, IMAGE), vision_feature_select_strategy="full",
        vision_feature_layer=-1, image_seq_length=(PX // PATCH) ** 2, tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    processor = LlavaProcessor(
        image_processor=SiglipImageProcessorPil(size={"height": PX, "width": PX}),
        tokenizer=tokenizer, patch_size=PATCH, vision_feature_select_strategy="full",
        num_additional_image_tokens=0, chat_template=template, image_token=IMAGE,
    )  # fmt: skip
    return LlavaForConditionalGeneration(config), processor


def idefics3(tokenize: Tokenize, template: str) -> tuple[Any, Any]:
    tokenizer = tokenize("<fake_token_around_image>", "<global-img>", "<end_of_utterance>")
    config = Idefics3Config(
        text_config=LlamaConfig(**SMALL, **_ends(tokenizer)),
        vision_config=EYE | {"image_size": PX},
        image_token_id=_id(tokenizer, "<image>"), scale_factor=2, tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    size = {"longest_edge": PX}
    image_processor = Idefics3ImageProcessorPil(
        size=size, max_image_size=size, do_image_splitting=False
    )
    processor = Idefics3Processor(
        image_processor, tokenizer, image_seq_len=IMAGE_TOKENS, chat_template=template
    )
    return Idefics3ForConditionalGeneration(config), processor


def qwen2_5_vl(tokenize: Tokenize, template: str) -> tuple[Any, Any]:
    start, pad, end = "<|vision_start|>", "<|image_pad|>", "<|vision_end|>"
    tokenizer = tokenize(start, pad, end, "<|video_pad|>")
    config = Qwen2_5_VLConfig(
        text_config=SMALL | _ends(tokenizer) | {"rope_scaling": {
            "type": "default", "rope_type": "default", "mrope_section": [4, 4, 4]}},
        vision_config={"depth": 2, "hidden_size": 96, "intermediate_size": 192, "num_heads": 4,
                       "patch_size": PATCH, "spatial_merge_size": 2, "out_hidden_size": 96,
                       "window_size": 96, "fullatt_block_indexes": [1]},
        image_token_id=_id(tokenizer, pad), video_token_id=_id(tokenizer, "<|video_pad|>"),
        vision_start_token_id=_id(tokenizer, start), vision_end_token_id=_id(tokenizer, end),
        tie_word_embeddings=True,
    )  # fmt: skip
    image_processor = Qwen2VLImageProcessorPil(
        patch_size=PATCH, merge_size=2, min_pixels=PX * PX, max_pixels=PX * PX
    )
    processor = images_only(Qwen2_5_VLProcessor)(
        image_processor, tokenizer, chat_template=template.replace("<image>", start + pad + end)
    )
    return Qwen2_5_VLForConditionalGeneration(config), processor


def internvl(tokenize: Tokenize, template: str) -> tuple[Any, Any]:
    named = {"start_image_token": "<img>", "end_image_token": "</img>",
             "context_image_token": "<IMG_CONTEXT>", "video_token": "<video>"}  # fmt: skip
    tokenizer = tokenize(**named)
    config = InternVLConfig(
        vision_config=EYE | {"image_size": [PX, PX], "patch_size": [PATCH, PATCH]},
        text_config=Qwen2Config(**SMALL, **_ends(tokenizer)),
        image_token_id=_id(tokenizer, "<IMG_CONTEXT>"), image_seq_length=IMAGE_TOKENS,
        downsample_ratio=0.5, tie_word_embeddings=True,
    )  # fmt: skip
    image_processor = GotOcr2ImageProcessorPil(size={"height": PX, "width": PX}, max_patches=2)
    processor = images_only(InternVLProcessor)(
        image_processor, tokenizer, image_seq_length=IMAGE_TOKENS,
        chat_template=template.replace("<image>", "<IMG_CONTEXT>"),
    )  # fmt: skip
    return InternVLForConditionalGeneration(config), processor


def gemma3(tokenize: Tokenize, template: str) -> tuple[Any, Any]:
    named = {"boi_token": "<start_of_image>", "eoi_token": "<end_of_image>",
             "image_token": "<image_soft_token>"}  # fmt: skip
    tokenizer = tokenize(**named)
    config = Gemma3Config(
        text_config=Gemma3TextConfig(**SMALL, **_ends(tokenizer), head_dim=24, sliding_window=512,
                                     query_pre_attn_scalar=24),
        vision_config=SiglipVisionConfig(**EYE, image_size=PX, vision_use_head=False),
        mm_tokens_per_image=IMAGE_TOKENS, boi_token_index=_id(tokenizer, "<start_of_image>"),
        eoi_token_index=_id(tokenizer, "<end_of_image>"),
        image_token_index=_id(tokenizer, "<image_soft_token>"), tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    processor = Gemma3Processor(
        Gemma3ImageProcessorPil(size={"height": PX, "width": PX}), tokenizer,
        image_seq_length=IMAGE_TOKENS,
        chat_template=template.replace("<image>", "<start_of_image>"),
    )  # fmt: skip
    return Gemma3ForConditionalGeneration(config), processor


FAMILIES = {one.__name__: one for one in (llava, idefics3, qwen2_5_vl, internvl, gemma3)}


def build(texts: list[str], folder: Path, family: str = "llava", **text: int) -> None:
    """Write a model of a family, and what its text part has otherwise."""
    torch.manual_seed(0)
    model, processor = FAMILIES[family](partial(make_tokenizer, texts), TEMPLATE, **text)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
