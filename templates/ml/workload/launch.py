"""Starts a stage as a job in AWS: uploads the code under its own hash, then sends the request. --dry-run prints it.

Where the project has a pipeline, it starts an execution of that, and no job.

Example: python -m workload.launch train --instance-type ml.m5.xlarge --wait
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from workload import archive, checks, execute, spec, stages, vendored
from workload.edge import StageError
from workload.inputs import with_inputs
from workload.job import Job, Request
from workload.refusals import explain, unconfigured
from workload.settings import Project, Resources, lookup, resources, stored_below
from workload.start import start, upload


def settings(flags: argparse.Namespace, project: Project, declared: spec.Spec) -> tuple[Resources, dict[str, Any]]:
    """Look up what the job runs with, and its hyperparameters."""
    ssm = boto3.client("ssm", region_name=project.region)
    try:
        found = resources({"environment": os.environ, "stored": stored_below(ssm, f"/{project.name}/resources")})
        stored = stored_below(ssm, f"/{project.name}/hyperparameters")
    except (BotoCoreError, ClientError) as error:
        raise explain(error, project.name, "ssm:GetParametersByPath", f"parameter/{project.name}/resources") from None
    sources = {"flags": vars(flags), "environment": os.environ, "stored": stored}
    return found, lookup(declared.settings, sources)


def build(flags: argparse.Namespace, job: Job, declared: spec.Spec, chosen: dict[str, Any]) -> Request:
    """Build the stage's request."""
    if flags.stage == "prepare":
        return stages.prepare(job, chosen["seed"], flags.source)
    if flags.stage == "train":
        return stages.train(job, declared, chosen)
    if flags.stage == "register":
        return stages.register(job, flags.job)
    try:
        model = stages.trained(boto3.client("sagemaker", region_name=job.project.region), flags.job)
    except (BotoCoreError, ClientError) as error:
        action, what = "sagemaker:DescribeTrainingJob", f"training-job/{flags.job}"
        raise explain(error, job.project.name, action, what) from None
    return stages.evaluate(job, flags.job, model)


def parse(arguments: Sequence[str] | None, declared: spec.Spec) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="workload.launch", description=__doc__)
    parser.add_argument("stage", nargs="?", choices=[*stages.KINDS], help="none: an execution of the pipeline")
    parser.add_argument("job", nargs="?", help="evaluate, register: the training job's name")
    parser.add_argument("--pipeline", metavar="NAME", help="start an execution of this unit of the kind pipeline")
    parser.add_argument("--dry-run", action="store_true", help="print the request; start nothing")
    parser.add_argument("--wait", action="store_true", help="follow the job to its end; exit 1 where it fails")
    parser.add_argument("--instance-type", help="default: the first that the guardrails allow")
    parser.add_argument("--instance-count", type=int, default=1)
    parser.add_argument(
        "--max-minutes", type=int, default=checks.DEFAULT_MINUTES, help="SageMaker stops the job after this time"
    )
    parser.add_argument("--input", action="append", default=[], help="a unit of the kind bucket: read all of it")
    parser.add_argument("--source", help="prepare: an https:// address of a CSV file, read with the secret")
    for setting in declared.settings:
        parser.add_argument(f"--{setting.name.replace('_', '-')}", help="default: the SSM parameter's value")
    return parser.parse_args(arguments)


def launch(arguments: Sequence[str] | None) -> int:
    """Build the request, print it, and start the job unless it is a dry run."""
    project, declared = Project.read(), spec.read()
    flags = parse(arguments, declared)
    checks.flags(flags, project, declared)
    found, chosen = settings(flags, project, declared)
    if pipeline := checks.way(flags, found):
        sagemaker = boto3.client("sagemaker", region_name=project.region)
        call = execute.execution_request(pipeline, chosen)
        return execute.run(sagemaker, project, call, follow=flags.wait, dry=flags.dry_run)
    content = archive.code(vendored.packages(str(declared.image["use"])))
    code = hashlib.sha256(content).hexdigest()
    name = f"{project.name}-{flags.stage}-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}"
    checks.images(project, found)
    kind = checks.allowed_type(flags.instance_type, found.instance_types)
    seconds = checks.allowed_seconds(flags.max_minutes, found.max_minutes)
    job = Job(name, project, found, code, kind, flags.instance_count, seconds)
    request = with_inputs(build(flags, job, declared, chosen), found, flags.input)
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    if flags.dry_run:
        return 0
    upload(boto3.client("s3", region_name=project.region), project, found, code, content)
    sagemaker = boto3.client("sagemaker", region_name=project.region)
    return start(sagemaker, stages.KINDS[flags.stage], project, request, follow=flags.wait)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 2 where it was refused, by this code or by AWS, and 130 after Ctrl-C."""
    try:
        return launch(arguments)
    except StageError as error:
        sys.stderr.write(f"{error}\n")
    except (BotoCoreError, ValueError) as error:
        sys.stderr.write(unconfigured(error))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: what was started goes on in AWS\n")
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
