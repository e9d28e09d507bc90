"""Checks a JSON value by the keywords of JSON Schema that model.schema.json uses (json-schema.org, draft 2020-12)."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "object": dict,
    "string": str,
}
# What tells people and editors something, and asks for nothing.
NOTES = {"$schema", "title", "description", "default"}


def _type(value: Any, names: str | list[str], _: Schema) -> Iterator[str]:
    wanted = [names] if isinstance(names, str) else names
    # Python counts true and false among the numbers; JSON does not.
    kinds = ["boolean"] if isinstance(value, bool) else [name for name in _TYPES if isinstance(value, _TYPES[name])]
    if not {*kinds} & {*wanted}:
        yield f" is not of the type {' or '.join(wanted)}"


def _least(value: Any, least: int, _: Schema) -> Iterator[str]:
    if isinstance(value, str | list | dict) and len(value) < least:
        yield " is empty" if least == 1 else f" has less than {least}"


def _most(value: Any, most: int, _: Schema) -> Iterator[str]:
    if isinstance(value, list | dict) and len(value) > most:
        yield f" has more than {most}"


def _unique(value: Any, asked: bool, _: Schema) -> Iterator[str]:  # noqa: FBT001  # the keyword's value
    if asked and isinstance(value, list) and len({json.dumps(item) for item in value}) < len(value):
        yield " names something twice"


def _enum(value: Any, allowed: list[Any], _: Schema) -> Iterator[str]:
    if value not in allowed:
        yield f" is none of {', '.join(map(str, allowed))}"


def _pattern(value: Any, pattern: str, _: Schema) -> Iterator[str]:
    # JSON Schema's $ is the end alone, where Python's lets a line break follow; each pattern here is of the whole text.
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield f" is not of the form {pattern}"


def _not(value: Any, refused: Schema, _: Schema) -> Iterator[str]:
    if not [*problems(value, refused)]:
        yield " is taken"


def _any_of(value: Any, ways: list[Schema], _: Schema) -> Iterator[str]:
    said = [[*problems(value, way)] for way in ways]
    if all(said):
        yield f"{said[0][0]}, and{said[-1][0]}"


def _required(value: Any, keys: list[str], _: Schema) -> Iterator[str]:
    if isinstance(value, dict) and (missing := [key for key in keys if key not in value]):
        yield f" has no {', '.join(missing)}"


def _items(value: Any, each: Schema, _: Schema) -> Iterator[str]:
    for place, item in enumerate(value if isinstance(value, list) else (), 1):
        yield from (f", value {place},{problem}" for problem in problems(item, each))


def _properties(value: Any, known: Mapping[str, Schema], _: Schema) -> Iterator[str]:
    for key in known.keys() & value.keys() if isinstance(value, dict) else ():
        yield from (f".{key}{problem}" for problem in problems(value[key], known[key]))


def _others(value: Any, each: Any, schema: Schema) -> Iterator[str]:
    for key in value.keys() - schema.get("properties", {}).keys() if isinstance(value, dict) else ():
        yield from (f".{key}{problem}" for problem in (problems(value[key], each) if each else [" is not a key here"]))


def _names(value: Any, form: Schema, _: Schema) -> Iterator[str]:
    for key in value if isinstance(value, dict) else ():
        yield from (f".{key}: the name{problem}" for problem in problems(key, form))


KEYWORDS: dict[str, Callable[[Any, Any, Schema], Iterator[str]]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "not": _not,
    "anyOf": _any_of,
    "minLength": _least,
    "minItems": _least,
    "minProperties": _least,
    "maxItems": _most,
    "maxProperties": _most,
    "uniqueItems": _unique,
    "required": _required,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _others,
    "propertyNames": _names,
}


def problems(value: Any, schema: Schema) -> Iterator[str]:
    """Say where a value is not as its schema says, each as what follows the value's own name: `.task is ...`."""
    for keyword, asked in schema.items():
        if keyword not in NOTES:
            yield from KEYWORDS[keyword](value, asked, schema)
