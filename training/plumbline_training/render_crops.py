"""Rendered lifters as training crops, in the format of `pose/`: exact points, hidden ones too, and faults at will.

The pictures have an opacity and no ground: a training lays them on pieces of real pictures, each time on another. A run that was
cut off goes on where it stopped, and the labels of what is there are written every so often.

Needs the renderer: `cargo build --release --manifest-path render/Cargo.toml`, and ffmpeg.
"""

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

SIZE = 264
# The back's contour in the middle plane is the outline that one sees only near the side view.
BACK_YAW_DEG = 30.0
WEIGHT = 0.8
STATIONS = np.linspace(-0.08, 1.08, 5)
"""Where the labels of `pose/` cross the back, in shares of the way from shoulders to hips."""


def crossings(points: np.ndarray) -> list[list[float]]:
    """The five points of the back as the labels of `pose/` have them: rows of x, y, weight.

    Those lie where lines square to the trunk cross the contour; the renderer's five divide the way from the neck's base to the
    sacrum. A line that passes below the sacrum crosses none of the renderer's contour: that point weighs nothing.
    """
    shoulders, hips, contour = points[[5, 6]].mean(0), points[[13, 14]].mean(0), points[23:]
    trunk = hips - shoulders
    shares = (contour - shoulders) @ trunk / (trunk @ trunk)
    rows = []
    for station in STATIONS:
        row = [*map(float, contour[-1]), 0.0]
        for before, after, one, other in zip(shares, shares[1:], contour, contour[1:]):
            if min(before, after) <= station <= max(before, after) and before != after:
                row = [*map(float, one + (other - one) * (station - before) / (after - before)), WEIGHT]
                break
        rows.append([round(value, 1) for value in row])
    return rows


def options(chance: random.Random) -> dict[str, str]:
    """Random camera, lifter and faults; half of the pictures within 30 degrees of the side."""
    yaw = chance.uniform(-30, 30) if chance.random() < 0.5 else chance.uniform(-60, 90)
    values = {
        "yaw": yaw,
        "height": chance.uniform(0.4, 1.6),
        "distance": chance.uniform(3.0, 6.0),
        "pitch": chance.uniform(-2, 8),
        "roll": chance.gauss(0, 2),
        "velocity": chance.uniform(0.3, 0.7),
        "reps": 1,
        "seed": chance.randrange(1 << 20),
        "rounding": chance.choice((0, 0, 15, 30, 40)),
        "drift": chance.choice((0, 0, 0.08)),
        "hips-first": chance.choice((0, 0, 1)),
        "facing": chance.choice(("right", "left")),
        "still": chance.uniform(0.6, 4.2),
        "room": "none",
        "size": f"{SIZE}x{SIZE}",
    }
    # The lifter, 1.8 m, takes up two thirds of the picture.
    values["fov"] = np.degrees(2 * np.arctan(chance.uniform(1.2, 1.5) / values["distance"]))
    values["pitch"] += np.degrees(np.arctan((values["height"] - 0.85) / values["distance"]))
    return {name: f"{value:.4f}" if isinstance(value, float) else str(value) for name, value in values.items()}


def render(renderer: Path, seed: int, folder: Path) -> dict | None:
    """Renders one crop, where it is not there yet, and gives its line for `labels.jsonl`.

    None where the lifter does not fit into the picture.
    """
    chosen = options(random.Random(seed))
    name = f"{seed:06}.png"
    with tempfile.TemporaryDirectory() as scratch:
        picture, truth = Path(scratch) / "still.png", Path(scratch) / "truth.json"
        command = [str(renderer), "side", *(part for name, value in chosen.items() for part in (f"--{name}", value))]
        command += ["--output", str(picture), "--truth", str(truth)]
        _run([*command, "--pictures", "none"])
        frame = json.loads(truth.read_text())["frames"][0]
        points = np.array(frame["key_points_px"])
        if ((points < 2) | (points > SIZE - 3)).any():
            return None
        if not (folder / "images" / name).exists():
            _run(command)
            shutil.copy(picture, folder / "images" / f"{name}.part")
            (folder / "images" / f"{name}.part").replace(folder / "images" / name)
    side = abs(float(chosen["yaw"])) <= BACK_YAW_DEG
    body = [[round(float(x), 1), round(float(y), 1), WEIGHT] for x, y in points[:23]]
    return {
        "image": name,
        "source": f"rendered/{seed}",
        "keypoints": body,
        "back": crossings(points) if side else None,
    }


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the renderer failed, expected a picture: {done.stderr.strip()[-300:]}")


def _write(lines: list[dict | None], folder: Path) -> int:
    kept = [json.dumps(line) for line in lines if line is not None]
    part = folder / "labels.part"
    part.write_text("\n".join(kept) + "\n")
    part.replace(folder / "labels.jsonl")
    return len(kept)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("output", type=Path, help="folder to make")
    arguments.add_argument("--renderer", type=Path, default=Path("render/target/release/plumbline-render"))
    arguments.add_argument("--count", type=int, default=300)
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    (chosen.output / "images").mkdir(parents=True, exist_ok=True)
    lines: list[dict | None] = []
    with ThreadPoolExecutor(chosen.threads) as pool:
        for line in pool.map(lambda seed: render(chosen.renderer, seed, chosen.output), range(chosen.count)):
            lines.append(line)
            if len(lines) % 100 == 0 or len(lines) == chosen.count:
                kept = _write(lines, chosen.output)
                print(f"{kept} crops of {len(lines)} in {chosen.output}", flush=True)


if __name__ == "__main__":
    main()
