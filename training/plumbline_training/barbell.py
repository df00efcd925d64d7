"""`barbell`: what its training pictures look like, and its training."""

import argparse
import math
import random
from pathlib import Path

import cv2
import numpy as np
import torch

from . import augment, boxes
from .data import PLATE_KINDS, Pictures, Plates, read_plates, split_plates
from .networks import Barbell, BarbellExport
from .trainer import Settings, train

SIDE_SET, FRONT_SET = "side-view set", "front and oblique set"
SLEEVE = PLATE_KINDS.index("sleeve_end")
SIZES = ((0.35, 192), (math.inf, Barbell.SIZE))


def labelled_kinds(set_name: str) -> tuple[float, float]:
    """Which kinds a set's boxes are complete for: the front and oblique set knows no sleeve ends."""
    return (1.0, 1.0) if set_name == SIDE_SET else (1.0, 0.0)


def _placed(centres: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Places in pixels from the picture's edge (pixel 0 spans 0 to 1), through a matrix between centres of pixels."""
    return augment.place(centres - 0.5, matrix) + 0.5


class Frames:
    """Endless random views of labelled pictures: the whole picture, or a crop round a plate as the tracker cuts it."""

    def __init__(self, records: list[Plates], pictures: Pictures):
        self.records, self.pictures = records, pictures
        weights = np.array([1.0 if record.set_name == SIDE_SET else 1.6 for record in records])
        self.cumulative = np.cumsum(weights / weights.sum())

    def sample(self, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """A picture (3, size, size; 8 bit), and the targets of `boxes`."""
        record = self.records[min(int(np.searchsorted(self.cumulative, random.random())), len(self.records) - 1)]
        source = self.pictures[record.picture]
        height, width = source.shape[:2]
        absolute = record.boxes.copy()
        absolute[:, 1::2] *= width
        absolute[:, 2::2] *= height
        aspect = math.exp(random.uniform(-math.log(2), math.log(2))) * height / width
        degrees = random.gauss(0, 7) if random.random() < 0.7 else 0.0
        longer = max(width * math.sqrt(aspect), height / math.sqrt(aspect))
        scale = size / longer
        centre = np.array([width, height]) / 2
        plates = absolute[absolute[:, 0] != SLEEVE]
        if len(plates) and random.random() < 0.5:
            plate = plates[random.randrange(len(plates))]
            across = float(boxes.stretched(plate[None, 3:5], np.diag([math.sqrt(aspect), 1 / math.sqrt(aspect)])).max())
            scale = size * math.exp(random.uniform(math.log(0.15), math.log(0.6))) / max(across, 4.0)
            centre = plate[1:3] + np.random.uniform(-0.35, 0.35, 2) * size / scale
        else:
            scale *= math.exp(random.uniform(-0.45, 0.25))
            centre = centre + np.random.uniform(-0.12, 0.12, 2) * size / scale
        mirror = random.random() < 0.5
        matrix = augment.similarity(centre, scale, degrees, mirror, size, aspect)
        flags = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        picture = cv2.warpAffine(self._softened(source, scale), matrix, (size, size), flags=flags)
        picture = augment.blur(augment.colour(picture))
        augment.occlude(picture, 2)
        if random.random() < 0.08:
            augment.caption(picture)
        picture = augment.noise(picture)
        placed = absolute.copy()
        placed[:, 1:3] = _placed(absolute[:, 1:3], matrix)
        placed[:, 3:5] = boxes.stretched(absolute[:, 3:5], matrix[:, :2])
        inside = ((placed[:, 1:3] >= 0) & (placed[:, 1:3] < size)).all(1) & (placed[:, 3:5].max(1) >= 2.5)
        maps, rows = boxes.targets(placed[inside], size)
        return picture.transpose(2, 0, 1), maps, rows, np.array(labelled_kinds(record.set_name), np.float32)

    @staticmethod
    def _softened(source: np.ndarray, scale: float) -> np.ndarray:
        """The source without what a much smaller picture cannot show."""
        return cv2.blur(source, (int(1 / scale),) * 2) if scale < 0.5 else source


def whole(record: Plates, pictures: Pictures, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The whole picture as the network's input (3, size, size; 8 bit), and its boxes in pixels of that."""
    picture = cv2.resize(pictures[record.picture], (size, size), interpolation=cv2.INTER_AREA)
    truth = record.boxes.copy()
    truth[:, 1:] *= size
    return np.ascontiguousarray(picture.transpose(2, 0, 1)), truth


def round_plates(record: Plates, pictures: Pictures, size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each plate a crop of 2.5 times its longer side, a tenth of that off its middle, and the boxes centred in it."""
    source, views = pictures[record.picture], []
    height, width = source.shape[:2]
    absolute = record.boxes * np.array([1, width, height, width, height], np.float32)
    for plate in absolute[absolute[:, 0] != SLEEVE]:
        side = 2.5 * float(plate[3:5].max())
        matrix = augment.similarity(plate[1:3] + 0.1 * side, size / side, 0.0, False, size)
        picture = cv2.warpAffine(source, matrix, (size, size), flags=cv2.INTER_LINEAR)
        placed = absolute.copy()
        placed[:, 1:3] = _placed(absolute[:, 1:3], matrix)
        placed[:, 3:5] *= size / side
        inside = ((placed[:, 1:3] >= 0) & (placed[:, 1:3] < size)).all(1)
        views.append((np.ascontiguousarray(picture.transpose(2, 0, 1)), placed[inside]))
    return views


class BarbellTask:
    def __init__(self, records: list[Plates], pictures: Pictures):
        learnt, self.held = split_plates(records)
        self.frames, self.pictures = Frames(learnt, pictures), pictures
        self.sizes = SIZES

    def network(self) -> Barbell:
        return Barbell()

    def batch(self, count: int, size: int) -> list[np.ndarray]:
        return [np.stack(arrays) for arrays in zip(*(self.frames.sample(size) for _ in range(count)))]

    def loss(self, outputs, rest):
        return boxes.loss(outputs, *rest)

    def validate(self, network, device) -> str:
        judged, words = BarbellExport(network).eval(), []
        found: dict[str, list] = {SIDE_SET: [], FRONT_SET: []}
        truth: dict[str, list] = {SIDE_SET: [], FRONT_SET: []}
        for record in self.held:
            picture, known = whole(record, self.pictures, Barbell.SIZE)
            batch = torch.from_numpy(picture)[None].to(device).float().contiguous(memory_format=torch.channels_last)
            with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
                outputs = [output[0].float().cpu().numpy() for output in judged(batch)]
            found[record.set_name].append(boxes.decode(*outputs))
            truth[record.set_name].append(known)
        for set_name, kind in ((SIDE_SET, 0), (SIDE_SET, 1), (FRONT_SET, 0)):
            value = boxes.average_precision(found[set_name], truth[set_name], kind)
            words.append(f"{set_name}, {PLATE_KINDS[kind]}: AP@.5 {value:.3f}")
        return " | ".join(words)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Trains `barbell`; goes on where an earlier run in the same folder stopped.")
    arguments.add_argument("--data", type=Path, required=True, help="folder with plates/")
    arguments.add_argument("--work", type=Path, default=Path("work"), help="where checkpoints and unpacked pictures go")
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--rate", type=float, default=3e-3)
    arguments.add_argument("--optimiser", choices=("muon", "adamw"), default="muon")
    arguments.add_argument("--batch", type=int, default=32, help="pictures a process")
    arguments.add_argument("--processes", type=int, default=2, help="processes of one thread each, on a processor")
    arguments.add_argument("--device", default="cpu")
    options = arguments.parse_args()
    records, pictures = read_plates(options.data / "plates", options.work / "pictures")
    settings = Settings(
        options.work / "barbell", options.minutes, options.batch, options.rate,
        optimiser=options.optimiser, processes=options.processes, device=options.device,
    )
    train(BarbellTask(records, pictures), settings)


if __name__ == "__main__":
    main()
