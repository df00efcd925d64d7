from plumbline_training.chords import turns
from plumbline_training.keypoints import BODY

PLACES = {"shoulder": (100, 60), "hip": (100, 110), "knee": (100, 155), "ankle": (100, 200), "heel": (95, 205), "toe": (115, 205)}


def standing(facing=1, knees=0):
    """Somebody who stands upright and looks right (1) or left (-1), the knees moved forward by some pixels."""
    x = lambda at, ahead=0: 100 + facing * (at - 100 + ahead)  # noqa: E731
    points = []
    for name in BODY:
        part = name.split("_")[-1]
        at = PLACES.get(part, {"nose": (115, 40), "ear": (105, 40)}.get(part, (100, 80)))
        points.append([x(at[0], knees if part == "knee" else 0), at[1], 1.0])
    # The middle of the back stands out by 2.5 pixels of 25 to the neck, the lower back by none.
    back = [[x(90), 60], [x(88), 72], [x(87.5), 85], [x(90), 97], [x(90), 110]]
    return {"keypoints": points, "back": back}


def test_a_middle_of_the_back_that_stands_out_turns_its_chord_forward_whichever_way_one_faces():
    for facing in (1, -1):
        lower, mid = turns(standing(facing))
        assert abs(lower) < 1e-6 and abs(mid + 5.7) < 0.1


def test_who_squats_or_has_no_contour_is_not_counted():
    assert turns(standing(knees=30)) is None
    assert turns({**standing(), "back": None}) is None
