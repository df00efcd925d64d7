"""A tiny training from end to end: made pictures, two processes, an interruption, export, quantisation."""

import json
import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from plumbline_training import barbell, export, lifter, optimise, quantise, trainer
from plumbline_training.benchmark import session
from plumbline_training.data import read_people
from plumbline_training.networks import Barbell, BarbellExport, Lifter


@pytest.fixture
def people(tmp_path):
    folder = tmp_path / "pose"
    (folder / "images").mkdir(parents=True)
    generator, lines = np.random.default_rng(1), []
    for i in range(12):
        picture = generator.integers(0, 255, (120, 120, 3), np.uint8)
        cv2.imwrite(str(folder / "images" / f"{i}.jpg"), picture)
        points = [[float(x), float(y), 1.0] for x, y in generator.uniform(25, 95, (23, 2))]
        lines.append(json.dumps({"image": f"{i}.jpg", "source": f"lspet/{i}", "keypoints": points, "back": None}))
    (folder / "labels.jsonl").write_text("\n".join(lines))
    return read_people(folder, tmp_path / "cache")


@pytest.fixture
def task(people):
    task = lifter.LifterTask(*people)
    task.sizes = ((9.0, 32),)
    task.validate = lambda network, device: "not judged"
    return task


def test_training_goes_on_where_it_stopped(task, tmp_path):
    settings = trainer.Settings(tmp_path / "run", minutes=0.02, batch=2, processes=1)
    trainer.train(task, settings)
    first = trainer.latest(settings.folder)
    # A busy machine may take longer over one step than the whole of the first training was given.
    longer = first["spent"] / 60 + 0.02
    trainer.train(task, replace(settings, minutes=longer))
    second = trainer.latest(settings.folder)
    assert first["step"] > 0 and second["step"] > first["step"]
    assert second["spent"] >= longer * 60 > first["spent"] >= 0.02 * 60


def test_a_new_training_starts_from_the_averaged_weights_of_another(task, tmp_path):
    first = trainer.Settings(tmp_path / "first", minutes=0.01, batch=2, processes=1)
    trainer.train(task, first)
    average = trainer.latest(first.folder)["average"]
    later = trainer.Settings(tmp_path / "later", minutes=0, batch=2, processes=1, start=first.folder / "checkpoint.pt")
    trainer.train(task, later)
    state = trainer.latest(later.folder)
    assert state["step"] == state["pictures"] == 0
    assert all(torch.equal(state["network"][name], value) for name, value in average.items())


def test_the_mean_of_checkpoints_is_exported_where_others_are_named(tmp_path):
    states = []
    for i in range(2):
        torch.manual_seed(i)
        states.append(Lifter().state_dict())
        (tmp_path / str(i)).mkdir()
        torch.save({"average": states[i]}, tmp_path / str(i) / "checkpoint.pt")
    mean = export.averaged(Lifter(), tmp_path / "0", (tmp_path / "1" / "checkpoint.pt",)).state_dict()
    assert torch.allclose(mean["head.weight"], (states[0]["head.weight"] + states[1]["head.weight"]) / 2)
    with pytest.raises(SystemExit, match="no checkpoint"):
        export.averaged(Lifter(), tmp_path / "0", (tmp_path / "none.pt",))


def test_two_processes_keep_the_same_weights_and_finish(task, tmp_path):
    settings = trainer.Settings(tmp_path / "run", minutes=0.03, batch=2, processes=2)
    trainer.train(task, settings)
    assert trainer.latest(settings.folder)["pictures"] % 4 == 0


def test_orthogonal_steps_have_singular_values_near_one():
    values = torch.linalg.svdvals(optimise.orthogonal(torch.randn(24, 60, generator=torch.Generator().manual_seed(1))))
    assert values.min() > 0.5 and values.max() < 1.5


def test_exported_networks_keep_the_contract_and_integers_stay_near_floats(tmp_path):
    torch.manual_seed(3)
    network = BarbellExport(Barbell()).eval()
    path, small = tmp_path / "barbell.onnx", tmp_path / "barbell-int8.onnx"
    export.write(network, 256, ["heatmap", "size", "offset"], path)
    pictures = [np.random.default_rng(i).integers(0, 255, (3, 256, 256), np.uint8) for i in range(3)]
    quantise.quantise(path, small, pictures)
    picture = pictures[0][None].astype(np.float32)
    exact = session(path, 1).run(None, {"image": picture})
    assert [output.shape for output in exact] == [(1, 2, 64, 64), (1, 4, 64, 64), (1, 2, 64, 64)]
    with torch.no_grad():
        torch_out = network(torch.from_numpy(picture))
    for ours, theirs in zip(exact, torch_out):
        assert np.allclose(ours, theirs.numpy(), rtol=1e-3, atol=1e-3)
    rough = session(small, 1).run(None, {"image": picture})
    assert np.abs(np.log(rough[1] / exact[1])).mean() < 0.1
    assert small.stat().st_size < path.stat().st_size / 2


def test_a_manifest_names_the_file_its_hash_and_all_points(tmp_path):
    path = tmp_path / "lifter-v9.onnx"
    export.write(Lifter().eval(), Lifter.SIZE, ["heatmaps"], path)
    manifest = json.loads(export.manifest_text(export.lifter_manifest(path)))
    assert manifest["id"] == "lifter-v9" and len(manifest["sha256"]) == 64
    assert manifest["keypoints"][5] == {"name": "left_shoulder", "swap": "right_shoulder"}
    assert session(path, 1).get_outputs()[0].shape == [1, 28, Lifter.SIZE // 4, Lifter.SIZE // 4]


def test_every_size_that_a_training_goes_through_fits_the_pyramid():
    for network, sizes in ((Lifter(), lifter.SIZES), (Barbell(), barbell.SIZES)):
        assert sizes[-1][1] == network.SIZE and math.isinf(sizes[-1][0])
        for _, size in sizes:
            network.eval()(torch.zeros(1, 3, size, size))
