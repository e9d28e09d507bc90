"""The pipeline of all stages, as SageMaker runs it where people start no jobs of their own.

`npm run pipeline` writes each definition.json below infra/, which a pull request changes and a deployment takes;
synthesis puts the stacks' values in for {names}. An execution gives hyperparameters, and nothing that says what runs,
as whom or where.
"""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from workload import edge, spec, stages
from workload.job import Job, Request
from workload.settings import ROOT, Project, Resources

FILE = "definition.json"
# What one execution alone knows: Amazon SageMaker AI Developer Guide, "Pipelines", "Define a pipeline".
EXECUTION = "<<Execution.PipelineExecutionId>>"
TRAINING_JOB = "<<Steps.train.TrainingJobName>>"
MODEL = "<<Steps.train.ModelArtifacts.S3ModelArtifacts>>"


def _known() -> Resources:
    """Name each resource by what the stacks call it, in place of its value."""
    lists = {"subnets", "security_groups", "instance_types"}
    known = [entry.name for entry in fields(Resources) if entry.metadata.get("read", True)]
    names = {name: f"{{{name.replace('_', '-')}}}" for name in known}
    values: dict[str, Any] = {name: (text,) if name in lists else text for name, text in names.items()}
    return Resources(**values)


def late(value: Any) -> Any:
    """Say in the definition's own words what <<...>> stands for: {"Get": ...}, joined where text is around it."""
    if isinstance(value, dict):
        return {key: late(part) for key, part in value.items()}
    if isinstance(value, list):
        return [late(part) for part in value]
    if not isinstance(value, str) or "<<" not in value:
        return value
    if whole := re.fullmatch(r"<<([\w.]+)>>", value):
        return {"Get": whole[1]}
    parts = [part for part in re.split(r"(<<[\w.]+>>)", value) if part]
    return {"Std:Join": {"On": "", "Values": [late(part) if part.startswith("<<") else part for part in parts]}}


class _Later(Job):
    """A job whose size synthesis knows."""

    def cluster(self) -> Request:
        size = {"InstanceType": "{instance-type}", "InstanceCount": 1, "VolumeSizeInGB": "{volume-gb}"}
        # None for types whose local disks take none.
        return {**size, "VolumeKmsKeyId": "{volume-key}"}

    def limits(self) -> Request:
        return {**super().limits(), "StoppingCondition": {"MaxRuntimeInSeconds": "{max-seconds}"}}


def named(text: str) -> set[str]:
    """Find what a text names in braces."""
    return set(re.findall(r"\{([a-z][a-z-]*)\}", text))


def _step(name: str, after: str | None, request: Request) -> Request:
    noun = stages.KINDS[name].noun
    return {"Name": name, "Type": noun, **({"DependsOn": [after]} if after else {}), "Arguments": late(request)}


def definition(declared: spec.Spec) -> Request:
    """Build the pipeline: each stage's own request, with the name that its jobs' names begin with."""
    project = Project(name="{name}", region="{region}", sensitivity="{sensitivity}")
    chosen = {setting.name: f"<<Parameters.{setting.name}>>" for setting in declared.settings}

    def job(stage: str) -> Job:
        address = "{code-folder}/{code}.tar.gz"
        return _Later(f"{{name}}-{stage}", project, _known(), "{code}", "", source=address, data=f"{EXECUTION}/")

    requests = {
        "prepare": stages.prepare(job("prepare"), chosen["seed"], None),
        "train": stages.train(job("train"), declared, chosen),
        "evaluate": stages.evaluate(job("evaluate"), TRAINING_JOB, MODEL),
        "register": stages.register(job("register"), TRAINING_JOB),
    }
    before = [None, *requests]
    return {
        "Version": "2020-12-01",
        "Metadata": {},
        "Parameters": [
            {"Name": setting.name, "Type": "String", "DefaultValue": str(setting.default)}
            for setting in declared.settings
        ],
        # The role may make no experiments.
        "PipelineExperimentConfig": None,
        "Steps": [_step(name, after, made) for (name, made), after in zip(requests.items(), before, strict=False)],
    }


def text(declared: spec.Spec) -> str:
    """Write the definition as its file has it."""
    return json.dumps(definition(declared), indent=2) + "\n"


def files(root: Path = ROOT) -> list[Path]:
    """Find the definitions of this repository: of the control, and of units of the kind pipeline."""
    return sorted([*(root / "infra").glob(f"controls/pipeline/{FILE}"), *(root / "infra").glob(f"units/*/{FILE}")])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write each definition anew."""
    del arguments
    written = text(spec.read())
    for file in files():
        file.write_text(written, encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    if not files():
        sys.stdout.write("No pipeline is here: it is a control of restricted, and a kind of unit\n")
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
