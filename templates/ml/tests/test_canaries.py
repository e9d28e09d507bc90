"""Canaries in every input of every stage: none may come out, in no output, no log and no traceback."""

import csv
import io
import json
import logging
import shutil
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from botocore.stub import Stubber
from conftest import PARAMETERS, expect_parameters, sample
from pyarrow import parquet

from workload import (
    bundle,
    container,
    edge,
    evaluate,
    inference,
    launch,
    manifest,
    model,
    prepare,
    register,
    spec,
    train,
)

CANARY = "canary-7f3a"


@pytest.fixture
def runs(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[..., None]:
    """Runs a stage that has to fail, and looks at all that it showed."""
    caplog.set_level(logging.DEBUG)

    def run(main: Callable[[list[str]], int], *words: object) -> None:
        assert edge.run(lambda: main([str(word) for word in words])) == 1
        shown = capsys.readouterr()
        assert shown.err
        assert CANARY not in shown.out + shown.err + caplog.text

    return run


def spoilt(column: int) -> str:
    """Made-up data with a canary in one column of its third row."""
    rows = list(csv.reader(io.StringIO(sample(spec.read()), newline="")))
    rows[3] = [*rows[3][:column], CANARY, *rows[3][column + 1 :], CANARY]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.usefixtures("declared")
def test_prepare_shows_no_cell_of_a_row_that_is_too_long_and_none_that_is_wrong(
    runs: Callable[..., None], tmp_path: Path
) -> None:
    for column in range(len(spec.read().features) + 1):
        (tmp_path / "a.csv").write_text(spoilt(column))
        runs(prepare.main, "--input", tmp_path, "--output", tmp_path / "out")


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    "values",
    [
        lambda count: pa.array([CANARY] * count),
        lambda count: pa.array([CANARY] * count).dictionary_encode(),
        lambda count: pa.array([CANARY.encode()] * count),
        lambda count: pa.array([[CANARY]] * count),
        lambda count: pa.array([{CANARY: CANARY}] * count),
    ],
)
def test_prepare_shows_no_cell_of_a_parquet_file(
    runs: Callable[..., None], tmp_path: Path, values: Callable[[int], Any]
) -> None:
    # The label is a column too; any text is allowed, so a text in it is not a fault.
    header, *rows = csv.reader(io.StringIO(sample(spec.read(), 20), newline=""))
    texts = {name for name, feature in spec.read().features.items() if feature.kind != "number" and not feature.values}
    spoilt_column = values(len(rows))
    plain = pa.types.is_string(spoilt_column.type) or pa.types.is_dictionary(spoilt_column.type)
    for name in header:
        if plain and name in texts:
            continue
        columns = {each: pa.array([row[place] for row in rows]) for place, each in enumerate(header)}
        parquet.write_table(pa.table({**columns, name: spoilt_column}), tmp_path / "a.parquet")
        runs(prepare.main, "--input", tmp_path, "--output", tmp_path / "out")
    whole = b"PAR1" + CANARY.encode() * 20 + b"PAR1"
    (tmp_path / "a.parquet").write_bytes(whole)
    runs(prepare.main, "--input", tmp_path, "--output", tmp_path / "out")


@pytest.mark.parametrize("kind", ["application/json", "text/csv", f"application/{CANARY}"])
def test_an_endpoint_of_an_own_image_shows_nothing_of_a_request(
    trained: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    loaded, names = inference.model_fn(str(trained)), [*spec.read().features]
    bodies = [CANARY, f'{{"instances": [{{"{CANARY}": 1}}]}}', f'{{"instances": "{CANARY}"}}', f"{CANARY}\n{CANARY}\n"]
    bodies += [json.dumps({"instances": [{name: [CANARY] for name in names}]})]
    bodies += [",".join(names) + f"\n{','.join([CANARY] * (len(names) + 1))}\n"]
    for body in bodies:
        status, text, _ = container.answer(inference, loaded, body.encode(), {"Content-Type": kind, "Accept": CANARY})
        shown = capsys.readouterr()
        # A model of texts alone may take any value.
        assert status in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}
        assert CANARY not in text + shown.out + shown.err


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, CANARY)


@pytest.mark.usefixtures("credentials", "project")
@pytest.mark.parametrize("refused", [None, "ssm", "s3", "sagemaker"])
def test_launch_shows_no_credential(
    aws: dict[str, Stubber], capsys: pytest.CaptureFixture[str], refused: str | None
) -> None:
    calls = {"ssm": "get_parameters_by_path", "s3": "put_object", "sagemaker": "create_processing_job"}
    if refused != "ssm":
        expect_parameters(aws["ssm"], "resources", PARAMETERS)
        expect_parameters(aws["ssm"], "hyperparameters", {})
    answers = {"s3": {}, "sagemaker": {"ProcessingJobArn": "arn:aws:sagemaker:::job"}}
    for service in ("s3", "sagemaker") if refused in {None, "sagemaker"} else ():
        if service != refused:
            aws[service].add_response(calls[service], answers[service])
    if refused:
        aws[refused].add_client_error(calls[refused], service_error_code="AccessDenied")
    assert launch.main(["prepare"]) == (2 if refused else 0)
    shown = capsys.readouterr()
    assert shown.out + shown.err
    assert CANARY not in shown.out + shown.err


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    "text", [f"{CANARY}\n", f"{CANARY} {CANARY}", f'{{"other": "{CANARY}"}}', f'{{"token": "{CANARY}']
)
def test_prepare_shows_neither_the_secret_nor_the_source(
    runs: Callable[..., None], aws: dict[str, Stubber], tmp_path: Path, text: str
) -> None:
    aws["secretsmanager"].add_response("get_secret_value", {"SecretString": text})
    # conftest refuses the network, by an error of no kind that the code expects.
    words = ["--source", f"https://data.example/{CANARY}", "--secret", "example/data-provider", "--output", tmp_path]
    runs(prepare.main, *words)


@pytest.mark.usefixtures("declared")
def test_train_shows_nothing_of_data_that_are_not_as_they_should_be(runs: Callable[..., None], tmp_path: Path) -> None:
    for column in (0, len(spec.read().features)):
        (tmp_path / "data.csv").write_text(spoilt(column))
        manifest.write(tmp_path)
        runs(lambda words: train.main(words, {}), "--train", tmp_path, "--model-dir", tmp_path / "model")


def test_what_a_library_says_while_it_learns_or_predicts_is_not_shown(
    runs: Callable[..., None], splits: Path, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError(f"could not convert {CANARY}")

    monkeypatch.setattr(model, "fit", fail)
    monkeypatch.setattr(model, "predict", fail)
    runs(lambda words: train.main(words, {}), "--train", splits / "train", "--model-dir", tmp_path)
    runs(evaluate.main, "--model-dir", trained, "--holdout", splits / "holdout", "--output", tmp_path)


def test_evaluate_shows_nothing_of_a_model_or_of_held_out_data(
    runs: Callable[..., None], trained: Path, tmp_path: Path
) -> None:
    (tmp_path / "data.csv").write_text(spoilt(0))
    manifest.write(tmp_path)
    runs(evaluate.main, "--model-dir", trained, "--holdout", tmp_path, "--output", tmp_path / "out")
    shutil.copytree(trained, tmp_path / "model")
    (tmp_path / "model" / model.FILE).write_text(CANARY)
    manifest.write(tmp_path / "model")
    runs(evaluate.main, "--model-dir", tmp_path / "model", "--holdout", tmp_path, "--output", tmp_path / "out")


@pytest.mark.parametrize("text", [CANARY, f'{{"job": "{CANARY}"}}'])
def test_register_shows_nothing_of_what_it_was_given(runs: Callable[..., None], tmp_path: Path, text: str) -> None:
    (tmp_path / "evaluation.json").write_text(text)
    (tmp_path / bundle.NAME).write_text(CANARY)
    runs(register.main, "--job", "a", "--group", "b", "--url", "c", "--input", tmp_path)
