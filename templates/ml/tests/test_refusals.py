import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from workload.refusals import explain


def refuse(code: str, message: str) -> str:
    error = ClientError({"Error": {"Code": code, "Message": message}}, "CreateTrainingJob")
    return str(explain(error, "my-ml", "sagemaker:CreateTrainingJob", "training-job/my-ml-train-1"))


@pytest.mark.parametrize(
    ("who", "role"),
    [("arn:aws:sts::1:assumed-role/my-ml-engineer/ann", "engineer"), ("arn:aws:iam::1:user/ann", "ROLE")],
)
def test_a_denied_call_names_the_command_that_explains_it(who: str, role: str) -> None:
    told = refuse("AccessDeniedException", f"User: {who} is not\nauthorized, with an explicit deny")
    assert told.endswith(f"npm run access -- --why {role} sagemaker:CreateTrainingJob training-job/my-ml-train-1")
    assert "with an explicit deny" in told
    assert "\n" not in told


def test_a_quota_is_told_with_what_to_do() -> None:
    assert "Service Quotas" in refuse("ResourceLimitExceeded", "The account-level service limit is 0")


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"])
def test_a_session_that_ended_says_how_to_sign_in(code: str) -> None:
    assert refuse(code, "The security token is expired").endswith("sign in again, docs/sign-in.md says how")


@pytest.mark.parametrize("code", ["ConflictException", "ValidationException"])
def test_another_refusal_is_told_as_aws_says_it(code: str) -> None:
    assert refuse(code, "no such role") == f"sagemaker:CreateTrainingJob was refused ({code}: no such role)"


def test_an_error_of_the_sdk_is_told_with_the_call() -> None:
    told = explain(NoCredentialsError(), "my-ml", "s3:PutObject", "artifacts/code/x")
    assert str(told) == "s3:PutObject: Unable to locate credentials"
