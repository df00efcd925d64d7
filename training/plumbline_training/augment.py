"""What is done to a picture before the network sees it. All on 8-bit pictures, since the processor is the bottleneck."""

import math
import random

import cv2
import numpy as np

cv2.setNumThreads(1)

_RAMP = np.arange(256, dtype=np.float32)
_NOISE: list[np.ndarray] = []
_BORDERS = (cv2.BORDER_CONSTANT, cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101)


def similarity(centre, scale: float, degrees: float, mirror: bool, size: int, aspect: float = 1.0) -> np.ndarray:
    """The 2x3 matrix that puts `centre` into the middle of a square of `size` pixels.

    `scale` in output pixels per input pixel; `aspect` widens the picture against its height before it is turned.
    """
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    stretch = np.diag([math.sqrt(aspect) * (-1 if mirror else 1), 1 / math.sqrt(aspect)])
    linear = scale * turn @ stretch
    shift = np.full(2, (size - 1) / 2) - linear @ np.asarray(centre, float)
    return np.hstack([linear, shift[:, None]])


def place(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Points (rows of x, y) through a 2x3 matrix."""
    return points @ matrix[:, :2].T + matrix[:, 2]


def random_border() -> int:
    """How pixels outside the picture are filled: black, as at run time, in half of all cases."""
    return random.choice(_BORDERS)


def colour(picture: np.ndarray) -> np.ndarray:
    """Random gain, offset, contrast, gamma and tint, at times grey."""
    if random.random() < 0.85:
        mean = float(picture.mean())
        gain, contrast = random.uniform(0.5, 1.5), random.uniform(0.6, 1.5)
        gamma, shift = math.exp(random.uniform(-0.35, 0.35)), random.uniform(-30, 30)
        tables = []
        for _ in range(3):
            curve = 255 * (_RAMP / 255) ** gamma * gain * random.uniform(0.82, 1.18) + shift
            tables.append((curve - mean) * contrast + mean)
        table = np.clip(np.stack(tables, -1), 0, 255).astype(np.uint8)[None]
        picture = cv2.LUT(picture, table)
    if random.random() < 0.12:
        picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return picture


def blur(picture: np.ndarray) -> np.ndarray:
    """At times out of focus, smeared by movement, or small and enlarged."""
    dice = random.random()
    if dice < 0.10:
        return cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 2.0))
    if dice < 0.18:
        length = random.randint(3, 11)
        kernel = np.zeros((length, length), np.float32)
        angle = random.uniform(0, math.pi)
        middle = (length - 1) / 2
        reach = np.array([math.cos(angle), math.sin(angle)]) * middle
        ends = [tuple(int(round(middle + sign * r)) for r in reach) for sign in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1)
        return cv2.filter2D(picture, -1, kernel / kernel.sum())
    if dice < 0.26:
        height, width = picture.shape[:2]
        factor = random.uniform(0.3, 0.7)
        small = cv2.resize(picture, (int(width * factor), int(height * factor)), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return picture


def noise(picture: np.ndarray) -> np.ndarray:
    """At times sensor noise, from a few tables made once."""
    if random.random() >= 0.15:
        return picture
    if not _NOISE:
        generator = np.random.default_rng(7)
        _NOISE.extend(generator.normal(0, sigma, (320, 320, 3)).astype(np.int16) for sigma in (3, 6, 10, 15))
    height, width = picture.shape[:2]
    table = random.choice(_NOISE)
    y, x = random.randint(0, 320 - height), random.randint(0, 320 - width)
    return np.clip(picture.astype(np.int16) + table[y:y + height, x:x + width], 0, 255).astype(np.uint8)


def _shade() -> tuple[int, int, int]:
    if random.random() < 0.4:
        value = random.randint(0, 70)
        return value, value, value
    return random.randint(0, 255), random.randint(0, 255), random.randint(0, 255)


def occlude(picture: np.ndarray, most: int = 2) -> None:
    """Draws up to `most` boxes and discs over the picture, in place."""
    size = picture.shape[0]
    for _ in range(random.randint(0, most)):
        width, height = (int(random.uniform(0.06, 0.26) * size) for _ in range(2))
        x, y = random.randint(0, size - width), random.randint(0, size - height)
        if random.random() < 0.5:
            cv2.circle(picture, (x + width // 2, y + height // 2), width // 2, _shade(), -1)
        else:
            cv2.rectangle(picture, (x, y), (x + width, y + height), _shade(), -1)


def draw_plate(picture: np.ndarray, centre, radius: float) -> None:
    """A disc with rings, as a plate that hides a lifter's shins, in place."""
    squeeze = random.uniform(0.35, 1.0)
    centre = tuple(int(round(c)) for c in centre)
    for share, shade in ((1.0, _shade()), (random.uniform(0.7, 0.95), _shade()), (random.uniform(0.15, 0.4), _shade())):
        axes = max(1, int(radius * share * squeeze)), max(1, int(radius * share))
        cv2.ellipse(picture, centre, axes, random.uniform(-8, 8), 0, 360, shade, -1)


def caption(picture: np.ndarray) -> None:
    """Lettering over the picture, as clips from the web have, in place."""
    size = picture.shape[0]
    text = "".join(random.choice("ABCDEFGHIKLMNOPRSTUVWabcdefghiklmnoprstuvw 0123456789") for _ in range(random.randint(5, 18)))
    at = random.randint(-size // 8, size // 2), random.randint(size // 12, size)
    scale, thick = random.uniform(0.3, 0.9) * size / 192, random.randint(1, 2)
    if random.random() < 0.3:
        end = at[0] + int(len(text) * 18 * scale), at[1] - int(22 * scale)
        cv2.rectangle(picture, (at[0] - 4, at[1] + 4), end, _shade(), -1)
    cv2.putText(picture, text, at, random.randint(0, 4), scale, _shade(), thick, cv2.LINE_AA)
