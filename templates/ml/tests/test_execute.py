import hashlib
import io
import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from conftest import PARAMETERS, expect_parameters

from workload import archive, execute, launch, spec
from workload.job import Job
from workload.processing_job import WORK, Run, processing_request
from workload.settings import Project, Resources

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/example-pipeline/execution/p4jn9xou8a8s"
WITH = {**PARAMETERS, "pipeline": "example-pipeline"}
NIGHTLY = {**PARAMETERS, "pipelines/nightly": "example-nightly"}


def known(aws: dict[str, Stubber], parameters: dict[str, str]) -> None:
    expect_parameters(aws["ssm"], "resources", parameters)
    expect_parameters(aws["ssm"], "hyperparameters", {"seed": "5"})


@pytest.mark.usefixtures("project")
def test_where_there_is_a_pipeline_an_execution_is_started_with_hyperparameters_alone(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    known(aws, WITH)
    aws["sagemaker"].add_response("start_pipeline_execution", {"PipelineExecutionArn": ARN})
    assert launch.main(["--seed", "9"]) == 0
    shown = capsys.readouterr()
    request = json.loads(shown.out)
    assert shown.out == json.dumps(request, indent=2) + "\n"
    assert set(request) == {"PipelineName", "PipelineParameters"}
    given = {parameter["Name"]: parameter["Value"] for parameter in request["PipelineParameters"]}
    assert set(given) == {setting.name for setting in spec.read().settings}
    assert given["seed"] == "9"
    assert f"started {ARN}" in shown.err
    assert "/sagemaker/home?region=eu-west-1#/pipelines/example-pipeline" in shown.err


@pytest.mark.usefixtures("project")
def test_a_pipeline_of_a_unit_is_started_by_the_units_name(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    known(aws, NIGHTLY)
    assert launch.main(["--pipeline", "nightly", "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["PipelineName"] == "example-nightly"


@pytest.mark.usefixtures("project")
def test_a_dry_run_starts_nothing(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]) -> None:
    known(aws, WITH)
    assert launch.main(["--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["PipelineName"] == "example-pipeline"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("words", "parameters", "why"),
    [
        (["train"], WITH, "jobs run by the pipeline example-pipeline here"),
        (["train", "--pipeline", "nightly"], NIGHTLY, "--pipeline takes no stage"),
        (["--pipeline", "weekly"], NIGHTLY, "one of the deployed pipelines: nightly"),
        (["--pipeline", "weekly"], PARAMETERS, "one of the deployed pipelines: none; secure-ml add pipeline makes one"),
        ([], NIGHTLY, "name a stage"),
        ([], PARAMETERS, "name a stage: prepare, train, evaluate, register"),
    ],
)
def test_a_job_beside_the_pipeline_is_refused_and_so_is_an_execution_of_none(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], words: list[str], parameters: dict[str, str], why: str
) -> None:
    known(aws, parameters)
    assert launch.main(words) == 2
    assert why in capsys.readouterr().err


@pytest.mark.usefixtures("aws", "project")
@pytest.mark.parametrize(
    "words", [["--instance-type", "ml.m5.large"], ["--max-minutes", "5"], ["--source", "https://data.example/a.csv"]]
)
def test_an_execution_does_not_say_how_its_jobs_run(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert launch.main(words) == 2
    assert "takes hyperparameters alone" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_what_aws_refuses_is_told_in_one_line(aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]) -> None:
    known(aws, WITH)
    aws["sagemaker"].add_client_error("start_pipeline_execution", "AccessDeniedException", "explicit deny")
    assert launch.main([]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "npm run access -- --why ROLE sagemaker:StartPipelineExecution pipeline/example-pipeline" in line


@pytest.mark.usefixtures("project")
def test_a_call_that_reached_nobody_is_told_by_its_name(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://api.sagemaker.eu-west-1.amazonaws.com/")

    known(aws, WITH)
    monkeypatch.setattr(aws["sagemaker"].client, "start_pipeline_execution", lose)
    assert launch.main([]) == 2
    assert capsys.readouterr().err.startswith("sagemaker:StartPipelineExecution: Could not connect to the endpoint URL")


@pytest.mark.usefixtures("project")
def test_an_execution_that_may_be_started_and_not_described_says_which_of_the_two(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str]
) -> None:
    known(aws, WITH)
    aws["sagemaker"].add_response("start_pipeline_execution", {"PipelineExecutionArn": ARN})
    aws["sagemaker"].add_client_error("describe_pipeline_execution", "AccessDeniedException", "no")
    assert launch.main(["--wait"]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert "--why ROLE sagemaker:DescribePipelineExecution pipeline/example-pipeline" in last


def state(status: str, *steps: tuple[str, str]) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("describe_pipeline_execution", {"PipelineExecutionStatus": status, "FailureReason": "of one step"}),
        (
            "list_pipeline_execution_steps",
            {"PipelineExecutionSteps": [{"StepName": name, "StepStatus": at} for name, at in steps]},
        ),
    ]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("last", "code"), [("Succeeded", 0), ("Failed", 1), ("Stopped", 1)])
def test_an_execution_is_followed_step_by_step(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], last: str, code: int
) -> None:
    answers = [
        *state("Executing", ("prepare", "Executing")),
        *state("Executing", ("prepare", "Succeeded"), ("train", "Executing")),
        *state(last, ("prepare", "Succeeded"), ("train", last)),
    ]
    for call, answer in answers:
        aws["sagemaker"].add_response(call, answer)
    assert execute.wait(aws["sagemaker"].client, ARN, lambda _: None) == code
    told = [line[10:] for line in capsys.readouterr().err.splitlines()[:-1]]
    assert told == ["prepare Executing", "prepare Succeeded", "train Executing", f"train {last}"]


@pytest.mark.parametrize("changed", [False, True])
def test_a_job_runs_no_code_whose_hash_is_not_the_requests(
    project: Project, resources: Resources, tmp_path: Path, *, changed: bool
) -> None:
    job = Job("example-1", project, resources, "c0de", "ml.m5.large")
    request = processing_request(job, Run("describe", "role"))
    [shell, option, script, name] = request["AppSpecification"]["ContainerEntrypoint"]
    folder = tmp_path / "code"
    folder.mkdir()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("a"))
    content = packed.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    (folder / archive.NAME).write_bytes(content + (b"x" if changed else b""))
    work = tmp_path / "work"
    here = script.replace("/opt/ml/processing/input/code", str(folder)).replace(WORK, str(work))
    here = here.replace("exec python3 -m workload.describe", "echo ran")
    done = subprocess.run(  # noqa: S603  # what a job runs, of this code alone
        [shell, option, here, name, digest, archive.NAME, "--one"], check=False, capture_output=True
    )
    assert (done.returncode == 0) is not changed
    assert (b"ran --one" in done.stdout) is not changed
