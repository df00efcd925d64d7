"""Targets, loss, decoding and average precision of boxes found by their centres.

After X. Zhou, D. Wang, P. Krähenbühl, "Objects as Points" (2019), with sizes as logarithms.
"""

import numpy as np
import torch
import torch.nn.functional as F

from .networks import STRIDE

MOST = 16
"""Most boxes of one picture that are learnt from."""


def stretched(boxes: np.ndarray, linear: np.ndarray) -> np.ndarray:
    """Widths and heights (rows) of the boxes round the boxes' ellipses after a 2x2 map."""
    half = boxes / 2
    return 2 * np.stack([np.hypot(linear[0, 0] * half[:, 0], linear[0, 1] * half[:, 1]),
                         np.hypot(linear[1, 0] * half[:, 0], linear[1, 1] * half[:, 1])], -1)


def targets(boxes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (kind, centre x, centre y, width, height; pixels) to centre maps (2, cells, cells) and MOST rows of boxes.

    Rows that hold no box have the kind -1.
    """
    side = size // STRIDE
    grid = np.arange(side, dtype=np.float32)
    maps = np.zeros((2, side, side), np.float32)
    rows = np.full((MOST, 5), -1, np.float32)
    for row, box in enumerate(boxes[:MOST]):
        kind, x, y, width, height = box
        column, line = min(int(x / STRIDE), side - 1), min(int(y / STRIDE), side - 1)
        spread = np.maximum(np.array([width, height]) / STRIDE * 0.09, 0.8)
        across = np.exp(-((grid - column) ** 2) / (2 * spread[0] ** 2))
        bump = np.exp(-((grid - line) ** 2) / (2 * spread[1] ** 2))[:, None] * across
        np.maximum(maps[int(kind)], bump, out=maps[int(kind)])
        rows[row] = box
    return maps, rows


def loss(outputs, maps: torch.Tensor, rows: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
    """Focal loss of the centres, absolute errors of log sizes and of offsets. `kinds` (n, 2): whether a kind is labelled."""
    centres, sizes, offsets = (output.float() for output in outputs)
    side = maps.shape[-1]
    sure, log_sure, log_not = torch.sigmoid(centres), F.logsigmoid(centres), F.logsigmoid(-centres)
    peak = (maps >= 0.9999).float()
    focal = -(peak * (1 - sure) ** 2 * log_sure + (1 - peak) * (1 - maps) ** 4 * sure**2 * log_not)
    focal = (focal * kinds[..., None, None]).sum() / peak.sum().clamp_min(1)

    picture, row = torch.nonzero(rows[..., 0] >= 0, as_tuple=True)
    if len(picture) == 0:
        return focal
    found = rows[picture, row]
    kind, at = found[:, 0].long(), found[:, 1:3] / STRIDE
    cell = at.floor().clamp(0, side - 1)
    inside = (at - cell).clamp(0.02, 0.98)
    column, line = cell[:, 0].long(), cell[:, 1].long()
    offset = torch.sigmoid(offsets[picture, :, line, column])
    result = focal + (offset - inside).abs().mean()
    wanted = found[:, 3:5].clamp_min(1).log()
    error = 0.0
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            x, y = (column + across).clamp(0, side - 1), (line + down).clamp(0, side - 1)
            given = torch.stack([sizes[picture, 2 * kind, y, x], sizes[picture, 2 * kind + 1, y, x]], -1)
            error = error + (given - wanted).abs().mean() / 9
    return result + 2.0 * error


def decode(heat: np.ndarray, sizes: np.ndarray, offsets: np.ndarray, threshold: float = 0.05) -> np.ndarray:
    """One picture's exported outputs to rows of kind, centre x, centre y, width, height (pixels), score; best first."""
    rows = []
    for kind in range(heat.shape[0]):
        padded = np.pad(heat[kind], 1, constant_values=-1)
        side = heat.shape[-1]
        around = np.max([padded[i:i + side, j:j + side] for i in range(3) for j in range(3)], axis=0)
        for line, column in zip(*np.nonzero((heat[kind] >= around) & (heat[kind] >= threshold))):
            x, y = (column + offsets[0, line, column]) * STRIDE, (line + offsets[1, line, column]) * STRIDE
            rows.append((kind, x, y, *sizes[2 * kind:2 * kind + 2, line, column], heat[kind, line, column]))
    found = np.array(sorted(rows, key=lambda row: -row[5]), np.float32).reshape(-1, 6)
    kept: list[np.ndarray] = []
    for row in found:
        if all(row[0] != other[0] or overlap(row[1:5], other[1:5]) < 0.5 for other in kept):
            kept.append(row)
    return np.array(kept, np.float32).reshape(-1, 6)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes (centre x, centre y, width, height)."""
    low, high = np.maximum(a[:2] - a[2:] / 2, b[:2] - b[2:] / 2), np.minimum(a[:2] + a[2:] / 2, b[:2] + b[2:] / 2)
    both = float(np.prod(np.maximum(high - low, 0)))
    return both / max(float(a[2] * a[3] + b[2] * b[3]) - both, 1e-9)


def average_precision(found: list[np.ndarray], truth: list[np.ndarray], kind: int, least: float = 0.5) -> float:
    """Area under the precision-recall curve (precision made monotone), over pictures."""
    scored, total = [], 0
    for rows, boxes in zip(found, truth):
        boxes = boxes[boxes[:, 0] == kind]
        total += len(boxes)
        free = set(range(len(boxes)))
        for row in rows[rows[:, 0] == kind]:
            overlaps = {i: overlap(row[1:5], boxes[i, 1:5]) for i in free}
            best = max(overlaps, key=overlaps.get, default=None)
            hit = best is not None and overlaps[best] >= least
            if hit:
                free.remove(best)
            scored.append((row[5], hit))
    if total == 0:
        return float("nan")
    hits = np.cumsum([hit for _, hit in sorted(scored, key=lambda pair: -pair[0])])
    if len(hits) == 0:
        return 0.0
    recall, precision = hits / total, hits / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(np.concatenate([[0], recall])) * precision))
