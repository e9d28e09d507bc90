"""Holds the map of operations against the SDK's service models: python models.py < tables.json.

Each operation exists, and each parameter that a template names is a member of its input, to the end of its path.
"""

import json
import re
import sys
from typing import Any

import botocore.session

# What is in braces that no parameter of a call is.
PLACE = re.compile(r"^(partition|region|account|stored:\w+)$")


def follows(shape: Any, steps: list[str]) -> bool:
    """Tell whether a path of members, list items ([]) and map entries ([key], [value]) is in a shape."""
    for step in steps:
        name, _, kind = step.partition("[")
        if shape is None or shape.type_name != "structure" or name not in shape.members:
            return False
        shape = shape.members[name]
        if kind:
            if shape.type_name != ("list" if kind in ("]", "0]") else "map"):
                return False
            shape = shape.member if kind in ("]", "0]") else shape.value
    return True


def wrong(table: dict[str, Any], session: Any) -> list[str]:
    """List what a table says and the SDK does not know."""
    model = session.get_service_model(table["service"])
    found = []
    for name, operation in table["operations"].items():
        where = f"{table['service']}:{name}"
        if name not in model.operation_names:
            found.append(f"{where} does not exist")
            continue
        shape = model.operation_model(name).input_shape
        for access in [*operation["caller"], *operation.get("role", [])]:
            context = access.get("context", {})
            texts = [access["on"], *context, *context.values()]
            texts += [f"{{{access[key]}}}" for key in ("when", "unless") if key in access]
            for paths in re.findall(r"\{/?([^{}]+)\}", " ".join(texts)):
                given = [path for path in paths.split("|") if not PLACE.match(path)]
                # A template of several services' calls names what one of them has.
                if given and not any(follows(shape, path.split(".")) for path in given):
                    found.append(f"{where} has no {paths}")
    return found


session = botocore.session.get_session()
tables = json.load(sys.stdin)
findings = sorted({text for table in tables for text in wrong(table, session)})
counted = sum(len(table["operations"]) for table in tables)
sys.stdout.write("".join(f"  {text}\n" for text in findings) + f"{counted} operations, {len(findings)} findings\n")
sys.exit(1 if findings else 0)
