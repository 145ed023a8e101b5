"""The fDPO loss on plain tensors.

β_s = β · (1 + α·(2·w_s − 1)) with w = softmax(λ·ΔR): a segment in which the chosen answer wins by
more gets a larger β. With α = 0, or equal ΔR, every factor is exactly 1 and this is DPO.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

DESC, REASON = 0, 1


class FdpoLoss(NamedTuple):
    loss: Tensor  # scalar
    factors: Tensor  # (B, 2) of description and reasoning
    ratios: Tensor  # (2B, 2) log π/π_ref by segment; chosen rows first
    rewards: Tensor  # (2B,) β-weighted log-ratios; chosen rows first


def segment_factors(deltas: Tensor, alpha: float, lam: float) -> Tensor:
    """Return 1 + α·(2w − 1), (B, 2), from the score differences of the segments, (B, 2)."""
    return 1 + alpha * (2 * torch.softmax(lam * deltas, -1) - 1)


def fdpo_loss(
    logps: Tensor, ref_logps: Tensor, segments: Tensor, deltas: Tensor,
    beta: float, alpha: float, lam: float,
) -> FdpoLoss:  # fmt: skip
    """Return loss and parts from per-token log-probabilities, (2B, L), 0 outside the reply.

    `segments`, (2B, L), holds DESC or REASON for every token. The order of operations is TRL's,
    so that with factors of 1 the loss is TRL's to the last bit.
    """
    factors = segment_factors(deltas, alpha, lam)
    weights = factors.repeat(2, 1).gather(1, segments).to(logps.dtype)
    weighted = (logps * weights).sum(1) - (ref_logps * weights).sum(1)
    chosen, rejected = weighted.chunk(2)
    loss = -functional.logsigmoid(beta * (chosen - rejected)).mean()
    with torch.no_grad():
        difference = logps - ref_logps
        ratios = torch.stack([(difference * (segments == s)).sum(1) for s in (DESC, REASON)], 1)
    return FdpoLoss(loss, factors, ratios, beta * weighted.detach())


def chosen_nll(logps: Tensor, mask: Tensor) -> Tensor:
    """Return the mean negative log-probability of the chosen replies' tokens, (2B, L) given."""
    chosen, _ = logps.chunk(2)
    here, _ = mask.chunk(2)
    return -chosen.sum() / here.sum()
