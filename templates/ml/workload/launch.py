"""Starts a stage as a job in AWS: uploads the code under its own hash, then sends the request. --dry-run prints it.

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

from workload import archive, spec, stages, vendored
from workload.edge import StageError
from workload.job import Job, Request
from workload.refusals import explain
from workload.settings import Project, Resources, SettingError, lookup, resources, stored_below
from workload.start import start, upload

DEFAULT_INSTANCE_TYPE = "ml.m5.large"
# SageMaker API Reference, "StoppingCondition" and "ProcessingStoppingCondition".
LONGEST_MINUTES = {"Training": 28 * 24 * 60, "Processing": 5 * 24 * 60}


def check(flags: argparse.Namespace, project: Project, declared: spec.Spec) -> None:
    """Refuse what SageMaker would refuse, or what would be paid for and not used."""
    longest = LONGEST_MINUTES[stages.KINDS[flags.stage].noun]
    if not 1 <= flags.max_minutes <= longest:
        raise SettingError(f"flag --max-minutes is {flags.max_minutes}; use 1 to {longest}")
    if flags.instance_count < 1 or (flags.instance_count > 1 and not (declared.distributes and flags.stage == "train")):
        raise SettingError(
            f"flag --instance-count is {flags.instance_count}; the code runs on one instance, so use 1 "
            '(several train together where ml/model.json says "distributes": true)'
        )
    if flags.source and (flags.stage != "prepare" or not flags.source.startswith("https://")):
        raise SettingError("flag --source is for prepare, and an https:// address")
    if (flags.stage in stages.AFTER_TRAINING) is not bool(flags.job):
        raise SettingError(f"name a training job after {' and '.join(stages.AFTER_TRAINING)}, and after nothing else")
    if flags.job and not flags.job.startswith(f"{project.name}-"):
        raise SettingError(f"{flags.job} is no job of {project.name}")


def allowed_type(asked: str | None, allowed: Sequence[str]) -> str:
    """Choose the instance type: the one asked for, where the guardrails allow it, or their first."""
    if asked and allowed and asked not in allowed:
        raise SettingError(f"flag --instance-type is {asked!r}; use one of {', '.join(allowed)}")
    return asked or (allowed[0] if allowed else DEFAULT_INSTANCE_TYPE)


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
    parser.add_argument("stage", choices=[*stages.KINDS])
    parser.add_argument("job", nargs="?", help="evaluate, register: the training job's name")
    parser.add_argument("--dry-run", action="store_true", help="print the request; start nothing")
    parser.add_argument("--wait", action="store_true", help="follow the job to its end; exit 1 where it fails")
    parser.add_argument("--instance-type", help="default: the first that the guardrails allow")
    parser.add_argument("--instance-count", type=int, default=1)
    parser.add_argument("--max-minutes", type=int, default=60, help="SageMaker stops the job after this time")
    parser.add_argument("--source", help="prepare: an https:// address of a CSV file, read with the secret")
    for setting in declared.settings:
        parser.add_argument(f"--{setting.name.replace('_', '-')}", help="default: the SSM parameter's value")
    return parser.parse_args(arguments)


def launch(arguments: Sequence[str] | None) -> int:
    """Build the request, print it, and start the job unless it is a dry run."""
    project, declared = Project.read(), spec.read()
    flags = parse(arguments, declared)
    check(flags, project, declared)
    content = archive.code(vendored.packages(str(declared.image["use"])))
    code = hashlib.sha256(content).hexdigest()
    found, chosen = settings(flags, project, declared)
    name = f"{project.name}-{flags.stage}-{datetime.now(timezone.utc):%Y%m%d-%H%M%S}"
    kind = allowed_type(flags.instance_type, found.instance_types)
    job = Job(name, project, found, code, kind, flags.instance_count, flags.max_minutes * 60)
    request = build(flags, job, declared, chosen)
    sys.stdout.write(json.dumps(request, indent=2) + "\n")
    if flags.dry_run:
        return 0
    upload(boto3.client("s3", region_name=project.region), project, found, code, content)
    sagemaker = boto3.client("sagemaker", region_name=project.region)
    return start(sagemaker, stages.KINDS[flags.stage], project, request, follow=flags.wait)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 2 where it was refused, by this code or by AWS."""
    try:
        return launch(arguments)
    except StageError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
