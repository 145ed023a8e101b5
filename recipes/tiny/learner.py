"""The optimizers, and their state on disk."""

import torch
import torch.distributed as dist
from plan import PLAN
from torch import Tensor, nn


class Learner:
    """Weights in float32 for the optimizers, in bfloat16 for the work, averaged over processes.

    Matrices (of convolutions, too) learn by Muon, all else, and what reads or writes tokens, by
    AdamW: on this eye the loss falls twice as fast a step as by AdamW alone.
    """

    def __init__(self, *modules: nn.Module) -> None:
        self.named = [(f"{k}.{name}", p) for k, module in enumerate(modules)
                      for name, p in module.named_parameters()]  # fmt: skip
        self.masters = [p.detach().clone().flatten(1) if p.ndim > 1 else p.detach().clone()
                        for _, p in self.named]  # fmt: skip
        for module in modules:
            module.to(torch.bfloat16)
        is_inner = [p.ndim > 1 and p.shape[1] > 1 and name.startswith("0.") and "embed_tokens"
                    not in name for name, p in self.named]  # fmt: skip
        inner = [m for m, found in zip(self.masters, is_inner, strict=True) if found]
        outer = [m for m, found in zip(self.masters, is_inner, strict=True) if not found]
        self.muon = torch.optim.Muon(inner, weight_decay=PLAN.weight_decay)
        self.adam = torch.optim.AdamW(outer, betas=(0.9, 0.98), weight_decay=0.0, foreach=True)

    def step(self, loss: Tensor, lr: float) -> None:
        """Learn from a loss; the rate is AdamW's."""
        loss.backward()
        flat = torch.cat([
            torch.zeros(p.numel()) if p.grad is None else p.grad.float().flatten()
            for _, p in self.named
        ])  # fmt: skip
        if dist.is_initialized():
            dist.all_reduce(flat)
            flat /= dist.get_world_size()
        flat *= min(1.0, 1.0 / (float(flat.norm()) + 1e-6))
        parts = flat.split([m.numel() for m in self.masters])
        for master, part, (_, p) in zip(self.masters, parts, self.named, strict=True):
            # What took no part stays as it is, and is not decayed either.
            master.grad = None if p.grad is None else part.view_as(master)
            p.grad = None
        for optimizer, times in ((self.muon, PLAN.muon_times), (self.adam, 1.0)):
            optimizer.param_groups[0]["lr"] = lr * times
            optimizer.step()
        with torch.no_grad():
            for master, (_, p) in zip(self.masters, self.named, strict=True):
                p.copy_(master.view_as(p))

    def state(self) -> dict[str, Tensor]:
        """Return weights and moments by name."""
        found = {}
        for (name, _), master in zip(self.named, self.masters, strict=True):
            found[name] = master
            for optimizer in (self.muon, self.adam):
                for key, value in optimizer.state.get(master, {}).items():
                    found[f"{name}@{key}"] = torch.as_tensor(value)
        return found

    def load(self, state: dict[str, Tensor]) -> None:
        """Take over weights and moments."""
        inner = {id(master) for master in self.muon.param_groups[0]["params"]}
        for (name, p), master in zip(self.named, self.masters, strict=True):
            master.copy_(state[name])
            p.data.copy_(master.view_as(p))
            optimizer = self.muon if id(master) in inner else self.adam
            for key in ("step", "exp_avg", "exp_avg_sq", "momentum_buffer"):
                if f"{name}@{key}" in state:
                    optimizer.state[master][key] = state[f"{name}@{key}"].clone()
