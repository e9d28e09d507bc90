"""CloudFormation's calls that the CDK's command line and doctor make, over `stacks`."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from services import Services
from stacks import Invalid, NoChangeSet, Stack, Stacks


@dataclass
class ChangeSet:
    id: str
    name: str
    stack: Stack
    template: dict[str, Any]
    parameters: dict[str, str]
    adopt: bool
    empty: bool


def members(form: dict[str, str], name: str) -> list[dict[str, str]]:
    """Name.member.1.Key, Name.member.1.Value ... as a list of dictionaries."""
    found: dict[str, dict[str, str]] = {}
    for key, value in form.items():
        if key.startswith(f"{name}.member."):
            _, _, index, *rest = key.split(".")
            found.setdefault(index, {})[".".join(rest)] = value
    return list(found.values())


class CloudFormation:
    def __init__(self, stacks: Stacks):
        self.stacks = stacks
        self.sets: dict[str, ChangeSet] = {}

    def answer(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        operation = getattr(self, form["Action"], None)
        if not operation:
            raise Invalid(f"The stand-in has no {form['Action']}")
        return operation(account, region, form)

    def _template(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        if "TemplateBody" in form:
            return json.loads(form["TemplateBody"])
        address = urlsplit(form["TemplateURL"])
        *_, bucket, key = address.path.split("/")
        # The bucket is in the name of the host, or first in the path.
        bucket = bucket or (address.hostname or "").split(".")[0]
        found = Services(self.stacks.address, account, region).client("s3").get_object(Bucket=bucket, Key=key)
        return json.loads(found["Body"].read())

    def _described(self, stack: Stack) -> dict[str, Any]:
        return {
            "StackId": stack.id,
            "StackName": stack.name,
            "StackStatus": stack.status,
            "CreationTime": datetime.now(UTC),
            "EnableTerminationProtection": stack.protected,
            "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
            "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in stack.outputs.items()],
            "Parameters": [],
            "Capabilities": [],
        }

    def DescribeStacks(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        if "StackName" in form:
            return {"Stacks": [self._described(self.stacks.find(account, region, form["StackName"]))]}
        return {"Stacks": [self._described(stack) for stack in self.stacks.here(account, region)]}

    def GetTemplate(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        stack = self.stacks.find(account, region, form["StackName"])
        return {"TemplateBody": json.dumps(stack.template), "StagesAvailable": ["Original", "Processed"]}

    def CreateChangeSet(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        name = form["StackName"]
        tags = {one["Key"]: one["Value"] for one in members(form, "Tags")}
        if form.get("ChangeSetType") == "CREATE":
            for left in [one for one in self.stacks.here(account, region) if one.name == name]:
                if left.status != "REVIEW_IN_PROGRESS":
                    raise Invalid(f"Stack [{name}] already exists and cannot be created again with the changeSet.")
                self.stacks.all.remove(left)
            stack = Stack(name, account, region, tags)
            self.stacks.all.append(stack)
            stack.become("REVIEW_IN_PROGRESS", "User Initiated")
        else:
            stack = self.stacks.find(account, region, name)
            if stack.status.startswith(("ROLLBACK_", "CREATE_FAILED", "DELETE_")):
                raise Invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
            stack.tags = tags
        template = self._template(account, region, form)
        parameters = {one["ParameterKey"]: one.get("ParameterValue", "") for one in members(form, "Parameters")}
        made = ChangeSet(
            f"arn:aws:cloudformation:{region}:{account}:changeSet/{form['ChangeSetName']}/{uuid.uuid4()}",
            form["ChangeSetName"],
            stack,
            template,
            parameters,
            form.get("ImportExistingResources") == "true",
            stack.template == template,
        )
        self.sets[made.id] = made
        return {"Id": made.id, "StackId": stack.id}

    def _set(self, form: dict[str, str]) -> ChangeSet:
        for made in reversed(self.sets.values()):
            if form["ChangeSetName"] in (made.id, made.name) and form.get("StackName", made.stack.name) in (made.stack.name, made.stack.id):
                return made
        raise NoChangeSet(f"ChangeSet [{form['ChangeSetName']}] does not exist")

    def DescribeChangeSet(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        made = self._set(form)
        told = {"ChangeSetId": made.id, "ChangeSetName": made.name, "StackId": made.stack.id, "StackName": made.stack.name}
        if made.empty:
            reason = "The submitted information didn't contain changes. Submit different information to create a change set."
            return {**told, "Status": "FAILED", "StatusReason": reason, "ExecutionStatus": "UNAVAILABLE", "Changes": []}
        changes = [
            {"Type": "Resource", "ResourceChange": {"Action": "Add", "LogicalResourceId": logical, "ResourceType": one["Type"]}}
            for logical, one in made.template["Resources"].items()
        ]
        return {**told, "Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "Changes": changes}

    def DeleteChangeSet(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        try:
            self.sets.pop(self._set(form).id)
        except Invalid:
            pass
        return {}

    def ExecuteChangeSet(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        made = self._set(form)
        self.stacks.execute(made.stack, made.template, made.parameters, made.adopt)
        # It is gone with its execution.
        self.sets.pop(made.id)
        return {}

    def UpdateStack(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        stack = self.stacks.find(account, region, form["StackName"])
        if form.get("UsePreviousTemplate") != "true":
            raise Invalid("The stand-in updates a stack by a change set, or with its own template")
        stack.tags = {one["Key"]: one["Value"] for one in members(form, "Tags")}
        self.stacks.execute(stack, stack.template, {}, False)
        return {"StackId": stack.id}

    def DescribeStackEvents(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        return {"StackEvents": self.stacks.find(account, region, form["StackName"]).events}

    def ListStackResources(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        stack = self.stacks.find(account, region, form["StackName"])
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": logical,
                    "PhysicalResourceId": one.physical,
                    "ResourceType": one.kind,
                    "ResourceStatus": one.status,
                    "LastUpdatedTimestamp": datetime.now(UTC),
                }
                for logical, one in stack.resources.items()
            ]
        }

    def DescribeStackResources(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        listed = self.ListStackResources(account, region, form)["StackResourceSummaries"]
        return {"StackResources": [{**one, "Timestamp": one.pop("LastUpdatedTimestamp")} for one in listed]}

    def UpdateTerminationProtection(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        stack = self.stacks.find(account, region, form["StackName"])
        stack.protected = form["EnableTerminationProtection"] == "true"
        return {"StackId": stack.id}

    def DeleteStack(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        try:
            stack = self.stacks.find(account, region, form["StackName"])
        except Invalid:
            return {}
        self.stacks.delete(stack)
        return {}

    def ListExports(self, account: str, region: str, form: dict[str, str]) -> dict[str, Any]:
        return {"Exports": [{"Name": name, "Value": value} for name, value in self.stacks.exports(account, region).items()]}
