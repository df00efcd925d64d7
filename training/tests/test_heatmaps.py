import torch

from plumbline_training import heatmaps


def bumps(points: torch.Tensor, side: int) -> torch.Tensor:
    return heatmaps.targets(points, side).clamp_min(1e-12).log().unflatten(-1, (side, side))


def test_a_drawn_point_is_found_again_to_a_quarter_of_a_pixel():
    points = torch.tensor([[[60.0, 80.0], [61.3, 80.9], [100.25, 33.75]]])
    found, mass = heatmaps.decode(bumps(points, 56))
    assert (found - points).abs().max() < 0.25
    assert (mass > 0.9).all()


def test_two_equal_bumps_share_the_confidence_and_one_of_them_is_taken_whole():
    two = torch.full((1, 1, 56, 56), -30.0)
    two[0, 0, 10, 10] = two[0, 0, 40, 40] = 5.0
    found, mass = heatmaps.decode(two)
    assert abs(float(mass) - 0.5) < 1e-3
    assert min((found[0, 0] - 41.5).abs().max(), (found[0, 0] - 161.5).abs().max()) < 1e-3


def test_the_loss_is_least_at_the_label_and_points_without_weight_count_nothing():
    points = torch.tensor([[[60.0, 80.0], [20.0, 20.0]]])
    weights = torch.tensor([[1.0, 0.0]])
    right = heatmaps.loss(bumps(points, 56), points, weights)
    moved = heatmaps.loss(bumps(points + torch.tensor([[[8.0, 0.0], [0.0, 0.0]]]), 56), points, weights)
    other = heatmaps.loss(bumps(points + torch.tensor([[[0.0, 0.0], [30.0, 0.0]]]), 56), points, weights)
    assert moved > right + 0.1
    assert abs(other - right) < 1e-5
