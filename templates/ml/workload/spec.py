"""ml/model.json as code uses it: what the model is for, what it learns from, and what it has to reach.

ml/model.schema.json says what may be in it; editors read that. Here it is checked by the same file, since a wrong
model.json should stop a run before a job is paid for. A job has no schema: what was launched was checked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from workload import schema
from workload.settings import Setting, SettingError, number

# Beside the package: in this repository ml/model.json, and the same place in a job's and an endpoint's code.
FILE = Path(__file__).resolve().parents[1] / "model.json"
SCHEMA = FILE.with_name("model.schema.json")
KINDS = ("number", "category", "text")
# The least and the most classes of a task.
_CLASSES = {"binary": (2, 2), "multiclass": (3, 1000), "regression": (0, 0)}


@dataclass(frozen=True)
class Feature:
    """A column: number, category or text; whether a value may be missing; a category's values where they are known."""

    kind: str
    optional: bool = False
    values: tuple[str, ...] = ()

    @classmethod
    def read(cls, name: str, text: object) -> "Feature":
        """Read "number", "text?" or a list of values, of which null says that one may be missing."""
        if isinstance(text, list) and any(isinstance(value, str) for value in text):
            return cls("category", None in text, tuple(value for value in text if isinstance(value, str)))
        if isinstance(text, str) and text.removesuffix("?") in KINDS:
            return cls(text.removesuffix("?"), text.endswith("?"))
        raise SettingError(f'model.json: feature "{name}" is none of {", ".join(KINDS)} (? where it may be missing)')


@dataclass(frozen=True)
class Spec:
    """The model's declaration."""

    purpose: str
    intended_use: str
    owner: str
    image: Mapping[str, str | None]
    task: Literal["binary", "multiclass", "regression"]
    label: str
    features: Mapping[str, Feature]
    metrics: tuple[str, ...]
    settings: tuple[Setting, ...]
    classes: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset({""})
    floors: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    distributes: bool = False

    def shortfalls(self, metrics: Mapping[str, float]) -> list[str]:
        """Say which bounds the metrics miss; a metric that is absent or no number misses."""
        absent = float("nan")
        return [
            *(
                f"{name} is {metrics.get(name)}, below {floor}"
                for name, floor in self.floors.items()
                if not metrics.get(name, absent) >= floor
            ),
            *(
                f"{name} is {metrics.get(name)}, above {ceiling}"
                for name, ceiling in self.ceilings.items()
                if not metrics.get(name, absent) <= ceiling
            ),
        ]


_NUMBERS = {int: "a whole number", float: "a number"}


def _setting(name: str, bounds: Mapping[str, float]) -> Setting:
    kind = int if isinstance(bounds["default"], int) else float
    setting = Setting(name, number(kind, bounds), f"{_NUMBERS[kind]}{_span(bounds)}", bounds["default"])
    try:
        setting.parse(str(setting.default))
    except ValueError:
        raise SettingError(f"model.json: the default of {name} is not {setting.what}") from None
    return setting


def _span(bounds: Mapping[str, float]) -> str:
    words = {"exclusiveMinimum": " above", "minimum": " from", "maximum": " to"}
    return "".join(f"{word} {bounds[key]}" for key, word in words.items() if key in bounds)


def _check(spec: Spec) -> Spec:
    least, most = _CLASSES[spec.task]
    bounded = {*spec.floors, *spec.ceilings} - set(spec.metrics)
    counted = least <= len(spec.classes) <= most
    problems = {
        '"task" and "classes" are binary and two, multiclass and three or more, or regression and none': not counted,
        '"label" is not a feature': spec.label in spec.features,
        "a metric's name has letters, digits and _, at most 100": any(
            # SageMaker API Reference, "CreateModelPackage": a key of CustomerMetadataProperties has 128 at most.
            not re.fullmatch(r"\w{1,100}", name)
            for name in spec.metrics
        ),
        f'"floors" and "ceilings" are of metrics, and {", ".join(sorted(bounded))} is none': bool(bounded),
    }
    wrong = [problem for problem, found in problems.items() if found]
    if wrong:
        raise SettingError(f"model.json: {'; '.join(wrong)}")
    return spec


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            # A reader of JSON takes the last of them without a word.
            raise ValueError(f'"{key}" is there twice')
        made[key] = value
    return made


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def entries(file: Path | None = None) -> dict[str, Any]:
    """Read the keys and values of model.json as they are, of which `read` makes sense.

    Raises:
        SettingError: it is not there, or not JSON.
    """
    file = file or FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(f"{file.name} is not JSON that can be read: {error}") from None
    if not isinstance(found, dict):
        raise SettingError(f"{file.name} is not a JSON object")
    return found


def read(file: Path = FILE) -> Spec:
    """Read and check model.json.

    Raises:
        SettingError: a key is missing, unknown or of the wrong kind.
    """
    written = entries(file)
    try:
        form = json.loads(SCHEMA.read_text(encoding="utf-8")) if SCHEMA.exists() else {}
        if wrong := [*schema.problems(written, form)]:
            told = "; ".join(problem.lstrip(". ") for problem in wrong)
            raise SettingError(f"{file.name} is not as {SCHEMA.name} says: {told}")
        written.pop("$schema", None)
        features = {name: Feature.read(name, text) for name, text in written.pop("features").items()}
        settings = tuple(_setting(name, bounds) for name, bounds in written.pop("hyperparameters").items())
        plural: dict[str, Any] = {key: tuple(written.pop(key, ())) for key in ("metrics", "classes")}
        missing = frozenset(written.pop("missing", [""]))
        names = {"intendedUse": "intended_use"}
        rest = {names.get(key, key): value for key, value in written.items()}
        return _check(Spec(features=features, settings=settings, missing=missing, **plural, **rest))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingError(f"{file.name} is not as model.schema.json says: {error}") from None
