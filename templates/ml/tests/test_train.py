import json
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pandas as pd
import pytest

from workload import manifest, metrics, model, prepare, spec, table, train
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


def test_a_metric_that_there_is_not_stops_the_job_before_it_learns(
    splits: Path, declared: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = Mock()
    monkeypatch.setattr(model, "fit", fit)
    with pytest.raises(metrics.MetricError, match="no metric accuarcy"):
        train.train(splits / "train", tmp_path, replace(declared, metrics=("accuarcy",)), {"seed": 1})
    fit.assert_not_called()


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


KINDS = {"size": spec.Feature("number", optional=True), "color": spec.Feature("category"), "note": spec.Feature("text")}


def of_kinds(name: str, classes: tuple[str, ...]) -> tuple[Spec, pd.DataFrame]:
    """A model.json with one feature, and a table in which a row's feature says what its label is."""
    values = {
        "size": [0.0, np.nan, 1.0, 9.0, 10.0],
        "color": ["red", "red", "red", "blue", "blue"],
        "note": ["a calm day", "calm", "so calm", "storm today", "a storm"],
    }
    task = "binary" if classes else "regression"
    return Spec("", "", "", {}, task, "y", {name: KINDS[name]}, (), (), classes), pd.DataFrame({name: values[name]})  # type: ignore[arg-type]


@pytest.mark.skipif(not hasattr(model, "LogisticRegression"), reason="the model is one's own")
@pytest.mark.parametrize("classes", [("no", "yes"), ()])
@pytest.mark.parametrize(
    ("name", "low", "high"),
    # Values that training did not see: larger numbers, a color of no known effect, other words around a known one.
    [("size", -5.0, 30.0), ("color", "green", "blue"), ("note", "calm indeed", "a storm indeed")],
)
def test_numbers_categories_and_texts_are_each_learnt_from(
    name: str, low: object, high: object, classes: tuple[str, ...]
) -> None:
    declared, rows = of_kinds(name, classes)
    chosen = {"regularization": 0.1, "seed": 1, "max_iterations": 100}
    made = model.fit(declared, chosen, rows, np.array([0.0, 0.0, 0.0, 1.0, 1.0]))
    scores = model.predict(made, pd.DataFrame({name: [low, high]}))
    below, above = scores[:, 1] if classes else scores
    assert below < 0.5 < above
    assert above - below > 0.25


@pytest.mark.skipif(not hasattr(model, "LogisticRegression"), reason="the model is one's own")
@pytest.mark.parametrize("classes", [("no", "yes"), ()])
def test_more_regularization_is_a_flatter_model(classes: tuple[str, ...]) -> None:
    declared, rows = of_kinds("size", classes)

    def steepness(strength: float) -> float:
        chosen = {"regularization": strength, "seed": 1, "max_iterations": 100}
        made = model.fit(declared, chosen, rows, np.array([0.0, 0.0, 0.0, 1.0, 1.0]))
        scores = model.predict(made, rows)
        return float(np.ptp(scores[:, 1] if classes else scores))

    steep = [steepness(strength) for strength in (0.25, 0.5, 1.0, 2.0, 4.0)]
    assert steep == sorted(steep, reverse=True)
    assert len({round(each, 6) for each in steep}) == 5


@pytest.mark.skipif(not hasattr(model, "LogisticRegression"), reason="the model is one's own")
def test_a_regularization_of_one_is_what_scikit_learn_takes_unasked() -> None:
    chosen = {"regularization": 1.0, "seed": 1, "max_iterations": 100}
    for classes, name in ((("no", "yes"), "C"), ((), "alpha")):
        declared, rows = of_kinds("size", classes)
        last = model.fit(declared, chosen, rows, np.array([0.0, 0.0, 0.0, 1.0, 1.0]))[-1]
        assert getattr(last, name) == getattr(type(last)(), name)
