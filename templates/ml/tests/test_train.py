import json
from pathlib import Path

import pytest

from workload import evaluate, manifest, prepare, train
from workload.settings import Hyperparameters, SettingError


def channels(splits: Path, model: Path) -> dict[str, str]:
    return {
        "SM_CHANNEL_TRAIN": str(splits / "train"),
        "SM_CHANNEL_VALIDATION": str(splits / "validation"),
        "SM_MODEL_DIR": str(model),
    }


def test_training_writes_the_model_its_metrics_its_card_and_their_hashes(trained: Path) -> None:
    assert set(manifest.verify(trained)) == {"model.joblib", "metrics.json", "model-card.md"}
    assert json.loads((trained / "metrics.json").read_text())["accuracy"] > 0.95


def test_equal_data_and_seed_give_equal_bytes(splits: Path, trained: Path, tmp_path: Path) -> None:
    train.train(splits / "train", splits / "validation", tmp_path, Hyperparameters())
    assert manifest.verify(tmp_path) == manifest.verify(trained)


def test_the_card_names_what_the_model_was_made_from(splits: Path, trained: Path) -> None:
    card = (trained / "model-card.md").read_text()
    assert manifest.sha256(splits / "train" / "data.csv") in card
    assert "| seed | 17 |" in card


def test_script_mode_reads_channels_and_hyperparameters(splits: Path, tmp_path: Path) -> None:
    assert train.main(["--max-iterations", "300", "--seed", "3"], channels(splits, tmp_path)) == 0
    assert "| max_iterations | 300 |" in (tmp_path / "model-card.md").read_text()


def test_a_wrong_hyperparameter_stops_the_job_before_it_trains(splits: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="--regularization"):
        train.main(["--regularization", "-1"], channels(splits, tmp_path))
    assert not list(tmp_path.iterdir())


def test_data_that_changed_after_they_were_prepared_are_refused(splits: Path, tmp_path: Path) -> None:
    folder = tmp_path / "train"
    folder.mkdir()
    for file in (splits / "train").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    with (folder / "data.csv").open("a") as stream:
        stream.write(",".join(["0"] * 31) + "\n")
    with pytest.raises(manifest.IntegrityError):
        train.train(folder, splits / "validation", tmp_path / "model", Hyperparameters())


@pytest.mark.parametrize(("host", "writes"), [("algo-1", True), ("algo-2", False)])
def test_of_many_hosts_one_writes_the_model(splits: Path, tmp_path: Path, host: str, *, writes: bool) -> None:
    hosts = {"SM_HOSTS": '["algo-2", "algo-1"]', "SM_CURRENT_HOST": host}
    train.main([], {**channels(splits, tmp_path), **hosts})
    assert (tmp_path / evaluate.MODEL).exists() is writes


def test_folders_are_asked_for_where_nothing_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train.main([], {})
    assert "--local" in capsys.readouterr().err


def test_local_needs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train, "OUTPUT", tmp_path)
    monkeypatch.setattr(prepare, "OUTPUT", tmp_path)
    assert train.main(["--local"], {}) == 0
    assert "model.joblib" in manifest.verify(tmp_path / "model")
