"""What AWS refuses, in one line, with what to type next."""

import re

from botocore.exceptions import BotoCoreError, ClientError

from workload.edge import StageError

_DENIED = {"AccessDenied", "AccessDeniedException", "AllAccessDisabled", "UnauthorizedOperation"}
_SIGNED_OUT = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}


class RefusedError(StageError):
    """AWS, or the SDK before it, refused a call."""


def unconfigured(error: BotoCoreError | ValueError) -> str:
    """Say what the SDK lacks on this machine before it can call anything: it reads the profile as a client is made.

    Raises:
        ValueError: `error` itself, where it is not what botocore.endpoint says of an AWS_ENDPOINT_URL.
    """
    if isinstance(error, ValueError) and not str(error).startswith("Invalid endpoint"):
        raise error
    return f"the AWS configuration of this machine: {' '.join(str(error).split())}\n"


def explain(error: BotoCoreError | ClientError, project: str, action: str, resource: str) -> RefusedError:
    """Say what was refused.

    Args:
        error: what the SDK raised.
        project: the project's name, which its roles' names begin with.
        action: the IAM action of the call, e.g. sagemaker:CreateTrainingJob.
        resource: what it was for, as `npm run access` names it, e.g. training-job/NAME-train-1.
    """
    if not isinstance(error, ClientError):
        return RefusedError(f"{action}: {' '.join(str(error).split())}")
    code, message = error.response["Error"]["Code"], " ".join(error.response["Error"].get("Message", "").split())
    if code in _DENIED:
        role = re.search(rf"assumed-role/{re.escape(project)}-([a-z-]+)/", message)
        why = f"npm run access -- --why {role[1] if role else 'ROLE'} {action} {resource}"
        return RefusedError(f"{action} was refused ({code}: {message}). Which statement refuses it: {why}")
    if code in _SIGNED_OUT:
        return RefusedError(f"{action} was refused ({code}: {message}): sign in again, docs/sign-in.md says how")
    if code == "ResourceLimitExceeded":
        ask = "ask for more in Service Quotas (a new account has 0 of most types), or use another --instance-type"
        return RefusedError(f"{action} is over the account's quota ({message}): {ask}")
    return RefusedError(f"{action} was refused ({code}: {message})")
