"""Rules between resources: what has to be made first, what there may be only so many of, and what goes together."""

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from predicates import concerns, found_at
from resolve import ACCOUNT, Longest, place_of, text

Stack = dict[str, Any]


def together(stack: Stack, stacks: list[Stack]) -> list[Stack]:
    """The stacks of its account and region: exports are theirs alone."""
    return [one for one in stacks if (one["region"], one.get("account")) == (stack["region"], stack.get("account"))]


def names_in(node: Any) -> set[str]:
    """Logical ids that are referred to."""
    if isinstance(node, list):
        return set().union(*map(names_in, node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*map(names_in, node.values()))
    if isinstance(node.get("Ref"), str):
        found.add(node["Ref"])
    given = node.get("Fn::GetAtt")
    if given:
        found.add(given[0] if isinstance(given, list) else given.split(".")[0])
    return found


def imports_in(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(imports_in, node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*map(imports_in, node.values()))
    return found | {node["Fn::ImportValue"]} if isinstance(node.get("Fn::ImportValue"), str) else found


def earlier(resources: dict[str, Any]) -> dict[str, set[str]]:
    """Each resource's own predecessors, near and far: what CloudFormation waits for."""
    near = {}
    for logical, resource in resources.items():
        after = resource.get("DependsOn", [])
        near[logical] = (names_in(resource.get("Properties", {})) | set([after] if isinstance(after, str) else after)) & set(resources)
    far: dict[str, set[str]] = {}

    def walk(logical: str) -> set[str]:
        if logical not in far:
            far[logical] = set()
            far[logical] = near[logical].union(*(walk(one) for one in near[logical]))
        return far[logical]

    return {logical: walk(logical) for logical in resources}


def after(rule: dict[str, Any], stack: Stack, _: list[Stack]) -> Iterator[str]:
    """Whatever shares `link` with a resource of `other` comes after it."""
    resources = stack["template"].get("Resources", {})
    order = earlier(resources)
    for logical, resource in resources.items():
        if resource["Type"] not in rule["types"]:
            continue
        mine = names_in(found_at(resource, rule["link"]["of"]))
        for first, other in resources.items():
            if other["Type"] in rule["other"] and mine & names_in(found_at(other, rule["link"]["other"])):
                if first not in order[logical]:
                    yield f"{logical} does not wait for {first}"


def needs(rule: dict[str, Any], stack: Stack, stacks: list[Stack]) -> Iterator[str]:
    """What makes it work is somewhere in the region."""
    for logical, resource in stack["template"].get("Resources", {}).items():
        if resource["Type"] in rule["types"] and concerns(rule, resource, stack["region"], {}):
            others = [one for each in together(stack, stacks) for one in each["template"].get("Resources", {}).values()]
            if not any(
                other["Type"] in rule["other"] and re.search(rule["value"], text(found))
                for other in others
                for found in found_at(other, rule["path"])
            ):
                yield logical


def most(rule: dict[str, Any], stack: Stack, stacks: list[Stack]) -> Iterator[str]:
    """No more than so many: of an account, a region, or of what is at the path `per`."""
    if stack is not stacks[0]:
        return
    counts: dict[str, list[str]] = defaultdict(list)
    for each in stacks:
        for logical, resource in each["template"].get("Resources", {}).items():
            if resource["Type"] in rule["types"] and concerns(rule, resource, each["region"], {}):
                place = "" if rule["per"] == "account" else each["region"]
                about = "" if rule["per"] in ("account", "region") else text(found_at(resource, rule["per"]))
                counts[f"{each.get('account', '')} {place} {about}"].append(logical)
    for where, logicals in counts.items():
        if len(logicals) > rule["value"]:
            yield f"{len(logicals)} in {where.strip()[:80]}"


def exporter_of(name: str, stacks: list[Stack]) -> Stack | None:
    for each in stacks:
        for output in each["template"].get("Outputs", {}).values():
            if output.get("Export", {}).get("Name") == name:
                return each
    return None


def exported(rule: dict[str, Any], stack: Stack, stacks: list[Stack]) -> Iterator[str]:
    """What a stack imports is exported by one of its region that is deployed before it."""
    here = together(stack, stacks)
    known = {one["name"]: one for one in stacks}
    before: set[str] = set()
    todo = list(stack.get("after", []))
    while todo:
        name = todo.pop()
        if name not in before:
            before.add(name)
            todo += known.get(name, {}).get("after", [])
    for name in sorted(imports_in(stack["template"])):
        exporter = exporter_of(name, here)
        if not exporter or exporter["name"] not in before:
            yield f"{name} is imported, and {exporter['name'] if exporter else 'no stack'} exports it before"


def key_of(group: dict[str, Any], stack: Stack, stacks: list[Stack]) -> tuple[Stack, dict[str, Any]] | None:
    given = found_at(group, "Properties.KmsKeyId")
    for name in imports_in(given):
        exporter = exporter_of(name, stacks)
        for output in exporter["template"]["Outputs"].values() if exporter else []:
            if output.get("Export", {}).get("Name") == name:
                for logical in names_in(output["Value"]):
                    return exporter, exporter["template"]["Resources"][logical]
    for logical in names_in(given):
        found = stack["template"]["Resources"].get(logical)
        if found and found["Type"] == "AWS::KMS::Key":
            return stack, found
    return None


def admits(rule: dict[str, Any], stack: Stack, stacks: list[Stack]) -> Iterator[str]:
    """The key of a log group lets CloudWatch Logs use it for that group's name."""
    region, resources = stack["region"], stack["template"].get("Resources", {})
    account = stack.get("account", "")
    account = account if account.isdigit() else ACCOUNT
    for logical, group in resources.items():
        held = key_of(group, stack, together(stack, stacks)) if group["Type"] in rule["types"] else None
        if not held:
            continue
        holder, key = held
        whole = Longest(region, stack["name"], resources).value(group["Properties"])
        arn = f"arn:{place_of(region)[0]}:logs:{region}:{account}:log-group:{whole.get('LogGroupName', '')}"
        policy = Longest(holder["region"], holder["name"], holder["template"]["Resources"]).value(key["Properties"]["KeyPolicy"])
        admitting = [
            one
            for one in policy["Statement"]
            if one["Effect"] == "Allow" and "logs." in text(one.get("Principal", {})) and "kms:Encrypt" in text(one["Action"])
        ]
        patterns = [
            said
            for one in admitting
            for operator in one.get("Condition", {}).values()
            for name, value in operator.items()
            if name == "kms:EncryptionContext:aws:logs:arn"
            for said in ([value] if isinstance(value, str) else value)
        ]
        free = any("kms:EncryptionContext:aws:logs:arn" not in text(one.get("Condition", {})) for one in admitting)
        if not free and not any(fnmatch.fnmatchcase(arn, pattern) for pattern in patterns):
            yield f"{logical}: its key admits no {arn}"


KINDS = {"after": after, "needs": needs, "most": most, "exported": exported, "admits": admits}


def broken(rule: dict[str, Any], stack: Stack, stacks: list[Stack]) -> list[str]:
    return list(KINDS[rule["kind"]](rule, stack, stacks))


def planted_stacks(given: dict[str, Any]) -> list[Stack]:
    """{"Resources": ...} or a list of stacks."""
    stacks = given if isinstance(given, list) else [{"name": "s", "region": "eu-west-1", "template": given}]
    return [{"name": "s", "region": "eu-west-1", "template": {}, **one} for one in stacks]


