"""The requests that a pipeline of SageMaker makes of its definition: each step's arguments, against the service's own rules."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api import input_of, told
from predicates import breaks, planted_in
from resolve import place_of

ROOT = Path(__file__).parents[2]
RULES = json.loads((ROOT / "src/operations/service-rules.json").read_text())
DISKS = json.loads((ROOT / "templates/infra/policies/families.json").read_text())["localDisks"]
# SageMaker Developer Guide, "Pipelines steps": what a step of the type asks for.
STEPS = {"Processing": "CreateProcessingJob", "Training": "CreateTrainingJob", "RegisterModel": "CreateModelPackage"}
# A token of the execution stands for a text; a part of a request may be left to the pipeline.
LEFT = ["TrainingJobName", "ProcessingJobName", "ModelPackageName", "ClientToken"]


def spoken(node: Any) -> Any:
    """Arguments with what is known at the execution alone as a text."""
    if isinstance(node, list):
        return [spoken(one) for one in node]
    if not isinstance(node, dict):
        return node
    if list(node) in (["Get"], ["Std:Join"], ["Std:JsonGet"]):
        return "s3://known-when-it-runs/1"
    return {key: spoken(one) for key, one in node.items()}


def known_in(region: str) -> dict[str, str]:
    return {"localDisks": "|".join(DISKS), "partition": place_of(region)[0]}


def refused_steps(definition: str, region: str) -> Iterator[tuple[str, str]]:
    """Rule and words for each step that its service would refuse."""
    for step in json.loads(definition)["Steps"]:
        operation = STEPS.get(step["Type"])
        if not operation:
            continue
        request = spoken(step["Arguments"])
        for what in told(request, input_of("sagemaker", operation), operation, LEFT):
            yield "api", f"step {step['Name']}: {what}"
        for rule in RULES:
            if f"sagemaker:{operation}" in rule["calls"] and breaks(rule, request, region, known_in(region)):
                yield rule["id"], f"step {step['Name']}: {rule['why']}"


def blind() -> list[str]:
    """The rules of requests that do not see the fault that is planted for them."""
    missed = []
    for rule in RULES:
        for request in planted_in(rule):
            region = "cn-north-1" if "cn-north-1" in json.dumps(request) else "eu-west-1"
            if not breaks(rule, request, region, known_in(region)):
                missed.append(rule["id"])
    wrong = {"Name": "train", "Type": "Training", "Arguments": {"TrainingJobName": "x", "Rolearn": "r"}}
    if not list(refused_steps(json.dumps({"Steps": [wrong]}), "eu-west-1")):
        missed.append("step")
    return missed
