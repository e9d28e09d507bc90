"""Registers an evaluated model: a version in the project's model package group that waits for somebody's approval.

In AWS a processing job with a role of its own, which may create versions that wait and no others. The model is never
opened here. What is registered is what evaluation signed: the archive's hash is checked against it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3

from workload import bundle, edge, evaluation, manifest, spec
from workload.evaluation import Evaluation
from workload.model import FILE as MODEL

JOB = Path("/opt/ml/processing")


def inspect(content: bytes) -> str:
    """Check an archive as a training job writes it against its own manifest; return the model's sha256."""
    with TemporaryDirectory() as scratch:
        bundle.unpack(content, Path(scratch))
        digests = manifest.verify(Path(scratch))
    missing = {MODEL, spec.FILE.name} - set(digests)
    if missing:
        raise manifest.IntegrityError(f"the archive has no {', '.join(sorted(missing))}")
    return digests[MODEL]


def evaluated(folder: Path, job: str) -> Evaluation:
    """Read a folder's evaluation and check that it is of this job and this archive, and within the bounds."""
    found = Evaluation.read((folder / evaluation.FILE).read_bytes())
    if found.job != job or found.archive != manifest.sha256(folder / bundle.NAME):
        raise evaluation.EvaluationError(f"{evaluation.FILE} is of another job or another archive")
    missed = spec.read().shortfalls(found.metrics)
    if missed:
        raise evaluation.EvaluationError(f"not good enough to register: {'; '.join(missed)}")
    return found


def package_request(group: str, found: Evaluation, url: str) -> dict[str, Any]:
    """Build the version: Amazon SageMaker API Reference, "CreateModelPackage"."""
    hashes = {"archive": found.archive, "model": found.model, "code": found.code, "holdout": found.holdout}
    types = ["application/json", "text/csv"]
    _, _, digest = found.image.partition("@")
    container = {
        "Image": found.image,
        **({"ImageDigest": digest} if digest else {}),
        "ModelDataUrl": url,
        # The container starts this program from here; the model is loaded only with this hash.
        "Environment": {
            "SAGEMAKER_PROGRAM": Path(bundle.HANDLER).name,
            "SAGEMAKER_SUBMIT_DIRECTORY": f"/opt/ml/model/{bundle.CODE}",
            "MODEL_SHA256": found.model,
        },
    }
    return {
        "ModelPackageGroupName": group,
        "ModelPackageDescription": f"From training job {found.job}",
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": {
            "Containers": [container],
            "SupportedContentTypes": types,
            "SupportedResponseMIMETypes": types,
        },
        "CustomerMetadataProperties": {
            "training-job": found.job,
            **{f"{name}-sha256": each for name, each in hashes.items()},
            "image": found.image,
            **{f"metric-{name}": str(value) for name, value in found.metrics.items()},
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; the exit code is 0, or an exception tells what is wrong."""
    parser = argparse.ArgumentParser(prog="workload.register", description=__doc__)
    parser.add_argument("--job", required=True, help="the training job's name")
    parser.add_argument("--group", required=True, help="the model package group's name")
    parser.add_argument("--url", required=True, help="the archive's s3:// address")
    parser.add_argument("--input", type=Path, default=JOB / "input" / "model")
    parser.add_argument("--key", help="the KMS key that evaluation signs with")
    parser.add_argument("--region")
    flags = parser.parse_args(arguments)
    if flags.key:
        evaluation.verify(boto3.client("kms", region_name=flags.region), flags.key, flags.input)
    request = package_request(flags.group, evaluated(flags.input, flags.job), flags.url)
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    answer = boto3.client("sagemaker", region_name=flags.region).create_model_package(**request)
    sys.stdout.write(f"registered {answer['ModelPackageArn']}, which waits for approval\n")
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
