from typing import Any

import pytest
from conftest import KEY, MORE, PARAMETERS

from workload import spec, stages
from workload.job import Job
from workload.settings import Project, Resources, SettingError, resources

TRAINED = "s3://artifacts-bucket/training/example-train-1/output/model.tar.gz"


@pytest.fixture
def job(project: Project) -> Job:
    return Job("example-1", project, resources({"stored": {**PARAMETERS, **MORE}}), "c0de", "ml.m5.xlarge")


def places(request: Any) -> tuple[dict[str, str], dict[str, str]]:
    inputs = {each["InputName"]: each["S3Input"]["S3Uri"] for each in request["ProcessingInputs"]}
    outputs = request.get("ProcessingOutputConfig", {"Outputs": []})["Outputs"]
    return inputs, {each["OutputName"]: each["S3Output"]["S3Uri"] for each in outputs}


CODE = {"code": "s3://artifacts-bucket/code/c0de/"}
CHECKED = ["c0de", "sourcedir.tar.gz"]


def test_prepare_reads_raw_data_and_writes_what_training_reads_and_what_it_cannot(job: Job) -> None:
    request = stages.prepare(job, 5, None)
    assert places(request) == (
        {**CODE, "raw": "s3://raw-bucket/train/"},
        {"train": "s3://processed-bucket/train/", "holdout": "s3://processed-bucket/holdout/"},
    )
    assert request["RoleArn"] == PARAMETERS["processing-role"]
    assert request["AppSpecification"]["ContainerArguments"] == [*CHECKED, "--region", "eu-west-1", "--seed", "5"]


def test_prepare_gets_the_secrets_name_and_no_empty_prefix_where_it_reads_a_source(job: Job) -> None:
    request = stages.prepare(job, 5, "https://data.example/a.csv")
    assert places(request)[0] == CODE
    assert request["AppSpecification"]["ContainerArguments"][6:] == [
        *("--source", "https://data.example/a.csv"),
        *("--secret", "example/data-provider"),
    ]


def test_evaluate_reads_a_model_and_held_out_data_as_a_role_of_its_own(job: Job) -> None:
    request = stages.evaluate(job, "example-train-1", TRAINED)
    assert places(request) == (
        {**CODE, "model": TRAINED, "holdout": "s3://processed-bucket/holdout/"},
        {"evaluated": "s3://artifacts-bucket/models/example-train-1/"},
    )
    assert request["RoleArn"] == MORE["evaluation-role"]
    assert request["AppSpecification"]["ContainerArguments"] == [
        *CHECKED,
        *(
            "--region",
            "eu-west-1",
            "--job",
            "example-train-1",
            "--code",
            "c0de",
            "--image",
            PARAMETERS["inference-image"],
        ),
        *("--key", MORE["signing-key"], "--output", "/opt/ml/processing/output/evaluated"),
    ]


def test_register_reads_what_evaluation_wrote_and_writes_nothing_itself(job: Job) -> None:
    request = stages.register(job, "example-train-1")
    assert places(request) == ({**CODE, "model": "s3://artifacts-bucket/models/example-train-1/"}, {})
    # The guardrails refuse a job that names no key for its output, whether it has one or not.
    assert request["ProcessingOutputConfig"] == {"Outputs": [], "KmsKeyId": KEY}
    assert request["RoleArn"] == MORE["registration-role"]
    assert request["AppSpecification"]["ContainerArguments"] == [
        *CHECKED,
        *("--region", "eu-west-1", "--job", "example-train-1", "--group", "example-models"),
        *("--url", "s3://artifacts-bucket/models/example-train-1/model.tar.gz", "--key", MORE["signing-key"]),
    ]


def test_train_reads_its_own_part_of_the_data_alone(job: Job) -> None:
    request = stages.train(job, spec.read(), {"seed": 1})
    channels = {each["ChannelName"]: each["DataSource"]["S3DataSource"]["S3Uri"] for each in request["InputDataConfig"]}
    assert channels == {**CODE, "train": "s3://processed-bucket/train/"}
    assert "holdout" not in str(request)


@pytest.mark.parametrize("stage", ["evaluate", "register"])
def test_a_stage_whose_role_is_not_deployed_says_so(project: Project, resources: Resources, stage: str) -> None:
    job = Job("example-1", project, resources, "c0de", "ml.m5.xlarge")
    with pytest.raises(SettingError, match=r"no parameter .*-role.*: are the stacks deployed\?"):
        stages.evaluate(job, "a", TRAINED) if stage == "evaluate" else stages.register(job, "a")


def test_a_model_is_where_its_training_job_says() -> None:
    class Jobs:
        def __init__(self, status: str) -> None:
            self._status = status

        def describe_training_job(self, **_: str) -> dict[str, Any]:
            return {"TrainingJobStatus": self._status, "ModelArtifacts": {"S3ModelArtifacts": TRAINED}}

    assert stages.trained(Jobs("Completed"), "example-train-1") == TRAINED
    with pytest.raises(SettingError, match="example-train-1 is InProgress: it has no model yet"):
        stages.trained(Jobs("InProgress"), "example-train-1")


def test_every_request_is_encrypted_with_the_data_key(job: Job) -> None:
    for request in (stages.prepare(job, 1, None), stages.evaluate(job, "a", TRAINED)):
        assert request["ProcessingOutputConfig"]["KmsKeyId"] == KEY
