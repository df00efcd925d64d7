"""Judges ONNX files on sources kept back: key points per joint, kind of source and view; boxes by average precision."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch

from . import barbell, boxes, heatmaps, lifter, splits
from .benchmark import session
from .data import PLATE_KINDS, Person, Pictures, read_people, read_plates, split_people, split_plates
from .keypoints import BODY, GROUPS, NAMES
from .labels import SURE_LABEL, known_wrong
from .networks import Barbell

NEAR = 0.05
"""A point is right within this share of the person's extent."""


@dataclass
class Judged:
    """A person and what a model made of the crop."""

    person: Person
    found: np.ndarray
    """28 rows of x, y in pixels of the crop's picture."""
    mass: np.ndarray
    """Share of each map within its window."""

    errors: np.ndarray = field(init=False)
    """Distance from the label in shares of the person's extent; NaN where the label is unsure or missing."""

    def __post_init__(self) -> None:
        distance = np.linalg.norm(self.found - self.person.points[:, :2], axis=1) / self.person.extent
        self.errors = np.where(self.person.points[:, 2] >= SURE_LABEL, distance, np.nan)

    @property
    def view(self) -> str:
        """`side` where the points of the back are labelled, else `other`."""
        return "side" if self.person.points[23, 2] > 0 else "other"

    @property
    def of_torso(self) -> np.ndarray:
        """The errors in shares of the torso's length; NaN where that is not known or too short to tell (seen from an end)."""
        torso = self.person.torso
        return self.errors * (self.person.extent / torso if torso > 0.15 * self.person.extent else np.nan)

    def far(self) -> set[int]:
        """Points of the side that faces away, in side views: the left one of somebody who faces right, by the feet."""
        points = self.person.points
        feet = points[[19, 20, 21, 22]]
        if self.view != "side" or (feet[:, 2] < SURE_LABEL).any():
            return set()
        across = float(feet[2:, 0].mean() - feet[:2, 0].mean())
        if abs(across) < 0.04 * self.person.extent:
            return set()
        away = "left_" if across > 0 else "right_"
        return {i for i, name in enumerate(BODY) if name.startswith(away)}


def run_lifter(path: Path, people: list[Person], pictures: Pictures) -> list[Judged]:
    """Runs a key-point model (`heatmaps`, as lifter-v0 and later) on crops as the program cuts them."""
    torch.set_num_threads(1)
    network = session(path, 1)
    size = network.get_inputs()[0].shape[-1]
    result = []
    for person in people:
        picture, matrix = lifter.crop(person, pictures, size)
        maps = network.run(None, {"image": picture[None].astype(np.float32)})[0]
        points, mass = heatmaps.decode(torch.from_numpy(maps))
        found = (points[0].numpy() - matrix[:, 2]) / matrix[0, 0]
        result.append(Judged(person, found, mass[0].numpy()))
    return result


def share_near(errors: np.ndarray, limit: float = NEAR) -> float:
    """Share of the known errors under a limit."""
    known = errors[~np.isnan(errors)]
    return float((known < limit).mean()) if len(known) else float("nan")


def _median(errors: np.ndarray) -> float:
    known = errors[~np.isnan(errors)]
    return float(np.median(known)) if len(known) else float("nan")


def _row(name: str, judged: list[Judged]) -> str:
    body = np.stack([j.errors[:23] for j in judged])
    back = np.concatenate([j.of_torso[23:] for j in judged])
    words = f"{100 * _median(back):.1f} %" if (~np.isnan(back)).any() else "-"
    return f"| {name} | {len(judged)} | {share_near(body):.3f} | {100 * _median(body):.2f} % | {words} |"


def lifter_report(judged: list[Judged]) -> str:
    """Figures as Markdown: against all labels, and against those that are not plainly wrong by eye (`checked`)."""
    kinds = {kind: [j for j in judged if splits.source_kind(j.person.source) == kind] for kind in ("gym", "leeds")}
    lines = ["| crops | number | PCK@0.05 | median, of extent | back, median of torso |", "| --- | ---: | ---: | ---: | ---: |"]
    gym = kinds["gym"]
    for name, some in (
        ("gym", gym),
        ("gym, side views", [j for j in gym if j.view == "side"]),
        ("gym, other views", [j for j in gym if j.view == "other"]),
        ("gym, never seen by lifter-v0", [j for j in gym if not splits.seen_by_lifter_v0(j.person.source)]),
        ("Leeds Sports", kinds["leeds"]),
        ("Leeds Sports, never seen by lifter-v0", [j for j in kinds["leeds"] if not splits.seen_by_lifter_v0(j.person.source)]),
    ):
        if some and (name in ("gym", "Leeds Sports") or len(some) not in (len(gym), len(kinds["leeds"]))):
            lines.append(_row(name, some))
            checked = [j for j in some if not known_wrong(j.person)]
            if checked and len(checked) < len(some):
                lines.append(_row(f"{name}, checked", checked))
    gym = kinds["gym"] = [j for j in gym if not known_wrong(j.person)]
    near, far = [], []
    for j in gym:
        away = j.far()
        if away:
            for i, name in enumerate(BODY):
                if name != "nose":
                    (far if i in away else near).append(j.errors[i])
    both = f"near side {share_near(np.array(near)):.3f}, far side {share_near(np.array(far)):.3f}"
    lines += ["", f"Gym, side views, checked: {both} of points within 5 % of extent.", ""]
    lines += [
        "| points | gym, checked: PCK@0.05 | gym, checked: median, of torso | Leeds Sports: PCK@0.05 |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, members in GROUPS.items():
        rows = [NAMES.index(member) for member in members]
        values = [np.concatenate([j.errors[rows] for j in kinds[kind]]) if kinds[kind] else np.array([]) for kind in kinds]
        torso = np.concatenate([j.of_torso[rows] for j in gym])
        leeds = f"{share_near(values[1]):.3f}" if (~np.isnan(values[1])).any() else "-"
        lines.append(f"| {name} | {share_near(values[0]):.3f} | {100 * _median(torso):.1f} % | {leeds} |")
    return "\n".join(lines)


def per_source(judged: list[Judged]) -> str:
    """The same figures for every gym source with at least ten crops."""
    groups: dict[str, list[Judged]] = {}
    for j in judged:
        if splits.source_kind(j.person.source) == "gym":
            groups.setdefault(splits.pose_group(j.person.source), []).append(j)
    lines = ["| source | number | PCK@0.05 | median, of extent | back, median of torso |", "| --- | ---: | ---: | ---: | ---: |"]
    return "\n".join(lines + [_row(name, some) for name, some in sorted(groups.items()) if len(some) >= 10])


def worst_sheet(judged: list[Judged], pictures: Pictures, path: Path, count: int = 48) -> None:
    """A sheet of the pictures with the greatest mean error: labels green, found points red. Not for the repository."""
    ranked = sorted(
        judged, key=lambda j: -np.nan_to_num(np.nanmean(np.minimum(j.errors, 0.5)) if (~np.isnan(j.errors)).any() else 0)
    )
    tiles = []
    for j in ranked[:count]:
        tile = np.ascontiguousarray(cv2.resize(pictures[j.person.picture], (200, 200)))
        scale = 200 / pictures[j.person.picture].shape[0]
        for label, found, error in zip(j.person.points[:, :2], j.found, j.errors):
            if not np.isnan(error):
                ends = [tuple(int(round(c)) for c in point * scale) for point in (label, found)]
                cv2.line(tile, ends[0], ends[1], (0, 220, 255), 1)
                cv2.circle(tile, ends[0], 2, (0, 255, 0), -1)
                cv2.circle(tile, ends[1], 2, (0, 0, 255), -1)
        cv2.putText(tile, j.person.source[-26:], (2, 10), 0, 0.33, (255, 255, 255), 1)
        tiles.append(tile)
    while len(tiles) % 8:
        tiles.append(np.zeros_like(tiles[0]))
    cv2.imwrite(str(path), np.vstack([np.hstack(tiles[i : i + 8]) for i in range(0, len(tiles), 8)]))


def _barbell_row(name: str, kind: int, found: list[np.ndarray], truth: list[np.ndarray]) -> str:
    centre, size = [], []
    for rows, known in zip(found, truth):
        for box in known[known[:, 0] == kind]:
            best = max(rows[rows[:, 0] == kind], key=lambda row: boxes.overlap(row[1:5], box[1:5]), default=None)
            if best is not None and boxes.overlap(best[1:5], box[1:5]) >= 0.5:
                centre.append(np.linalg.norm((best[1:3] - box[1:3]) / box[3:5]))
                size.append(np.abs(best[3:5] / box[3:5] - 1).mean())
    total = sum(int((known[:, 0] == kind).sum()) for known in truth)
    off = [f"{100 * np.median(values):.1f} %" if values else "-" for values in (centre, size)]
    precision = boxes.average_precision(found, truth, kind)
    return f"| {name} | {PLATE_KINDS[kind]} | {len(found)} | {total} | {precision:.3f} | {off[0]} | {off[1]} |"


def barbell_report(path: Path, data: Path, work: Path) -> str:
    """Average precision on videos kept back, and how well centres and sizes of the boxes that were found fit.

    In whole pictures, and in crops round each plate as the tracker cuts them.
    """
    records, pictures = read_plates(data / "plates", work / "pictures")
    network, held = session(path, 1), split_plates(records)[1]

    def run(picture: np.ndarray) -> np.ndarray:
        return boxes.decode(*(output[0] for output in network.run(None, {"image": picture[None].astype(np.float32)})))

    lines = [
        "| set | kind | pictures | boxes | AP@0.5 | centre off, median | size off, median |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for set_name in (barbell.SIDE_SET, barbell.FRONT_SET):
        some = [record for record in held if record.set_name == set_name]
        whole = [barbell.whole(record, pictures, Barbell.SIZE) for record in some]
        crops = [crop for record in some for crop in barbell.round_plates(record, pictures, Barbell.SIZE)]
        for words, views in ((set_name, whole), (f"{set_name}, crops", crops)):
            found = [run(picture) for picture, _ in views]
            for kind in range(len(PLATE_KINDS)):
                if barbell.labelled_kinds(set_name)[kind]:
                    lines.append(_barbell_row(words, kind, found, [known for _, known in views]))
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("network", choices=("lifter", "barbell"))
    arguments.add_argument("models", nargs="+", type=Path)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--every", type=int, default=1, help="judge on every so many crops only")
    arguments.add_argument("--new-to-v0", action="store_true", help="only sources that lifter-v0 was not trained on either")
    arguments.add_argument("--sources", action="store_true", help="figures for every source too")
    arguments.add_argument("--worst", type=Path, help="where a sheet of the worst pictures goes")
    options = arguments.parse_args()
    for path in options.models:
        print(f"\n## {path.name}\n")
        if options.network == "barbell":
            print(barbell_report(path, options.data, options.work))
            continue
        people, pictures = read_people(options.data / "pose", options.work / "pictures")
        held = [p for p in split_people(people)[1] if not (options.new_to_v0 and splits.seen_by_lifter_v0(p.source))]
        judged = run_lifter(path, held[:: options.every], pictures)
        print(lifter_report(judged))
        if options.sources:
            print("\n" + per_source(judged))
        if options.worst:
            worst_sheet(judged, pictures, options.worst)


if __name__ == "__main__":
    main()
