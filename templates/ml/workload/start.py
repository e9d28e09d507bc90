"""Brings a job's code to S3 and starts the job; what AWS refuses is told in one line."""

import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from workload import archive
from workload.job import Request
from workload.refusals import explain
from workload.settings import Project, Resources
from workload.watch import Kind, links, wait


def encryption(resources: Resources) -> dict[str, str]:
    """Name the data key for an upload where there is one; without it the bucket's default encryption applies."""
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": resources.data_key} if resources.data_key else {}


def upload(s3: Any, project: Project, resources: Resources, code: str, content: bytes) -> None:
    """Put the code under its hash."""
    key = f"code/{code}/{archive.NAME}"
    try:
        s3.put_object(
            Bucket=resources.artifacts_bucket,
            Key=key,
            Body=content,
            ChecksumAlgorithm="SHA256",
            **encryption(resources),
        )
    except (BotoCoreError, ClientError) as error:
        raise explain(error, project.name, "s3:PutObject", f"artifacts/{key}") from None


def start(sagemaker: Any, kind: Kind, project: Project, request: Request, *, follow: bool) -> int:
    """Start the job and say where it can be seen; with `follow`, wait for its end and return its exit code."""
    name = request[f"{kind.noun}JobName"]
    try:
        sys.stderr.write(f"started {kind.start(sagemaker, request)}\n{links(kind, project.region, name)}")
        return wait(kind, sagemaker, name) if follow else 0
    except (BotoCoreError, ClientError) as error:
        action = error.operation_name if isinstance(error, ClientError) else f"Create{kind.noun}Job"
        raise explain(error, project.name, f"sagemaker:{action}", f"{kind.resource}/{name}") from None
