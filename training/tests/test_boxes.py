import math

import numpy as np
import torch

from plumbline_training import boxes

PLATE = np.array([[0, 101.0, 90.0, 60.0, 66.0], [1, 101.0, 90.0, 9.0, 7.0]], np.float32)


def outputs(rows: np.ndarray, size: int = 256) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a perfect network gives for these boxes."""
    maps, _ = boxes.targets(rows, size)
    side = size // 4
    sizes, offsets = np.ones((4, side, side), np.float32), np.zeros((2, side, side), np.float32)
    for kind, x, y, width, height in rows:
        line, column = int(y // 4), int(x // 4)
        sizes[2 * int(kind):2 * int(kind) + 2, line, column] = width, height
        offsets[:, line, column] = x / 4 - column, y / 4 - line
    return maps, sizes, offsets


def test_a_perfect_network_gives_the_boxes_back():
    found = boxes.decode(*outputs(PLATE))
    assert len(found) == 2
    for row in found:
        assert np.allclose(row[:5], PLATE[int(row[0])], atol=1e-3)


def test_precision_is_one_for_the_truth_and_falls_with_misses_and_false_boxes():
    truth = [PLATE, PLATE]
    right = np.hstack([PLATE, [[0.9], [0.8]]]).astype(np.float32)
    nothing = np.zeros((0, 6), np.float32)
    wrong = right.copy()
    wrong[:, 1] += 100
    wrong[:, 5] = 0.95
    assert boxes.average_precision([right, right], truth, 0) == 1.0
    assert boxes.average_precision([right, nothing], truth, 0) == 0.5
    assert math.isclose(boxes.average_precision([right, wrong], truth, 0), 0.25)
    assert boxes.average_precision([nothing, nothing], truth, 1) == 0.0


def test_two_boxes_on_one_label_are_one_hit():
    double = np.hstack([np.vstack([PLATE[:1], PLATE[:1]]), [[0.9], [0.8]]]).astype(np.float32)
    other = PLATE[:1] + np.array([[0, 0, 90, 0, 0]], np.float32)
    truth = [np.vstack([PLATE[:1], other])]
    assert boxes.average_precision([double], truth, 0) == 0.5


def test_the_box_of_a_turned_circle_is_the_same_and_of_a_stretched_one_is_stretched():
    turn = np.array([[math.cos(0.4), -math.sin(0.4)], [math.sin(0.4), math.cos(0.4)]])
    assert np.allclose(boxes.stretched(np.array([[50.0, 50.0]]), turn), 50.0)
    assert np.allclose(boxes.stretched(np.array([[50.0, 20.0]]), np.diag([2.0, 1.0])), [[100.0, 20.0]])


def test_the_loss_of_the_truth_is_smaller_than_of_a_moved_box_and_unlabelled_kinds_cost_nothing():
    maps, rows = boxes.targets(PLATE[:1], 256)
    sizes, offsets = torch.full((1, 4, 64, 64), math.log(63.0)), torch.zeros(1, 2, 64, 64)
    labelled = torch.tensor([[1.0, 0.0]])

    def loss(centres: np.ndarray) -> float:
        logits = torch.from_numpy(centres).clamp(1e-4, 1 - 1e-4).logit()[None]
        return float(boxes.loss((logits, sizes, offsets), torch.from_numpy(maps)[None], torch.from_numpy(rows)[None], labelled))

    moved, _ = boxes.targets(PLATE[:1] + np.array([[0, 40, 0, 0, 0]], np.float32), 256)
    ghost = maps.copy()
    ghost[1, 30, 30] = 1.0
    assert loss(moved) > loss(maps) + 1
    assert loss(ghost) == loss(maps)
