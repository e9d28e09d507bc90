import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber
from conftest import KEY, MORE, PARAMETERS, expect_parameters

from workload import archive, launch, spec, stages, start, vendored
from workload.job import Job
from workload.processing_job import Run, processing_request
from workload.refusals import unconfigured
from workload.settings import Project, Resources, SettingError
from workload.settings import resources as resolve
from workload.training_job import training_request

HYPERPARAMETERS = {"seed": "5"}
# What the API always answers.
DESCRIBED = {
    "TrainingJobName": "example-train-1",
    "TrainingJobArn": "arn:aws:sagemaker:::job",
    "SecondaryStatus": "Completed",
    "AlgorithmSpecification": {"TrainingInputMode": "File"},
    "ResourceConfig": {},
    "StoppingCondition": {},
    "CreationTime": 0,
}


def job(project: Project, resources: Resources, **size: Any) -> Job:
    return Job("example-train-1", project, resources, "c0de", **{"instance_type": "ml.m5.xlarge", **size})


def dry_run(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    assert launch.main([*arguments, "--dry-run"]) == 0
    return json.loads(capsys.readouterr().out)


def settings_in(request: Any, name: str) -> list[Any]:
    """Every value of a setting, however deep it is."""
    if isinstance(request, list):
        return [value for part in request for value in settings_in(part, name)]
    if not isinstance(request, dict):
        return []
    return [value for key, part in request.items() for value in ([part] if key == name else settings_in(part, name))]


@pytest.fixture(params=["train", "prepare"])
def request_(request: pytest.FixtureRequest, project: Project, resources: Resources) -> Any:
    made = job(project, resources, instance_count=2)
    return (
        training_request(made, {"seed": 1}, [])
        if request.param == "train"
        else processing_request(made, Run("prepare", "role", {}, {"train": "s3://a/"}))
    )


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("VpcConfig", {"Subnets": ["subnet-0a", "subnet-0b"], "SecurityGroupIds": ["sg-0a"]}),
        ("EnableInterContainerTrafficEncryption", True),
        ("VolumeKmsKeyId", KEY),
        ("KmsKeyId", KEY),
        ("InstanceCount", 2),
        ("InstanceType", "ml.m5.xlarge"),
        ("MaxRuntimeInSeconds", 3600),
        ("EnableNetworkIsolation", False),
    ],
)
def test_a_job_obeys_the_guardrail(request_: Any, setting: str, expected: object) -> None:
    assert settings_in(request_, setting) == [expected]


def test_a_job_carries_who_it_belongs_to_and_what_it_runs(request_: Any) -> None:
    tags = {tag["Key"]: tag["Value"] for tag in request_["Tags"]}
    assert tags == {"project": "example", "sensitivity": "confidential", "code-sha256": "c0de"}


def test_a_job_sets_no_environment_since_anybody_who_describes_it_reads_that(request_: Any) -> None:
    assert settings_in(request_, "Environment") == []


def test_nobody_can_open_a_shell_in_a_training_job(project: Project, resources: Resources) -> None:
    request = training_request(job(project, resources), {"seed": 1}, [])
    assert request["RemoteDebugConfig"] == {"EnableRemoteDebug": False}


@pytest.mark.parametrize(("stored", "isolated"), [({}, False), ({"network-isolation": "true"}, True)])
def test_training_is_isolated_where_the_guardrail_asks_for_it(
    project: Project, stored: dict[str, str], *, isolated: bool
) -> None:
    request = training_request(job(project, resolve({"stored": {**PARAMETERS, **stored}})), {"seed": 1}, [])
    assert request["EnableNetworkIsolation"] is isolated


def test_code_comes_through_a_channel_so_that_an_isolated_job_has_it(project: Project, resources: Resources) -> None:
    request = training_request(job(project, resources), {"seed": 1}, [])
    channels = {channel["ChannelName"]: channel["DataSource"]["S3DataSource"] for channel in request["InputDataConfig"]}
    assert channels["code"]["S3Uri"] == "s3://artifacts-bucket/code/c0de/"
    assert request["HyperParameters"]["sagemaker_submit_directory"] == "/opt/ml/input/data/code/sourcedir.tar.gz"


def test_without_keys_and_a_network_the_request_names_none(project: Project, resources: Resources) -> None:
    bare = replace(resources, data_key=None, subnets=(), security_groups=())
    text = json.dumps(
        [
            training_request(job(project, bare), {"seed": 1}, []),
            processing_request(job(project, bare), Run("prepare", "role", {}, {"train": "s3://a/"})),
        ]
    )
    assert "Kms" not in text
    assert "VpcConfig" not in text


def test_a_network_whose_security_groups_nobody_named_is_refused(project: Project, resources: Resources) -> None:
    with pytest.raises(SettingError, match="WORKLOAD_SECURITY_GROUPS"):
        training_request(job(project, replace(resources, security_groups=())), {"seed": 1}, [])


@pytest.mark.usefixtures("project")
def test_the_environment_goes_before_parameter_store_for_resources_too(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKLOAD_SECURITY_GROUPS", "sg-0c")
    assert dry_run(aws, capsys, "train")["VpcConfig"]["SecurityGroupIds"] == ["sg-0c"]


@pytest.mark.usefixtures("project")
def test_an_instance_type_that_the_guardrails_deny_is_refused_here_already(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    parameters = {**PARAMETERS, "instance-types": "ml.m5.large,ml.m5.xlarge"}
    expect_parameters(aws["ssm"], "resources", parameters)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    assert launch.main(["train", "--instance-type", "ml.g5.48xlarge"]) == 2
    assert "use one of ml.m5.large, ml.m5.xlarge" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_settings_come_from_parameter_store_and_a_flag_goes_before_them(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dry_run(aws, capsys, "train")["HyperParameters"]["seed"] == "5"
    request = dry_run(aws, capsys, "train", "--seed", "9")
    assert request["TrainingJobName"].startswith("example-train-")
    assert request["HyperParameters"]["seed"] == "9"


@pytest.mark.usefixtures("project")
def test_a_processing_job_gets_the_secrets_name_and_never_its_value(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    request = dry_run(aws, capsys, "prepare", "--source", "https://data.example/set.csv")
    arguments = request["AppSpecification"]["ContainerArguments"]
    assert arguments[-2:] == ["--secret", "example/data-provider"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("stage", "kind"), [("train", "training"), ("prepare", "processing")])
def test_code_is_uploaded_under_its_hash_then_the_job_starts(aws: dict[str, Stubber], stage: str, kind: str) -> None:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    content = archive.code(vendored.packages(str(spec.read().image["use"])))
    upload = {
        "Bucket": "artifacts-bucket",
        "Key": f"code/{hashlib.sha256(content).hexdigest()}/sourcedir.tar.gz",
        "Body": content,
        "ChecksumAlgorithm": "SHA256",
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": KEY,
    }
    aws["s3"].add_response("put_object", {}, upload)
    # botocore checks the request against the API's own model before the stub answers.
    aws["sagemaker"].add_response(f"create_{kind}_job", {f"{kind.title()}JobArn": "arn:aws:sagemaker:::job"})
    assert launch.main([stage]) == 0


def test_the_archive_trains_where_a_container_unpacks_it(splits: Path, tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive.code({}))) as packed:
        for member in packed:
            file = tmp_path / member.name
            file.parent.mkdir(parents=True, exist_ok=True)
            stream = packed.extractfile(member)
            assert stream
            file.write_bytes(stream.read())
    model = tmp_path / "model"
    environment = {
        "SM_CHANNEL_TRAIN": str(splits / "train"),
        "SM_MODEL_DIR": str(model),
    }
    subprocess.run([sys.executable, "train.py", "--seed", "3"], cwd=tmp_path, env=environment, check=True)
    assert (model / "manifest.json").is_file()


def test_a_volume_has_the_size_of_the_settings(project: Project) -> None:
    sized = resolve({"stored": {**PARAMETERS, "volume-gb": "80", "max-minutes": "30"}})
    assert job(project, sized).cluster()["VolumeSizeInGB"] == 80
    assert sized.max_minutes == 30


def test_an_upload_without_a_key_of_ours_is_left_to_the_bucket(resources: Resources) -> None:
    assert start.encryption(replace(resources, data_key=None)) == {}
    assert start.encryption(resources) == {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY}


@pytest.mark.usefixtures("project")
def test_a_job_is_named_by_the_time_and_has_one_instance_for_an_hour(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    request = dry_run(aws, capsys, "train")
    assert re.fullmatch(r"example-train-\d{8}-\d{6}", request["TrainingJobName"])
    assert request["ResourceConfig"]["InstanceCount"] == 1
    assert request["ResourceConfig"]["InstanceType"] == "ml.m5.large"
    assert request["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}


@pytest.mark.usefixtures("project")
def test_without_credentials_it_says_so_and_no_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise NoCredentialsError

    monkeypatch.setattr(launch, "stored_below", refuse)
    assert launch.main(["train", "--dry-run"]) == 2
    assert capsys.readouterr().err == "ssm:GetParametersByPath: Unable to locate credentials\n"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("profile", ["nobody", "broken"])
def test_a_profile_that_leads_nowhere_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    (tmp_path / "config").write_text(
        "[profile broken]\nsource_profile=gone\nrole_arn=arn:aws:iam::111122223333:role/x\n"
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", profile)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    assert launch.main(["train"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("the AWS configuration of this machine: ")
    assert profile in line


@pytest.mark.usefixtures("project")
def test_an_endpoint_that_is_none_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not an address")
    assert launch.main(["train"]) == 2
    assert capsys.readouterr().err == "the AWS configuration of this machine: Invalid endpoint: not an address\n"
    with pytest.raises(ValueError, match="one of ours"):
        unconfigured(ValueError("one of ours"))


@pytest.mark.usefixtures("project", "aws")
def test_ctrl_c_leaves_the_job_and_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(launch, "stored_below", interrupt)
    assert launch.main(["train"]) == 130
    assert capsys.readouterr().err == "interrupted: what was started goes on in AWS\n"


@pytest.mark.usefixtures("project")
def test_a_job_may_run_as_long_as_it_is_told(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]) -> None:
    request = dry_run(aws, capsys, "prepare", "--max-minutes", "5")
    assert request["StoppingCondition"] == {"MaxRuntimeInSeconds": 300}


@pytest.mark.usefixtures("project")
def test_what_is_printed_is_what_is_sent(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]) -> None:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    aws["s3"].add_response("put_object", {})
    sent: list[Any] = []
    events = aws["sagemaker"].client.meta.events
    events.register("provide-client-params.sagemaker.CreateTrainingJob", lambda params, **_: sent.append(params))
    aws["sagemaker"].add_response("create_training_job", {"TrainingJobArn": "arn:aws:sagemaker:::job"})
    assert launch.main(["train"]) == 0
    text = capsys.readouterr().out
    assert sent == [json.loads(text)]
    assert text == json.dumps(sent[0], indent=2) + "\n"


@pytest.mark.usefixtures("aws", "project")
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["train", "--max-minutes", "0"], "flag --max-minutes is 0; use 1 to 40320"),
        (["prepare", "--source", "https://ann:hunter2@data.example/a.csv"], "has a password or a key in it"),
        (["register", "other-train-1"], "other-train-1 is not a job of example"),
    ],
)
def test_what_sagemaker_would_refuse_is_refused_before_any_call(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert launch.main(words) == 2
    shown = capsys.readouterr()
    assert why in shown.err
    assert "hunter2" not in shown.err
    assert not shown.out


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("service", ["ssm", "s3", "sagemaker"])
def test_what_aws_refuses_is_told_in_one_line_and_the_exit_code_is_2(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], service: str
) -> None:
    refused = {"service_error_code": "AccessDeniedException", "service_message": "with an explicit deny"}
    if service == "ssm":
        aws["ssm"].add_client_error("get_parameters_by_path", **refused)
    else:
        expect_parameters(aws["ssm"], "resources", PARAMETERS)
        expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    if service == "s3":
        aws["s3"].add_client_error("put_object", **refused)
    if service == "sagemaker":
        aws["s3"].add_response("put_object", {})
        aws["sagemaker"].add_client_error("create_training_job", **refused)
    assert launch.main(["train"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert f"npm run access -- --why ROLE {service}:" in line


@pytest.mark.usefixtures("project")
def test_a_job_can_be_followed(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]) -> None:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    aws["s3"].add_response("put_object", {})
    aws["sagemaker"].add_response("create_processing_job", {"ProcessingJobArn": "arn:aws:sagemaker:::job"})
    job = {
        "ProcessingJobName": "example-prepare-1",
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}
        },
        "AppSpecification": {"ImageUri": "image"},
        "ProcessingJobArn": "arn:aws:sagemaker:::job",
        "ProcessingJobStatus": "Failed",
        "FailureReason": "exit code 1",
        "CreationTime": 0,
    }
    aws["sagemaker"].add_response("describe_processing_job", job)
    assert launch.main(["prepare", "--wait"]) == 1
    assert "Failed. exit code 1" in capsys.readouterr().err


def test_local_disks_get_no_key_since_sagemaker_refuses_one(project: Project, resources: Resources) -> None:
    request = training_request(job(project, resources, instance_type="ml.g5.xlarge"), {"seed": 1}, [])
    assert "VolumeKmsKeyId" not in request["ResourceConfig"]


@pytest.mark.usefixtures("project")
def test_a_model_is_evaluated_where_its_job_says_that_it_is(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    for refused in (False, True):
        expect_parameters(aws["ssm"], "resources", {**PARAMETERS, **MORE})
        expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
        if refused:
            aws["sagemaker"].add_client_error("describe_training_job", "ValidationException", "not found")
            assert launch.main(["evaluate", "example-train-1"]) == 2
            assert "sagemaker:DescribeTrainingJob was refused" in capsys.readouterr().err
        else:
            answer = {"TrainingJobStatus": "Completed", "ModelArtifacts": {"S3ModelArtifacts": "s3://a/m"}}
            aws["sagemaker"].add_response("describe_training_job", {**DESCRIBED, **answer})
            assert launch.main(["evaluate", "example-train-1", "--dry-run"]) == 0
            assert json.loads(capsys.readouterr().out)["ProcessingInputs"][1]["S3Input"]["S3Uri"] == "s3://a/m"


@pytest.mark.usefixtures("project")
def test_a_version_is_registered_by_a_job(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]) -> None:
    expect_parameters(aws["ssm"], "resources", {**PARAMETERS, **MORE})
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    assert launch.main(["register", "example-train-1", "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["RoleArn"] == MORE["registration-role"]


def test_every_stage_has_a_kind_of_job() -> None:
    assert {stage: kind.noun for stage, kind in stages.KINDS.items()} == {
        "prepare": "Processing",
        "train": "Training",
        "evaluate": "Processing",
        "register": "Processing",
    }


@pytest.mark.usefixtures("project")
def test_a_call_that_reached_nobody_is_told_by_its_name(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    aws["s3"].add_response("put_object", {})

    def lose(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://api.sagemaker.eu-west-1.amazonaws.com/")

    monkeypatch.setattr(aws["sagemaker"].client, "create_training_job", lose)
    assert launch.main(["train"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("sagemaker:CreateTrainingJob: Could not connect to the endpoint URL")


@pytest.mark.usefixtures("project")
def test_a_job_that_may_be_started_and_not_described_says_which_of_the_two(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    expect_parameters(aws["ssm"], "hyperparameters", HYPERPARAMETERS)
    aws["s3"].add_response("put_object", {})
    aws["sagemaker"].add_response("create_training_job", {"TrainingJobArn": "arn:aws:sagemaker:::job"})
    aws["sagemaker"].add_client_error("describe_training_job", "AccessDeniedException", "no")
    assert launch.main(["train", "--wait"]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert "npm run access -- --why ROLE sagemaker:DescribeTrainingJob training-job/example-train-" in last
