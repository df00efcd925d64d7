"""Rendered lifters as training crops, in the format of `pose/`: exact points, hidden ones too, and faults at will.

Needs the renderer: `cargo build --release --manifest-path render/Cargo.toml`, and ffmpeg.
"""

import argparse
import json
import random
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

SIZE = 264
# The back's contour in the middle plane is the outline that one sees only near the side view.
BACK_YAW_DEG = 30.0
WEIGHT = 0.8


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
        "room-samples": 1,
        "size": f"{SIZE}x{SIZE}",
    }
    # The lifter, 1.8 m, takes up two thirds of the picture.
    values["fov"] = np.degrees(2 * np.arctan(chance.uniform(1.2, 1.5) / values["distance"]))
    values["pitch"] += np.degrees(np.arctan((values["height"] - 0.85) / values["distance"]))
    return {name: f"{value:.4f}" if isinstance(value, float) else str(value) for name, value in values.items()}


def render(renderer: Path, seed: int, folder: Path) -> dict | None:
    """Renders one crop and gives its line for `labels.jsonl`, None where the lifter does not fit into the picture."""
    chosen = options(random.Random(seed))
    with tempfile.TemporaryDirectory() as scratch:
        picture, truth = Path(scratch) / "still.png", Path(scratch) / "truth.json"
        chosen |= {"output": str(picture), "truth": str(truth)}
        command = [str(renderer), "side", *(part for name, value in chosen.items() for part in (f"--{name}", value))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"the renderer failed, expected a picture: {done.stderr.strip()[-300:]}")
        frame = json.loads(truth.read_text())["frames"][0]
        points = np.array(frame["key_points_px"])
        if ((points < 2) | (points > SIZE - 3)).any():
            return None
        name = f"{seed:06}.jpg"
        cv2.imwrite(str(folder / "images" / name), cv2.imread(str(picture)), [cv2.IMWRITE_JPEG_QUALITY, 92])
    side = abs(float(chosen["yaw"])) <= BACK_YAW_DEG
    body = [[round(float(x), 1), round(float(y), 1), WEIGHT] for x, y in points[:23]]
    return {
        "image": name,
        "source": f"rendered/{seed}",
        "keypoints": body,
        "back": points[23:].round(1).tolist() if side else None,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("output", type=Path, help="folder to make")
    arguments.add_argument("--renderer", type=Path, default=Path("render/target/release/plumbline-render"))
    arguments.add_argument("--count", type=int, default=300)
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    (chosen.output / "images").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(chosen.threads) as pool:
        lines = list(pool.map(lambda seed: render(chosen.renderer, seed, chosen.output), range(chosen.count)))
    kept = [json.dumps(line) for line in lines if line is not None]
    part = chosen.output / "labels.part"
    part.write_text("\n".join(kept) + "\n")
    part.replace(chosen.output / "labels.jsonl")
    print(f"{len(kept)} crops of {chosen.count} in {chosen.output}")


if __name__ == "__main__":
    main()
