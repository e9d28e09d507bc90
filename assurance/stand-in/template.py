"""Templates as the stand-in reads them: references, and the order in which resources are made."""

import json
import uuid
from graphlib import TopologicalSorter
from typing import Any

# The property that names a resource of a type, where that is not one of the usual ones.
NAMES = ("Name", "RoleName", "ManagedPolicyName", "LogGroupName", "AliasName", "TrailName", "BucketName", "TopicName",
         "FunctionName", "AlarmName", "DashboardName", "AnalyzerName")


def partition_of(region: str) -> tuple[str, str]:
    if region.startswith("cn-"):
        return "aws-cn", "amazonaws.com.cn"
    return ("aws-us-gov" if region.startswith("us-gov-") else "aws"), "amazonaws.com"


class MissingExport(Exception):
    """An import of a name that no stack exports."""


class Resolver:
    """What a reference is once resources are made. Whatever nothing is known of is a text that names it."""

    def __init__(self, account: str, region: str, stack: str, exports: dict[str, str], parameters: dict[str, str]):
        partition, suffix = partition_of(region)
        self.known = {
            "AWS::AccountId": account,
            "AWS::Region": region,
            "AWS::Partition": partition,
            "AWS::URLSuffix": suffix,
            "AWS::StackName": stack,
            **parameters,
        }
        self.account, self.region, self.partition, self.exports = account, region, partition, exports
        self.imported: set[str] = set()

    def physical(self, logical: str, physical: str) -> None:
        self.known[logical] = physical

    def arn(self, logical: str, attribute: str) -> str:
        physical = self.known.get(logical, logical)
        if attribute == "Arn" and not physical.startswith("arn:"):
            return f"arn:{self.partition}:made:{self.region}:{self.account}:{physical}"
        return physical if attribute.endswith("Arn") else f"{physical}.{attribute}"

    def value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.value(one) for one in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (function, given), = node.items()
            if function == "Ref":
                return self.known.get(given, given)
            if function == "Fn::GetAtt":
                return self.arn(*(given if isinstance(given, list) else given.split(".", 1)))
            if function == "Fn::Join":
                return given[0].join(str(self.value(part)) for part in self.value(given[1]))
            if function == "Fn::ImportValue":
                name = self.value(given)
                if name not in self.exports:
                    raise MissingExport(f"No export named {name} found.")
                self.imported.add(name)
                return self.exports[name]
            if function.startswith("Fn::"):
                return json.dumps(node)
        return {key: self.value(one) for key, one in node.items()}


def references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*(references(one) for one in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    found = set().union(*(references(one) for one in node.values())) if node else set()
    if isinstance(node.get("Ref"), str):
        found.add(node["Ref"])
    if "Fn::GetAtt" in node:
        given = node["Fn::GetAtt"]
        found.add(given[0] if isinstance(given, list) else given.split(".")[0])
    return found


def in_order(resources: dict[str, Any]) -> list[str]:
    """Each after what it refers to or depends on."""
    graph = {}
    for logical, resource in resources.items():
        after = resource.get("DependsOn", [])
        wanted = references(resource.get("Properties", {})) | set([after] if isinstance(after, str) else after)
        graph[logical] = wanted & set(resources) - {logical}
    return list(TopologicalSorter(graph).static_order())


def physical_name(stack: str, logical: str, kind: str, properties: dict[str, Any]) -> str:
    for name in NAMES:
        if isinstance(properties.get(name), str):
            return properties[name]
    made = f"{stack}-{logical}-{uuid.uuid4().hex[:12]}"
    return made.lower() if kind == "AWS::S3::Bucket" else made


def kept(resource: dict[str, Any], created_now: bool) -> bool:
    """Does its deletion policy keep it? RetainExceptOnCreate keeps nothing that is rolled back on its creation."""
    policy = resource.get("DeletionPolicy", "Delete")
    return policy == "Retain" or (policy == "RetainExceptOnCreate" and not created_now)
