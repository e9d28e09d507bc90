"""Boosted trees: categories as such, gaps as such, texts by their hashed words."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from xgboost import XGBClassifier, XGBModel, XGBRegressor

from workload import spec
from workload.spec import Spec

FILE = "trees.json"
METRICS: dict[str, Callable[[NDArray[Any], NDArray[Any]], float]] = {}
_WORDS = HashingVectorizer(n_features=64, alternate_sign=False)


def _columns(table: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name, feature in spec.read().features.items() if feature.kind == "text"]
    words = [
        pd.DataFrame(_WORDS.transform(table[name]).toarray(), index=table.index).add_prefix(f"{name} ") for name in texts
    ]
    return pd.concat([table.drop(columns=texts), *words], axis=1)


def _untrained(spec: Spec, **more: Any) -> XGBModel:
    return (XGBClassifier if spec.classes else XGBRegressor)(enable_categorical=True, tree_method="hist", **more)


def fit(spec: Spec, hyperparameters: Mapping[str, Any], table: pd.DataFrame, labels: NDArray[np.float64]) -> XGBModel:
    """Train on n rows and n labels."""
    chosen = {
        "n_estimators": hyperparameters["trees"],
        "max_depth": hyperparameters["depth"],
        "random_state": hyperparameters["seed"],
    }
    return _untrained(spec, **chosen).fit(_columns(table), labels.astype(int) if spec.classes else labels)


def predict(model: XGBModel, table: pd.DataFrame) -> NDArray[np.float64]:
    """Predict for n rows: n x classes probabilities, or n numbers."""
    columns = _columns(table)
    return np.asarray(model.predict_proba(columns) if hasattr(model, "predict_proba") else model.predict(columns))


def save(model: XGBModel, file: Path) -> None:
    """Write XGBoost's JSON, which holds no code."""
    model.save_model(file)


def load(file: Path) -> XGBModel:
    """Read what save wrote."""
    model = _untrained(spec.read())
    model.load_model(file)
    return model
