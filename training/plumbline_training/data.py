"""Reads the labels and keeps the decoded pictures in one mapped file, shared by all processes of a training."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from . import splits
from .keypoints import COUNT

PLATE_KINDS = ("plate", "sleeve_end")
# Points of the back carry no weight in the labels of the data set; they come from a person mask, a little coarser than joints.
BACK_WEIGHT = 0.9


@dataclass(frozen=True)
class Person:
    """One crop of a person: the points in its pixels, 28 rows of x, y, weight (0 to 1; 0 is not labelled)."""

    picture: int
    source: str
    points: np.ndarray

    @property
    def extent(self) -> float:
        """The longer side of the box round the labelled body points, pixels."""
        low, high = self.box()
        return float((high - low).max())

    def box(self) -> tuple[np.ndarray, np.ndarray]:
        """The corners of the box round the labelled body points."""
        body = self.points[:23]
        seen = body[body[:, 2] > 0, :2]
        return seen.min(0), seen.max(0)

    @property
    def torso(self) -> float:
        """Middle of the shoulders to middle of the hips in pixels, 0 where one of them is not labelled."""
        four = self.points[[5, 6, 13, 14]]
        if (four[:, 2] <= 0).any():
            return 0.0
        return float(np.linalg.norm(four[:2, :2].mean(0) - four[2:, :2].mean(0)))


@dataclass(frozen=True)
class Plates:
    """One picture with boxes: kind (index into PLATE_KINDS), centre x, centre y, width, height as fractions."""

    picture: int
    set_name: str
    video: str
    boxes: np.ndarray


class Pictures:
    """Decoded pictures of one folder, blue first, one after the other in a mapped file; `opaque` ones have no fourth channel."""

    def __init__(self, folder: Path, names: list[str], cache: Path, opaque: bool = True):
        self._flags, self._channels = (cv2.IMREAD_COLOR, 3) if opaque else (cv2.IMREAD_UNCHANGED, 4)
        key = hashlib.sha256(json.dumps([str(folder), names]).encode()).hexdigest()[:16]
        self._path, index = cache / f"{key}.bytes", cache / f"{key}.json"
        if not index.exists():
            cache.mkdir(parents=True, exist_ok=True)
            self._pack(folder, names, index)
        self._index = json.loads(index.read_text())
        self._bytes = np.memmap(self._path, np.uint8, "r")

    def _pack(self, folder: Path, names: list[str], index: Path) -> None:
        entries, at = [], 0
        with open(f"{self._path}.part", "wb") as file:
            for name in names:
                picture = cv2.imread(str(folder / name), self._flags)
                if picture is None or picture.shape[2:] != (self._channels,):
                    expected = f"a JPEG or PNG of {self._channels} channels"
                    raise SystemExit(f"cannot read a picture; expected {expected}, check the data set: {folder / name}")
                file.write(picture.tobytes())
                entries.append([at, *picture.shape[:2]])
                at += picture.size
        os.replace(f"{self._path}.part", self._path)
        index.write_text(json.dumps(entries))

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, i: int) -> np.ndarray:
        at, height, width = self._index[i]
        channels = self._channels
        return self._bytes[at : at + height * width * channels].reshape(height, width, channels)


def _lines(folder: Path) -> list[dict]:
    path = folder / "labels.jsonl"
    if not path.exists():
        raise SystemExit(f"no labels; expected one JSON object a line, give the data's folder with --data: {path}")
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def read_people(folder: Path, cache: Path, opaque: bool = True) -> tuple[list[Person], Pictures]:
    """The crops of `pose/`, or of rendered crops in the same format (not `opaque`: lifters without a ground)."""
    people, lines = [], _lines(folder)
    for i, line in enumerate(lines):
        points = np.zeros((COUNT, 3), np.float32)
        points[:23] = line["keypoints"]
        if line["back"] is not None:
            back = np.array(line["back"], np.float32)
            points[23:, 2] = BACK_WEIGHT
            points[23:, : back.shape[1]] = back
        if (points[:23, 2] > 0).sum() >= 2:
            people.append(Person(i, line["source"], points))
    return people, Pictures(folder / "images", [line["image"] for line in lines], cache, opaque)


def read_plates(folder: Path, cache: Path) -> tuple[list[Plates], Pictures]:
    """The pictures of `plates/`."""
    records, lines = [], _lines(folder)
    for i, line in enumerate(lines):
        boxes = [[PLATE_KINDS.index(box["kind"]), *box["box"]] for box in line["boxes"]]
        records.append(Plates(i, line["set"], line["video"], np.array(boxes, np.float32).reshape(-1, 5)))
    return records, Pictures(folder / "images", [line["image"] for line in lines], cache)


def split_people(people: list[Person]) -> tuple[list[Person], list[Person]]:
    """Crops to learn from, and crops kept back."""
    held = [person for person in people if splits.pose_held_out(person.source)]
    return [person for person in people if not splits.pose_held_out(person.source)], held


def split_plates(records: list[Plates]) -> tuple[list[Plates], list[Plates]]:
    """Pictures to learn from, and pictures kept back."""
    held = [record for record in records if splits.plate_held_out(record.set_name, record.video)]
    return [record for record in records if not splits.plate_held_out(record.set_name, record.video)], held
