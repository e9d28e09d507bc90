import json
import os
import shutil
import subprocess
import sys
import tarfile
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workload import bundle, container, evaluate, inference, manifest, model, spec, table
from workload.spec import Spec

CANARY = "canary-7f3a"


def request(splits: Path, declared: Spec, count: int = 3) -> dict[str, list[dict[str, Any]]]:
    columns = table.read_csv((splits / "holdout" / "data.csv").read_text(), "data.csv")
    values = {name: columns[name][:count] for name in declared.features}
    numbers = {name for name, feature in declared.features.items() if feature.kind == "number"}
    return {
        "instances": [
            {
                name: float(value) if name in numbers and (value := column[row]) is not None else column[row]
                for name, column in values.items()
            }
            for row in range(count)
        ]
    }


def test_json_and_csv_give_the_same_predictions(trained: Path, splits: Path, declared: Spec) -> None:
    loaded = inference.model_fn(str(trained))
    from_json = inference.input_fn(json.dumps(request(splits, declared)), "application/json")
    lines = (splits / "holdout" / "data.csv").read_bytes()
    from_csv = inference.input_fn(lines, "Text/CSV; charset=utf-8; header=present")
    scores = inference.predict_fn(from_csv, loaded)
    assert np.allclose(inference.predict_fn(from_json, loaded), scores[:3])


@pytest.mark.parametrize("content_type", ["application/JSON;charset=utf-8", " application/json ; a=b; c"])
def test_a_content_type_may_have_parameters_and_upper_case(content_type: str, splits: Path, declared: Spec) -> None:
    assert len(inference.input_fn(json.dumps(request(splits, declared)), content_type)) == 3


@pytest.mark.parametrize("text", ["", "\ufeff"])
def test_a_text_may_begin_with_a_byte_order_mark(text: str, splits: Path, declared: Spec) -> None:
    asked = request(splits, declared)
    lines = (splits / "holdout" / "data.csv").read_text(encoding="utf-8")
    assert len(inference.input_fn(f"{text}{json.dumps(asked)}".encode(), "application/json")) == 3
    assert len(inference.input_fn(f"{text}{lines}".encode(), "text/csv")) == 50


@pytest.mark.parametrize("content_type", ["", "application/a", "application/x-npy", "text/zip", "json"])
def test_another_content_type_is_refused_whatever_the_body(content_type: str, splits: Path, declared: Spec) -> None:
    with pytest.raises(inference.RequestError, match="the content type is none of"):
        inference.input_fn(json.dumps(request(splits, declared)), content_type)


def test_the_registered_hash_decides_what_is_loaded(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_SHA256", manifest.verify(trained)[evaluate.MODEL])
    inference.model_fn(str(trained))
    monkeypatch.setenv("MODEL_SHA256", "0" * 64)
    with pytest.raises(manifest.IntegrityError, match="not the model that was asked for"):
        inference.model_fn(str(trained))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (CANARY, "application/json"),
        (json.dumps([CANARY]), "application/json"),
        (json.dumps({"rows": [{"a": CANARY}]}), "application/json"),
        (json.dumps({"instances": [CANARY]}), "application/json"),
        (json.dumps({"instances": [{CANARY: CANARY}]}), "application/json"),
        (json.dumps({"instances": {CANARY: CANARY}}), "application/json"),
        (json.dumps({"instances": []}), "application/json"),
        (",".join(spec.read().features), "text/csv"),
        (f"{CANARY}\n{CANARY}\n", "text/csv"),
        (CANARY, "application/x-npy"),
        ("[" * 100_000, "application/json"),
        (f'{{"instances": [{{"a": {"[" * 100_000}', "application/json"),
    ],
)
def test_a_request_that_is_not_as_it_should_be_is_refused_without_its_values(body: str, content_type: str) -> None:
    with pytest.raises((inference.RequestError, table.DataError)) as refused:
        inference.input_fn(body, content_type)
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("value", [[CANARY], {CANARY: 1}, [], {}])
def test_a_list_or_an_object_is_no_value_of_a_feature(splits: Path, declared: Spec, value: object) -> None:
    for feature in declared.features:
        asked = request(splits, declared)
        asked["instances"][1][feature] = value
        with pytest.raises(inference.RequestError, match="the body is not") as refused:
            inference.input_fn(json.dumps(asked), "application/json")
        assert CANARY not in str(refused.value)


@pytest.mark.parametrize("server", ["sagemaker_inference.errors", "werkzeug.exceptions"])
@pytest.mark.parametrize("body", [CANARY.encode(), b"\xff"])
def test_a_wrong_request_is_the_callers_fault_to_whatever_serves(
    monkeypatch: pytest.MonkeyPatch, server: str, body: bytes
) -> None:
    class Answered(Exception):  # noqa: N818  # the servers' own names
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)

    module = types.ModuleType(server)
    for name in ("GenericInferenceToolkitError", "BadRequest"):
        setattr(module, name, Answered)
    monkeypatch.setitem(sys.modules, server, module)
    with pytest.raises(Answered) as answered:
        inference.input_fn(body, "application/json")
    assert answered.value.args[0] == (400 if server == "sagemaker_inference.errors" else answered.value.args[-1])
    assert CANARY not in str(answered.value)


def test_what_the_model_says_of_a_request_is_kept_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(model, "predict", fail)
    with pytest.raises(inference.RequestError, match=r"^the model failed: ValueError$") as refused:
        inference.predict_fn(None, None)  # type: ignore[arg-type]  # what fails is given nothing
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("classes", "scores", "as_json", "as_csv"),
    [
        (
            ("no", "yes"),
            [[0.25, 0.75]],
            '{"predictions": [{"class": "yes", "probability": 0.75}]}',
            "class,probability\nyes,0.75\n",
        ),
        ((), [1.5, -2.0], '{"predictions": [{"value": 1.5}, {"value": -2.0}]}', "value\n1.5\n-2.0\n"),
    ],
)
def test_predictions_are_written_as_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, classes: tuple[str, ...], scores: list[Any], as_json: str, as_csv: str
) -> None:
    declared = Spec("", "", "", {}, "binary", "y", {}, (), (), classes)
    monkeypatch.setattr(spec, "read", lambda: declared)
    assert inference.output_fn(np.array(scores), "application/json") == (as_json, "application/json")
    for accept in ("*/*", "text/zip", ""):
        assert inference.output_fn(np.array(scores), accept) == (as_json, "application/json")
    for accept in ("text/csv", "Text/CSV; a=b; c=d"):
        assert inference.output_fn(np.array(scores), accept) == (as_csv, "text/csv")


def test_an_archive_serves_by_itself_where_an_endpoint_unpacks_it(
    trained: Path, splits: Path, declared: Spec, tmp_path: Path
) -> None:
    archive = tmp_path / "model.tar.gz"
    archive.write_bytes(bundle.servable(trained))
    with tarfile.open(archive) as packed:
        container.unpack(packed, tmp_path / "model")
    serve = (
        "import sys, inference\n"
        "loaded = inference.model_fn(sys.argv[1])\n"
        "rows = inference.input_fn(sys.stdin.read(), 'application/json')\n"
        "print(inference.output_fn(inference.predict_fn(rows, loaded), 'application/json')[0])\n"
    )
    done = subprocess.run(  # noqa: S603  # this test's own words
        [sys.executable, "-c", serve, str(tmp_path / "model")],
        cwd=tmp_path / "model" / "code",
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        input=json.dumps(request(splits, declared)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(json.loads(done.stdout)["predictions"]) == 3
    shutil.rmtree(tmp_path / "model")
