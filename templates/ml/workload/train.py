"""Trains the model. In SageMaker it runs in script mode, on its channels alone; with --local on this machine.

Script mode hands over hyperparameters as flags, and folders as SM_CHANNEL_TRAIN and SM_MODEL_DIR
(aws/sagemaker-training-toolkit, "ENVIRONMENT_VARIABLES.md").
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workload import card, edge, manifest, metrics, model, prepare, spec, table
from workload.settings import OUTPUT, lookup

METRICS = "metrics.json"
VALIDATION_SHARE = 0.2


def train(train_dir: Path, model_dir: Path, declared: spec.Spec, chosen: Mapping[str, Any]) -> dict[str, float]:
    """Train on verified data and write model, metrics, card and manifest into `model_dir`; return the metrics.

    The metrics are of a part of the training data that the model did not learn from. What decides on registering is
    measured later, on data that training cannot read.
    """
    # A metric that there is not should stop a job before it learns, not after.
    metrics.of(declared)
    digest = manifest.verify(train_dir)["data.csv"]
    rows, labels = table.read(train_dir / "data.csv", declared)
    fitted, validation = prepare.split(labels, chosen["seed"], declared, VALIDATION_SHARE)
    made = model.fit(declared, chosen, rows.iloc[fitted], labels[fitted])
    measured = metrics.measure(declared, labels[validation], model.predict(made, rows.iloc[validation]))
    model_dir.mkdir(parents=True, exist_ok=True)
    model.save(made, model_dir / model.FILE)
    (model_dir / spec.FILE.name).write_bytes(spec.FILE.read_bytes())
    (model_dir / METRICS).write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    text = card.write(declared, chosen, measured, {"train": digest}, len(fitted))
    (model_dir / "model-card.md").write_text(text, encoding="utf-8")
    manifest.write(model_dir)
    return measured


def leads(environment: Mapping[str, str]) -> bool:
    """Tell whether this host writes the model: of several, the first by its name does."""
    hosts = json.loads(environment.get("SM_HOSTS", "[]"))
    return not hosts or environment.get("SM_CURRENT_HOST") == min(hosts)


def parse(arguments: Sequence[str] | None, environment: Mapping[str, str], declared: spec.Spec) -> argparse.Namespace:
    """Read the command line; folders that it does not name are the job's, or with --local those below ml/output."""
    parser = argparse.ArgumentParser(prog="workload.train", description=__doc__)
    parser.add_argument("--local", action="store_true", help="prepare ml/data, then train below ml/output")
    parser.add_argument("--data", type=Path, help="with --local: a folder or a file in place of ml/data")
    parser.add_argument("--train", type=Path, default=environment.get("SM_CHANNEL_TRAIN"))
    parser.add_argument("--model-dir", type=Path, default=environment.get("SM_MODEL_DIR"))
    for setting in declared.settings:
        parser.add_argument(f"--{setting.name.replace('_', '-')}", help=f"default: {setting.default}")
    flags = parser.parse_args(arguments)
    if flags.local:
        flags.train = flags.train or OUTPUT / "data" / "train"
        flags.model_dir = flags.model_dir or OUTPUT / "model"
    if not (flags.train and flags.model_dir):
        parser.error("name --train and --model-dir, or use --local")
    return flags


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Run the stage; the exit code is 0, or an exception tells what is wrong."""
    declared = spec.read()
    flags = parse(arguments, environment, declared)
    chosen = lookup(declared.settings, {"flags": vars(flags), "environment": environment})
    if flags.local:
        source = ["--input", str(flags.data)] if flags.data else []
        prepare.main(["--local", "--seed", str(chosen["seed"]), *source])
    if declared.distributes or leads(environment):
        measured = train(flags.train, flags.model_dir, declared, chosen)
        sys.stdout.write("".join(f"{name}={value};\n" for name, value in measured.items()))
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
