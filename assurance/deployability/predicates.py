"""What a rule says of one resource or one request: {path, kind, value}, and `where` it applies."""

import json
import re
from typing import Any

from resolve import place_of, text


def at(node: Any, path: list[str]) -> list[Any]:
    """What is at a path; `*` is each item, and no path the whole."""
    if not path:
        return [node]
    head, *rest = path
    if head == "*":
        items = node if isinstance(node, list) else node.values() if isinstance(node, dict) else []
        return [found for one in items for found in at(one, rest)]
    return at(node[head], rest) if isinstance(node, dict) and head in node else []


def paths(given: str | list[str]) -> list[list[str]]:
    return [one.split(".") if one else [] for one in ([given] if isinstance(given, str) else given)]


def found_at(node: Any, given: str | list[str]) -> list[Any]:
    return [found for path in paths(given) for found in at(node, path)]


def filled(expression: str, known: dict[str, str]) -> str:
    """{region} and the like in an expression; other braces are the expression's own."""
    return re.sub(r"\{([a-zA-Z]+)\}", lambda one: known.get(one[1], one[0]), expression)


def concerns(rule: dict[str, Any], node: dict[str, Any], region: str, known: dict[str, str]) -> bool:
    """Is the rule about this one, in this partition?"""
    partition = rule.get("partition", place_of(region)[0])
    if place_of(region)[0] not in ([partition] if isinstance(partition, str) else partition):
        return False
    where = rule.get("where")
    if not where:
        return True
    said = found_at(node, where["path"])
    if where.get("absent"):
        return not said
    return any(re.search(filled(where["matches"], known), text(one)) for one in said)


def breaks(rule: dict[str, Any], node: dict[str, Any], region: str, known: dict[str, str] | None = None) -> bool:
    known = {"region": region, **(known or {})}
    if not concerns(rule, node, region, known):
        return False
    kind, value, found = rule["kind"], rule.get("value"), found_at(node, rule["path"])
    # A token of a pipeline or of CloudFormation is not a text yet.
    texts = [text(one) for one in found if "calls" not in rule or isinstance(one, str)]
    pattern = re.compile(filled(value, known)) if isinstance(value, str) and kind not in ("not",) else None
    if kind == "absent":
        return bool(found)
    if kind == "present":
        return any(not at(node, path) for path in paths(rule["path"]))
    if kind == "not":
        return value in found
    if kind == "matches":
        return any(not pattern.search(one) for one in texts)
    if kind == "is":
        return not texts or any(not pattern.search(one) for one in texts)
    if kind == "lacks":
        return any(pattern.search(one) for one in texts)
    if kind == "size":
        return any(len(text(one)) > value for one in found)
    if kind == "count":
        return any(len(one) > value for one in found)
    raise ValueError(f"{rule['id']}: there is no kind {kind}")


def planted_in(rule: dict[str, Any]) -> list[Any]:
    """The faults that are planted for a rule: {"long": N} is a document of that length, {"many": N} so many `of`."""

    def grown(one: dict[str, Any]) -> Any:
        if list(one) == ["long"]:
            return {"x": "x" * one["long"]}
        if "many" in one:
            return {f"x{index}": one.get("of", {}) for index in range(one["many"])}
        return one

    given = json.loads(json.dumps(rule["planted"]), object_hook=grown)
    return given if isinstance(given, list) else [given]
