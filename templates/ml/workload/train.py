"""Trains the model. In SageMaker it runs in script mode, on its channels alone; with --local on this machine.

Script mode hands over hyperparameters as flags, and folders as SM_CHANNEL_TRAIN, SM_CHANNEL_VALIDATION and SM_MODEL_DIR
(aws/sagemaker-training-toolkit, "ENVIRONMENT_VARIABLES.md").
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import joblib
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from workload import edge, evaluate, manifest, prepare
from workload.settings import OUTPUT, Hyperparameters, resolve


def build(hyperparameters: Hyperparameters) -> Pipeline:
    """Build the untrained model; equal hyperparameters and data give an equal model."""
    return make_pipeline(
        StandardScaler(),
        LogisticRegression(
            C=1 / hyperparameters.regularization,
            max_iter=hyperparameters.max_iterations,
            random_state=hyperparameters.seed,
        ),
    )


def card(hyperparameters: Hyperparameters, metrics: Mapping[str, float], data: Mapping[str, str], rows: int) -> str:
    """Write the model card: what the model is for, and what it was made from."""
    chosen = [f"| {name} | {value} |" for name, value in asdict(hyperparameters).items()]
    measured = [f"| {name} | {value} |" for name, value in metrics.items()]
    made_from = [f"| {split} | `{digest}` |" for split, digest in data.items()]
    return "\n".join(
        [
            "# Model card",
            "",
            "Tells malignant from benign breast tumours by 30 measurements of cell nuclei. An example: it is not a",
            "medical device, and the data set (Wisconsin Diagnostic Breast Cancer) speaks for one hospital's patients.",
            "",
            "A logistic regression on standardised features, trained on",
            f"{rows} rows with scikit-learn {sklearn.__version__}.",
            *["", "| hyperparameter | value |", "| --- | --- |", *chosen],
            *["", "| metric on validation data | value |", "| --- | --- |", *measured],
            *["", "| data | sha256 |", "| --- | --- |", *made_from, ""],
        ]
    )


def train(train_dir: Path, validation_dir: Path, model_dir: Path, hyperparameters: Hyperparameters) -> dict[str, float]:
    """Train on verified data and write model, metrics, card and manifest into `model_dir`; return the metrics."""
    _, features, labels = evaluate.load_split(train_dir)
    _, held_out, held_out_labels = evaluate.load_split(validation_dir)
    model = build(hyperparameters).fit(features, labels)
    metrics = evaluate.measure(model, held_out, held_out_labels)
    data = {folder.name: manifest.sha256(folder / "data.csv") for folder in (train_dir, validation_dir)}
    model_dir.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, model_dir / evaluate.MODEL)
    (model_dir / evaluate.METRICS).write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    (model_dir / "model-card.md").write_text(card(hyperparameters, metrics, data, len(labels)), encoding="utf-8")
    manifest.write(model_dir)
    return metrics


def leads(environment: Mapping[str, str]) -> bool:
    """Tell whether this host writes the model: scikit-learn trains on one host, and the others have nothing to add."""
    hosts = json.loads(environment.get("SM_HOSTS", "[]"))
    return not hosts or environment.get("SM_CURRENT_HOST") == min(hosts)


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Run the stage; the exit code is 0, or an exception tells what is wrong."""
    parser = argparse.ArgumentParser(prog="workload.train", description=__doc__)
    parser.add_argument("--local", action="store_true", help="prepare the bundled data, then train below ml/output")
    parser.add_argument("--train", type=Path, default=environment.get("SM_CHANNEL_TRAIN"))
    parser.add_argument("--validation", type=Path, default=environment.get("SM_CHANNEL_VALIDATION"))
    parser.add_argument("--model-dir", type=Path, default=environment.get("SM_MODEL_DIR"))
    for setting in fields(Hyperparameters):
        parser.add_argument(f"--{setting.name.replace('_', '-')}", help=f"default: {setting.default}")
    flags = parser.parse_args(arguments)
    hyperparameters = resolve(Hyperparameters, flags=vars(flags), environment=environment)
    if flags.local:
        prepare.main(["--local", "--seed", str(hyperparameters.seed)])
        defaults = {"train": OUTPUT / "data" / "train", "validation": OUTPUT / "data" / "validation"}
        for name, folder in {**defaults, "model_dir": OUTPUT / "model"}.items():
            setattr(flags, name, getattr(flags, name) or folder)
    if not (flags.train and flags.validation and flags.model_dir):
        parser.error("name --train, --validation and --model-dir, or use --local")
    if leads(environment):
        metrics = train(flags.train, flags.validation, flags.model_dir, hyperparameters)
        sys.stdout.write("".join(f"{name}={value};\n" for name, value in metrics.items()))
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
