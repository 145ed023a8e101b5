"""Real transformers classes of depth, detection and segmentation, tiny, with random weights.

Each is saved as its repository on the Hub would be: configuration, safetensors, processor.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Build = Callable[[Path], None]
STAGES = ["stage1", "stage2", "stage3", "stage4"]
SMALL = {"hidden_size": 16, "num_hidden_layers": 4, "num_attention_heads": 2,
         "intermediate_size": 32}  # fmt: skip


def _lively(model: Any) -> Any:
    """Make weights large enough that a tiny model's answers depend on the picture."""
    import torch

    torch.manual_seed(0)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.3)
    return model


def depth_anything(folder: Path, kind: str) -> None:
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config
    from transformers.models.dpt.image_processing_pil_dpt import DPTImageProcessorPil

    backbone = Dinov2Config(**SMALL, image_size=28, patch_size=14, out_features=STAGES,
                            reshape_hidden_states=False, apply_layernorm=True)  # fmt: skip
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, patch_size=14, fusion_hidden_size=8,
        neck_hidden_sizes=[8, 8, 8, 8], head_in_channels=8, head_hidden_size=8,
        depth_estimation_type=kind, max_depth=20 if kind == "metric" else 1,
    )  # fmt: skip
    _lively(DepthAnythingForDepthEstimation(config)).save_pretrained(folder)
    size = {"height": 56, "width": 56}
    DPTImageProcessorPil(size=size, keep_aspect_ratio=True, ensure_multiple_of=14).save_pretrained(
        folder
    )


def zoe_depth(folder: Path) -> None:
    from transformers import BeitConfig, ZoeDepthConfig, ZoeDepthForDepthEstimation
    from transformers.models.zoedepth import image_processing_pil_zoedepth as pil

    backbone = BeitConfig(**SMALL, image_size=32, patch_size=16, out_features=STAGES,
                          reshape_hidden_states=False, use_relative_position_bias=True)  # fmt: skip
    bins = [{"n_bins": 8, "min_depth": 0.001, "max_depth": 10.0, "name": "nyu"}]
    config = ZoeDepthConfig(
        backbone_config=backbone, neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8,
        bottleneck_features=8, num_relative_features=8, bin_embedding_dim=8,
        num_attractors=[2, 2, 2, 1], patch_transformer_hidden_size=8, bin_configurations=bins,
    )  # fmt: skip
    _lively(ZoeDepthForDepthEstimation(config)).save_pretrained(folder)
    size = {"height": 32, "width": 32}
    pil.ZoeDepthImageProcessorPil(size=size, ensure_multiple_of=16).save_pretrained(folder)


def depth_pro(folder: Path) -> None:
    import torch
    from transformers import DepthProConfig, DepthProForDepthEstimation

    vit = {**SMALL, "model_type": "dinov2", "image_size": 32, "patch_size": 8, "mlp_ratio": 2,
           "use_mask_token": False}  # fmt: skip
    config = DepthProConfig(
        fusion_hidden_size=8, patch_size=32, intermediate_hook_ids=[1, 0],
        intermediate_feature_dims=[8, 8], scaled_images_ratios=[0.5, 1.0],
        scaled_images_overlap_ratios=[0.0, 0.2], scaled_images_feature_dims=[8, 8],
        image_model_config=vit, patch_model_config=vit, fov_model_config=vit, use_fov_model=True,
        num_fov_head_layers=0, merge_padding_value=1, use_bias_in_fusion_residual=True,
    )  # fmt: skip
    model = DepthProForDepthEstimation(config)
    last = [m for m in model.fov_model.modules() if isinstance(m, torch.nn.Conv2d)][-1]
    torch.nn.init.zeros_(last.weight)
    torch.nn.init.constant_(last.bias, 60.0)  # it sees every picture under 60 degrees
    model.save_pretrained(folder)


def detr(folder: Path) -> None:
    from transformers import DetrConfig, DetrForObjectDetection, ResNetConfig
    from transformers.models.detr.image_processing_pil_detr import DetrImageProcessorPil

    backbone = ResNetConfig(embedding_size=8, hidden_sizes=[8, 8], depths=[1, 1],
                            layer_type="basic", out_features=["stage2"])  # fmt: skip
    config = DetrConfig(
        use_timm_backbone=False, use_pretrained_backbone=False, backbone=None,
        backbone_config=backbone, d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
        decoder_ffn_dim=16, num_queries=6, id2label={0: "chair", 1: "table"},
        label2id={"chair": 0, "table": 1},
    )  # fmt: skip
    _lively(DetrForObjectDetection(config)).save_pretrained(folder)
    size = {"shortest_edge": 32, "longest_edge": 64}
    DetrImageProcessorPil(size=size).save_pretrained(folder)


def owl(folder: Path, version: str) -> None:
    import torch
    import transformers
    from transformers import CLIPTokenizer
    from transformers.models.owlv2.image_processing_pil_owlv2 import Owlv2ImageProcessorPil
    from transformers.models.owlvit.image_processing_pil_owlvit import OwlViTImageProcessorPil

    letters = [letter + end for letter in "abcdefghijklmnopqrstuvwxyz" for end in ("", "</w>")]
    words = ["!", "<|startoftext|>", "<|endoftext|>", *letters]
    tokenizer = CLIPTokenizer(vocab={word: k for k, word in enumerate(words)}, merges=[],
                              model_max_length=16, pad_token="!")  # fmt: skip
    text = {**SMALL, "vocab_size": len(words), "max_position_embeddings": 16, "bos_token_id": 1,
            "eos_token_id": 2, "pad_token_id": 0}  # fmt: skip
    vision = {**SMALL, "image_size": 32, "patch_size": 8}
    config = getattr(transformers, f"{version}Config")(
        text_config=text, vision_config=vision, projection_dim=16
    )
    model = _lively(getattr(transformers, f"{version}ForObjectDetection")(config))
    torch.nn.init.constant_(model.class_head.logit_shift.bias, 0.5)
    model.save_pretrained(folder)
    kind = OwlViTImageProcessorPil if version == "OwlViT" else Owlv2ImageProcessorPil
    images = kind(size={"height": 32, "width": 32})
    getattr(transformers, f"{version}Processor")(images, tokenizer).save_pretrained(folder)


def grounding_dino(folder: Path) -> None:
    from transformers import (
        BertConfig,
        BertTokenizer,
        GroundingDinoConfig,
        GroundingDinoForObjectDetection,
        GroundingDinoProcessor,
        SwinConfig,
    )
    from transformers.models.grounding_dino import image_processing_pil_grounding_dino as pil

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "chair", "table", "lamp", "red"]
    tokenizer = BertTokenizer(vocab={word: k for k, word in enumerate(words)})
    backbone = SwinConfig(image_size=64, patch_size=4, embed_dim=8, depths=[1, 1, 1, 1],
                          num_heads=[1, 1, 1, 1], window_size=4, out_indices=[2, 3, 4])  # fmt: skip
    config = GroundingDinoConfig(
        backbone_config=backbone, text_config=BertConfig(**SMALL, vocab_size=len(words)).to_dict(),
        d_model=32, num_queries=6, encoder_layers=1, decoder_layers=2, encoder_ffn_dim=16,
        decoder_ffn_dim=16, encoder_attention_heads=2, decoder_attention_heads=2, max_text_len=32,
        disable_custom_kernels=True,
    )  # fmt: skip
    _lively(GroundingDinoForObjectDetection(config)).save_pretrained(folder)
    images = pil.GroundingDinoImageProcessorPil(size={"shortest_edge": 64, "longest_edge": 128})
    GroundingDinoProcessor(images, tokenizer).save_pretrained(folder)


def sam(folder: Path) -> None:
    from transformers import SamConfig, SamModel, SamProcessor
    from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil

    vision = {"hidden_size": 16, "output_channels": 8, "num_hidden_layers": 2, "image_size": 64,
              "num_attention_heads": 2, "patch_size": 8, "mlp_dim": 32, "window_size": 4,
              "global_attn_indexes": [1], "num_pos_feats": 4}  # fmt: skip
    prompts = {"hidden_size": 8, "image_size": 64, "patch_size": 8, "mask_input_channels": 4}
    decoder = {"hidden_size": 8, "mlp_dim": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
               "iou_head_hidden_dim": 8}  # fmt: skip
    config = SamConfig(vision_config=vision, prompt_encoder_config=prompts,
                       mask_decoder_config=decoder)  # fmt: skip
    _lively(SamModel(config)).save_pretrained(folder)
    square = {"height": 64, "width": 64}
    SamProcessor(SamImageProcessorPil(size={"longest_edge": 64}, pad_size=square)).save_pretrained(
        folder
    )


def sam2(folder: Path) -> None:
    from transformers import Sam2Config, Sam2Model

    backbone = {"model_type": "sam2_hiera_det_model", "hidden_size": 8, "num_attention_heads": 1,
                "image_size": [64, 64], "blocks_per_stage": [1, 1, 2, 1], "embed_dim_per_stage":
                [8, 16, 32, 64], "num_attention_heads_per_stage": [1, 1, 1, 1],
                "window_size_per_stage": [8, 4, 4, 4], "global_attention_blocks": [3],
                "window_positional_embedding_background_size": [4, 4]}  # fmt: skip
    vision = {"backbone_config": backbone, "backbone_channel_list": [64, 32, 16, 8],
              "backbone_feature_sizes": [[16, 16], [8, 8], [4, 4]],
              "fpn_hidden_size": 8}  # fmt: skip
    prompts = {"hidden_size": 8, "image_size": 64, "patch_size": 16, "mask_input_channels": 4}
    decoder = {"hidden_size": 8, "mlp_dim": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
               "iou_head_hidden_dim": 8}  # fmt: skip
    config = Sam2Config(vision_config=vision, prompt_encoder_config=prompts,
                        mask_decoder_config=decoder)  # fmt: skip
    _lively(Sam2Model(config)).save_pretrained(folder)


BUILD: dict[str, Build] = {
    "metric": lambda folder: depth_anything(folder, "metric"),
    "relative": lambda folder: depth_anything(folder, "relative"),
    "zoe": zoe_depth, "pro": depth_pro, "detr": detr, "owl": lambda folder: owl(folder, "OwlViT"),
    "owl2": lambda folder: owl(folder, "Owlv2"), "dino": grounding_dino,
    "sam": sam, "sam2": sam2,
}  # fmt: skip
