"""The request that starts a training job: Amazon SageMaker API Reference, "CreateTrainingJob"."""

from collections.abc import Mapping, Sequence
from typing import Any

from workload.archive import ENTRY
from workload.job import COPY, Job, Request


def _channel(name: str, uri: str) -> Request:
    return {"ChannelName": name, "InputMode": "File", "DataSource": {"S3DataSource": {"S3Uri": uri, **COPY}}}


def training_request(job: Job, chosen: Mapping[str, Any], metrics: Sequence[str]) -> Request:
    """Build a training job that gets its data and its code through channels.

    An isolated container has neither network nor credentials, so it cannot fetch its code from S3: SageMaker brings it
    in as a channel, and the submit directory is the path that the SageMaker SDK sends for such jobs
    (aws/sagemaker-python-sdk, estimator.py, CONTAINER_CODE_CHANNEL_SOURCEDIR_PATH). A job with a network takes it too.
    """
    artifacts, processed = f"s3://{job.resources.artifacts_bucket}", f"s3://{job.resources.processed_bucket}"
    address, file = job.code_file()
    script = {"sagemaker_program": ENTRY, "sagemaker_submit_directory": f"/opt/ml/input/data/code/{file}"}
    return {
        "TrainingJobName": job.name,
        "RoleArn": job.resources.training_role,
        "AlgorithmSpecification": {
            "TrainingImage": job.resources.image,
            "TrainingInputMode": "File",
            # SageMaker reads these from the log, so that a metric can be read without reading the bucket.
            "MetricDefinitions": [{"Name": name, "Regex": f"^{name}=([0-9.eE+-]+);"} for name in metrics],
        },
        "HyperParameters": {
            **{key.replace("_", "-"): str(value) for key, value in chosen.items()},
            **script,
            "sagemaker_region": job.project.region,
        },
        "InputDataConfig": [
            _channel("train", f"{processed}/train/{job.data}"),
            _channel("code", address),
        ],
        "OutputDataConfig": {"S3OutputPath": f"{artifacts}/training/", **job.key("KmsKeyId")},
        "ResourceConfig": job.cluster(),
        "EnableNetworkIsolation": job.resources.network_isolation,
        "EnableInterContainerTrafficEncryption": True,
        "RemoteDebugConfig": {"EnableRemoteDebug": False},
        "ProfilerConfig": {"DisableProfiler": True},
        **job.network(),
        **job.environment(),
        **job.limits(),
    }
