"""The whole of what is asked of SageMaker: a setting more, less or other is a change that somebody should see here."""

from dataclasses import FrozenInstanceError, replace

import pytest
from conftest import KEY, PARAMETERS

from workload.job import Job
from workload.processing_job import Run, processing_request
from workload.settings import Project, Resources
from workload.training_job import training_request


@pytest.fixture
def job(project: Project, resources: Resources) -> Job:
    return Job("example-1", project, resources, "c0de", "ml.m5.xlarge")


LIMITS = {
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "Tags": [
        {"Key": "project", "Value": "example"},
        {"Key": "sensitivity", "Value": "confidential"},
        {"Key": "code-sha256", "Value": "c0de"},
    ],
}
CLUSTER = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30, "VolumeKmsKeyId": KEY}
NETWORK = {"VpcConfig": {"Subnets": ["subnet-0a", "subnet-0b"], "SecurityGroupIds": ["sg-0a"]}}


def source(uri: str) -> dict[str, object]:
    files = {"S3DataType": "S3Prefix", "S3Uri": uri, "S3DataDistributionType": "FullyReplicated"}
    return {"InputMode": "File", "DataSource": {"S3DataSource": files}}


def test_a_training_job(job: Job) -> None:
    assert training_request(job, {"max_depth": 3, "seed": 17}, ["rmse"]) == {
        "TrainingJobName": "example-1",
        "RoleArn": PARAMETERS["training-role"],
        "AlgorithmSpecification": {
            "TrainingImage": PARAMETERS["image"],
            "TrainingInputMode": "File",
            "MetricDefinitions": [{"Name": "rmse", "Regex": "^rmse=([0-9.eE+-]+);"}],
        },
        "HyperParameters": {
            "max-depth": "3",
            "seed": "17",
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "/opt/ml/input/data/code/sourcedir.tar.gz",
            "sagemaker_region": "eu-west-1",
        },
        "InputDataConfig": [
            {"ChannelName": "train", **source("s3://processed-bucket/train/")},
            {"ChannelName": "code", **source("s3://artifacts-bucket/code/c0de/")},
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://artifacts-bucket/training/", "KmsKeyId": KEY},
        "ResourceConfig": CLUSTER,
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": True,
        "RemoteDebugConfig": {"EnableRemoteDebug": False},
        "ProfilerConfig": {"DisableProfiler": True},
        **NETWORK,
        **LIMITS,
    }


def test_a_processing_job(job: Job) -> None:
    files = {"S3InputMode": "File", "S3DataType": "S3Prefix", "S3DataDistributionType": "FullyReplicated"}
    run = (
        'cd /opt/ml/processing/input/code && echo "$1  $2" | sha256sum -c '
        '&& mkdir -p /tmp/code && tar -xzf "$2" -C /tmp/code && cd /tmp/code && shift 2 '
        '&& PYTHONPATH=$PYTHONPATH:/tmp/code/vendor exec python3 -m workload.prepare "$@"'
    )
    inputs = {"code": "s3://artifacts-bucket/code/c0de/", "raw": "s3://raw-bucket/train/"}
    outputs = {"train": "s3://processed-bucket/train/", "holdout": "s3://processed-bucket/holdout/"}
    role = PARAMETERS["processing-role"]
    made = Run("prepare", role, {"raw": inputs["raw"]}, outputs, ["--seed", "5"])
    assert processing_request(job, made) == {
        "ProcessingJobName": "example-1",
        "RoleArn": PARAMETERS["processing-role"],
        "AppSpecification": {
            "ImageUri": PARAMETERS["image"],
            "ContainerEntrypoint": ["/bin/sh", "-c", run, "prepare"],
            "ContainerArguments": ["c0de", "sourcedir.tar.gz", "--region", "eu-west-1", "--seed", "5"],
        },
        "ProcessingInputs": [
            {
                "InputName": name,
                "S3Input": {"S3Uri": uri, "LocalPath": f"/opt/ml/processing/input/{name}", **files},
            }
            for name, uri in inputs.items()
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {
                    "OutputName": name,
                    "S3Output": {
                        "S3Uri": uri,
                        "LocalPath": f"/opt/ml/processing/output/{name}",
                        "S3UploadMode": "EndOfJob",
                    },
                }
                for name, uri in outputs.items()
            ],
            "KmsKeyId": KEY,
        },
        "ProcessingResources": {"ClusterConfig": CLUSTER},
        "NetworkConfig": {
            "EnableInterContainerTrafficEncryption": True,
            "EnableNetworkIsolation": False,
            **NETWORK,
        },
        **LIMITS,
    }


def test_a_job_that_writes_nothing_names_the_key_that_the_guardrails_ask_for(job: Job) -> None:
    request = processing_request(job, Run("register", "role"))
    assert request["ProcessingOutputConfig"] == {"Outputs": [], "KmsKeyId": KEY}


def test_a_job_that_writes_nothing_names_no_output_where_there_is_no_key(job: Job) -> None:
    keyless = replace(job, resources=replace(job.resources, data_key=None))
    assert "ProcessingOutputConfig" not in processing_request(keyless, Run("register", "role"))


def test_a_job_does_not_change_once_it_is_made(job: Job) -> None:
    with pytest.raises(FrozenInstanceError):
        job.name = "other"  # type: ignore[misc]  # what it has to refuse
    with pytest.raises(FrozenInstanceError):
        Run("prepare", "role").role = "other"  # type: ignore[misc]  # as above


def test_code_that_lies_elsewhere_is_found_by_its_own_name(job: Job) -> None:
    address = "s3://assets-bucket/code/c0de.tar.gz"
    request = training_request(replace(job, source=address), {}, [])
    assert request["InputDataConfig"][1] == {"ChannelName": "code", **source(address)}
    assert request["HyperParameters"]["sagemaker_submit_directory"] == "/opt/ml/input/data/code/c0de.tar.gz"
