"""Promotes a training job's model: checks its hashes and thresholds, copies it to models/, makes a model package.

The model itself is never opened here: opening it would run code that the training job wrote. From the confidential tier
up the buckets are read only from inside the VPC, so this runs there.
"""

import argparse
import base64
import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import boto3

from workload import manifest
from workload.evaluate import METRICS, MODEL, shortfalls
from workload.job import Request
from workload.settings import Project, Resources, resolve, stored_below
from workload.start import encryption

MAX_BYTES = 512 * 1024 * 1024


def unpack(content: bytes, folder: Path) -> None:
    """Unpack model.tar.gz: plain files at its top, nothing else, and no more than MAX_BYTES in all."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        total = 0
        for member in tar:
            path = PurePosixPath(member.name)
            if member.isdir() and str(path) == ".":
                continue
            total += member.size
            stream = tar.extractfile(member) if member.isfile() and len(path.parts) == 1 else None
            if stream is None or path.name == ".." or total > MAX_BYTES:
                raise manifest.IntegrityError(f"the archive holds {member.name!r}, which no training job writes")
            (folder / path.name).write_bytes(stream.read())


def inspect(content: bytes) -> str:
    """Check the archive's manifest and metrics; return the model's sha256."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        unpack(content, folder)
        digests = manifest.verify(folder)
        missing = {MODEL, METRICS} - set(digests)
        if missing:
            raise manifest.IntegrityError(f"the archive has no {', '.join(sorted(missing))}")
        missed = shortfalls(json.loads((folder / METRICS).read_text(encoding="utf-8")))
        if missed:
            raise ValueError(f"not good enough to register: {'; '.join(missed)}")
        return digests[MODEL]


def package_request(project: Project, resources: Resources, job: str, model: str, key: str) -> Request:
    """Build the model package: its name ends with the model's hash, so a model has one package."""
    kinds = {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}
    url = f"s3://{resources.artifacts_bucket}/{key}"
    return {
        "ModelPackageName": f"{project.name}-model-{model[:16]}",
        "ModelPackageDescription": f"From training job {job}; model sha256 {model}",
        "InferenceSpecification": {"Containers": [{"Image": resources.image, "ModelDataUrl": url}], **kinds},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; the exit code is 1 where the model is refused."""
    parser = argparse.ArgumentParser(prog="workload.register", description=__doc__)
    parser.add_argument("job", help="the training job's name")
    parser.add_argument("--dry-run", action="store_true", help="check the model and print the request")
    flags = parser.parse_args(arguments)
    project = Project.read()
    ssm = boto3.client("ssm", region_name=project.region)
    resources = resolve(Resources, stored=stored_below(ssm, f"/{project.name}/resources"))
    s3 = boto3.client("s3", region_name=project.region)
    trained = s3.get_object(Bucket=resources.artifacts_bucket, Key=f"training/{flags.job}/output/model.tar.gz")
    content = trained["Body"].read()
    try:
        model = inspect(content)
    except (manifest.IntegrityError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    digest = hashlib.sha256(content)
    key = f"models/{model}/model.tar.gz"
    request = package_request(project, resources, flags.job, model, key)
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    if flags.dry_run:
        return 0
    s3.put_object(
        Bucket=resources.artifacts_bucket,
        Key=key,
        Body=content,
        ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
        Metadata={"sha256": digest.hexdigest(), "model-sha256": model, "training-job": flags.job},
        **encryption(resources),
    )
    boto3.client("sagemaker", region_name=project.region).create_model_package(**request)
    return 0


if __name__ == "__main__":
    sys.exit(main())
