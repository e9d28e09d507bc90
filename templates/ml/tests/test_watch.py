from typing import Any

import pytest

from workload.watch import Kind, links, wait


class Jobs:
    """Answers each describe call with the next state."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self._answers = list(answers)

    def describe_training_job(self, **asked: str) -> dict[str, Any]:
        assert asked == {"TrainingJobName": "my-ml-train-1"}
        return self._answers.pop(0)

    def describe_processing_job(self, **asked: str) -> dict[str, Any]:
        assert asked == {"ProcessingJobName": "my-ml-train-1"}
        return self._answers.pop(0)


def follow(noun: str, *answers: dict[str, Any]) -> tuple[int, list[float]]:
    paused: list[float] = []
    return wait(Kind(noun), Jobs(*answers), "my-ml-train-1", paused.append), paused


def test_a_job_is_followed_to_its_end_and_each_state_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    running = {"TrainingJobStatus": "InProgress"}
    # Equal, and not the same object: each answer is parsed anew.
    again = "".join(["Train", "ing"])
    metric = {"MetricName": "accuracy", "Value": 0.5}
    code, paused = follow(
        "Training",
        {**running, "SecondaryStatus": "Starting"},
        {**running, "SecondaryStatus": "Training"},
        {**running, "SecondaryStatus": again},
        {"TrainingJobStatus": "Completed", "SecondaryStatus": "Completed", "FinalMetricDataList": [metric]},
    )
    told = [line.split("  ")[-1] for line in capsys.readouterr().err.splitlines()]
    assert (code, paused) == (0, [15, 15, 15])
    assert told == ["Starting", "Training", "Completed", "accuracy = 0.5"]


@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_a_job_that_does_not_complete_says_why(status: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = follow(
        "Processing",
        {"ProcessingJobStatus": "Stopping"},
        {"ProcessingJobStatus": status, "FailureReason": "AlgorithmError: exit code 1"},
    )
    assert code == 1
    assert f"my-ml-train-1: {status}. AlgorithmError: exit code 1\n" in capsys.readouterr().err


def test_a_processing_job_may_leave_a_message_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    follow("Processing", {"ProcessingJobStatus": "Failed", "ExitMessage": "no row is left"})
    assert capsys.readouterr().err.endswith("my-ml-train-1: Failed. no row is left\n")


@pytest.mark.parametrize(("noun", "resource"), [("Training", "training-job"), ("Processing", "processing-job")])
def test_a_kind_is_named_in_arns_as_sagemaker_does(noun: str, resource: str) -> None:
    assert Kind(noun).resource == resource


@pytest.mark.parametrize(
    ("region", "domain"),
    [
        ("eu-west-1", "console.aws.amazon.com"),
        ("cn-north-1", "console.amazonaws.cn"),
        ("us-gov-west-1", "console.amazonaws-us-gov.com"),
    ],
)
def test_links_lead_to_the_console_of_the_partition(region: str, domain: str) -> None:
    job, logs = links(Kind("Training"), region, "my-ml-train-1").splitlines()
    assert job == f"job   https://{region}.{domain}/sagemaker/home?region={region}#/jobs/my-ml-train-1"
    assert logs == (
        f"logs  https://{region}.{domain}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/"
        "$252Faws$252Fsagemaker$252FTrainingJobs$3FlogStreamNameFilter$3Dmy-ml-train-1"
    )


def test_a_processing_job_has_a_page_of_its_own() -> None:
    assert "#/processing-jobs/a\n" in links(Kind("Processing"), "eu-west-1", "a")
