"""Typed settings of a run: flag before environment before Parameter Store before default."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from workload.edge import StageError

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "ml" / "output"

_SWITCH = {"true": True, "false": False}.__getitem__


class SettingError(StageError):
    """A setting is missing, or its text is not what its type asks for."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


class Setting(NamedTuple):
    """A setting by its name: how its text is read, what that text should be, and what goes where no source has it."""

    name: str
    parse: Callable[[str], Any] = str
    what: str = "a text"
    default: Any = None


def number(kind: type[int] | type[float], bounds: Mapping[str, float]) -> Callable[[str], float]:
    """Read a number within bounds, which are named as in JSON Schema."""

    def parse(text: str) -> float:
        value = kind(text)
        within = bounds.get("minimum", value) <= value <= bounds.get("maximum", value)
        if not within or not isfinite(value) or value <= bounds.get("exclusiveMinimum", float("-inf")):
            raise ValueError
        return value

    return parse


@dataclass(frozen=True)
class Resources:
    """What a job runs with: the CDK stacks publish it below /NAME/resources/. Never a secret's value."""

    raw_bucket: str
    processed_bucket: str
    artifacts_bucket: str
    training_role: str
    processing_role: str
    image: str
    secret: str
    inference_image: str | None = None
    evaluation_role: str | None = None
    registration_role: str | None = None
    registry_group: str | None = None
    signing_key: str | None = None
    pipeline: str | None = None
    data_key: str | None = None
    subnets: tuple[str, ...] = field(default=(), metadata={"parse": _names})
    security_groups: tuple[str, ...] = field(default=(), metadata={"parse": _names})
    network_isolation: bool = field(default=False, metadata={"parse": _SWITCH, "what": "true or false"})
    instance_types: tuple[str, ...] = field(default=(), metadata={"parse": _names})
    volume_gb: int = field(default=30, metadata={"parse": int, "what": "a whole number"})
    max_minutes: int | None = field(default=None, metadata={"parse": int, "what": "a whole number"})
    # What the stacks publish beside these, by the rest of its name: features-bucket, parameters/threshold of units.
    others: Mapping[str, str] = field(default_factory=dict, metadata={"read": False})


@dataclass(frozen=True)
class Project:
    """The answers in settings.json that jobs depend on. A container has no settings.json, and needs none."""

    name: str
    region: str
    sensitivity: str

    @classmethod
    def read(cls, file: Path = ROOT / "settings.json") -> "Project":
        """Read settings.json at the root of this checkout.

        Raises:
            SettingError: it is not there, not JSON, or lacks an answer.
        """
        try:
            answers = json.loads(file.read_text(encoding="utf-8-sig"))
            return cls(**{key.name: answers[key.name] for key in fields(cls)})
        except (OSError, ValueError, TypeError, KeyError) as error:
            told = f"has no {error}" if isinstance(error, KeyError) else str(error)
            raise SettingError(f"{file.name}: {told}") from None


Sources = Mapping[str, Mapping[str, str | None]]


def lookup(settings: Iterable[Setting], sources: Sources) -> dict[str, Any]:
    """Take each setting from the first source that has it.

    Args:
        settings: what to look for.
        sources: `flags`, `environment` and `stored`, as far as there are any.

    Raises:
        SettingError: a text is not what its setting asks for; the message names the source.
    """
    values: dict[str, Any] = {}
    for setting in settings:
        key, variable = setting.name.replace("_", "-"), f"WORKLOAD_{setting.name.upper()}"
        texts = {
            f"flag --{key}": sources.get("flags", {}).get(setting.name),
            f"environment variable {variable}": sources.get("environment", {}).get(variable),
            f"parameter {key}": sources.get("stored", {}).get(key),
        }
        source, text = next(((source, text) for source, text in texts.items() if text is not None), ("", None))
        try:
            values[setting.name] = setting.default if text is None else setting.parse(text)
        except (KeyError, ValueError):
            raise SettingError(f"{source} is {text!r}; use {setting.what}") from None
    return values


def resources(sources: Sources) -> Resources:
    """Look up what a job runs with.

    Raises:
        SettingError: something is missing that every project has, or is not as it should be.
    """
    known = [
        Setting(
            entry.name,
            entry.metadata.get("parse", str),
            entry.metadata.get("what", "a text"),
            None if entry.default is MISSING else entry.default,
        )
        for entry in fields(Resources)
        if entry.metadata.get("read", True)
    ]
    values = lookup(known, sources)
    required = {entry.name for entry in fields(Resources) if entry.default is MISSING and entry.name in values}
    missing = [name for name in values if name in required and values[name] is None]
    if missing:
        raise SettingError(f"no source has {', '.join(missing)}: are the stacks deployed?")
    names = {setting.name.replace("_", "-") for setting in known}
    stored = sources.get("stored", {})
    return Resources(**values, others={key: text for key, text in stored.items() if key not in names and text})


def stored_below(ssm: Any, path: str) -> dict[str, str]:
    """Read every parameter below `path`, e.g. /NAME/resources, by the rest of its name. `ssm` is a boto3 client."""
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
    return {
        parameter["Name"].removeprefix(f"{path}/"): parameter["Value"]
        for page in pages
        for parameter in page["Parameters"]
    }
