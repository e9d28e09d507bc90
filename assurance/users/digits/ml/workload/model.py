"""A small convolutional network over the pixels of a digit; on a GPU where the instance has one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import nn

from workload import spec
from workload.spec import Spec

# Weights alone: what reads them back (weights_only=True) runs nothing that their writer chose.
FILE = "weights.pt"
METRICS: dict[str, Callable[[NDArray[Any], NDArray[Any]], float]] = {}
SIDE = 8


def _network(spec: Spec) -> nn.Module:
    return nn.Sequential(
        nn.Unflatten(1, (1, SIDE, SIDE)),
        nn.Conv2d(1, 16, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * (SIDE // 2) ** 2, len(spec.classes)),
    )


def _device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _pixels(table: pd.DataFrame) -> torch.Tensor:
    """Make a tensor of n x 64 numbers from 0 to 1 of n rows with numbers from 0 to 16."""
    return torch.from_numpy(table.to_numpy(np.float32) / 16)


def fit(spec: Spec, hyperparameters: Mapping[str, Any], table: pd.DataFrame, labels: NDArray[np.float64]) -> nn.Module:
    """Train on n rows and n labels; equal seeds give equal weights on one kind of machine."""
    torch.manual_seed(hyperparameters["seed"])
    device, rows, classes = _device(), _pixels(table), torch.from_numpy(labels.astype(np.int64))
    network = _network(spec).to(device)
    steps = torch.optim.Adam(network.parameters(), lr=hyperparameters["learning_rate"])
    for _ in range(hyperparameters["epochs"]):
        for places in torch.randperm(len(rows)).split(64):
            steps.zero_grad()
            loss = nn.functional.cross_entropy(network(rows[places].to(device)), classes[places].to(device))
            loss.backward()  # type: ignore[no-untyped-call]
            steps.step()
    return network.cpu().eval()


def predict(model: nn.Module, table: pd.DataFrame) -> NDArray[np.float64]:
    """Predict for n rows: n x classes probabilities."""
    device = _device()
    with torch.inference_mode():
        scores = model.to(device)(_pixels(table).to(device))
    return np.asarray(torch.softmax(scores.double(), dim=1).cpu())


def save(model: nn.Module, file: Path) -> None:
    """Write the weights."""
    torch.save(model.state_dict(), file)


def load(file: Path) -> nn.Module:
    """Read what save wrote into the network of this code."""
    network = _network(spec.read())
    network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    return network.eval()
