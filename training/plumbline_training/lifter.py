"""`lifter`: what its training pictures look like, and its training."""

import argparse
import math
import random
from pathlib import Path

import cv2
import numpy as np
import torch

from . import augment, heatmaps, labels
from .data import Person, Pictures, read_people, split_people
from .keypoints import SWAP
from .networks import Lifter
from .trainer import Settings, train

# The crop that the program cuts: a square of 1.25 times the person's extent.
CROP_FACTOR = 1.25
SWAP_ROWS = np.array(SWAP)
SIZES = ((0.40, 128), (0.65, 160), (math.inf, Lifter.SIZE))
SIZES_FROM_A_START = ((0.35, 160), (math.inf, Lifter.SIZE))


def crop_matrix(person: Person, size: int, factor: float = CROP_FACTOR) -> np.ndarray:
    """The matrix from the crop's picture to the network's input, as at run time."""
    low, high = person.box()
    return augment.similarity((low + high) / 2, size / (factor * person.extent), 0.0, False, size)


def crop(person: Person, pictures: Pictures, size: int, factor: float = CROP_FACTOR) -> tuple[np.ndarray, np.ndarray]:
    """The network's input as at run time (3, size, size; 8 bit), and the matrix that made it."""
    matrix = crop_matrix(person, size, factor)
    picture = cv2.warpAffine(pictures[person.picture], matrix, (size, size), flags=cv2.INTER_LINEAR)
    return np.ascontiguousarray(picture.transpose(2, 0, 1)), matrix


def weight(trust: np.ndarray) -> np.ndarray:
    """How much points count in the loss: those that the label itself calls a guess by the square of its trust."""
    trust = np.minimum(trust, 1.0)
    return np.where(trust >= labels.SURE_LABEL, trust, trust**2)


class Crops:
    """Endless random crops of labelled people; a source of pictures with a share of the draws."""

    def __init__(self, people: list[Person], pictures: Pictures):
        self.people, self.pictures = people, pictures
        weights = np.array([self._weight(person) for person in people])
        self.cumulative = np.cumsum(weights / weights.sum())

    @staticmethod
    def _weight(person: Person) -> float:
        """Gym before Leeds Sports, and side views, which have points of the back, before all."""
        if person.source.startswith("lspet/"):
            return 0.6
        return 1.7 if person.points[23, 2] > 0 else 1.0

    def draw(self) -> Person:
        return self.people[min(int(np.searchsorted(self.cumulative, random.random())), len(self.people) - 1)]

    def picture_of(self, person: Person) -> np.ndarray:
        """The picture that a crop is cut from."""
        return self.pictures[person.picture]

    def any_picture(self) -> np.ndarray:
        """A picture whose pieces may fill what lies outside another."""
        return self.pictures[random.randrange(len(self.pictures))]

    def sample(self, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """A picture (3, size, size; 8 bit), points (28, 2) in its pixels, weights (28)."""
        person = self.draw()
        low, high = person.box()
        extent, centre, far = person.extent, (low + high) / 2, False
        side = extent * CROP_FACTOR
        degrees = random.gauss(0, 14) if random.random() < 0.6 else 0.0
        if random.random() < 0.15:
            far = True
            side *= random.uniform(1.3, 2.6)
            centre = centre + np.random.uniform(-0.3, 0.3, 2) * side
        else:
            side *= math.exp(random.uniform(-0.22, 0.30))
            centre = centre + np.random.uniform(-0.10, 0.10, 2) * side
        mirror = random.random() < 0.5
        aspect = math.exp(random.gauss(0, 0.06))
        matrix = augment.similarity(centre, size / side, degrees, mirror, size, aspect)
        source = self.picture_of(person)
        border = augment.random_border()
        picture = cv2.warpAffine(source, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=border)
        if (far or border == cv2.BORDER_CONSTANT) and random.random() < 0.5:
            picture = self._on_other_ground(source, picture, matrix, size)
        points = person.points.copy()
        points[:, :2] = augment.place(points[:, :2], matrix)
        if mirror:
            points = points[SWAP_ROWS]
        picture = self._disturb(picture, points, size * extent / side)
        inside = ((points[:, :2] >= 0) & (points[:, :2] < size)).all(1)
        weights = weight(points[:, 2]) * inside
        weights[23:] *= 1.3
        return picture.transpose(2, 0, 1), points[:, :2].astype(np.float32), weights.astype(np.float32)

    def _on_other_ground(self, source, picture, matrix, size: int) -> np.ndarray:
        """Fills what lies outside the crop's picture with a piece of another picture."""
        other = self.any_picture()
        height, width = other.shape[:2]
        piece = other[: height // 2, : width // 2] if random.random() < 0.5 else other[: height // 2, width // 2 :]
        ground = cv2.resize(np.ascontiguousarray(piece), (size, size))
        inside = cv2.warpAffine(np.full(source.shape[:2], 255, np.uint8), matrix, (size, size))
        cv2.copyTo(picture, inside, ground)
        return ground

    @staticmethod
    def _disturb(picture: np.ndarray, points: np.ndarray, extent: float) -> np.ndarray:
        picture = augment.blur(augment.colour(picture))
        if random.random() < 0.15:
            # A plate before shins, knees or hips.
            hidden = points[random.choice((13, 14, 15, 16, 17, 18))]
            if hidden[2] > 0:
                augment.draw_plate(
                    picture, hidden[:2] + np.random.normal(0, 0.04, 2) * extent, extent * random.uniform(0.06, 0.2)
                )
        augment.occlude(picture)
        if random.random() < 0.12:
            augment.caption(picture)
        return augment.noise(picture)


class Rendered(Crops):
    """Rendered lifters, each time on another piece of a real picture in which nobody is labelled."""

    def __init__(self, people: list[Person], pictures: Pictures, grounds: Crops):
        super().__init__(people, pictures)
        self.grounds = grounds

    def picture_of(self, person: Person) -> np.ndarray:
        lifter = self.pictures[person.picture]
        ground = cv2.resize(self._ground(), lifter.shape[1::-1])
        opacity = lifter[..., 3:].astype(np.float32) / 255
        return (ground + (lifter[..., :3] - ground.astype(np.float32)) * opacity).astype(np.uint8)

    def any_picture(self) -> np.ndarray:
        return self.grounds.any_picture()

    def _ground(self) -> np.ndarray:
        """The widest strip beside, above or below a person, or a random square of it."""
        person = self.grounds.people[random.randrange(len(self.grounds.people))]
        picture = self.grounds.picture_of(person)
        (left, top), (right, bottom) = (corner.astype(int) for corner in person.box())
        strips = [picture[:, : max(left, 0)], picture[:, max(right, 0) :], picture[: max(top, 0)], picture[max(bottom, 0) :]]
        strip = max(strips, key=lambda piece: min(piece.shape[:2]))
        side = min(strip.shape[:2])
        if side < 32:
            return np.full((32, 32, 3), np.random.randint(0, 256, 3), np.uint8)
        y, x = (random.randint(0, length - side) for length in strip.shape[:2])
        return np.ascontiguousarray(strip[y : y + side, x : x + side])


class LifterTask:
    def __init__(
        self,
        people: list[Person],
        pictures: Pictures,
        rendered: tuple[list[Person], Pictures] | None = None,
        share: float = 0.2,
        factors: dict[int, np.ndarray] | None = None,
    ):
        train_people, held = split_people(people)
        self.crops, self.share = Crops(labels.apply(train_people, factors or {}), pictures), share
        self.rendered = Rendered(*rendered, self.crops) if rendered else None
        self.held, self.pictures = _thinned([person for person in held if not labels.known_wrong(person)], 500), pictures
        self.sizes = SIZES

    def network(self) -> Lifter:
        return Lifter()

    def batch(self, count: int, size: int) -> list[np.ndarray]:
        samples = []
        for _ in range(count):
            crops = self.rendered if self.rendered and random.random() < self.share else self.crops
            samples.append(crops.sample(size))
        return [np.stack(arrays) for arrays in zip(*samples)]

    def loss(self, outputs, rest):
        return heatmaps.loss(outputs, *rest)

    def validate(self, network, device) -> str:
        near, errors, back = {"gym": [], "leeds": []}, {"gym": [], "leeds": []}, []
        for start in range(0, len(self.held), 32):
            people = self.held[start : start + 32]
            crops = [crop(person, self.pictures, Lifter.SIZE) for person in people]
            batch = torch.from_numpy(np.stack([picture for picture, _ in crops])).to(device).float()
            with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
                found, _ = heatmaps.decode(network(batch.contiguous(memory_format=torch.channels_last)))
            for person, (_, matrix), points in zip(people, crops, found.cpu().numpy()):
                truth = augment.place(person.points[:, :2], matrix)
                error = np.linalg.norm(points - truth, axis=1) / (matrix[0, 0] * person.extent)
                sure = person.points[:, 2] >= 0.5
                kind = "leeds" if person.source.startswith("lspet/") else "gym"
                errors[kind].extend(error[:23][sure[:23]])
                back.extend(error[23:][sure[23:]])
        for kind, values in errors.items():
            values = np.array(values)
            near[kind] = f"{kind} PCK@.05 {np.mean(values < 0.05):.4f} median {np.median(values):.4f}"
        return f"{near['gym']} | {near['leeds']} | back median {np.median(back):.4f} of extent"


def _thinned(people: list[Person], most: int) -> list[Person]:
    step = max(1, len(people) // most)
    return people[::step]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Trains `lifter`; goes on where an earlier run in the same folder stopped.")
    arguments.add_argument("--data", type=Path, required=True, help="folder with pose/")
    arguments.add_argument("--factors", type=Path, help="how far labels are trusted, as plumbline_training.doubts writes")
    arguments.add_argument("--start", type=Path, help="checkpoint whose averaged weights a new training starts from")
    arguments.add_argument("--rendered", type=Path, help="folder that plumbline_training.render_crops made")
    arguments.add_argument("--share", type=float, default=0.2, help="share of rendered crops")
    arguments.add_argument("--work", type=Path, default=Path("work"), help="where checkpoints and unpacked pictures go")
    arguments.add_argument("--minutes", type=float, default=240)
    arguments.add_argument("--rate", type=float, default=3e-3)
    arguments.add_argument("--optimiser", choices=("muon", "adamw"), default="muon")
    arguments.add_argument("--batch", type=int, default=32, help="pictures a process")
    arguments.add_argument("--processes", type=int, default=2, help="processes of one thread each, on a processor")
    arguments.add_argument("--device", default="cpu")
    arguments.add_argument("--name", default="lifter")
    options = arguments.parse_args()
    people, pictures = read_people(options.data / "pose", options.work / "pictures")
    rendered = read_people(options.rendered, options.work / "pictures", opaque=False) if options.rendered else None
    factors = labels.read(options.factors) if options.factors else None
    settings = Settings(
        options.work / options.name,
        options.minutes,
        options.batch,
        options.rate,
        optimiser=options.optimiser,
        processes=options.processes,
        device=options.device,
        start=options.start,
    )
    task = LifterTask(people, pictures, rendered, options.share, factors)
    if options.start:
        task.sizes = SIZES_FROM_A_START
    train(task, settings)


if __name__ == "__main__":
    main()
