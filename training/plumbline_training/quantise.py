"""Post-training quantisation to 8-bit integers (QDQ): weights signed and per channel, activations unsigned.

Signed activations miss ONNX Runtime's fast kernels on x86. The first and the last convolution stay float32: they cost little
time and most of the accuracy.
"""

import random
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from . import barbell, lifter
from .data import read_people, read_plates, split_people, split_plates
from .networks import Barbell, Lifter

PICTURES = 200


class _Reader(CalibrationDataReader):
    def __init__(self, pictures: list[np.ndarray]):
        self._rest = iter(pictures)

    def get_next(self):
        picture = next(self._rest, None)
        return None if picture is None else {"image": picture[None].astype(np.float32)}


def lifter_pictures(data: Path, work: Path) -> list[np.ndarray]:
    """Training crops to calibrate on, gym only, as the program cuts them."""
    people, pictures = read_people(data / "pose", work / "pictures")
    learnt = [person for person in split_people(people)[0] if not person.source.startswith("lspet/")]
    chosen = random.Random(3).sample(learnt, PICTURES)
    return [
        lifter.crop(person, pictures, Lifter.SIZE, random.Random(i).choice((1.25, 1.25, 2.0)))[0]
        for i, person in enumerate(chosen)
    ]


def barbell_pictures(data: Path, work: Path) -> list[np.ndarray]:
    """Training pictures to calibrate on."""
    records, pictures = read_plates(data / "plates", work / "pictures")
    chosen = random.Random(3).sample(split_plates(records)[0], PICTURES)
    return [barbell.whole(record, pictures, Barbell.SIZE)[0] for record in chosen]


def kept_in_float(model: onnx.ModelProto) -> list[str]:
    """Names of the nodes that stay float32: the first convolution and what is before it, the heads and what is behind them."""
    nodes = model.graph.node
    convolutions = [node for node in nodes if node.op_type == "Conv"]
    outputs = {output.name for output in model.graph.output}
    kept = {convolutions[0].name} | {node.name for node in nodes if node.op_type in ("Sub", "Div", "Mul", "Sigmoid", "Exp")}
    wanted = set(outputs)
    for node in reversed(nodes):
        if wanted & set(node.output):
            kept.add(node.name)
            if node.op_type != "Conv":
                wanted |= set(node.input)
    before = set(convolutions[0].input)
    kept |= {node.name for node in nodes if before & set(node.output)}
    return sorted(kept)


def quantise(source: Path, target: Path, pictures: list[np.ndarray]) -> None:
    """Writes the 8-bit variant of a float32 model, calibrated on `pictures` (3, S, S; 8 bit)."""
    with tempfile.TemporaryDirectory() as folder:
        prepared, result = Path(folder) / "prepared.onnx", Path(folder) / "result.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        model = onnx.load(prepared)
        quantize_static(
            str(prepared),
            str(result),
            _Reader(pictures),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=kept_in_float(model),
        )
        part = target.with_suffix(".part")
        part.write_bytes(result.read_bytes())
        part.replace(target)
