"""The model: yours to replace. What jobs call is fit, predict, save and load; FILE and METRICS are read as well.

This one suits any ml/model.json: numbers are standardised, categories become columns of 0 and 1, texts are weighed by
their words, and a linear model learns from all of them.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from workload import formats
from workload.spec import Spec

# A format that holds no code: loading it runs nothing that its writer chose.
FILE = "model.skops"
# Metrics beside those of metrics.py: from n labels and n predictions (n x classes probabilities) to a number.
METRICS: dict[str, Callable[[NDArray[Any], NDArray[Any]], float]] = {
    "within_a_third": lambda labels, scores: float(np.mean(np.abs(scores - labels) <= labels / 3)),
}


def fit(spec: Spec, hyperparameters: Mapping[str, Any], table: pd.DataFrame, labels: NDArray[np.float64]) -> Any:
    """Train on n rows and n labels (a class's place in model.json, or a number)."""
    of_kind = {kind: [name for name, feature in spec.features.items() if feature.kind == kind] for kind in _COLUMNS}
    texts = [(f"text-{place}", TfidfVectorizer(), name) for place, name in enumerate(of_kind["text"])]
    columns = [(kind, make(), of_kind[kind]) for kind, make in _COLUMNS.items() if make and of_kind[kind]]
    strength, seed = hyperparameters["regularization"], hyperparameters["seed"]
    steps = hyperparameters["max_iterations"]
    linear = (
        LogisticRegression(C=1 / strength, max_iter=steps, random_state=seed)
        if spec.classes
        else Ridge(alpha=strength, max_iter=steps, random_state=seed)
    )
    return make_pipeline(ColumnTransformer([*columns, *texts]), linear).fit(table, labels)


_COLUMNS: dict[str, Callable[[], Any] | None] = {
    "number": lambda: make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
    "category": lambda: OneHotEncoder(handle_unknown="ignore"),
    "text": None,
}


def predict(model: Any, table: pd.DataFrame) -> NDArray[np.float64]:
    """Predict for n rows: n x classes probabilities, or n numbers."""
    return np.asarray(model.predict_proba(table) if hasattr(model, "predict_proba") else model.predict(table))


def save(model: Any, file: Path) -> None:
    """Write the model."""
    formats.save_skops(model, file)


def load(file: Path) -> Any:
    """Read what save wrote."""
    return formats.load_skops(file)
