"""Judges a trained model on held-out data. A model file is code: its hash is checked before it is opened."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.metrics import accuracy_score, precision_score, recall_score, roc_auc_score

from workload import edge, manifest
from workload.prepare import Rows, parse
from workload.settings import OUTPUT

MODEL = "model.joblib"
METRICS = "metrics.json"
# A missed cancer is worse than a false alarm, so recall has a floor of its own. Label 0 is malignant.
THRESHOLDS = {"accuracy": 0.93, "malignant_recall": 0.90}


def load_split(folder: Path) -> tuple[list[str], Rows, Rows]:
    """Check a split against its manifest and read it: feature names, n x features, n labels."""
    manifest.verify(folder)
    names, rows = parse((folder / "data.csv").read_text(encoding="utf-8"))
    return names[:-1], rows[:, :-1], rows[:, -1]


def load_model(folder: Path, expected: str | None = None) -> Any:
    """Open model.joblib, which joblib unpickles, only once its hash is right.

    Args:
        folder: holds the model and its manifest.
        expected: the model's sha256 from a place that the folder's writer cannot change, where there is one.
    """
    digest = manifest.verify(folder)[MODEL]
    if expected is not None and digest != expected:
        raise manifest.IntegrityError(f"{folder / MODEL} is not the model that was asked for")
    return joblib.load(folder / MODEL)


def measure(model: Any, features: Rows, labels: Rows) -> dict[str, float]:
    """Measure on n x features and n labels; every metric is between 0 and 1."""
    predicted = model.predict(features)
    malignant = {"pos_label": 0.0, "zero_division": 0.0}
    metrics = {
        "accuracy": accuracy_score(labels, predicted),
        "malignant_precision": precision_score(labels, predicted, **malignant),
        "malignant_recall": recall_score(labels, predicted, **malignant),
        "roc_auc": roc_auc_score(labels, model.predict_proba(features)[:, 1]),
    }
    return {name: float(np.round(value, 6)) for name, value in metrics.items()}


def shortfalls(metrics: dict[str, float]) -> list[str]:
    """Say which thresholds the metrics miss; a metric that is absent misses."""
    return [
        f"{name} is {metrics.get(name)}, below {floor}"
        for name, floor in THRESHOLDS.items()
        if not metrics.get(name, 0.0) >= floor
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; the exit code is 1 where the model misses a threshold."""
    parser = argparse.ArgumentParser(prog="workload.evaluate", description=__doc__)
    parser.add_argument("--local", action="store_true", help="judge the model below ml/output (the default)")
    parser.add_argument("--model-dir", type=Path, default=OUTPUT / "model")
    parser.add_argument("--validation", type=Path, default=OUTPUT / "data" / "validation")
    parser.add_argument("--expect", help="the model's sha256, as it was registered")
    flags = parser.parse_args(arguments)
    _, features, labels = load_split(flags.validation)
    metrics = measure(load_model(flags.model_dir, flags.expect), features, labels)
    missed = shortfalls(metrics)
    sys.stdout.write(json.dumps({"metrics": metrics, "missed": missed}, indent=2) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
