"""Metrics by the names that ml/model.json uses, from n labels and n predictions.

For classes a label is a class's place, and a prediction is one probability per class; of two classes, the second is the
one that precision and recall are about. For regression both are numbers.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics as sk

from workload import model
from workload.edge import StageError
from workload.spec import Spec

Metric = Callable[[NDArray[Any], NDArray[Any]], float]


class MetricError(StageError):
    """model.json names a metric that there is not, or that these rows do not have."""


def _chosen(score: Callable[..., float], **more: Any) -> Metric:
    def measure(labels: NDArray[Any], scores: NDArray[Any]) -> float:
        average = "binary" if scores.shape[1] == 2 else "macro"  # noqa: PLR2004  # two classes
        return float(score(labels, scores.argmax(axis=1), average=average, **more))

    return measure


def _roc_auc(labels: NDArray[Any], scores: NDArray[Any]) -> float:
    count = scores.shape[1]
    if not all(place in labels for place in range(count)):
        raise MetricError("roc_auc needs rows of each class to measure by: add rows of the rare ones, or leave it out")
    return float(sk.roc_auc_score(labels, scores[:, 1] if count == 2 else scores, multi_class="ovr"))  # noqa: PLR2004


CLASSES: Mapping[str, Metric] = {
    "accuracy": lambda labels, scores: float(sk.accuracy_score(labels, scores.argmax(axis=1))),
    "precision": _chosen(sk.precision_score, zero_division=0.0),
    "recall": _chosen(sk.recall_score, zero_division=0.0),
    "f1": _chosen(sk.f1_score, zero_division=0.0),
    "roc_auc": _roc_auc,
    "log_loss": lambda labels, scores: float(sk.log_loss(labels, scores, labels=range(scores.shape[1]))),
}
NUMBERS: Mapping[str, Metric] = {
    "rmse": lambda labels, scores: float(np.sqrt(sk.mean_squared_error(labels, scores))),
    "mae": lambda labels, scores: float(sk.mean_absolute_error(labels, scores)),
    "r2": lambda labels, scores: float(sk.r2_score(labels, scores)),
}


def of(spec: Spec) -> dict[str, Metric]:
    """Find each metric of model.json by its name.

    Raises:
        MetricError: there is none of that name for this task.
    """
    known = {**(CLASSES if spec.classes else NUMBERS), **model.METRICS}
    unknown = [name for name in spec.metrics if name not in known]
    if unknown:
        raise MetricError(f"model.json: no metric {', '.join(unknown)} for {spec.task}; there are {', '.join(known)}")
    return {name: known[name] for name in spec.metrics}


def measure(spec: Spec, labels: NDArray[Any], scores: NDArray[Any]) -> dict[str, float]:
    """Measure n predictions by every metric of model.json, rounded to six places."""
    return {name: float(np.round(metric(labels, scores), 6)) for name, metric in of(spec).items()}
