import copy
import json
import re
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

from workload import launch, metrics, model, spec, train
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
        ({"features": {}}, "features is empty"),
        ({"features": {"a": "date"}}, r"features\.a is none of number, number\?"),
        ({"features": {"a": []}}, r"features\.a is none of number, number\?, .* and is empty"),
        ({"features": {"a": [1, "x"]}}, r"features\.a is none of .* and, value 1, is not of the type string or null"),
        ({"features": {"a": [None]}}, 'feature "a" is none of number, category, text'),
        ({"features": {"y": "number"}}, '"label" is not a feature'),
        ({"task": "ranking"}, "task is none of binary, multiclass, regression"),
        ({"task": "regression"}, '"task" and "classes"'),
        ({"task": "multiclass"}, '"task" and "classes"'),
        ({"classes": ["a", "b", "c"]}, '"task" and "classes"'),
        ({"classes": ["a"]}, '"task" and "classes"'),
        ({"task": "regression", "classes": ["a"]}, '"task" and "classes"'),
        ({"task": "multiclass", "classes": [str(place) for place in range(1001)]}, '"task" and "classes"'),
        ({"classes": ["a", "a"]}, "classes names something twice"),
        ({"classes": [0, 1]}, r"classes, value 1, is not of the type string; classes, value 2, is not"),
        ({"classes": "ab"}, "classes is not of the type array"),
        ({"missing": "NA"}, "missing is not of the type array"),
        ({"metrics": []}, "metrics is empty"),
        ({"metrics": [f"m{number}" for number in range(41)]}, "metrics has more than 40"),
        ({"metrics": ["m" * 101], "floors": {}}, "a metric's name has letters, digits and _, at most 100"),
        (
            {"hyperparameters": {"seed": {"default": 1}, **{f"h{number}": {"default": 1} for number in range(90)}}},
            "hyperparameters has more than 90",
        ),
        ({"metrics": "accuracy"}, "metrics is not of the type array"),
        ({"distributes": "no"}, "distributes is not of the type boolean"),
        ({"image": {"use": "tensorflow"}}, r"image\.use is not of the form"),
        ({"image": {"use": "own:trainer", "digest": f"sha256:{'0' * 64}\n"}}, r"image\.digest is not of the form"),
        ({"floors": {"accuracy": "0.5"}}, r"floors\.accuracy is not of the type number"),
        ({"hyperparameters": {"seed": {"default": True}}}, r"hyperparameters\.seed\.default is not of the type number"),
        ({"hyperparameters": {"seed": {"default": 1, "max": 2}}}, r"hyperparameters\.seed\.max is not a key here"),
        ({"hyperparameters": {"seed": {"default": 3, "maximum": 2}}}, "the default of seed is not a whole number to 2"),
        (
            {"hyperparameters": {"seed": {"default": 1}, "sagemaker_program": {"default": 1}}},
            "program: the name is not",
        ),
        ({"metrics": ["a;b"], "floors": {}}, "a metric's name has letters"),
        ({"floors": {"recall": 0.5}}, "and recall is none"),
        ({"ceilings": {"rmse": 0.5}}, "and rmse is none"),
        ({"hyperparameters": {"rate": {"default": 1}}}, "hyperparameters has no seed"),
    ],
)
def test_what_is_wrong_in_model_json_is_told(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    with pytest.raises(SettingError, match=why):
        read(tmp_path, **changes)


@pytest.mark.parametrize(
    ("task", "classes"),
    [
        ("binary", ["a", "b"]),
        ("multiclass", ["a", "b", "c"]),
        ("multiclass", [str(place) for place in range(1000)]),
        ("regression", ...),
        ("regression", []),
    ],
)
def test_a_task_has_as_many_classes_as_it_tells_apart(tmp_path: Path, task: str, classes: Any) -> None:
    assert read(tmp_path, task=task, classes=classes).classes == (() if classes is ... else tuple(classes))


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_file_that_is_no_json_object_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(SettingError, match=r"^model\.json is not (JSON that can be read: |a JSON object$)"):
        spec.read(tmp_path / "model.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"floors": {"recall": 0.9}, "task": "binary", "floors": {}}', '"floors" is there twice'),
        ('{"features": {"a": "number", "b": "text", "a": "text"}}', '"a" is there twice'),
        ('{"floors": {"recall": NaN}}', "NaN is not a number of JSON"),
        ('{"ceilings": {"rmse": -Infinity}}', "-Infinity is not a number of JSON"),
        ("[" * 100_000, "maximum recursion depth"),
        ('{"a": 1,}', "line 1 column"),
        ("// a comment\n{}", "line 1 column 1"),
    ],
)
def test_what_other_readers_of_json_refuse_or_read_otherwise_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "model.json").write_text(text)
    for reader in (spec.read, spec.entries):
        with pytest.raises(SettingError, match=f"^model.json is not JSON that can be read: .*{why}"):
            reader(tmp_path / "model.json")


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^model\.json is not JSON that can be read: .*No such file"):
        spec.entries(tmp_path / "model.json")
    (tmp_path / "model.json").write_bytes(spec.FILE.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(SettingError, match=r"^model\.json is not JSON that can be read: 'utf-8' codec"):
        spec.entries(tmp_path / "model.json")


def test_the_keys_of_this_repositorys_model_json_are_read_as_they_are() -> None:
    assert spec.entries() == json.loads(spec.FILE.read_text(encoding="utf-8"))


def test_a_bound_is_met_where_it_is_reached(tmp_path: Path) -> None:
    found = read(tmp_path, metrics=["recall", "log_loss"], floors={"recall": 0.9}, ceilings={"log_loss": 0.5})
    assert found.shortfalls({"recall": 0.9, "log_loss": 0.5}) == []
    assert found.shortfalls({"recall": 0.95, "log_loss": 0.1}) == []
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


def flags_of(parse: Callable[[list[str]], object], capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit):
        parse(["--help"])
    return {flag.replace("-", "_") for flag in re.findall(r"--([a-z-]+)", capsys.readouterr().out)}


def test_a_hyperparameter_has_no_name_that_a_flag_of_a_command_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = replace(spec.read(), settings=())
    taken = flags_of(lambda words: launch.parse(words, bare), capsys) | {"stage", "job"}
    taken |= flags_of(lambda words: train.parse(words, {}, bare), capsys)
    assert {"wait", "model_dir", "help"} <= taken
    for name in taken:
        with pytest.raises(SettingError, match=rf"hyperparameters\.{name}: the name is taken"):
            read(tmp_path, hyperparameters={"seed": {"default": 1}, name: {"default": 1}})


def test_what_was_read_does_not_change(tmp_path: Path) -> None:
    found = read(tmp_path)
    for part, name in ((found, "label"), (found.features["a"], "kind")):
        with pytest.raises(FrozenInstanceError):
            setattr(part, name, "other")


def test_in_a_job_there_is_no_schema_and_what_was_launched_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spec, "SCHEMA", tmp_path / "none")
    assert read(tmp_path).label == "y"
    with pytest.raises(SettingError, match='"task" and "classes"'):
        read(tmp_path, task="multiclass")
    with pytest.raises(SettingError, match=r"^model\.json is not as model\.schema\.json says: 'ranking'$"):
        read(tmp_path, task="ranking")


def test_this_repositorys_model_json_names_metrics_that_there_are() -> None:
    found = spec.read()
    assert set(found.metrics) <= {*(metrics.CLASSES if found.classes else metrics.NUMBERS), *model.METRICS}
