import json
import shutil
from pathlib import Path

import joblib
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
