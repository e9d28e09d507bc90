"""Serves the model: what the containers of AWS call (aws/sagemaker-inference-toolkit, "default_inference_handler.py").

Takes application/json, {"instances": [{feature: value, ...}, ...]}, and text/csv with a header; answers one prediction
for each row. An error names row and column, and holds no value.
"""

import json
import os
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workload import evaluate, model, spec, table
from workload.edge import StageError

JSON, CSV = "application/json", "text/csv"


class RequestError(StageError):
    """A request cannot be answered. The message holds no value of it."""


def model_fn(model_dir: str) -> Any:
    """Load the model, once its hash is the registered one."""
    return evaluate.load_model(Path(model_dir), os.environ.get("MODEL_SHA256"))


def _media_type(header: str) -> str:
    """Leave out parameters and upper case, which mean nothing here (RFC 9110, section 8.3.1)."""
    return header.partition(";")[0].strip().lower()


def _columns(body: str, content_type: str) -> dict[str, list[str | None]]:
    kind = _media_type(content_type)
    if kind == CSV:
        return table.read_csv(body, "the request", spec.read().missing)
    if kind != JSON:
        raise RequestError(f"the content type is none of {JSON}, {CSV}")
    try:
        rows = json.loads(body)["instances"]
        values = {name: [_plain(row.get(name)) for row in rows] for name in spec.read().features}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RequestError('the body is not {"instances": [{feature: value, ...}, ...]}') from None
    return values


def _plain(value: Any) -> str | None:
    """Make a text of a number, a text or a truth value; a list or an object is none, and would look like one."""
    if isinstance(value, list | dict):
        raise TypeError
    return None if value is None else str(value)


def told(error: StageError) -> Exception:
    """Make of it what the server here answers with 400; anything else is a 500, which counts as the endpoint's fault.

    aws/sagemaker-inference-toolkit, "errors.py", where that serves; Werkzeug's own where Flask does.
    """
    toolkit, flask = (sys.modules.get(name) for name in ("sagemaker_inference.errors", "werkzeug.exceptions"))
    if toolkit:
        made: Exception = toolkit.GenericInferenceToolkitError(int(HTTPStatus.BAD_REQUEST), str(error))
        return made
    return flask.BadRequest(str(error)) if flask else error


def input_fn(body: str | bytes, content_type: str) -> pd.DataFrame:
    """Read a request into a table of features."""
    try:
        # Some clients begin a text with a byte order mark.
        text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
        rows = table.features(_columns(text, content_type), spec.read(), "the request")
        if rows.empty:
            raise RequestError("the request has no row")
    except UnicodeDecodeError:
        raise told(RequestError("the body is not UTF-8")) from None
    except StageError as error:
        raise told(error) from None
    return rows


def predict_fn(rows: pd.DataFrame, loaded: Any) -> NDArray[np.float64]:
    """Predict; a library's own message may quote the request, so only its kind is told."""
    try:
        return model.predict(loaded, rows)
    except Exception as error:  # noqa: BLE001  # see above
        raise RequestError(f"the model failed: {type(error).__name__}") from None


def output_fn(scores: NDArray[np.float64], accept: str) -> tuple[str, str]:
    """Write the predictions: a class and its probability, or a number, for each row."""
    classes = spec.read().classes
    rows: list[dict[str, Any]] = (
        [{"class": classes[int(row.argmax())], "probability": float(row.max())} for row in scores]
        if classes
        else [{"value": float(value)} for value in scores]
    )
    if _media_type(accept) == CSV:
        return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n"), CSV
    return json.dumps({"predictions": rows}), JSON
