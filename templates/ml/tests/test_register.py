import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber
from conftest import MORE

from workload import archive, bundle, evaluate, evaluation, manifest, register, spec
from workload.spec import Spec

JOB = "example-train-1"
URL = f"s3://artifacts-bucket/models/{JOB}/model.tar.gz"
KEY = MORE["signing-key"]


@pytest.fixture(scope="session")
def evaluated(trained: Path, splits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    words = ["--model-dir", str(trained), "--holdout", str(splits / "holdout"), "--output", str(folder)]
    evaluate.main([*words, "--job", JOB, "--code", "c" * 64, "--image", "image@sha256:1"])
    return folder


def run(folder: Path, *more: str) -> int:
    return register.main(["--job", JOB, "--group", "example-models", "--url", URL, "--input", str(folder), *more])


def test_a_version_waits_for_approval_and_carries_the_hashes(
    aws: dict[str, Stubber], evaluated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = evaluation.Evaluation.read((evaluated / evaluation.FILE).read_bytes())
    sent: list[Any] = []
    events = aws["sagemaker"].client.meta.events
    events.register("provide-client-params.sagemaker.CreateModelPackage", lambda params, **_: sent.append({**params}))
    # botocore checks the request against the API's own model before the stub answers.
    aws["sagemaker"].add_response("create_model_package", {"ModelPackageArn": "arn:aws:sagemaker:::version"})
    assert run(evaluated) == 0
    shown = capsys.readouterr().out
    asked = json.dumps(sent[0], indent=2)
    assert shown == f"{asked}\nregistered arn:aws:sagemaker:::version, which waits for approval\n"
    types = ["application/json", "text/csv"]
    assert sent == [
        {
            "ModelPackageGroupName": "example-models",
            "ModelPackageDescription": f"From training job {JOB}",
            "ModelApprovalStatus": "PendingManualApproval",
            "InferenceSpecification": {
                "Containers": [
                    {
                        "Image": "image@sha256:1",
                        "ImageDigest": "sha256:1",
                        "ModelDataUrl": URL,
                        "Environment": {
                            "SAGEMAKER_PROGRAM": "inference.py",
                            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
                            "MODEL_SHA256": found.model,
                        },
                    }
                ],
                "SupportedContentTypes": types,
                "SupportedResponseMIMETypes": types,
            },
            "CustomerMetadataProperties": {
                "training-job": JOB,
                "archive-sha256": manifest.sha256(evaluated / bundle.NAME),
                "model-sha256": found.model,
                "code-sha256": "c" * 64,
                "holdout-sha256": found.holdout,
                "image": "image@sha256:1",
                **{f"metric-{name}": str(value) for name, value in found.metrics.items()},
            },
        }
    ]


def test_the_signature_is_checked_where_there_is_a_key(
    aws: dict[str, Stubber], evaluated: Path, tmp_path: Path
) -> None:
    with pytest.raises(evaluation.EvaluationError, match="is not signed"):
        run(evaluated, "--key", KEY)
    shutil.copytree(evaluated, tmp_path / "signed")
    (tmp_path / "signed" / evaluation.SIGNATURE).write_bytes(b"c2lnbmVk\n")
    aws["kms"].add_response("verify", {"SignatureValid": True})
    aws["sagemaker"].add_response("create_model_package", {"ModelPackageArn": "arn:aws:sagemaker:::version"})
    assert run(tmp_path / "signed", "--key", KEY) == 0


@pytest.mark.parametrize("flag", ["--job", "--group", "--url"])
def test_what_a_version_is_of_and_where_it_goes_is_asked_for(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"--job": JOB, "--group": "example-models", "--url": URL}
    with pytest.raises(SystemExit) as left:
        register.main([word for name, value in given.items() if name != flag for word in (name, value)])
    assert left.value.code == 2
    assert f"the following arguments are required: {flag}" in capsys.readouterr().err


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    "other",
    [{"archive": "0" * 64}, {"archive": "f" * 64}, {"job": "example-train-0"}, {"job": "example-train-2"}],
)
def test_an_evaluation_of_something_else_is_refused(evaluated: Path, tmp_path: Path, other: dict[str, Any]) -> None:
    folder = tmp_path / "other"
    shutil.copytree(evaluated, folder)
    found = evaluation.Evaluation.read((evaluated / evaluation.FILE).read_bytes())
    (folder / evaluation.FILE).write_bytes(replace(found, **other).text())
    with pytest.raises(evaluation.EvaluationError, match="of another job or another archive"):
        run(folder)


@pytest.mark.usefixtures("aws")
def test_metrics_below_a_floor_are_refused_here_too(
    evaluated: Path, declared: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spec, "read", lambda: replace(declared, floors={declared.metrics[0]: 1e9}))
    with pytest.raises(evaluation.EvaluationError, match="not good enough to register"):
        run(evaluated)


def test_a_training_jobs_archive_answers_the_hash_of_its_model(trained: Path) -> None:
    files = {file.name: file.read_bytes() for file in trained.iterdir()}
    assert register.inspect(archive.pack(files)) == manifest.verify(trained)[evaluate.MODEL]


@pytest.mark.parametrize("lacking", [evaluate.MODEL, "model.json"])
def test_what_an_archive_lacks_is_named(trained: Path, tmp_path: Path, lacking: str) -> None:
    shutil.copytree(trained, tmp_path / "model")
    (tmp_path / "model" / lacking).unlink()
    manifest.write(tmp_path / "model")
    files = {file.name: file.read_bytes() for file in (tmp_path / "model").iterdir()}
    with pytest.raises(manifest.IntegrityError, match=f"^the archive has no {lacking}$"):
        register.inspect(archive.pack(files))
