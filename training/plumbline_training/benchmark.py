"""Time per frame of ONNX files in ONNX Runtime on this machine."""

import argparse
import time
from pathlib import Path

import numpy as np
import onnxruntime


def session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A session on the processor with so many threads inside an operation."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def milliseconds(path: Path, threads: int, frames: int) -> tuple[float, float]:
    """Median and least time of a frame in milliseconds."""
    network = session(path, threads)
    wanted = network.get_inputs()[0]
    picture = (np.random.default_rng(1).random(wanted.shape) * 255).astype(np.float32)
    times = []
    for frame in range(frames + 20):
        start = time.perf_counter()
        network.run(None, {wanted.name: picture})
        if frame >= 20:
            times.append((time.perf_counter() - start) * 1e3)
    return float(np.median(times)), min(times)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("models", nargs="+", type=Path)
    arguments.add_argument("--frames", type=int, default=200)
    options = arguments.parse_args()
    print(f"ONNX Runtime {onnxruntime.__version__}, {options.frames} frames, milliseconds a frame: median (least)\n")
    print("| model | bytes | 1 thread | 2 threads |\n| --- | ---: | ---: | ---: |")
    for path in options.models:
        cells = ["{:.2f} ({:.2f})".format(*milliseconds(path, threads, options.frames)) for threads in (1, 2)]
        print(f"| {path.name} | {path.stat().st_size:,} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
