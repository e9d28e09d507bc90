"""Judges a trained model on data that training could not read, and makes the archive that an endpoint loads.

In AWS a processing job with a role of its own: it alone writes below models/. A model file is opened only once its hash
was checked, and only in a format that holds no code.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3

from workload import bundle, edge, evaluation, manifest, metrics, model, spec, table
from workload.settings import OUTPUT

MODEL = model.FILE
JOB = Path("/opt/ml/processing")


class BoundsError(edge.StageError):
    """The model misses a floor or a ceiling of model.json."""


def load_model(folder: Path, expected: str | None = None) -> Any:
    """Open the model once its hash is right.

    Args:
        folder: holds the model and its manifest.
        expected: the model's sha256 from a place that the folder's writer cannot change, where there is one.
    """
    digest = manifest.verify(folder, beside={bundle.CODE}).get(MODEL)
    if digest is None or (expected is not None and digest != expected):
        raise manifest.IntegrityError(f"{folder / MODEL} is not the model that was asked for")
    return model.load(folder / MODEL)


def measure(folder: Path, holdout: Path, declared: spec.Spec) -> dict[str, float]:
    """Measure a folder's model on verified held-out data."""
    if (folder / spec.FILE.name).read_bytes() != spec.FILE.read_bytes():
        raise manifest.IntegrityError("the model was trained with another model.json than this code has")
    manifest.verify(holdout)
    rows, labels = table.read(holdout / "data.csv", declared)
    return metrics.measure(declared, labels, model.predict(load_model(folder), rows))


def judge(flags: argparse.Namespace, folder: Path) -> evaluation.Evaluation:
    """Measure, hold to the bounds, and write the archive and what was found into the output folder."""
    declared = spec.read()
    measured = measure(folder, flags.holdout, declared)
    missed = declared.shortfalls(measured)
    sys.stdout.write(json.dumps({"metrics": measured, "missed": missed}, indent=2) + "\n")
    if missed:
        raise BoundsError(f"not good enough to register: {'; '.join(missed)}")
    flags.output.mkdir(parents=True, exist_ok=True)
    packed = bundle.servable(folder)
    (flags.output / bundle.NAME).write_bytes(packed)
    found = evaluation.Evaluation(
        job=flags.job,
        archive=hashlib.sha256(packed).hexdigest(),
        model=manifest.sha256(folder / MODEL),
        code=flags.code,
        holdout=manifest.sha256(flags.holdout / manifest.NAME),
        image=flags.image,
        metrics=measured,
    )
    (flags.output / evaluation.FILE).write_bytes(found.text())
    return found


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="workload.evaluate", description=__doc__)
    parser.add_argument("--local", action="store_true", help="judge the model below ml/output")
    parser.add_argument("--model-dir", type=Path, help="a folder with a model.tar.gz, or with what is in it")
    parser.add_argument("--holdout", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--job", default="local", help="the training job's name")
    parser.add_argument("--code", default="local", help="the sha256 of the code that runs")
    parser.add_argument("--image", default="local", help="the image that the model is served in")
    parser.add_argument("--key", help="the KMS key that signs")
    parser.add_argument("--region")
    flags = parser.parse_args(arguments)
    base = {"model_dir": OUTPUT / "model", "holdout": OUTPUT / "data" / "holdout", "output": OUTPUT / "evaluated"}
    job = {"model_dir": JOB / "input" / "model", "holdout": JOB / "input" / "holdout", "output": JOB / "output"}
    for name, folder in (base if flags.local else job).items():
        setattr(flags, name, getattr(flags, name) or folder)
    return flags


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; the exit code is 0, or an exception tells what is wrong."""
    flags = parse(arguments)
    with TemporaryDirectory() as scratch:
        folder, packed = flags.model_dir, flags.model_dir / bundle.NAME
        if packed.is_file():
            folder = Path(scratch)
            bundle.unpack(packed.read_bytes(), folder)
        found = judge(flags, folder)
    if flags.key:
        kms = boto3.client("kms", region_name=flags.region)
        (flags.output / evaluation.SIGNATURE).write_bytes(evaluation.sign(kms, flags.key, found.text()))
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
