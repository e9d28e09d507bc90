"""What is refused before anything is uploaded: what SageMaker would refuse, or what would be paid for and not used."""

import argparse
import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from workload import spec, stages
from workload.settings import Project, Resources, SettingError

DEFAULT_INSTANCE_TYPE = "ml.m5.large"
DEFAULT_MINUTES = 60
# What a query's name has where its value opens something: api_key, access_token, X-Amz-Signature, sig.
_CREDENTIAL = re.compile(r"key(?!word)|token|secret|passw|signature|credential|\b(sig|auth)\b", re.IGNORECASE)
# SageMaker API Reference, "StoppingCondition" and "ProcessingStoppingCondition".
LONGEST_MINUTES = {"Training": 28 * 24 * 60, "Processing": 5 * 24 * 60}


def way(given: argparse.Namespace, found: Resources) -> str | None:
    """Choose the pipeline to start, if one: the base's, where it runs all jobs, or the unit's that is named.

    Raises:
        SettingError: a job of one's own where the pipeline runs them, or an execution where there is none.
    """
    if found.pipeline and given.stage:
        raise SettingError(
            f"jobs run by the pipeline {found.pipeline} here: start it without a stage, npm run launch -- --wait"
        )
    if given.pipeline:
        below = "pipelines/"
        known = {key[len(below) :]: name for key, name in found.others.items() if key.startswith(below)}
        if given.stage or given.pipeline not in known:
            there = ", ".join(sorted(known)) or "none; secure-ml add pipeline makes one"
            raise SettingError(f"flag --pipeline takes no stage, and one of the deployed pipelines: {there}")
        return known[given.pipeline]
    if not found.pipeline and not given.stage:
        raise SettingError(f"name a stage: {', '.join(stages.KINDS)}")
    return found.pipeline


def _source(given: argparse.Namespace) -> None:
    try:
        parts = urlsplit(given.source)
    except ValueError:
        # An IPv6 host whose bracket is not closed.
        parts = urlsplit("")
    if given.stage != "prepare" or parts.scheme != "https" or not parts.hostname:
        raise SettingError("flag --source is for prepare, and an https:// address")
    if "@" in parts.netloc or any(_CREDENTIAL.search(name) for name in parse_qs(parts.query, keep_blank_values=True)):
        # DescribeProcessingJob returns a job's arguments to whoever may read jobs.
        raise SettingError("flag --source has a password or a key in it, which the job would show: use the secret")


def flags(given: argparse.Namespace, project: Project, declared: spec.Spec) -> None:
    """Refuse what SageMaker would refuse, or what would be paid for and not used."""
    if given.stage is None:
        asked = given.instance_type or given.source or given.input
        if asked or given.instance_count != 1 or given.max_minutes != DEFAULT_MINUTES:
            raise SettingError("an execution of the pipeline takes hyperparameters alone: its definition says the rest")
        return
    longest = LONGEST_MINUTES[stages.KINDS[given.stage].noun]
    if not 1 <= given.max_minutes <= longest:
        raise SettingError(f"flag --max-minutes is {given.max_minutes}; use 1 to {longest}")
    if given.instance_count < 1 or (given.instance_count > 1 and not (declared.distributes and given.stage == "train")):
        raise SettingError(
            f"flag --instance-count is {given.instance_count}; the code runs on one instance, so use 1 "
            '(several train together where ml/model.json says "distributes": true)'
        )
    if given.source:
        _source(given)
    if (given.stage in stages.AFTER_TRAINING) is not bool(given.job):
        raise SettingError(f"name a training job after {' and '.join(stages.AFTER_TRAINING)}, and after nothing else")
    if given.job and not given.job.startswith(f"{project.name}-"):
        raise SettingError(f"{given.job} is not a job of {project.name}")


def allowed_type(asked: str | None, allowed: Sequence[str]) -> str:
    """Choose the instance type: the one asked for, where the guardrails allow it, or their first."""
    if asked and allowed and asked not in allowed:
        raise SettingError(f"flag --instance-type is {asked!r}; use one of {', '.join(allowed)}")
    return asked or (allowed[0] if allowed else DEFAULT_INSTANCE_TYPE)


def allowed_seconds(asked: int, longest: int | None) -> int:
    """Turn minutes into seconds, where the guardrails allow as many; the default gives way to them."""
    if longest is not None and asked > longest and asked != DEFAULT_MINUTES:
        raise SettingError(f"flag --max-minutes is {asked}; the guardrails allow {longest} (jobs.maxMinutes)")
    return 60 * (asked if longest is None else min(asked, longest))


def images(project: Project, resources: Resources) -> None:
    """Refuse a tag where the tier asks for a digest."""
    used = [resources.image, resources.inference_image or resources.image]
    if project.sensitivity == "restricted" and not all("@sha256:" in image for image in used):
        raise SettingError("a tag can be moved, and restricted jobs take an image by its digest: npm run image:pin")
