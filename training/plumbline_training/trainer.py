"""The loop that trains either network for a given time, on several processes, and goes on where it was cut off.

On a processor each process has one thread and the gradients are averaged once a step: that keeps both cores busy even
where other programs want them too, which threads inside one operation do not.
"""

import os
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn

from .optimise import Average, optimisers


class Task(Protocol):
    """What is learnt."""

    sizes: tuple[tuple[float, int], ...]
    """Input size in pixels until a share of the time is over, small ones first: more pictures in the same time."""

    def network(self) -> nn.Module: ...

    def batch(self, count: int, size: int) -> list[np.ndarray]:
        """Pictures (count, 3, size, size; 8 bit) and whatever `loss` needs."""

    def loss(self, outputs, rest: list[torch.Tensor]) -> torch.Tensor: ...

    def validate(self, network: nn.Module, device: torch.device) -> str:
        """A line of figures on some pictures kept back. They steer nothing."""


@dataclass(frozen=True)
class Settings:
    folder: Path
    minutes: float
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.05
    optimiser: str = "muon"
    processes: int = 2
    device: str = "cpu"
    validate_minutes: float = 10.0
    save_minutes: float = 2.0
    warm_up_steps: int = 300
    loader_threads: int = 8
    seed: int = 1
    start: Path | None = None
    """A checkpoint whose averaged weights a new training starts from; all else begins anew."""


def train(task: Task, settings: Settings) -> None:
    """Trains until `minutes` of training time are over, counted over all interruptions."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    if settings.device != "cpu" or settings.processes == 1:
        _work(0, 1, None, task, settings)
        return
    with tempfile.TemporaryDirectory() as meeting:
        mp.start_processes(
            _work, (settings.processes, f"file://{meeting}/meet", task, settings), settings.processes, start_method="fork"
        )


def latest(folder: Path) -> dict:
    """The last checkpoint of a training."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        raise SystemExit(f"no checkpoint; train first: {path}")
    return torch.load(path, weights_only=True, map_location="cpu")


def _rate(progress: float, step: int, settings: Settings) -> float:
    """Warm-up, then half a cosine down to a hundredth."""
    cosine = 0.5 * (1 + np.cos(np.pi * min(1.0, progress)))
    return float(settings.rate * min(1.0, (step + 1) / settings.warm_up_steps) * (0.99 * cosine + 0.01))


class _Worker:
    def __init__(self, rank: int, ranks: int, task: Task, settings: Settings):
        self.rank, self.ranks, self.task, self.settings = rank, ranks, task, settings
        self.device = torch.device(settings.device)
        torch.manual_seed(settings.seed)
        self.network = task.network().to(self.device, memory_format=torch.channels_last)
        self.optimisers = optimisers(self.network, settings.optimiser, settings.rate, settings.decay)
        self.average = Average(self.network)
        self.parameters = list(self.network.parameters())
        self.pictures = self.step = 0
        self.spent = 0.0
        self.path = settings.folder / "checkpoint.pt"
        if self.path.exists():
            self._load(torch.load(self.path, weights_only=True, map_location=self.device))
        elif settings.start:
            self._begin(torch.load(settings.start, weights_only=True, map_location=self.device))
        for generator in (random.seed, np.random.seed):
            generator(settings.seed * 7919 + rank * 104729 + self.step)

    def _load(self, state: dict) -> None:
        self.network.load_state_dict(state["network"])
        self.average.state, self.average.steps = state["average"], state["step"]
        for optimiser, saved in zip(self.optimisers, state["optimisers"]):
            optimiser.load_state_dict(saved)
        self.pictures, self.step, self.spent = state["pictures"], state["step"], state["spent"]

    def _begin(self, state: dict) -> None:
        self.network.load_state_dict(state["average"])
        self.average = Average(self.network)

    def save(self) -> None:
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state,
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "pictures": self.pictures,
            "step": self.step,
            "spent": self.spent,
        }
        torch.save(state, f"{self.path}.part")
        os.replace(f"{self.path}.part", self.path)

    def log(self, line: str) -> None:
        if self.rank == 0:
            line = f"{time.strftime('%H:%M:%S')} {line}"
            print(line, flush=True)
            with open(self.settings.folder / "log.txt", "a") as file:
                file.write(line + "\n")

    def size(self, progress: float) -> int:
        return next(size for until, size in self.task.sizes if progress < until)

    def share(self, seconds: float) -> float:
        """Averages gradients over the processes, and with them the time, so that all agree on the schedule."""
        if self.ranks == 1:
            return seconds
        flat = torch.cat([p.grad.flatten() for p in self.parameters] + [torch.tensor([seconds])])
        dist.all_reduce(flat)
        flat /= self.ranks
        at = 0
        for p in self.parameters:
            p.grad.copy_(flat[at : at + p.numel()].view_as(p))
            at += p.numel()
        return float(flat[-1])

    def align(self) -> None:
        """Makes all processes' weights the first one's, should rounding ever drive them apart."""
        if self.ranks > 1:
            for value in self.network.state_dict().values():
                dist.broadcast(value, 0)

    def learn(self, arrays: list[np.ndarray], started: float) -> tuple[float, float]:
        pictures, *rest = (torch.from_numpy(array).to(self.device, non_blocking=True) for array in arrays)
        pictures = pictures.float().contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16):
            outputs = self.network(pictures)
        loss = self.task.loss(outputs, rest)
        for optimiser in self.optimisers:
            optimiser.zero_grad()
        loss.backward()
        seconds = self.share(time.monotonic() - started)
        nn.utils.clip_grad_norm_(self.parameters, 5.0)
        for optimiser in self.optimisers:
            optimiser.step()
        self.average.update(self.network)
        return float(loss.detach()), seconds

    def validate(self) -> None:
        if self.rank == 0:
            judged = self.task.network().to(self.device, memory_format=torch.channels_last)
            judged.load_state_dict(self.average.state)
            self.log("  " + self.task.validate(judged.eval(), self.device))

    def run(self) -> None:
        settings, total = self.settings, self.settings.minutes * 60
        count = sum(p.numel() for p in self.parameters)
        self.log(f"{count / 1e6:.2f} M weights; {self.pictures} pictures and {self.spent / 60:.1f} minutes so far")
        self.network.train()
        pool = ThreadPoolExecutor(settings.loader_threads) if self.device.type != "cpu" else None
        waiting: list = []
        began = self.spent
        started, saved, judged, told = time.monotonic(), self.spent, self.spent, self.spent
        losses: list[float] = []
        self.align()
        while self.spent < total:
            progress = self.spent / total
            size = self.size(progress)
            for optimiser in self.optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = _rate(progress, self.step, settings)
            if pool is None:
                arrays = self.task.batch(settings.batch, size)
            else:
                while len(waiting) < 2 * settings.loader_threads:
                    waiting.append(pool.submit(self.task.batch, settings.batch, size))
                arrays = waiting.pop(0).result()
            loss, seconds = self.learn(arrays, started)
            self.spent = began + seconds
            self.step += 1
            self.pictures += settings.batch * self.ranks
            losses.append(loss)
            if self.step % 200 == 0:
                self.align()
            if self.spent - told > 60:
                rate = _rate(progress, self.step, settings)
                self.log(
                    f"{self.spent / 60:.1f} min, {self.pictures} pictures, {size} px, loss {np.mean(losses):.4f}, rate {rate:.2e}"
                )
                losses, told = [], self.spent
            if self.spent - saved > settings.save_minutes * 60:
                saved = self.spent
                if self.rank == 0:
                    self.save()
            if self.spent - judged > settings.validate_minutes * 60:
                judged = self.spent
                self.validate()
        if self.rank == 0:
            self.save()
        self.log(f"done: {self.pictures} pictures in {self.spent / 60:.1f} minutes")
        self.validate()


def _work(rank: int, ranks: int, meeting: str | None, task: Task, settings: Settings) -> None:
    if settings.device == "cpu":
        torch.set_num_threads(1)
    if ranks > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=ranks)
    _Worker(rank, ranks, task, settings).run()
    if ranks > 1:
        dist.barrier()
        dist.destroy_process_group()
