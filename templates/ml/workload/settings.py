"""Typed settings of a run: flag before environment before Parameter Store before default."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from workload.edge import StageError

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "ml" / "output"

Kind = TypeVar("Kind")
_SWITCH = {"true": True, "false": False}.__getitem__


class SettingError(StageError):
    """A setting is missing, or its text is not what its type asks for."""


def _positive(parse: Callable[[str], float]) -> Callable[[str], float]:
    def parse_positive(text: str) -> float:
        if not 0 < parse(text) < float("inf"):
            raise ValueError
        return parse(text)

    return parse_positive


def _seed(text: str) -> int:
    if not 0 <= int(text) < 2**32:
        raise ValueError
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


@dataclass(frozen=True)
class Hyperparameters:
    """What shapes the model. The same names are flags, SSM parameters and the job's hyperparameters."""

    regularization: float = field(default=1.0, metadata={"parse": _positive(float), "what": "a number above 0"})
    max_iterations: int = field(default=500, metadata={"parse": _positive(int), "what": "a whole number above 0"})
    seed: int = field(default=17, metadata={"parse": _seed, "what": "a whole number from 0 to 4294967295"})


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
    data_key: str | None = None
    subnets: tuple[str, ...] = field(default=(), metadata={"parse": _names})
    security_groups: tuple[str, ...] = field(default=(), metadata={"parse": _names})
    network_isolation: bool = field(default=False, metadata={"parse": _SWITCH, "what": "true or false"})
    instance_types: tuple[str, ...] = field(default=(), metadata={"parse": _names})


@dataclass(frozen=True)
class Project:
    """The answers in settings.json that jobs depend on. A container has no settings.json, and needs none."""

    name: str
    region: str
    sensitivity: str

    @classmethod
    def read(cls, file: Path = ROOT / "settings.json") -> "Project":
        """Read settings.json at the root of this checkout."""
        answers = json.loads(file.read_text(encoding="utf-8"))
        return cls(**{key.name: answers[key.name] for key in fields(cls)})


def resolve(
    kind: type[Kind],
    *,
    flags: Mapping[str, str | None] | None = None,
    environment: Mapping[str, str] | None = None,
    stored: Mapping[str, str] | None = None,
) -> Kind:
    """Build `kind` from the first source that has each setting; an error names the source and what it should be."""
    values: dict[str, Any] = {}
    for setting in fields(kind):  # type: ignore[arg-type]  # every kind here is a dataclass
        key = setting.name.replace("_", "-")
        variable = f"WORKLOAD_{setting.name.upper()}"
        sources = {
            f"flag --{key}": (flags or {}).get(setting.name),
            f"environment variable {variable}": (environment or {}).get(variable),
            f"parameter {key}": (stored or {}).get(key),
        }
        source, text = next(((source, text) for source, text in sources.items() if text is not None), ("", None))
        if text is None:
            continue
        try:
            values[setting.name] = setting.metadata.get("parse", str)(text)
        except (KeyError, ValueError):
            raise SettingError(f"{source} is {text!r}; use {setting.metadata.get('what')}") from None
    try:
        return kind(**values)
    except TypeError as error:
        raise SettingError(
            f"no source has every setting of {kind.__name__}: {error}; are the stacks deployed?"
        ) from None


def stored_below(ssm: Any, path: str) -> dict[str, str]:
    """Read every parameter below `path`, e.g. /NAME/resources, by the rest of its name. `ssm` is a boto3 client."""
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
    return {
        parameter["Name"].removeprefix(f"{path}/"): parameter["Value"]
        for page in pages
        for parameter in page["Parameters"]
    }
