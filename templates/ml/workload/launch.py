"""Starts a job in AWS: uploads the code under its own hash, then sends the request. --dry-run only prints it.

Example: python -m workload.launch train --instance-type ml.m5.xlarge --wait
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from workload import archive
from workload.edge import StageError
from workload.job import Job, Request
from workload.processing_job import PROCESSING, processing_request
from workload.refusals import explain
from workload.settings import Hyperparameters, Project, Resources, SettingError, resolve, stored_below
from workload.start import start, upload
from workload.training_job import training_request
from workload.watch import Kind

DEFAULT_INSTANCE_TYPE = "ml.m5.large"
# SageMaker API Reference, "StoppingCondition" and "ProcessingStoppingCondition".
LONGEST_MINUTES = {"train": 28 * 24 * 60, "prepare": 5 * 24 * 60}
KINDS = {"train": Kind("Training"), "prepare": Kind("Processing")}


def check(flags: argparse.Namespace) -> None:
    """Refuse what SageMaker would refuse, or what would be paid for and not used."""
    if not 1 <= flags.max_minutes <= LONGEST_MINUTES[flags.stage]:
        raise SettingError(f"flag --max-minutes is {flags.max_minutes}; use 1 to {LONGEST_MINUTES[flags.stage]}")
    if flags.instance_count != 1:
        raise SettingError(f"flag --instance-count is {flags.instance_count}; the code runs on one instance, so use 1")
    if flags.source and not flags.source.startswith("https://"):
        raise SettingError("flag --source is no https:// address")
    if flags.bundled and flags.source:
        raise SettingError("use --bundled or --source, not both")
    if flags.stage == "train" and (flags.bundled or flags.source):
        raise SettingError("flags --bundled and --source are for prepare: training reads what prepare wrote")


def allowed_type(asked: str | None, allowed: Sequence[str]) -> str:
    """Choose the instance type: the one asked for, where the guardrails allow it, or their first."""
    if asked and allowed and asked not in allowed:
        raise SettingError(f"flag --instance-type is {asked!r}; use one of {', '.join(allowed)}")
    return asked or (allowed[0] if allowed else DEFAULT_INSTANCE_TYPE)


def build(flags: argparse.Namespace, project: Project, ssm: Any, code: str) -> tuple[Request, Resources]:
    """Resolve every setting and build the job's request."""
    stored = stored_below(ssm, f"/{project.name}/resources")
    resources = resolve(Resources, environment=os.environ, stored=stored)
    stored = stored_below(ssm, f"/{project.name}/hyperparameters")
    hyperparameters = resolve(Hyperparameters, flags=vars(flags), environment=os.environ, stored=stored)
    job = Job(
        name=f"{project.name}-{flags.stage}-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}",
        project=project,
        resources=resources,
        code=code,
        instance_type=allowed_type(flags.instance_type, resources.instance_types),
        instance_count=flags.instance_count,
        max_seconds=flags.max_minutes * 60,
    )
    if flags.stage == "train":
        return training_request(job, hyperparameters), resources
    source = ["--source", flags.source, "--secret", resources.secret] if flags.source else []
    bundled = ["--local", "--output", f"{PROCESSING}/output"] if flags.bundled else []
    words = ["--seed", str(hyperparameters.seed), *source, *bundled]
    return processing_request(job, words, raw=not (source or bundled)), resources


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="workload.launch", description=__doc__)
    parser.add_argument("stage", choices=["prepare", "train"])
    parser.add_argument("--dry-run", action="store_true", help="print the request; start nothing")
    parser.add_argument("--wait", action="store_true", help="follow the job to its end; exit 1 where it fails")
    parser.add_argument("--instance-type", help="default: the first that the guardrails allow")
    parser.add_argument("--instance-count", type=int, default=1)
    parser.add_argument("--max-minutes", type=int, default=60, help="SageMaker stops the job after this time")
    parser.add_argument("--bundled", action="store_true", help="prepare: the data set that scikit-learn bundles")
    parser.add_argument("--source", help="prepare: an https:// address of a CSV file, read with the secret")
    for setting in fields(Hyperparameters):
        parser.add_argument(f"--{setting.name.replace('_', '-')}", help="default: the SSM parameter's value")
    return parser.parse_args(arguments)


def launch(flags: argparse.Namespace, project: Project) -> int:
    """Build the request, print it, and start the job unless it is a dry run."""
    check(flags)
    content = archive.code()
    code = hashlib.sha256(content).hexdigest()
    try:
        request, resources = build(flags, project, boto3.client("ssm", region_name=project.region), code)
    except (BotoCoreError, ClientError) as error:
        raise explain(error, project.name, "ssm:GetParametersByPath", f"parameter/{project.name}/resources") from None
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    if flags.dry_run:
        return 0
    upload(boto3.client("s3", region_name=project.region), project, resources, code, content)
    return start(
        boto3.client("sagemaker", region_name=project.region), KINDS[flags.stage], project, request, follow=flags.wait
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 2 where it was refused, by this code or by AWS."""
    try:
        return launch(parse(arguments), Project.read())
    except StageError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
