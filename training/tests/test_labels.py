from dataclasses import replace

import cv2
import numpy as np
import pytest

from plumbline_training import compare, doubts, evaluate, labels, lifter, render_crops
from plumbline_training.data import Person, Pictures
from plumbline_training.keypoints import COUNT, NAMES, SWAP


@pytest.fixture
def person():
    """Somebody upright in a view from the front, 160 pixels tall."""
    points = np.zeros((COUNT, 3), np.float32)
    heights = {
        "shoulder": 70,
        "elbow": 100,
        "wrist": 130,
        "index": 136,
        "hip": 125,
        "knee": 160,
        "ankle": 195,
        "heel": 200,
        "toe": 202,
    }
    for i, name in enumerate(NAMES[:23]):
        side = {"left": 1, "right": -1}.get(name.split("_")[0], 0)
        part = name.split("_")[-1]
        points[i] = 120 + side * (25 if part in ("elbow", "wrist", "index") else 14), heights.get(part, 45), 1.0
    return Person(3, "made/person.mp4", points)


def finding(person, change=lambda points: None):
    points = person.points[:, :2].astype(float)
    change(points)
    return doubts.Finding(points, points + 0.5)


def judged(person, change=lambda points: None, plates=()):
    return doubts.judge(person, finding(person, change), np.array(plates, float).reshape(-1, 4))


def test_a_label_that_a_network_agrees_with_is_trusted(person):
    factors, reasons = judged(person)
    assert (factors == 1).all() and reasons == []


def test_a_label_far_from_anybody_is_left_out(person):
    def elsewhere(points):
        points += (60, -40)

    factors, reasons = judged(person, elsewhere)
    assert not factors.any() and reasons == ["no such person"]
    assert labels.apply([person], {person.picture: factors}) == []


def test_a_single_point_that_both_findings_miss_alike_is_doubted_alone(person):
    knee = NAMES.index("left_knee")

    def moved(points):
        points[knee] += (40, 0)

    factors, reasons = judged(person, moved)
    assert reasons == ["points off"] and factors[knee] == np.float32(doubts.POINT_FACTOR)
    assert (np.delete(factors, knee) == 1).all()


def test_a_point_that_the_findings_do_not_agree_on_keeps_its_weight(person):
    one, other = finding(person).plain, finding(person).plain
    knee = NAMES.index("left_knee")
    one[knee] += (40, 0)
    other[knee] -= (40, 0)
    factors, reasons = doubts.judge(person, doubts.Finding(one, other), np.zeros((0, 4)))
    assert (factors == 1).all() and reasons == []


def test_left_taken_for_right_weighs_little_and_the_nose_stays(person):
    def exchanged(points):
        points[:] = points[SWAP]

    factors, reasons = judged(person, exchanged)
    assert reasons == ["left for right"]
    assert factors[0] == 1 and (factors[1:23] == np.float32(doubts.SWAPPED_FACTOR)).all()


def test_legs_behind_the_largest_plate_weigh_less_and_shoulders_do_not(person):
    factors, reasons = judged(person, plates=[(120, 190, 60, 60), (20, 20, 10, 10)])
    assert reasons == ["behind a plate"]
    assert factors[NAMES.index("left_ankle")] == np.float32(doubts.PLATE_FACTOR)
    assert factors[NAMES.index("left_shoulder")] == factors[NAMES.index("left_hip")] == 1


def test_a_view_from_the_side_without_a_trunk_is_no_person(person):
    assert not doubts.misshapen(person)
    person.points[23:] = (100, 80, 0.9)
    person.points[13:15, :2] = person.points[5:7, :2] + 2
    assert doubts.misshapen(person)


def test_factors_never_change_the_box_of_a_person(person):
    factors = np.ones(COUNT, np.float32)
    factors[[19, 20, 21, 22]] = 0
    (weighed,) = labels.apply([person], {person.picture: factors})
    assert np.array_equal(weighed.box(), person.box())
    assert weighed.points[21, 2] == np.float32(0.01) and person.points[21, 2] == 1


def test_guesses_count_by_the_square_of_their_trust():
    assert lifter.weight(np.array([0.0, 0.2, 0.5, 1.0])) == pytest.approx([0.0, 0.04, 0.5, 1.0])


def test_the_list_of_wrong_labels_names_rocks_and_no_other_source(person):
    numbers = [n for group in labels.WRONG_LABELS["groups"] for n in labels._ids(group["crops"])]
    assert len(numbers) == len(set(numbers)) > 49
    assert labels.known_wrong(Person(4250, "", person.points)) and not labels.known_wrong(Person(4268, "", person.points))


def test_a_rendered_lifter_is_laid_on_a_piece_of_a_picture_without_the_person(person, tmp_path):
    scene = np.full((240, 240, 3), 40, np.uint8)
    scene[50:200, 100:140] = 250
    rendered = np.zeros((100, 100, 4), np.uint8)
    rendered[30:70, 40:60] = (10, 200, 90, 255)
    for name, picture in (("scene.png", scene), ("rendered.png", rendered)):
        cv2.imwrite(str(tmp_path / name), picture)
    grounds = lifter.Crops([Person(0, "made", person.points)], Pictures(tmp_path, ["scene.png"], tmp_path / "cache"))
    figures = Pictures(tmp_path, ["rendered.png"], tmp_path / "cache", opaque=False)
    laid = lifter.Rendered([Person(0, "rendered/0", person.points)], figures, grounds).picture_of(Person(0, "", person.points))
    assert (laid[30:70, 40:60] == (10, 200, 90)).all()
    assert (laid[:25] == 40).all()


def test_rendered_backs_are_crossed_where_the_labels_of_the_data_set_are(person):
    # Upright: the trunk goes from 70 to 125, the contour 15 behind it from 62 down to 118.
    points = person.points[:, :2].astype(float)
    points[23:] = [(105.0, y) for y in np.linspace(62, 118, 5)]
    rows = np.array(render_crops.crossings(points))
    assert rows[:4, 1] == pytest.approx(70 + 55 * np.linspace(-0.08, 1.08, 5)[:4], abs=0.06)
    assert (rows[:4, 0] == 105).all() and (rows[:4, 2] == render_crops.WEIGHT).all()
    assert rows[4, 2] == 0


def test_the_bootstrap_over_sources_tells_a_better_network_from_the_same(person):
    def judged(shift):
        rows = []
        for i in range(20):
            moved = replace(person, source=f"made/{i // 4}.mp4")
            found = person.points[:, :2].astype(float)
            found[: 10 + i // 4] += shift
            rows.append(evaluate.Judged(moved, found, np.ones(COUNT)))
        return rows

    far, near = judged(40.0), judged(1.0)
    better, low, high = compare.difference(far, near, compare._near, draws=50)
    assert better > 0.4 and 0 < low <= better <= high
    assert compare.difference(near, near, compare._near, draws=50) == (0, 0, 0)
