"""Whether one `lifter` is better than another on what is kept back, beyond the chance of which sources were kept back.

Differences are of the same crops; the interval is that of a bootstrap over whole sources, since frames of one are alike.
"""

import argparse
from pathlib import Path

import numpy as np

from . import evaluate, splits
from .data import read_people, split_people
from .evaluate import NEAR, Judged
from .labels import known_wrong

DRAWS = 1000
SETS = {
    "gym": lambda j: _gym(j),
    "gym, checked": lambda j: _gym(j) and not known_wrong(j.person),
    "gym, never seen by lifter-v0": lambda j: _gym(j) and not splits.seen_by_lifter_v0(j.person.source),
    "gym, never seen by lifter-v0, checked": lambda j: (
        _gym(j) and not splits.seen_by_lifter_v0(j.person.source) and not known_wrong(j.person)
    ),
    "Leeds Sports": lambda j: not _gym(j),
    "Leeds Sports, never seen by lifter-v0": lambda j: not _gym(j) and not splits.seen_by_lifter_v0(j.person.source),
}


def _gym(judged: Judged) -> bool:
    return splits.source_kind(judged.person.source) == "gym"


def _near(judged: list[Judged]) -> float:
    return evaluate.share_near(np.stack([j.errors[:23] for j in judged]), NEAR)


def _back(judged: list[Judged]) -> float:
    errors = np.concatenate([j.of_torso[23:] for j in judged])
    return float(np.median(errors[~np.isnan(errors)])) if (~np.isnan(errors)).any() else float("nan")


def difference(one: list[Judged], other: list[Judged], figure, draws: int = DRAWS) -> tuple[float, float, float]:
    """A figure's difference (other less one) and the bounds within which nine tenths of the bootstrap's draws lie."""
    groups: dict[str, list[int]] = {}
    for i, j in enumerate(one):
        groups.setdefault(splits.pose_group(j.person.source), []).append(i)
    rows, generator, found = list(groups.values()), np.random.default_rng(1), []
    for _ in range(draws):
        chosen = [i for k in generator.integers(0, len(rows), len(rows)) for i in rows[k]]
        found.append(figure([other[i] for i in chosen]) - figure([one[i] for i in chosen]))
    low, high = np.nanpercentile(found, [5, 95])
    return figure(other) - figure(one), float(low), float(high)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("one", type=Path)
    arguments.add_argument("other", type=Path)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    options = arguments.parse_args()
    people, pictures = read_people(options.data / "pose", options.work / "pictures")
    held = split_people(people)[1]
    first, second = (evaluate.run_lifter(path, held, pictures) for path in (options.one, options.other))
    print("| crops | number | PCK@0.05 | difference, 90 % of draws | back, of torso | difference, 90 % of draws |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, inside in SETS.items():
        one = [j for j in first if inside(j)]
        other = [j for j, k in zip(second, first) if inside(k)]
        near, low, high = difference(one, other, _near)
        line = f"| {name} | {len(one)} | {_near(one):.3f}, {_near(other):.3f} | {near:+.3f} ({low:+.3f} to {high:+.3f}) |"
        if np.isnan(_back(one)):
            print(f"{line} - | - |")
            continue
        back, low, high = (100 * value for value in difference(one, other, _back, DRAWS // 5))
        print(f"{line} {100 * _back(one):.1f} %, {100 * _back(other):.1f} % | {back:+.2f} % ({low:+.2f} to {high:+.2f}) |")


if __name__ == "__main__":
    main()
