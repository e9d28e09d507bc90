"""Where a started job can be seen, and waiting for its end."""

import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

POLL_SECONDS = 15
_CONSOLES = {"cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com"}


class Kind(NamedTuple):
    """A kind of SageMaker job: Training or Processing. The API names everything after it."""

    noun: str

    @property
    def resource(self) -> str:
        """The resource type in ARNs, e.g. training-job."""
        return f"{self.noun.lower()}-job"

    def start(self, sagemaker: Any, request: dict[str, Any]) -> str:
        """Create the job; return its ARN."""
        return str(getattr(sagemaker, f"create_{self.noun.lower()}_job")(**request).get(f"{self.noun}JobArn", ""))

    def describe(self, sagemaker: Any, name: str) -> dict[str, Any]:
        """Ask for the job."""
        answer: dict[str, Any] = getattr(sagemaker, f"describe_{self.noun.lower()}_job")(
            **{f"{self.noun}JobName": name}
        )
        return answer


def console(region: str) -> str:
    """Address a region's console, without a slash at its end."""
    domain = next((domain for start, domain in _CONSOLES.items() if region.startswith(start)), "console.aws.amazon.com")
    return f"https://{region}.{domain}"


def links(kind: Kind, region: str, name: str) -> str:
    """Address the job's page and its logs in the AWS console."""
    page_of = console(region)
    # The console encodes a path in its fragment twice, with $ in place of %.
    group = quote(quote(f"/aws/sagemaker/{kind.noun}Jobs", safe=""), safe="").replace("%", "$")
    page = "jobs" if kind.noun == "Training" else "processing-jobs"
    return (
        f"job   {page_of}/sagemaker/home?region={region}#/{page}/{name}\n"
        f"logs  {page_of}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{group}"
        f"$3FlogStreamNameFilter$3D{name}\n"
    )


def wait(kind: Kind, sagemaker: Any, name: str, pause: Callable[[float], None] = time.sleep) -> int:
    """Follow a job to its end and tell each new state on stderr; the exit code is 1 where it did not complete."""
    told = ""
    while True:
        job = kind.describe(sagemaker, name)
        status = job[f"{kind.noun}JobStatus"]
        state = job.get("SecondaryStatus", status)
        if state != told:
            sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {state}\n")
            told = state
        if status not in {"InProgress", "Stopping"}:
            break
        pause(POLL_SECONDS)
    for metric in job.get("FinalMetricDataList", []):
        sys.stderr.write(f"{metric['MetricName']} = {metric['Value']}\n")
    if status != "Completed":
        sys.stderr.write(f"{name}: {status}. {job.get('FailureReason') or job.get('ExitMessage') or ''}\n")
    return 0 if status == "Completed" else 1
