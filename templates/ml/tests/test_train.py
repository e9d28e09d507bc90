import json
from pathlib import Path

import pytest
import sklearn

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


def test_hyperparameters_reach_the_model() -> None:
    model = train.build(Hyperparameters(regularization=4.0, max_iterations=7, seed=3))
    assert list(model.named_steps) == ["standardscaler", "logisticregression"]
    regression = model.named_steps["logisticregression"]
    assert (regression.C, regression.max_iter, regression.random_state) == (0.25, 7, 3)


def test_the_card_is_whole() -> None:
    whole = f"""# Model card

Tells malignant from benign breast tumours by 30 measurements of cell nuclei. An example: it is not a
medical device, and the data set (Wisconsin Diagnostic Breast Cancer) speaks for one hospital's patients.

A logistic regression on standardised features, trained on
7 rows with scikit-learn {sklearn.__version__}.

| hyperparameter | value |
| --- | --- |
| regularization | 1.0 |
| max_iterations | 500 |
| seed | 17 |

| metric on validation data | value |
| --- | --- |
| accuracy | 0.5 |
| recall | 0.25 |

| data | sha256 |
| --- | --- |
| train | `a1` |
| validation | `b2` |
"""
    metrics = {"accuracy": 0.5, "recall": 0.25}
    assert train.card(Hyperparameters(), metrics, {"train": "a1", "validation": "b2"}, 7) == whole


def test_the_card_counts_the_rows_of_training_and_names_both_splits(splits: Path, trained: Path) -> None:
    card = (trained / "model-card.md").read_text()
    assert "\n426 rows with" in card
    for split in ("train", "validation"):
        assert f"| {split} | `{manifest.sha256(splits / split / 'data.csv')}` |" in card


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


def test_a_host_that_has_nothing_to_add_says_nothing(
    splits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hosts = {"SM_HOSTS": '["algo-1", "algo-2"]', "SM_CURRENT_HOST": "algo-2"}
    assert train.main([], {**channels(splits, tmp_path), **hosts}) == 0
    assert capsys.readouterr().out == ""


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


@pytest.mark.parametrize("missing", ["SM_CHANNEL_TRAIN", "SM_CHANNEL_VALIDATION", "SM_MODEL_DIR"])
def test_each_folder_is_needed(splits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str) -> None:
    environment = {name: folder for name, folder in channels(splits, tmp_path).items() if name != missing}
    with pytest.raises(SystemExit) as stopped:
        train.main([], environment)
    assert stopped.value.code == 2
    assert "name --train, --validation and --model-dir, or use --local" in capsys.readouterr().err


def test_a_flag_goes_before_what_local_would_choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train, "OUTPUT", tmp_path)
    monkeypatch.setattr(prepare, "OUTPUT", tmp_path)
    assert train.main(["--local", "--seed", "4", "--model-dir", str(tmp_path / "mine")], {}) == 0
    assert (tmp_path / "mine" / "model.joblib").is_file()
    assert not (tmp_path / "model").exists()
    assert "| seed | 4 |" in (tmp_path / "mine" / "model-card.md").read_text()


def test_local_data_are_split_by_the_same_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train, "OUTPUT", tmp_path)
    monkeypatch.setattr(prepare, "OUTPUT", tmp_path)
    train.main(["--local", "--seed", "4"], {})
    prepare.main(["--local", "--seed", "4", "--output", str(tmp_path / "other")])
    data = [folder / "train" / "data.csv" for folder in (tmp_path / "data", tmp_path / "other")]
    assert data[0].read_bytes() == data[1].read_bytes()
