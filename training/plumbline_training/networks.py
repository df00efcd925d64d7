"""Both networks: a residual encoder, a light feature pyramid up to a quarter of the input's size, and heads.

Only convolutions, ReLU, additions and nearest-neighbour enlargement: all of them are fast as 8-bit integers.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .keypoints import COUNT

STRIDE = 4


def block(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution, normalisation, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)
    )


class Residual(nn.Module):
    """Two convolutions and a way round them."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = block(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))
        nn.init.zeros_(self.second[1].weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(x + self.second(self.first(x)))


class Pyramid(nn.Module):
    """Pictures (blue first, 0 to 255) to features of `width` channels at a quarter of their size."""

    def __init__(self, channels: tuple[int, ...], depths: tuple[int, ...], width: int):
        super().__init__()
        self.stem = block(3, channels[0], 3, 2)
        self.stages = nn.ModuleList(
            nn.Sequential(block(before, after, 3, 2), *[Residual(after) for _ in range(depth)])
            for before, after, depth in zip(channels, channels[1:], depths)
        )
        self.lateral = nn.ModuleList(nn.Conv2d(after, width, 1) for after in channels[1:])
        self.merge = nn.ModuleList(block(width, width) for _ in channels[2:])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x * (1 / 60.0) - 115.0 / 60.0)
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        y = self.lateral[-1](levels[-1])
        for i in range(len(levels) - 2, -1, -1):
            y = self.merge[i](F.interpolate(y, scale_factor=2.0, mode="nearest") + self.lateral[i](levels[i]))
        return y


class Lifter(nn.Module):
    """Key points: one map of logits a point, to be soft-maxed over the map."""

    SIZE = 192

    def __init__(self):
        super().__init__()
        self.pyramid = Pyramid((16, 32, 64, 128, 192), (1, 2, 3, 2), 48)
        self.head = nn.Conv2d(48, COUNT, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.pyramid(x))


class Barbell(nn.Module):
    """Boxes by their centres: logits of centres (plate, sleeve end), logarithms of sizes in pixels, places in the cell."""

    SIZE = 256

    def __init__(self):
        super().__init__()
        self.pyramid = Pyramid((16, 32, 48, 96, 128), (1, 1, 2, 2), 48)
        self.centres = nn.Conv2d(48, 2, 1)
        self.sizes = nn.Conv2d(48, 4, 1)
        self.offsets = nn.Conv2d(48, 2, 1)
        nn.init.constant_(self.centres.bias, -4.0)
        nn.init.constant_(self.sizes.bias, math.log(40.0))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        y = self.pyramid(x)
        return self.centres(y), self.sizes(y), self.offsets(y)


class BarbellExport(nn.Module):
    """`Barbell` with outputs that mean something by themselves: probabilities, pixels, cells."""

    def __init__(self, network: Barbell):
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        centres, sizes, offsets = self.network(x)
        return torch.sigmoid(centres), torch.exp(sizes), torch.sigmoid(offsets)


def multiplications(network: nn.Module, size: int) -> int:
    """Multiplications with addition of all convolutions for one picture of `size` pixels a side."""
    total = 0

    def count(module: nn.Conv2d, _inputs, output: torch.Tensor) -> None:
        nonlocal total
        total += module.weight.numel() * output.shape[-1] * output.shape[-2]

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, size, size))
    for hook in hooks:
        hook.remove()
    return total
