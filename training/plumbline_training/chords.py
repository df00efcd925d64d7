"""By how much the chord of a standing back from higher up to the neck turns out of the one from the sacrum, of labelled contours.

At lockout the plate hides the sacrum; the program then takes the trunk's direction from what it sees above (`STANDING_CHORDS` of
`src/measure/angles.rs`). Counted are people who stand upright seen from the side.
"""

import argparse
import json
import math
from pathlib import Path

from .keypoints import BODY

STRAIGHT_DEG = 160.0
"""Least angle of hips and knees of one who stands."""
UPRIGHT_DEG = (78.0, 102.0)
"""Elevation of an upright trunk above the forward horizontal."""
NORMAL_90 = 2 * 1.645
"""Standard deviations between the quantiles 5 and 95 % of a normal distribution."""


def middle(points: dict, joint: str) -> tuple[float, float]:
    (ax, ay, _), (bx, by, _) = points[f"left_{joint}"], points[f"right_{joint}"]
    return ((ax + bx) / 2, (ay + by) / 2)


def elevation(a, b, facing: int) -> float:
    return math.degrees(math.atan2(a[1] - b[1], (b[0] - a[0]) * facing))


def bend(a, corner, b) -> float:
    """The angle at the corner, degrees."""
    turn = elevation(corner, a, 1) - elevation(corner, b, 1)
    return abs((turn + 180) % 360 - 180)


def turns(line: dict) -> list[float] | None:
    """Elevation of the chords from the lower and the middle back less that from the sacrum, degrees; None where nobody stands."""
    points, back = dict(zip(BODY, line["keypoints"])), line["back"]
    needed = [f"{side}_{joint}" for joint in ("shoulder", "hip", "knee", "ankle") for side in ("left", "right")]
    if not back or min(points[name][2] for name in needed) <= 0:
        return None
    pairs = [("left_ear", "nose"), ("right_ear", "nose"), ("left_heel", "left_toe"), ("right_heel", "right_toe")]
    forward = sum(points[b][0] - points[a][0] for a, b in pairs if min(points[a][2], points[b][2]) > 0)
    facing = 1 if forward > 0 else -1
    shoulder, hip, knee, ankle = (middle(points, joint) for joint in ("shoulder", "hip", "knee", "ankle"))
    upright = UPRIGHT_DEG[0] < elevation(hip, shoulder, facing) < UPRIGHT_DEG[1]
    if not upright or min(bend(shoulder, hip, knee), bend(hip, knee, ankle)) < STRAIGHT_DEG or forward == 0:
        return None
    chords = [elevation(low, back[0], facing) for low in (back[4], back[3], back[2])]
    return [(chord - chords[0] + 180) % 360 - 180 for chord in chords[1:]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data set")
    labels = (parser.parse_args().data / "pose" / "labels.jsonl").read_text().splitlines()
    found = [turn for turn in (turns(json.loads(line)) for line in labels) if turn]
    print(f"{len(found)} contours of people who stand upright")
    for name, values in zip(("lower back", "middle back"), zip(*found)):
        ordered = sorted(values)
        low, mid, high = (ordered[round(share * (len(ordered) - 1))] for share in (0.05, 0.5, 0.95))
        sd = (high - low) / NORMAL_90
        print(f"from the {name}: median {mid:.1f} degrees, 90 % from {low:.1f} to {high:.1f}, standard error {sd:.1f}")


if __name__ == "__main__":
    main()
