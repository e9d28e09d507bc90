"""Starts a job in AWS: uploads the code under its own hash, then sends the request. --dry-run only prints it.

Example: python -m workload.launch train --instance-count 2 --dry-run
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from workload.job import ARCHIVE, Job, Request
from workload.processing_job import PROCESSING, processing_request
from workload.settings import Hyperparameters, Project, Resources, SettingError, resolve, stored_below
from workload.training_job import ENTRY, training_request

DEFAULT_INSTANCE_TYPE = "ml.m5.large"
# The container starts one script by its name.
START = b"from workload.train import main\n\nraise SystemExit(main())\n"


def archive(package: Path = Path(__file__).parent) -> bytes:
    """Pack the package's Python files; equal code gives equal bytes."""
    files = {f"workload/{file.name}": file.read_bytes() for file in sorted(package.glob("*.py"))}
    packed = io.BytesIO()
    compressed = gzip.GzipFile(fileobj=packed, mode="wb", mtime=0)
    with compressed, tarfile.open(fileobj=compressed, mode="w") as tar:
        for name, content in {ENTRY: START, **files}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def encryption(resources: Resources) -> dict[str, str]:
    """Name the data key for an upload where there is one; without it the bucket's default encryption applies."""
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": resources.data_key} if resources.data_key else {}


def allowed_type(asked: str | None, allowed: Sequence[str]) -> str:
    """Choose the instance type: the one asked for, where the guardrails allow it, or their first."""
    if asked and allowed and asked not in allowed:
        raise SettingError(f"flag --instance-type is {asked!r}; use one of {', '.join(allowed)}")
    return asked or (allowed[0] if allowed else DEFAULT_INSTANCE_TYPE)


def build(flags: argparse.Namespace, project: Project, ssm: Any, code: str) -> tuple[Request, Resources]:
    """Resolve every setting and build the job's request."""
    stored = stored_below(ssm, f"/{project.name}/resources")
    resources = resolve(Resources, environment=os.environ, stored=stored)
    stored = stored_below(ssm, f"/{project.name}/hyperparameters")
    hyperparameters = resolve(Hyperparameters, flags=vars(flags), environment=os.environ, stored=stored)
    job = Job(
        name=f"{project.name}-{flags.stage}-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}",
        project=project,
        resources=resources,
        code=code,
        instance_type=allowed_type(flags.instance_type, resources.instance_types),
        instance_count=flags.instance_count,
        max_seconds=flags.max_minutes * 60,
    )
    if flags.stage == "train":
        return training_request(job, hyperparameters), resources
    source = ["--source", flags.source, "--secret", resources.secret] if flags.source else []
    bundled = ["--local", "--output", f"{PROCESSING}/output"] if flags.bundled else []
    return processing_request(job, ["--seed", str(hyperparameters.seed), *source, *bundled]), resources


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="workload.launch", description=__doc__)
    parser.add_argument("stage", choices=["prepare", "train"])
    parser.add_argument("--dry-run", action="store_true", help="print the request; start nothing")
    parser.add_argument("--instance-type", help="default: the first that the guardrails allow")
    parser.add_argument("--instance-count", type=int, default=1)
    parser.add_argument("--max-minutes", type=int, default=60, help="SageMaker stops the job after this time")
    parser.add_argument("--bundled", action="store_true", help="prepare: the data set that scikit-learn bundles")
    parser.add_argument("--source", help="prepare: an https:// address of a CSV file, read with the secret")
    for setting in fields(Hyperparameters):
        parser.add_argument(f"--{setting.name.replace('_', '-')}", help="default: the SSM parameter's value")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 2 where a setting is missing or wrong, or cannot be read."""
    flags, project, content = parse(arguments), Project.read(), archive()
    code = hashlib.sha256(content).hexdigest()
    try:
        request, resources = build(flags, project, boto3.client("ssm", region_name=project.region), code)
    except (SettingError, BotoCoreError, ClientError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    if flags.dry_run:
        return 0
    boto3.client("s3", region_name=project.region).put_object(
        Bucket=resources.artifacts_bucket,
        Key=f"code/{code}/{ARCHIVE}",
        Body=content,
        ChecksumAlgorithm="SHA256",
        **encryption(resources),
    )
    sagemaker = boto3.client("sagemaker", region_name=project.region)
    start = sagemaker.create_training_job if flags.stage == "train" else sagemaker.create_processing_job
    start(**request)
    return 0


if __name__ == "__main__":
    sys.exit(main())
