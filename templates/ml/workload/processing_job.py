"""The request that starts a processing job: Amazon SageMaker API Reference, "CreateProcessingJob"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workload.archive import VENDOR
from workload.job import COPY, Job, Request

PROCESSING = "/opt/ml/processing"
WORK = "/tmp/code"  # noqa: S108  # in a container that this job has for itself


@dataclass(frozen=True)
class Run:
    """What a processing job runs: a module of the workload, as a role, from and to addresses of S3."""

    stage: str
    role: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()


def processing_request(job: Job, run: Run) -> Request:
    """Build a job that runs one stage. It is not isolated, since it calls services of AWS; the VPC is its limit."""
    address, file = job.code_file()
    inputs = {"code": address, **run.inputs}
    # What does not have the hash that the request names is not run.
    check = f'cd {PROCESSING}/input/code && echo "$1  $2" | sha256sum -c'
    unpack = f'mkdir -p {WORK} && tar -xzf "$2" -C {WORK} && cd {WORK} && shift 2'
    # `-m` puts the current folder first on the path; what the image has goes before what was sent along.
    start = f"PYTHONPATH=$PYTHONPATH:{WORK}/{VENDOR} exec python3 -m workload.{run.stage}"

    def place(kind: str, name: str, uri: str) -> Request:
        return {"S3Uri": uri, "LocalPath": f"{PROCESSING}/{kind}/{name}"}

    return {
        "ProcessingJobName": job.name,
        "RoleArn": run.role,
        "AppSpecification": {
            "ImageUri": job.resources.image,
            # The arguments reach the program as "$@": the shell does not read them.
            "ContainerEntrypoint": ["/bin/sh", "-c", f'{check} && {unpack} && {start} "$@"', run.stage],
            "ContainerArguments": [job.code, file, "--region", job.project.region, *run.arguments],
        },
        "ProcessingInputs": [
            {"InputName": name, "S3Input": {**place("input", name, uri), "S3InputMode": "File", **COPY}}
            for name, uri in inputs.items()
        ],
        # A job that writes nothing names the key too: the guardrails deny one that names none.
        **(
            {
                "ProcessingOutputConfig": {
                    "Outputs": [
                        {"OutputName": name, "S3Output": {**place("output", name, uri), "S3UploadMode": "EndOfJob"}}
                        for name, uri in run.outputs.items()
                    ],
                    **job.key("KmsKeyId"),
                }
            }
            if run.outputs or job.resources.data_key
            else {}
        ),
        "ProcessingResources": {"ClusterConfig": job.cluster()},
        "NetworkConfig": {
            "EnableInterContainerTrafficEncryption": True,
            "EnableNetworkIsolation": False,
            **job.network(),
        },
        **job.environment(),
        **job.limits(),
    }
