"""What is learned from: answers, and heads that say what is known on the way to them."""

from typing import Any

import torch
from batches import ASKED, RELATIONS, Batch, upto
from lessons import CELLS, FORMS, PAINTS
from plan import PLAN, Phase
from torch import Tensor, nn
from torch.nn import functional

NAMED_AFTER = PLAN.pointing_layer + 1  # layers, after which the text has looked at what it names
MEANS = torch.tensor([0.0, 0.9, 3.4, 3.6, -0.7, -0.6])  # of the dense lengths
SPREADS = torch.tensor([0.9, 0.45, 1.0, 1.0, 0.45, 0.5])


def losses_of(model: Any, heads: "Heads", batch: Batch, phase: Phase) -> dict[str, Tensor]:
    """Return what a phase learns from, and as `right` the share of right tokens."""
    with torch.set_grad_enabled(phase.sees):
        seen = look(model, batch.pixels)
        found = {"dense": heads.dense_loss(seen, batch)}
    if phase.says:
        said, right, layers = read_loss(model, seen, batch)
        middle = layers[NAMED_AFTER]
        found |= {
            "pointing": pointing_loss(model, batch),
            "naming": heads.naming_loss(middle, batch),
            "deciding": heads.deciding_loss(middle, batch),
            "measuring": heads.measuring_loss(layers, batch),
            "loss": said,
            "right": right,
        }
    return found


def total(found: dict[str, Tensor]) -> Tensor:
    """Return what is descended."""
    if "loss" not in found:
        return found["dense"]
    hints = found["pointing"] + found["naming"] + found["deciding"] + found["measuring"]
    return found["loss"] + PLAN.dense_weight * found["dense"] + PLAN.hint_weight * hints


class Heads(nn.Module):
    """What is known on the way to an answer; thrown away when training ends.

    What each cell shows, read from the tower's output, four cells from each image token; and from
    the text: what a region is, where it is named; what was asked and stated, where an answer
    decides; what lies between two regions, where it measures.
    """

    def __init__(self, width: int, text_width: int) -> None:
        super().__init__()
        self.parts = (3, len(PAINTS) + 1, len(FORMS) + 1, 6)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, 4 * sum(self.parts))
        self.name_norm = nn.LayerNorm(text_width)
        self.name_out = nn.Linear(text_width, sum(self.parts[1:]))
        self.apart_norm = nn.LayerNorm(text_width)
        self.apart_out = nn.Linear(text_width, 4)
        self.number_out = nn.Linear(text_width, 1)
        self.decide_norm = nn.LayerNorm(text_width)
        self.decide_out = nn.Linear(text_width, len(ASKED) + len(RELATIONS))

    def cells(self, seen: Tensor) -> Tensor:
        """Return (pictures, cells, values), cells by row and column."""
        side = CELLS // 2
        read = self.out(self.norm(seen)).float().view(len(seen), side, side, 2, 2, -1)
        return read.transpose(2, 3).flatten(1, 4)

    def dense_loss(self, seen: Tensor, batch: Batch) -> Tensor:
        role, paint, form, lengths = self.cells(seen).split(self.parts, -1)
        told = sum(
            functional.cross_entropy(found.flatten(0, 1), (true + 1).flatten())
            for found, true in ((role, batch.role), (paint, batch.paint), (form, batch.form))
        )
        shows = (batch.form >= 0)[..., None]
        off = (lengths - (batch.lengths - MEANS) / SPREADS).abs() * shows
        return told + off.sum() / shows.sum() / 2

    def naming_loss(self, middle: Tensor, batch: Batch) -> Tensor:
        """Return how badly the text knows what a region is, right after looking at it."""
        named = middle[batch.names[:, 0], batch.names[:, 1]]
        read = self.name_out(self.name_norm(named)).float()
        paint, form, lengths = read.split(self.parts[1:], -1)
        pictures, cells = batch.of[batch.names[:, 0]], batch.cells
        told = functional.cross_entropy(paint, batch.paint[pictures, cells] + 1)
        told = told + functional.cross_entropy(form, batch.form[pictures, cells] + 1)
        true = (batch.lengths[pictures, cells] - MEANS) / SPREADS
        return told + 2 * (lengths - true).abs().mean()

    def measuring_loss(self, layers: Any, batch: Batch) -> Tensor:
        """Return how badly the text knows what is asked, what lies between two regions, and the
        number, where it says one.

        The digits alone are no help for long: the most frequent ones are right too often.
        """
        middle, late, last = (layers[k] for k in (NAMED_AFTER, NAMED_AFTER + 1, -1))
        rows, places = batch.measures[:, 0], batch.measures[:, 1] - 1
        asked = self.decide_out(self.decide_norm(middle[rows, places])).float()[:, : len(ASKED)]
        read = self.apart_out(self.apart_norm(late[rows, places])).float()
        said = self.number_out(last[rows, places]).float()[:, 0]
        off = (read - batch.apart / SPREADS[:4]).abs().sum()
        missed = (said - batch.number).nan_to_num(0.0).abs().sum()
        told = functional.cross_entropy(asked, batch.wanted, reduction="sum")
        return (told + off + 2 * missed) / max(1, len(rows))  # 0 where there are none

    def deciding_loss(self, middle: Tensor, batch: Batch) -> Tensor:
        """Return how badly the text knows what was asked and what was found, where the answer
        follows from both.

        One without the other says nothing about the answer: left alone, neither is looked for.
        """
        deciding = middle[batch.decisions[:, 0], batch.decisions[:, 1] - 1]
        read = self.decide_out(self.decide_norm(deciding)).float()
        asked, stated = read.split((len(ASKED), len(RELATIONS)), -1)
        told = functional.cross_entropy(asked, batch.asked, reduction="sum")
        told = told + functional.cross_entropy(stated, batch.stated, reduction="sum")
        return told / max(1, len(batch.decisions))


def pointing_loss(model: Any, batch: Batch) -> Tensor:
    """Return how little some heads look at a region where it is named.

    Without it the text part is at a loss for long: what a name means it learns last.
    """
    layer = model.model.language_model.layers[PLAN.pointing_layer].self_attn
    is_image = batch.ids[0] == model.config.image_token_index
    rows, places = batch.names.T
    looks = layer.looks[rows, : PLAN.pointing_heads, places][..., is_image]
    at_region = (looks.float() * batch.shown[:, None]).sum(-1)
    return -(at_region + 1e-4).log().mean()


def look(model: Any, pixels: Tensor) -> Tensor:
    """Return the tower's output, as Llava takes it."""
    return model.model.vision_tower(pixels, output_hidden_states=True).hidden_states[-1]


def read_loss(model: Any, seen: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Any]:
    """Return the answers' weighted loss, the share of right tokens, and all layers' states.

    Questions are padded on the right, where nothing that counts looks.
    """
    inner = model.model
    images = inner.multi_modal_projector(seen)[batch.of]
    embedded = inner.language_model.embed_tokens(batch.ids)
    is_image = (batch.ids == model.config.image_token_index)[..., None]
    embedded = embedded.masked_scatter(is_image, images)
    found = inner.language_model(inputs_embeds=embedded, use_cache=False, output_hidden_states=True)
    hidden = found.last_hidden_state
    wanted, weights = batch.ids[:, 1:].flatten(), batch.weights[:, 1:].flatten()
    said = weights.nonzero()[:, 0]
    said = functional.pad(said, (0, upto(len(said), 256) - len(said)))  # the first weighs nothing
    logits = model.lm_head(hidden[:, :-1].flatten(0, 1)[said]).float()
    wanted, weights = wanted[said], weights[said]
    losses = functional.cross_entropy(logits, wanted, reduction="none")
    right = (logits.detach().argmax(-1) == wanted).float()
    total = weights.sum()
    return (losses * weights).sum() / total, (right * weights).sum() / total, found.hidden_states


def attend(
    module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Any, scaling: float, **_: Any
) -> tuple[Tensor, None]:
    """Attend in bfloat16 throughout: on a CPU four times as fast as the fused function."""
    scores = query @ key.transpose(-1, -2) * scaling
    if module.is_causal:
        scores = scores + torch.full(scores.shape[-2:], -torch.inf, dtype=scores.dtype).triu(1)
    looks = scores.softmax(-1)
    if module.is_causal and module.layer_idx == PLAN.pointing_layer:
        module.looks = looks
    return (looks @ value).transpose(1, 2).contiguous(), None
