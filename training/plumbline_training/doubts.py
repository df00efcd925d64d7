"""How far each label of `pose/` is to be trusted: a factor from 0 to 1 a point, and 0 for a crop that is to be left out.

The labels are a teacher's and a crowd's. The teacher took plates, trousers and faces for people, and guessed what is behind a
plate; the crowd took left for right. What can be told by rule is told here, from the label's own shape, from plates that
`barbell` finds, and from a trained `lifter` whose finding and mirrored finding agree with each other but not with the label.
The factors weigh the labels that a network learns from. They are never applied to what is kept back for judging: that list was
looked through by eye (`wrong_labels.json`).
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from . import boxes, heatmaps, lifter, splits
from .benchmark import session
from .data import Person, Pictures, read_people, split_people
from .export import write_text
from .keypoints import BODY, COUNT, SWAP
from .labels import SURE_LABEL, known_wrong

# All limits are our defaults, set by looking at what they take out; distances are shares of the person's extent.
CROP_OFF = 0.11
"""A teacher's crop is left out where finding and mirrored finding both miss the sure labels by more in the median, left and right
taken either way. In the median of the gym crops that are learnt from it is 0.02. The crowd of Leeds Sports saw a person in each
picture: what a network misses there is mostly hard, not wrong."""
POINT_OFF = 0.12
"""A point is doubted where both findings are further from it than this..."""
POINT_AGREED = 0.05
"""...and nearer to each other than this."""
POINT_FACTOR = 0.15
SWAPPED = 0.5
"""Left is taken for right where the labels fit in the median this many times better when exchanged, and are off otherwise."""
SWAPPED_OFF = 0.06
SWAPPED_FACTOR = 0.2
SHORT_TORSO = 0.09
"""A trunk shorter than this in a view from the side is no trunk."""
LONG_SEGMENT = 0.75
"""No thigh, shin, upper arm or forearm takes up more of a person's extent."""
PLATE_SURE = 0.4
PLATE_INNER = 0.92
"""Share of the plate's half axes within which a point counts as behind it."""
PLATE_FACTOR = 0.6
_LOW = ("wrist", "index", "hip", "knee", "ankle", "heel", "toe")
LEGS_AND_HANDS = [i for i, name in enumerate(BODY) if name.split("_")[-1] in _LOW]
_SEGMENTS = [(5, 7), (7, 9), (13, 15), (15, 17), (6, 8), (8, 10), (14, 16), (16, 18)]


@dataclass(frozen=True)
class Finding:
    """What a trained network finds in a crop and in its mirror image, both in pixels of the crop's picture (28 rows of x, y)."""

    plain: np.ndarray
    mirrored: np.ndarray


def find(network, size: int, person: Person, pictures: Pictures) -> Finding:
    """Runs a key-point model on a crop and on its mirror image."""
    picture, matrix = lifter.crop(person, pictures, size)
    places = []
    for flip in (False, True):
        shown = picture[:, :, ::-1] if flip else picture
        maps = network.run(None, {"image": np.ascontiguousarray(shown)[None].astype(np.float32)})[0]
        points = heatmaps.decode(torch.from_numpy(maps))[0][0].numpy()
        if flip:
            points = points[SWAP]
            points[:, 0] = size - 1 - points[:, 0]
        places.append((points - matrix[:, 2]) / matrix[0, 0])
    return Finding(*places)


def misshapen(person: Person) -> bool:
    """Whether the label cannot be a person's: a trunk without length in a view from the side, or a limb that is too long."""
    points, extent = person.points, person.extent
    if points[23, 2] > 0 and 0 < person.torso < SHORT_TORSO * extent:
        return True
    for one, other in _SEGMENTS:
        if min(points[one, 2], points[other, 2]) >= SURE_LABEL:
            if np.linalg.norm(points[one, :2] - points[other, :2]) > LONG_SEGMENT * extent:
                return True
    return False


def judge(person: Person, finding: Finding | None, plates: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Factors of the 28 points, and why they are not 1.

    `plates`: rows of centre x, centre y, width, height in pixels of the crop's picture; the one of most area is the near one.
    """
    factors, reasons = np.ones(COUNT, np.float32), []
    sure = person.points[:, 2] >= SURE_LABEL
    if misshapen(person):
        return np.zeros(COUNT, np.float32), ["misshapen"]
    if finding is not None and sure[:23].sum() >= 4:
        pair = np.stack([finding.plain, finding.mirrored])
        extent = person.extent
        straight = np.linalg.norm(pair - person.points[:, :2], axis=2) / extent
        exchanged = np.linalg.norm(pair - person.points[SWAP, :2], axis=2) / extent
        body = sure.copy()
        body[23:] = False
        plain_off, swapped_off = (np.median(errors[:, body], axis=1).min() for errors in (straight, exchanged))
        if min(plain_off, swapped_off) > CROP_OFF and splits.source_kind(person.source) == "gym":
            return np.zeros(COUNT, np.float32), ["no such person"]
        if plain_off > SWAPPED_OFF and swapped_off < SWAPPED * plain_off:
            factors[1:23] *= SWAPPED_FACTOR
            reasons.append("left for right")
        else:
            agreed = np.linalg.norm(pair[0] - pair[1], axis=1) / extent < POINT_AGREED
            off = (straight.min(0) > POINT_OFF) & agreed & (person.points[:, 2] > 0)
            if off.any():
                factors[off] *= POINT_FACTOR
                reasons.append("points off")
    if len(plates):
        centre, half = np.split(plates[np.argmax(plates[:, 2] * plates[:, 3])], 2)
        inside = (((person.points[:, :2] - centre) / (PLATE_INNER * half / 2)) ** 2).sum(1) < 1
        hidden = np.zeros(COUNT, bool)
        hidden[LEGS_AND_HANDS] = inside[LEGS_AND_HANDS]
        if hidden.any():
            factors[hidden] *= PLATE_FACTOR
            reasons.append("behind a plate")
    return factors, reasons


def plates_in(network, size: int, person: Person, pictures: Pictures) -> np.ndarray:
    """Plates that `barbell` finds in a crop: rows of centre x, centre y, width, height in pixels of the crop's picture."""
    picture = pictures[person.picture]
    height, width = picture.shape[:2]
    shown = np.ascontiguousarray(cv2.resize(picture, (size, size)).transpose(2, 0, 1))
    rows = boxes.decode(*(output[0] for output in network.run(None, {"image": shown[None].astype(np.float32)})))
    plates = rows[(rows[:, 0] == 0) & (rows[:, 5] >= PLATE_SURE)]
    return plates[:, 1:5] * np.array([width, height, width, height]) / size


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", type=Path, help="a trained lifter, ONNX")
    arguments.add_argument("--plates", type=Path, help="a trained barbell, ONNX: points behind plates weigh less")
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--every", type=int, default=1, help="judge every so many crops only")
    arguments.add_argument("--held-out", action="store_true", help="say how the rules do on what is kept back; write nothing")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    people, pictures = read_people(options.data / "pose", options.work / "pictures")
    people = split_people(people)[options.held_out][:: options.every]
    network = session(options.model, 1)
    barbell = session(options.plates, 1) if options.plates else None
    size = network.get_inputs()[0].shape[-1]
    crops, counts = {}, {kind: Counter() for kind in ("gym", "leeds")}
    for person in people:
        plates = plates_in(barbell, barbell.get_inputs()[0].shape[-1], person, pictures) if barbell else np.zeros((0, 4))
        factors, reasons = judge(person, find(network, size, person, pictures), plates)
        count = counts[splits.source_kind(person.source)]
        count["crops"] += 1
        count.update(reasons)
        if known_wrong(person):
            count["wrong by eye"] += 1
            count["wrong by eye, left out by rule"] += not factors.any()
        if reasons:
            crops[str(person.picture)] = factors.round(4).tolist()
    for kind, count in counts.items():
        print(f"{kind}: " + ", ".join(f"{reason} {number}" for reason, number in count.most_common()))
    if not options.held_out:
        path = options.work / "doubts.json"
        write_text(path, json.dumps({"model": options.model.name, "crops": crops}) + "\n")
        print(f"factors of {len(crops)} crops: {path}")


if __name__ == "__main__":
    main()
