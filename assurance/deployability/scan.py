"""Would CloudFormation and the services take these templates? python scan.py FOLDER > findings.json

FOLDER holds a JSON file a variant: {"id", "region", "tier", "stacks": [{"name", "region", "after", "template"}]}. Asked of each
resource: does the type exist in the region (CloudFormation's schemas, as cfn-lint packs them), does the request that makes it
pass (botocore's validation and its models' limits), and do the services' rules hold that no schema has (rules.json). Asked of
each stack: its own limits, what has to be made before what, and how many there may be.
"""

import json
import sys
from pathlib import Path
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

import pipeline_steps
from api import CALLS, refused
from graph import KINDS, broken, planted_stacks
from predicates import breaks, planted_in
from resolve import Longest, text

RULES = json.loads((Path(__file__).parent / "rules.json").read_text())
ALONE = [rule for rule in RULES if rule["kind"] not in KINDS]
BETWEEN = [rule for rule in RULES if rule["kind"] in KINDS]
TYPES: dict[str, set[str]] = {}


def types_in(region: str) -> set[str]:
    if region not in TYPES:
        TYPES[region] = set(PROVIDER_SCHEMA_MANAGER.get_resource_types(region))
    return TYPES[region]


def create_only(kind: str) -> list[str]:
    """What is never changed in place, by CloudFormation's own schema of the type."""
    try:
        return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema.get("createOnlyProperties", [])
    except ResourceNotFoundError:
        return []


def whole_of(stack: dict[str, Any]) -> dict[str, Any]:
    """A stack as a resource that rules can be about: `Template`."""
    template = stack["template"]
    properties = {**template, "StackName": stack["name"], "TerminationProtection": stack.get("terminationProtection", False)}
    return {"Type": "Template", "Properties": properties, "Body": text(template)}


def of(rule: dict[str, Any], resource: dict[str, Any]) -> bool:
    return resource["Type"] in rule["types"] or (rule["types"] == ["*"] and resource["Type"] != "Template")


def findings_of(variant: dict[str, Any]) -> list[dict[str, str]]:
    found = []

    def tell(rule: str, stack: dict[str, Any], logical: str, what: str) -> None:
        found.append({"variant": variant["id"], "rule": rule, "where": f"{stack['name']} {logical}", "what": what})

    for stack in variant["stacks"]:
        region, resources = stack["region"], stack["template"].get("Resources", {})
        longest = Longest(region, stack["name"], resources)
        for logical, resource in resources.items():
            if resource["Type"] not in types_in(region) and not resource["Type"].startswith("Custom::"):
                tell("type-in-region", stack, logical, f"{resource['Type']} is not in {region}")
            whole = {**resource, "Properties": longest.value(resource.get("Properties", {}))}
            for what in refused(whole):
                tell("api", stack, logical, what)
            for rule in ALONE:
                if of(rule, whole) and breaks(rule, whole, region):
                    tell(rule["id"], stack, logical, rule["why"])
            if resource["Type"] == "AWS::SageMaker::Pipeline":
                for rule, what in pipeline_steps.refused_steps(whole["Properties"]["PipelineDefinition"]["PipelineDefinitionBody"], region):
                    tell(rule, stack, logical, what)
        for rule in ALONE:
            if "Template" in rule["types"] and breaks(rule, whole_of(stack), region):
                tell(rule["id"], stack, "", rule["why"])
        for rule in BETWEEN:
            for what in broken(rule, stack, variant["stacks"]):
                tell(rule["id"], stack, "", f"{rule['why']}: {what}")
    return found


def sees(rule: dict[str, Any], given: Any) -> bool:
    if rule["kind"] in KINDS:
        stacks = planted_stacks(given)
        return any(broken(rule, stack, stacks) for stack in stacks)
    partition = rule.get("partition", "aws")
    region = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}.get(partition if isinstance(partition, str) else partition[0], "eu-west-1")
    if "Template" in rule["types"]:
        given = whole_of({"name": "s", **given})
    return of(rule, given) and breaks(rule, given, region)


def planted() -> list[str]:
    """The rules that do not see the faults that are planted for them, or see one where there is none (`right`)."""
    blind = pipeline_steps.blind()
    for rule in RULES:
        if not all(sees(rule, one) for one in planted_in(rule)):
            blind.append(rule["id"])
        if "right" in rule and any(sees(rule, one) for one in planted_in({"planted": rule["right"]})):
            blind.append(f"{rule['id']} sees what is right")
    absent = {"name": "s", "region": "eu-north-1", "template": {"Resources": {"B": {"Type": "AWS::Budgets::Budget", "Properties": {}}}}}
    if not any(one["rule"] == "type-in-region" for one in findings_of({"id": "planted", "stacks": [absent]})):
        blind.append("type-in-region")
    # Too long for a role, and no member of an enumeration.
    for wrong in (
        {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r" * 65, "AssumeRolePolicyDocument": {}}},
        {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "a", "ComparisonOperator": "Above", "EvaluationPeriods": 1}},
        {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/a"}},
        {"Type": "AWS::Config::ConfigurationRecorder", "Properties": {"RecordingGroup": {"ResourceTypes": ["AWS::S3::Pail"]}}},
        {"Type": "AWS::SecurityHub::Standard", "Properties": {}},
        {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "On"}}},
    ):
        if not refused(wrong):
            blind.append(f"api {wrong['Type']}")
    return blind


if __name__ == "__main__":
    variants = [json.loads(file.read_text()) for file in sorted(Path(sys.argv[1]).glob("*.json"))]
    seen = {one["Type"] for variant in variants for stack in variant["stacks"] for one in stack["template"].get("Resources", {}).values()}
    result = {
        "blind": planted(),
        "findings": [finding for variant in variants for finding in findings_of(variant)],
        "createOnly": {kind: create_only(kind) for kind in sorted(seen)},
        "asked": sorted(seen & set(CALLS)),
        "notAsked": sorted(seen - set(CALLS)),
    }
    print(json.dumps(result))
