"""Targets, loss and decoding of key-point heat maps."""

import torch
import torch.nn.functional as F

from .networks import STRIDE

SIGMA_CELLS = 1.4
WINDOW_CELLS = 3


def cells(pixels: torch.Tensor) -> torch.Tensor:
    """Pixels of the input to cells of the map: the centre of cell k is pixel (k + 0.5) * 4 - 0.5."""
    return (pixels + 0.5) / STRIDE - 0.5


def targets(points: torch.Tensor, side: int) -> torch.Tensor:
    """One Gaussian of unit sum a point: points (..., 2) in pixels to (..., side * side)."""
    grid = torch.arange(side, dtype=torch.float32, device=points.device)
    at = cells(points)
    across = torch.exp(-((grid - at[..., 0:1]) ** 2) / (2 * SIGMA_CELLS**2))
    down = torch.exp(-((grid - at[..., 1:2]) ** 2) / (2 * SIGMA_CELLS**2))
    maps = (down[..., :, None] * across[..., None, :]).flatten(-2)
    return maps / (maps.sum(-1, keepdim=True) + 1e-6)


def loss(maps: torch.Tensor, points: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Cross-entropy between the soft-maxed maps and the Gaussians, averaged by weight."""
    logs = F.log_softmax(maps.float().flatten(2), -1)
    each = -(targets(points, maps.shape[-1]) * logs).sum(-1)
    return (each * weights).sum() / weights.sum().clamp_min(1.0)


def decode(maps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Points in pixels of the input, and the share of each map within its 7x7 window (0 to 1)."""
    side = maps.shape[-1]
    grid = torch.arange(side, dtype=torch.float32, device=maps.device)
    shares = maps.float().flatten(2).softmax(-1)
    best = shares.argmax(-1)
    shares = shares.unflatten(-1, (side, side))
    down = (grid - (best // side)[..., None]).abs() <= WINDOW_CELLS
    across = (grid - (best % side)[..., None]).abs() <= WINDOW_CELLS
    window = shares * down[..., :, None] * across[..., None, :]
    mass = window.sum((-1, -2))
    x = (window.sum(-2) * grid).sum(-1) / mass
    y = (window.sum(-1) * grid).sum(-1) / mass
    return (torch.stack([x, y], -1) + 0.5) * STRIDE - 0.5, mass
