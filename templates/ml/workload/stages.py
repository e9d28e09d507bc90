"""What each stage runs as in AWS: which role, from which prefixes to which."""

from collections.abc import Mapping
from typing import Any

from workload.job import Job, Request
from workload.processing_job import PROCESSING, Run, processing_request
from workload.settings import Resources, SettingError
from workload.spec import Spec
from workload.training_job import training_request
from workload.watch import Kind

KINDS = {
    "prepare": Kind("Processing"),
    "train": Kind("Training"),
    "evaluate": Kind("Processing"),
    "register": Kind("Processing"),
}
# The stages that a training job's name is given to.
AFTER_TRAINING = ("evaluate", "register")


def _needed(resources: Resources, *names: str) -> list[str]:
    found = {name: getattr(resources, name) for name in names}
    missing = [name.replace("_", "-") for name, value in found.items() if value is None]
    if missing:
        raise SettingError(f"no parameter {', '.join(missing)}: are the stacks deployed?")
    return [str(value) for value in found.values()]


def _signed(resources: Resources) -> list[str]:
    return ["--key", resources.signing_key] if resources.signing_key else []


def trained(sagemaker: Any, name: str) -> str:
    """Ask a training job where its model is.

    Raises:
        SettingError: the job did not complete.
    """
    job = KINDS["train"].describe(sagemaker, name)
    if job["TrainingJobStatus"] != "Completed":
        raise SettingError(f"training job {name} is {job['TrainingJobStatus']}: it has no model yet")
    return str(job["ModelArtifacts"]["S3ModelArtifacts"])


def prepare(job: Job, seed: int | str, source: str | None) -> Request:
    """Build the job that prepares data, from the raw bucket or from a source that its secret opens.

    SageMaker refuses an input whose prefix is empty, so the raw bucket is not mounted where a source is read.
    """
    resources = job.resources
    raw = {} if source else {"raw": f"s3://{resources.raw_bucket}/train/"}
    words = ["--source", source, "--secret", resources.secret] if source else []
    outputs = {name: f"s3://{resources.processed_bucket}/{name}/{job.data}" for name in ("train", "holdout")}
    run = Run("prepare", resources.processing_role, raw, outputs, ["--seed", str(seed), *words])
    return processing_request(job, run)


def train(job: Job, spec: Spec, chosen: Mapping[str, Any]) -> Request:
    """Build the training job."""
    return training_request(job, chosen, spec.metrics)


def evaluate(job: Job, training_job: str, model: str) -> Request:
    """Build the job that judges the model at an address, and writes what an endpoint loads."""
    [role] = _needed(job.resources, "evaluation_role")
    inputs = {"model": model, "holdout": f"s3://{job.resources.processed_bucket}/holdout/{job.data}"}
    outputs = {"evaluated": f"s3://{job.resources.artifacts_bucket}/models/{training_job}/"}
    words = [
        "--job",
        training_job,
        "--code",
        job.code,
        "--image",
        job.resources.inference_image or job.resources.image,
        *_signed(job.resources),
    ]
    words += ["--output", f"{PROCESSING}/output/evaluated"]
    return processing_request(job, Run("evaluate", role, inputs, outputs, words))


def register(job: Job, training_job: str) -> Request:
    """Build the job that makes a version of what was evaluated."""
    role, group = _needed(job.resources, "registration_role", "registry_group")
    folder = f"s3://{job.resources.artifacts_bucket}/models/{training_job}/"
    words = ["--job", training_job, "--group", group, "--url", f"{folder}model.tar.gz", *_signed(job.resources)]
    return processing_request(job, Run("register", role, {"model": folder}, {}, words))
