from dataclasses import replace

import pytest

from workload.inputs import with_inputs
from workload.job import Job
from workload.processing_job import Run, processing_request
from workload.settings import Project, Resources, SettingError
from workload.training_job import training_request

STORED = {"features-bucket": "my-features", "parameters/daily-limit": "0.5"}


@pytest.fixture
def job(project: Project, resources: Resources) -> Job:
    return Job("example-1", project, replace(resources, others=STORED), "c0de", "ml.m5.xlarge")


def test_a_bucket_of_a_unit_is_a_channel_of_training(job: Job) -> None:
    before = training_request(job, {}, [])
    after = with_inputs(before, job.resources, ["features"])
    assert after["InputDataConfig"][:-1] == before["InputDataConfig"]
    channel = after["InputDataConfig"][-1]
    assert channel["ChannelName"] == "features"
    assert channel["DataSource"]["S3DataSource"]["S3Uri"] == "s3://my-features/"


def test_a_bucket_of_a_unit_is_an_input_of_processing(job: Job) -> None:
    request = processing_request(job, Run("prepare", "role"))
    (added,) = with_inputs(request, job.resources, ["features"])["ProcessingInputs"][1:]
    assert added["S3Input"]["S3Uri"] == "s3://my-features/"
    assert added["S3Input"]["LocalPath"] == "/opt/ml/processing/input/features"


def test_a_unit_without_a_bucket_is_refused_with_the_command_that_makes_one(job: Job) -> None:
    with pytest.raises(SettingError, match="secure-ml add bucket labels"):
        with_inputs(training_request(job, {}, []), job.resources, ["labels"])


def test_every_job_is_started_with_the_parameters_others(job: Job) -> None:
    expected = {"WORKLOAD_PARAMETER_DAILY_LIMIT": "0.5"}
    assert training_request(job, {}, [])["Environment"] == expected
    assert processing_request(job, Run("prepare", "role"))["Environment"] == expected
