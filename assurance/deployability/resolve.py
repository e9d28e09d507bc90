"""Templates with every token at its longest: what a limit has to hold for."""

import json
from typing import Any

ACCOUNT = "123456789012"


def place_of(region: str) -> tuple[str, str]:
    if region.startswith("cn-"):
        return "aws-cn", "amazonaws.com.cn"
    return ("aws-us-gov" if region.startswith("us-gov-") else "aws"), "amazonaws.com"


# The longest name that a service gives or takes, by the word that a logical id or an export's name has in it.
ID = {"subnet": "subnet-0123456789abcdef0", "group": "sg-0123456789abcdef0", "endpoint": "vpce-0123456789abcdef0"}


def longest(word: str, region: str, kind: str | None) -> str:
    """A reference to a resource, or an attribute of it."""
    partition, _ = place_of(region)
    lower = word.lower()
    if kind == "AWS::KMS::Key" or "key" in lower:
        return f"arn:{partition}:kms:{region}:{ACCOUNT}:key/mrk-0123456789abcdef0123456789abcdef"
    if kind == "AWS::EC2::VPC":
        return "vpc-0123456789abcdef0"
    if kind in ("AWS::IAM::Role",):
        return f"arn:{partition}:iam::{ACCOUNT}:role/" + "r" * 64 if word.endswith("Arn") else "r" * 64
    if kind in ("AWS::IAM::ManagedPolicy",):
        return f"arn:{partition}:iam::{ACCOUNT}:policy/" + "p" * 60
    if kind == "AWS::Lambda::Function":
        name = "f" * 64
        return f"arn:{partition}:lambda:{region}:{ACCOUNT}:function:{name}" if word.endswith("Arn") else name
    if kind == "AWS::SecretsManager::Secret":
        return f"arn:{partition}:secretsmanager:{region}:{ACCOUNT}:secret:" + "s" * 57
    for part, text in ID.items():
        if part in lower:
            return text
    bucket = "b" * 63
    if kind == "AWS::S3::Bucket":
        return f"arn:{partition}:s3:::{bucket}" if word.endswith("Arn") else bucket
    if word.endswith("Arn") or "Arn" in word:
        service = kind.split("::")[1].lower() if kind else "service"
        return f"arn:{partition}:{service}:{region}:{ACCOUNT}:" + "n" * 64
    return bucket


class Longest:
    def __init__(self, region: str, stack: str, resources: dict[str, Any]):
        self.region, self.resources = region, resources
        partition, suffix = place_of(region)
        self.known = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": region,
            "AWS::Partition": partition,
            "AWS::URLSuffix": suffix,
            "AWS::StackName": stack,
            "AWS::StackId": f"arn:{partition}:cloudformation:{region}:{ACCOUNT}:stack/{stack}/" + "0" * 36,
        }

    def reference(self, logical: str, attribute: str = "") -> str:
        kind = self.resources.get(logical, {}).get("Type")
        properties = self.resources.get(logical, {}).get("Properties", {})
        if kind == "AWS::SNS::Topic" and not attribute:
            return longest("TopicArn", self.region, kind)
        if not attribute and kind == "AWS::Logs::LogGroup" and isinstance(properties.get("LogGroupName"), str):
            return properties["LogGroupName"]
        return longest(logical + attribute, self.region, kind)

    def value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.value(one) for one in node]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (function, given), = node.items()
            if function == "Ref":
                return self.known.get(given) or self.reference(given)
            if function == "Fn::GetAtt":
                logical, attribute = given if isinstance(given, list) else given.split(".", 1)
                return self.reference(logical, attribute)
            if function == "Fn::Join":
                return given[0].join(str(self.value(part)) for part in given[1])
            if function == "Fn::ImportValue":
                return longest(str(self.value(given)), self.region, None)
            if function == "Fn::Select" or function == "Fn::GetAZs":
                return f"{self.region}a"
            if function == "Fn::Sub":
                return given if isinstance(given, str) else given[0]
        return {key: self.value(one) for key, one in node.items()}


def text(node: Any) -> str:
    return node if isinstance(node, str) else json.dumps(node, separators=(",", ":"))
