"""What an image of one's own does where SageMaker starts it as `train` or `serve`.

It is in the image as this one file; the code that it starts comes with the job, or with the model. Amazon SageMaker
AI Developer Guide, "How Amazon SageMaker AI Provides Training Information" and "Custom Inference Code with Hosting
Services".
"""

import importlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BASE = Path("/opt/ml")
PORT = 8080
# The largest of a batch transform (SageMaker API Reference, "CreateTransformJob"); an endpoint's requests are smaller.
MAX_BYTES = 100 * 1024**2
# Hyperparameters with which the launcher says what is to run; all others are the program's.
_OF_LAUNCHER = "sagemaker_"


def _config(base: Path, name: str) -> Any:
    file = base / "input" / "config" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def environment(base: Path) -> dict[str, str]:
    """Name the job's folders and hosts as aws/sagemaker-training-toolkit does ("ENVIRONMENT_VARIABLES.md")."""
    hosts = _config(base, "resourceconfig")
    channels = {
        f"SM_CHANNEL_{name.upper()}": str(base / "input" / "data" / name) for name in _config(base, "inputdataconfig")
    }
    return {
        **channels,
        "SM_MODEL_DIR": str(base / "model"),
        "SM_HOSTS": json.dumps(hosts.get("hosts", [])),
        "SM_CURRENT_HOST": str(hosts.get("current_host", "")),
    }


def unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Write an archive's files below a folder: Python before 3.10.12 and 3.11.4 lacks the filter for that."""
    for member in tar:
        place = (folder / member.name).resolve()
        if not place.is_relative_to(folder.resolve()):
            raise ValueError(f"{member.name} is outside of {folder}")
        if member.isdir():
            continue
        content = tar.extractfile(member) if member.isfile() else None
        if content is None:
            raise ValueError(f"{member.name} is not a file")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.read())


def train(base: Path = BASE) -> int:
    """Unpack the code of the channel and run it with the hyperparameters as its flags; return its exit code."""
    given = {name: str(value) for name, value in _config(base, "hyperparameters").items()}
    code = base / "code"
    with tarfile.open(given["sagemaker_submit_directory"], mode="r:gz") as tar:
        unpack(tar, code)
    own = {name: value for name, value in given.items() if not name.startswith(_OF_LAUNCHER)}
    words = [word for name, value in own.items() for word in (f"--{name}", value)]
    variables = {**os.environ, **environment(base)}
    run = subprocess.run([sys.executable, given["sagemaker_program"], *words], cwd=code, env=variables, check=False)  # noqa: S603  # the job's own code
    if run.returncode:
        # SageMaker shows this text to whoever may describe the job, so it says where to look and no more.
        (base / "output").mkdir(exist_ok=True)
        (base / "output" / "failure").write_text(f"exit code {run.returncode}: see the job's log", encoding="utf-8")
    return run.returncode


def answer(handler: Any, model: Any, body: bytes, headers: Mapping[str, str]) -> tuple[HTTPStatus, str, str]:
    """Answer a request by a module with input_fn, predict_fn and output_fn: status, text and content type.

    What the module says of a request is the caller's to read. A library's own words may quote it: nobody gets those.
    """
    try:
        rows = handler.input_fn(body, headers.get("Content-Type") or "application/json")
    except Exception as error:  # noqa: BLE001  # see above
        known = any(kind.__name__ == "StageError" for kind in type(error).__mro__)
        return HTTPStatus.BAD_REQUEST, str(error) if known else "the request cannot be read", "text/plain"
    try:
        text, kind = handler.output_fn(handler.predict_fn(rows, model), headers.get("Accept") or "application/json")
    except Exception as error:  # noqa: BLE001  # see above
        return HTTPStatus.INTERNAL_SERVER_ERROR, f"the model failed: {type(error).__name__}", "text/plain"
    return HTTPStatus.OK, text, kind


def server(handler: Any, model: Any, port: int) -> ThreadingHTTPServer:
    """Make the server that SageMaker asks: GET /ping and POST /invocations."""

    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _send(self, status: HTTPStatus, text: str, kind: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            found = self.path == "/ping"
            self._send(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, "", "text/plain")

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if self.path != "/invocations" or not size.isdecimal() or int(size) > MAX_BYTES:
                self.close_connection = True
                large = size.isdecimal() and int(size) > MAX_BYTES
                status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST
                self._send(status, status.phrase, "text/plain")
                return
            asked = {name: self.headers.get(name, "") for name in ("Content-Type", "Accept")}
            self._send(*answer(handler, model, self.rfile.read(int(size)), asked))

        def log_message(self, *_: object) -> None:
            """Say nothing: a request line is the caller's text."""

    return ThreadingHTTPServer(("", port), Requests)


def serve(base: Path = BASE) -> int:
    """Load the model with the code that it brings, and answer requests until SageMaker ends the container."""
    sys.path.insert(0, str(base / "model" / "code"))
    handler = importlib.import_module("inference")
    model = handler.model_fn(str(base / "model"))
    server(handler, model, int(os.environ.get("SAGEMAKER_BIND_TO_PORT", PORT))).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit({"train": train, "serve": serve}[sys.argv[1]]())
