"""Buckets of units as inputs of a job: launch train --input features."""

from collections.abc import Sequence

from workload.job import COPY, Request
from workload.settings import Resources, SettingError

PLACE = "/opt/ml/processing/input"


def with_inputs(request: Request, resources: Resources, units: Sequence[str]) -> Request:
    """Add a unit's whole bucket as a channel of a training job, or as an input of a processing job.

    The job finds it in /opt/ml/input/data/NAME, or in /opt/ml/processing/input/NAME. SageMaker refuses an empty bucket.

    Args:
        request: of CreateTrainingJob or CreateProcessingJob.
        resources: what the stacks publish.
        units: names of units of the kind bucket, which the job's role has to be a reader of.

    Raises:
        SettingError: no unit of that name publishes a bucket.
    """
    for unit in units:
        bucket = resources.others.get(f"{unit}-bucket")
        if bucket is None:
            raise SettingError(f"no unit {unit!r} has a bucket here: secure-ml add bucket {unit}, then deploy")
        source = {"S3Uri": f"s3://{bucket}/", **COPY}
        if "TrainingJobName" in request:
            channel = {"ChannelName": unit, "InputMode": "File", "DataSource": {"S3DataSource": source}}
            request = {**request, "InputDataConfig": [*request["InputDataConfig"], channel]}
        else:
            files = {**source, "LocalPath": f"{PLACE}/{unit}", "S3InputMode": "File"}
            request = {
                **request,
                "ProcessingInputs": [*request["ProcessingInputs"], {"InputName": unit, "S3Input": files}],
            }
    return request
