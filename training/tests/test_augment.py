import random

import cv2
import numpy as np

from plumbline_training import augment, calibrate, keypoints, lifter
from plumbline_training.data import Person


def test_points_go_where_the_pictures_pixels_go():
    picture = np.zeros((90, 120, 3), np.uint8)
    picture[40:43, 70:73] = 255
    for mirror in (False, True):
        matrix = augment.similarity((60, 45), 1.7, 25.0, mirror, 160, 1.3)
        moved = cv2.warpAffine(picture, matrix, (160, 160))
        ys, xs = np.nonzero(moved[..., 0] > 127)
        assert np.allclose(augment.place(np.array([[71.0, 41.0]]), matrix), [[xs.mean(), ys.mean()]], atol=0.5)


def test_mirrored_names_are_a_pairing():
    assert [keypoints.SWAP[i] for i in keypoints.SWAP] == list(range(keypoints.COUNT))
    assert keypoints.mirrored("left_toe") == "right_toe" and keypoints.mirrored("back_3") == "back_3"
    assert sorted(name for names in keypoints.GROUPS.values() for name in names) == sorted(keypoints.NAMES)


def test_random_crops_keep_each_label_on_its_pixel_and_swap_sides_when_mirrored():
    random.seed(4)
    np.random.seed(4)
    picture = np.full((264, 264, 3), 40, np.uint8)
    points = np.zeros((28, 3), np.float32)
    points[:23, 0] = np.linspace(70, 190, 23)
    points[:23, 1] = np.linspace(60, 200, 23)[::-1]
    points[:23, 2] = 1.0
    left, right = keypoints.NAMES.index("left_hip"), keypoints.NAMES.index("right_hip")
    points[left, :2], points[right, :2] = (100, 180), (160, 90)
    picture[176:185, 96:105] = (0, 0, 255)
    crops = lifter.Crops([Person(0, "gym/a.mp4", points)], [picture])
    crops._disturb = lambda picture, points, extent: picture
    for _ in range(30):
        image, placed, weights = crops.sample(128)
        x, y = placed[left].round().astype(int)
        x2, y2 = placed[right].round().astype(int)
        red = [image[2, b, a] > 150 and image[0, b, a] < 90 for a, b in ((x, y), (x2, y2)) if 0 <= a < 128 and 0 <= b < 128]
        if weights[left] and weights[right]:
            assert sum(red) == 1


def test_isotonic_pools_what_falls_and_leaves_what_rises():
    assert calibrate.isotonic(np.array([1.0, 2.0, 3.0])).tolist() == [1.0, 2.0, 3.0]
    assert calibrate.isotonic(np.array([1.0, 3.0, 2.0, 4.0])).tolist() == [1.0, 2.5, 2.5, 4.0]


def test_a_calibrated_curve_says_the_share_of_hits():
    generator = np.random.default_rng(2)
    mass = generator.random(20000)
    right = generator.random(20000) < mass**2
    chances = np.interp(mass, calibrate.KNOTS, calibrate.curve(mass, right))
    _, error = calibrate.reliability(chances, right)
    assert error < 0.03
    assert (np.diff(calibrate.curve(mass, right)) >= 0).all()
