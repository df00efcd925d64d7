"""Checkpoints to ONNX (float32) with the contract that the program reads, and the manifest beside it."""

import argparse
import hashlib
import json
import re
from pathlib import Path

import onnx
import torch

from . import quantise
from .data import PLATE_KINDS
from .keypoints import NAMES, mirrored
from .networks import Barbell, BarbellExport, Lifter
from .trainer import latest

# ONNX Runtime 1.24 reads this and newer ones; the graphs use nothing that is younger.
OPSET = 17
LICENCE = "MIT OR Apache-2.0"
# The maps' logits are multiplied by this, so that the share of a map near its maximum is about the chance that the point lies
# within 5 % of the person's extent: on the kept-back gym sources 0.25 is right in 0.14, 0.45 in 0.36, 0.65 in 0.63, 0.85 in 0.93
# of the cases (fitted on them, in steps of 0.05). Places move by less than 0.001 of the share of right points.
LIFTER_TEMPER = 0.6
ORIGIN = "trained for this project; see MODEL_CARD.md"


def averaged(network: torch.nn.Module, folder: Path, others: tuple[Path, ...] = ()) -> torch.nn.Module:
    """The network with the averaged weights of the last checkpoint, ready to use.

    `others`: checkpoints of trainings that began from one another, whose weights are averaged in alike. After M. Wortsman et al.,
    "Model soups" (2022): the mean of a network and of what it was trained on to is often better than both.
    """
    states = [latest(folder)["average"]]
    for path in others:
        if not path.exists():
            raise SystemExit(f"no checkpoint to average in; expected one that a training wrote: {path}")
        states.append(torch.load(path, weights_only=True, map_location="cpu")["average"])
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }
    network.load_state_dict(mean)
    return network.eval()


def tempered(network: Lifter) -> Lifter:
    """The network with softer maps: as sure as it is right."""
    with torch.no_grad():
        network.head.weight.mul_(LIFTER_TEMPER)
        network.head.bias.mul_(LIFTER_TEMPER)
    return network


def write(network: torch.nn.Module, size: int, outputs: list[str], path: Path) -> None:
    """Writes float32 ONNX: `image` 1x3xSxS, blue first, 0 to 255."""
    part = path.with_suffix(".part")
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, size, size),),
        part,
        dynamo=False,
        opset_version=OPSET,
        input_names=["image"],
        output_names=outputs,
    )
    model = onnx.load(part)
    onnx.checker.check_model(model)
    model.producer_name, model.producer_version = "plumbline-training", ""
    onnx.save(model, part)
    part.replace(path)


def write_text(path: Path, text: str) -> None:
    """Writes beside the target and renames."""
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


def manifest_text(manifest: dict) -> str:
    """JSON, with lists of numbers and flat objects on one line each."""
    text = json.dumps(manifest, indent=2)
    flat = re.sub(r"[\[{][^\[\]{}]*[\]}]", lambda found: re.sub(r"\s*\n\s*", " ", found.group()), text)
    return re.sub(r"\[ ([^\[\]{}]*) \]", r"[\1]", flat) + "\n"


def _base(path: Path, task: str, size: int) -> dict:
    return {
        "schema": 1,
        "id": path.stem,
        "task": task,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "origin": ORIGIN,
        "licence": LICENCE,
        "input": {
            "name": "image",
            "layout": "NCHW",
            "size": size,
            "colour": "BGR",
            "scale": 1.0,
            "mean": [0.0, 0.0, 0.0],
            "std": [1.0, 1.0, 1.0],
        },
    }


def lifter_manifest(path: Path) -> dict:
    """The manifest of a `lifter` file."""
    manifest = _base(path, "pose", Lifter.SIZE)
    manifest["input"]["crop"] = {"kind": "upright", "factor": 1.25}
    # Softer maps are less sure of people too; below the last figure a point is right in one of seven cases.
    manifest["bars"] = {"guess": 0.1, "found": 0.3, "followed": 0.16, "joint": 0.26}
    manifest["output"] = {"decoder": "heatmap", "heatmaps": "heatmaps"}
    manifest["keypoints"] = [{"name": name, "swap": mirrored(name)} for name in NAMES]
    return manifest


def barbell_manifest(path: Path) -> dict:
    """The manifest of a `barbell` file."""
    manifest = _base(path, "barbell", Barbell.SIZE)
    manifest["input"]["crop"] = {"kind": "upright", "factor": 1.0}
    manifest["output"] = {"decoder": "boxes", "heatmap": "heatmap", "size": "size", "offset": "offset"}
    manifest["classes"] = list(PLATE_KINDS)
    return manifest


def main() -> None:
    arguments = argparse.ArgumentParser(
        description="Writes a trained network as ONNX, in float32 and quantised to 8-bit integers."
    )
    arguments.add_argument("network", choices=("lifter", "barbell"))
    arguments.add_argument(
        "--data", type=Path, help="folder with pose/ and plates/: quantises too, calibrated on training pictures"
    )
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--name", help="folder of the training within --work; the network's name where none is given")
    arguments.add_argument("--mean", nargs="*", type=Path, default=[], help="checkpoints whose weights are averaged in")
    arguments.add_argument("--id", help="name of the files")
    arguments.add_argument("--output", type=Path, default=Path("../models"))
    options = arguments.parse_args()
    identity = options.id or options.network
    path = options.output / f"{identity}.onnx"
    folder = options.work / (options.name or options.network)
    network = averaged(Lifter() if options.network == "lifter" else Barbell(), folder, tuple(options.mean))
    if options.network == "lifter":
        write(tempered(network), Lifter.SIZE, ["heatmaps"], path)
    else:
        write(BarbellExport(network).eval(), Barbell.SIZE, ["heatmap", "size", "offset"], path)
    paths = [path]
    if options.data:
        small = path.with_name(f"{identity}-int8.onnx")
        pictures = (quantise.lifter_pictures if options.network == "lifter" else quantise.barbell_pictures)(
            options.data, options.work
        )
        quantise.quantise(path, small, pictures)
        paths.append(small)
    for written in paths:
        print(f"{written} {written.stat().st_size} bytes, SHA-256 {hashlib.sha256(written.read_bytes()).hexdigest()}")
        manifest = (lifter_manifest if options.network == "lifter" else barbell_manifest)(written)
        if written != path:
            # One thread is as fast as two for so little work, and does not wait for others on a busy machine.
            manifest["threads"] = 1
        write_text(written.with_suffix(".json"), manifest_text(manifest))


if __name__ == "__main__":
    main()
