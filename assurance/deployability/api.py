"""Each resource as the request that CloudFormation makes of it, against botocore's validation and its models' limits."""

import json
import re
from pathlib import Path
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from resolve import text

CALLS = json.loads((Path(__file__).parent / "api.json").read_text())
SESSION = botocore.session.get_session()
MODELS: dict[str, Any] = {}


def input_of(service: str, operation: str) -> Any:
    if service not in MODELS:
        MODELS[service] = SESSION.get_service_model(service)
    return MODELS[service].operation_model(operation).input_shape


def fitted(value: Any, shape: Any, names: dict[str, str]) -> Any:
    """A property in the form of the request: members by name, whatever their case; documents as text."""
    if shape.type_name == "structure" and isinstance(value, dict):
        members = {name.lower(): name for name in shape.members}
        pairs = [(members.get(names.get(key, key).lower()), one) for key, one in value.items()]
        return {name: fitted(one, shape.members[name], {}) for name, one in pairs if name}
    if shape.type_name == "map" and isinstance(value, list):
        return {one["Key"]: one["Value"] for one in value}
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
            if name not in shape.members:
                found.append(f"{path} has no {name}")
                continue
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


def told(request: dict[str, Any], shape: Any, call: str, supplied: list[str]) -> list[str]:
    """What is refused of a request; `supplied` are members that CloudFormation, or a caller later, puts in itself."""
    report = ParamValidator().validate(request, shape)
    missing = re.compile("|".join(supplied) or "$^")
    lines = [line for line in report.generate_report().split("\n") if line and not missing.search(line)]
    # Tags are a list in templates and a map in some requests.
    return [line for line in lines + beyond(request, shape, call) if "ags" not in line]


def within(place: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A request that holds the resource in one member, or in a list of one."""
    return {place.removesuffix("[]"): [properties] if place.endswith("[]") else properties}


def refused(resource: dict[str, Any]) -> list[str]:
    declared = CALLS.get(resource["Type"])
    if not declared:
        return []
    # A template that was planted has no more than what is wrong with it.
    properties = resource.get("Properties", {})
    whole = within(declared["within"], properties) if "within" in declared else properties
    shape = input_of(*declared["call"].split(" "))
    supplied = declared.get("supplied", [])
    found = told(fitted(whole, shape, declared.get("names", {})), shape, declared["call"], supplied)
    for name, call in declared.get("parts", {}).items():
        if name in properties:
            part = input_of(*call.split(" "))
            found += told(fitted({name: properties[name]}, part, {}), part, call, supplied)
    return found
