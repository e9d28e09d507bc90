import json
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from workload import manifest, model, prepare, spec, table, train
from workload.settings import SettingError, lookup
from workload.spec import Spec


def channels(splits: Path, folder: Path) -> dict[str, str]:
    return {"SM_CHANNEL_TRAIN": str(splits / "train"), "SM_MODEL_DIR": str(folder)}


def test_training_writes_the_model_its_declaration_its_metrics_its_card_and_their_hashes(trained: Path) -> None:
    assert set(manifest.verify(trained)) == {model.FILE, "model.json", "metrics.json", "model-card.md"}
    assert (trained / "model.json").read_bytes() == spec.FILE.read_bytes()


def test_equal_data_and_seed_give_equal_bytes(splits: Path, trained: Path, declared: Spec, tmp_path: Path) -> None:
    train.train(splits / "train", tmp_path, declared, lookup(declared.settings, {}))
    assert manifest.verify(tmp_path) == manifest.verify(trained)


def test_metrics_are_of_rows_that_the_model_did_not_learn_from(
    splits: Path, declared: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit, predict = Mock(wraps=model.fit), Mock(wraps=model.predict)
    monkeypatch.setattr(model, "fit", fit)
    monkeypatch.setattr(model, "predict", predict)
    train.train(splits / "train", tmp_path, declared, lookup(declared.settings, {}))
    fitted, predicted = fit.call_args.args[2].index, predict.call_args.args[1].index
    assert (len(fitted), len(predicted)) == (120, 30)
    assert not set(fitted) & set(predicted)


def test_script_mode_reads_channels_and_hyperparameters(splits: Path, tmp_path: Path) -> None:
    assert train.main(["--seed", "3"], channels(splits, tmp_path)) == 0
    assert "| seed | 3 |" in (tmp_path / "model-card.md").read_text()


def test_a_wrong_hyperparameter_stops_the_job_before_it_trains(splits: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="--seed"):
        train.main(["--seed", "-1"], channels(splits, tmp_path))
    assert not list(tmp_path.iterdir())


def test_data_that_changed_after_they_were_prepared_are_refused(splits: Path, declared: Spec, tmp_path: Path) -> None:
    folder = tmp_path / "train"
    folder.mkdir()
    for file in (splits / "train").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    with (folder / "data.csv").open("a") as stream:
        stream.write("\n")
    with pytest.raises(manifest.IntegrityError):
        train.train(folder, tmp_path / "model", declared, lookup(declared.settings, {}))


@pytest.mark.parametrize(("host", "writes"), [("algo-1", True), ("algo-2", False)])
def test_of_many_hosts_one_writes_the_model(
    splits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str, *, writes: bool
) -> None:
    hosts = {"SM_HOSTS": '["algo-2", "algo-1"]', "SM_CURRENT_HOST": host}
    assert train.main([], {**channels(splits, tmp_path), **hosts}) == 0
    assert (tmp_path / model.FILE).exists() is writes
    assert bool(capsys.readouterr().out) is writes


def test_code_that_distributes_runs_on_every_host(
    splits: Path, declared: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spec, "read", lambda: replace(declared, distributes=True))
    train.main([], {**channels(splits, tmp_path), "SM_HOSTS": '["a", "b"]', "SM_CURRENT_HOST": "b"})
    assert (tmp_path / model.FILE).exists()


@pytest.mark.parametrize("missing", ["SM_CHANNEL_TRAIN", "SM_MODEL_DIR"])
def test_each_folder_is_asked_for_where_nothing_names_it(
    splits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    environment = {name: folder for name, folder in channels(splits, tmp_path).items() if name != missing}
    with pytest.raises(SystemExit) as stopped:
        train.main([], environment)
    assert stopped.value.code == 2
    assert "name --train and --model-dir, or use --local" in capsys.readouterr().err


def test_local_prepares_and_trains_below_one_folder(raw: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train, "OUTPUT", tmp_path)
    monkeypatch.setattr(prepare, "OUTPUT", tmp_path)
    assert train.main(["--local", "--data", str(raw), "--seed", "4"], {}) == 0
    assert model.FILE in manifest.verify(tmp_path / "model")
    prepare.main(["--input", str(raw), "--seed", "4", "--output", str(tmp_path / "other")])
    data = [folder / "train" / "data.csv" for folder in (tmp_path / "data", tmp_path / "other")]
    assert data[0].read_bytes() == data[1].read_bytes()


def test_a_flag_goes_before_what_local_would_choose(raw: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train, "OUTPUT", tmp_path)
    monkeypatch.setattr(prepare, "OUTPUT", tmp_path)
    assert train.main(["--local", "--data", str(raw), "--model-dir", str(tmp_path / "mine")], {}) == 0
    assert (tmp_path / "mine" / model.FILE).is_file()
    assert not (tmp_path / "model").exists()


def test_the_card_counts_the_rows_of_training_and_names_its_data(splits: Path, trained: Path) -> None:
    card = (trained / "model-card.md").read_text()
    assert "\nTrained on 120 rows with" in card
    assert f"| train | `{manifest.sha256(splits / 'train' / 'data.csv')}` |" in card


def test_metrics_are_text_that_a_person_can_read(trained: Path) -> None:
    text = (trained / "metrics.json").read_text()
    assert text == json.dumps(json.loads(text), indent=2) + "\n"


def test_the_log_has_the_metrics_in_the_form_that_sagemaker_reads(
    splits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = tmp_path / "deep" / "model"
    assert train.main([], channels(splits, deep)) == 0
    metrics = json.loads((deep / "metrics.json").read_text())
    assert capsys.readouterr().out == "".join(f"{name}={value};\n" for name, value in metrics.items())


@pytest.mark.parametrize(
    ("environment", "leads"),
    [
        ({}, True),
        ({"SM_HOSTS": "[]", "SM_CURRENT_HOST": "algo-2"}, True),
        ({"SM_HOSTS": '["algo-1"]', "SM_CURRENT_HOST": "algo-1"}, True),
        ({"SM_HOSTS": '["algo-3", "algo-2"]', "SM_CURRENT_HOST": "algo-3"}, False),
        ({"SM_HOSTS": '["algo-1"]'}, False),
    ],
)
def test_the_first_host_by_name_leads(environment: dict[str, str], *, leads: bool) -> None:
    assert train.leads(environment) is leads


def test_a_model_comes_back_as_it_was_written(trained: Path, splits: Path, declared: Spec) -> None:
    rows, _ = table.read(splits / "holdout", declared)
    scores = model.predict(model.load(trained / model.FILE), rows)
    assert scores.shape == ((50, len(declared.classes)) if declared.classes else (50,))
    assert np.isfinite(scores).all()
