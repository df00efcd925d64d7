"""Makes the confidences of `lifter` mean something: the chance that a point lies within 5 % of the torso's length of its label.

The share of a map within its window says how decided the network is. For each group of points a monotone curve from that share
to the chance is fitted on half of the sources kept back (isotonic regression), and judged on the other half.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

from . import evaluate, splits
from .data import read_people, split_people
from .export import manifest_text, write_text
from .keypoints import GROUPS, NAMES

OF_TORSO = 0.05
# Where the curves have their corners: close together where most shares lie.
KNOTS = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.97, 0.99, 1.0])


def isotonic(values: np.ndarray) -> np.ndarray:
    """The non-decreasing sequence nearest to `values` in squares (pool adjacent violators)."""
    means: list[float] = []
    sizes: list[int] = []
    for value in values:
        means.append(float(value))
        sizes.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            size = sizes[-2] + sizes[-1]
            means[-2:] = [(means[-2] * sizes[-2] + means[-1] * sizes[-1]) / size]
            sizes[-2:] = [size]
    return np.repeat(means, sizes)


def curve(mass: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The chance at each of KNOTS, non-decreasing: isotonic regression, averaged round each knot."""
    order = np.argsort(mass)
    # One invented miss at the bottom and one invented hit at the top keep the chances off 0 and 1.
    places = np.concatenate([[0.0], mass[order], [1.0]])
    fitted = isotonic(np.concatenate([[0.0], right[order].astype(float), [1.0]]))
    least = max(1, len(mass) // 40)
    chances = []
    for knot in KNOTS:
        nearest = np.argsort(np.abs(places - knot))[:least]
        chances.append(fitted[nearest].mean())
    return np.maximum.accumulate(np.array(chances)).round(4)


def _samples(judged: list[evaluate.Judged], members: list[str]) -> tuple[np.ndarray, np.ndarray]:
    rows = [NAMES.index(member) for member in members]
    errors = np.concatenate([j.of_torso[rows] for j in judged])
    mass = np.concatenate([j.mass[rows] for j in judged])
    known = ~np.isnan(errors)
    return mass[known], errors[known] < OF_TORSO


def first_half(source: str) -> bool:
    """Which half of the kept-back groups a source is in: the half to fit on, or the half to judge by."""
    return hashlib.sha256(splits.pose_group(source).encode()).digest()[0] % 2 == 0


def reliability(chances: np.ndarray, right: np.ndarray) -> tuple[list[str], float]:
    """A table of said against true shares in tenths, and the expected calibration error."""
    lines, error = ["| said | points | true |", "| --- | ---: | ---: |"], 0.0
    for tenth in range(10):
        inside = (chances >= tenth / 10) & (chances < (tenth + 1) / 10 + (tenth == 9))
        if inside.any():
            said, true = float(chances[inside].mean()), float(right[inside].mean())
            error += abs(said - true) * float(inside.mean())
            lines.append(f"| {said:.2f} | {int(inside.sum())} | {true:.2f} |")
    return lines, error


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--new-to-v0", action="store_true", help="only sources that lifter-v0 was not trained on either")
    arguments.add_argument("--manifests", nargs="*", type=Path, default=[], help="manifests that the curves are written into")
    options = arguments.parse_args()
    people, pictures = read_people(options.data / "pose", options.work / "pictures")
    held = [person for person in split_people(people)[1] if splits.source_kind(person.source) == "gym"]
    if options.new_to_v0:
        held = [person for person in held if not splits.seen_by_lifter_v0(person.source)]
    judged = evaluate.run_lifter(options.model, held, pictures)
    fit = [j for j in judged if first_half(j.person.source)]
    check = [j for j in judged if not first_half(j.person.source)]
    curves: dict[str, np.ndarray] = {}
    said, raw, right = [], [], []
    for name, members in GROUPS.items():
        curves[name] = curve(*_samples(fit, members))
        mass, hits = _samples(check, members)
        said.append(np.interp(mass, KNOTS, curves[name]))
        raw.append(mass)
        right.append(hits)
    lines, error = reliability(np.concatenate(said), np.concatenate(right))
    _, before = reliability(np.concatenate(raw), np.concatenate(right))
    print(f"Fitted on {len(fit)} crops, judged on {len(check)} of other sources.")
    print(f"Expected calibration error {error:.3f}, before {before:.3f}.\n")
    print("\n".join(lines))
    group = {member: name for name, members in GROUPS.items() for member in members}
    calibration = {"raw": KNOTS.tolist(), "sure": [curves[group[name]].tolist() for name in NAMES]}
    for path in options.manifests:
        manifest = json.loads(path.read_text())
        manifest["output"]["calibration"] = calibration
        write_text(path, manifest_text(manifest))


if __name__ == "__main__":
    main()
