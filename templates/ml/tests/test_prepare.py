import io
import traceback
from email.message import Message
from http.client import InvalidURL
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, OpenerDirector, Request
from urllib.response import addinfourl

import numpy as np
import pytest
from botocore.stub import Stubber

from workload import manifest, prepare, secrets
from workload.settings import OUTPUT

CSV = "a,b,target\n" + "".join(f"{row},{row / 2},{row % 2}\n" for row in range(20))
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


def test_the_splits_hold_every_row_once_and_both_labels(splits: Path) -> None:
    parts = [prepare.parse((splits / split / "data.csv").read_text())[1] for split in ("train", "validation")]
    assert [len(part) for part in parts] == [426, 143]
    _, rows = prepare.bundled()
    assert np.array_equal(np.unique(np.concatenate(parts), axis=0), np.unique(rows, axis=0))
    assert all(set(part[:, -1]) == {0.0, 1.0} for part in parts)


def test_each_split_has_a_manifest_that_holds(splits: Path) -> None:
    for split in ("train", "validation"):
        assert set(manifest.verify(splits / split)) == {"data.csv"}


def test_the_seed_decides_the_split(tmp_path: Path) -> None:
    digests = []
    for run, seed in enumerate(["1", "1", "2"]):
        prepare.main(["--local", "--output", str(tmp_path / str(run)), "--seed", seed])
        digests.append(manifest.sha256(tmp_path / str(run) / "train" / "data.csv"))
    assert digests[0] == digests[1] != digests[2]


def test_files_of_the_raw_bucket_are_read_together(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "1.csv").write_text(CSV)
    (raw / "2.csv").write_text(CSV)
    prepare.main(["--input", str(raw), "--output", str(tmp_path)])
    assert len((tmp_path / "train" / "data.csv").read_text().splitlines()) == 31


@pytest.mark.parametrize("text", ["a,target\n1,x\n", "a,target\n1,2,3\n", "a,b,target\n1,2\n", "a,target\n1,inf\n"])
def test_data_that_are_not_numbers_under_the_header_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        prepare.parse(text)


def test_a_source_gets_the_secret_as_its_token_and_nothing_else_does(
    aws: dict[str, Stubber], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = {"SecretString": "t0ken"}
    aws["secretsmanager"].add_response("get_secret_value", answered, {"SecretId": "example/data-source"})
    sent: list[Any] = []

    def answer(_self: OpenerDirector, request: Any, **_: object) -> _Answer:
        sent.append(request)
        return _Answer(CSV)

    monkeypatch.setattr(OpenerDirector, "open", answer)
    prepare.main(["--source", SOURCE, "--secret", "example/data-source", "--output", str(tmp_path)])
    assert [request.get_header("Authorization") for request in sent] == ["Bearer t0ken"]
    written = "".join(file.read_text() for file in tmp_path.rglob("*") if file.is_file())
    assert "t0ken" not in written + "".join(capsys.readouterr())


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


def test_the_bundled_data_have_names_without_spaces_and_the_label_last() -> None:
    names, rows = prepare.bundled()
    assert rows.shape == (569, 31)
    assert names[0] == "mean_radius"
    assert names[-1] == "target"
    assert not [name for name in names if " " in name]


def test_both_labels_stand_in_both_splits_in_the_same_share(splits: Path) -> None:
    counts = [
        int((prepare.parse((splits / split / "data.csv").read_text())[1][:, -1] == 0).sum())
        for split in ("train", "validation")
    ]
    assert counts == [159, 53]


def test_a_text_of_one_row_is_a_table_too() -> None:
    names, rows = prepare.parse("a,target\n1.5,0\n")
    assert names == ["a", "target"]
    assert rows.tolist() == [[1.5, 0.0]]


def test_numbers_come_back_as_they_went_in(tmp_path: Path) -> None:
    rows = np.array([[number / 3, number % 2] for number in range(8)])
    prepare.write(tmp_path / "deep" / "er", ["a", "target"], rows, 1)
    prepare.write(tmp_path / "deep" / "er", ["a", "target"], rows, 1)
    names, train = prepare.parse((tmp_path / "deep" / "er" / "train" / "data.csv").read_text())
    assert names == ["a", "target"]
    assert set(train[:, 0]) <= set(rows[:, 0])


def test_files_are_read_by_name_however_deep_and_nothing_but_csv(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.csv").write_text("a,target\n3,1\n")
    (tmp_path / "a.csv").write_text("a,target\n1,0\n2,1\n")
    (tmp_path / "notes.txt").write_text("none of it")
    names, rows = prepare.read(tmp_path)
    assert names == ["a", "target"]
    assert rows.tolist() == [[1, 0], [2, 1], [3, 1]]


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_files_with_different_headers_are_refused(tmp_path: Path, names: str) -> None:
    for number, name in enumerate(names):
        (tmp_path / f"{number}.csv").write_text(f"{name},target\n1,0\n")
    with pytest.raises(ValueError, match="one and the same header"):
        prepare.read(tmp_path)


@pytest.mark.parametrize("flags", [[], ["--source", SOURCE], ["--secret", "example/data-source"]])
def test_without_a_source_and_its_secret_files_are_needed(tmp_path: Path, flags: list[str]) -> None:
    with pytest.raises(ValueError, match="must hold CSV files"):
        prepare.main(["--input", str(tmp_path), "--output", str(tmp_path), *flags])


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--local"], OUTPUT / "data"),
        (["--local", "--output", "/elsewhere"], Path("/elsewhere")),
        (["--input", "RAW"], Path("/opt/ml/processing/output")),
        (["--input", "RAW", "--output", "/elsewhere"], Path("/elsewhere")),
    ],
)
def test_splits_are_written_where_the_job_or_this_machine_wants_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: list[str], expected: Path
) -> None:
    (tmp_path / "1.csv").write_text(CSV)
    written: list[Any] = []
    monkeypatch.setattr(prepare, "write", lambda *arguments: written.append(arguments))
    assert prepare.main([str(tmp_path) if flag == "RAW" else flag for flag in flags]) == 0
    [(output, names, rows, seed)] = written
    assert output == expected
    assert len(names) == rows.shape[1]
    assert seed == 17


def test_a_source_that_does_not_answer_is_given_up_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def answer(_self: OpenerDirector, _request: Any, *, timeout: float) -> _Answer:
        waited.append(timeout)
        return _Answer("a,target\n1,0\n")

    monkeypatch.setattr(OpenerDirector, "open", answer)
    names, rows = prepare.download(SOURCE, secrets.Secret("t0ken"))
    assert (names, rows.tolist()) == (["a", "target"], [[1, 0]])
    assert waited == [60]
