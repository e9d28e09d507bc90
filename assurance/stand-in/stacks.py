"""Stacks: what CloudFormation does with them, as far as the CDK's command line and doctor can tell."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from services import Services, make, unmake
from template import MissingExport, Resolver, in_order, kept, physical_name


class Invalid(Exception):
    """ValidationError, with CloudFormation's words."""

    code = "ValidationError"


class NoChangeSet(Invalid):
    """What the CDK's command line expects of a change set that was executed or never was."""

    code = "ChangeSetNotFound"


@dataclass
class Resource:
    kind: str
    physical: str
    declared: dict[str, Any]
    status: str = "CREATE_COMPLETE"


@dataclass
class Stack:
    name: str
    account: str
    region: str
    tags: dict[str, str]
    id: str = ""
    status: str = "REVIEW_IN_PROGRESS"
    protected: bool = False
    template: dict[str, Any] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = f"arn:aws:cloudformation:{self.region}:{self.account}:stack/{self.name}/{uuid.uuid4()}"

    def tell(self, logical: str, kind: str, physical: str, status: str, reason: str = "") -> None:
        event = {
            "StackId": self.id,
            "StackName": self.name,
            "EventId": uuid.uuid4().hex,
            "LogicalResourceId": logical,
            "PhysicalResourceId": physical,
            "ResourceType": kind,
            "Timestamp": datetime.now(UTC),
            "ResourceStatus": status,
            **({"ResourceStatusReason": reason} if reason else {}),
        }
        self.events.insert(0, event)

    def become(self, status: str, reason: str = "") -> None:
        self.status = status
        self.tell(self.name, "AWS::CloudFormation::Stack", self.id, status, reason)


class Failed(Exception):
    """A resource could not be made or changed."""


class Stacks:
    def __init__(self, address: str):
        self.address = address
        self.all: list[Stack] = []
        # Logical id -> how often it still has to fail: what a test injects.
        self.failing: dict[str, int] = {}

    def find(self, account: str, region: str, name: str) -> Stack:
        for stack in reversed(self.all):
            if stack.id == name:
                return stack
            here = stack.account == account and stack.region == region and stack.name == name
            if here and stack.status != "DELETE_COMPLETE":
                return stack
        raise Invalid(f"Stack with id {name} does not exist")

    def here(self, account: str, region: str) -> list[Stack]:
        return [one for one in self.all if (one.account, one.region) == (account, region) and one.status != "DELETE_COMPLETE"]

    def exports(self, account: str, region: str) -> dict[str, str]:
        return {name: value for one in self.here(account, region) for name, value in one.exports.items()}

    def importers(self, stack: Stack, name: str) -> list[str]:
        return [one.name for one in self.here(stack.account, stack.region) if one is not stack and name in one.imports]

    def _fail_where_told(self, logical: str) -> None:
        if self.failing.get(logical, 0) > 0:
            self.failing[logical] -= 1
            raise Failed("Resource handler returned message: injected failure")

    def _make(self, stack: Stack, logical: str, resource: dict[str, Any], resolver: Resolver, adopt: bool) -> None:
        kind = resource["Type"]
        properties = resolver.value(resource.get("Properties", {}))
        stack.tell(logical, kind, "", "CREATE_IN_PROGRESS")
        try:
            self._fail_where_told(logical)
            name = physical_name(stack.name, logical, kind, properties)
            to = Services(self.address, stack.account, stack.region)
            physical = make(to, kind, name, properties, stack.tags, adopt)
        except (ClientError, Failed) as error:
            stack.tell(logical, kind, "", "CREATE_FAILED", str(error))
            raise Failed(f"The following resource(s) failed to create: [{logical}].") from error
        stack.resources[logical] = Resource(kind, physical, resource)
        resolver.physical(logical, physical)
        stack.tell(logical, kind, physical, "CREATE_COMPLETE")

    def _change(self, stack: Stack, logical: str, kind: str) -> None:
        try:
            self._fail_where_told(logical)
        except Failed as error:
            stack.tell(logical, kind, stack.resources[logical].physical, "UPDATE_FAILED", str(error))
            raise Failed(f"The following resource(s) failed to update: [{logical}].") from error

    def _drop(self, stack: Stack, logical: str, created_now: bool) -> None:
        resource = stack.resources.pop(logical)
        if kept(resource.declared, created_now):
            stack.tell(logical, resource.kind, resource.physical, "DELETE_SKIPPED")
            return
        try:
            unmake(Services(self.address, stack.account, stack.region), resource.kind, resource.physical)
        except ClientError as error:
            stack.resources[logical] = resource
            stack.tell(logical, resource.kind, resource.physical, "DELETE_FAILED", str(error))
            raise Failed(str(error)) from error
        stack.tell(logical, resource.kind, resource.physical, "DELETE_COMPLETE")

    def execute(self, stack: Stack, template: dict[str, Any], parameters: dict[str, str], adopt: bool) -> None:
        """Creates or updates, and rolls back where something fails."""
        fresh = stack.status == "REVIEW_IN_PROGRESS"
        word = "CREATE" if fresh else "UPDATE"
        stack.become(f"{word}_IN_PROGRESS", "User Initiated")
        others = {name: value for name, value in self.exports(stack.account, stack.region).items() if name not in stack.exports}
        resolver = Resolver(stack.account, stack.region, stack.name, others, parameters)
        for logical, resource in stack.resources.items():
            resolver.physical(logical, resource.physical)
        made: list[str] = []
        changed: dict[str, dict[str, Any]] = {}
        try:
            self._check_exports(stack, template)
            for logical in in_order(template["Resources"]):
                resource = template["Resources"][logical]
                if logical not in stack.resources:
                    self._make(stack, logical, resource, resolver, adopt)
                    made.append(logical)
                elif stack.resources[logical].declared != resource:
                    resolver.value(resource.get("Properties", {}))
                    self._change(stack, logical, resource["Type"])
                    changed[logical] = stack.resources[logical].declared
                    stack.resources[logical].declared = resource
                    stack.tell(logical, resource["Type"], stack.resources[logical].physical, "UPDATE_COMPLETE")
                else:
                    resolver.value(resource.get("Properties", {}))
        except (Failed, MissingExport) as error:
            for logical, declared in changed.items():
                stack.resources[logical].declared = declared
            self._roll_back(stack, made, fresh, str(error))
            return
        for logical in [one for one in stack.resources if one not in template["Resources"]]:
            self._drop(stack, logical, created_now=False)
        stack.template, stack.imports = template, resolver.imported
        self._output(stack, template, resolver)
        stack.become(f"{word}_COMPLETE")

    def _output(self, stack: Stack, template: dict[str, Any], resolver: Resolver) -> None:
        stack.exports, stack.outputs = {}, {}
        for key, output in template.get("Outputs", {}).items():
            stack.outputs[key] = str(resolver.value(output["Value"]))
            if "Export" in output:
                stack.exports[resolver.value(output["Export"]["Name"])] = stack.outputs[key]

    def _check_exports(self, stack: Stack, template: dict[str, Any]) -> None:
        resolver = Resolver(stack.account, stack.region, stack.name, {}, {})
        outputs = template.get("Outputs", {}).values()
        staying = {resolver.value(one["Export"]["Name"]) for one in outputs if "Export" in one}
        for name in stack.exports:
            users = self.importers(stack, name)
            if name not in staying and users:
                raise Failed(f"Export {name} cannot be deleted as it is in use by {', '.join(users)}")

    def _roll_back(self, stack: Stack, made: list[str], fresh: bool, reason: str) -> None:
        stack.become("ROLLBACK_IN_PROGRESS" if fresh else "UPDATE_ROLLBACK_IN_PROGRESS", reason)
        for logical in reversed(made):
            self._drop(stack, logical, created_now=True)
        stack.become("ROLLBACK_COMPLETE" if fresh else "UPDATE_ROLLBACK_COMPLETE")

    def delete(self, stack: Stack) -> None:
        if stack.protected:
            raise Invalid(f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
        used = [(name, users) for name in stack.exports if (users := self.importers(stack, name))]
        stack.become("DELETE_IN_PROGRESS", "User Initiated")
        if used:
            name, users = used[0]
            stack.become("DELETE_FAILED", f"Export {name} cannot be deleted as it is in use by {', '.join(users)}")
            return
        try:
            for logical in reversed(list(stack.resources)):
                self._drop(stack, logical, created_now=False)
        except Failed as error:
            stack.become("DELETE_FAILED", str(error))
            return
        stack.become("DELETE_COMPLETE")
