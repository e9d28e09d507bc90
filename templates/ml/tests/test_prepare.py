import io
import traceback
from dataclasses import replace
from email.message import Message
from http.client import InvalidURL
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, OpenerDirector, Request
from urllib.response import addinfourl

import numpy as np
import pandas as pd
import pytest
from botocore.stub import Stubber
from conftest import sample
from pandas.testing import assert_frame_equal

from workload import manifest, prepare, secrets, spec, table
from workload.settings import OUTPUT, ROOT
from workload.spec import Spec

SPEC = Spec(
    purpose="",
    intended_use="",
    owner="",
    image={},
    task="binary",
    label="y",
    features={},
    metrics=(),
    settings=(),
    classes=("no", "yes"),
)
CANARY = "canary-7f3a"
SOURCE = "https://data.example/set.csv"


class _Answer:
    def __init__(self, text: str) -> None:
        self._text = text

    def __enter__(self) -> "_Answer":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self) -> bytes:
        return self._text.encode()


class _Moved(addinfourl):
    msg = "moved"


def test_the_splits_hold_every_row_once(declared: Spec, raw: Path, splits: Path) -> None:
    rows, labels = table.read(raw, declared)
    parts = [table.read(splits / name / "data.csv", declared) for name in ("train", "holdout")]
    assert [len(part) for part, _ in parts] == [150, 50]
    together = pd.concat([part.assign(label=values) for part, values in parts])
    key = [*together.columns]
    assert_frame_equal(
        together.sort_values(key, ignore_index=True),
        rows.assign(label=labels).sort_values(key, ignore_index=True),
    )


def test_each_split_has_a_manifest_that_holds(splits: Path) -> None:
    for split in ("train", "holdout"):
        assert set(manifest.verify(splits / split)) == {"data.csv"}


def test_the_seed_decides_the_split(raw: Path, tmp_path: Path) -> None:
    digests = []
    for run, seed in enumerate(["1", "1", "2"]):
        prepare.main(["--input", str(raw), "--output", str(tmp_path / str(run)), "--seed", seed])
        digests.append(manifest.sha256(tmp_path / str(run) / "train" / "data.csv"))
    assert digests[0] == digests[1] != digests[2]


def test_each_class_keeps_its_share_in_both_parts() -> None:
    labels = np.array([0.0] * 32 + [1.0] * 8)
    parts = prepare.split(labels, 3, SPEC, 0.25)
    assert [labels[part].tolist().count(1.0) for part in parts] == [6, 2]
    assert sorted(np.concatenate(parts)) == [*range(40)]


def test_numbers_to_predict_are_split_as_well() -> None:
    parts = prepare.split(np.arange(8.0), 3, replace(SPEC, classes=()), 0.25)
    assert [len(part) for part in parts] == [6, 2]


@pytest.mark.parametrize(("classes", "labels"), [((), []), ((), [1.5]), (("a", "b", "c"), [0.0, 1.0, 2.0] * 2)])
def test_too_few_rows_are_refused(classes: tuple[str, ...], labels: list[float]) -> None:
    with pytest.raises(table.DataError, match=f"^{len(labels)} rows are too few to set some aside: add more$"):
        prepare.split(np.array(labels), 3, replace(SPEC, classes=classes), 0.25)


@pytest.mark.parametrize(
    ("labels", "rare"),
    [([0.0] * 8, "yes"), ([0.0] * 7 + [1.0], "yes"), ([1.0] * 8, "no"), ([], "no, yes"), ([0.0, 1.0], "no, yes")],
)
def test_a_class_of_which_there_are_no_two_rows_is_told_by_its_name(labels: list[float], rare: str) -> None:
    with pytest.raises(table.DataError) as refused:
        prepare.split(np.array(labels), 3, SPEC, 0.25)
    assert str(refused.value) == (
        f"of {len(labels)} rows, less than 2 are of the class {rare}: add some, or take the class out of model.json"
    )
    prepare.split(np.array([0.0, 0.0, 1.0, 1.0]), 3, SPEC, 0.5)


def test_a_source_gets_the_secret_as_its_token_and_nothing_else_does(
    aws: dict[str, Stubber],
    declared: Spec,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answered = {"SecretString": "t0ken"}
    aws["secretsmanager"].add_response("get_secret_value", answered, {"SecretId": "example/data-provider"})
    sent: list[Any] = []

    def answer(_self: OpenerDirector, request: Any, **_: object) -> _Answer:
        sent.append(request)
        return _Answer(sample(declared))

    monkeypatch.setattr(OpenerDirector, "open", answer)
    prepare.main(["--source", SOURCE, "--secret", "example/data-provider", "--output", str(tmp_path)])
    assert [request.get_header("Authorization") for request in sent] == ["Bearer t0ken"]
    written = "".join(file.read_text() for file in tmp_path.rglob("*") if file.is_file())
    assert "t0ken" not in written + "".join(capsys.readouterr())


def test_data_are_prepared_again_in_the_same_place(raw: Path, splits: Path, tmp_path: Path) -> None:
    for _ in range(2):
        prepare.main(["--input", str(raw), "--output", str(tmp_path)])
    assert manifest.verify(tmp_path / "train") == manifest.verify(splits / "train")


def test_a_source_without_tls_is_refused_before_the_token_is_sent() -> None:
    with pytest.raises(prepare.SourceError, match="https"):
        prepare.download("http://data.example/set.csv", secrets.Secret("t0ken"))


def test_a_source_that_refuses_is_named_by_its_code_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: OpenerDirector, request: Any, **_: object) -> None:
        raise HTTPError(request.full_url, 403, "no", request.headers, None)

    monkeypatch.setattr(OpenerDirector, "open", refuse)
    with pytest.raises(prepare.SourceError, match="the source answered 403") as refused:
        prepare.download(SOURCE, secrets.Secret("t0ken"))
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (URLError(ConnectionRefusedError(CANARY)), "ConnectionRefusedError"),
        (URLError(CANARY), "URLError"),
        (InvalidURL(CANARY), "InvalidURL"),
        (ValueError(CANARY), "ValueError"),
    ],
)
def test_a_source_that_does_not_answer_is_told_by_the_kind_of_error_alone(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, kind: str
) -> None:
    def fail(_self: OpenerDirector, _request: Any, **_: object) -> None:
        raise failure

    monkeypatch.setattr(OpenerDirector, "open", fail)
    with pytest.raises(prepare.SourceError, match=f"^the source gave no CSV file: {kind}$") as refused:
        prepare.download(f"{SOURCE}?key={CANARY}", secrets.Secret(CANARY))
    assert CANARY not in "".join(traceback.format_exception(refused.value))


def test_a_redirect_is_not_followed_since_the_token_would_go_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def move(_self: HTTPSHandler, request: Request) -> addinfourl:
        asked.append(request.full_url)
        headers = Message()
        headers["Location"] = "https://elsewhere.example/set.csv"
        return _Moved(io.BytesIO(), headers, request.full_url, 302)

    monkeypatch.setattr(HTTPSHandler, "https_open", move)
    with pytest.raises(prepare.SourceError, match="the source answered 302"):
        prepare.download(SOURCE, secrets.Secret("t0ken"))
    assert asked == [SOURCE]


@pytest.mark.parametrize("flags", [[], ["--source", SOURCE], ["--secret", "example/data-provider"]])
def test_without_a_source_and_its_secret_files_are_needed(tmp_path: Path, flags: list[str]) -> None:
    with pytest.raises(table.DataError, match=r"holds no \.csv and no \.parquet file"):
        prepare.main(["--input", str(tmp_path), "--output", str(tmp_path), *flags])


@pytest.mark.parametrize(
    ("flags", "read", "written"),
    [
        (["--local"], ROOT / "ml" / "data", OUTPUT / "data"),
        (["--local", "--input", "/in", "--output", "/out"], Path("/in"), Path("/out")),
        ([], Path("/opt/ml/processing/input/raw"), Path("/opt/ml/processing/output")),
        (["--input", "/in", "--output", "/out"], Path("/in"), Path("/out")),
    ],
)
def test_data_are_read_and_written_where_the_job_or_this_machine_wants_them(
    monkeypatch: pytest.MonkeyPatch, flags: list[str], read: Path, written: Path
) -> None:
    seen: list[Any] = []

    def give(folder: Path, _declared: Spec) -> tuple[str, str]:
        seen.append(folder)
        return "rows", "labels"

    monkeypatch.setattr(table, "read", give)
    monkeypatch.setattr(prepare, "write", lambda *arguments: seen.append(arguments))
    assert prepare.main([*flags, "--seed", "4"]) == 0
    [folder, (output, rows, labels, _, seed)] = seen
    assert (folder, output, rows, labels, seed) == (read, written, "rows", "labels", 4)


def test_a_source_that_does_not_answer_is_given_up_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def answer(_self: OpenerDirector, _request: Any, *, timeout: float) -> _Answer:
        waited.append(timeout)
        return _Answer("a,target\n1,0\n")

    monkeypatch.setattr(OpenerDirector, "open", answer)
    assert prepare.download(SOURCE, secrets.Secret("t0ken")) == "a,target\n1,0\n"
    assert waited == [60]


def test_the_data_of_this_repository_fit_its_model_json() -> None:
    files = [file for file in (ROOT / "ml" / "data").iterdir() if file.suffix in {".csv", ".parquet"}]
    if not files or (files[0].name == "example.csv" and spec.read().label != "diagnosis"):
        pytest.skip("no data of the model here")
    rows, labels = table.read(ROOT / "ml" / "data", spec.read())
    assert len(rows) == len(labels) > 0
