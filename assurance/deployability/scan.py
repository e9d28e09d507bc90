"""Would CloudFormation and the services take these templates? python scan.py FOLDER > findings.json

FOLDER holds a JSON file a variant: {"id", "region", "tier", "stacks": [{"name", "region", "template"}]}. Three questions for each
resource: does the type exist in the region (CloudFormation's schemas, as cfn-lint packs them), does the request that makes it
pass (botocore's validation and its models' limits), and do the services' rules hold that no schema has (rules.json).
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import botocore.session
from botocore.validate import ParamValidator
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from resolve import Longest, place_of, text

HERE = Path(__file__).parent
RULES = json.loads((HERE / "rules.json").read_text())
CALLS = json.loads((HERE / "api.json").read_text())
SESSION = botocore.session.get_session()
MODELS: dict[str, Any] = {}
TYPES: dict[str, set[str]] = {}


def types_in(region: str) -> set[str]:
    if region not in TYPES:
        TYPES[region] = set(PROVIDER_SCHEMA_MANAGER.get_resource_types(region))
    return TYPES[region]


def at(node: Any, path: list[str]) -> list[Any]:
    """What stands at a path; `*` is each item."""
    if not path:
        return [node]
    head, *rest = path
    if head == "*":
        return [found for one in node if isinstance(node, list) for found in at(one, rest)]
    return at(node[head], rest) if isinstance(node, dict) and head in node else []


def breaks(rule: dict[str, Any], resource: dict[str, Any], region: str) -> bool:
    if resource["Type"] not in rule["types"] or rule.get("partition", place_of(region)[0]) != place_of(region)[0]:
        return False
    where = rule.get("where")
    if where and not any(re.search(where["matches"], text(one)) for one in at(resource, where["path"].split("."))):
        return False
    found = at(resource, rule["path"].split("."))
    kind, value = rule["kind"], rule.get("value")
    if kind == "absent":
        return bool(found)
    if kind == "not":
        return value in found
    if kind == "matches":
        return any(not re.search(value, text(one)) for one in found)
    if kind == "lacks":
        return any(re.search(value, text(one)) for one in found)
    if kind == "size":
        return any(len(text(one)) > value for one in found)
    if kind == "count":
        return any(len(one) > value for one in found)
    raise ValueError(f"{rule['id']}: there is no kind {kind}")


def shape_of(kind: str) -> tuple[Any, dict[str, Any]]:
    declared = CALLS[kind]
    service, operation = declared["call"].split(" ")
    if service not in MODELS:
        MODELS[service] = SESSION.get_service_model(service)
    return MODELS[service].operation_model(operation).input_shape, declared


def fitted(value: Any, shape: Any, names: dict[str, str]) -> Any:
    """A property in the form of the request: members by name, whatever their case; documents as text."""
    if shape.type_name == "structure" and isinstance(value, dict):
        members = {name.lower(): name for name in shape.members}
        pairs = [(members.get(names.get(key, key).lower()), one) for key, one in value.items()]
        return {name: fitted(one, shape.members[name], {}) for name, one in pairs if name}
    if shape.type_name == "list" and isinstance(value, list):
        return [fitted(one, shape.member, {}) for one in value]
    if shape.type_name == "string" and not isinstance(value, str):
        return text(value)
    if shape.type_name in ("integer", "long") and isinstance(value, str) and value.isdigit():
        return int(value)
    return value


def beyond(value: Any, shape: Any, path: str) -> list[str]:
    """What the model's own limits refuse; ParamValidator looks at the lower ones alone."""
    limits = shape.metadata
    found = []
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, one in value.items():
            found += beyond(one, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for one in value:
            found += beyond(one, shape.member, path)
    size = value if isinstance(value, int | float) else len(value) if isinstance(value, str | list) else 0
    if "max" in limits and size > limits["max"]:
        found.append(f"{path} is longer than {limits['max']}: {size}")
    if isinstance(value, str) and "enum" in limits and value not in limits["enum"]:
        found.append(f"{path} is none of {', '.join(limits['enum'][:8])}: {value}")
    pattern = limits.get("pattern")
    if isinstance(value, str) and pattern:
        try:
            if not re.fullmatch(pattern.replace("\\p{L}", "a-zA-Z").replace("\\p{Z}", " ").replace("\\p{N}", "0-9"), value, re.S):
                found.append(f"{path} does not match {pattern}: {value[:80]}")
        except re.error:
            pass
    return found


def refused(resource: dict[str, Any]) -> list[str]:
    kind = resource["Type"]
    if kind not in CALLS:
        return []
    shape, declared = shape_of(kind)
    # A template that was planted has no more than what is wrong with it.
    request = fitted(resource.get("Properties", {}), shape, declared.get("names", {}))
    report = ParamValidator().validate(request, shape)
    missing = re.compile("|".join(declared.get("supplied", [])) or "$^")
    told = [line for line in report.generate_report().split("\n") if line and not missing.search(line)]
    # Tags are a list in templates and a map in some requests.
    return [line for line in told + beyond(request, shape, declared["call"]) if "ags" not in line]


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
            for rule in RULES:
                if breaks(rule, whole, region):
                    tell(rule["id"], stack, logical, rule["why"])
    return found


def planted() -> list[str]:
    """The rules that do not see the fault that is planted for them."""
    blind = []
    for rule in RULES:
        resource = json.loads(
            json.dumps(rule["planted"]), object_hook=lambda one: {"x": "x" * one["long"]} if list(one) == ["long"] else one
        )
        region = "cn-north-1" if rule.get("partition") == "aws-cn" else "eu-west-1"
        if not breaks(rule, resource, region):
            blind.append(rule["id"])
    absent = {"name": "s", "region": "eu-north-1", "template": {"Resources": {"B": {"Type": "AWS::Budgets::Budget", "Properties": {}}}}}
    if not any(one["rule"] == "type-in-region" for one in findings_of({"id": "planted", "stacks": [absent]})):
        blind.append("type-in-region")
    # Too long for a role, and no member of an enumeration.
    for wrong in (
        {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r" * 65, "AssumeRolePolicyDocument": {}}},
        {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "a", "ComparisonOperator": "Above", "EvaluationPeriods": 1}},
        {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/a"}},
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
        "asked": sorted(seen & set(CALLS)),
        "notAsked": sorted(seen - set(CALLS)),
    }
    print(json.dumps(result))
