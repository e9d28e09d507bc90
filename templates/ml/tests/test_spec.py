import copy
import json
from pathlib import Path
from typing import Any

import pytest

from workload import metrics, model, spec
from workload.settings import SettingError

GOOD: dict[str, Any] = {
    "$schema": "./model.schema.json",
    "purpose": "p",
    "intendedUse": "i",
    "owner": "o",
    "image": {"use": "scikit-learn", "digest": None},
    "task": "binary",
    "label": "y",
    "classes": ["no", "yes"],
    "features": {"a": "number", "b": "text?", "c": ["x", None, "z"], "d": "category"},
    "metrics": ["accuracy"],
    "floors": {"accuracy": 0.5},
    "hyperparameters": {
        "seed": {"default": 1, "minimum": 0, "maximum": 9},
        "rate": {"default": 0.5, "exclusiveMinimum": 0},
    },
}


def read(folder: Path, **changes: object) -> spec.Spec:
    entries = {**copy.deepcopy(GOOD), **changes}
    file = folder / "model.json"
    file.write_text(json.dumps({key: value for key, value in entries.items() if value is not ...}))
    return spec.read(file)


def test_model_json_is_read(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.intended_use == "i"
    assert found.features == {
        "a": spec.Feature("number"),
        "b": spec.Feature("text", optional=True),
        "c": spec.Feature("category", optional=True, values=("x", "z")),
        "d": spec.Feature("category"),
    }
    assert [(setting.name, setting.what, setting.default) for setting in found.settings] == [
        ("seed", "a whole number from 0 to 9", 1),
        ("rate", "a number above 0", 0.5),
    ]
    assert [setting.parse("2") for setting in found.settings] == [2, 2.0]
    assert (found.missing, found.distributes, found.ceilings) == (frozenset({""}), False, {})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"purpose": ...}, "is not as model.schema.json says"),
        ({"hyperparameters": ...}, "is not as model.schema.json says"),
        ({"colour": 1}, "is not as model.schema.json says"),
        ({"features": []}, "is not as model.schema.json says"),
        ({"features": {"a": "date"}}, 'feature "a" is none of number, category, text'),
        ({"features": {"a": []}}, 'feature "a" is none of number, category, text'),
        ({"features": {"a": [None]}}, 'feature "a" is none of number, category, text'),
        ({"features": {"y": "number"}}, '"label" is not a feature'),
        ({"task": "ranking"}, '"task" and "classes"'),
        ({"task": "regression"}, '"task" and "classes"'),
        ({"task": "multiclass"}, '"task" and "classes"'),
        ({"classes": ["a", "b", "c"]}, '"task" and "classes"'),
        ({"classes": ["a"]}, '"task" and "classes"'),
        ({"metrics": []}, '"metrics" names at least one'),
        ({"metrics": ["a;b"], "floors": {}}, "a metric's name has letters"),
        ({"floors": {"recall": 0.5}}, "and recall is none"),
        ({"ceilings": {"rmse": 0.5}}, "and rmse is none"),
        ({"hyperparameters": {"rate": {"default": 1}}}, '"hyperparameters" has a seed'),
    ],
)
def test_what_is_wrong_in_model_json_is_told(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    with pytest.raises(SettingError, match=why):
        read(tmp_path, **changes)


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_file_that_is_no_json_object_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(SettingError, match=r"^model\.json is not as"):
        spec.read(tmp_path / "model.json")


def test_a_bound_is_met_where_it_is_reached(tmp_path: Path) -> None:
    found = read(tmp_path, metrics=["recall", "log_loss"], floors={"recall": 0.9}, ceilings={"log_loss": 0.5})
    assert found.shortfalls({"recall": 0.9, "log_loss": 0.5}) == []
    assert found.shortfalls({"recall": 0.8999, "log_loss": 0.5001}) == [
        "recall is 0.8999, below 0.9",
        "log_loss is 0.5001, above 0.5",
    ]
    assert found.shortfalls({"recall": float("nan")}) == ["recall is nan, below 0.9", "log_loss is None, above 0.5"]


def test_the_schema_knows_what_the_code_knows() -> None:
    schema = json.loads(spec.FILE.with_name("model.schema.json").read_text())
    properties = schema["properties"]
    named = {"intended_use": "intendedUse", "settings": "hyperparameters"}
    assert {named.get(name, name) for name in spec.Spec.__dataclass_fields__} | {"$schema"} == set(properties)
    assert schema["required"] == [
        key for key in properties if key in GOOD and key not in {"$schema", "classes", "floors"}
    ]
    assert properties["features"]["additionalProperties"]["anyOf"][0]["enum"] == [
        f"{kind}{mark}" for kind in spec.KINDS for mark in ("", "?")
    ]


def test_this_repositorys_model_json_names_metrics_that_there_are() -> None:
    found = spec.read()
    assert set(found.metrics) <= {*(metrics.CLASSES if found.classes else metrics.NUMBERS), *model.METRICS}
