"""Starts an execution of the project's pipeline, and follows it to its end."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from workload.refusals import explain
from workload.settings import Project
from workload.watch import POLL_SECONDS, console


def execution_request(pipeline: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Build the call: Amazon SageMaker API Reference, "StartPipelineExecution". It gives hyperparameters alone."""
    parameters = [{"Name": name, "Value": str(value)} for name, value in chosen.items()]
    return {"PipelineName": pipeline, "PipelineParameters": parameters}


def _steps(sagemaker: Any, arn: str) -> dict[str, str]:
    """Ask for the state of each step that began, in their order; a failed one with its reason."""
    pages = sagemaker.get_paginator("list_pipeline_execution_steps").paginate(
        PipelineExecutionArn=arn, SortOrder="Ascending"
    )
    return {
        step["StepName"]: f"{step['StepStatus']} {step.get('FailureReason', '')}".strip()
        for page in pages
        for step in page["PipelineExecutionSteps"]
    }


def wait(sagemaker: Any, arn: str, pause: Callable[[float], None] = time.sleep) -> int:
    """Follow an execution and tell each step's new state on stderr; the exit code is 1 where it did not succeed."""
    told: dict[str, str] = {}
    while True:
        answer = sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn)
        steps = _steps(sagemaker, arn)
        for name, state in steps.items():
            if told.get(name) != state:
                sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {name} {state}\n")
        told, status = steps, answer["PipelineExecutionStatus"]
        if status not in {"Executing", "Stopping"}:
            break
        pause(POLL_SECONDS)
    sys.stderr.write(f"{status}. {answer.get('FailureReason', '')}\n")
    return 0 if status == "Succeeded" else 1


def run(sagemaker: Any, project: Project, request: dict[str, Any], *, follow: bool, dry: bool) -> int:
    """Print the call and, unless it is a dry run, make it; with `follow`, wait for the end and return its exit code."""
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    if dry:
        return 0
    pipeline = request["PipelineName"]
    try:
        arn = str(sagemaker.start_pipeline_execution(**request)["PipelineExecutionArn"])
        place = f"{console(project.region)}/sagemaker/home?region={project.region}#/pipelines/{pipeline}"
        sys.stderr.write(f"started {arn}\npipeline  {place}\n")
        return wait(sagemaker, arn) if follow else 0
    except (BotoCoreError, ClientError) as error:
        action = error.operation_name if isinstance(error, ClientError) else "StartPipelineExecution"
        raise explain(error, project.name, f"sagemaker:{action}", f"pipeline/{pipeline}") from None
