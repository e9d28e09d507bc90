"""The request that starts a processing job: Amazon SageMaker API Reference, "CreateProcessingJob"."""

from workload.archive import NAME
from workload.job import COPY, Job, Request

PROCESSING = "/opt/ml/processing"


def processing_request(job: Job, arguments: list[str], *, raw: bool = True) -> Request:
    """Build the job that prepares data. It is not isolated, since it reads the secret; the VPC is its limit.

    Args:
        job: the job.
        arguments: what the stage gets.
        raw: whether it reads the raw bucket. SageMaker refuses an input whose prefix is empty, as that of a project is
            that has another source.
    """
    inputs = {"code": f"s3://{job.resources.artifacts_bucket}/code/{job.code}/"}
    if raw:
        inputs["raw"] = f"s3://{job.resources.raw_bucket}/train/"
    outputs = {split: f"s3://{job.resources.processed_bucket}/{split}/" for split in ("train", "validation")}
    run = f"tar -xzf {PROCESSING}/input/code/{NAME} -C /tmp && cd /tmp && exec python3 -m workload.prepare"

    def place(kind: str, name: str, uri: str) -> Request:
        return {"S3Uri": uri, "LocalPath": f"{PROCESSING}/{kind}/{name}"}

    return {
        "ProcessingJobName": job.name,
        "RoleArn": job.resources.processing_role,
        "AppSpecification": {
            "ImageUri": job.resources.image,
            # The arguments reach the program as "$@": the shell does not read them.
            "ContainerEntrypoint": ["/bin/sh", "-c", f'{run} "$@"', "prepare"],
            "ContainerArguments": ["--region", job.project.region, *arguments],
        },
        "ProcessingInputs": [
            {"InputName": name, "S3Input": {**place("input", name, uri), "S3InputMode": "File", **COPY}}
            for name, uri in inputs.items()
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {"OutputName": name, "S3Output": {**place("output", name, uri), "S3UploadMode": "EndOfJob"}}
                for name, uri in outputs.items()
            ],
            **job.key("KmsKeyId"),
        },
        "ProcessingResources": {"ClusterConfig": job.cluster()},
        "NetworkConfig": {
            "EnableInterContainerTrafficEncryption": True,
            "EnableNetworkIsolation": False,
            **job.network(),
        },
        **job.limits(),
    }
