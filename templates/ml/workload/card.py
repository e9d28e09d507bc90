"""The model card: what the model is for, what it was made from, and how it did."""

import sys
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from workload.spec import Spec


def _table(head: tuple[str, str], rows: Mapping[str, Any]) -> list[str]:
    return [
        "",
        f"| {head[0]} | {head[1]} |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in rows.items()),
    ]


def write(
    spec: Spec, hyperparameters: Mapping[str, Any], metrics: Mapping[str, float], data: Mapping[str, str], rows: int
) -> str:
    """Write the card of a model that was trained on `rows` rows of the files whose sha256 is in `data`."""
    classes = f", of {', '.join(spec.classes)}" if spec.classes else ""
    bounds = {
        **{name: f"at least {floor}" for name, floor in spec.floors.items()},
        **{name: f"at most {ceiling}" for name, ceiling in spec.ceilings.items()},
    }
    made_with = (
        f"Python {sys.version_info.major}.{sys.version_info.minor}, scikit-learn {metadata.version('scikit-learn')}"
    )
    return "\n".join(
        [
            "# Model card",
            *["", spec.purpose, "", f"Intended use: {spec.intended_use}", "", f"Owner: {spec.owner}"],
            *["", f"Predicts {spec.label}{classes} ({spec.task}) from {len(spec.features)} features."],
            f"Trained on {rows} rows with {made_with}.",
            *_table(("hyperparameter", "value"), hyperparameters),
            *_table(("metric on validation data", "value"), metrics),
            *(_table(("needed on held-out data", "bound"), bounds) if bounds else []),
            *_table(("data", "sha256"), {name: f"`{digest}`" for name, digest in data.items()}),
            "",
        ]
    )
