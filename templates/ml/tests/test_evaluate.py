import json
import shutil
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from workload import evaluate, manifest


class _Bomb:
    """What a hostile pickle does: it runs a call of its maker's choice when it is opened."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.mark,)


def test_a_model_that_was_swapped_is_refused_before_it_is_opened(trained: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(trained, model)
    joblib.dump(_Bomb(tmp_path / "mark"), model / evaluate.MODEL)
    with pytest.raises(manifest.IntegrityError):
        evaluate.load_model(model)
    assert not (tmp_path / "mark").exists()
    # The bomb is real: opened without the check, it goes off.
    joblib.load(model / evaluate.MODEL)
    assert (tmp_path / "mark").exists()


def test_a_model_whose_manifest_was_rewritten_is_refused_by_its_registered_hash(trained: Path, tmp_path: Path) -> None:
    registered = manifest.verify(trained)[evaluate.MODEL]
    model = tmp_path / "model"
    shutil.copytree(trained, model)
    joblib.dump(_Bomb(tmp_path / "mark"), model / evaluate.MODEL)
    manifest.write(model)
    with pytest.raises(manifest.IntegrityError, match="not the model that was asked for"):
        evaluate.load_model(model, registered)
    assert not (tmp_path / "mark").exists()


def run(trained: Path, splits: Path) -> int:
    return evaluate.main(["--model-dir", str(trained), "--validation", str(splits / "validation")])


def test_a_good_model_passes(trained: Path, splits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(trained, splits) == 0
    assert json.loads(capsys.readouterr().out)["metrics"] == json.loads((trained / "metrics.json").read_text())


def test_a_model_below_a_threshold_fails(trained: Path, splits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(evaluate.THRESHOLDS, "accuracy", 0.999)
    assert run(trained, splits) == 1


@pytest.mark.parametrize("metrics", [{}, {"accuracy": 0.99}, {"accuracy": float("nan"), "malignant_recall": 1.0}])
def test_a_metric_that_is_absent_or_no_number_misses_its_threshold(metrics: dict[str, float]) -> None:
    assert evaluate.shortfalls(metrics)


class _Model:
    """Says what it is told: labels, and the chance of label 1."""

    def __init__(self, labels: list[float], chances: list[float]) -> None:
        self._labels, self._chances = labels, chances

    def predict(self, _features: object) -> list[float]:
        return self._labels

    def predict_proba(self, _features: object) -> Any:
        return np.array([[1 - chance, chance] for chance in self._chances])


def test_each_metric_is_what_its_name_says() -> None:
    labels = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    model = _Model([0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0], [0.1, 0.7, 0.2, 0.4, 0.8, 0.9, 0.6])
    assert evaluate.measure(model, np.zeros((7, 1)), labels) == {
        "accuracy": 0.571429,
        "malignant_precision": 0.5,
        "malignant_recall": 0.333333,
        "roc_auc": 0.833333,
    }


def test_a_model_that_never_says_malignant_has_no_precision() -> None:
    metrics = evaluate.measure(_Model([1.0, 1.0], [0.9, 0.8]), np.zeros((2, 1)), np.array([0.0, 1.0]))
    assert metrics["malignant_precision"] == 0.0
    assert metrics["malignant_recall"] == 0.0


def test_a_threshold_is_met_where_it_is_reached() -> None:
    assert evaluate.shortfalls({"accuracy": 0.93, "malignant_recall": 0.9}) == []
    assert evaluate.shortfalls({"accuracy": 0.9299, "malignant_recall": 0.8999}) == [
        "accuracy is 0.9299, below 0.93",
        "malignant_recall is 0.8999, below 0.9",
    ]
    assert evaluate.shortfalls({"accuracy": 1.0}) == ["malignant_recall is None, below 0.9"]


def test_a_split_is_its_names_its_features_and_its_labels(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,b,target\n1,2,0\n3,4,1\n")
    manifest.write(tmp_path)
    names, features, labels = evaluate.load_split(tmp_path)
    assert names == ["a", "b"]
    assert features.tolist() == [[1, 2], [3, 4]]
    assert labels.tolist() == [0, 1]


def test_a_split_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,target\n1,0\n")
    manifest.write(tmp_path)
    (tmp_path / "data.csv").write_text("a,target\n1,1\n")
    with pytest.raises(manifest.IntegrityError):
        evaluate.load_split(tmp_path)


def test_the_model_that_was_asked_for_opens(trained: Path) -> None:
    registered = manifest.verify(trained)[evaluate.MODEL]
    assert hasattr(evaluate.load_model(trained, registered), "predict")


def test_the_registered_hash_can_be_asked_for(trained: Path, splits: Path) -> None:
    words = ["--model-dir", str(trained), "--validation", str(splits / "validation"), "--expect", "0" * 64]
    with pytest.raises(manifest.IntegrityError, match="not the model that was asked for"):
        evaluate.main(words)


def test_what_is_missed_is_told(
    trained: Path, splits: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(evaluate.THRESHOLDS, "accuracy", 0.999)
    assert run(trained, splits) == 1
    text = capsys.readouterr().out
    missed = json.loads(text)["missed"]
    assert [line.split()[0] for line in missed] == ["accuracy"]
    assert text.startswith('{\n  "metrics": {\n    "accuracy"')
