"""The optimiser and the average of the weights."""

import torch
from torch import nn


def orthogonal(matrix: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """The nearest matrix with orthonormal rows or columns, roughly, by a quintic Newton-Schulz iteration.

    Coefficients after K. Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024).
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.bfloat16()
    x = x / (x.norm() + 1e-7)
    wide = x.shape[0] <= x.shape[1]
    if not wide:
        x = x.T
    for _ in range(steps):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return (x if wide else x.T).float()


class Muon(torch.optim.Optimizer):
    """Momentum whose steps are made orthogonal, for the kernels of hidden convolutions.

    Steps are scaled to the size that AdamW's have (J. Liu et al., "Muon is scalable for LLM training", 2025), so that one
    learning rate serves both.
    """

    def __init__(self, parameters, lr: float, momentum: float = 0.95, weight_decay: float = 0.0):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(p)
                average = state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                ahead = p.grad.lerp(average, group["momentum"])
                matrix = ahead.flatten(1)
                update = orthogonal(matrix).view_as(p) * (0.2 * max(matrix.shape) ** 0.5)
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(update, alpha=-group["lr"])


def optimisers(network: nn.Module, kind: str, rate: float, decay: float) -> list[torch.optim.Optimizer]:
    """`muon`: Muon for hidden kernels and AdamW for the rest; `adamw`: AdamW for all. Rates are relative to the schedule."""
    hidden, kernels, rest = [], [], []
    for name, p in network.named_parameters():
        if p.ndim == 4 and p.shape[1] > 3 and p.shape[0] >= 16 and kind == "muon" and "head" not in name:
            hidden.append(p)
        else:
            (kernels if p.ndim == 4 else rest).append(p)
    adam = torch.optim.AdamW(
        [{"params": kernels, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}], lr=rate, betas=(0.9, 0.99)
    )
    return [adam, Muon(hidden, rate, weight_decay=decay)] if hidden else [adam]


class Average:
    """An exponential average of the weights; early on it forgets faster."""

    def __init__(self, network: nn.Module, decay: float = 0.999):
        self.decay, self.steps = decay, 0
        self.state = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (20 + self.steps))
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[name].lerp_(value, 1 - decay)
            else:
                self.state[name].copy_(value)
