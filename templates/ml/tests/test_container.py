import hashlib
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workload import archive, bundle, container, evaluate, inference, manifest
from workload.spec import Spec

CANARY = "canary-7f3a"
OK, BAD, FAILED = HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR


def job(base: Path, program: str, given: dict[str, str] | None = None, hosts: dict[str, Any] | None = None) -> Path:
    """Lay a job's folder out as SageMaker does, with a program as its code."""
    for folder in ("input/config", "input/data/code", "model"):
        (base / folder).mkdir(parents=True)
    code = base / "input" / "data" / "code" / archive.NAME
    code.write_bytes(archive.pack({"train.py": program.encode()}))
    launcher = {
        "sagemaker_program": "train.py",
        "sagemaker_submit_directory": str(code),
        "sagemaker_region": "eu-west-1",
    }
    config = {
        "hyperparameters": {**(given or {}), **launcher},
        "inputdataconfig": {"train": {}, "code": {}},
        **({"resourceconfig": hosts} if hosts else {}),
    }
    for name, content in config.items():
        (base / "input" / "config" / f"{name}.json").write_text(json.dumps(content))
    return base


TELL = """
import json, os, sys
from pathlib import Path
told = {name: os.environ.get(name) for name in
        ("SM_CHANNEL_TRAIN", "SM_CHANNEL_CODE", "SM_MODEL_DIR", "SM_HOSTS", "SM_CURRENT_HOST", "HOME")}
Path(os.environ["SM_MODEL_DIR"], "told.json").write_text(json.dumps([sys.argv[1:], os.getcwd(), told]))
"""


def test_a_job_is_told_its_flags_folders_and_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/root")
    hosts = {"current_host": "algo-2", "hosts": ["algo-1", "algo-2"], "network_interface_name": "eth0"}
    base = job(tmp_path, TELL, {"seed": "17", "max-iterations": "5"}, hosts)
    assert container.train(base) == 0
    words, folder, told = json.loads((base / "model" / "told.json").read_text())
    assert words == ["--seed", "17", "--max-iterations", "5"]
    assert Path(folder) == base / "code"
    assert told == {
        "SM_CHANNEL_TRAIN": str(base / "input" / "data" / "train"),
        "SM_CHANNEL_CODE": str(base / "input" / "data" / "code"),
        "SM_MODEL_DIR": str(base / "model"),
        "SM_HOSTS": '["algo-1", "algo-2"]',
        "SM_CURRENT_HOST": "algo-2",
        "HOME": "/root",
    }
    assert not (base / "output").exists()


def test_one_host_alone_needs_no_list_of_hosts(tmp_path: Path) -> None:
    base = job(tmp_path, TELL)
    assert container.train(base) == 0
    told = json.loads((base / "model" / "told.json").read_text())[2]
    assert (told["SM_HOSTS"], told["SM_CURRENT_HOST"]) == ("[]", "")


def test_a_failure_tells_where_to_look_and_nothing_that_the_program_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    base = job(tmp_path, f"import sys; sys.stderr.write('{CANARY}'); sys.exit(3)")
    (base / "output").mkdir()
    assert container.train(base) == 3
    assert (base / "output" / "failure").read_text() == "exit code 3: see the job's log"
    assert CANARY in capfd.readouterr().err


def test_code_cannot_leave_its_folder(tmp_path: Path) -> None:
    base = job(tmp_path, TELL)
    code = base / "input" / "data" / "code" / archive.NAME
    code.write_bytes(archive.pack({"train.py": b"", "../../outside.py": b""}))
    with pytest.raises(Exception, match="outside"):
        container.train(base)
    assert not (tmp_path / "outside.py").exists()
    assert not (tmp_path.parent / "outside.py").exists()


def test_a_link_is_no_code(tmp_path: Path) -> None:
    base = job(tmp_path, TELL)
    link = tarfile.TarInfo("train.py")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(base / "input" / "data" / "code" / archive.NAME, mode="w:gz") as tar:
        tar.addfile(link)
    with pytest.raises(ValueError, match=r"train\.py is not a file"):
        container.train(base)
    assert not (base / "code" / "train.py").is_symlink()


class StageError(Exception):
    pass


class SomeError(StageError):
    pass


def handler(**replaced: Any) -> Any:
    def input_fn(body: bytes, kind: str) -> str:
        return f"{body.decode()} as {kind}"

    parts = {
        "input_fn": input_fn,
        "predict_fn": lambda rows, model: f"{rows} by {model}",
        "output_fn": lambda said, accept: (said, accept),
    }
    return SimpleNamespace(**{**parts, **replaced})


def raising(error: Exception) -> Any:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_an_answer_has_the_type_that_was_asked_for() -> None:
    asked = {"Content-Type": "text/csv", "Accept": "text/plain"}
    assert container.answer(handler(), "it", b"rows", asked) == (OK, "rows as text/csv by it", "text/plain")
    json_both = (OK, "rows as application/json by it", "application/json")
    assert container.answer(handler(), "it", b"rows", {}) == json_both


@pytest.mark.parametrize(
    ("part", "error", "told"),
    [
        ("input_fn", SomeError("row 1 is missing"), (BAD, "row 1 is missing")),
        ("input_fn", ValueError(CANARY), (BAD, "the request cannot be read")),
        ("predict_fn", ValueError(CANARY), (FAILED, "the model failed: ValueError")),
        ("predict_fn", SomeError(CANARY), (FAILED, "the model failed: SomeError")),
        ("output_fn", KeyError(CANARY), (FAILED, "the model failed: KeyError")),
    ],
)
def test_what_goes_wrong_is_told_without_the_request(part: str, error: Exception, told: tuple[HTTPStatus, str]) -> None:
    assert container.answer(handler(**{part: raising(error)}), "it", b"rows", {}) == (*told, "text/plain")


class Wire:
    """A connection of the server that holds what a client sends."""

    def __init__(self, sent: bytes) -> None:
        self.sent, self.got = io.BytesIO(sent), io.BytesIO()

    def makefile(self, *_: object) -> io.BytesIO:
        return self.sent

    def sendall(self, content: bytes) -> None:
        self.got.write(content)


def ask(text: str, handled: Any = None) -> list[str]:
    """Send a request's text; return the status line and the body of each answer."""
    wire = Wire(text.replace("\n", "\r\n").encode())
    with container.server(handled or handler(), "it", 0) as made:
        made.RequestHandlerClass(wire, ("127.0.0.1", 1), made)
    return wire.got.getvalue().decode().splitlines()


def test_the_server_says_that_it_is_there() -> None:
    lines = ask("GET /ping HTTP/1.1\n\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert "Content-Length: 0" in lines
    for path in (f"/{CANARY}", "/ping/", "/status"):
        assert ask(f"GET {path} HTTP/1.1\n\n")[0] == "HTTP/1.1 404 Not Found"


def test_the_server_answers_one_request_after_the_other() -> None:
    request = "POST /invocations HTTP/1.1\nContent-Type: text/csv\nAccept: text/x\nContent-Length: 4\n\nrows"
    lines = ask(request + request)
    assert lines.count("Content-Type: text/x") == 2
    assert lines[-1] == "rows as text/csv by it"


@pytest.mark.parametrize(
    ("line", "length", "status"),
    [
        ("POST /other", "Content-Length: 4", "400 Bad Request"),
        ("POST /a", "Content-Length: 4", "400 Bad Request"),
        ("POST /other", f"Content-Length: {container.MAX_BYTES}", "400 Bad Request"),
        ("POST /invocations", "Content-Length: x4", "400 Bad Request"),
        ("POST /invocations", "Transfer-Encoding: chunked", "400 Bad Request"),
        ("POST /invocations", "Content-Length: -1", "400 Bad Request"),
        ("POST /invocations", f"Content-Length: {container.MAX_BYTES + 1}", "413 Request Entity Too Large"),
    ],
)
def test_a_request_that_cannot_be_read_ends_its_connection(line: str, length: str, status: str) -> None:
    lines = ask(f"{line} HTTP/1.1\n{length}\n\nrowsGET /ping HTTP/1.1\n\n")
    assert [each for each in lines if each.startswith("HTTP/1.1 ")] == [f"HTTP/1.1 {status}"]
    assert not any("rows" in each for each in lines)


def test_the_largest_request_is_read() -> None:
    said = handler(input_fn=lambda body, _: len(body))
    body = "x" * container.MAX_BYTES
    lines = ask(f"POST /invocations HTTP/1.1\nContent-Length: {container.MAX_BYTES}\n\n{body}", said)
    assert lines[-1] == f"{100 * 1024 * 1024} by it"


def test_the_server_writes_no_line_of_a_request(capfd: pytest.CaptureFixture[str]) -> None:
    ask(f"GET /{CANARY} HTTP/1.1\n\n")
    ask(f"POST /invocations HTTP/1.1\nContent-Length: 11\n\n{CANARY}", handler(predict_fn=raising(ValueError(CANARY))))
    assert CANARY not in "".join(capfd.readouterr())


@pytest.fixture
def _modules() -> Iterator[None]:
    before, path = dict(sys.modules), [*sys.path]
    yield
    for name in set(sys.modules) - set(before):
        del sys.modules[name]
    sys.path[:] = path


@pytest.mark.usefixtures("_modules")
def test_a_registered_model_is_served_by_its_own_code(
    tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(bundle.servable(trained)), mode="r:gz") as tar:
        container.unpack(tar, folder)
    # What an image has under the same name is not what serves.
    (tmp_path / "image").mkdir()
    (tmp_path / "image" / "inference.py").write_text("raise SystemExit('of the image')")
    monkeypatch.syspath_prepend(str(tmp_path / "image"))
    monkeypatch.setenv("MODEL_SHA256", manifest.sha256(folder / evaluate.MODEL))
    monkeypatch.setenv("SAGEMAKER_BIND_TO_PORT", "0")
    served: list[Any] = []
    monkeypatch.setattr(container, "server", lambda *made: SimpleNamespace(serve_forever=lambda: served.append(made)))
    assert container.serve(tmp_path) == 0
    [(module, loaded, port)] = served
    assert Path(module.__file__) == folder / "code" / "inference.py"
    assert (port, type(loaded)) == (0, type(evaluate.load_model(trained)))
    monkeypatch.delenv("SAGEMAKER_BIND_TO_PORT")
    container.serve(tmp_path)
    assert served[1][2] == 8080
    monkeypatch.setenv("MODEL_SHA256", hashlib.sha256(b"another").hexdigest())
    with pytest.raises(Exception, match="not the model"):
        container.serve(tmp_path)


def test_the_workload_answers_through_the_container(trained: Path, declared: Spec) -> None:
    loaded = inference.model_fn(str(trained))
    row = {name: (feature.values or ("1",))[0] for name, feature in declared.features.items()}
    said = container.answer(inference, loaded, json.dumps({"instances": [row]}).encode(), {})
    assert said[0] == OK, said
    assert len(json.loads(said[1])["predictions"]) == 1
    refused = container.answer(inference, loaded, json.dumps({"instances": [{"x": CANARY}]}).encode(), {})
    assert refused[0] == BAD
    assert CANARY not in refused[1]
    kind = container.answer(inference, loaded, b"", {"Content-Type": "image/png"})
    assert kind == (BAD, "the content type is none of application/json, text/csv", "text/plain")


@pytest.mark.parametrize(("word", "why"), [("train", "sagemaker_submit_directory"), ("serve", "inference")])
def test_it_does_what_sagemaker_starts_it_as(word: str, why: str) -> None:
    done = subprocess.run(  # noqa: S603  # this test's own words
        [sys.executable, "-I", container.__file__, word], check=False, capture_output=True, text=True
    )
    # There is no job and no model here.
    assert done.returncode == 1
    assert why in done.stderr.splitlines()[-1]
