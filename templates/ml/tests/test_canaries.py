"""Canaries in every input of every stage: none may come out, in no output, no log and no traceback."""

import csv
import io
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber
from conftest import sample

from workload import bundle, edge, evaluate, manifest, model, prepare, register, spec, train

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
