"""Which labels are trusted: the list of kept-back labels that are wrong, and factors for the labels that are learnt from."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from .data import Person

WRONG_LABELS = json.loads((Path(__file__).parent / "wrong_labels.json").read_text())
SURE_LABEL = 0.5
"""Labels of less weight are guesses by their own account, and judge nothing."""


def _ids(ranges: list[str]) -> frozenset[int]:
    """Numbers from `12` and `12-15`."""
    ids: set[int] = set()
    for words in ranges:
        first, _, last = words.partition("-")
        ids.update(range(int(first), int(last or first) + 1))
    return frozenset(ids)


_WRONG = frozenset().union(*(_ids(group["crops"]) for group in WRONG_LABELS["groups"]))


def known_wrong(person: Person) -> bool:
    """Whether the label of a crop that is kept back was found to be plainly wrong by eye."""
    return person.picture in _WRONG


def apply(people: list[Person], factors: dict[int, np.ndarray]) -> list[Person]:
    """People with their labels weighed; those of whom nothing is left are left out.

    A label that was given keeps at least a hundredth of its weight, so that a person's box does not depend on the factors.
    """
    kept = []
    for person in people:
        factor = factors.get(person.picture)
        if factor is None:
            kept.append(person)
        elif factor.any():
            points = person.points.copy()
            points[:, 2] *= np.maximum(factor, 0.01)
            kept.append(replace(person, points=points))
    return kept


def read(path: Path) -> dict[int, np.ndarray]:
    """Factors by the number of the crop (its line in `labels.jsonl`, from 0), as `main` writes them."""
    if not path.exists():
        raise SystemExit(f"no factors of labels; expected what `python -m plumbline_training.doubts` writes: {path}")
    crops = json.loads(path.read_text())["crops"]
    return {int(number): np.array(factors, np.float32) for number, factors in crops.items()}
